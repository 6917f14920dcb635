"""How alike the two ends of an edge are: the correlation that studies of networks report."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import Forest, Heat
from toolkit.spread.effects import headline_edges
from toolkit.spread.intervals import jackknife, p_value, ratio, totals
from toolkit.spread.rows import Row, row

__all__ = ["alike", "assortativity"]

Floats = NDArray[np.float64]


def assortativity(a: Floats, b: Floats, n1: Floats, n0: Floats) -> Floats:
    """Return the correlation of the two ends' states over edges, nan where one end never varies.

    Parameters
    ----------
    a, b : hot replies to hot and to cold parents
    n1, n0 : replies to hot and to cold parents

    Notes
    -----
    (a n0 - b n1) / sqrt(n1 n0 m (n - m)), with m = a + b hot replies among n = n1 + n0.

    References
    ----------
    Newman 2003, doi:10.1103/PhysRevE.67.026126.

    Examples
    --------
    >>> float(assortativity(*np.array([2.0, 1.0, 3.0, 4.0])))  # (8 - 3) / sqrt(3 x 4 x 3 x 4)
    0.4166666666666667
    """
    m = a + b
    return ratio(a * n0 - b * n1, np.sqrt(n1 * n0 * m * (n1 + n0 - m)))


def alike(trees: Forest, heat: Heat, *, null: dict[str, Floats]) -> list[Row]:
    """Return the assortativity of heat along all edges, and what shuffles within thread x depth leave of it.

    Returns
    -------
    row assortativity without control; what remains in ``null_value`` is heat shared by threads and depths. Interval
    on Fisher's scale, jackknife over threads.
    """
    used = headline_edges(trees, heat)
    parent, child = trees.parent[used], trees.child[used]
    hot_parent, hot_child = heat.state[parent] == 1, heat.state[child] == 1
    columns = (hot_parent & hot_child, ~hot_parent & hot_child, hot_parent, ~hot_parent)
    cells = np.stack([totals(trees.thread[parent], trees.n_threads, column) for column in columns])
    whole = cells.sum(axis=1)
    value = float(assortativity(*whole))
    left_out = assortativity(*(whole[:, None] - cells))
    rest = whole[:, None] - cells
    weight = ratio(whole[2] * whole[3], whole[2] + whole[3]) - ratio(rest[2] * rest[3], rest[2] + rest[3])
    found = jackknife(value, left_out, np.where(weight > 1e-9, weight, 0), scale="atanh")
    drawn = null.get("assortativity none", np.empty(0))
    mean = float(np.nanmean(drawn)) if np.isfinite(drawn).any() else None
    return [row("assortativity", "none", found, n=int(used.sum()), null=mean, p=p_value(found.value, drawn))]
