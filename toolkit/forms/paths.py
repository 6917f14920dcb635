"""Files and folders -> COMMENTS, in one step: raw pages through the forms, ready-made threads as they are."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from toolkit.forms.reading import Reading, read
from toolkit.sources import pages, parted, read_threads

__all__ = ["read_paths", "reading_of"]

# Remarks that say what a page is, not that something of it was lost.
EXPECTED = ("no-comments", "lines-unread")


def reading_of(
    paths: Path | str | Sequence[Path | str],
    *,
    timezone: str = "UTC",
    retrieved: datetime | None = None,
    text_column: str | None = None,
    keep_text: Path | None = None,
) -> Reading:
    """Return the comments under `paths` and every remark on them.

    Parameters
    ----------
    paths : a file or folder, or several: pages (text, HTML, WARC, WET) and ready-made threads (tables,
        ConvoKit, Reddit, 4CAT)
    timezone : zone of dates that state none, an IANA name
    retrieved : when pages of text were taken; null = ages such as "3 hours ago" give no timestamp
    text_column : where Parquet or JSONL files hold pages, the column of their texts
    keep_text : folder to write each page's text to, which the line numbers refer to

    Returns
    -------
    `Reading`, pages first, then threads

    Raises
    ------
    ToolkitError : no path exists; unknown zone; a library for this kind of file is missing
    """
    raw, ready = parted(paths, tables=text_column is not None)
    stream = pages(raw, text_column=text_column, keep_text=keep_text) if raw else ()
    reading = read(stream, timezone=timezone, retrieved=retrieved)
    if not ready:
        return reading
    threads = read_threads(ready, timezone=timezone)
    problems = (*reading.problems, *threads.problems)
    return Reading(pl.concat([reading.comments, threads.comments]), problems, reading.n_pages)


def read_paths(
    paths: Path | str | Sequence[Path | str],
    *,
    timezone: str = "UTC",
    retrieved: datetime | None = None,
    text_column: str | None = None,
) -> pl.DataFrame:
    """Return the comments of all pages and ready-made threads under `paths` as one table.

    Parameters
    ----------
    paths, timezone, retrieved, text_column : as for `reading_of`

    Returns
    -------
    COMMENTS, rows in page order

    Raises
    ------
    ToolkitError : as for `reading_of`

    Warns
    -----
    UserWarning : once, naming every file that could not be read wholly; `reading_of` gives the same
        remarks as values, and those on pages without comments besides
    """
    reading = reading_of(paths, timezone=timezone, retrieved=retrieved, text_column=text_column)
    if doubts := [problem for problem in reading.problems if problem.code not in EXPECTED]:
        told = "; ".join(f"{problem.source}: {problem.what}" for problem in doubts)
        warnings.warn(f"{len(doubts)} remarks on files: {told}", stacklevel=2)
    return reading.comments
