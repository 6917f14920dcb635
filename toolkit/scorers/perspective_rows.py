"""A file of scores from the Perspective API -> one row a scored comment, in whatever shape people stored them."""

from __future__ import annotations

import ast
import json
import re
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from toolkit.errors import ToolkitError
from toolkit.sources import Problem
from toolkit.sources.threads.names import Names
from toolkit.sources.threads.raw import Fields, written
from toolkit.sources.threads.records import records

__all__ = ["ATTRIBUTES", "Rows", "read_rows"]

# What the API scored: in production, for trial, from comments of the New York Times, and on how people meet.
PRODUCTION = ("toxicity", "severe_toxicity", "identity_attack", "insult", "profanity", "threat")
TRIAL = ("sexually_explicit", "flirtation", "toxicity_fast")
TIMES = (
    "attack_on_author", "attack_on_commenter", "incoherent", "inflammatory", "likely_to_reject", "obscene", "spam",
    "unsubstantial",
)  # fmt: skip
MEETING = (
    "affinity", "compassion", "constructive", "curiosity", "nuance", "personal_story", "reasoning", "respect",
    "alienation", "fearmongering", "generalization", "moral_outrage", "power_appeal", "scapegoating",
)  # fmt: skip
ATTRIBUTES = (*PRODUCTION, *TRIAL, *TIMES, *(f"{name}_experimental" for name in (*PRODUCTION, *MEETING)))

# Ids and texts beside those that `toolkit.sources` knows: 4CAT's, peRspective's, a request kept with its answer.
ALIASES = {
    "comment_id": ("item_id", "text_id", "clientToken", "response.clientToken"),
    "text": ("comment.text", "request.comment.text"),
}
# Fields that hold an answer of the API, so that no id is meant by such a name.
ANSWER = {"response", "answer", "result", "perspective", "perspective_response", "scores", "attributeScores"}
VERSION = re.compile(r"@(\d{1,4})$")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
AROUND = re.compile(
    r"^(?:perspective_(?:api_)?|attributescores_)|(?:_summaryscore_value|_score|_prob|_probability|_perspective)$"
)
BROKEN = ("line-broken", "cut-short")
LONGEST_TEXT = 2**31
NO_NUMBER = ("", "na", "n/a", "nan", "none", "null")


class Rows(NamedTuple):
    """What a file of scores holds.

    Parameters
    ----------
    table : thread_id, comment_id, text as the file has them, null where it has none, then one Float32 column a label
    spans : ``row`` of `table`, label, start, end, weight: the API's scores of parts of a text
    n_empty : rows without any score, such as those of failed requests
    n_broken : lines that could not be read
    left_out : columns not taken, since another holds the same attribute
    """

    table: pl.DataFrame
    spans: pl.DataFrame
    n_empty: int
    n_broken: int
    left_out: tuple[str, ...]


