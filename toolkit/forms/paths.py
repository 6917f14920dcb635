"""Files and folders of pages -> COMMENTS, in one step."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from toolkit.forms.reading import read
from toolkit.sources import pages

__all__ = ["read_paths"]


def read_paths(
    paths: Path | str | Sequence[Path | str],
    *,
    timezone: str = "UTC",
    form: str | None = None,
    retrieved: datetime | None = None,
) -> pl.DataFrame:
    """Return the comments of all pages under `paths` as one table.

    Parameters
    ----------
    paths : a page file or a folder of pages, or several
    timezone, form, retrieved : as for `toolkit.forms.read`

    Returns
    -------
    COMMENTS, rows in page order

    Raises
    ------
    ToolkitError : no path exists; unknown zone or form

    Warns
    -----
    UserWarning : once, naming every file that could not be read wholly; `toolkit.forms.read` gives the
        same remarks as values, and those on pages without comments besides
    """
    reading = read(pages(paths), timezone=timezone, form=form, retrieved=retrieved)
    if doubts := [problem for problem in reading.problems if problem.code not in ("no-comments", "lines-unread")]:
        told = "; ".join(f"{problem.source}: {problem.what}" for problem in doubts)
        warnings.warn(f"{len(doubts)} remarks on files: {told}", stacklevel=2)
    return reading.comments
