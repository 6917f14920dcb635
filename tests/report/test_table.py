"""The table of a notebook: heat, order and pseudonyms, every text folded away, nothing of it markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures.colours import HEAT, ink_on
from toolkit.report import show_table, table
from toolkit.tables import SCORES, complete

HOSTILE = "</details></div><script>hit=1</script><img src=x onerror='hit=1'>\u202egnp\x1b[31m $\\href{x}{y}$"
AT = {"dehumanisation": 0.7, "violence": 0.5}


class Cells(HTMLParser):
    """The cells of the rows below the head: where they lie, what they say and how they look."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[dict[str, object]]] = []
        self.path: list[str] = []
        self.tags: set[str] = set()
        self.folded, self.open = "", ""

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append({"words": "", **dict(attributes)})
        if tag not in ("wbr", "img"):
            self.path.append(tag)

    def handle_endtag(self, tag):
        assert self.path.pop() == tag

    def handle_data(self, words):
        if "style" in self.path:
            return
        if "details" in self.path and "summary" not in self.path:
            self.folded += words
        else:
            self.open += words
        if "td" in self.path or "th" in self.path:
            self.rows[-1][-1]["words"] += words


def parsed(shown) -> Cells:
    cells = Cells()
    cells.feed(shown.html)
    assert cells.path == []
    return cells


@pytest.fixture
def three():
    comments = complete(
        pl.DataFrame(
            {
                "thread_id": ["t"] * 3,
                "comment_id": ["t-0", "t-1", "t-2"],
                "reply_to": [None, "t-0", "t-1"],
                "user": ["Ash", "Birch", None],
                "text": ["first words", "second words", ""],
                "reply_basis": ["layout", "stated", "inferred"],
                "reply_confidence": pl.Series([None, 0.97, 0.7], dtype=pl.Float32),
                "source": ["pages/t.txt"] * 3,
                "line_start": [3, 7, 9],
                "line_end": [3, 8, 9],
            }
        )
    )
    scores = pl.DataFrame(
        {"thread_id": ["t"] * 3, "comment_id": ["t-0", "t-1", "t-2"], "violence": [0.1, 0.2, None]}
        | {"dehumanisation": [0.2, 0.7, None]}
    )
    return comments, complete(scores, SCORES)


def test_a_row_says_who_answers_whom_how_hot_and_where_it_stands(three):
    rows = parsed(show_table(*three, at=AT, names=True)).rows
    heads = ["dehumanisation hot\xa0≥\xa00.70", "violence hot\xa0≥\xa00.50"]
    assert [[cell["words"] for cell in row] for row in rows] == [
        ["comment", *heads, "text", "user", "answers", "lines"],
        ["#0", "0.20", "0.10", " 11 characters\nfirst words", "Ash", "–", "t.txt:3"],
        ["#1", "0.70", "0.20", " 12 characters\nsecond words", "Birch", "#0", "t.txt:7-8"],
        ["#2", "not scored", "not scored", "no text", "unknown", "~ #1 (0.70)", "t.txt:9"],
    ]


def test_heat_has_the_figures_colours_and_missing_is_hatched_not_low(three):
    rows = parsed(show_table(*three, at=AT)).rows
    red, green, blue = (round(255 * part) for part in HEAT(0.7)[:3])
    assert f"background: #{red:02x}{green:02x}{blue:02x}; color: {ink_on(0.7)}" in rows[2][1]["style"]
    assert "gradient" in rows[3][1]["style"]
    assert "gradient" not in rows[1][1]["style"]


def test_hot_is_decided_as_32_bit_floats_as_spread_decides_it(three):
    # 0.7 as a 32-bit float is below 0.7 as a 64-bit one.
    rows = parsed(show_table(*three, at=AT)).rows
    assert [row[1]["class"] for row in rows[1:]] == ["heat", "heat hot", "heat"]
    assert "0.70*" in repr(show_table(*three, at=AT))


