"""M4: how many hot replies a hot comment has, against what shuffled heat gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints, patience
from toolkit.spread.intervals import of_sums, p_value, ratio, totals
from toolkit.spread.rows import Row, row

__all__ = ["GENERATIONS", "reproduction"]

Floats = NDArray[np.float64]

GENERATIONS = 5  # depths reported on their own


def reproduction(trees: Forest, heat: Heat, *, null: dict[str, Floats]) -> list[Row]:
    """Return the reproduction number R, its parts, its null mean R0 and R / R0.

    Parameters
    ----------
    trees : the forest
    heat : one label
    null : "hot_hot" -> edges with both ends hot, under shuffles within thread x depth

    Returns
    -------
    rows reproduction (``null_value`` is R0), reproduction_ratio (null 1), replies_per_hot, reproduction_mature (hot
    comments older, at the last comment of all, than 95 % of reply delays: the others may still be answered), and
    reproduction_depth_0, ... by depth of the hot comment. A user's replies to themselves count: R is about chains,
    not about who.

    Notes
    -----
    R = hot-hot edges / hot comments = 1 - cascades / hot comments, so it stays below 1 on a finished tree, however
    strongly heat spreads: only R / R0 tells. R0 = sum over edges of the hot shares of the two cells / hot
    comments, which is the exact mean of the shuffles.

    References
    ----------
    Diekmann, Heesterbeek and Metz 1990, doi:10.1007/BF00178324 (the number); the identity holds for any forest.
    """
    hot = (heat.state == 1) & (trees.cell >= 0)
    used = (heat.state[trees.child] >= 0) & (heat.state[trees.parent] >= 0)
    child, parent = trees.child[used], trees.parent[used]
    both = hot[child] & hot[parent]
    share = _cell_shares(trees, heat)
    thread = trees.thread[parent]
    n_hot = _by_thread(trees, trees.thread[hot])
    pairs = _by_thread(trees, thread[both])
    expected = _by_thread(trees, thread, share[child] * share[parent])
    r = of_sums(pairs, n_hot, scale="logit")
    r0 = float(ratio(expected.sum(), n_hot.sum()))
    p = p_value(float(pairs.sum()) if n_hot.any() else None, null.get("hot_hot", np.empty(0)))
    replies = _by_thread(trees, thread[hot[parent]])
    n = int(n_hot.sum())
    rows = [
        row("reproduction", "thread_depth", r, n=n, null=r0, p=p),
        row("reproduction_ratio", "thread_depth", of_sums(pairs, expected, scale="log"), n=n, null=1.0, p=p),
        row("replies_per_hot", "none", of_sums(replies, n_hot, scale="log"), n=n),
    ]
    rows += _mature(trees, hot, parent[both])
    return rows + _by_depth(trees, hot, thread[both], trees.depth[parent[both]])


def _mature(trees: Forest, hot: NDArray[np.bool_], parent: Ints) -> list[Row]:
    """Return R over hot comments that are old enough to have been answered."""
    old = trees.time != TIMELESS
    if old.any():
        old &= trees.time <= trees.time[old].max() - patience(trees)
    n_hot = _by_thread(trees, trees.thread[hot & old])
    found = of_sums(_by_thread(trees, trees.thread[parent[old[parent]]]), n_hot, scale="logit")
    return [row("reproduction_mature", "none", found, n=int(n_hot.sum()))]


def _by_depth(trees: Forest, hot: NDArray[np.bool_], thread: Ints, depth: Ints) -> list[Row]:
    rows = []
    for generation in range(min(GENERATIONS, int(trees.depth.max(initial=-1)) + 1)):
        n_hot = _by_thread(trees, trees.thread[hot & (trees.depth == generation)])
        pairs = _by_thread(trees, thread[depth == generation])
        rows.append(
            row(f"reproduction_depth_{generation}", "none", of_sums(pairs, n_hot, scale="log"), n=int(n_hot.sum()))
        )
    return rows


def _cell_shares(trees: Forest, heat: Heat) -> Floats:
    scored = (heat.state >= 0) & (trees.cell >= 0)
    n_cells = int(trees.cell.max(initial=-1)) + 1
    hot = totals(trees.cell[scored], n_cells, heat.state[scored] == 1)
    share = ratio(hot, totals(trees.cell[scored], n_cells))
    return np.where(scored, np.append(share, np.nan)[trees.cell], np.nan)


def _by_thread(trees: Forest, thread: Ints, weights: Floats | None = None) -> Floats:
    return totals(thread, trees.n_threads, weights)
