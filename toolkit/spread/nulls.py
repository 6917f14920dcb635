"""Heat -> the same heat, shuffled: who is hot changes within cells, how many are hot never does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["in_blocks", "listed", "measured", "shuffles"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Found = TypeVar("Found")

# Entries (draws x comments) held at once: few enough for the processor's cache.
AT_ONCE = 1 << 18
# Blocks measured at the same time; numpy lets go of the interpreter in all that is long.
THREADS = 2


class _Shuffler:
    """Cells and their hot entries, ready to be drawn from."""

    def __init__(self, hot: Bools, cell: Ints) -> None:
        n = hot.size
        self.n = n
        sizes = np.bincount(cell) if n else np.zeros(0, dtype=np.int64)
        n_hot = np.bincount(cell, weights=hot).astype(np.int64) if n else sizes
        rarer = np.minimum(n_hot, sizes - n_hot)
        # One entry a place to draw: where its cell starts, and how wide it is.
        self.start = np.repeat(np.cumsum(sizes) - sizes, rarer)
        self.width = np.repeat(sizes.astype(np.uint64), rarer)
        self.mostly_hot = np.repeat(n_hot > sizes - n_hot, sizes)
        self.place: Ints | None = None
        if (cell[1:] < cell[:-1]).any():
            self.place = np.empty(n, dtype=np.int64)
            self.place[np.argsort(cell, kind="stable")] = np.arange(n)

    def draw(self, rng: np.random.Generator, draws: int) -> Bools:
        """Return (draws, n) bool."""
        taken = self._subsets(rng, draws)
        drawn = np.logical_xor(taken, self.mostly_hot, out=taken)
        return drawn if self.place is None else drawn[:, self.place]

    def _subsets(self, rng: np.random.Generator, draws: int) -> Bools:
        """Return, in every row, as many distinct places of each cell as its rarer state has entries."""
        taken = np.zeros(draws * self.n, dtype=np.bool_)
        owner = np.empty(draws * self.n, dtype=np.int32)
        base, width = self.start, self.width
        if draws > 1:
            base = (np.arange(draws)[:, None] * self.n + base).ravel()
            width = np.tile(width, draws)
        while base.size:
            chance = rng.integers(0, 1 << 32, base.size, dtype=np.uint32).astype(np.uint64)
            place = base + ((chance * width) >> np.uint64(32)).view(np.int64)
            claim = np.arange(base.size, dtype=np.int32)
            owner[place] = claim
            lost = np.flatnonzero((owner[place] != claim) | taken[place])
            taken[place] = True
            base, width = base[lost], width[lost]
        return taken.reshape(draws, self.n)


def shuffles(hot: Bools, cell: Ints, *, permutations: int, seed: int | tuple[int, ...]) -> Iterator[Bools]:
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
    claim, and the others draw again. No place of a cell of m is preferred by more than m / 2^32, so every subset is
    equally likely; the cost is that of the rarer state, not of a sort. Every block has a generator of its own.
    """
    ready = _Shuffler(hot, cell)
    for block, draws in enumerate(_blocks(hot.size, permutations)):
        yield ready.draw(_generator(seed, block), draws)


def measured(
    measure: Callable[[Bools], Found], hot: Bools, cell: Ints, *, permutations: int, seed: int | tuple[int, ...]
) -> list[Found]:
    """Return `measure` of every block of `shuffles`, in their order; two blocks are measured at a time."""
    ready = _Shuffler(hot, cell)
    return in_blocks(lambda rng, draws: measure(ready.draw(rng, draws)), hot.size, permutations=permutations, seed=seed)


def in_blocks(
    measure: Callable[[np.random.Generator, int], Found], n: int, *, permutations: int, seed: int | tuple[int, ...]
) -> list[Found]:
    """Return `measure` of every block's generator and number of draws of `n` entries, two blocks at a time."""
    sizes = _blocks(n, permutations)
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda block: measure(_generator(seed, block), sizes[block]), range(len(sizes))))


def listed(drawn: Bools) -> tuple[Ints, Ints]:
    """Return the draw and the place of every hot entry of a block of draws: what follows costs only as many."""
    draws, n = drawn.shape
    where = np.flatnonzero(drawn)
    draw = where // n if draws > 1 else np.zeros(where.size, dtype=np.int64)
    return draw, where - draw * n if draws > 1 else where


def _blocks(n: int, permutations: int) -> list[int]:
    """Return the number of draws of each block."""
    at_once = max(1, AT_ONCE // max(n, 1))
    whole, rest = divmod(permutations, at_once)
    return [at_once] * whole + [rest] * (rest > 0)


def _generator(seed: int | tuple[int, ...], block: int) -> np.random.Generator:
    return np.random.default_rng((*((seed,) if isinstance(seed, int) else seed), block))
