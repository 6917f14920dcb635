"""A table file -> its rows as dictionaries, each with its line; a broken row is a problem, never the end."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.sources.encodings import encoding_of, remark_on
from toolkit.sources.opening import BROKEN, bare_name, lines_of, opened
from toolkit.sources.pages import Problem

__all__ = ["ENDINGS", "Record", "json_records", "records"]

Record = tuple[int, dict[str, Any]]

ENDINGS = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson", ".json")
# Reddit's monthly dumps have no ending but .zst.
DUMPS = ("rc_", "rs_")
SNIFFED_BYTES = 65_536
# A cell of a CSV file may hold a long article; Python's own limit is 128 KiB.
LONGEST_CELL = 2**27
# Columns past the header's go here.
REST = "\0rest"


def records(path: Path) -> Iterator[Record | Problem]:
    """Yield every row of a table with its 1-based line, and a problem row for every one that is none.

    Parameters
    ----------
    path : ends in one of `ENDINGS`, also packed by gzip or Zstandard, or is a dump of Reddit

    Raises
    ------
    ToolkitError : no such file, an ending that is not known, or a Parquet file that is none
    """
    bare = bare_name(path)
    if not bare.endswith(ENDINGS) and not bare.startswith(DUMPS):
        raise ToolkitError("not a table", where=str(path), mend=f"give one that ends in {', '.join(ENDINGS)}")
    if not path.is_file():
        raise ToolkitError("no such file", where=str(path), mend="check the path")
    if bare.endswith(".parquet"):
        yield from _parquet(path)
        return
    try:
        stream = opened(path)
    except OSError as error:
        raise ToolkitError(f"the table cannot be read: {error}", where=str(path), mend="check its rights") from error
    with stream:
        if bare.endswith((".csv", ".tsv")):
            yield from _separated(stream, str(path), tabs=bare.endswith(".tsv"))
        elif bare.endswith(".json"):
            yield from _array(stream, str(path))
        else:
            yield from json_records(lines_of(stream), str(path))


def json_records(lines: Iterable[bytes | str], source: str) -> Iterator[Record | Problem]:
    """Yield the objects of JSON lines."""
    for number, line in enumerate(lines, 1):
        if isinstance(line, str):
            yield _cut(source, number, line)
            return
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield number, row
        else:
            yield Problem(source, number, "line-broken", "the line is no JSON object and was left out", "mend the line")


def _cut(source: str, number: int, why: str) -> Problem:
    return Problem(source, number, "cut-short", f"the file breaks off here: {why}", "get it from its source again")


def _array(stream: BinaryIO, source: str) -> Iterator[Record | Problem]:
    """Yield the objects of one JSON array; of several, one a line, the file is JSON lines."""
    try:
        raw = stream.read()
        rows = json.loads(raw.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        yield from json_records(raw.splitlines(keepends=True), source)
        return
    except BROKEN as error:
        yield _cut(source, 1, str(error))
        return
    rows = rows if isinstance(rows, list) else [rows]
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            yield number, row
        else:
            yield Problem(source, number, "line-broken", "the entry is no JSON object and was left out", "mend it")


def _parquet(path: Path) -> Iterator[Record | Problem]:
    try:
        table = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        what = f"the table cannot be read: {str(error).splitlines()[0]}"
        raise ToolkitError(what, where=str(path), mend="check the file and its ending") from error
    yield from enumerate(table.iter_rows(named=True), 1)


def _separated(stream: BinaryIO, source: str, *, tabs: bool) -> Iterator[Record | Problem]:
    head = stream.peek(SNIFFED_BYTES)[:SNIFFED_BYTES] if hasattr(stream, "peek") else b""
    encoding, remarkable = encoding_of(head.rpartition(b"\n")[0] or head)
    if encoding is None:
        raise ToolkitError(
            "the table cannot be read: it is no text", where=source, mend="check the file and its ending"
        )
    if remarkable:
        yield remark_on(source, encoding)
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    first = head[: head.find(b"\n")] if b"\n" in head else head
    mark = "\t" if tabs else max(",;\t", key=lambda mark: first.count(mark.encode()))
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        with io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text:
            yield from _rows(csv.DictReader(text, restkey=REST, delimiter=mark), source)
    finally:
        csv.field_size_limit(limit)


def _rows(reader: csv.DictReader[str], source: str) -> Iterator[Record | Problem]:
    last = 1
    while True:
        try:
            row: dict[str, Any] | None = next(reader, None)
        except csv.Error as error:
            yield Problem(source, last + 1, "line-broken", f"the row was left out: {error}", "mend the row")
            last = reader.line_num
            continue
        except BROKEN as error:
            yield _cut(source, last + 1, str(error))
            return
        if row is None:
            return
        if row.pop(REST, None) is not None:
            what = "the row has more cells than the header; those past it were left out"
            yield Problem(source, last + 1, "row-long", what, "put a text with a comma into quotation marks")
        yield last + 1, row
        last = reader.line_num
