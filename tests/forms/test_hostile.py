"""No page, however made, takes more than a bounded time a character: patterns that go back and forth would."""

import time

import pytest

from toolkit.forms import FORMS, read
from toolkit.sources import page_of

SMALL, LARGE = 50_000, 200_000
# Seconds of processor time: a megabyte of text, and a line, which costs its record however short it is.
SECONDS_A_MEGABYTE, SECONDS_A_LINE = 1.0, 0.00015
# Four times the text may take so many times as long; the pause of a busy machine is added.
GROWTH, PAUSE = 7.0, 0.25

LINES = {
    "letters": "x" * 199,
    "digits": "1 " * 95,
    "short dates": "May 5, 2012",
    "headers": "Bob May 5, 2012 at 3:14 pm\nhello there",
    "near-dates": "12 12 12 May May 12:12 " * 8,
    "months": "may" * 60 + " 1",
    "months with days": "may 1 " * 30,
    "near-ages": "1 ago 2 hours 3 h ago vor " * 7,
    "numbers with dots": "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
    "numbers with strokes": "1/1/1/1/1/1/1/1/1/1/1/1/1/1/1",
    "brackets": "([" * 95,
    "brackets before a score": "(" * 190 + "(1, X)",
    "verbs of saying": "a says: " * 20 + "says:",
    "colons": "a:" * 95,
    "mentions": "@a " * 60,
    "separators": "| - · " * 30,
    "cells": "a;b|c\td;e|f\tg " * 12,
    "list marks": "  • a b c d e f g h\n",
    "quotation marks": ">" * 190,
    "spaces": " " * 199 + "a",
    "tabs": "\t" * 100 + "x",
    "dashes": "–—- " * 45,
    "odd digits": "ſ̈ﬁ٣①²½ " * 20,
    "mail fields": "From: a\nDate: 1\nTo: b",
    "chat": "[12:00] <a> b: c",
    "signatures": "(talk)" * 40 + " 12:00, 12 May 2012 (UTC)",
    "links": "a 3 hours ago" + " | root" * 25,
    "names": "    bob\n\nhello you",
}
RUNS = {
    "run of letters": "a",
    "run of digits": "1",
    "run of spaces": " ",
    "run of lines": "\n",
    "run of quotes": "[quote]",
}


def _grown(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


PAGES = {name: f"{line}\n" for name, line in LINES.items()} | RUNS


def _seconds(text: str) -> tuple[float, int]:
    page = page_of(text, "page.txt")
    start = time.process_time()
    read([page])
    return time.process_time() - start, len(page.lines)


@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages_take_time_in_proportion(name: str) -> None:
    small, _ = _seconds(_grown(PAGES[name], SMALL))
    large, n_lines = _seconds(_grown(PAGES[name], LARGE))
    assert large <= GROWTH * small + PAUSE
    assert large <= SECONDS_A_MEGABYTE * LARGE / 1e6 + SECONDS_A_LINE * n_lines + PAUSE


@pytest.mark.parametrize(
    "line", [lambda at: " " * (at % 80) + f"user{at} May 5, 2012 at 3:14 pm\n" + " " * (at % 80) + "hello there\n",
             lambda at: f"user{at} May 5, 2012 at 3:14 pm\n@user{at - 1} hello there\n",
             lambda at: f"user{at} May 5, 2012 at 3:14 pm\n> a quoted line that is long enough, {at}\nanswer {at}\n",
             lambda at: " " * (at % 60) + "• text text text text text text?\n\n",
             lambda at: f"\n12. > may 5{at}\n\n",
             lambda at: f" » ]\n(Score:5) \n\n1/2/2012\n\n12. \t 5 May 2012 ² reply{at}\n",
             lambda at: f" 3 days ago2012-05-12٣@2012{at}\nro\n",
             lambda at: f"] {at} wk May 1.1. reply\n 2 wk \n",
             lambda at: f"Joined: May 5, 2012\nuser{at} | May 5, 2012 at 3:14 pm\nhello there\n\n",
             lambda at: f"user{at} May 5, 2012\nhello there\nuser{at} closed this thing May 6, 2012\n",
             lambda at: f"x{at} | 3h\ny\n" * 4,
             lambda at: f"rent ]{at}\n=May 5, 20122 wk- s12 Comme\u200entsays:{at}\n1/2/2012\n",
             lambda at: f"1 ] 2 wk May 1.1. reply\n    3:14 pm - parent ]{at}\nuser7 5 May 2012 ago\n"],
    ids=["levels", "answers", "quotations", "nested lists", "near-dates in a list", "scores", "ages", "short ages",
         "fields", "events", "short comments", "glued dates", "dates of many makes"],
)  # fmt: skip
def test_pages_full_of_comments_take_time_in_proportion(line) -> None:
    pages = ["".join(map(line, range(size // 60))) for size in (SMALL, LARGE)]
    (small, _), (large, n_lines) = map(_seconds, pages)
    assert large <= GROWTH * small + PAUSE
    assert large <= SECONDS_A_MEGABYTE * len(pages[1]) / 1e6 + SECONDS_A_LINE * n_lines + PAUSE


def test_long_bodies_that_are_the_same_take_time_in_proportion() -> None:
    def page(size: int) -> str:
        body = "".join(
            f"line {chr(97 + at % 26)}{chr(97 + at // 26 % 26)}{chr(97 + at // 676)}\n" for at in range(size // 48)
        )
        return "".join(f"user{at} | May {at + 1}, 2012 at 3:14 pm\n{body}" for at in range(4))

    (small, _), (large, n_lines) = map(_seconds, map(page, (SMALL, LARGE)))
    assert large <= GROWTH * small + PAUSE
    assert large <= SECONDS_A_MEGABYTE * LARGE / 1e6 + SECONDS_A_LINE * n_lines + PAUSE


@pytest.mark.parametrize("form", FORMS)
def test_no_form_asked_by_name_is_slow(form: str) -> None:
    text = "".join(f"{line[:60]}\n" for line in LINES.values()) * 12
    page = page_of(text, "page.txt")
    start = time.process_time()
    read([page], form=form)
    assert time.process_time() - start < SECONDS_A_MEGABYTE * len(text) / 1e6 + SECONDS_A_LINE * len(page.lines) + PAUSE
