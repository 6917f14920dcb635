"""Slashdot: "TITLE (Score:5, Insightful)", then "by NAME (number) on DATE (#id)", then the body."""

from __future__ import annotations

import re

from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark
from toolkit.forms.view import View

__all__ = ["SLASHDOT"]

TITLE = re.compile(r"^(?P<heading>#{1,6}\s)?(?P<title>.{0,160}?)\s*\((?:Score:\s?)?-?\d(?:,\s?[A-Z]\w{2,20})?\)$")
WHY = re.compile(r"\(-?\d,\s?[A-Z]\w+\)$")
BY = re.compile(
    r"^by\s(?P<user>.{1,60}?)(?:\s\(\s?(?P<uid>\d{1,9})\s?\))?(?:\s<[^>]{0,60}>)?\s(?:on|writes)\s.{4,60}?(?:\(#(?P<own>\d{1,12})\))?(?:\s\w+){0,3}$"
)


def _marks(seen: View) -> list[Mark]:
    marks: list[Mark] = []
    for place, line in enumerate(seen.lines):
        title = TITLE.match(line.text) if line.short and line.text[-1] == ")" else None
        if title is None:
            continue
        below = seen.lines[place + 1] if place + 1 < len(seen.lines) else None
        by = BY.match(below.text) if below is not None and below.short else None
        level = len((title["heading"] or "").strip())
        mark = Mark(line.at, line.at, line.indent, level=level or None)
        if by is not None and below is not None:
            mark.last, mark.user, mark.stamp, mark.own_id = below.at, by["user"], below.stamp, by["own"]
        marks.append(mark)
    # "Recommend? (3)" looks like a title with a score of 3: real ones say "Score:" or why they were rated.
    if sum(
        "Score:" in seen.lines[seen.place[mark.first]].text or bool(WHY.search(seen.lines[seen.place[mark.first]].text))
        for mark in marks
    ) * 2 < len(marks):
        return []
    least = min((mark.level for mark in marks if mark.level is not None), default=None)
    for mark in marks:
        mark.level = None if mark.level is None or least is None else mark.level - least
    return marks


SLASHDOT = marked("slashdot", _marks)
