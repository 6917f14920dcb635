"""What must not change a number."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.spread import spread, verdict
from toolkit.spread.simulate import Study, simulate

STUDY = Study(threads=8, persistence=0.3, removed_hot=0.1, removed_cold=0.1, shared=("thread", "user"))
COMMENTS, SCORES = simulate(STUDY, seed=11)
# Shuffles are drawn in the order of ids: new ids, other draws.
DRAWN = ("p", "null_value")


def measured(comments, scores):
    return spread(comments, scores, at=0.5, permutations=19)


BEFORE = measured(COMMENTS, SCORES)


def same(found, *, but=()):
    left, right = BEFORE.drop(but), found.drop(but)
    assert left.select(pl.exclude(pl.Float64)).equals(right.select(pl.exclude(pl.Float64)))
    for column in left.select(pl.col(pl.Float64)).columns:
        for row, (a, b) in enumerate(zip(left[column], right[column], strict=True)):
            assert (a is None) == (b is None), (column, left.row(row))
            assert a is None or a == pytest.approx(b, rel=1e-9, abs=1e-12), (column, left.row(row))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31))
def test_order_of_rows(seed):
    same(
        measured(
            COMMENTS.sample(fraction=1, shuffle=True, seed=seed), SCORES.sample(fraction=1, shuffle=True, seed=seed + 1)
        )
    )


def renamed(table, column, seed):
    old = COMMENTS[column].unique().sort()
    new = old.sample(fraction=1, shuffle=True, seed=seed)
    swap = dict(zip(old, new, strict=True))
    columns = (
        [name for name in ("comment_id", "reply_to") if name in table.columns] if column == "comment_id" else [column]
    )
    return table.with_columns(pl.col(name).replace(swap) for name in columns)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["comment_id", "thread_id", "user"]))
def test_names_of_things(seed, column):
    scores = SCORES if column == "user" else renamed(SCORES, column, seed)
    found = measured(renamed(COMMENTS, column, seed), scores)
    same_but_draws = found.filter(pl.col("metric") != "q_value")
    before = BEFORE.filter(~pl.col("metric").is_in(["q_value", "detectable_difference"]))
    after = same_but_draws.filter(pl.col("metric") != "detectable_difference")
    for a, b in zip(before.drop(DRAWN).to_dicts(), after.drop(DRAWN).to_dicts(), strict=True):
        assert a.keys() == b.keys()
        for name, value in a.items():
            assert value == (pytest.approx(b[name], rel=1e-9, abs=1e-12) if isinstance(value, float) else b[name])


EDGE_EFFECT = ["risk_difference", "risk_ratio", "odds_ratio"]


def edge_effects(found):
    return found.filter(pl.col("metric").is_in(EDGE_EFFECT)).drop(DRAWN)


@pytest.mark.parametrize("score", [0.9, None])
def test_threads_of_one_comment_say_nothing_about_edges(score):
    lone = COMMENTS.head(3).with_columns(
        thread_id=pl.Series(["x", "y", "z"]), reply_to=pl.lit(None, pl.String), depth=pl.lit(None, pl.UInt16)
    )
    lone_scores = SCORES.head(3).with_columns(
        thread_id=lone["thread_id"], comment_id=lone["comment_id"], heat=pl.lit(score, pl.Float32)
    )
    found = measured(pl.concat([COMMENTS, lone]), pl.concat([SCORES, lone_scores]))
    assert edge_effects(found).equals(edge_effects(BEFORE))


def test_unscored_replies_say_nothing_about_edges():
    extra = COMMENTS.filter(pl.col("reply_to").is_not_null()).head(20)
    extra = extra.with_columns(comment_id=pl.lit("new") + pl.col("comment_id"))
    found = measured(pl.concat([COMMENTS, extra]), SCORES)
    assert edge_effects(found).equals(edge_effects(BEFORE))


def test_order_and_company_of_labels():
    two = SCORES.with_columns(cool=(1 - pl.col("heat")).cast(pl.Float32))
    found = measured(COMMENTS, two.select("thread_id", "comment_id", "scorer", "windows", "cool", "heat"))
    of_several = pl.col("metric").str.contains("^q_value|_from_")
    alone = BEFORE.filter(~of_several)
    assert found.filter((pl.col("label") == "heat") & ~of_several).equals(alone)


def test_verdict_words():
    word = {}
    for threads, persistence in ((2, 0.2), (20, 0.0), (200, 0.0), (200, 0.3)):
        found = spread(*simulate(Study(threads=threads, persistence=persistence), seed=6), at=0.5, permutations=99)
        word[threads, persistence] = verdict(found, "heat").word
    assert word == {
        (2, 0.2): "cannot tell",
        (20, 0.0): "cannot tell",
        (200, 0.0): "no evidence",
        (200, 0.3): "association",
    }
