"""Comments of question pages: one line each, "text – NAME Mar 3, 2015 at 10:15"."""

from __future__ import annotations

import re

from toolkit.forms.dates import stamp_in
from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark
from toolkit.forms.view import Line, View

__all__ = ["STACKEXCHANGE"]

TAIL_LENGTH = 120
SIGNED = re.compile(
    r"\s[–—-]\s?(?P<user>\S.{0,38}?)\s?♦?(?:\s+Commented)?\s+(?P<when>[A-Z][a-z]{2}\s\d{1,2}(?:,\s\d{4}|,?\s'\d\d)?\sat\s\d{1,2}:\d\d)$"
)


def _marks(seen: View) -> list[Mark]:
    marks: list[Mark] = []
    previous = -1
    for line in seen.lines:
        start = max(0, len(line.text) - TAIL_LENGTH)
        match = SIGNED.search(line.text, start) if " at " in line.text[-12:] else None
        if match is None:
            continue
        first = _first(seen, line, previous)
        mark = Mark(first.at, line.at, line.indent, match["user"], stamp_in(match["when"]), foot=True)
        mark.inline = match.start()
        mark.first = line.at
        marks.append(mark)
        previous = line.at
    return marks


def _first(seen: View, line: Line, previous: int) -> Line:
    place = seen.place[line.at]
    while place > 0 and not seen.lines[place].gap and seen.lines[place - 1].at > previous:
        place -= 1
    return seen.lines[place]


STACKEXCHANGE = marked("stackexchange", _marks, fit=0.8)
