"""FOREST -> the strata of each rung of the ladder: within what a hot parent is compared with a cold one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from toolkit.spread.edges import TIMELESS, Forest, Ints, grouped
from toolkit.spread.trees import climb

__all__ = ["DELAYS_PER_BIN", "LADDER"]

# Width of a time bin, in median reply delays of the thread. A burst that heats both a comment and the reply to it
# lasts about one delay or longer; simulated bursts of 1.5, 4 and 10 delays left at most .01 of a bias of .07 at this
# width, and bins of 4 to 8 comments left .02.
DELAYS_PER_BIN = 0.5


def everything(trees: Forest) -> Ints:
    """Return one stratum for all edges: no control."""
    return np.zeros(trees.child.size, dtype=np.int64)


def thread_depth(trees: Forest) -> Ints:
    """Return thread x depth of the parent, -1 where the depth is unknown."""
    known = trees.depth[trees.parent] >= 0
    return grouped(trees.thread[trees.parent], trees.depth[trees.parent], keep=known)


def branch_depth(trees: Forest) -> Ints:
    """Return top-level branch x depth of the parent, -1 where the depth is unknown.

    Where a thread has a single top-level comment, all else answers that one, so its replies start the branches.
    """
    tops = np.bincount(trees.thread[trees.depth == 0], minlength=trees.n_threads)
    start = np.where(tops[trees.thread] == 1, 1, 0)
    branch, _ = climb(np.where(trees.depth > start, trees.parent_of, -1))
    known = trees.depth[trees.parent] >= 0
    return grouped(branch[trees.parent], trees.depth[trees.parent], keep=known)


def thread_depth_time(trees: Forest) -> Ints:
    """Return thread x depth of the parent x time bin of the reply, -1 where either time is unknown or they clash.

    Bins are half the thread's median reply delay wide, counted from its first comment.
    """
    timed = (trees.time[trees.child] != TIMELESS) & (trees.time[trees.parent] != TIMELESS) & ~trees.inverted
    known = timed & (trees.depth[trees.parent] >= 0)
    child, parent = trees.child[known], trees.parent[known]
    replies = pl.DataFrame(
        {"thread": trees.thread[child], "time": trees.time[child], "delay": trees.time[child] - trees.time[parent]}
    )
    width = pl.col("delay").median().over("thread") * DELAYS_PER_BIN
    since = pl.col("time") - pl.col("time").min().over("thread")
    # Without a width (times by the day) replies of the same time share a bin.
    early = replies.select((since / pl.max_horizontal(width, 1.0)).floor().cast(pl.Int64))[:, 0].rank("dense")
    bins = np.zeros(known.size, dtype=np.int64)
    bins[known] = early.cast(pl.Int64).to_numpy() - 1
    return grouped(trees.thread[trees.parent], trees.depth[trees.parent], bins, keep=known)


def user(trees: Forest) -> Ints:
    """Return the writer of the reply, -1 where unknown: a user under hot parents against the same user under cold."""
    return trees.user[trees.child]


# Rung -> strata of the edges. `user_thread_depth` is a regression and stands in `fixed_effects`.
LADDER: dict[str, Callable[[Forest], Ints]] = {
    "none": everything,
    "thread_depth": thread_depth,
    "branch_depth": branch_depth,
    "thread_depth_time": thread_depth_time,
    "user": user,
}
