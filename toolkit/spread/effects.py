"""M1, the edge effect and its ladder: hot replies under hot parents against hot replies under cold ones.

Every control is a set of strata; within a stratum the edges form a two by two table, and Mantel-Haenszel
weights pool the tables. A stratum whose parents are all hot or all cold weighs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import Forest, Heat, Ints, grouped
from toolkit.spread.intervals import Estimate, jackknife, p_value, ratio, totals
from toolkit.spread.rows import Row, row
from toolkit.spread.strata import LADDER

__all__ = [
    "EFFECTS",
    "Tables",
    "edge_effect",
    "estimates",
    "fourfold",
    "headline_edges",
    "ladder",
    "pooled",
    "summed",
]

Floats = NDArray[np.float64]

# Where fewer hot-hot edges than this are expected without association, their number is too small and too lopsided for
# its variance to be read from the data: with 4 expected and 1 seen the jackknife is half as wide as it should be, and
# at 2 % prevalence 7 % of its intervals lay wholly below the truth.
SPARSE_BELOW = 10.0

# Metric -> (place of its numerator and denominator in `summed`, scale of its interval, value without association).
EFFECTS: dict[str, tuple[int, int, str, float]] = {
    "risk_difference": (0, 1, "identity", 0.0),
    "risk_ratio": (2, 3, "log", 1.0),
    "odds_ratio": (4, 5, "log", 1.0),
}


@dataclass(frozen=True, slots=True)
class Tables:
    """Two by two tables, one an occurring pair of stratum and thread."""

    stratum: Ints
    thread: Ints
    cells: Floats  # (pairs, 4): hot-hot edges, cold-hot edges, edges from hot parents, edges from cold parents


def headline_edges(trees: Forest, heat: Heat) -> NDArray[np.bool_]:
    """Return which edges count: both ends scored, and not a user's reply to themselves."""
    return (heat.state[trees.child] >= 0) & (heat.state[trees.parent] >= 0) & ~trees.own


def fourfold(stratum: Ints, thread: Ints, hot_parent: NDArray[np.bool_], hot_child: NDArray[np.bool_]) -> Tables:
    """Return the two by two tables of edges, split by stratum and thread.

    Parameters
    ----------
    stratum, thread : (edges,) numbers, >= 0
    hot_parent, hot_child : (edges,) states of the ends
    """
    everything = np.ones(stratum.size, dtype=np.bool_)
    pair = grouped(stratum, thread, keep=everything)
    n_pairs = int(pair.max(initial=-1)) + 1
    columns = (hot_parent & hot_child, ~hot_parent & hot_child, hot_parent, ~hot_parent)
    cells = np.stack([totals(pair, n_pairs, column) for column in columns], axis=-1)
    of_pair = np.zeros((2, n_pairs), dtype=np.int64)
    of_pair[0, pair], of_pair[1, pair] = stratum, thread
    return Tables(of_pair[0], of_pair[1], cells)


def summed(cells: Floats) -> Floats:
    """Return the Mantel-Haenszel terms of two by two tables.

    Parameters
    ----------
    cells : (..., 4) a hot-hot, b cold-hot, n1 edges from hot, n0 edges from cold parents

    Returns
    -------
    (..., 6) : numerator and denominator of RD, RR and OR, each over the table's n = n1 + n0:
    a n0 - b n1, n1 n0; a n0, b n1; a (n0 - b), b (n1 - a)
    """
    a, b, n1, n0 = np.moveaxis(cells, -1, 0)
    under_hot, under_cold = a * n0, b * n1
    terms = (under_hot - under_cold, n1 * n0, under_hot, under_cold, a * (n0 - b), b * (n1 - a))
    return np.asarray(np.stack(terms, axis=-1) / np.maximum(n1 + n0, 1)[..., None], dtype=np.float64)


def pooled(tables: Tables, n_threads: int) -> tuple[Floats, Floats]:
    """Return the Mantel-Haenszel sums of all strata, and how much each thread's absence takes from them.

    Returns
    -------
    (6,) sums and (threads, 6) losses; exact, also where a stratum spans threads
    """
    n_strata = int(tables.stratum.max(initial=-1)) + 1
    whole = np.stack([totals(tables.stratum, n_strata, part) for part in tables.cells.T], -1)
    of_strata = summed(whole)
    rest = summed(whole[tables.stratum] - tables.cells)
    loss = of_strata[tables.stratum] - rest
    by_thread = np.stack([totals(tables.thread, n_threads, part) for part in loss.T], -1)
    return of_strata.sum(axis=0), by_thread


