"""Files of ready threads -> COMMENTS and problem rows."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.sources.files import is_corpus
from toolkit.sources.opening import bare_name, opened
from toolkit.sources.page_tables import TABLE_ENDINGS
from toolkit.sources.pages import Problem
from toolkit.sources.threads.kinds import KINDS, Kind, kind_of_row
from toolkit.sources.threads.names import Names
from toolkit.sources.threads.raw import Rows
from toolkit.sources.threads.records import DUMPS, ENDINGS, Record, json_records, records
from toolkit.sources.threads.settle import settled
from toolkit.tables import COMMENTS, check, complete, load

__all__ = ["Threads", "is_threads", "parted", "read_lines", "read_threads"]

# Their ids mean the same comment in every file.
GLOBAL_IDS = {"reddit", "4cat", "convokit"}
LEFT_OUT = {
    "submission": "submissions were left out: what they are answered with is a comment, they are not",
    "placeholder": "placeholders of an export were left out: they stood in for what is missing",
}


class Threads(NamedTuple):
    """What `read_threads` found.

    Parameters
    ----------
    comments : COMMENTS, in the order of the rows
    problems : what a reader of the table must know
    """

    comments: pl.DataFrame
    problems: tuple[Problem, ...]


def is_threads(path: Path | str) -> bool:
    """Return whether `path` is a table or a corpus and no page, by its name."""
    path = Path(path)
    bare = bare_name(path)
    return is_corpus(path) if path.is_dir() else bare.endswith(ENDINGS) or bare.startswith(DUMPS)


def parted(paths: Path | str | Sequence[Path | str], *, tables: bool = False) -> tuple[list[Path], list[Path]]:
    """Return those of `paths` that are pages or folders of pages, and those that are ready threads.

    Parameters
    ----------
    paths : files and folders
    tables : Parquet and JSONL files hold pages, not threads
    """
    given = [Path(path) for path in ([paths] if isinstance(paths, Path | str) else paths)]
    ready = [path for path in given if is_threads(path) and not (tables and bare_name(path).endswith(TABLE_ENDINGS))]
    return [path for path in given if path not in ready], ready


def read_threads(
    paths: Path | str | Sequence[Path | str],
    *,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    timezone: str = "UTC",
    submissions: bool = False,
) -> Threads:
    """Return the comments of ready-made threads, and what had to be put right.

    Parameters
    ----------
    paths : CSV, TSV, JSONL, JSON and Parquet files, those but the last also packed; dumps of Reddit;
        folders of ConvoKit; several are read as one, since a thread may go on in the next file
    kind : one of `KINDS`; null = each file's first row tells
    columns : column of ``COMMENTS`` -> column of the file, where its name is not known here
    timezone : zone of moments that state none, an IANA name
    submissions : keep Reddit's submissions as the top of their threads; else level 0 are the comments
        that answer them

    Returns
    -------
    `Threads`. ``reply_to`` is null where the parent is no row of the thread or is the comment itself: such
    rows have ``reply_basis`` unknown and a note, and are counted. A table that already is ``COMMENTS``
    comes back as it is

    Raises
    ------
    ToolkitError : no such file, no table, an unknown kind, column or zone

    Notes
    -----
    No row is dropped but those that stand there twice word for word, submissions, and lines that are
    broken: each of these is a problem row, or counted in one. Another comment under an id that is taken
    gets an id of its own. The pickled fields of ConvoKit are never opened.
    """
    given = [Path(path) for path in ([paths] if isinstance(paths, Path | str) else paths)]
    if kind is not None and kind not in KINDS:
        raise ToolkitError(f"no kind {kind!r}", where="kind", mend=f"name one of: {', '.join(KINDS)}")
    if not given:
        raise ToolkitError("no table was given", mend="name a file")
    ready: list[pl.DataFrame] = []
    others: list[Path] = []
    for path in given:
        table = None if kind or columns else _comments(path)
        if table is None:
            others.append(path)
        else:
            ready.append(table)
    parts = [Threads(table, ()) for table in ready]
    if others:
        sources = [(str(path), _records(path)) for path in others]
        parts.append(_read(sources, _Options(kind, columns, timezone, submissions)))
    comments = pl.concat([part.comments for part in parts])
    return Threads(check(comments, COMMENTS), tuple(chain.from_iterable(part.problems for part in parts)))


def read_lines(
    lines: Iterable[bytes], source: str, *, columns: Mapping[str, str] | None = None, timezone: str = "UTC"
) -> Threads:
    """Return the comments of JSON lines, such as come through a pipe; else as `read_threads`.

    Raises
    ------
    ToolkitError : there are lines, but none of them is a comment
    """
    kept = list(lines)
    if not columns and (table := _as_comments(b"".join(kept))) is not None:
        return Threads(table, ())
    threads = _read([(source, json_records(kept, source))], _Options(None, columns, timezone, submissions=False))
    if threads.comments.is_empty() and any(line.strip() for line in kept):
        raise ToolkitError("not JSONL", where=source, mend="pipe what read wrote")
    return threads


class _Options(NamedTuple):
    kind: str | None
    columns: Mapping[str, str] | None
    timezone: str
    submissions: bool


def _comments(path: Path) -> pl.DataFrame | None:
    """Return a file that holds ``COMMENTS`` already, else null."""
    suffix = path.suffix.lower()
    if not path.is_file() or suffix not in {".parquet", ".csv", ".jsonl"}:
        return None
    try:
        if suffix == ".parquet":
            return load(path, COMMENTS) if pl.read_parquet_schema(path).keys() == COMMENTS.keys() else None
        with opened(path) as stream:
            head = stream.readline()
    except (pl.exceptions.PolarsError, OSError, EOFError, zlib.error):
        return None
    names = head.decode("utf-8-sig", "replace").strip().split(",") if suffix == ".csv" else _keys(head)
    return load(path, COMMENTS) if set(names) == set(COMMENTS) else None


def _keys(line: bytes) -> list[str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return []
    return list(row) if isinstance(row, dict) else []


def _as_comments(raw: bytes) -> pl.DataFrame | None:
    if set(_keys(raw.partition(b"\n")[0])) != set(COMMENTS):
        return None
    try:
        table = pl.read_ndjson(io.BytesIO(raw), infer_schema_length=None)
    except pl.exceptions.PolarsError:
        return None
    moments = pl.col("timestamp").cast(pl.String()).str.to_datetime(time_unit="us", time_zone="UTC")
    return complete(table.with_columns(moments))


def _records(path: Path) -> Iterator[Record | Problem]:
    if not is_corpus(path):
        yield from records(path)
        return
    yield from _pickled(path)
    inner = next(path / name for name in ("utterances.jsonl", "utterances.json") if (path / name).is_file())
    yield from records(inner)


def _pickled(folder: Path) -> Iterator[Problem]:
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith((".p", ".pkl", ".pickle")))
    if names:
        what = f"{len(names)} pickled files were not opened, since a pickle can run a program: {', '.join(names)}"
        yield Problem(str(folder), None, "pickle-refused", what, "nothing; no comment lies in them")


def _read(sources: Iterable[tuple[str, Iterable[Record | Problem]]], options: _Options) -> Threads:
    rows = Rows()
    problems: list[Problem] = []
    has_replies = False
    kinds: set[str] = set()
    for source, found in sources:
        names, kind = _gather(rows, source, found, options, problems)
        has_replies = has_replies or "reply_to" in names or kind == "4cat"
        kinds.add(kind)
    raw = rows.table()
    if raw.is_empty():
        problems.append(
            Problem(", ".join(source for source, _ in sources), None, "empty", "no comments", "leave it out")
        )
        return Threads(pl.DataFrame(schema=COMMENTS), tuple(problems))
    comments, found_wrong = settled(
        raw, has_replies=has_replies, timezone=options.timezone, ids_are_global=kinds <= GLOBAL_IDS
    )
    return Threads(comments, (*problems, *found_wrong))


def _gather(
    rows: Rows, source: str, found: Iterable[Record | Problem], options: _Options, problems: list[Problem]
) -> tuple[set[str], str]:
    kind: Kind | None = None if options.kind is None else KINDS[options.kind]
    names: Names | None = None
    row: dict[str, Any] = {}
    left_out: dict[str, int] = {}
    for one in found:
        if isinstance(one, Problem):
            problems.append(one)
            continue
        line, row = one
        kind = kind or kind_of_row(row)
        names = names or Names(options.columns, source, more=kind.aliases)
        fields = kind.clean(names.fields(row), row)
        if isinstance(fields, dict) and fields.get("form") == "submission" and not options.submissions:
            fields = "submission"
        if isinstance(fields, str):
            left_out[fields] = left_out.get(fields, 0) + 1
            continue
        fields["form"] = fields.get("form") or kind.name
        rows.add(fields, source=source, line=line)
    if names is not None:
        names.missing(row)
    for code, n in left_out.items():
        problems.append(Problem(source, None, f"{code}-left-out", f"{n} {LEFT_OUT[code]}", "nothing"))
    return names.seen if names else set(), kind.name if kind else ""
