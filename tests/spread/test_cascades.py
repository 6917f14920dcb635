from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.special import gammaln

from toolkit.spread import spread
from toolkit.spread.cascades import cascades
from toolkit.spread.edges import forest
from toolkit.spread.measure import heats
from toolkit.spread.simulate import Study, simulate
from toolkit.spread.trees import climb
from toolkit.tables import complete

# Two cascades: {1, 2, 3} with the longest chain 1-2-3, and {6}; 4 is cold, 5 unscored and parts 6 from 3.
ROWS = [
    ("0", None, 0.1),
    ("1", "0", 0.9),
    ("2", "1", 0.8),
    ("3", "2", 0.7),
    ("4", "1", 0.2),
    ("5", "3", None),
    ("6", "5", 0.9),
]


def test_cascades_by_hand(drawn, cell):
    found = spread(*drawn(t=ROWS), at=0.5, permutations=0)
    assert cell(found, "cascades") == 2
    assert cell(found, "cascade_size", "thread_depth") == 2.0
    assert cell(found, "cascade_size_largest", "thread_depth") == 3
    assert cell(found, "cascade_chain_longest") == 3
    assert cell(found, "cascade_top_share") == 0.75
    assert cell(found, "cascades_of_1") == 1
    assert cell(found, "cascades_of_3") == 1
    assert cell(found, "cascade_tail_2", "thread_depth") == 0.5
    assert cell(found, "edges_dropped_unscored") == 2
    # 2 hot-hot edges among 4 hot comments
    assert cell(found, "reproduction", "thread_depth") == 0.5


def test_reproduction_null_by_hand(drawn, cell):
    # Depth 1: one of two hot; depth 2: two of four hot. A has three replies, B one.
    rows = [("0", None, 0.1), ("A", "0", 0.9), ("B", "0", 0.1)]
    rows += [("a", "A", 0.9), ("b", "A", 0.9), ("c", "A", 0.1), ("d", "B", 0.1)]
    found = spread(*drawn(t=rows), at=0.5, permutations=4999, seed=1)
    # 2 hot-hot edges over 3 hot comments; under the shuffle 4 edges x 1/2 x 1/2 over 3.
    assert cell(found, "reproduction", "thread_depth") == pytest.approx(2 / 3)
    assert cell(found, "reproduction", "thread_depth", "null_value") == pytest.approx(1 / 3)
    # Two hot-hot edges: A is hot (1/2) and both hot replies are among its three (3 of 6 pairs).
    assert cell(found, "reproduction", "thread_depth", "p") == pytest.approx(1 / 4, abs=0.02)


def test_users_and_minutes_of_cascades(drawn, cell):
    comments, scores = drawn(t=[("0", None, 0.9), ("1", "0", 0.9), ("2", "1", 0.9), ("3", "2", 0.9), ("4", "0", 0.1)])
    minutes = pl.Series([0, 4, 6, 30, 90]) * 60_000_000
    comments = comments.with_columns(
        user=pl.Series(["Ann", "Bo", "Ann", "[deleted]", "Cy"]), timestamp=minutes.cast(pl.Datetime("us", "UTC"))
    )
    found = spread(comments, scores, at=0.5, permutations=0)
    assert cell(found, "cascade_users") == 3
    assert cell(found, "cascade_minutes") == 30


@pytest.mark.parametrize("seed", range(5))
def test_reproduction_is_one_minus_cascades_over_hot(seed, cell):
    comments, scores = simulate(Study(threads=20, persistence=0.3, removed_hot=0.2), seed=seed)
    found = spread(comments, scores, at=0.5, permutations=0)
    identity = 1 - cell(found, "cascades") / cell(found, "comments_hot")
    assert cell(found, "reproduction", "thread_depth") == pytest.approx(identity, abs=1e-12)
    assert cell(found, "cascade_size", "thread_depth") == pytest.approx(1 / (1 - identity))


def borel(r, size):
    return np.exp(-r * size + (size - 1) * np.log(r * size) - gammaln(size + 1))


def test_cascades_of_a_poisson_forest_follow_borels_law():
    # Poisson(.8) replies, hot with chance .625 whatever the parent: Poisson(.5) hot replies a hot comment.
    rng = np.random.default_rng(5)
    parents, rows = [np.full(60_000, -1)], np.arange(60_000)
    while rows.size:
        parents.append(np.repeat(rows, rng.poisson(0.8, rows.size)))
        rows = rows[-1] + 1 + np.arange(parents[-1].size)
    parent = np.concatenate(parents)
    hot = rng.random(parent.size) < 0.625
    above = np.where(hot & (parent >= 0) & hot[parent], parent, -1)
    start, _ = climb(above)
    sizes = np.bincount(start[hot])
    sizes = sizes[sizes > 0]
    assert sizes.mean() == pytest.approx(2.0, rel=0.02)
    assert (sizes == 1).mean() == pytest.approx(borel(0.5, 1), abs=0.005)


def test_all_hot_and_all_cold(drawn, cell):
    for score, n in ((0.9, 1), (0.1, 0)):
        rows = [("0", None, score), ("1", "0", score), ("2", "0", score), ("3", "1", score)]
        found = spread(*drawn(a=rows, b=rows), at=0.5, permutations=19)
        assert cell(found, "cascades") == 2 * n
        assert cell(found, "risk_difference", "thread_depth") is None
        assert cell(found, "risk_difference", "thread_depth", "status") == "refused: nothing to compare"
        assert cell(found, "cascade_size_largest", "thread_depth") == 4 * n


def test_cascade_starts(drawn):
    comments, scores = drawn(t=ROWS)
    trees = forest(complete(comments))
    start, steps = cascades(trees, heats(trees, scores, label=None, at=0.5)[0])
    assert start.tolist() == [-1, 1, 1, 1, -1, -1, 6]
    assert steps.tolist() == [-1, 0, 1, 2, -1, -1, 0]


def test_comments_that_may_still_be_answered_do_not_lower_reproduction(drawn, cell):
    # Ten old pairs of hot comment and hot reply, an hour apart, and ten hot comments of the last minutes.
    rows, minutes = [], []
    for k in range(10):
        rows += [(f"p{k}", None, 0.9), (f"c{k}", f"p{k}", 0.9), (f"e{k}", None, 0.9)]
        minutes += [k, k + 60, 10_000 + k]
    comments, scores = drawn(t=rows)
    times = (pl.Series(minutes) * 60_000_000).cast(pl.Datetime("us", "UTC"))
    found = spread(comments.with_columns(timestamp=times), scores, at=0.5, permutations=0)
    assert cell(found, "reproduction", "thread_depth") == pytest.approx(10 / 30)
    assert cell(found, "reproduction_mature") == pytest.approx(10 / 20)
