"""Nothing is dropped without being counted, and broken trees are counted, not fatal."""

from __future__ import annotations

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.spread import METRICS, describe, spread
from toolkit.tables import SPREAD, check


def test_every_comment_is_top_level_an_edge_or_a_counted_drop(drawn, cell):
    rows = [
        ("0", None, 0.9),
        ("1", "0", 0.9),
        ("2", "gone", 0.1),
        ("3", "2", 0.9),
        ("4", "4", 0.1),
        ("5", "6", 0.1),
        ("6", "5", 0.1),
        ("7", "5", 0.9),
        ("8", "1", None),
        ("9", "1", 0.2),
    ]
    comments, scores = drawn(t=rows)
    comments = comments.with_columns(user=pl.Series(["Ann", "Bo", "Cy", "Di", "Ed", "Flo", "Gil", "Hal", "Ida", "Bo"]))
    found = spread(comments, scores, at=0.5, permutations=9)
    kept = {name: cell(found, name) for name in METRICS if name.startswith("edges")}
    assert kept == {
        "edges": 2,
        "edges_dropped_broken": 4,
        "edges_dropped_missing": 1,
        "edges_dropped_unknown": 0,
        "edges_dropped_unscored": 1,
        "edges_dropped_self_reply": 1,
        "edges_unknown_depth": 1,
        "edges_time_inverted": 0,
        "edges_unknown_user": 0,
    }
    n_top = 1
    dropped = sum(n for name, n in kept.items() if name == "edges" or name.startswith("edges_dropped"))
    assert dropped + n_top == cell(found, "comments")


def test_unknown_users_are_never_one_user(drawn, cell):
    comments, scores = drawn(t=[("0", None, 0.9), ("1", "0", 0.9), ("2", "1", 0.9)])
    found = spread(comments.with_columns(user=pl.lit("[deleted]")), scores, at=0.5, permutations=0)
    assert cell(found, "edges_dropped_self_reply") == 0
    assert cell(found, "edges_unknown_user") == 2
    assert cell(found, "risk_difference", "user", "n") == 0


def test_replies_older_than_their_parent_are_flagged(drawn, cell):
    comments, scores = drawn(t=[("0", None, 0.9), ("1", "0", 0.9), ("2", "0", 0.1)])
    times = pl.Series([5, 3, 9]).cast(pl.Datetime("us", "UTC"))
    found = spread(comments.with_columns(timestamp=times), scores, at=0.5, permutations=0)
    assert cell(found, "edges_time_inverted") == 1
    assert cell(found, "edges") == 2
    assert cell(found, "risk_difference", "thread_depth_time", "n") == 1


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("0", None, 0.9)],
        [("0", "0", 0.9)],
        [("0", "1", 0.9), ("1", "0", 0.9)],
        [("0", "gone", 0.9), ("1", "gone", 0.1)],
        [("0", None, None), ("1", "0", None)],
    ],
)
def test_smallest_and_strangest_tables_are_refused_not_fatal(rows, drawn, cell):
    found = spread(*drawn(t=rows), at=0.5, permutations=19)
    assert check(found, SPREAD).height
    assert cell(found, "risk_difference", "thread_depth") is None
    assert cell(found, "risk_difference", "thread_depth", "status").startswith("refused")


def test_scores_without_rows_leave_comments_unscored(drawn, cell):
    comments, scores = drawn(t=[("0", None, 0.9), ("1", "0", 0.9)])
    found = spread(comments, scores.head(1), at=0.5, permutations=0)
    assert cell(found, "comments_scored") == 1
    assert cell(found, "edges_dropped_unscored") == 1


@pytest.mark.parametrize("dtype", [pl.Int64(), pl.String(), None])
def test_ids_need_not_be_written_as_text(dtype, cell):
    columns = {"thread_id": [1, 1, 1], "comment_id": [0, 1, 2], "reply_to": [None, 0, 0]}
    # A table without rows has no types either.
    comments = pl.DataFrame(columns).cast(dtype) if dtype else pl.DataFrame(schema=dict.fromkeys(columns, pl.Null()))
    scores = comments.select("thread_id", "comment_id").with_columns(
        scorer=pl.lit("mine@1"), windows=pl.lit(1, pl.UInt16), heat=pl.lit(0.9, pl.Float32)
    )
    found = spread(comments, scores, at=0.5, permutations=9)
    assert cell(found, "comments_hot") == comments.height
    assert cell(found, "scores_unmatched") == 0


def test_scores_of_other_comments_are_counted(drawn, cell):
    comments, scores = drawn(t=[("0", None, 0.9), ("1", "0", 0.9)])
    assert cell(spread(comments.head(1), scores, at=0.5, permutations=0), "scores_unmatched") == 1


def test_every_metric_is_described(drawn):
    found = spread(*drawn(t=[("0", None, 0.9), ("1", "0", 0.9), ("2", "0", 0.1)]), at=0.5, permutations=9)
    for metric in found["metric"].unique():
        assert describe(metric).what
    unused = {name for name in METRICS if not name.endswith(("_corrected", "_stated", "_drawn"))} - set(found["metric"])
    assert not unused


def test_clear_errors(drawn):
    comments, scores = drawn(t=[("0", None, 0.9)])
    with pytest.raises(ToolkitError, match="unknown label 'fury'"):
        spread(comments, scores, label="fury", at=0.5)
    with pytest.raises(ToolkitError, match="no threshold for label"):
        spread(comments, scores, at={"other": 0.5})
    with pytest.raises(ToolkitError, match=r"leaves \[0, 1\]"):
        spread(comments, scores, at=3)
    with pytest.raises(ToolkitError, match="2 scorers"):
        spread(comments, pl.concat([scores, scores.with_columns(scorer=pl.lit("b@1"))]), at=0.5)
    with pytest.raises(ToolkitError, match="share their"):
        spread(pl.concat([comments, comments]), scores, at=0.5)
    with pytest.raises(ToolkitError) as caught:
        spread(comments, scores)
    assert "at=" in str(caught.value)
    with pytest.raises(ToolkitError, match="permutations"):
        spread(comments, scores, at=0.5, permutations=-1)


def test_several_labels_share_a_q_value(drawn, cell):
    rows = [("0", None, 0.1)] + [(f"p{k}", "0", k % 2) for k in range(6)]
    rows += [(f"c{k}", f"p{k % 6}", (k + 1) % 2) for k in range(12)]
    comments, scores = drawn(t=rows)
    both = scores.with_columns(cool=(1 - pl.col("heat")))
    found = spread(comments, both, at=0.5, permutations=99)
    assert set(found["label"]) == {"heat", "cool"}
    alone = spread(comments, both, label="cool", at=0.5, permutations=99)
    between = found.filter(pl.col("metric").str.contains("_from_"))
    assert between.height == 2 * 3
    assert alone.height == (found.height - between.height) // 2
    p = found.filter((pl.col("metric") == "risk_difference") & (pl.col("control") == "thread_depth"))["p"]
    q = found.filter(pl.col("metric") == "q_value")["value"]
    assert q.max() == p.max()
