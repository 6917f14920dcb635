"""M6: the structural virality of cascades, broadcast against chain."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.cascade_links import hot_links
from toolkit.spread.edges import Forest, Heat, Ints
from toolkit.spread.intervals import of_sums, p_value, totals
from toolkit.spread.rows import Row, row
from toolkit.spread.trees import climb, descendants

__all__ = ["grown", "viralities", "virality_classes", "virality_rows"]

Floats = NDArray[np.float64]

# Sizes compared on their own: at 2 and 3 comments all cascades have the same shape.
SIZES = (4, 5, 6)
# A level costs as much as so many links by pointer doubling.
LINKS_PER_LEVEL = 100


def viralities(parent: Ints) -> tuple[Floats, Floats, Ints]:
    """Return size, virality and root of every tree of two nodes or more.

    Parameters
    ----------
    parent : (n,) parent of each node, -1 = root

    Notes
    -----
    The mean distance between two nodes, 2 sum_v s_v (n - s_v) / (n (n - 1)), with s_v nodes at or below v: each edge
    lies on s_v (n - s_v) of the paths.

    References
    ----------
    Goel, Anderson, Hofman and Watts 2016, doi:10.1287/mnsc.2015.2158.

    Examples
    --------
    >>> viralities(np.array([-1, 0, 0, 0]))[1]  # a star of 4: 3 pairs at distance 1, 3 at 2
    array([1.5])
    """
    below = descendants(parent).astype(np.float64)
    root, _ = climb(parent)
    size = below[root]
    paths = totals(root, parent.size, below * (size - below))
    roots = np.flatnonzero((parent < 0) & (below > 1))
    n = below[roots]
    return n, 2 * paths[roots] / (n * (n - 1)), roots


def grown(child: Ints, parent: Ints, level: Ints, *, n: int) -> tuple[Floats, Floats, Ints]:
    """Return size, virality and root of every tree that links make among `n` nodes.

    Parameters
    ----------
    child, parent : (links,) nodes; no child twice
    level : (links,) level of the child, its parent one level above
    n : number of nodes

    Notes
    -----
    From the deepest level up each node hands its sums over what hangs on it to its parent: s, s + ... and s^2 + ...,
    so that the sum of s_v (size - s_v) over a tree is size x (sum of s) - (sum of s^2).
    """
    order = np.argsort(level, kind="stable") if (level[1:] < level[:-1]).any() else slice(None)
    child, parent, level = child[order], parent[order], level[order]
    linked = np.zeros(n, dtype=np.bool_)
    linked[child] = True
    top = parent[~linked[parent]]
    # Of the links into one root, one names it.
    number = np.empty(n, dtype=np.int32)
    number[top] = np.arange(top.size)
    root = top[number[top] == np.arange(top.size)]
    number[root] = np.arange(root.size)
    number[child] = np.arange(root.size, root.size + child.size)
    up = number[parent].astype(np.int64)
    starts = np.flatnonzero(np.diff(level, prepend=-1))
    if starts.size * LINKS_PER_LEVEL > child.size:
        sizes, virality, roots = viralities(np.concatenate([np.full(root.size, -1), up]))
        return sizes, virality, root[roots]
    size, of_size, of_square = (np.ones(root.size + child.size) for _ in range(3))
    # A node's own s is known once all below it have reported.
    for first, last in zip(starts[::-1], np.append(starts, child.size)[:0:-1], strict=True):
        here, above = slice(root.size + first, root.size + last), up[first:last]
        own = size[here].copy()  # np.add.at is slow where what is added overlaps with what it is added to
        np.add.at(of_size, above, of_size[here] - 1 + own)
        np.add.at(of_square, above, of_square[here] - 1 + own * own)
        np.add.at(size, above, own)
    whole = size[: root.size]
    # The root itself adds whole x whole - whole^2, nothing.
    paths = whole * (of_size[: root.size] - 1) - (of_square[: root.size] - 1)
    return whole, 2 * paths / (whole * (whole - 1)), root


def virality_classes(sizes: NDArray[Any]) -> dict[str, NDArray[np.bool_]]:
    """Return which cascades each virality metric averages."""
    return {"cascade_virality": sizes >= 2, **{f"cascade_virality_{size}": sizes == size for size in SIZES}}


def virality_rows(trees: Forest, heat: Heat, *, null: dict[str, Floats]) -> list[Row]:
    """Return the mean structural virality of cascades: of all, and at equal size.

    Parameters
    ----------
    trees : the forest
    heat : one label
    null : the same means under shuffles within thread x depth

    Returns
    -------
    rows cascade_virality (two comments or more), cascade_virality_4, _5, _6 (exactly so many); virality grows with
    size, so only equal sizes compare
    """
    sizes, virality, roots = viralities(hot_links(trees, heat))
    rows = []
    for name, chosen in virality_classes(sizes).items():
        thread = trees.thread[roots[chosen]]
        n_cascades = totals(thread, trees.n_threads)
        found = of_sums(totals(thread, trees.n_threads, virality[chosen]), n_cascades, scale="log")
        drawn = null.get(name, np.empty(0))
        mean = float(np.nanmean(drawn)) if np.isfinite(drawn).any() else None
        rows.append(row(name, "thread_depth", found, n=int(chosen.sum()), null=mean, p=p_value(found.value, drawn)))
    return rows
