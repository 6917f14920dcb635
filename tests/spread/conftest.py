"""Threads drawn as tuples: (comment, what it answers, score or None)."""

from __future__ import annotations

import polars as pl
import pytest


def as_comments(rows, thread="t", **columns):
    return pl.DataFrame(
        {
            "thread_id": pl.Series([thread] * len(rows), dtype=pl.String),
            "comment_id": pl.Series([row[0] for row in rows], dtype=pl.String),
            "reply_to": pl.Series([row[1] for row in rows], dtype=pl.String),
            **columns,
        }
    )


def as_scores(comments, values, label="heat"):
    return comments.select(
        "thread_id",
        "comment_id",
        pl.lit("mine@1").alias("scorer"),
        pl.lit(1, pl.UInt16).alias("windows"),
        pl.Series(values, dtype=pl.Float32).alias(label),
    )


@pytest.fixture
def drawn():
    """Return COMMENTS and SCORES of one or several threads: drawn(a=[("1", None, 0.9), ...], b=[...])."""

    def draw(**threads):
        comments = pl.concat([as_comments(rows, thread) for thread, rows in threads.items()])
        return comments, as_scores(comments, [row[2] for rows in threads.values() for row in rows])

    return draw


@pytest.fixture
def cell():
    """Return one number of a SPREAD table: cell(found, "edges"), cell(found, "risk_ratio", "none", "low")."""

    def look_up(found, metric, control="none", column="value"):
        rows = found.filter((pl.col("metric") == metric) & (pl.col("control") == control))
        assert rows.height == 1, f"{rows.height} rows of {metric} {control}"
        return rows[column][0]

    return look_up
