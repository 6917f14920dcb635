"""Headers gone, list left: comments that survive only as items of a nested list below the article.

Text extraction that keeps "main content" often drops the headers of a comment section and keeps its list. Numbers jump
where comments were dropped, and numbered lines inside a comment are no comments.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from toolkit.forms.apart import apart
from toolkit.forms.base import Comment, Form
from toolkit.forms.bodies import comment_of
from toolkit.forms.marks import Mark, say_in
from toolkit.forms.replies import by_indent, propose
from toolkit.forms.talk import TALK, WRITING
from toolkit.forms.template import find
from toolkit.forms.view import Line, View, is_button, is_end, is_heading, view
from toolkit.sources import Page

__all__ = ["LISTS", "Run", "best_run"]

# A list of comments needs this much evidence besides being a loose list of wordy items.
NEEDED = 3
# So many signs stand for a heading where there is none; seen on the two real pages that are lists.
SIGNS = 3
WORDS_AN_ITEM = 6
# So far below a line that breaks a list its next number may stand.
BROKEN_LINES = 5
# This share of items that open with "NAME says:" makes a list of comments.
SAYS_SHARE = 0.2
# The list stands below the article by this many blank lines at least.
WIDE_GAP = 2
FIT = 0.6
OWN = re.compile(
    r"\b(?:i|i'm|i’m|i've|i’ve|my|me|thanks?|ich|mein\w*|mir|danke|je|j'ai|j’ai|merci|yo|me|gracias|eu|obrigad[oa]|io|grazie|ik"
    r"|bedankt|я|мне|спасибо)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Run:
    """One list of a page: its items in order, each with the lines it holds."""

    items: list[list[Line]]
    points: int
    says: int


def _runs(seen: View) -> list[list[Line]]:
    """Return the lists of a page, each as its lines: it goes on while lines stay right of its first mark."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    # The highest number that an item of the list itself has.
    number = 0
    for place, line in enumerate(seen.lines):
        if run and (_goes_on(seen, run[0].indent, number, place) or _inside(line, run[0].indent)):
            run.append(line)
            number = max(number, line.number or 0) if line.indent == run[0].indent else number
            continue
        if run:
            runs.append(run)
        run, number = ([line], line.number or 0) if line.mark and not _ends(line) else ([], 0)
    return [*runs, run] if run else runs


def _inside(line: Line, top: int) -> bool:
    return (line.indent > top or (bool(line.mark) and line.indent == top)) and not _ends(line)


def _goes_on(seen: View, top: int, number: int, place: int) -> bool:
    """An item's words may stand left of the list for a line or two, where its numbers go on below."""
    line = seen.lines[place]
    if not number or _ends(line) or (line.mark and line.indent >= top):
        return False
    ahead = seen.lines[place : place + BROKEN_LINES]
    return any(one.indent == top and (one.number or 0) > number for one in ahead)


def _ends(line: Line) -> bool:
    return is_end(line.text)


def _items(run: list[Line]) -> list[list[Line]]:
    items: list[list[Line]] = []
    for line in run:
        opens = (
            not _listed(items, line)
            and bool(line.mark)
            and (not items or line.gap > 0 or line.indent == run[0].indent or say_in(line.text) is not None)
        )
        inner = items and line.mark and line.indent > run[0].indent and line.indent >= items[-1][0].inner + 3
        if opens and not (inner and not line.gap):
            items.append([line])
        else:
            items[-1].append(line)
    return items


def _listed(items: list[list[Line]], line: Line) -> bool:
    """A list inside a comment: its first item stands below a colon."""
    before = items[-1][-1] if items else None
    return (
        before is not None
        and before.text.endswith(":")
        and line.indent >= before.indent
        and line.number in (None, 1)
        and say_in(before.text) is None
        and say_in(line.text) is None
    )


def best_run(page: Page) -> Run | None:
    """Return the list of the page that is most like a comment section, or null."""
    seen = view(page)
    candidates = []
    for run in _runs(seen):
        items = _items(run)
        if len(items) < 2:
            continue
        points, says = _points(seen, run, items)
        if points >= NEEDED:
            candidates.append(Run(items, points, says))
    return max(candidates, key=lambda run: (run.points, len(run.items)), default=None)


