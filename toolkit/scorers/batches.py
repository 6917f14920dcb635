"""Texts of like length -> batches whose shape depends on nothing but the length of a text."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Shape", "in_batches"]

Ids = NDArray[np.int64]
Logits = NDArray[np.float32]

# Up to these numbers of tokens, texts are padded to a multiple of 8, 16 and 32.
FINE, MIDDLE = 64, 128


@dataclass(frozen=True, slots=True)
class Shape:
    """What a batch may be.

    Parameters
    ----------
    tokens : rows times width of a batch; a text longer than that makes a batch of its own
    longest : tokens the model takes
    pad_id : the token that fills rows up
    """

    tokens: int
    longest: int
    pad_id: int

    def width(self, n_tokens: int) -> int:
        """Return the number of tokens to which a text of `n_tokens` is padded.

        Examples
        --------
        >>> [Shape(256, 512, 0).width(n) for n in (3, 9, 65, 200, 512)]
        [8, 16, 80, 224, 512]
        """
        step = 8 if n_tokens <= FINE else 16 if n_tokens <= MIDDLE else 32
        return min(-(-n_tokens // step) * step, self.longest)

    def rows(self, width: int) -> int:
        """Return how many rows a batch of that `width` has, filled or not."""
        return max(1, self.tokens // width)


def in_batches(
    texts: Sequence[Sequence[int]],
    run: Callable[[Ids, Ids], Logits],
    shape: Shape,
    start: Callable[[], None] | None = None,
) -> Logits:
    """Run texts of like length together, on every core, and return their logits in the order of `texts`.

    Parameters
    ----------
    texts : n texts as token ids, at least one
    run : ids and mask, both ``(rows, width) int64``, to ``(rows, k) float32``; called in several threads
    shape : how large a batch may be
    start : called once in each thread

    Returns
    -------
    ``(n, k) float32``

    Notes
    -----
    The product of two matrices rounds differently with its shape. Here a text's own length decides the shape: a batch
    that is not full is filled with empty rows. So its logits are the same, to the bit, in any company and any order.
    """
    by_width: dict[int, list[int]] = {}
    for place, ids in enumerate(texts):
        by_width.setdefault(shape.width(len(ids)), []).append(place)
    batches = [
        (width, places[first : first + shape.rows(width)])
        for width, places in by_width.items()
        for first in range(0, len(places), shape.rows(width))
    ]

    def run_one(batch: tuple[int, list[int]]) -> Logits:
        width, places = batch
        ids = np.full((shape.rows(width), width), shape.pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        # a row without any token would divide nothing by nothing
        mask[:, 0] = 1
        for row, place in enumerate(places):
            ids[row, : len(texts[place])] = texts[place]
            mask[row, : len(texts[place])] = 1
        return run(ids, mask)[: len(places)]

    with ThreadPoolExecutor(os.cpu_count(), initializer=start) as pool:
        found = np.concatenate(list(pool.map(run_one, batches)))
    logits = np.empty_like(found)
    logits[[place for _, places in batches for place in places]] = found
    return logits
