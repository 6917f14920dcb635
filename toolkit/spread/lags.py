"""M8: how far back it reaches, and after how many replies half is left."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import Forest, Heat, grouped
from toolkit.spread.effects import fourfold, pooled
from toolkit.spread.intervals import Estimate, jackknife, ratio
from toolkit.spread.rows import Row, row

__all__ = ["LAGS", "decay"]

Floats = NDArray[np.float64]

LAGS = (1, 2, 3, 4)


def decay(trees: Forest, heat: Heat) -> list[Row]:
    """Return the risk difference under ancestors further up, its ratio from step to step, and the half-life.

    Parameters
    ----------
    trees : the forest
    heat : one label

    Returns
    -------
    rows risk_difference_lag_2, _3, _4 (a comment against its ancestor so many replies up, both scored, not by the same
    user; what lies between may be unscored), persistence_ratio and half_life (replies), the last two only where
    the interval of the risk difference under the parent excludes 0

    Notes
    -----
    Strata are thread x depth of the comment. If heat persists by a constant share l from reply to reply, the
    difference at lag k is l^k, so persistence_ratio = RD_2 / RD_1 estimates l. Errors of the scorer shrink both
    alike, so the ratio needs no correction. half_life = ln(1/2) / ln(persistence_ratio).
    """
    sums = {lag: _lagged(trees, heat, lag) for lag in LAGS}
    found = {lag: _difference(*sums[lag][:2]) for lag in LAGS}
    rows = [row(f"risk_difference_lag_{lag}", "thread_depth", found[lag], n=sums[lag][2], null=0.0) for lag in LAGS[1:]]
    persistence = _persistence(found[1], sums[1][:2], sums[2][:2])
    return [
        *rows,
        row("persistence_ratio", "thread_depth", persistence, n=sums[2][2]),
        row("half_life", "thread_depth", _half_life(persistence), n=sums[2][2]),
    ]


def _lagged(trees: Forest, heat: Heat, lag: int) -> tuple[Floats, Floats, int]:
    """Return the Mantel-Haenszel sums, each thread's part of them, and the number of pairs."""
    ancestor = np.arange(heat.state.size)
    above = np.append(trees.parent_of, -1)
    for _ in range(lag):
        ancestor = above[ancestor]
    known = (ancestor >= 0) & (trees.depth >= 0) & (heat.state >= 0)
    child = np.flatnonzero(known)
    parent = ancestor[child]
    used = (heat.state[parent] >= 0) & ((trees.user[child] != trees.user[parent]) | (trees.user[child] < 0))
    child, parent = child[used], parent[used]
    stratum = grouped(trees.thread[child], trees.depth[child], keep=np.ones(child.size, dtype=np.bool_))
    tables = fourfold(stratum, trees.thread[child], heat.state[parent] == 1, heat.state[child] == 1)
    total, loss = pooled(tables, trees.n_threads)
    return total, loss, child.size


def _difference(total: Floats, loss: Floats) -> Estimate:
    rest = total - loss
    return jackknife(float(ratio(total[0], total[1])), ratio(rest[:, 0], rest[:, 1]), loss[:, 1])


Sums = tuple[Floats, Floats]


def _persistence(first: Estimate, one: Sums, two: Sums) -> Estimate:
    if first.low is None or first.high is None or first.low <= 0 <= first.high:
        k = first.k_effective
        return Estimate(None, None, None, k, "refused: the difference under the parent is not clear of 0")
    (total_1, loss_1), (total_2, loss_2) = one, two
    rest_1, rest_2 = total_1 - loss_1, total_2 - loss_2
    value = ratio(ratio(total_2[0], total_2[1]), ratio(total_1[0], total_1[1]))
    left_out = ratio(ratio(rest_2[:, 0], rest_2[:, 1]), ratio(rest_1[:, 0], rest_1[:, 1]))
    return jackknife(float(value), left_out, loss_2[:, 1])


def _half_life(persistence: Estimate) -> Estimate:
    """Return ln(1/2) / ln(ratio); an end of the interval at or beyond 0 or 1 has no half-life."""
    if persistence.value is None:
        return persistence
    value, low, high = (_replies(end) for end in (persistence.value, persistence.low, persistence.high))
    if value is None:
        return Estimate(None, None, None, persistence.k_effective, "refused: the ratio is not between 0 and 1")
    status = persistence.status
    if persistence.low is not None and (low is None or high is None):
        status, low, high = "refused: the interval of the ratio leaves 0 to 1", None, None
    return Estimate(value, low, high, persistence.k_effective, status)


def _replies(share: float | None) -> float | None:
    return log(0.5) / log(share) if share is not None and 0 < share < 1 else None
