"""COMMENTS -> the forest that every metric of the room reads: edges, users, shuffle cells.

An edge leads from a comment to a reply to it, both in the table. Nothing about an edge depends on a label;
which edges a label can use (both ends scored) is decided by its `Heat`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.spread.trees import hang
from toolkit.tables import complete

__all__ = ["NO_USER", "Forest", "Heat", "distinct", "forest", "grouped", "lean", "patience"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# What sites print for a writer who is gone: each such comment is a writer of its own, never one big writer.
NO_USER = ("", "[deleted]", "[removed]", "[unknown]")


@dataclass(frozen=True, slots=True)
class Forest:
    """Threads as arrays: one entry a comment (rows sorted by thread and comment id) or one entry an edge."""

    comments: pl.DataFrame
    hung: pl.DataFrame
    thread: Ints  # (comments,) 0, 1, 2, ...
    depth: Ints  # (comments,) -1 where unknown
    level: Ints  # (comments,) replies up to the root of its tree or fragment
    parent_of: Ints  # (comments,) row of the parent, -1 = none or broken
    user: Ints  # (comments,) -1 = unknown
    time: Ints  # (comments,) microseconds, TIMELESS = unknown
    cell: Ints  # (comments,) thread x depth within which heat is shuffled; -1 = broken tree
    child: Ints  # (edges,) row
    parent: Ints  # (edges,) row
    own: Bools  # (edges,) self-reply
    inverted: Bools  # (edges,) the reply is older than what it answers

    @property
    def n_threads(self) -> int:
        """Number of threads."""
        return int(self.thread[-1]) + 1 if self.thread.size else 0


@dataclass(frozen=True, slots=True)
class Heat:
    """One label over a `Forest`: 1 hot, 0 cold, -1 not scored; ``score`` is nan where not scored."""

    label: str
    threshold: float
    state: NDArray[np.int8]  # (comments,)
    score: NDArray[np.float32]  # (comments,)


# All that spread reads of COMMENTS.
READ = ("thread_id", "comment_id", "reply_to", "reply_basis", "reply_confidence", "depth", "user", "timestamp")
ANSWERED = 0.95
TIMELESS = np.iinfo(np.int64).min


def lean(comments: pl.DataFrame) -> pl.DataFrame:
    """Return COMMENTS of what spread reads: texts, which may be missing in a plain table of edges, are left out.

    Raises
    ------
    ToolkitError : an id column is missing, a value does not fit, or two comments share their ids
    """
    return complete(comments.select(column for column in (*READ, "position") if column in comments.columns))


def forest(comments: pl.DataFrame) -> Forest:
    """Return the threads of checked COMMENTS as a `Forest`.

    Rows are sorted by ids first, so that no number depends on the order in which they came.
    """
    ordered = comments.select(READ).sort("thread_id", "comment_id")
    hung = hang(ordered)
    broken = (hung["state"] == "broken").to_numpy()
    thread = hung["thread"].to_numpy().astype(np.int64)
    level = hung["fragment_depth"].to_numpy().astype(np.int64)
    depth = hung["tree_depth"].cast(pl.Int64).fill_null(-1).to_numpy()
    parent_of = np.where(broken, -1, hung["parent_row"].fill_null(-1).to_numpy())
    user = _users(ordered)
    time = ordered["timestamp"].to_physical().fill_null(TIMELESS).to_numpy()
    child = np.flatnonzero(parent_of >= 0)
    parent = parent_of[child]
    timed = (time[child] != TIMELESS) & (time[parent] != TIMELESS)
    return Forest(
        comments=ordered,
        hung=hung,
        thread=thread,
        depth=depth,
        level=level,
        parent_of=parent_of,
        user=user,
        time=time,
        cell=grouped(level, (depth < 0).astype(np.int64), thread, keep=~broken),
        child=child,
        parent=parent,
        own=(user[child] == user[parent]) & (user[child] >= 0),
        inverted=timed & (time[child] < time[parent]),
    )


def _users(comments: pl.DataFrame) -> Ints:
    known = comments.select(pl.when(~pl.col("user").is_in(NO_USER)).then("user"))[:, 0]
    return known.rank("dense").cast(pl.Int64).fill_null(0).to_numpy() - 1


def patience(trees: Forest) -> float:
    """Return the microseconds within which 95 % of replies come; 0 without times.

    What is younger than that at the last comment of all may still be answered.
    """
    timed = (trees.time[trees.child] != TIMELESS) & (trees.time[trees.parent] != TIMELESS) & ~trees.inverted
    delays = trees.time[trees.child[timed]] - trees.time[trees.parent[timed]]
    return float(np.quantile(delays, ANSWERED)) if delays.size else 0.0


def grouped(*parts: Ints, keep: Bools) -> Ints:
    """Return one number a combination of `parts` (non-negative), 0, 1, 2, ... in sorted order; -1 outside `keep`.

    Examples
    --------
    >>> grouped(np.array([3, 3, 5]), np.array([0, 0, 1]), keep=np.array([True, True, False]))
    array([ 0,  0, -1])
    """
    result = np.full(keep.shape, -1, dtype=np.int64)
    code = np.zeros(int(keep.sum()), dtype=np.int64)
    for part in parts:
        held = part[keep]
        width = int(held.max(initial=0)) + 1
        if code.max(initial=0) >= np.iinfo(np.int64).max // width:
            code = np.unique(code, return_inverse=True)[1]
        code = code * width + held
    result[keep] = _dense(code)
    return result


def distinct(*parts: Ints) -> tuple[Ints, ...]:
    """Return the combinations of `parts` (non-negative) that occur, each once, sorted.

    Examples
    --------
    >>> distinct(np.array([3, 3, 3]), np.array([1, 0, 1]))
    (array([3, 3]), array([0, 1]))
    """
    code = grouped(*parts, keep=np.ones(parts[0].shape, dtype=np.bool_))
    last = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.int64)
    last[code] = np.arange(code.size)
    return tuple(part[last] for part in parts)


def _dense(code: Ints) -> Ints:
    width = int(code.max(initial=0)) + 1
    if width > 16 * code.size + 1024:
        return np.asarray(np.unique(code, return_inverse=True)[1], dtype=np.int64)
    seen = np.zeros(width, dtype=np.int64)
    seen[code] = 1
    return (np.cumsum(seen) - 1)[code]
