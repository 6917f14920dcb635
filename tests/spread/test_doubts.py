"""Doubt about the scorer, about replies, and about a study not yet made."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.spread import Validation, corrected, reply_doubt, spread, verdict
from toolkit.spread.plan import plan
from toolkit.spread.simulate import Study, simulate

NOISY = Study(threads=300, persistence=0.3, sensitivity=0.75, specificity=0.95)
SAMPLE = Validation(hot=400, hot_found=300, cold=2000, cold_found=1900)


def test_correction_by_hand(drawn, cell):
    # Two parents with two replies each: W = 1, n = 4, fans 2 and 2, so g = 4 - 8/4 = 2.
    rows = [("0", None, 0.1), ("A", "0", 0.9), ("B", "0", 0.1), ("a", "A", 0.9), ("b", "A", 0.9), ("c", "B", 0.1)]
    comments, scores = drawn(t=[*rows, ("d", "B", 0.9)])
    found = corrected(comments, scores, validation=Validation(100, 90, 100, 95), label="heat", at=0.5)
    pi = (0.5 - 0.05) / 0.85
    noise = 2 * (pi * 0.9 * 0.1 + (1 - pi) * 0.95 * 0.05)
    assert cell(found, "risk_difference_corrected", "thread_depth") == pytest.approx(0.5 * 1 / (1 - noise))
    # The root's two replies add nothing but themselves to prevalence: 4 hot of 7.
    assert cell(found, "prevalence_corrected") == pytest.approx((4 / 7 - 0.05) / 0.85)


def test_correction_finds_the_truth_under_a_noisy_scorer(cell):
    seen, mended, hits = [], [], []
    for seed in range(12):
        comments, scores = simulate(NOISY, seed=seed)
        found = corrected(comments, scores, validation=SAMPLE, label="heat", at=0.5)
        mended.append(cell(found, "risk_difference_corrected", "thread_depth"))
        low, high = (cell(found, "risk_difference_corrected", "thread_depth", end) for end in ("low", "high"))
        hits.append(low <= 0.3 <= high)
        seen.append(cell(found, "prevalence_corrected"))
    assert np.mean(mended) == pytest.approx(0.3, abs=0.035)
    assert np.mean(seen) == pytest.approx(0.25, abs=0.02)
    assert np.mean(hits) >= 0.75


def test_a_prevalence_below_the_false_alarms_is_none_at_all(drawn, cell):
    # 1 hot of 20 in every thread, one more in a; 6 % of cold comments are taken for hot: (9 / 160 - .06) / .84.
    rows = [("0", None, 0.9)] + [(f"{k}", "0", 0.1) for k in range(1, 20)]
    comments, scores = drawn(**dict.fromkeys("abcdefgh", rows))
    scores = scores.with_columns(
        heat=pl.when((pl.col("thread_id") == "a") & (pl.col("comment_id") == "1")).then(0.9).otherwise("heat")
    ).cast({"heat": pl.Float32})
    found = corrected(comments, scores, validation=Validation(200, 180, 200, 188), label="heat", at=0.5)
    value, low, high = (cell(found, "prevalence_corrected", column=name) for name in ("value", "low", "high"))
    assert value == low == 0
    assert 0.005 < high < 0.06
    # Far fewer than the false alarms of a large sample is no prevalence but a contradiction.
    found = corrected(comments, scores, validation=Validation(2000, 1800, 20_000, 14_000), label="heat", at=0.5)
    assert cell(found, "prevalence_corrected", column="status") == (
        "refused: what is seen contradicts the validation sample"
    )


def test_a_scorer_by_chance_is_refused(drawn, cell):
    comments, scores = simulate(Study(threads=20), seed=1)
    found = corrected(comments, scores, validation=Validation(100, 30, 100, 60), label="heat", at=0.5)
    assert found["value"].null_count() == 2
    assert set(found["status"]) == {"refused: the scorer is no better than chance"}
    with pytest.raises(ToolkitError, match="found of"):
        corrected(comments, scores, validation=Validation(10, 20, 10, 5), label="heat", at=0.5)


def test_nothing_to_compare_is_nothing_to_correct(drawn, cell):
    comments, scores = drawn(t=[("0", None, 0.9), ("1", "0", 0.1), ("2", "0", 0.9)])
    found = corrected(comments, scores, validation=SAMPLE, label="heat", at=0.5)
    assert cell(found, "risk_difference_corrected", "thread_depth", "status") == "refused: nothing to compare"


def test_stated_replies_are_never_redrawn(cell):
    comments, scores = simulate(Study(threads=60, persistence=0.3), seed=1)
    found = reply_doubt(comments, scores, label="heat", at=0.5, draws=3)
    whole = cell(found, "risk_difference", "thread_depth")
    assert cell(found, "risk_difference_stated", "thread_depth") == whole
    assert cell(found, "risk_difference_drawn", "thread_depth") == pytest.approx(whole)


def test_doubtful_replies_dilute_and_widen(cell):
    comments, scores = simulate(Study(threads=200, persistence=0.5, misled=0.3), seed=2)
    found = reply_doubt(comments, scores, label="heat", at=0.5, draws=6)
    assert cell(found, "risk_difference", "thread_depth") < 0.5
    assert cell(found, "risk_difference_drawn", "thread_depth") < cell(found, "risk_difference", "thread_depth")
    assert cell(found, "risk_difference_stated", "thread_depth", "status") == "refused: nothing to compare"


def test_plan_needs_more_threads_for_less_effect():
    found = plan(Study(persistence=0.3), threads=[10, 60], runs=12, permutations=99, seed=1)
    assert found["power"][1] >= 0.7
    assert found["power"][0] < found["power"][1]
    assert found["refused"][0] > found["refused"][1] == 0
    with pytest.raises(ToolkitError, match="plan needs"):
        plan(Study(), threads=[], runs=2)


def test_study_names_are_checked():
    with pytest.raises(ToolkitError, match="unknown name 'weather'"):
        simulate(Study(shared=("weather",)), seed=1)


def test_simulated_studies_repeat_and_hold_what_was_planted():
    first, again, other = (simulate(Study(threads=50, removed_hot=1.0), seed=seed) for seed in (1, 1, 2))
    assert first[0].equals(again[0])
    assert first[1].equals(again[1])
    assert not first[0].equals(other[0])
    assert first[1].filter(pl.col("heat") >= 0.5).height == 0
    assert first[1]["heat"].null_count() > 0


def table(**changes):
    row = {
        "label": "heat", "metric": "risk_difference", "control": "thread_depth", "value": 0.2, "low": 0.1, "high": 0.3,
        "null_value": 0.0, "p": 0.001, "n": 900, "k_effective": 40.0, "status": "ok",
    }  # fmt: skip
    return pl.DataFrame([row | changes], schema_overrides={"p": pl.Float64, "low": pl.Float64, "high": pl.Float64})


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "association"),
        ({"low": None, "high": None, "status": "refused: 2.0 effective threads, 4 needed"}, "cannot tell"),
        ({"low": -0.3, "high": -0.1, "value": -0.2}, "opposite"),
        ({"low": -0.1, "high": 0.3}, "cannot tell"),
        ({"low": -0.05, "high": 0.06, "value": 0.0}, "no evidence"),
        ({"p": 0.2, "low": 0.01, "high": 0.2}, "cannot tell"),
        ({"p": 0.2, "low": 0.01, "high": 0.09}, "cannot tell"),
    ],
)
def test_verdict_follows_its_rules(changes, word):
    found = verdict(table(**changes), "heat")
    assert found.word == word
    assert "contagion" not in str(found)


@pytest.mark.parametrize(("high", "word"), [(0.08, "explained"), (0.15, "cannot tell"), (0.4, "association")])
def test_a_harder_control_explains_only_what_it_excludes(high, word):
    rung = table(control="user", value=0.01, low=-0.02, high=high)
    found = verdict(pl.concat([table(), rung]), "heat")
    assert found.word == word
    assert ("explains it" in str(found)) == (word == "explained")


def test_heat_of_users_is_explained_by_users():
    comments, scores = simulate(Study(threads=300, shared=("user",)), seed=1)
    found = verdict(spread(comments, scores, at=0.5, permutations=99), "heat")
    assert found.word == "explained"
    assert "users" in str(found)


def test_verdict_needs_its_label():
    with pytest.raises(ToolkitError, match="no headline"):
        verdict(table(), "fury")
