"""Gates of the corrections for the scorer's errors (M15) and of what withstands them without one (M8)."""

from __future__ import annotations

import os

import numpy as np
import pytest

from toolkit.spread import Validation, corrected
from toolkit.spread.edges import forest
from toolkit.spread.lags import decay
from toolkit.spread.measure import heats
from toolkit.spread.simulate import Study, simulate

full = pytest.mark.skipif(not os.environ.get("THREADHEAT_FULL"), reason="minutes long; set THREADHEAT_FULL=1")

COMMON = Study(threads=100, persistence=0.2, sensitivity=0.75, specificity=0.95)
# Half of what the scorer finds are false alarms. At a likeness of .25 a few threads would hold all heat of 100, and
# the jackknife alone, without any scorer's error, would cover 90 %.
RARE = Study(threads=100, persistence=0.2, prevalence=0.02, likeness=0.05, sensitivity=0.8, specificity=0.98)


def validated(study, seed, *, hot, cold):
    """Return the corrected rows of a simulated study whose validation sample is drawn with it."""
    rng = np.random.default_rng(seed)
    found = (int(rng.binomial(hot, study.sensitivity)), int(rng.binomial(cold, study.specificity)))
    sample = Validation(hot, found[0], cold, found[1])
    return corrected(*simulate(study, seed=seed), validation=sample, label="heat", at=0.5).to_dicts()


def covered(study, n_runs, seed, *, hot, cold):
    """Return the share of intervals that hold the truth, for prevalence and for the headline."""
    rows = np.array([validated(study, seed + run, hot=hot, cold=cold) for run in range(n_runs)])
    shares = []
    for column, truth, lowest in ((0, study.prevalence, 0), (1, study.persistence, -1)):
        known = [row for row in rows[:, column] if row["low"] is not None]
        assert all(lowest <= row["low"] <= row["value"] <= row["high"] <= 1 for row in known)
        shares.append(np.mean([row["low"] <= truth <= row["high"] for row in known]))
    return shares


@pytest.mark.parametrize("study", [COMMON, RARE], ids=["common", "rare"])
def test_corrected_intervals_cover_and_stay_within_what_can_be(study):
    prevalence, difference = covered(study, 60, seed=100, hot=50, cold=500)
    assert prevalence >= 0.88
    assert difference >= 0.85


@pytest.mark.full
@full
@pytest.mark.parametrize("study", [COMMON, RARE], ids=["common", "rare"])
@pytest.mark.parametrize(("hot", "cold"), [(50, 500), (400, 2000)])
def test_corrected_intervals_cover_full(study, hot, cold):
    prevalence, difference = covered(study, 600, seed=1000, hot=hot, cold=cold)
    assert 0.92 <= prevalence <= 0.985
    assert 0.91 <= difference <= 0.985


def persistence_ratios(persistence, n_runs, seed):
    study = Study(threads=800, persistence=persistence, sensitivity=0.75, specificity=0.95)
    found = []
    for run in range(n_runs):
        comments, scores = simulate(study, seed=seed + run)
        trees = forest(comments)
        rows = decay(trees, heats(trees, scores, label=None, at=0.5)[0])
        found += [row["value"] for row in rows if row["metric"] == "persistence_ratio" and row["value"] is not None]
    return found


# The median of 60 runs has itself a standard error of .019 (persistence .3) and .010 (.5): the gate is as wide
# as the chance of the draw, so the 480 runs behind it say more.
@pytest.mark.full
@full
@pytest.mark.parametrize(("n_runs", "tolerance"), [(60, 0.03), (480, 0.02)])
@pytest.mark.parametrize("persistence", [0.3, 0.5])
def test_lag_ratio_withstands_the_scorers_errors_full(persistence, n_runs, tolerance):
    found = persistence_ratios(persistence, n_runs, seed=10_000)
    assert len(found) >= 0.9 * n_runs
    assert np.median(found) == pytest.approx(persistence, abs=tolerance)
