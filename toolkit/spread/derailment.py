"""M14: can the start of a thread tell whether it goes hot next? Always beside what trivial guesses reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints, distinct
from toolkit.spread.intervals import Estimate, jackknife, ranks, ratio, totals
from toolkit.spread.rows import Row, row

__all__ = ["PREFIXES", "area", "derailment"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PREFIXES = (5, 10, 20)
FOLDS = 5
# Fewer threads of either outcome than this cannot train and test a model of eight numbers.
LEAST = 20
RIDGE = 1.0
STEPS = 25


def derailment(trees: Forest, heat: Heat, *, seed: int | tuple[int, ...]) -> list[Row]:
    """Return how well the first k comments of a thread foretell heat in the next k, against trivial guesses.

    Parameters
    ----------
    trees : the forest; threads in which a comment has no time or no score among the first 2 k take no part
    heat : one label
    seed : of the folds

    Returns
    -------
    for k = 5, 10, 20 rows derail_base_k (share of threads with heat in the next k comments), derail_auc_k (all
    features), derail_auc_length_k (the thread's final length only: how far the outcome is a matter of length),
    derail_auc_heat_k (hot comments so far only), derail_auc_quiet_k (all features, among threads without heat so
    far), derail_precision_k (average precision), derail_brier_k (``null_value``: the Brier score of the base rate).
    ``null_value`` of an area is 0.5.

    Notes
    -----
    Logistic regression (ridge 1) on hot comments so far, mean and highest score, depth, widest level, users, reply
    delay and replies to the first comment, standardised in each training fold; five folds over threads.
    Jackknife over threads with the predictions held fixed.

    References
    ----------
    Zhang et al. 2018, doi:10.18653/v1/P18-1125; DeLong, DeLong and Clarke-Pearson 1988, doi:10.2307/2531595.
    """
    rows: list[Row] = []
    sequence = _in_time(trees, heat)
    for k in PREFIXES:
        rows += _at(trees, heat, sequence, k, np.random.default_rng(seed))
    return rows


def _in_time(trees: Forest, heat: Heat) -> tuple[Ints, Ints]:
    """Return the comments of fully timed and scored threads in order of time, and each one's number from 0."""
    spoilt = totals(trees.thread, trees.n_threads, (trees.time == TIMELESS) | (heat.state < 0)) > 0
    rows = np.flatnonzero(~spoilt[trees.thread])
    rows = rows[np.lexsort((rows, trees.time[rows], trees.thread[rows]))]
    thread = trees.thread[rows]
    return rows, np.arange(rows.size) - np.searchsorted(thread, thread)


def _at(trees: Forest, heat: Heat, sequence: tuple[Ints, Ints], k: int, rng: np.random.Generator) -> list[Row]:
    rows, number = sequence
    length = totals(trees.thread[rows], trees.n_threads)
    chosen = length > k
    keep = chosen[trees.thread[rows]]
    rows, number = rows[keep], number[keep]
    threads = np.flatnonzero(chosen)
    thread = np.searchsorted(threads, trees.thread[rows])
    hot = heat.state[rows] == 1
    later = (number >= k) & (number < 2 * k)
    outcome = totals(thread[later], threads.size, hot[later]) > 0
    if min(outcome.sum(), (~outcome).sum()) < LEAST:
        return _refused(k, threads.size)
    early = number < k
    features = _features(trees, heat, rows[early], thread[early], threads.size)
    fold = rng.permutation(threads.size) % FOLDS
    guessed = {
        "": _predict(features, outcome, fold),
        "_length": length[threads],
        "_heat": features[:, 0],
    }
    base = Estimate(float(outcome.mean()), None, None, float(threads.size), "ok")
    found = [row(f"derail_base_{k}", "none", base, n=threads.size)]
    found += [_area_row(f"derail_auc{name}_{k}", score, outcome) for name, score in guessed.items()]
    quiet = features[:, 0] == 0
    found.append(_area_row(f"derail_auc_quiet_{k}", guessed[""][quiet], outcome[quiet]))
    return found + _precision(guessed[""], outcome, k)


def _refused(k: int, n: int) -> list[Row]:
    nothing = Estimate(None, None, None, float(n), f"refused: fewer than {LEAST} threads with or without heat later")
    names = ("base", "auc", "auc_length", "auc_heat", "auc_quiet", "precision", "brier")
    return [row(f"derail_{name}_{k}", "none", nothing, n=n) for name in names]


def _features(trees: Forest, heat: Heat, rows: Ints, thread: Ints, n: int) -> Floats:
    """Return (threads, 8) numbers of the first comments."""
    score = heat.score[rows].astype(np.float64)
    level = trees.level[rows]
    highest, deepest, last = np.zeros(n), np.zeros(n), np.zeros(n)
    np.maximum.at(highest, thread, score)
    np.maximum.at(deepest, thread, level)
    first = np.full(n, np.inf)
    np.minimum.at(first, thread, trees.time[rows] / 60e6)
    np.maximum.at(last, thread, trees.time[rows] / 60e6)
    last = np.maximum(last, first)
    levels, on_level = np.unique(thread * (int(level.max(initial=0)) + 1) + level, return_counts=True)
    widest = np.zeros(n)
    np.maximum.at(widest, levels // (int(level.max(initial=0)) + 1), on_level)
    # A comment without user is a user of its own.
    user = np.where(trees.user[rows] >= 0, trees.user[rows], trees.user.max(initial=0) + 1 + rows)
    users = totals(distinct(thread, user)[0], n)
    size = totals(thread, n)
    columns = (
        totals(thread, n, heat.state[rows] == 1),
        totals(thread, n, score) / size,
        highest,
        deepest,
        widest,
        users,
        np.log1p((last - first) / size),
        totals(thread, n, level == 1),
    )
    return np.stack(columns, axis=1)


def _predict(features: Floats, outcome: Bools, fold: Ints) -> Floats:
    """Return out-of-fold probabilities."""
    chance = np.empty(outcome.size)
    for part in range(FOLDS):
        test = fold == part
        train = ~test
        mean, spread = features[train].mean(axis=0), features[train].std(axis=0)
        scaled = (features - mean) / np.where(spread > 0, spread, 1)
        design = np.column_stack([np.ones(outcome.size), scaled])
        chance[test] = expit(design[test] @ _fit(design[train], outcome[train].astype(np.float64)))
    return chance


def _fit(design: Floats, outcome: Floats) -> Floats:
    """Return the coefficients of a ridge logistic regression, by Newton's steps; the first one is free."""
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 1e-6
    weight = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = expit(design @ weight)
        slope = design.T @ (outcome - chance) - penalty @ weight
        curve = (design.T * (chance * (1 - chance))) @ design + penalty
        step = np.linalg.solve(curve, slope)
        weight += step
        if np.abs(step).max() < 1e-8:
            break
    return weight


def area(score: Floats, outcome: Bools) -> tuple[float, Floats]:
    """Return the area under the ROC curve, and the same without each thread.

    Examples
    --------
    >>> float(area(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))[0])
    0.75
    """
    n1 = float(outcome.sum())
    n0 = float(outcome.size) - n1
    rank = ranks(score)
    # Pairs won by each thread: against the other outcome only.
    inside = np.empty(score.size)
    for chosen in (outcome, ~outcome):
        inside[chosen] = ranks(score[chosen]) if chosen.any() else 0
    won = np.where(outcome, rank - inside, n1 - (rank - inside))
    total = float(won[outcome].sum())
    left = np.where(outcome, (n1 - 1) * n0, n1 * (n0 - 1))
    return float(ratio(np.float64(total), np.float64(n1 * n0))), ratio(total - won, left)  # type: ignore[arg-type]


def _area_row(metric: str, score: Floats, outcome: Bools) -> Row:
    if min(outcome.sum(), (~outcome).sum()) < LEAST:
        few = Estimate(
            None, None, None, float(outcome.size), f"refused: fewer than {LEAST} threads with or without heat later"
        )
        return row(metric, "none", few, n=outcome.size, null=0.5)
    value, left_out = area(score, outcome)
    return row(
        metric, "none", jackknife(value, left_out, np.ones(outcome.size), scale="logit"), n=outcome.size, null=0.5
    )


def _precision(chance: Floats, outcome: Bools, k: int) -> list[Row]:
    # Equal guesses are one step of the curve.
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum(outcome[order])
    ends = np.flatnonzero(np.append(np.diff(chance[order]) != 0, True))
    gained = np.diff(np.concatenate([[0], hits[ends]]))
    precision = float((gained * hits[ends] / (ends + 1)).sum() / outcome.sum())
    brier = float(np.square(chance - outcome).mean())
    base = float(outcome.mean())
    n = outcome.size
    return [
        row(f"derail_precision_{k}", "none", Estimate(precision, None, None, float(n), "ok"), n=n, null=base),
        row(f"derail_brier_{k}", "none", Estimate(brier, None, None, float(n), "ok"), n=n, null=base * (1 - base)),
    ]
