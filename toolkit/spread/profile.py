"""M11: where in a thread the heat is, by depth and by place."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints
from toolkit.spread.intervals import Estimate, jackknife, of_sums, p_value, ratio, totals
from toolkit.spread.nulls import listed, measured
from toolkit.spread.rows import Row, row

__all__ = ["DEPTHS", "PARTS", "place_in_thread", "profile"]

Floats = NDArray[np.float64]

DEPTHS = 6  # depths reported on their own
PARTS = 10  # parts of a thread from its first comment to its last


def place_in_thread(trees: Forest) -> Floats:
    """Return each comment's place in its thread, 0 first to 1 last, by time; nan where a time is unknown.

    Equal times share their mean place, so that no order of rows decides; a thread of one comment has no place.
    """
    order = np.lexsort((trees.time, trees.thread))
    thread, time = trees.thread[order], trees.time[order]
    first = np.searchsorted(thread, thread)
    new = np.ones(thread.size, dtype=np.bool_)
    new[1:] = (thread[1:] != thread[:-1]) | (time[1:] != time[:-1])
    tie = np.cumsum(new) - 1
    rank = totals(tie, int(tie.max(initial=-1)) + 1, np.arange(thread.size) - first) / np.maximum(np.bincount(tie), 1)
    size = np.bincount(trees.thread, minlength=trees.n_threads)
    place = np.empty(thread.size)
    place[order] = ratio(rank[tie], (size[thread] - 1).astype(np.float64))
    untimed = totals(trees.thread, trees.n_threads, trees.time == TIMELESS) > 0
    place[untimed[trees.thread]] = np.nan
    return place


def profile(trees: Forest, heat: Heat, *, permutations: int, seed: int | tuple[int, ...]) -> list[Row]:
    """Return the share of hot comments by depth and by place in the thread, and its trend.

    Parameters
    ----------
    trees : the forest
    heat : one label
    permutations, seed : of the shuffles within threads that test the trend

    Returns
    -------
    rows hot_at_depth_0, ...; hot_at_part_1, ..., hot_at_part_10 (tenths of the thread in order of time); position_slope
    (change of the share from first to last comment, within threads; p one-sided, rising) and position_trend (Kendall's
    tau of the ten shares)

    Notes
    -----
    position_slope = sum (x - mean of its thread) hot / sum (x - mean of its thread)^2, x the place from 0 to 1.

    References
    ----------
    Avalle et al. 2024, doi:10.1038/s41586-024-07229-y; Mann 1945, doi:10.2307/1907187.
    """
    scored = heat.state >= 0
    hot = heat.state == 1
    rows = [
        _share(trees, hot, scored & (trees.depth == depth), f"hot_at_depth_{depth}")
        for depth in range(min(DEPTHS, int(trees.depth.max(initial=-1)) + 1))
    ]
    place = place_in_thread(trees)
    placed = np.flatnonzero(scored & np.isfinite(place))
    part = np.minimum((place[placed] * PARTS).astype(np.int64), PARTS - 1)
    for tenth in range(PARTS):
        chosen = np.zeros(scored.size, dtype=np.bool_)
        chosen[placed[part == tenth]] = True
        rows.append(_share(trees, hot, chosen, f"hot_at_part_{tenth + 1}"))
    return rows + _trend(trees, hot[placed], (placed, place[placed], part), permutations=permutations, seed=seed)


def _share(trees: Forest, hot: NDArray[np.bool_], chosen: NDArray[np.bool_], metric: str) -> Row:
    n = totals(trees.thread[chosen], trees.n_threads)
    found = of_sums(totals(trees.thread[chosen], trees.n_threads, hot[chosen]), n, scale="logit")
    return row(metric, "none", found, n=int(n.sum()))


def _trend(
    trees: Forest,
    hot: NDArray[np.bool_],
    placed: tuple[Ints, Floats, Ints],
    *,
    permutations: int,
    seed: int | tuple[int, ...],
) -> list[Row]:
    rows, place, part = placed
    thread = trees.thread[rows]
    n_threads = trees.n_threads
    centred = place - ratio(totals(thread, n_threads, place), totals(thread, n_threads))[thread]
    found = of_sums(totals(thread, n_threads, centred * hot), totals(thread, n_threads, centred**2), scale="identity")
    blocks = measured(partial(_trends, centred, part), hot, thread, permutations=permutations, seed=seed)
    drawn = np.concatenate(blocks, axis=1) if blocks else np.empty((2, 0))
    slope_p = p_value(float((centred * hot).sum()) if found.value is not None else None, drawn[0])
    tau = float(_trends(centred, part, hot[None, :])[1, 0]) if rows.size else np.nan
    trend = Estimate(tau, None, None, None, "ok") if np.isfinite(tau) else jackknife(np.nan, place, place)
    return [
        row("position_slope", "none", found, n=rows.size, null=0.0, p=slope_p),
        row("position_trend", "none", trend, n=rows.size, null=0.0, p=p_value(trend.value, drawn[1])),
    ]


def _trends(centred: Floats, part: Ints, hot: NDArray[np.bool_]) -> Floats:
    """Return (2, draws): the slope's numerator, and Kendall's tau of the shares by part."""
    draws = hot.shape[0]
    draw, place = listed(hot)
    n_hot = totals(draw * PARTS + part[place], draws * PARTS).reshape(draws, PARTS)
    return np.stack([totals(draw, draws, centred[place]), _tau(ratio(n_hot, totals(part, PARTS)))])


def _tau(shares: Floats) -> Floats:
    """Return Kendall's tau-a of (draws, parts) against their order; nan where a part is empty."""
    parts = shares.shape[1]
    first, second = np.triu_indices(parts, 1)
    signs = np.sign(shares[:, second] - shares[:, first])
    return np.asarray(signs.sum(axis=1) / first.size, dtype=np.float64)
