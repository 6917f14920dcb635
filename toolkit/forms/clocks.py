"""Headers with a time of day and no date ("NAME  10:22 AM"), as team chats are copied: weak, so asked for much."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from toolkit.forms.bodies import assemble
from toolkit.forms.dates import LONGEST_TIME, time_alone
from toolkit.forms.marks import Mark, namelike, tidy
from toolkit.forms.placing import Found
from toolkit.forms.view import Line, View, glance

__all__ = ["times_only"]

LINE_LENGTH = 60
# So many headers, with a name that comes again: a timetable has as many times, but no body below each.
LEAST = 4
LAST = re.compile(r"^(?P<name>\S.{0,44}?)\s+[\[(]?(?P<time>\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?)[\])]?$")
FIRST = re.compile(r"^[\[(]?(?P<time>\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?)[\])]?\s+(?P<name>\S.{0,44})$")


def times_only(seen: View) -> Found | None:
    """Return the headers of a page that hold a name and a time, or null."""
    # Most pages have no time of day at all, and their lines need no further look.
    n_clocks = glance(seen.page).text.count(":")
    on_one_line = (
        []
        if n_clocks < LEAST
        else [[mark for line in seen.lines if (mark := _mark(line, pattern)) is not None] for pattern in (LAST, FIRST)]
    )
    for marks in (*on_one_line, _two_lines(seen)):
        users = Counter(mark.user for mark in marks)
        if len(marks) < LEAST or not 1 < len(users) < len(marks) or _recording(seen, marks):
            continue
        comments = assemble(seen, marks)
        if all(
            comment.text and comment.line_start > mark.last + 1 for comment, mark in zip(comments, marks, strict=True)
        ):
            return Found(marks, [None] * len(marks), "name_time")
    return None


def _recording(seen: View, marks: list[Mark]) -> bool:
    """Tell a transcript: its times count from the beginning of a recording."""
    lines = [line.text for mark in marks for line in seen.between(mark.first, mark.last)]
    clocks = [
        clock for text in lines for piece in text.split() if (clock := time_alone(piece.strip("[]()"))) is not None
    ]
    keys = [(hour, minute, second or 0) for hour, minute, second in clocks]
    return bool(keys) and keys == sorted(keys) and keys[0][0] == 0


def _two_lines(seen: View) -> list[Mark]:
    """Return the headers that hold a name and, on the line below, a time."""
    marks = []
    for name, clock in itertools.pairwise(seen.lines):
        if len(clock.text) > LONGEST_TIME or clock.gap or name.stamp is not None or time_alone(clock.text) is None:
            continue
        if namelike(tidy(name.text), words=4):
            marks.append(Mark(name.at, clock.at, name.indent, tidy(name.text)))
    return marks


def _mark(line: Line, pattern: re.Pattern[str]) -> Mark | None:
    if len(line.text) > LINE_LENGTH or line.stamp is not None or ":" not in line.text:
        return None
    match = pattern.match(line.text)
    if match is None or time_alone(match["time"]) is None or not namelike(tidy(match["name"]), words=4):
        return None
    return Mark(line.at, line.at, line.indent, tidy(match["name"]))
