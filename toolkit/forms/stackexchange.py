"""Comments of question pages: "text – NAME Mar 3, 2015 at 10:15", on one line or with the date on the next."""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.forms.base import Comment, Form
from toolkit.forms.dates import stamp_in
from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark
from toolkit.forms.view import Line, View, view
from toolkit.sources import Page

__all__ = ["STACKEXCHANGE"]

TAIL_LENGTH = 120
SIGNED = re.compile(
    r"\s[–—-]\s?(?P<user>\S.{0,38}?)\s?♦?(?:\s+Commented)?\s+(?P<when>[A-Z][a-z]{2}\s\d{1,2}(?:,\s\d{4}|,?\s'\d\d)?\sat\s\d{1,2}:\d\d)$"
)
DATED = re.compile(r"^(?:Commented\s)?(?P<when>[A-Z][a-z]{2}\s\d{1,2}(?:,\s\d{4}|,?\s'\d\d)?\sat\s\d{1,2}:\d\d)$")
NAMED = re.compile(r"\s[–—]\s?(?P<user>\S[^–—]{0,38}?)\s?♦?$")
VOTES = re.compile(r"\d{0,4}")


def _marks(seen: View) -> list[Mark]:
    marks: list[Mark] = []
    previous = -1
    for line in seen.lines:
        if " at " not in line.text[-12:]:
            continue
        mark = _signed(line) or _dated(seen, line, previous)
        if mark is not None:
            marks.append(mark)
            previous = line.at
    # A page has its dates on lines of their own, or none of them.
    parted = [mark for mark in marks if mark.tail is not None]
    return parted if len(parted) * 2 > len(marks) else [mark for mark in marks if mark.tail is None]


def _signed(line: Line) -> Mark | None:
    """Return the footer at the end of a comment's only line."""
    match = SIGNED.search(line.text, max(0, len(line.text) - TAIL_LENGTH))
    if match is None:
        return None
    mark = Mark(line.at, line.at, line.indent, match["user"], stamp_in(match["when"]), foot=True)
    mark.inline = match.start()
    return mark


def _dated(seen: View, line: Line, previous: int) -> Mark | None:
    """Return the mark of a comment whose last line ends in its writer's name, above a line with the date."""
    place = seen.place[line.at]
    match = DATED.match(line.text)
    if match is None or not place or line.gap or seen.lines[place - 1].at <= previous:
        return None
    named = NAMED.search(seen.lines[place - 1].text)
    if named is None:
        return None
    first = _first(seen, line, previous)
    # The mark of a list stands before the votes, and only some comments have any.
    return Mark(first.at, first.at, line.indent, named["user"], stamp_in(match["when"]), inline=0, tail=line.at)


def _read(page: Page) -> list[Comment]:
    parted = any(mark.tail is not None for mark in _marks(view(page)))
    return [_unsigned(comment) if parted else comment for comment in SIGNED_FORM.read(page)]


def _unsigned(comment: Comment) -> Comment:
    """Take the writer's name off the end of the text."""
    match = NAMED.search(comment.text)
    return comment if match is None else replace(comment, text=comment.text[: match.start()])


def _first(seen: View, line: Line, previous: int) -> Line:
    place = seen.place[line.at]
    while place > 0 and not seen.lines[place].gap and seen.lines[place - 1].at > previous:
        place -= 1
    # Votes stand above.
    while VOTES.fullmatch(seen.lines[place].text) and seen.lines[place].at < line.at - 1:
        place += 1
    return seen.lines[place]


SIGNED_FORM = marked("stackexchange", _marks, fit=0.8)
STACKEXCHANGE = Form("stackexchange", SIGNED_FORM.fits, _read, SIGNED_FORM.most)
