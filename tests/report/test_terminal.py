"""A thread in the terminal: hidden text, no escape code, no endless indent."""

from __future__ import annotations

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.report import tree_text


@pytest.fixture
def three(synthetic):
    comments = synthetic.make_comments(3).with_columns(
        reply_to=pl.Series([None, "c0", "c1"]),
        user=pl.Series(["ann", None, "bob"]),
        text=pl.Series(["first words", "second words here", ""]),
        reply_basis=pl.Series(
            ["stated", "stated", "inferred"], dtype=pl.Enum(["stated", "layout", "inferred", "unknown"])
        ),
    )
    heat = pl.Series([0.9, None, 0.1], dtype=pl.Float32)
    return comments, synthetic.make_scores(comments, missing=0).with_columns(dehumanisation=heat)


def test_tree_by_hand(three, synthetic):
    comments, scores = three
    assert tree_text(comments, scores, label="dehumanisation", at=synthetic.AT).splitlines() == [
        "pages/0",
        "3 comments, 2 scored, 1 hot (dehumanisation >= 0.40)",
        "█ 0.90* c0 ann  ##  pages/0.txt:10-12",
        "?  --     - c1 unknown  ##  pages/0.txt:14-16",
        "· 0.10      ~ c2 bob  (no text)  pages/0.txt:18-20",
    ]


def test_text_shows_only_when_asked(three, synthetic):
    comments, scores = three
    assert "words" not in tree_text(comments, scores, at=synthetic.AT)
    assert "second words here" in tree_text(comments, scores, at=synthetic.AT, reveal=True)


def test_deep_threads_name_their_level_instead_of_indenting(synthetic):
    comments = synthetic.make_comments(2000).with_columns(reply_to=pl.Series([None, *(f"c{n}" for n in range(1999))]))
    lines = tree_text(comments, synthetic.make_scores(comments), at=synthetic.AT).splitlines()
    assert "[1999]" in lines[-1]
    assert max(map(len, lines)) < 120


@pytest.mark.parametrize("reveal", [False, True])
def test_escape_codes_do_nothing(three, synthetic, reveal):
    comments, scores = three
    bad = "\x1b]0;title\x07\x1b[2J\x9b31m\r\u202eevil\nline"
    ids = pl.lit(bad) + comments["comment_id"]
    hostile = comments.with_columns(
        user=pl.lit(bad),
        text=pl.lit(bad),
        source=pl.lit(bad),
        thread_id=pl.lit(bad),
        comment_id=ids,
        reply_to=pl.lit(None, dtype=pl.String),
    )
    same = scores.with_columns(thread_id=pl.lit(bad), comment_id=ids)
    shown = tree_text(hostile, same, at=synthetic.AT, reveal=reveal)
    assert all(line.isprintable() for line in shown.split("\n"))
    assert len(shown.splitlines()) == (2 + 3 if not reveal else 2 + 3 * 3)


def test_no_comment_is_no_line_and_an_unknown_label_an_error(three, synthetic):
    comments, scores = three
    assert tree_text(comments.clear(), scores.clear(), at=synthetic.AT) == ""
    with pytest.raises(ToolkitError, match="choose one of"):
        tree_text(comments, scores, at=synthetic.AT, label="kindness")