def read_rows(path: Path) -> Rows:
    """Read every scored row of a file.

    Parameters
    ----------
    path : JSON, JSONL, CSV, TSV or Parquet, all but the last also packed: answers of the API, bare or in a field
        beside the comment's id or text; objects of answers by id; tables with one column an attribute

    Raises
    ------
    ToolkitError : no file or no table, no score in it, neither ids nor texts, a score outside [0, 1]
    """
    reader = _Reader(path)
    for record in records(path):
        if not isinstance(record, Problem):
            reader.take(*record)
        elif record.code in BROKEN:
            reader.n_broken += 1
    return reader.rows()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.source = str(path)
        self.names = Names(None, self.source, more=ALIASES)
        self.columns: dict[tuple[bool, tuple[str, ...]], dict[str, str]] = {}
        self.keys: list[tuple[str | None, str | None, str | None]] = []
        self.scores: dict[str, array[float]] = {}
        self.spans: list[tuple[int, str, int, int, float]] = []
        self.n_empty = self.n_broken = 0
        self.left_out: dict[str, None] = {}

    def take(self, line: int, row: Mapping[str, Any]) -> None:
        """Take in one row of the file, which can hold the answers for several comments."""
        found = list(self._answers(row, self.names.fields(row)))
        self.n_empty += not found
        for fields, answer in found:
            self._add(fields, answer, line)

    def _answers(self, row: Mapping[str, Any], fields: Fields) -> Iterator[tuple[Fields, Mapping[str, Any]]]:
        """Yield ids with what belongs to them: label -> score, or the API's object of scores."""
        if "attributeScores" in row and (own := self._attributes(row)):
            yield fields, own
            return
        nested = {name: found for name, value in row.items() if (found := self._attributes(_opened(value)))}
        keyed = fields.get("comment_id") is not None or fields.get("text") is not None
        if keyed or nested.keys() <= ANSWER:
            # attributes asked for one by one lie in fields of their own
            merged = {label: value for found in nested.values() for label, value in found.items()}
            if merged or (merged := dict(self._attributes(row))):
                yield fields, merged
            return
        for name, found in nested.items():
            # 4CAT's first files: one object, its only name the id; a name of several words is the text itself
            yield {"text" if " " in name else "comment_id": written(name)}, found

    def _attributes(self, value: Any) -> Mapping[str, Any]:
        """Return the attributes in an answer, in an object of attributes, or in a row with a column for each."""
        if not isinstance(value, Mapping):
            return {}
        inner = _opened(value.get("attributeScores"))
        is_answer = isinstance(inner, Mapping)
        held = inner if is_answer else value
        key = (is_answer, tuple(held))
        if key not in self.columns:
            self.columns[key] = self._named(key[1], is_answer=is_answer)
        return {label: held[column] for label, column in self.columns[key].items()}

    def _named(self, columns: tuple[str, ...], *, is_answer: bool) -> dict[str, str]:
        """Return label -> column; of several columns the one that names Perspective, else the latest version."""
        found: dict[str, list[tuple[bool, int, str]]] = {}
        for column in filter(lambda name: isinstance(name, str), columns):
            label, version = _label(column)
            if label in ATTRIBUTES or is_answer:
                found.setdefault(label, []).append(("perspective" in column.lower(), version, column))
        for label, ways in found.items():
            ways.sort(reverse=True)
            if len(ways) > 1 and ways[0][:2] == ways[1][:2]:
                what = f"two columns hold {label}: {ways[0][2]}, {ways[1][2]}"
                raise ToolkitError(what, where=self.source, mend="drop one of them")
            self.left_out |= dict.fromkeys(column for _, _, column in ways[1:])
        return {label: ways[0][2] for label, ways in found.items()}

    def _add(self, fields: Fields, answer: Mapping[str, Any], line: int) -> None:
        numbers = {label: self._number(label, value, line) for label, value in answer.items()}
        if all(number is None for number in numbers.values()):
            self.n_empty += 1
            return
        for label, value in answer.items():
            self._add_spans(label, value, line)
        n_before = len(self.keys)
        self.keys.append((fields.get("thread_id"), fields.get("comment_id"), fields.get("text")))
        for label, number in numbers.items():
            column = self.scores.setdefault(label, array("f"))
            # a label that comes up late has no scores for the rows before
            column.extend([np.nan] * (n_before - len(column)))
            column.append(np.nan if number is None else number)

    def _number(self, label: str, value: Any, line: int) -> float | None:
        if isinstance(value, Mapping):
            value = _inside(value, "summaryScore", "value")
        if value is None or str(value).strip().lower() in NO_NUMBER:
            return None
        try:
            number = -1.0 if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = -1.0
        if 0 <= number <= 1:
            return number
        what = f"{label} is {str(value)[:20]!r}, not a score in [0, 1]"
        raise ToolkitError(what, where=f"{self.source}:{line}", mend="divide percentages by 100, drop other columns")

    def _add_spans(self, label: str, value: Any, line: int) -> None:
        spans = _inside(value, "spanScores")
        for span in spans if isinstance(spans, list) else ():
            weight = self._number(label, _inside(span, "score", "value"), line)
            # the API leaves out what is 0
            start, end = _inside(span, "begin") or 0, _inside(span, "end")
            whole = isinstance(start, int) and isinstance(end, int)
            if weight is not None and whole and 0 <= start < end < LONGEST_TEXT:
                self.spans.append((len(self.keys), label, start, end, weight))

    def rows(self) -> Rows:
        """Return what was taken in.

        Raises
        ------
        ToolkitError : no score, or neither ids nor texts
        """
        if not self.keys:
            mend = "it should hold answers of the API (attributeScores) or columns such as TOXICITY"
            raise ToolkitError("no score of the Perspective API in it", where=self.source, mend=mend)
        if all(comment is None and text is None for _, comment, text in self.keys):
            mend = "add each comment's id or text; an answer of the API repeats neither"
            raise ToolkitError("scores, but nothing says of which comments", where=self.source, mend=mend)
        keys = pl.DataFrame(self.keys, schema=dict.fromkeys(KEYS, pl.String()), orient="row")
        labels = {}
        for label, column in self.scores.items():
            column.extend([np.nan] * (len(self.keys) - len(column)))
            labels[label] = pl.Series(np.frombuffer(column, dtype=np.float32), dtype=pl.Float32()).fill_nan(None)
        spans = pl.DataFrame(self.spans, schema=SPAN, orient="row")
        return Rows(keys.with_columns(**labels), spans, self.n_empty, self.n_broken, tuple(self.left_out))


KEYS = ("thread_id", "comment_id", "text")
SPAN = {"row": pl.UInt32(), "label": pl.String(), "start": pl.UInt32(), "end": pl.UInt32(), "weight": pl.Float32()}


def _label(column: str) -> tuple[str, int]:
    """Return the attribute that a column is named after, and the version it names, 0 where it names none."""
    version = VERSION.search(column)
    bare = HUMP.sub("_", VERSION.sub("", column)) if not column.isupper() else VERSION.sub("", column)
    label = re.sub(r"[^a-z0-9]+", "_", bare.lower().replace("attribute_scores", "attributescores"))
    label = label.replace("summary_score", "summaryscore").strip("_")
    while (shorter := AROUND.sub("", label)) != label:
        label = shorter
    return label, int(version[1]) if version else 0


def _opened(value: Any) -> Any:
    """Return an object that a cell holds as JSON, or as Python writes a dictionary; else the cell."""
    if not isinstance(value, str) or not (value.startswith("{") and value.rstrip().endswith("}")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        pass
    if "summaryScore" not in value:
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return value


def _inside(value: Any, *steps: str) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
