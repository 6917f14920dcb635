"""Any text in: no crash, and every rule of the table kept."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.forms import explain, read
from toolkit.sources import page_of

CASES = sorted(Path(__file__).parent.glob("*/*.txt"))
PIECES = st.sampled_from(
    [
        *("Ann says:", "May 5, 2012 at 3:14 pm", "3 hours ago", "    ", "  • ", "  1. ", "#7", "@Ann", "> ", "Reply"),
        *("\n", "\n\n\n", "by Ann on ", "level 2", "[12:00] <ann> hi", "Ann in reply to Bob. | ", "2 Comments"),
        *("From: a <a@b.c>\nDate: Mon, 5 Mar 2012 10:00\n\n", "[quote]", "[/quote]", "12/13/14", "Leave a Reply"),
        *(" (talk) 20:36, 12 May 2021 (UTC)", "Ann 2 hours ago | parent | next [–]", "(Score:5, Insightful)"),
        "permalinkembedsaveparentreportreply",
    ]
)
HOSTILE = [
    *("1" * 90 + "x", "reply" + "1" * 70 + "x", "12 12 12 May " * 14, "a says: " * 24, "| root" * 30, "@a " * 60),
    *("| on: x " * 24 + "y", "([" * 95, ">" * 190, "may 1 " * 30, "1/1/1/" * 30, "1.1." * 45, "(talk)" * 30 + " 2012"),
    *("—" * 190, "vor 1 ago 2 h " * 13, "(" * 180 + "(1, X)"),
]


def _kept(text: str) -> None:
    page = page_of(text, "any.txt")
    comments = read([page]).comments
    places = {comment_id: place for place, comment_id in enumerate(comments["comment_id"])}
    for row in comments.iter_rows(named=True):
        assert 1 <= row["line_start"] <= row["line_end"] <= len(page.lines)
        assert row["reply_to"] is None or places[row["reply_to"]] < row["position"]
        assert (row["reply_to"] is None) == (row["reply_confidence"] is None)
    assert len(explain(page)) == len(page.lines)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=600))
def test_random_text(text: str) -> None:
    _kept(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=12), max_size=60))
def test_random_pieces_of_comment_sections(pieces: list[str]) -> None:
    _kept("".join(pieces))


@pytest.mark.parametrize("seed", range(3))
def test_mutated_cases(seed: int) -> None:
    chance = random.Random(seed)
    for case in CASES:
        lines = case.read_text(encoding="utf-8").split("\n")
        for _ in range(3):
            at = chance.randrange(len(lines))
            lines[at : at + chance.randrange(3)] = [chance.choice(lines)[chance.randrange(4) :]] * chance.randrange(3)
            lines = lines or [""]
        _kept("\n".join(lines))


@pytest.mark.parametrize("line", HOSTILE)
def test_hostile_lines_cost_little(line: str) -> None:
    page = page_of("\n".join([line] * 200), "hostile.txt")
    start = time.process_time()
    read([page])
    # A pattern that runs wild needs minutes; the bound is wide so that a busy machine passes.
    assert time.process_time() - start < 5


def test_one_endless_line() -> None:
    start = time.process_time()
    read([page_of("word " * 1_000_000, "long.txt")])
    assert time.process_time() - start < 5
