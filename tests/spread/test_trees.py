from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.spread import tree


def chain(parents, **columns):
    n = len(parents)
    return pl.DataFrame(
        {
            "thread_id": pl.Series(["t"] * n, dtype=pl.String),
            "comment_id": pl.Series([str(row) for row in range(n)], dtype=pl.String),
            "reply_to": pl.Series([None if p is None else str(p) for p in parents], dtype=pl.String),
            **columns,
        }
    )


def test_tree_by_hand():
    # 0 ── 1 ── 2, 3
    #  └── 4        5        (9 is not there) ── 6 ── 7
    found = tree(chain([None, 0, 1, 1, 0, None, 9, 6]))
    assert found["parent_row"].to_list() == [None, 0, 1, 1, 0, None, None, 6]
    assert found["tree_depth"].to_list() == [0, 1, 2, 2, 1, 0, None, None]
    assert found["fragment_depth"].to_list() == [0, 1, 2, 2, 1, 0, 0, 1]
    assert found["branch"].to_list() == [0, 0, 0, 0, 0, 5, 6, 6]
    assert found["link"].to_list() == ["top", "reply", "reply", "reply", "reply", "top", "missing", "reply"]
    assert found["state"].to_list() == ["ok"] * 6 + ["orphan"] * 2
    assert found["order"].to_list() == [0, 1, 2, 3, 4, 5, 6, 7]


def test_cycles_and_self_replies_break_all_below_them():
    found = tree(chain([None, 2, 3, 1, 3, 5, 5]))
    assert found["link"].to_list() == ["top", "cycle", "cycle", "cycle", "reply", "self", "reply"]
    assert found["state"].to_list() == ["ok"] + ["broken"] * 6
    assert found["parent_row"].to_list() == [None, None, None, None, 3, None, 5]
    assert sorted(found["order"].to_list()) == list(range(7))


@pytest.mark.parametrize(
    ("depth", "basis", "link"),
    [(0, "unknown", "top"), (2, "stated", "unknown"), (None, "unknown", "unknown"), (None, "stated", "top")],
)
def test_null_reply_is_top_level_unless_the_page_says_otherwise(depth, basis, link):
    columns = {"depth": pl.Series([depth], dtype=pl.UInt16), "reply_basis": [basis]}
    assert tree(chain([None], **columns))["link"].to_list() == [link]


def test_answering_the_thread_itself_or_nothing_is_top_level():
    comments = chain([None, None]).with_columns(reply_to=pl.Series(["t", ""]))
    assert tree(comments)["link"].to_list() == ["top", "top"]


def test_same_id_in_two_threads_are_two_comments():
    comments = pl.concat([chain([None, 0]), chain([None, 0]).with_columns(thread_id=pl.lit("u"))])
    assert tree(comments)["parent_row"].to_list() == [None, 0, None, 2]


def test_siblings_stand_by_time_then_position():
    second = dt.timedelta(seconds=1)
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    times = pl.Series([start, start + 2 * second, start + second, start + second]).cast(pl.Datetime("us", "UTC"))
    assert tree(chain([None, 0, 0, 0], timestamp=times))["order"].to_list() == [0, 3, 1, 2]
    # One sibling without a time: the page's order is all there is.
    gap = times.to_frame("t").select(pl.when(pl.int_range(4) != 2).then("t"))[:, 0]
    assert tree(chain([None, 0, 0, 0], timestamp=gap))["order"].to_list() == [0, 1, 2, 3]


def test_order_keeps_every_subtree_together():
    rng = np.random.default_rng(3)
    parents = [None if row < 2 else int(rng.integers(0, row)) for row in range(300)]
    shuffled = chain(parents).with_columns(position=pl.int_range(300)).sample(300, shuffle=True, seed=1)
    found = tree(shuffled)
    walk = found.sort("order")
    open_rows: list[int] = []
    for row, parent in walk.select("row", "parent_row").rows():
        while open_rows and open_rows[-1] != parent:
            open_rows.pop()
        assert parent is None or open_rows, "a comment stands outside the subtree of its parent"
        open_rows.append(row)


@pytest.mark.parametrize("closed", [False, True])
def test_chain_of_100_000(closed):
    n = 100_000
    found = tree(chain([n - 1 if closed else None, *range(n - 1)]))
    if closed:
        assert found["state"].unique().to_list() == ["broken"]
    else:
        assert found["tree_depth"].to_list() == list(range(n))
        assert found["order"].to_list() == list(range(n))


def test_empty_and_single():
    assert tree(chain([])).height == 0
    assert tree(chain([None]))["tree_depth"].to_list() == [0]


def test_duplicate_ids_are_an_error():
    comments = chain([None, 0])
    with pytest.raises(ToolkitError, match="share their"):
        tree(pl.concat([comments, comments]))
