"""M2: how often a reply is hot under a hot and under a cold parent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import Forest, Heat, Ints
from toolkit.spread.effects import Tables, fourfold, headline_edges
from toolkit.spread.intervals import of_sums, ratio, totals
from toolkit.spread.rows import Row, row

__all__ = ["hot_replies"]

Floats = NDArray[np.float64]


def hot_replies(trees: Forest, heat: Heat, *, stratum: Ints) -> list[Row]:
    """Return P(hot reply | hot parent) and P(hot reply | cold parent), raw and standardised.

    Parameters
    ----------
    trees : the forest
    heat : one label
    stratum : (edges,) thread x depth, -1 where the depth is unknown

    Returns
    -------
    rows hot_after_hot and hot_after_cold; control none is raw, thread_depth is standardised: both are averaged
    over the same strata with the same weights, the strata's edges. Strata with parents of one state only
    cannot be compared and are left out.

    Notes
    -----
    Raw sum a / sum n1 and sum b / sum n0; standardised sum n (a / n1) / sum n and sum n (b / n0) / sum n.
    Logit jackknife over threads.

    References
    ----------
    Rothman, Greenland and Lash 2008, Modern Epidemiology, chapter 15 (standardisation to the total population).
    """
    edges = headline_edges(trees, heat)
    inside = _tables(trees, heat, stratum, edges & (stratum >= 0))
    comparable = (inside.cells[:, 2] > 0) & (inside.cells[:, 3] > 0)
    inside = Tables(inside.stratum[comparable], inside.thread[comparable], inside.cells[comparable])
    n_edges = inside.cells[:, 2] + inside.cells[:, 3]
    raw = _tables(trees, heat, np.zeros_like(stratum), edges)
    rows = []
    for metric, hits, base in (("hot_after_hot", 0, 2), ("hot_after_cold", 1, 3)):
        rows.append(_share(metric, "none", (raw.cells[:, hits], raw.cells[:, base]), raw.thread, trees.n_threads))
        weighted = n_edges * ratio(inside.cells[:, hits], inside.cells[:, base])
        rows.append(_share(metric, "thread_depth", (weighted, n_edges), inside.thread, trees.n_threads))
    return rows


def _tables(trees: Forest, heat: Heat, stratum: Ints, used: NDArray[np.bool_]) -> Tables:
    parent, child = trees.parent[used], trees.child[used]
    return fourfold(stratum[used], trees.thread[parent], heat.state[parent] == 1, heat.state[child] == 1)


def _share(metric: str, control: str, parts: tuple[Floats, Floats], thread: Ints, n_threads: int) -> Row:
    above, below = (totals(thread, n_threads, part) for part in parts)
    return row(metric, control, of_sums(above, below, scale="logit"), n=int(below.sum()))