def estimates(tables: Tables, n_threads: int) -> dict[str, Estimate]:
    """Return risk difference, risk ratio and odds ratio with delete-one-thread jackknife intervals.

    Notes
    -----
    The effective number of threads is Kish's, of what each thread adds to sum n1 n0 / n. The standard error of a risk
    difference is at least that of a stratified table without association, where fewer than `SPARSE_BELOW` hot-hot
    edges are expected: Var(sum a) = sum n1 n0 m (n - m) / (n^2 (n - 1)), m hot replies (Mantel and Haenszel 1959).
    """
    total, loss = pooled(tables, n_threads)
    least = {"risk_difference": _sparse_error(tables)}
    weight = np.maximum(loss[:, 1], 0)
    weight[weight < 1e-9 * max(total[1], 1e-300)] = 0
    rest = total - loss
    # What is left of a difference of equal sums is rounding, not an edge.
    rest[np.abs(rest) < 1e-9 * np.abs(total).max(initial=1)] = 0
    return {
        metric: jackknife(
            float(ratio(total[above], total[below])),
            ratio(rest[:, above], rest[:, below]),
            weight,
            scale=scale,
            least_error=least.get(metric, 0.0),
        )
        for metric, (above, below, scale, _) in EFFECTS.items()
    }


def _sparse_error(tables: Tables) -> float:
    """Return the standard error of the risk difference without association, 0 where hot-hot edges are not sparse."""
    n_strata = int(tables.stratum.max(initial=-1)) + 1
    a, b, n1, n0 = (totals(tables.stratum, n_strata, part) for part in tables.cells.T)
    n, m, weight = n1 + n0, a + b, n1 * n0
    telling = weight > 0
    if (ratio(n1 * m, n)[telling]).sum() >= SPARSE_BELOW or not telling.any():
        return 0.0
    variance = ratio(weight * m * (n - m), n * n * (n - 1))[telling].sum()
    return float(np.sqrt(variance) / ratio(weight, n)[telling].sum())


def edge_effect(
    trees: Forest, heat: Heat, *, stratum: Ints, edges: NDArray[np.bool_]
) -> tuple[dict[str, Estimate], int]:
    """Return the estimates of the chosen edges within `stratum` (-1 = none), and the number of edges used."""
    used = edges & (stratum >= 0)
    tables = fourfold(
        stratum[used],
        trees.thread[trees.parent[used]],
        heat.state[trees.parent[used]] == 1,
        heat.state[trees.child[used]] == 1,
    )
    return estimates(tables, trees.n_threads), int(used.sum())


def ladder(trees: Forest, heat: Heat, *, strata: dict[str, Ints], null: dict[str, Floats]) -> list[Row]:
    """Return the edge effect under every control, one row a rung and measure.

    Parameters
    ----------
    trees : the forest
    heat : one label
    strata : rung -> (edges,) strata, as `LADDER` makes them
    null : "metric control" -> values under shuffles within thread x depth

    Returns
    -------
    rows risk_difference, risk_ratio, odds_ratio x rung; ``p`` and, without control, ``null_value`` come from the
    shuffles: what remains in ``null_value`` there is no association along edges but heat of threads and depths

    Notes
    -----
    With a hot-hot, n1 edges from hot parents, b cold-hot, n0 edges from cold parents, n = n1 + n0 per stratum:
    RD = sum (a n0 - b n1)/n / sum n1 n0/n; RR = sum a n0/n / sum b n1/n;
    OR = sum a (n0 - b)/n / sum b (n1 - a)/n. Assumes the same effect in all strata, or else averages it.

    References
    ----------
    Mantel and Haenszel 1959, doi:10.1093/jnci/22.4.719. Greenland and Robins 1985, doi:10.2307/2530643.
    """
    rows = []
    edges = headline_edges(trees, heat)
    for control in LADDER:
        found, n = edge_effect(trees, heat, stratum=strata[control], edges=edges)
        for metric, estimate in found.items():
            drawn = null.get(f"{metric} {control}", np.empty(0))
            neutral = EFFECTS[metric][3]
            mean = float(drawn.mean()) if control == "none" and drawn.size else neutral
            p = p_value(estimate.value, drawn)
            rows.append(row(metric, control, estimate, n=n, null=mean, p=p))
    return rows
