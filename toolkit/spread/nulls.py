"""Heat -> the same heat, shuffled: who is hot changes within cells, how many are hot never does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["listed", "shuffles"]

Ints = NDArray[np.int64]

# Entries (draws x comments) held at once: few enough for the processor's cache.
AT_ONCE = 1 << 18


def shuffles(
    hot: NDArray[np.bool_], cell: Ints, *, permutations: int, seed: int | tuple[int, ...]
) -> Iterator[NDArray[np.bool_]]:
    """Yield heat shuffled within cells, a block of draws at a time.

    Parameters
    ----------
    hot : (n,) which entries are hot
    cell : (n,) cell of each entry, >= 0; cheapest when sorted
    permutations : number of draws in all
    seed : same seed, same draws

    Yields
    ------
    (draws, n) bool, every cell with as many hot entries as before

    Notes
    -----
    Only the rarer state of a cell is drawn: places are drawn with replacement, places drawn twice keep one
    claim, and the others draw again. No place of a cell is preferred, so every subset is equally likely; the
    cost is that of the rarer state, not of a sort.
    """
    n = hot.size
    order = np.argsort(cell, kind="stable")
    sizes = np.bincount(cell) if n else np.zeros(0, dtype=np.int64)
    n_hot = np.bincount(cell, weights=hot).astype(np.int64) if n else sizes
    starts = np.cumsum(sizes) - sizes
    rarer = np.minimum(n_hot, sizes - n_hot)
    mostly_hot = np.repeat(n_hot > sizes - n_hot, sizes)
    in_order = bool((cell[1:] >= cell[:-1]).all())
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    rng = np.random.default_rng(seed)
    at_once = max(1, AT_ONCE // max(n, 1))
    for first in range(0, permutations, at_once):
        draws = min(at_once, permutations - first)
        taken = _subsets(rng, np.repeat(starts, rarer), np.repeat(sizes, rarer), (draws, n))
        drawn = np.logical_xor(taken, mostly_hot, out=taken)
        yield drawn if in_order else drawn[:, place]


def listed(drawn: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the draw and the place of every hot entry of a block of draws: what follows costs only as many."""
    where = np.flatnonzero(drawn)
    draw = where // drawn.shape[1]
    return draw, where - draw * drawn.shape[1]


def _subsets(rng: np.random.Generator, start: Ints, size: Ints, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return, in every row, as many distinct places in [start, start + size) as there are entries of `start`."""
    draws, n = shape
    taken = np.zeros(draws * n, dtype=np.bool_)
    owner = np.empty(draws * n, dtype=np.int32)
    base = (np.arange(draws, dtype=np.int32)[:, None] * np.int32(n) + start.astype(np.int32)).ravel()
    width = np.broadcast_to(size.astype(np.float64), (draws, size.size)).ravel()
    while base.size:
        place = base + (rng.random(base.size) * width).astype(np.int32)
        claim = np.arange(base.size, dtype=np.int32)
        owner[place] = claim
        lost = np.flatnonzero((owner[place] != claim) | taken[place])
        taken[place] = True
        base, width = base[lost], width[lost]
    return taken.reshape(shape)