def test_users_are_pseudonyms_unless_names_are_asked_for(three):
    shown = show_table(*three, at=AT)
    assert "Ash" not in shown.html + shown.plain
    assert re.search(r"user-[a-z2-7]{8}", shown.html)
    assert "Ash" in show_table(*three, at=AT, names=True).html


def test_every_text_is_folded_away_and_the_printed_table_has_none(three):
    comments, scores = three
    comments = comments.with_columns(quoted=pl.lit("quoted words"))
    shown = show_table(comments, scores, at=AT)
    cells = parsed(shown)
    for words in ("first words", "second words", "quoted words"):
        assert words in cells.folded
        assert words not in cells.open
        assert words not in repr(shown)
    assert repr(shown).splitlines()[1].endswith("##  t.txt:3")


def test_the_text_of_a_stranger_is_never_markup(three):
    comments, scores = three
    comments = comments.with_columns(
        text=pl.lit(HOSTILE), quoted=pl.lit(HOSTILE), user=pl.lit(HOSTILE), source=pl.lit(HOSTILE)
    )
    shown = show_table(comments, scores.rename({"violence": "<script>"}), at=AT | {"<script>": 0.1}, names=True)
    cells = parsed(shown)
    assert cells.tags.isdisjoint({"script", "img"})
    assert cells.folded.count("<script>hit=1</script>") == 6
    for steering in ("\u202e", "\x1b"):
        assert steering not in shown.html + shown.plain
    assert 'class="threadheat-table tex2jax_ignore mathjax_ignore"' in shown.html


def test_the_hottest_come_first_unscored_ones_last(three):
    ids = [row[0]["words"] for row in parsed(show_table(*three, at=AT, hottest=3)).rows[1:]]
    assert ids == ["#1", "#0", "#2"]
    shown = show_table(*three, at=AT, hottest=1, labels=["violence"])
    assert "1 of 3 comments, the highest violence first" in shown.html
    assert [row[0]["words"] for row in parsed(shown).rows[1:]] == ["#1"]


def test_threads_are_told_apart_where_there_are_several(three):
    comments, scores = three
    both = pl.concat([comments, comments.with_columns(thread_id=pl.lit("u"))])
    rows = parsed(show_table(both, scores, at=AT)).rows
    assert [row[0]["words"] for row in rows] == ["thread", *"ttt", *"uuu"]
    assert [row[2]["words"] for row in rows[4:]] == ["not scored"] * 3


def test_columns_that_say_nothing_are_left_out(three):
    comments, scores = three
    lone = comments.with_columns(user=pl.lit(None, pl.String), reply_to=pl.lit(None, pl.String))
    heads = [cell["words"].split()[0] for cell in parsed(show_table(lone, scores, at=AT)).rows[0]]
    assert heads == ["comment", "dehumanisation", "violence", "text", "lines"]


def test_long_tables_and_texts_are_cut_and_say_so(three, monkeypatch):
    comments, scores = three
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    shown = show_table(comments.with_columns(text=pl.lit("x" * 4001)), scores, at=AT)
    assert "2 of 3 comments" in shown.html
    assert "… cut here" in shown.html
    assert "x" * 4001 not in shown.html


def test_an_empty_table_is_shown_as_such(three):
    comments, scores = three
    assert "0 comments" in show_table(comments.clear(), scores, at=AT).html


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"hottest": 0}, "hottest is 0"),
        ({"labels": ["warmth"]}, "unknown label 'warmth'"),
        ({"at": {"warmth": 0.5}}, "no label has both"),
    ],
)
def test_wrong_choices_are_told(three, options, words):
    with pytest.raises(ToolkitError, match=re.escape(words)):
        show_table(*three, **{"at": AT, **options})


def test_mixed_scorers_are_told(three):
    comments, scores = three
    mixed = pl.concat([scores, scores.with_columns(scorer=pl.lit("other@1"))])
    with pytest.raises(ToolkitError, match="several scorers"):
        show_table(comments, mixed, at=AT)
