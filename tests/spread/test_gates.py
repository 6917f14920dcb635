"""The acceptance gates on simulated threads: a fast set, and with THREADHEAT_FULL=1 the full one.

`THREADHEAT_FULL=1 pytest tests/spread -m full` runs what takes minutes.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from toolkit.spread import spread
from toolkit.spread.edges import forest
from toolkit.spread.effects import edge_effect, headline_edges
from toolkit.spread.fixed_effects import user_thread_depth
from toolkit.spread.intervals import p_value
from toolkit.spread.measure import heats
from toolkit.spread.shuffled import null_metrics
from toolkit.spread.siblings import sibling_control
from toolkit.spread.simulate import Study, simulate
from toolkit.spread.strata import LADDER

full = pytest.mark.skipif(not os.environ.get("THREADHEAT_FULL"), reason="minutes long; set THREADHEAT_FULL=1")


def planted(study, seed):
    comments, scores = simulate(study, seed=seed)
    trees = forest(comments)
    return trees, heats(trees, scores, label=None, at=0.5)[0]


def effect(trees, heat, control="thread_depth", metric="risk_difference"):
    return edge_effect(trees, heat, stratum=LADDER[control](trees), edges=headline_edges(trees, heat))[0][metric]


def effects(study, n_runs, seed, control="thread_depth"):
    return [effect(*planted(study, seed + run), control) for run in range(n_runs)]


def bias(study, n_runs, seed, control="thread_depth"):
    return np.mean([found.value for found in effects(study, n_runs, seed, control)]) - study.persistence


def coverage(study, n_runs, seed):
    """Return the share of intervals that hold the truth, and the share refused."""
    found = [each for each in effects(study, n_runs, seed) if each.low is not None]
    hits = np.mean([each.low <= study.persistence <= each.high for each in found])
    return hits, 1 - len(found) / n_runs


# 1: bias of the headline


@pytest.mark.parametrize("persistence", [0.0, 0.2])
@pytest.mark.parametrize("shared", ["none", "thread"])
def test_headline_is_unbiased(persistence, shared):
    study = Study(threads=300, persistence=persistence, shared=(shared,))
    assert abs(bias(study, 15, seed=100)) <= 0.012


@pytest.mark.full
@full
@pytest.mark.parametrize("persistence", [0.0, 0.2])
@pytest.mark.parametrize("shared", ["none", "thread"])
def test_headline_is_unbiased_full(persistence, shared):
    study = Study(threads=300, persistence=persistence, shared=(shared,))
    assert abs(bias(study, 100, seed=200)) <= 0.005


# 2: the tool shows what the naive figure hides


def test_ladder_shows_the_gap():
    study = Study(threads=300, shared=("thread",))
    assert bias(study, 5, seed=300, control="none") >= 0.15
    assert abs(bias(study, 20, seed=300)) <= 0.01


RUNGS = [("branch", "branch_depth"), ("user", "user"), ("time", "thread_depth_time")]


@pytest.mark.parametrize("persistence", [0.0, 0.2])
@pytest.mark.parametrize(("shared", "control"), RUNGS)
def test_each_rung_removes_what_it_claims(persistence, shared, control):
    study = Study(threads=300, persistence=persistence, shared=(shared,))
    assert abs(bias(study, 20, seed=400, control=control)) <= 0.02
    if shared != "time":
        assert bias(study, 5, seed=400) >= 0.08


@pytest.mark.full
@full
@pytest.mark.parametrize("persistence", [0.0, 0.2])
@pytest.mark.parametrize(("shared", "control"), RUNGS)
def test_each_rung_removes_what_it_claims_full(persistence, shared, control):
    study = Study(threads=300, persistence=persistence, shared=(shared,))
    assert abs(bias(study, 150, seed=500, control=control)) <= 0.01


# 3: coverage


def test_intervals_cover():
    hits, _ = coverage(Study(threads=50, persistence=0.2), 250, seed=1000)
    assert 0.91 <= hits <= 0.99


@pytest.mark.full
@full
@pytest.mark.parametrize("sizes", ["even", "heavy"])
@pytest.mark.parametrize("persistence", [0.0, 0.2])
@pytest.mark.parametrize(("threads", "low", "high"), [(20, 0.92, 0.985), (50, 0.93, 0.975), (200, 0.93, 0.975)])
def test_intervals_cover_full(sizes, persistence, threads, low, high):
    study = Study(threads=threads, persistence=persistence, sizes=sizes)
    hits, _ = coverage(study, 1000, seed=2000)
    assert low <= hits <= high


@pytest.mark.full
@full
@pytest.mark.parametrize("persistence", [0.0, 0.2])
@pytest.mark.parametrize("prevalence", [0.01, 0.02, 0.05])
def test_intervals_of_rare_heat_cover_full(prevalence, persistence):
    study = Study(threads=200, persistence=persistence, prevalence=prevalence, shared=("none",))
    found = [each for each in effects(study, 400, seed=3000) if each.low is not None]
    assert (
        0.91 <= np.mean([each.low <= persistence <= each.high for each in found]) <= 0.985 + 0.015 * (not persistence)
    )
    assert np.mean([each.high < persistence for each in found]) <= 0.05


# 4: size of the shuffle test


def rejections(study, n_runs, seed):
    p = []
    for run in range(n_runs):
        trees, heat = planted(study, seed + run)
        stratum = LADDER["thread_depth"](trees)
        null = null_metrics(trees, heat, stratum=stratum, permutations=199, seed=run)
        p.append(p_value(effect(trees, heat).value, null["risk_difference thread_depth"]))
    return np.mean([each is not None and each <= 0.05 for each in p])


def test_shuffle_test_keeps_its_size_and_has_power():
    assert 0.01 <= rejections(Study(threads=10), 200, seed=4000) <= 0.09
    assert rejections(Study(threads=50, persistence=0.3), 20, seed=4500) >= 0.8


@pytest.mark.full
@full
@pytest.mark.parametrize("threads", [10, 20, 50])
def test_shuffle_test_keeps_its_size_full(threads):
    assert 0.025 <= rejections(Study(threads=threads), 1000, seed=5000) <= 0.07


# 5: sibling control


def alarms(study, n_runs, seed):
    rows = [sibling_control(*planted(study, seed + run), permutations=199, seed=run)[0] for run in range(n_runs)]
    return np.mean([row["p"] <= 0.05 for row in rows])


def test_sibling_control_fires_for_branches_and_not_for_threads():
    assert alarms(Study(threads=60, persistence=0.2), 60, seed=6000) <= 0.13
    assert alarms(Study(threads=200, shared=("branch",)), 25, seed=6500) >= 0.6


@pytest.mark.full
@full
@pytest.mark.parametrize("persistence", [0.0, 0.2])
def test_sibling_control_keeps_its_size_full(persistence):
    assert alarms(Study(threads=200, persistence=persistence), 300, seed=7000) <= 0.08


# 6: users and threads at once


def both(study, n_runs, seed):
    rows = []
    for run in range(n_runs):
        trees, heat = planted(study, seed + run)
        rows += user_thread_depth(trees, heat, stratum=LADDER["thread_depth"](trees))
    error = np.mean([row["value"] for row in rows]) - study.persistence
    return error, np.mean([row["low"] <= study.persistence <= row["high"] for row in rows])


@pytest.mark.parametrize("persistence", [0.0, 0.2])
def test_two_way_rung_removes_users_and_threads(persistence):
    study = Study(threads=300, persistence=persistence, shared=("thread", "user"))
    error, _ = both(study, 15, seed=8000)
    assert abs(error) <= 0.015
    assert bias(study, 5, seed=8000) >= 0.03


@pytest.mark.full
@full
@pytest.mark.parametrize("persistence", [0.0, 0.2])
def test_two_way_rung_removes_users_and_threads_full(persistence):
    error, hits = both(Study(threads=300, persistence=persistence, shared=("thread", "user")), 100, seed=8500)
    assert abs(error) <= 0.01
    assert 0.91 <= hits <= 0.99


# 8: deleted comments


def test_odds_ratio_withstands_deletion():
    whole = Study(threads=400, persistence=0.2)
    gone = Study(threads=400, persistence=0.2, removed_hot=0.6)
    ratios = [
        np.mean([effect(*planted(study, 9000 + run), metric="odds_ratio").value for run in range(12)])
        for study in (whole, gone)
    ]
    assert ratios[1] == pytest.approx(ratios[0], rel=0.1)


# 10: size


@pytest.mark.full
@full
def test_millions_of_comments():
    import time

    comments, scores = simulate(Study(threads=68_000, persistence=0.2), seed=1)
    assert comments.height > 2_300_000
    trees = forest(comments)
    heat = heats(trees, scores, label=None, at=0.5)[0]
    start = time.perf_counter()
    found = effect(trees, heat)
    seconds = time.perf_counter() - start
    assert found.value == pytest.approx(0.2, abs=0.01)
    assert seconds < 5
    stratum = LADDER["thread_depth"](trees)
    null_metrics(trees, heat, stratum=stratum, permutations=1, seed=0)
    start = time.perf_counter()
    null_metrics(trees, heat, stratum=stratum, permutations=10, seed=0)
    assert (time.perf_counter() - start) / 10 < 1


# refusal


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_too_few_threads_are_refused(threads, cell):
    found = spread(*simulate(Study(threads=threads, persistence=0.2), seed=3), at=0.5, permutations=19)
    status = cell(found, "risk_difference", "thread_depth", "status")
    assert status.startswith("refused")