def _points(seen: View, run: list[Line], items: list[list[Line]]) -> tuple[int, int]:
    texts = [" ".join(line.text for line in item) for item in items]
    loose = sum(item[0].gap > 0 for item in items[1:]) / (len(items) - 1)
    wordy = sum(len(text.split()) >= WORDS_AN_ITEM for text in texts) / len(texts)
    says = sum(say_in(item[0].text) is not None for item in items)
    first, last = seen.place[run[0].at], seen.place[run[-1].at]
    above = seen.lines[max(0, first - 3) : first]
    # "November 21 | 12 comments" is the article's byline.
    above = above[max((at for at, line in enumerate(above, 1) if is_end(line.text)), default=0) :]
    heading = any(is_heading(line.text) and line.stamp is None for line in above) or run[0].at in apart(seen)
    if wordy < 0.6 or (loose < 0.7 and not heading and not says):
        return 0, says
    nested = len({item[0].indent for item in items}) > 1
    jumps = _jumps(items)
    below = seen.lines[last + 1 : last + 3]
    closed = bool(below) and is_end(below[0].text) and bool(WRITING.search(below[0].text))
    at_end = all(
        is_end(line.text) or is_button(line.text) or line.at > seen.lines[-1].at - 3
        for line in seen.lines[last + 1 : last + 6]
    )
    talk = sum(bool(TALK.search(text)) for text in texts) >= 0.5 * len(texts)
    if heading or closed or says >= max(2, SAYS_SHARE * len(items)):
        return 3, says
    # Nothing names the section: people talk in the list, and it has answers, lost items, or stands apart at the end.
    own = sum(bool(OWN.search(text)) for text in texts) >= 0.5 * len(texts)
    signs = 2 * nested + 2 * jumps + at_end + (run[0].gap >= WIDE_GAP) + own
    return (NEEDED if talk and signs >= SIGNS else 0), says


def _jumps(items: list[list[Line]]) -> bool:
    top = items[0][0].indent
    numbers = [item[0].number for item in items if item[0].indent == top and item[0].number is not None]
    rises = [b - a for a, b in itertools.pairwise(numbers)]
    return bool(rises) and all(rise > 0 for rise in rises) and (max(rises) > 1 or numbers[0] > 1)


def _fits(page: Page) -> float:
    run = best_run(page)
    if run is None:
        return 0.0
    found = find(page)
    if found is None:
        return FIT
    dated = any(mark.stamp is not None for mark in found.marks)
    return FIT if len(run.items) > len(found.marks) * (3 if dated else 1) else 0.3


def _read(page: Page) -> list[Comment]:
    run = best_run(page)
    return [] if run is None else _comments(run)


def _comments(run: Run) -> list[Comment]:
    comments, marks, numbers = [], [], []
    previous: dict[int, int] = {}
    for item in run.items:
        head = item[0]
        if all(is_button(line.text) for line in item):
            continue
        said = say_in(head.text) if run.says else None
        user, body = (said[0], item[1:]) if said is not None and len(item) > 1 else (None, item)
        while len(body) > 1 and is_button(body[-1].text):
            body = body[:-1]
        mark = Mark(head.at, head.at, head.indent, user)
        notes = () if user else ("boundary-unsure", "no-name")
        if head.number is not None and 1 < head.number != previous.get(head.indent, 0) + 1:
            notes = (*notes, "number-jump")
        if head.number is not None:
            previous = {indent: number for indent, number in previous.items() if indent <= head.indent} | {
                head.indent: head.number
            }
        comments.append(replace(comment_of(mark, body, notes), user_basis="stated" if user else "unknown"))
        marks.append(mark)
        numbers.append(head.number if head.indent == run.items[0][0].indent else None)
    return propose(by_indent(comments, marks), numbers)


LISTS = Form("lists", _fits, _read, FIT)
