"""`read`: ids, moments, problem rows, forms by name, and the account of every line."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from toolkit.errors import ToolkitError
from toolkit.forms import FORMS, explain, pick, read
from toolkit.notes import NOTES
from toolkit.sources import Problem, page_of
from toolkit.tables import COMMENTS

ARTICLE = "The old oven\n\nIt was built when the hall was built, and nobody knows by whom.\n\n\n\n"
PAGE = (
    ARTICLE + "Petra says:\nMarch 4, 2012 at 5:06 am\n\nWho has the key?\n\nReply\n\n"
    "    Old Hand says:\n    March 4, 2012 at 6:10 pm\n\n    > Who has the key?\n\n    I do, come by.\n\n    Reply\n\n"
    "Leave a Reply\n"
)


def test_rows_of_a_page() -> None:
    comments = read([page_of(PAGE, "oven.txt")]).comments
    assert comments["user"].to_list() == ["Petra", "Old Hand"]
    assert comments["text"].to_list() == ["Who has the key?", "I do, come by."]
    assert comments["quoted"].to_list() == [None, "Who has the key?"]
    assert comments["reply_to"].to_list() == [None, comments["comment_id"][0]]
    assert comments["reply_basis"].to_list() == ["layout", "layout"]
    assert comments["depth"].to_list() == [0, 1]
    assert comments["timestamp"][0] == datetime(2012, 3, 4, 5, 6, tzinfo=UTC)
    assert comments["timestamp_precision"].to_list() == ["minute", "minute"]
    assert comments["form"].unique().to_list() == ["says"]


def test_confidence_is_null_exactly_where_there_is_no_parent() -> None:
    comments = read([page_of(PAGE, "oven.txt")]).comments
    assert (comments["reply_confidence"].is_null() == comments["reply_to"].is_null()).all()
    assert comments["reply_confidence"].drop_nulls().is_between(0, 1).all()


def test_ids_are_stable_and_differ_by_path() -> None:
    once, again, other = (read([page_of(PAGE, path)]).comments for path in ("a/oven.txt", "a/oven.txt", "b/oven.txt"))
    assert once.equals(again)
    assert not set(once["thread_id"]) & set(other["thread_id"])
    assert once["thread_id"][0].startswith("oven-")


def test_a_page_given_twice_is_read_once() -> None:
    page = page_of(PAGE, "oven.txt")
    reading = read([page, page])
    assert reading.comments.height == 2
    assert [problem.code for problem in reading.problems] == ["page-twice"]


def test_zone_of_pages_without_one() -> None:
    comments = read([page_of(PAGE, "oven.txt")], timezone="Europe/Berlin").comments
    assert comments["timestamp"][0] == datetime(2012, 3, 4, 4, 6, tzinfo=UTC)


def test_ages_need_the_date_of_retrieval() -> None:
    page = page_of(ARTICLE + "Petra 3 hours ago\nWho has the key?\n\nLou 2 hours ago\nI do, come by.\n", "p.txt")
    assert read([page]).comments["timestamp"].null_count() == 2
    comments = read([page], retrieved=datetime(2020, 1, 1, 12, tzinfo=UTC)).comments
    assert comments["timestamp"][0] == datetime(2020, 1, 1, 9, tzinfo=UTC)
    assert comments["timestamp_basis"].to_list() == ["inferred", "inferred"]


def test_page_without_comments_is_told() -> None:
    reading = read([page_of(ARTICLE, "oven.txt")])
    assert reading.comments.height == 0
    assert reading.comments.schema == COMMENTS
    assert [problem.code for problem in reading.problems] == ["no-comments"]


def test_problems_of_the_source_are_handed_through() -> None:
    problem = Problem("gone.txt", None, "missing", "no such file", "check the path")
    assert read([problem]).problems == (problem,)


def test_unknown_names_are_errors_that_list_the_known_ones() -> None:
    with pytest.raises(ToolkitError, match="template"):
        read([], form="no-such-form")
    with pytest.raises(ToolkitError, match="zone"):
        read([], timezone="Mars/Olympus")
    with pytest.raises(ToolkitError, match="zone"):
        read([], retrieved=datetime(2020, 1, 1))
    with pytest.raises(ToolkitError, match="no known form"):
        pick(page_of(ARTICLE, "oven.txt"))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_reads_any_page_when_named(form: str) -> None:
    assert read([page_of(PAGE, "oven.txt")], form=form).n_pages == 1


def test_every_line_has_one_role() -> None:
    page = page_of(PAGE, "oven.txt")
    told = explain(page)
    assert [number for number, _, _ in told] == list(range(1, len(page.lines) + 1))
    assert {role for _, role, _ in told} == {"article", "header", "body", "quoted", "furniture", "blank"}


def test_notes_are_in_the_table() -> None:
    page = page_of(ARTICLE + "  2. Who has the key? I asked everybody.\n\n  7. I have it, come by tomorrow!\n", "p.txt")
    comments = read([page]).comments
    assert set(comments["notes"].explode()) <= set(NOTES)
    assert "number-jump" in comments["notes"][1].to_list()


def test_day_and_month_are_settled_by_the_page() -> None:
    page = page_of(
        ARTICLE + "Petra | 03/04/2012 10:00\nWho has the key?\n\nLou | 13/04/2012 11:00\nI do, come by.\n", "p.txt"
    )
    comments = read([page]).comments
    assert [moment.month for moment in comments["timestamp"]] == [4, 4]
    assert comments["notes"].list.len().sum() == 0


def test_open_day_and_month_are_noted() -> None:
    page = page_of(
        ARTICLE + "Petra | 03/04/2012 10:00\nWho has the key?\n\nLou | 03/04/2012 11:00\nI do, come by.\n", "p.txt"
    )
    assert read([page]).comments["notes"].to_list() == [["day-month-unsure"]] * 2


def test_year_is_never_guessed() -> None:
    page = page_of(
        ARTICLE + "Petra | March 4 10:00\nWho has the key?\n\nLou | March 4 11:00\nI do, come by.\n", "p.txt"
    )
    comments = read([page]).comments
    assert comments["timestamp"].null_count() == 2
    assert comments["timestamp_basis"].to_list() == ["unknown", "unknown"]


def test_reading_makes_no_circles_of_records() -> None:
    pages = [
        page_of(path.read_text(encoding="utf-8"), path.name) for path in sorted(Path(__file__).parent.glob("*/*.txt"))
    ]
    read(pages[:2])
    gc.collect()
    gc.disable()
    try:
        read(pages)
        assert gc.collect() < len(pages)
    finally:
        gc.enable()
    assert gc.isenabled()
