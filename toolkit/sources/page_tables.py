"""Tables whose rows hold the texts of pages -> pages, streamed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.sources.opening import bare_name, lines_of, opened
from toolkit.sources.pages import Page, Problem
from toolkit.sources.texts import page_of_raw

__all__ = ["SOURCE_NAMES", "TABLE_ENDINGS", "pages_of_table"]

TABLE_ENDINGS = (".parquet", ".jsonl", ".ndjson")
# The first of these columns that is there names the page, where the user names none.
SOURCE_NAMES = ("url", "uri", "link", "source", "id", "page_id", "warc_target_uri")
# Rows read at a time: pages of some 100 kB make 10 MB.
ROWS = 100


def pages_of_table(path: Path, *, text_column: str, source_column: str | None = None) -> Iterator[Page | Problem]:
    """Yield a page for every row of a Parquet or JSONL file, and a problem row for every row without one.

    Parameters
    ----------
    path : ends in .parquet, .jsonl or .ndjson, the latter two also packed
    text_column : holds the text, or HTML, of the page
    source_column : names it; by default the first of `SOURCE_NAMES`, else the file and the row's number

    Raises
    ------
    ToolkitError : no such column, or a file that is no such table
    """
    rows = _parquet(path, text_column, source_column) if bare_name(path).endswith(".parquet") else _json(path)
    seen: set[int] = set()
    checked = False
    for number, row in enumerate(rows, 1):
        if isinstance(row, Problem):
            yield row
            continue
        if not checked:
            source_column = source_column or next((name for name in SOURCE_NAMES if name in row), None)
            for name in filter(None, (text_column, source_column)):
                _column(row, name, path)
            checked = True
        named = row.get(source_column) if source_column else None
        yield from _page(row.get(text_column), f"{path}#{number}" if named is None else str(named), path, seen)


def _column(row: dict[str, Any], name: str, path: Path) -> None:
    if name not in row:
        raise ToolkitError(f"no column {name!r}", where=str(path), mend=f"name one of: {', '.join(row)}")


def _page(text: Any, source: str, path: Path, seen: set[int]) -> Iterator[Page | Problem]:
    if not isinstance(text, str | bytes):
        yield Problem(source, None, "empty", "the row holds no text", "leave it out")
        return
    for one in page_of_raw(text, source, container=str(path)):
        if isinstance(one, Page):
            key = hash((one.source, one.digest))
            if key in seen:
                what = "the table holds the same page under the same name once more; it was left out"
                yield Problem(source, None, "page-twice", what, "nothing")
                continue
            seen.add(key)
        yield one


def _parquet(path: Path, text_column: str, source_column: str | None) -> Iterator[dict[str, Any]]:
    try:
        table = pl.scan_parquet(path)
        columns = table.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        what = f"the table cannot be read: {str(error).splitlines()[0]}"
        raise ToolkitError(what, where=str(path), mend="check the file and its ending") from error
    wanted = [name for name in (text_column, source_column, *SOURCE_NAMES) if name in columns]
    if text_column not in columns or (source_column is not None and source_column not in columns):
        _column(dict.fromkeys(columns), text_column if text_column not in columns else str(source_column), path)
    for batch in table.select(list(dict.fromkeys(wanted))).collect_batches(chunk_size=ROWS, maintain_order=True):
        yield from batch.iter_rows(named=True)


def _json(path: Path) -> Iterator[dict[str, Any] | Problem]:
    try:
        stream = opened(path)
    except OSError as error:
        yield Problem(
            str(path), None, "unreadable", f"the file cannot be read: {error}", "check the file and its rights"
        )
        return
    with stream:
        yield from _objects(lines_of(stream), str(path))


def _objects(lines: Iterable[bytes | str], source: str) -> Iterator[dict[str, Any] | Problem]:
    for number, line in enumerate(lines, 1):
        if isinstance(line, str):
            yield Problem(
                source, number, "cut-short", f"the file breaks off here: {line}", "get it from its source again"
            )
            return
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield row
        else:
            yield Problem(source, number, "line-broken", "the line is no JSON object and was left out", "mend the line")
