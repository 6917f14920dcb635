"""COMMENTS -> the reply tree of every thread, repaired and accounted for.

No step recurses and none walks a chain comment by comment: ancestors are found by pointer doubling, so a
chain of 100,000 costs 17 rounds.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.tables import complete

__all__ = ["LINKS", "STATES", "TREE", "climb", "descendants", "hang", "tree"]

# How a comment hangs in its thread.
LINKS = pl.Enum(
    [
        "top",  # top level: it answers the page, not a comment
        "reply",  # it answers a comment of the same thread
        "missing",  # it answers a comment that is not in the table
        "unknown",  # nothing says what it answers
        "self",  # it is said to answer itself
        "cycle",  # its chain of parents leads back to it
    ]
)
# ok: its chain ends at the top level; orphan: in a missing or unknown link; broken: in a self or cycle link.
STATES = pl.Enum(["ok", "orphan", "broken"])

TREE = pl.Schema(
    {
        "row": pl.UInt32(),
        "thread": pl.UInt32(),
        "parent_row": pl.Int64(),
        "branch": pl.UInt32(),
        "tree_depth": pl.UInt32(),
        "fragment_depth": pl.UInt32(),
        "link": LINKS,
        "state": STATES,
        "order": pl.UInt32(),
    }
)

TOP, REPLY, MISSING, UNKNOWN, SELF, CYCLE = range(6)  # codes of LINKS

Rows = NDArray[np.int64]


def tree(comments: pl.DataFrame) -> pl.DataFrame:
    """Return where each comment hangs in its thread, one row a comment, in the order of `comments`.

    Parameters
    ----------
    comments : COMMENTS, or any table that `toolkit.tables.complete` can complete

    Returns
    -------
    TREE, aligned with the rows of `comments`:

    - ``row`` : 0, 1, 2, ...
    - ``thread`` : number of the thread, in the order of the sorted thread ids
    - ``parent_row`` : row of the comment answered; null where there is none, or where the link was cut
    - ``branch`` : row of the comment at which its chain of parents ends (itself at the top level)
    - ``tree_depth`` : replies up to the top level, which is 0; null in orphan fragments and broken trees
    - ``fragment_depth`` : replies up to ``branch``; equal to ``tree_depth`` where that is known
    - ``link`` : `LINKS`; ``state`` : `STATES`
    - ``order`` : place in the thread when read depth first, siblings by time, then position, then id
      (by position alone where a sibling has no time)

    Raises
    ------
    ToolkitError : an id column is missing, a value does not fit, or two comments share their ids

    Notes
    -----
    A missing parent is no error: the comment becomes the root of an orphan fragment, whose depth is
    unknown. A comment said to answer itself, every comment on a cycle and all below them are broken.
    A null (or empty) ``reply_to`` means top level, unless ``depth`` is above 0, or is null while
    ``reply_basis`` is "unknown"; a ``reply_to`` that names the thread itself means top level too.

    Examples
    --------
    >>> import polars as pl
    >>> comments = pl.DataFrame(
    ...     {"thread_id": ["t"] * 4, "comment_id": list("abcd"), "reply_to": [None, "a", "x", "c"]}
    ... )
    >>> tree(comments).select("parent_row", "tree_depth", "state").rows()
    [(None, 0, 'ok'), (0, 1, 'ok'), (None, None, 'orphan'), (2, None, 'orphan')]
    """
    whole = complete(comments)
    return _with_order(hang(whole), whole)


def hang(comments: pl.DataFrame) -> pl.DataFrame:
    """Return `tree` without its ``order``, which only display needs, for checked COMMENTS."""
    parent, link = _links(comments)
    parent, branch, depth, link = _cut(parent, link)
    end = link[branch]
    state = np.select([end == TOP, (end == SELF) | (end == CYCLE)], [0, 2], 1)
    known = pl.Series(depth.astype(np.uint32))
    threads = comments["thread_id"].rank("dense").cast(pl.UInt32) - 1
    return pl.DataFrame(
        {
            "row": np.arange(comments.height, dtype=np.uint32),
            "thread": threads.cast(pl.UInt32),
            "parent_row": _or_null(parent),
            "branch": branch.astype(np.uint32),
            "tree_depth": pl.select(pl.when(pl.Series(state == 0)).then(known))[:, 0],
            "fragment_depth": known,
            "link": pl.Series(LINKS.categories.to_list(), dtype=LINKS).gather(link),
            "state": pl.Series(STATES.categories.to_list(), dtype=STATES).gather(state),
        },
        schema_overrides={name: TREE[name] for name in TREE if name != "order"},
    )


def _or_null(rows: Rows) -> pl.Series:
    return pl.select(pl.when(pl.Series(rows >= 0)).then(pl.Series(rows)))[:, 0]


def _links(comments: pl.DataFrame) -> tuple[Rows, Rows]:
    """Return the parent's row (-1 = none) and the code of the link, as the table states them."""
    known = comments.select("thread_id", "comment_id").with_row_index("parent")
    asked = comments.select("thread_id", pl.col("reply_to").replace("", None), "depth", "reply_basis")
    found = asked.join(
        known,
        left_on=["thread_id", "reply_to"],
        right_on=["thread_id", "comment_id"],
        how="left",
        maintain_order="left",
    )
    parent = found["parent"].cast(pl.Int64).fill_null(-1).to_numpy()
    silent = pl.col("reply_to").is_null()
    of_unknown_origin = (pl.col("depth") > 0).fill_null(pl.col("reply_basis") == "unknown")
    link = found.select(
        pl.when(silent & of_unknown_origin)
        .then(UNKNOWN)
        .when(silent | (pl.col("parent").is_null() & (pl.col("reply_to") == pl.col("thread_id"))))
        .then(TOP)
        .when(pl.col("parent").is_null())
        .then(MISSING)
        .otherwise(REPLY)
        .cast(pl.Int64)
    )[:, 0].to_numpy()
    own = parent == np.arange(parent.size)
    return np.where(own, -1, parent), np.where(own, SELF, link)


