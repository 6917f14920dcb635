"""M3: heat of one kind under parents of another kind."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import Forest, Heat, Ints, grouped
from toolkit.spread.effects import estimates, fourfold
from toolkit.spread.intervals import Estimate, adjusted, p_value, ratio, totals
from toolkit.spread.nulls import measured
from toolkit.spread.rows import Row, row

__all__ = ["transitions"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def transitions(trees: Forest, heats: list[Heat], *, stratum: Ints, permutations: int, seed: int) -> list[Row]:
    """Return how much more often a reply is hot in one label under parents hot in another.

    Parameters
    ----------
    trees : the forest
    heats : all labels
    stratum : (edges,) thread x depth, -1 where the depth is unknown
    permutations, seed : of the shuffles of the replies' heat within thread x depth

    Returns
    -------
    for each ordered pair of different labels, under the label of the reply: rows risk_difference_from_LABEL,
    odds_ratio_from_LABEL and q_value_from_LABEL (Benjamini-Hochberg over all pairs). The diagonal is the headline.

    Notes
    -----
    The Mantel-Haenszel risk difference and odds ratio of `toolkit.spread.effects` with parents split by one label
    and replies by another.
    """
    rows: list[Row] = []
    for child in heats:
        others = [heat for heat in heats if heat is not child]
        if others:
            rows += _to_label(
                trees,
                child,
                others,
                stratum=stratum,
                permutations=permutations,
                seed=(seed, crc32(child.label.encode()), 5),
            )
    tested = [each for each in rows if str(each["metric"]).startswith("risk_difference_from_")]
    found = adjusted([each["p"] for each in tested])  # type: ignore[misc]
    for each, q in zip(tested, found, strict=True):
        name = str(each["metric"]).replace("risk_difference", "q_value")
        estimate = Estimate(q, None, None, None, "ok" if q is not None else "refused: no test")
        rows.append({"label": each["label"], **row(name, "thread_depth", estimate, n=len(tested))})
    return rows


def _to_label(
    trees: Forest, child: Heat, parents: list[Heat], *, stratum: Ints, permutations: int, seed: tuple[int, ...]
) -> list[Row]:
    rows: list[Row] = []
    tests = []
    for parent in parents:
        used = _edges(trees, parent, child) & (stratum >= 0)
        hot_parent = parent.state[trees.parent[used]] == 1
        hot_child = child.state[trees.child[used]] == 1
        strata, thread = grouped(stratum, keep=used)[used], trees.thread[trees.parent[used]]
        found = estimates(fourfold(strata, thread, hot_parent, hot_child), trees.n_threads)
        weight = np.zeros(child.state.size)
        weight[trees.child[used]] = _centred(hot_parent, strata)
        tests.append(weight)
        for metric, neutral in (("risk_difference", 0.0), ("odds_ratio", 1.0)):
            name = f"{metric}_from_{parent.label}"
            made = row(name, "thread_depth", found[metric], n=int(used.sum()), null=neutral)
            rows.append({"label": child.label, **made})
    p = _tests(trees, child, np.stack(tests, axis=-1), permutations=permutations, seed=seed)
    for place, each in enumerate(rows):
        each["p"] = p[place // 2] if place % 2 == 0 and each["value"] is not None else None
    return rows


def _edges(trees: Forest, parent: Heat, child: Heat) -> Bools:
    return (parent.state[trees.parent] >= 0) & (child.state[trees.child] >= 0) & ~trees.own


def _centred(hot_parent: Bools, stratum: Ints) -> Floats:
    """Return the parent's state less its mean in the stratum: its sum over hot replies is RD's numerator."""
    n_strata = int(stratum.max(initial=-1)) + 1
    mean = ratio(totals(stratum, n_strata, hot_parent), totals(stratum, n_strata))
    return np.asarray(hot_parent - mean[stratum], dtype=np.float64)


def _tests(
    trees: Forest, child: Heat, weight: Floats, *, permutations: int, seed: tuple[int, ...]
) -> list[float | None]:
    """Return one p a column of `weight`: the reply's heat is shuffled, the parents stay."""
    rows = np.flatnonzero((child.state >= 0) & (trees.cell >= 0))
    rows = rows[np.argsort(trees.cell[rows], kind="stable")]
    hot, weight = child.state[rows] == 1, weight[rows]
    blocks = measured(lambda drawn: drawn @ weight, hot, trees.cell[rows], permutations=permutations, seed=seed)
    drawn = np.concatenate(blocks) if blocks else np.empty((0, weight.shape[1]))
    observed = hot @ weight
    return [p_value(float(observed[place]), drawn[:, place]) for place in range(weight.shape[1])]
