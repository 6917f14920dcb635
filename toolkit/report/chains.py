"""The hottest chains: hot replies to hot comments, each the longest that ends where it ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.figures.words import with_hot

__all__ = ["hottest_chains"]

SHORTEST = 2


def hottest_chains(
    placed: pl.DataFrame, *, at: Mapping[str, float], label: str, most: int = 12
) -> list[list[dict[str, object]]]:
    """Return the longest unbroken runs of hot comments along reply edges, each from its first comment to its last.

    Parameters
    ----------
    placed : as `toolkit.figures.places.place` returns it, all threads
    at : score from which a comment is hot, for each label, in [0, 1]
    label : the label that decides
    most : how many chains

    Returns
    -------
    chains of two or more comments, the longest first, then the one with the highest mean score; where
    chains share comments only the longest stands
    """
    marked = with_hot(placed, label, at[label])
    run, parent = marked["run"].to_numpy(), marked["parent"].fill_null(-1).to_numpy()
    score = marked["score"].fill_null(0.0).to_numpy()
    ends = np.setdiff1d(np.flatnonzero(run >= SHORTEST), parent[run >= SHORTEST])
    paths = [_path(int(end), parent, run) for end in ends]
    paths.sort(key=lambda path: (-len(path), -float(score[path].mean()), path[0]))
    taken: set[int] = set()
    chosen: list[list[int]] = []
    for path in paths:
        if len(chosen) == most:
            break
        if taken.isdisjoint(path):
            chosen.append(path)
            taken.update(path)
    columns = ["thread_id", "comment_id", "user", "depth", "score", "inferred", *_kept(marked)]
    rows = marked.select(columns)
    return [[rows.row(row, named=True) for row in path] for path in chosen]


def _kept(marked: pl.DataFrame) -> list[str]:
    return ["listed"] if "listed" in marked.columns else []


def _path(end: int, parent: NDArray[np.int64], run: NDArray[np.int64]) -> list[int]:
    path = [end]
    while run[path[-1]] > 1:
        path.append(int(parent[path[-1]]))
    return path[::-1]