def _cut(parent: Rows, link: Rows) -> tuple[Rows, Rows, Rows, Rows]:
    """Cut every cycle; return parents, the root of each comment, its depth below it, and the links."""
    root, depth = climb(parent)
    endless = parent[root] >= 0
    if endless.any():
        # After at least n steps every comment of a cycle stands on its cycle, and the cycle maps onto itself.
        on_cycle = np.unique(root[endless])
        parent, link = parent.copy(), link.copy()
        parent[on_cycle], link[on_cycle] = -1, CYCLE
        root, depth = climb(parent)
    return parent, root, depth, link


def climb(parent: Rows) -> tuple[Rows, Rows]:
    """Return the row reached by climbing to the root, and the number of steps; at least n steps in a cycle."""
    rows = np.arange(parent.size)
    ahead = np.where(parent < 0, rows, parent)
    steps = (parent >= 0).astype(np.int64)
    for _ in range(int(parent.size).bit_length() + 1):
        if not (parent[ahead] >= 0).any():
            break
        steps += steps[ahead]
        ahead = ahead[ahead]
    return ahead, steps


def _with_order(hung: pl.DataFrame, comments: pl.DataFrame) -> pl.DataFrame:
    parent = hung["parent_row"].fill_null(-1).to_numpy()
    thread = hung["thread"].to_numpy().astype(np.int64)
    size = descendants(parent)
    # What precedes a comment: all its earlier siblings with all below them, and its parent itself.
    family = ["thread", "parent_row"]
    siblings = hung.select("row", *family).with_columns(comments.select("timestamp", "position", "comment_id"))
    timed = pl.col("timestamp").is_not_null().all().over(family)
    in_turn = siblings.with_columns(pl.when(timed).then("timestamp")).sort(
        "thread", "parent_row", "timestamp", "position", "comment_id", nulls_last=False
    )
    turn = in_turn["row"].to_numpy()
    before = np.cumsum(size[turn]) - size[turn]
    first = np.ones(turn.size, dtype=bool)
    first[1:] = (parent[turn][1:] != parent[turn][:-1]) | (thread[turn][1:] != thread[turn][:-1])
    before -= np.maximum.accumulate(np.where(first, before, 0))
    offset = np.empty(turn.size, dtype=np.int64)
    offset[turn] = before
    offset += parent >= 0
    return hung.with_columns(order=pl.Series(_along_chain(parent, offset), dtype=pl.UInt32)).select(*TREE)


def descendants(parent: Rows) -> Rows:
    """Return the number of comments at or below each one, doubling the reach in every round."""
    n = parent.size
    ahead = np.append(np.where(parent < 0, n, parent), n)
    below = np.ones(n + 1)
    while (ahead[:n] < n).any():
        below += np.bincount(ahead, weights=below, minlength=n + 1)
        ahead = ahead[ahead]
    return below[:n].astype(np.int64)


def _along_chain(parent: Rows, value: Rows) -> Rows:
    """Return the sum of `value` over each comment and all above it."""
    n = parent.size
    ahead = np.append(np.where(parent < 0, n, parent), n)
    total = np.append(value, 0)
    while (ahead[:n] < n).any():
        total += total[ahead]
        ahead = ahead[ahead]
    return total[:n]
