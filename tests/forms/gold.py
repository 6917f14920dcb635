"""COMMENTS -> what the gold pages' score.py reads."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import polars as pl


def predictions(comments: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return one list of comments a page, keyed by the page's file stem."""
    pages: dict[str, list[dict[str, Any]]] = {}
    for _, thread in comments.sort("source", "thread_id", "position").group_by(
        "source", "thread_id", maintain_order=True
    ):
        place = {comment_id: index for index, comment_id in enumerate(thread["comment_id"])}
        pages[PurePath(thread["source"][0]).stem] = [
            {
                "start_line": row["line_start"],
                "end_line": row["line_end"],
                "author": row["user"],
                "parent": None if row["reply_to"] is None else place[row["reply_to"]],
                "timestamp": None if row["timestamp"] is None else row["timestamp"].strftime("%Y-%m-%dT%H:%M:%S"),
            }
            for row in thread.iter_rows(named=True)
        ]
    return pages
