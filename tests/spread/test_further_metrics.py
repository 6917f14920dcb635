"""M3, M6, M8 to M11 and the threshold sweep: one value of each worked by hand, or checked against its truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from toolkit.spread import spread
from toolkit.spread.correlation import score_correlation
from toolkit.spread.edges import forest
from toolkit.spread.lags import decay
from toolkit.spread.measure import heats
from toolkit.spread.next_sibling import next_sibling
from toolkit.spread.profile import place_in_thread, profile
from toolkit.spread.simulate import Study, simulate
from toolkit.spread.strata import LADDER
from toolkit.spread.virality import LINKS_PER_LEVEL, grown, viralities
from toolkit.tables import complete


def prepared(comments, scores, at=0.5):
    trees = forest(complete(comments))
    return trees, heats(trees, scores, label=None, at=at)[0]


def timed(comments, minutes):
    return comments.with_columns(timestamp=(pl.Series(minutes) * 60_000_000).cast(pl.Datetime("us", "UTC")))


def of(rows, metric, control=None):
    (found,) = (row for row in rows if row["metric"] == metric and control in (None, row["control"]))
    return found


# M3


def test_transition_between_labels_by_hand(drawn, cell):
    # Parents at depth 1: A furious, B not; replies are rude: 2 of 3 under A, 1 of 4 under B.
    rows = [("0", None, 0.0), ("A", "0", 0.0), ("B", "0", 0.0)]
    rows += [(f"a{k}", "A", score) for k, score in enumerate((0.9, 0.9, 0.1))]
    rows += [(f"b{k}", "B", score) for k, score in enumerate((0.9, 0.1, 0.1, 0.1))]
    comments, scores = drawn(t=rows)
    fury = pl.Series([0.0, 0.9, 0.0] + [0.0] * 7, dtype=pl.Float32)
    found = spread(comments, scores.rename({"heat": "rude"}).with_columns(fury=fury), at=0.5, permutations=999)
    rude = found.filter(pl.col("label") == "rude")
    assert cell(rude, "risk_difference_from_fury", "thread_depth") == pytest.approx(2 / 3 - 1 / 4)
    assert cell(rude, "odds_ratio_from_fury", "thread_depth") == pytest.approx(6.0)
    # Of the 35 ways to place 3 rude replies, 13 put two or three of them under A.
    assert cell(rude, "risk_difference_from_fury", "thread_depth", "p") == pytest.approx(13 / 35, abs=0.05)
    assert cell(rude, "risk_difference", "thread_depth") is None


# M6


def test_virality_equals_networkx():
    networkx = pytest.importorskip("networkx", reason="the oracle is not installed")
    rng = np.random.default_rng(1)
    for size in (2, 3, 7, 40):
        parent = np.array([-1, *(int(rng.integers(0, row)) for row in range(1, size))])
        graph = networkx.Graph([(row, int(above)) for row, above in enumerate(parent) if above >= 0])
        n, found, root = viralities(parent)
        assert n.tolist() == [size]
        assert root.tolist() == [0]
        assert found[0] == pytest.approx(networkx.average_shortest_path_length(graph), abs=1e-9)


@pytest.mark.parametrize("links_per_level", [0, LINKS_PER_LEVEL, 10**6])
@pytest.mark.parametrize("depth", [3, 200])
def test_cascades_by_level_equal_those_by_doubling(depth, links_per_level, monkeypatch):
    rng = np.random.default_rng(depth)
    # 30 rows a level, each hung on a random one of the level above or, one in three, cut off.
    parent = np.concatenate(
        [np.full(30, -1)]
        + [np.where(rng.random(30) < 0.3, -1, 30 * level + rng.integers(0, 30, 30)) for level in range(depth)]
    )
    child = rng.permutation(np.flatnonzero(parent >= 0))
    monkeypatch.setattr("toolkit.spread.virality.LINKS_PER_LEVEL", links_per_level)
    found = grown(child, parent[child], child // 30, n=parent.size)
    direct = viralities(parent)
    for a, b in zip(found, direct, strict=True):
        np.testing.assert_allclose(a[np.argsort(found[2])], b[np.argsort(direct[2])])


def test_virality_of_a_single_comment_is_not_defined(drawn, cell):
    found = spread(*drawn(t=[("0", None, 0.9), ("1", "0", 0.1)]), at=0.5, permutations=0)
    assert cell(found, "cascade_virality", "thread_depth") is None


# M8


def test_lag_two_by_hand(drawn):
    # Grandparents A hot, B cold, at depth 1; their replies are cold; grandchildren hot 2 of 2 and 1 of 3.
    rows = [("0", None, 0.1), ("A", "0", 0.9), ("B", "0", 0.1), ("a", "A", 0.1), ("b", "B", 0.1)]
    rows += [("c", "a", 0.9), ("d", "a", 0.9), ("e", "b", 0.9), ("f", "b", 0.1), ("g", "b", 0.1)]
    found = decay(*prepared(*drawn(t=rows)))
    assert of(found, "risk_difference_lag_2")["value"] == pytest.approx(1 - 1 / 3)
    assert of(found, "half_life")["status"].startswith("refused")


def test_persistence_and_half_life_of_planted_heat():
    persistence, half_life = [], []
    for seed in range(6):
        rows = decay(*prepared(*simulate(Study(threads=500, persistence=0.5), seed=seed)))
        persistence.append(of(rows, "persistence_ratio")["value"])
        half_life.append(of(rows, "half_life")["value"])
    assert np.median(persistence) == pytest.approx(0.5, abs=0.04)
    assert np.median(half_life) == pytest.approx(1.0, abs=0.15)


def test_lag_ratio_needs_no_correction_for_the_scorer():
    study = Study(threads=500, persistence=0.5, sensitivity=0.75, specificity=0.95)
    found = [of(decay(*prepared(*simulate(study, seed=seed))), "persistence_ratio")["value"] for seed in range(8)]
    assert np.median(found) == pytest.approx(0.5, abs=0.06)


# M9b


def test_next_sibling_by_hand(drawn):
    scores = (0.9, 0.9, 0.1, 0.1, 0.9)
    comments, scores = drawn(t=[("0", None, 0.1), *((f"{k}", "0", score) for k, score in enumerate(scores, 1))])
    trees, heat = prepared(timed(comments, [0, 1, 2, 3, 4, 5]), scores)
    (found,) = next_sibling(trees, heat, permutations=1999, seed=1)
    # Pairs: hot-hot, hot-cold, cold-cold, cold-hot.
    assert found["value"] == 0.0
    assert found["n"] == 4
    # Heat in random order among few siblings alternates rather than repeats.
    assert found["null_value"] < 0


def test_siblings_without_order_take_no_part(drawn):
    comments, scores = drawn(t=[("0", None, 0.1), ("1", "0", 0.9), ("2", "0", 0.1), ("3", "0", 0.1)])
    for minutes in ([0, 1, 1, 2], [0, 1, None, 2]):
        (found,) = next_sibling(*prepared(timed(comments, minutes), scores), permutations=9, seed=1)
        assert found["n"] == 0


# M10


def test_score_correlation_by_hand(drawn):
    rows = [("0", None, 0.5), ("A", "0", 0.8), ("B", "0", 0.2), ("C", "0", 0.5)]
    rows += [("a", "A", 0.9), ("b", "B", 0.1), ("c", "C", 0.2)]
    trees, heat = prepared(*drawn(t=rows))
    found = score_correlation(trees, heat, stratum=LADDER["thread_depth"](trees), permutations=0, seed=1)
    inside = of(found, "score_correlation", "thread_depth")
    assert inside["value"] == pytest.approx(np.corrcoef([0.8, 0.2, 0.5], [0.9, 0.1, 0.2])[0, 1], abs=1e-6)
    assert inside["n"] == 3
    assert of(found, "score_rank_correlation")["value"] == pytest.approx(1.0)
    raw = np.corrcoef([0.5, 0.5, 0.5, 0.8, 0.2, 0.5], [0.8, 0.2, 0.5, 0.9, 0.1, 0.2])[0, 1]
    assert of(found, "score_correlation", "none")["value"] == pytest.approx(raw, abs=1e-6)


def test_score_correlation_of_heat_by_thread_is_none_within_threads():
    trees, heat = prepared(*simulate(Study(threads=300), seed=2))
    found = score_correlation(trees, heat, stratum=LADDER["thread_depth"](trees), permutations=99, seed=1)
    raw, inside = (of(found, "score_correlation", control) for control in ("none", "thread_depth"))
    assert raw["low"] > 0.05
    assert raw["null_value"] == pytest.approx(raw["value"], abs=0.05)
    assert inside["low"] < 0 < inside["high"]


# M11


def test_profile_by_hand(drawn):
    comments, scores = drawn(t=[("0", None, 0.1), ("1", "0", 0.1), ("2", "0", 0.9), ("3", "2", 0.9), ("4", "2", 0.1)])
    trees, heat = prepared(timed(comments, [0, 1, 2, 3, 3]), scores)
    assert place_in_thread(trees).tolist() == [0, 0.25, 0.5, 0.875, 0.875]
    found = profile(trees, heat, permutations=99, seed=1)
    assert of(found, "hot_at_depth_1")["value"] == 0.5
    assert of(found, "hot_at_part_9")["value"] == 0.5
    place = np.array([0, 0.25, 0.5, 0.875, 0.875])
    slope = np.polyfit(place, [0, 0, 1, 1, 0], 1)[0]
    assert of(found, "position_slope")["value"] == pytest.approx(slope)


def test_rising_heat_is_seen_and_flat_heat_is_not(drawn):
    rng = np.random.default_rng(1)
    for rise, seen in ((0.6, True), (0.0, False)):
        threads = {
            f"t{t}": [(f"{k}", None if k == 0 else "0", float(rng.random() < 0.2 + rise * k / 19)) for k in range(20)]
            for t in range(30)
        }
        comments, scores = drawn(**threads)
        trees, heat = prepared(timed(comments, list(range(20)) * 30), scores)
        found = profile(trees, heat, permutations=199, seed=1)
        slope = of(found, "position_slope")
        assert (slope["p"] <= 0.01) is seen
        assert slope["low"] <= rise * 19 / 19 <= slope["high"]
        assert (of(found, "position_trend")["p"] <= 0.01) is seen


def test_times_unknown_no_profile_by_place(drawn):
    found = profile(*prepared(*drawn(t=[("0", None, 0.9), ("1", "0", 0.1)])), permutations=9, seed=1)
    assert of(found, "position_slope")["value"] is None
    assert of(found, "hot_at_depth_0")["value"] == 1.0


# contagion-criterion figures and thresholds


def test_assortativity_by_hand(drawn, cell):
    # Edges: 2 hot-hot, 1 hot-cold, 1 cold-hot, 3 cold-cold.
    rows = [("h", None, 0.9), ("c", None, 0.1), ("1", "h", 0.9), ("2", "h", 0.9), ("3", "h", 0.1)]
    rows += [("4", "c", 0.9), ("5", "c", 0.1), ("6", "c", 0.1), ("7", "c", 0.1)]
    found = spread(*drawn(t=rows), at=0.5, permutations=19)
    phi = np.corrcoef([1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0])[0, 1]
    assert cell(found, "assortativity") == pytest.approx(phi)


def test_thresholds_move_by_a_tenth(drawn, cell):
    rows = [("h", None, 0.9), ("c", None, 0.1), ("1", "h", 0.45), ("2", "h", 0.55), ("3", "c", 0.1)]
    found = spread(*drawn(t=rows), at=0.5, permutations=0)
    assert cell(found, "risk_difference", "thread_depth") == pytest.approx(0.5)
    assert cell(found, "risk_difference_lower_threshold", "thread_depth") == pytest.approx(1.0)
    assert cell(found, "risk_difference_higher_threshold", "thread_depth") == pytest.approx(0.0)
