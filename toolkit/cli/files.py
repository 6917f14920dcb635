"""The tables that commands take and give."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import polars as pl

from toolkit.cli.terminal import say_problems
from toolkit.errors import ToolkitError
from toolkit.scorers import thresholds
from toolkit.sources import read_lines, read_threads
from toolkit.tables import SCORES, labels_of, load, save

__all__ = ["at_of", "load_comments", "load_scores", "put"]


def put(table: pl.DataFrame, out: Path | None) -> None:
    """Write `table` to `out`, or to standard output as JSONL."""
    if out is not None and str(out) != "-":
        save(table, out)
        return
    buffer = io.BytesIO()
    table.write_ndjson(buffer)
    sys.stdout.buffer.write(buffer.getvalue())
    sys.stdout.buffer.flush()


def load_comments(path: Path, *, text_column: str | None = None) -> pl.DataFrame:
    """Return the comments at `path`, or on standard input as JSONL where `path` is ``-``."""
    columns = None if text_column is None else {"text": text_column}
    if str(path) == "-":
        threads = read_lines(sys.stdin.buffer, "standard input", columns=columns)
    else:
        threads = read_threads(path, columns=columns)
    say_problems(threads.problems)
    return threads.comments


def load_scores(path: Path) -> pl.DataFrame:
    """Return the scores at `path`."""
    return load(path, SCORES)


def at_of(given: list[str] | None, scores: pl.DataFrame) -> dict[str, float] | None:
    """Return the thresholds that ``--at`` gives, completed by the scorer's own; null where none was given.

    Raises
    ------
    ToolkitError : a threshold is no number in [0, 1], or names no label of `scores`
    """
    if not given:
        return None
    labels = labels_of(scores)
    found: dict[str, float] = {}
    for entry in given:
        label, _, number = entry.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1 or (label and label not in labels):
            mend = f"write a number in [0, 1], or LABEL=NUMBER with one of {', '.join(labels)}"
            raise ToolkitError(f"no threshold: {entry!r}", where="--at", mend=mend)
        found.update({label: value} if label else dict.fromkeys(labels, value))
    if len(found) < len(labels) and scores.height:
        found = {**thresholds(str(scores["scorer"][0])), **found}
    return found
