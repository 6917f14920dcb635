"""What others compute: lifelines and statsmodels for first heat, pyfixest for users with threads and depths."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.special import stdtrit

from toolkit.spread.edges import forest
from toolkit.spread.effects import headline_edges
from toolkit.spread.first_hot import cumulative_incidence
from toolkit.spread.fixed_effects import user_thread_depth
from toolkit.spread.measure import heats
from toolkit.spread.simulate import Study, simulate
from toolkit.spread.strata import thread_depth

MISSING = "the oracle is not installed"


def fates(rng, n, *, tied):
    when = rng.integers(1, 40, n) if tied else rng.permutation(n) + 1
    return when, rng.integers(0, 3, n)


def test_incidence_equals_lifelines():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own imports warn
        lifelines = pytest.importorskip("lifelines", reason=MISSING)
    # It moves tied times apart at random: only times without ties have one answer there.
    when, event = fates(np.random.default_rng(1), 120, tied=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = lifelines.AalenJohansenFitter(calculate_variance=False).fit(when, event, event_of_interest=1)
    incidence = fitted.cumulative_density_.iloc[:, 0]
    for by in (1, 10, 60, 119):
        assert cumulative_incidence(when, event, by=by)[0] == pytest.approx(incidence.loc[by], abs=1e-9)


def test_incidence_of_tied_threads_equals_statsmodels():
    survival = pytest.importorskip("statsmodels.duration.survfunc", reason=MISSING)
    when, event = fates(np.random.default_rng(2), 300, tied=True)
    fitted = survival.CumIncidenceRight(when, event)
    for by in (1, 5, 20, 39):
        place = np.searchsorted(fitted.times, by, side="right") - 1
        assert cumulative_incidence(when, event, by=by)[0] == pytest.approx(fitted.cinc[0][place], abs=1e-9)


def test_two_way_rung_equals_pyfixest():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyfixest = pytest.importorskip("pyfixest", reason=MISSING)
        pandas = pytest.importorskip("pandas", reason=MISSING)
    comments, scores = simulate(Study(threads=80, persistence=0.2, shared=("thread", "user")), seed=3)
    trees = forest(comments)
    heat = heats(trees, scores, label=None, at=0.5)[0]
    stratum = thread_depth(trees)
    (found,) = user_thread_depth(trees, heat, stratum=stratum)
    used = headline_edges(trees, heat) & (stratum >= 0)
    edges = pandas.DataFrame(
        {
            "hot": (heat.state[trees.child[used]] == 1).astype(float),
            "under_hot": (heat.state[trees.parent[used]] == 1).astype(float),
            "user": trees.user[trees.child[used]],
            "stratum": stratum[used],
            "thread": trees.thread[trees.parent[used]],
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = pyfixest.feols(
            "hot ~ under_hot | user + stratum",
            data=edges,
            vcov={"CRV1": "thread"},
            ssc=pyfixest.ssc(k_fixef="full"),  # strata count, though they lie within threads
            fixef_rm="singleton",
        )
    assert found["n"] == fitted._N
    assert found["value"] == pytest.approx(float(fitted.coef().iloc[0]), abs=1e-6)
    error = (found["high"] - found["value"]) / stdtrit(found["k_effective"] - 1, 0.975)
    # One of the effects is redundant in its count.
    assert error == pytest.approx(float(fitted.se().iloc[0]), rel=0.002)
