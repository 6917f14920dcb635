"""Rows of a table of threads as they are read, all of them texts, before they become ``COMMENTS``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

__all__ = ["BEFORE", "FIELDS", "MORE", "RAW", "Fields", "Rows", "written"]

# What a reader fills; every kind of file has names of its own for these.
FIELDS = ("thread_id", "comment_id", "reply_to", "user", "timestamp", "text")
# Columns of COMMENTS that a table may bring along.
MORE = (
    "quoted", "depth", "timestamp_precision", "user_basis", "reply_basis", "timestamp_basis", "reply_confidence",
    "form", "notes", "position",
)  # fmt: skip
# Where the comment stood before it was exported to the file that is read now.
BEFORE = ("page", "page_start", "page_end")
NAMES = (*FIELDS, *MORE, *BEFORE)
RAW = pl.Schema({**{name: pl.String() for name in NAMES}, "source": pl.String(), "line": pl.UInt32()})

Fields = dict[str, str | None]


class Rows:
    """The rows of one or several files, as they come in."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []

    def add(self, fields: Fields, *, source: str, line: int) -> None:
        """Take in one row."""
        self.rows.append((*map(fields.get, NAMES), source, line))

    def table(self) -> pl.DataFrame:
        """Return what has come in."""
        return pl.DataFrame(self.rows, schema=RAW, orient="row")


def written(value: Any) -> str | None:
    """Return a cell as text: null for nothing, whole numbers without a point, moments in ISO 8601.

    Examples
    --------
    >>> written(12.0), written(""), written(["a", "b"])
    ('12', None, 'a|b')
    """
    if isinstance(value, str):
        return _clean(value) if value else None
    if value is None or value != value:  # noqa: PLR0124 (not a number differs from itself)
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return str(int(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "|".join(filter(None, map(written, value))) or None
    return None if isinstance(value, dict) else _clean(str(value))


def _clean(value: str) -> str:
    # JSON can escape half a character, which no table can hold.
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
