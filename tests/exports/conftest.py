"""A table with all that exports find hard."""

from datetime import UTC, datetime

import polars as pl
import pytest

from toolkit.tables import complete

NOON = datetime(2020, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def hard() -> pl.DataFrame:
    """Return threads with two tops, one top, and a circle; ids that repeat; nulls; letters that XML forbids."""
    return complete(
        pl.DataFrame(
            {
                "thread_id": ["t", "t", "t", "u", "u", "v", "v", "v"],
                "comment_id": ["1", "2", "3", "1", "2", "1", "2", "3"],
                "reply_to": [None, "1", None, None, "1", "2", "1", "2"],
                "user": ["Ash", None, "[x] ü", "Ash", "Birch", "Ash", "Birch", "Cedar"],
                "text": ["a\x00\x0b & <b>]]>", "", "x\ry\nz\ufffe", "=1+1", "'=e", "f", "g", "h"],
                "quoted": [None, "q", None, None, None, None, None, None],
                "timestamp": [NOON, None, *[NOON.replace(microsecond=0)] * 6],
                "timestamp_precision": ["second", None, "day", "day", "minute", "minute", "second", "second"],
                "depth": [0, 1, 2, 0, 1, None, None, None],
                "user_basis": ["stated", "unknown", *["layout"] * 6],
                "reply_basis": ["layout", "inferred", "unknown", *["stated"] * 5],
                "timestamp_basis": ["stated", "unknown", *["inferred"] * 6],
                "reply_confidence": [0.25, None, None, None, 0.5, None, None, None],
                "notes": [["parent-dropped", "no-year"], *[[]] * 7],
                "source": ["page.txt"] * 8,
                "line_start": [3] * 8,
                "line_end": [5] * 8,
            },
            strict=False,
        )
    )
