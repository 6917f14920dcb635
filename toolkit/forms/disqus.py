"""Disqus copied with names only: a name on a line of its own right under the comment before it, then a blank line.

The name may follow the address of a profile. Nothing else marks a comment, so the layout must run through the section.
"""

from __future__ import annotations

import re

from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark, namelike, tidy
from toolkit.forms.replies import fold
from toolkit.forms.view import Line, View, is_heading

__all__ = ["DISQUS"]

PROFILE = re.compile(r"^https?://\S{4,160}\s+(?P<name>\S.{0,60})$")
# So many names, each under the body before it, make a section.
LEAST = 4
NAME_LENGTH = 40


def _name(line: Line) -> tuple[str, bool] | None:
    if not line.short or line.stamp is not None or line.mark:
        return None
    match = PROFILE.match(line.text)
    name = tidy(match["name"]) if match else line.text
    return (name, match is not None) if namelike(name, words=5, length=NAME_LENGTH) else None


def _marks(seen: View) -> list[Mark]:
    marks: list[Mark] = []
    profiles = 0
    for place, line in enumerate(seen.lines[:-1]):
        below = seen.lines[place + 1]
        if (
            below.gap != 1
            or (marks and line.gap)
            or abs(below.indent - line.indent) > 1
            or (named := _name(line)) is None
        ):
            continue
        opening = line.gap >= 2 or (place > 0 and is_heading(seen.lines[place - 1].text))
        if (marks and not line.gap) or (not marks and opening):
            marks.append(Mark(line.at, line.at, line.indent, named[0]))
            profiles += named[1]
    return marks if _is_section(marks, profiles) else []


def _is_section(marks: list[Mark], profiles: int) -> bool:
    """Names that come again, addresses of profiles, or an indent that pages of prose do not have."""
    if len(marks) < LEAST:
        return False
    names = {fold(mark.user or "") for mark in marks}
    indented = sum(mark.indent > 0 for mark in marks) * 2 > len(marks)
    return (
        profiles > 0
        or (indented and len({mark.indent for mark in marks}) > 1)
        or (indented and len(names) < len(marks))
    )


DISQUS = marked("disqus", _marks, fit=0.65, least=LEAST)
