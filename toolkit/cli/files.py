"""The tables that commands take and give."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from toolkit.cli.terminal import say_problems
from toolkit.errors import ToolkitError
from toolkit.scorers import thresholds
from toolkit.sources import read_lines, read_threads
from toolkit.tables import SCORES, keep_scorer, labels_of, load, save

__all__ = ["at_of", "columns_of", "load_comments", "load_scores", "put", "thresholds_by_scorer"]


def put(table: pl.DataFrame, out: Path | None) -> None:
    """Write `table` to `out`, or to standard output as JSONL."""
    if out is not None and str(out) != "-":
        save(table, out)
        return
    buffer = io.BytesIO()
    table.write_ndjson(buffer)
    sys.stdout.buffer.write(buffer.getvalue())
    sys.stdout.buffer.flush()


def load_comments(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    kind: str | None = None,
    timezone: str = "UTC",
    submissions: bool = False,
) -> pl.DataFrame:
    """Return the comments at `path`, or on standard input as JSONL where `path` is ``-``, and say what they lack.

    The options are those of `toolkit.sources.read_threads`; standard input has but `columns` and `timezone`.
    """
    if str(path) == "-":
        threads = read_lines(sys.stdin.buffer, "standard input", columns=columns, timezone=timezone)
    else:
        threads = read_threads(path, kind=kind, columns=columns, timezone=timezone, submissions=submissions)
    say_problems(threads.problems)
    return threads.comments


def columns_of(given: list[str] | None) -> dict[str, str]:
    """Return the column map that ``--column`` gives.

    Raises
    ------
    ToolkitError : an entry that is not NAME=COLUMN
    """
    columns = {}
    for entry in given or []:
        name, sign, column = entry.partition("=")
        if not (name and sign and column):
            raise ToolkitError(f"no column: {entry!r}", where="--column", mend="write NAME=COLUMN, such as user=nick")
        columns[name] = column
    return columns


def load_scores(path: Path, scorer: str | None = None) -> pl.DataFrame:
    """Return the scores at `path`, those of one scorer.

    Raises
    ------
    ToolkitError : there are several scorers and none is named, or none of that name
    """
    return keep_scorer(load(path, SCORES), scorer)


def at_of(given: list[str] | None, scores: pl.DataFrame, *, complete: bool = True) -> dict[str, float] | None:
    """Return the thresholds that ``--at`` gives, null where none was given.

    Parameters
    ----------
    given : entries of ``--at``
    scores : SCORES of one scorer
    complete : add the scorer's own thresholds for the other labels

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
    if complete and len(found) < len(labels) and scores.height:
        found = {**thresholds(str(scores["scorer"][0])), **found}
    return found


def thresholds_by_scorer(given: list[str] | None, scores: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Return the thresholds that ``--at`` gives where several scorers are compared: scorer -> label -> score.

    Raises
    ------
    ToolkitError : no number in [0, 1], or a scorer or label that `scores` does not have
    """
    names = scores["scorer"].unique().sort().to_list()
    found: dict[str, dict[str, float]] = {}
    for entry in given or []:
        who, _, number = entry.rpartition("=")
        name, _, label = who.partition(":")
        fitting = [one for one in names if name in {one, one.partition("@")[0]}]
        if not fitting:
            mend = f"write SCORER=NUMBER or SCORER:LABEL=NUMBER with one of {', '.join(names)}"
            raise ToolkitError(f"no threshold: {entry!r}", where="--at", mend=mend)
        for one in fitting:
            kept = at_of([f"{label}={number}" if label else number], keep_scorer(scores, one), complete=False)
            found.setdefault(one, {}).update(kept or {})
    return found
