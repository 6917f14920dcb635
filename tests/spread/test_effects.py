from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from toolkit.spread import spread
from toolkit.spread.edges import forest
from toolkit.spread.effects import fourfold, headline_edges, pooled, summed
from toolkit.spread.fixed_effects import user_thread_depth
from toolkit.spread.intervals import adjusted, jackknife, kish, p_value, ratio, wilson
from toolkit.spread.measure import heats
from toolkit.spread.simulate import Study, simulate
from toolkit.spread.strata import LADDER
from toolkit.tables import complete


def worked(drawn):
    """Return one thread whose only informative stratum is worked by hand.

    Parents at depth 1: A hot with replies hot, hot, cold; B cold with replies hot, cold, cold, cold.
    """
    rows = [("0", None, 0.1), ("A", "0", 0.9), ("B", "0", 0.1)]
    rows += [(f"a{k}", "A", score) for k, score in enumerate((0.9, 0.9, 0.1))]
    rows += [(f"b{k}", "B", score) for k, score in enumerate((0.9, 0.1, 0.1, 0.1))]
    return drawn(t=rows)


def test_edge_effect_by_hand(drawn, cell):
    found = spread(*worked(drawn), at=0.5, permutations=99)
    # a = 2, n1 = 3, b = 1, n0 = 4, n = 7: RD = 2/3 - 1/4; RR = (2/3)/(1/4); OR = (2 x 3)/(1 x 1)
    assert cell(found, "risk_difference", "thread_depth") == pytest.approx(2 / 3 - 1 / 4)
    assert cell(found, "risk_ratio", "thread_depth") == pytest.approx(8 / 3)
    assert cell(found, "odds_ratio", "thread_depth") == pytest.approx(6.0)
    # Without control the two replies to the cold root join in: b = 2 of n0 = 6.
    assert cell(found, "risk_difference", "none") == pytest.approx(2 / 3 - 2 / 6)
    assert cell(found, "edges") == 9
    assert cell(found, "risk_difference", "thread_depth", "status").startswith("refused: 1.0 effective")
    assert cell(found, "risk_difference", "thread_depth", "low") is None


def test_conditional_shares_by_hand(drawn, cell):
    found = spread(*worked(drawn), at=0.5, permutations=0)
    assert cell(found, "hot_after_hot", "none") == pytest.approx(2 / 3)
    assert cell(found, "hot_after_cold", "none") == pytest.approx(2 / 6)
    assert cell(found, "hot_after_cold", "thread_depth") == pytest.approx(1 / 4)
    assert cell(found, "risk_difference", "thread_depth", "p") is None


def test_threshold_is_reached_by_equal_scores(drawn, cell):
    comments, scores = drawn(t=[("0", None, 0.7), ("1", "0", 0.69)])
    assert cell(spread(comments, scores, at=0.7, permutations=0), "comments_hot") == 1


def random_tables(seed, n_edges=400, n_strata=30, n_threads=12, *, nested=True):
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, n_strata, n_edges)
    thread = stratum % n_threads if nested else rng.integers(0, n_threads, n_edges)
    hot_parent = rng.random(n_edges) < 0.4
    hot_child = rng.random(n_edges) < 0.2 + 0.3 * hot_parent
    return stratum, thread, hot_parent, hot_child


def test_ratios_equal_statsmodels():
    tables = pytest.importorskip("statsmodels.stats.contingency_tables", reason="the oracle is not installed")
    stratum, thread, hot_parent, hot_child = random_tables(1)
    cells = fourfold(stratum, thread, hot_parent, hot_child).cells
    squares = [np.array([[a, n1 - a], [b, n0 - b]]) for a, b, n1, n0 in cells]
    oracle = tables.StratifiedTable(squares)
    total = summed(cells).sum(axis=0)
    assert total[4] / total[5] == pytest.approx(oracle.oddsratio_pooled, rel=1e-8)
    assert total[2] / total[3] == pytest.approx(oracle.riskratio_pooled, rel=1e-8)


@pytest.mark.parametrize("nested", [True, False])
def test_leaving_out_a_thread_equals_computing_without_it(nested):
    stratum, thread, hot_parent, hot_child = random_tables(2, nested=nested)
    total, loss = pooled(fourfold(stratum, thread, hot_parent, hot_child), 12)
    for left_out in range(12):
        rest = thread != left_out
        direct, _ = pooled(fourfold(stratum[rest], thread[rest], hot_parent[rest], hot_child[rest]), 12)
        np.testing.assert_allclose(total - loss[left_out], direct, atol=1e-9)


