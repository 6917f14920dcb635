"""M9, the negative control: siblings that share heat beyond what thread, depth and parent explain."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import Forest, Heat, Ints, grouped
from toolkit.spread.effects import headline_edges
from toolkit.spread.intervals import Estimate, p_value
from toolkit.spread.nulls import measured
from toolkit.spread.rows import Row, row

__all__ = ["sibling_control"]


def sibling_control(trees: Forest, heat: Heat, *, permutations: int, seed: int | tuple[int, ...]) -> list[Row]:
    """Return hot-hot sibling pairs against shuffles within thread, depth and the parent's state.

    Parameters
    ----------
    trees : the forest
    heat : one label
    permutations : number of shuffles
    seed : same seed, same shuffles

    Returns
    -------
    row sibling_pairs: ``value`` is the ratio to the null mean, ``null_value`` 1, ``n`` the pairs of siblings that
    could tell. A small ``p`` means that siblings share heat for another reason than their parent's heat: shared
    context (a topic, a quarrel) is then not excluded as the reason of the edge effect either.

    Notes
    -----
    value = sum over parents of C(hot replies, 2) / its mean under the shuffle, which is exact: pairs in the cell
    x k (k - 1) / (m (m - 1)), with k of m replies of the cell hot. Cells with one parent say nothing.

    References
    ----------
    Lipsitch, Tchetgen Tchetgen and Cohen 2010, doi:10.1097/EDE.0b013e3181d61eeb (negative controls).
    """
    used = headline_edges(trees, heat) & (trees.depth[trees.parent] >= 0)
    child, parent = trees.child[used], trees.parent[used]
    state = heat.state[parent].astype(np.int64)
    every = np.ones(child.size, dtype=np.bool_)
    cell = grouped(trees.thread[parent], trees.depth[parent], state, keep=every)
    family = grouped(parent, keep=every)
    telling = _telling(cell, family, heat.state[child] == 1)
    cell, family = grouped(cell, keep=telling)[telling], grouped(family, keep=telling)[telling]
    hot = heat.state[child[telling]] == 1
    order = np.lexsort((family, cell))
    cell, family, hot = cell[order], family[order], hot[order]
    n_pairs, mean = _expected(cell, family, hot)
    if mean <= 0:
        nothing = Estimate(None, None, None, None, "refused: no siblings that could tell")
        return [row("sibling_pairs", "thread_depth", nothing, n=n_pairs, null=1.0)]
    pairs = partial(_pairs, np.flatnonzero(np.diff(family, prepend=-1)))
    observed = float(pairs(hot[None, :])[0])
    drawn = measured(pairs, hot, cell, permutations=permutations, seed=seed)
    p = p_value(observed, np.concatenate(drawn) if drawn else np.empty(0))
    found = Estimate(observed / mean, None, None, None, "ok")
    return [row("sibling_pairs", "thread_depth", found, n=n_pairs, null=1.0, p=p)]


def _telling(cell: Ints, family: Ints, hot: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which replies lie in a cell with two families or more, and with hot and cold replies."""
    n_cells = int(cell.max(initial=-1)) + 1
    size = np.bincount(cell, minlength=n_cells)
    n_hot = np.bincount(cell, weights=hot, minlength=n_cells)
    of_family = np.zeros(int(family.max(initial=-1)) + 1, dtype=np.int64)
    of_family[family] = cell
    n_families = np.bincount(of_family, minlength=n_cells)
    return np.asarray(((n_families > 1) & (n_hot > 0) & (n_hot < size))[cell], dtype=np.bool_)


def _expected(cell: Ints, family: Ints, hot: NDArray[np.bool_]) -> tuple[int, float]:
    n_cells = int(cell.max(initial=-1)) + 1
    size = np.bincount(cell, minlength=n_cells).astype(np.float64)
    n_hot = np.bincount(cell, weights=hot, minlength=n_cells)
    of_family = np.zeros(int(family.max(initial=-1)) + 1, dtype=np.int64)
    of_family[family] = cell
    members = np.bincount(family).astype(np.float64) if family.size else np.empty(0)
    pairs = np.bincount(of_family, weights=members * (members - 1) / 2, minlength=n_cells)
    return int(pairs.sum()), float((pairs * n_hot * (n_hot - 1) / np.maximum(size * (size - 1), 1)).sum())


def _pairs(first: Ints, hot: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the hot-hot pairs of each draw; families lie together, and start at `first`."""
    k = np.add.reduceat(hot, first, axis=1, dtype=np.int64)
    return np.asarray((k * (k - 1) / 2).sum(axis=1), dtype=np.float64)
