"""M7, M12, M13 and M14: one value of each worked by hand, and planted truths."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.spread.derailment import area, derailment
from toolkit.spread.edges import forest
from toolkit.spread.first_hot import cumulative_incidence, first_hot
from toolkit.spread.first_hot_curve import first_hot_curve
from toolkit.spread.measure import heats
from toolkit.spread.roles import roles, shrunk_rates
from toolkit.spread.simulate import Study, simulate
from toolkit.spread.targets import targets
from toolkit.tables import complete, labels_of


def prepared(comments, scores):
    trees = forest(complete(comments))
    return trees, heats(trees, scores, label=None, at=0.5)[0]


def dressed(comments, *, minutes=None, users=None):
    columns = {}
    if minutes is not None:
        columns["timestamp"] = (pl.Series(minutes) * 60_000_000).cast(pl.Datetime("us", "UTC"))
    if users is not None:
        columns["user"] = pl.Series(users)
    return comments.with_columns(**columns)


def of(rows, metric, control=None):
    (found,) = (row for row in rows if row["metric"] == metric and control in (None, row["control"]))
    return found


# M7


def test_incidence_by_hand():
    # Hot at 1; ended at 2; hot at 3; still open at 2: 1/4, then 3/4 x 2/3 are left, all of it goes hot.
    when, event = np.array([1, 2, 3, 2]), np.array([1, 2, 1, 0])
    value, left_out = cumulative_incidence(when, event, by=3)
    assert value == pytest.approx(1 / 4 + 3 / 4 * 2 / 3)
    for place in range(4):
        rest = np.arange(4) != place
        assert left_out[place] == pytest.approx(cumulative_incidence(when[rest], event[rest], by=3)[0])


def test_incidence_without_open_threads_is_the_plain_share():
    rng = np.random.default_rng(1)
    when, event = rng.integers(1, 30, 200), rng.integers(1, 3, 200)
    for by in (1, 5, 20, 40):
        assert cumulative_incidence(when, event, by=by)[0] == pytest.approx(((event == 1) & (when <= by)).mean())


def test_first_hot_counts_by_time_and_leaves_young_threads_open(drawn):
    old = [("0", None, 0.1), ("1", "0", 0.1), ("2", "0", 0.9)]
    cold = [("0", None, 0.1), ("1", "0", 0.1)]
    comments, scores = drawn(a=old, b=cold, c=cold)
    # In thread a the third row is the second in time; thread c is as young as the corpus.
    comments = dressed(comments, minutes=[0, 9, 5, 1, 2, 98, 100])
    found = first_hot(*prepared(comments, scores))
    assert of(found, "first_hot_by_5")["n"] == 3
    assert of(found, "first_hot_by_5")["value"] == pytest.approx(1 / 3)
    assert first_hot(*prepared(*drawn(a=old)))[0]["value"] is None


def test_the_curve_of_the_first_hot_comment_has_the_numbers_of_the_rows():
    comments, scores = simulate(Study(threads=30), seed=5)
    # One thread goes untimed: it takes part neither here nor there.
    gone = comments["thread_id"] == comments["thread_id"][0]
    comments = comments.with_columns(timestamp=pl.when(~gone).then("timestamp"))
    label = labels_of(scores)[0]
    rows = first_hot(*prepared(comments, scores))
    curve = first_hot_curve(comments, scores, label=label, at=0.5)
    assert curve["n_at_risk"][0] == rows[0]["n"] == comments["thread_id"].n_unique() - 1
    for step in (5, 10):
        wanted, found = of(rows, f"first_hot_by_{step}"), curve.row(step - 1, named=True)
        for name in ("value", "low", "high", "null_value", "k_effective", "status"):
            assert found[name] == wanted[name], (step, name)
    assert curve["n_at_risk"].is_sorted(descending=True)
    assert (curve["value"] + curve["ended"] <= 1 + 1e-9).all()


def test_a_curve_without_times_is_refused(drawn):
    with pytest.raises(ToolkitError, match="all have a time"):
        first_hot_curve(*drawn(a=[("0", None, 0.1)]), label="heat", at=0.5)


# M12


def test_sparks_and_carries_by_hand(drawn):
    rows = [
        ("0", None, 0.9),  # spark
        ("1", "0", 0.9),  # carry
        ("2", "0", 0.1),  # not carried
        ("3", "2", 0.9),  # spark
        ("4", "2", 0.1),
        ("5", "gone", 0.9),  # of unknown origin: neither
        ("6", "5", None),
        ("7", "6", 0.9),  # answers an unscored comment: neither
    ]
    found = roles(*prepared(*drawn(t=rows)), permutations=9, seed=1)
    assert of(found, "spark_rate")["value"] == pytest.approx(2 / 3)
    assert of(found, "carry_rate")["value"] == pytest.approx(1 / 2)
    assert of(found, "spark_gini")["value"] is None


def test_concentration_of_sparks_is_seen(drawn):
    rng = np.random.default_rng(2)
    rows, users = [], []
    for k in range(200):
        user = int(rng.integers(0, 20))
        users.append(f"u{user}")
        rows.append((str(k), None, float(user == 3 or rng.random() < 0.05)))
    comments, scores = drawn(t=rows)
    found = roles(*prepared(dressed(comments, users=users), scores), permutations=199, seed=1)
    assert of(found, "spark_gini")["p"] <= 0.01
    assert of(found, "spark_top_share")["value"] > of(found, "spark_top_share")["null_value"] + 0.2
    shuffled = rng.permutation(users)
    found = roles(*prepared(dressed(comments, users=shuffled), scores), permutations=199, seed=1)
    assert of(found, "spark_gini")["p"] > 0.05


def test_repeat_needs_a_later_thread(drawn):
    one = [("0", None, 0.9), ("1", None, 0.9), ("2", None, 0.1)]
    comments, scores = drawn(a=one, b=[("0", None, 0.9), ("1", None, 0.1), ("2", None, 0.9)])
    comments = dressed(comments, minutes=[0, 1, 2, 10, 11, 12], users=["Ann", "Bo", "Cy", "Ann", "Bo", "Cy"])
    found = of(roles(*prepared(comments, scores), permutations=0, seed=1), "repeat_rate")
    # Ann and Bo were hot in a; Ann is again in b. Cy's heat in b has no later thread.
    assert found["value"] == 0.5
    assert found["n"] == 2


def test_shrunk_rates_beat_raw_rates():
    rng = np.random.default_rng(0)
    n = rng.integers(1, 30, 3000)
    truth = rng.beta(2, 8, 3000)
    hits = rng.binomial(n, truth)
    best = np.square((2 + hits) / (10 + n) - truth).mean()
    assert np.square(shrunk_rates(hits, n) - truth).mean() == pytest.approx(best, rel=0.02)
    assert np.square(hits / n - truth).mean() > 2 * best


# M13


def test_targets_by_hand(drawn):
    # Ann is answered with heat and goes hot; Bo is answered coldly and stays cold.
    rows = [("a", None, 0.1), ("b", None, 0.1), ("x", "a", 0.9), ("y", "b", 0.1), ("a2", "x", 0.9), ("b2", "y", 0.1)]
    comments, scores = drawn(t=rows)
    users = ["Ann", "Bo", "Cy", "Cy", "Ann", "Bo"]
    found = targets(*prepared(dressed(comments, minutes=range(6), users=users), scores))
    assert of(found, "risk_difference_target", "thread_state")["value"] == 1.0
    assert of(found, "risk_difference_target", "thread_state")["n"] == 2
    assert of(found, "risk_difference_target", "user")["value"] is None
    # Cy attacked Ann; below, Ann's own hot answer is not a third party's.
    assert of(found, "third_party_share")["value"] == 0.0


def test_pile_on_counts_users_not_replies(drawn):
    rows = [("a", None, 0.1), ("1", "a", 0.9), ("2", "a", 0.9), ("3", "a", 0.9), ("4", "1", 0.9)]
    comments, scores = drawn(t=rows)
    found = targets(*prepared(dressed(comments, users=["Ann", "Bo", "Bo", "Cy", "Di"]), scores))
    # Ann's comment: Bo and Cy; Bo's: Di.
    assert of(found, "pile_on")["value"] == 1.5
    assert of(found, "pile_on_largest")["value"] == 2
    assert of(found, "third_party_share")["value"] == 1.0


def test_no_effect_on_targets_where_none_is_planted():
    study = Study(threads=400, users_per_thread=2.0, shared=("thread",))
    values = [
        of(targets(*prepared(*simulate(study, seed=seed))), "risk_difference_target", "thread_state")["value"]
        for seed in range(8)
    ]
    assert abs(np.mean(values)) < 0.05


# M14


def test_area_without_each_thread():
    rng = np.random.default_rng(4)
    score, outcome = rng.integers(0, 5, 40).astype(float), rng.random(40) < 0.4
    value, left_out = area(score, outcome)
    wins = (score[outcome][:, None] > score[~outcome]) + 0.5 * (score[outcome][:, None] == score[~outcome])
    assert value == pytest.approx(wins.mean())
    for place in range(40):
        rest = np.arange(40) != place
        assert left_out[place] == pytest.approx(area(score[rest], outcome[rest])[0])


def test_derailment_is_foretold_by_heat_of_threads_and_not_by_nothing():
    shared = derailment(*prepared(*simulate(Study(threads=400, likeness=0.4), seed=1)), seed=1)
    assert of(shared, "derail_auc_10")["low"] > 0.6
    assert of(shared, "derail_brier_10")["value"] < of(shared, "derail_brier_10")["null_value"]
    comments, scores = simulate(Study(threads=400, prevalence=0.1, shared=("none",)), seed=1)
    found = derailment(*prepared(comments, scores), seed=1)
    assert of(found, "derail_auc_heat_10")["low"] < 0.5 < of(found, "derail_auc_heat_10")["high"]


def test_too_few_threads_foretell_nothing():
    found = derailment(*prepared(*simulate(Study(threads=10), seed=1)), seed=1)
    assert all(row["status"].startswith("refused") for row in found)