def test_one_stratum_is_the_plain_difference():
    _, thread, hot_parent, hot_child = random_tables(3)
    total, _ = pooled(fourfold(np.zeros_like(thread), thread, hot_parent, hot_child), 12)
    plain = hot_child[hot_parent].mean() - hot_child[~hot_parent].mean()
    assert ratio(total[0], total[1]) == pytest.approx(plain)


def test_ladder_names_every_rung(drawn):
    found = spread(*worked(drawn), at=0.5, permutations=0)
    rungs = found.filter(pl.col("metric") == "risk_difference")["control"].to_list()
    assert rungs == ["none", "thread_depth", "branch_depth", "thread_depth_time", "user", "user_thread_depth"]


def test_two_way_rung_equals_a_regression_on_dummies():
    comments, scores = simulate(Study(threads=12, persistence=0.3, users_per_thread=1.0), seed=3)
    trees = forest(comments)
    heat = heats(trees, scores, label=None, at=0.5)[0]
    stratum = LADDER["thread_depth"](trees)
    (found,) = user_thread_depth(trees, heat, stratum=stratum)
    used = headline_edges(trees, heat) & (stratum >= 0)
    frame = {"user": trees.user[trees.child[used]], "stratum": stratum[used]}
    dummies = pl.DataFrame(frame).to_dummies(["user", "stratum"]).to_numpy().astype(float)
    x, y = ((heat.state[rows[used]] == 1).astype(float) for rows in (trees.parent, trees.child))
    solved = np.linalg.lstsq(np.column_stack([x, dummies]), y, rcond=None)[0]
    assert found["value"] == pytest.approx(solved[0], abs=1e-7)
    assert found["low"] < found["value"] < found["high"]


def test_branches_start_below_a_single_top_level_comment(drawn):
    rows = [("0", None, 0), ("A", "0", 0), ("B", "0", 0), ("a", "A", 0), ("b", "B", 0), ("c", "a", 0), ("d", "b", 0)]
    for top, n_strata in ((rows, 5), ([*rows, ("other", None, 0)], 3)):
        trees = forest(complete(drawn(t=top)[0]))
        assert np.unique(LADDER["branch_depth"](trees)).size == n_strata


def test_time_bins_part_what_lies_apart(drawn):
    rows = [("0", None, 0), ("A", "0", 0), ("B", "0", 0), ("a", "A", 0), ("b", "B", 0), ("c", "B", 0)]
    minutes = pl.Series([0, 10, 10, 20, 21, 90]) * 60_000_000
    comments = drawn(t=rows)[0].with_columns(timestamp=minutes.cast(pl.Datetime("us", "UTC")))
    trees = forest(complete(comments))
    a, b, c = LADDER["thread_depth_time"](trees)[trees.depth[trees.parent] == 1]
    assert a == b != c


# Intervals


def test_jackknife_of_a_mean_is_the_usual_interval():
    value = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0])
    left_out = (value.sum() - value) / 5
    found = jackknife(value.mean(), left_out, np.ones(6))
    low, high = t.interval(0.95, 5, value.mean(), value.std(ddof=1) / 6**0.5)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.status == "fragile"
    assert kish(np.ones(6)) == 6


def test_jackknife_refuses_by_effective_threads_not_by_threads():
    weight = np.array([100.0, *[1.0] * 50])
    found = jackknife(0.5, np.full(51, 0.5), weight)
    assert found.value == 0.5
    assert found.low is None
    assert found.status == "refused: 2.2 effective threads, 4 needed"


def test_wilson_by_hand():
    found = wilson(2, 10)
    assert (found.low, found.high) == pytest.approx((0.0567, 0.5098), abs=1e-4)


def test_p_values_count_ties_and_undefined_draws():
    assert p_value(1.0, np.array([0.0, 1.0, 2.0, np.nan])) == pytest.approx(4 / 5)
    assert p_value(None, np.ones(3)) is None
    assert adjusted([0.04, 0.01, None, 0.03]) == pytest.approx([0.04, 0.03, None, 0.04], nan_ok=True)
