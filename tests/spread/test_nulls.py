from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from toolkit.spread.cascade_links import hot_links
from toolkit.spread.edges import forest
from toolkit.spread.effects import edge_effect, headline_edges
from toolkit.spread.measure import heats, spread
from toolkit.spread.null_range import null_range
from toolkit.spread.nulls import shuffles
from toolkit.spread.shuffled import null_metrics
from toolkit.spread.siblings import sibling_control
from toolkit.spread.simulate import Study, simulate
from toolkit.spread.strata import LADDER
from toolkit.spread.virality import viralities
from toolkit.tables import complete, labels_of


def test_shuffles_keep_the_hot_of_every_cell():
    rng = np.random.default_rng(0)
    cell, hot = rng.integers(0, 30, 500), rng.random(500) < 0.4
    drawn = np.concatenate(list(shuffles(hot, cell, permutations=50, seed=1)))
    assert drawn.shape == (50, 500)
    for row in drawn:
        np.testing.assert_array_equal(np.bincount(cell, row), np.bincount(cell, hot))
    assert (drawn != hot).any()


def test_every_subset_is_equally_likely():
    hot = np.array([True, True, False, False, False, True, False])
    cell = np.array([0, 0, 0, 0, 0, 1, 1])
    drawn = np.concatenate(list(shuffles(hot, cell, permutations=20_000, seed=2)))
    seen = dict.fromkeys(itertools.combinations(range(5), 2), 0)
    for row in drawn[:, :5]:
        seen[tuple(np.flatnonzero(row))] += 1
    share = np.array(list(seen.values())) / 20_000
    assert abs(share - 0.1).max() < 0.01
    assert drawn[:, 5].mean() == pytest.approx(0.5, abs=0.015)


def test_same_seed_same_draws():
    hot, cell = np.arange(40) % 3 == 0, np.arange(40) // 10
    first, again, other = (next(shuffles(hot, cell, permutations=5, seed=seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_null_of_the_effect_equals_computing_it_on_shuffled_heat():
    comments, scores = simulate(Study(threads=12, removed_hot=0.2, removed_cold=0.1), seed=4)
    trees = forest(comments)
    heat = heats(trees, scores, label=None, at=0.5)[0]
    stratum = LADDER["thread_depth"](trees)
    found = null_metrics(trees, heat, stratum=stratum, permutations=6, seed=9)
    rows = np.flatnonzero((heat.state >= 0) & (trees.cell >= 0))
    drawn = np.concatenate(list(shuffles(heat.state[rows] == 1, trees.cell[rows], permutations=6, seed=9)))
    edges = headline_edges(trees, heat)
    for place, row in enumerate(drawn):
        state = heat.state.copy()
        state[rows] = row
        again = type(heat)(heat.label, heat.threshold, state, heat.score)
        for control in ("thread_depth", "none"):
            direct, _ = edge_effect(trees, again, stratum=LADDER[control](trees), edges=edges)
            for metric, estimate in direct.items():
                assert found[f"{metric} {control}"][place] == pytest.approx(estimate.value)
        links = hot_links(trees, again)
        sizes, virality, _ = viralities(links)
        assert found["hot_hot"][place] == (links >= 0).sum()
        assert found["largest"][place] == sizes.max(initial=1)
        assert found["at_least_3"][place] == (sizes >= 3).sum()
        assert found["cascade_virality"][place] == pytest.approx(virality.mean())


def test_siblings_by_hand(drawn):
    # A and B are hot, four replies each: A's all hot, B's all cold.
    # 6 pairs seen; 12 pairs x (4 x 3)/(8 x 7) expected.
    rows = [("0", None, 0.1), ("A", "0", 0.9), ("B", "0", 0.9)]
    rows += [(f"a{k}", "A", 0.9) for k in range(4)] + [(f"b{k}", "B", 0.1) for k in range(4)]
    comments, scores = drawn(t=rows)
    trees = forest(complete(comments))
    heat = heats(trees, scores, label=None, at=0.5)[0]
    (found,) = sibling_control(trees, heat, permutations=1999, seed=3)
    assert found["value"] == pytest.approx(6 / (12 * 12 / 56))
    # 2 of the 70 ways to place 4 hot replies put them under one parent.
    assert found["p"] == pytest.approx(2 / 70, abs=0.012)
    assert found["n"] == 12


def test_the_range_of_the_shuffles_holds_the_null_of_the_table():
    comments, scores = simulate(Study(threads=60), seed=3)
    label = labels_of(scores)[0]
    found = spread(comments, scores, at=0.5, permutations=199)
    ranges = null_range(comments, scores, at=0.5, permutations=199)
    assert ranges["metric"].to_list() == ["risk_difference", "reproduction"]
    difference, reproduction = ranges.to_dicts()
    assert difference["n_draws"] == 199
    assert difference["n_hot"] == found.filter(metric="comments_hot")["value"][0]
    assert difference["low"] < 0 < difference["high"]
    (row,) = found.filter(label=label, metric="reproduction").to_dicts()
    assert reproduction["quarter"] < row["null_value"] < reproduction["three_quarters"]
    # Planted without persistence: what is observed lies among the draws, as its p says.
    assert reproduction["lowest"] <= row["value"] <= reproduction["highest"]
    assert 1 / 200 < row["p"] < 1


def test_without_hot_comments_there_is_no_range():
    comments, scores = simulate(Study(threads=5), seed=3)
    ranges = null_range(comments, scores.with_columns(pl.lit(0.0, pl.Float32).alias(labels_of(scores)[0])), at=0.5)
    assert ranges.filter(metric="reproduction").select("n_hot", "n_draws", "median").row(0) == (0, 0, None)
    assert ranges.filter(metric="risk_difference").select("lowest", "highest").row(0) == (0.0, 0.0)
    assert null_range(comments, scores, at=0.5, permutations=0)["n_draws"].to_list() == [0, 0]
