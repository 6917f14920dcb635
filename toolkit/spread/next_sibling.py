"""M9b: hot replies after the sibling just before them went hot."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints, grouped
from toolkit.spread.effects import fourfold, pooled
from toolkit.spread.intervals import jackknife, p_value, ratio, totals
from toolkit.spread.nulls import measured
from toolkit.spread.rows import Row, row

__all__ = ["next_sibling"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def next_sibling(trees: Forest, heat: Heat, *, permutations: int, seed: int | tuple[int, ...]) -> list[Row]:
    """Return how much more often a reply is hot after a hot sibling than after a cold one.

    Parameters
    ----------
    trees : the forest
    heat : one label
    permutations, seed : of the shuffles of heat among the replies to one comment

    Returns
    -------
    row risk_difference_next_sibling; ``null_value`` is the mean under the shuffles, which lies below 0: what one
    sibling takes of the hot comments is missing among the others. Read ``value`` against it. Only families
    whose times are all known and different take part.

    Notes
    -----
    Mantel-Haenszel over parents, pairs (j, j + 1) in order of time; jackknife over threads.
    """
    rows = _families(trees, heat)
    family = grouped(trees.parent_of[rows], keep=np.ones(rows.size, dtype=np.bool_))
    hot = heat.state[rows] == 1
    leads = np.append(family[1:] == family[:-1], False)
    pair = np.flatnonzero(leads)
    tables = fourfold(family[pair], trees.thread[rows[pair]], hot[pair], hot[pair + 1])
    total, loss = pooled(tables, trees.n_threads)
    rest = total - loss
    found = jackknife(float(ratio(total[0], total[1])), ratio(rest[:, 0], rest[:, 1]), np.maximum(loss[:, 1], 0))
    if found.value is None:
        return [row("risk_difference_next_sibling", "none", found, n=pair.size)]
    telling = _telling(family, hot)
    family, hot = grouped(family, keep=telling)[telling], hot[telling]
    first = np.flatnonzero(np.diff(family, prepend=-1))
    k = totals(family, first.size, hot)
    blocks = measured(partial(_drawn, first, k), hot, family, permutations=permutations, seed=seed)
    drawn = np.concatenate(blocks) if blocks else np.empty(0)
    mean = float(np.nanmean(drawn)) if np.isfinite(drawn).any() else None
    return [row("risk_difference_next_sibling", "none", found, n=pair.size, null=mean, p=p_value(found.value, drawn))]


def _families(trees: Forest, heat: Heat) -> Ints:
    """Return the rows of scored replies, by parent and time, of families in which time orders them."""
    rows = np.flatnonzero((heat.state >= 0) & (trees.parent_of >= 0))
    rows = rows[np.lexsort((trees.time[rows], trees.parent_of[rows]))]
    parent, time = trees.parent_of[rows], trees.time[rows]
    doubtful = time == TIMELESS
    doubtful[1:] |= (parent[1:] == parent[:-1]) & (time[1:] == time[:-1])
    spoilt = np.zeros(heat.state.size, dtype=np.bool_)
    spoilt[parent[doubtful]] = True
    return rows[~spoilt[parent]]


def _telling(family: Ints, hot: Bools) -> Bools:
    """Return the replies of families with hot and cold ones: all others weigh nothing in any order."""
    n_families = int(family.max(initial=-1)) + 1
    n_hot = totals(family, n_families, hot)
    return np.asarray(((n_hot > 0) & (n_hot < totals(family, n_families)))[family], dtype=np.bool_)


def _drawn(first: Ints, k: Floats, hot: Bools) -> Floats:
    """Return the pooled risk difference of each draw.

    Parameters
    ----------
    first : (families,) where each family starts; they lie together, in order of time
    k : (families,) hot replies, in every draw as many

    Notes
    -----
    A family's edges from hot replies, n1, are k less the last reply's heat, and its hot second replies, m, are k less
    the first one's: sum (a - m n1 / n) / sum (n1 - n1^2 / n).
    """
    last = np.append(first[1:], hot.shape[1]) - 1
    n = (last - first).astype(np.float64)
    leads = np.ones(hot.shape[1], dtype=np.bool_)
    leads[last] = False
    a = np.count_nonzero(hot[:, :-1] & hot[:, 1:] & leads[:-1], axis=1)
    n1, m = (k - np.take(hot, end, axis=1) for end in (last, first))
    share = n1 / n
    return ratio(a - (m * share).sum(axis=1), (n1 - n1 * share).sum(axis=1))
