"""Which comment answers which: stated, shown by indent, or proposed from names, numbers and quotations."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from toolkit.forms.base import Comment
from toolkit.forms.marks import Mark

__all__ = ["CONFIDENCE", "by_indent", "by_name", "by_number", "levels", "propose"]

# Judgements, not yet a calibration: all 44 edges found on the gold pages are right (7 stated, 24 by layout, 13
# inferred), too few to tell 0.9 from 0.98. "dropped" and "vocative" do not occur there at all.
CONFIDENCE = {
    "stated": 0.98,
    "layout": 0.95,
    "dropped": 0.6,
    "name": 0.9,
    "number": 0.9,
    "quote": 0.85,
    "vocative": 0.6,
    "nearest": 0.7,
}
# Columns that two comments of one level may differ by: lists set "9." and "10." one column apart.
SLACK = 1
QUOTED_LENGTH = 24
# A quotation is looked for in this many comments above, by its first lines.
QUOTED_BACK = 200
MENTIONS = 8
QUOTED_LINES = 4
HEAD_LENGTH = 400
NUMBER = re.compile(r"(?:@|#|>>)\s?#?(\d{1,5})\b")


def levels(indents: Sequence[int]) -> list[tuple[int | None, int, bool]]:
    """Return for each comment its parent, its depth, and whether a level was jumped.

    Parameters
    ----------
    indents : columns of the headers in page order

    Examples
    --------
    >>> levels([0, 4, 4, 0])
    [(None, 0, False), (0, 1, False), (0, 1, False), (None, 0, False)]
    """
    rises = Counter(b - a for a, b in itertools.pairwise(indents) if b - a > SLACK)
    step = min((rise for rise in rises), default=0)
    stack: list[tuple[int, int, int]] = []
    found: list[tuple[int | None, int, bool]] = []
    for place, indent in enumerate(indents):
        while stack and indent < stack[-1][0] - SLACK:
            stack.pop()
        if stack and abs(indent - stack[-1][0]) <= SLACK:
            stack.pop()
        parent, depth, jumped = None, 0, False
        if stack:
            parent = stack[-1][1]
            jumped = step > 1 and indent - stack[-1][0] >= 2 * step
            depth = stack[-1][2] + (round((indent - stack[-1][0]) / step) if jumped else 1)
        found.append((parent, depth, jumped))
        stack.append((indent, place, depth))
    return found


def by_indent(comments: Sequence[Comment], marks: Sequence[Mark]) -> list[Comment]:
    """Return `comments` with the answer edges that the indent of their headers shows."""
    if not marks:
        return []
    indents = _straight(marks)
    found = levels(indents)
    if all(parent is None for parent, _, _ in found):
        return list(comments)
    linked = []
    for comment, (parent, depth, jumped) in zip(comments, found, strict=True):
        notes = (*comment.notes, "parent-dropped") if jumped else comment.notes
        confidence = None if parent is None else CONFIDENCE["dropped" if jumped else "layout"]
        linked.append(
            replace(
                comment, reply_to=parent, reply_basis="layout", reply_confidence=confidence, depth=depth, notes=notes
            )
        )
    return linked


def _straight(marks: Sequence[Mark]) -> list[int]:
    """Undo what copying does to the first line of a selection: it loses its indent, its body keeps it."""
    indents = [mark.indent for mark in marks]
    steps = Counter(mark.column - mark.indent for mark in marks[1:] if mark.column is not None)
    first = marks[0]
    if not steps or first.column is None or first.foot:
        return indents
    usual = steps.most_common(1)[0][0]
    if first.column - first.indent > usual and indents[0] < min(indents[1:]):
        indents[0] = first.column - usual
    return indents


def by_name(comments: Sequence[Comment], answers: Sequence[str | None]) -> list[Comment]:
    """Return `comments` with the answer edges of headers that name whom they answer."""
    linked = list(comments)
    known: dict[str, int] = {}
    for place, name in enumerate(answers):
        target = known.get(fold(name)) if name else None
        if target is not None and linked[place].reply_to is None:
            depth = (linked[target].depth or 0) + 1
            linked[place] = replace(
                linked[place], reply_to=target, reply_basis="stated", reply_confidence=CONFIDENCE["stated"], depth=depth
            )
        user = linked[place].user
        if user:
            known[fold(user)] = place
    return linked


def by_number(
    comments: Sequence[Comment], answers: Sequence[str | None], numbers: Sequence[int | None]
) -> list[Comment]:
    """Return `comments` with the answer edges of headers that give the number of what they answer ("Reply to #3")."""
    known = {number: place for place, number in enumerate(numbers) if number is not None}
    linked = list(comments)
    for place, name in enumerate(answers):
        match = re.fullmatch(r"#?(\d{1,6})", name or "")
        target = known.get(int(match[1])) if match else None
        if target is not None and target < place and linked[place].reply_to is None:
            depth = (linked[target].depth or 0) + 1
            linked[place] = replace(
                linked[place], reply_to=target, reply_basis="stated", reply_confidence=CONFIDENCE["stated"], depth=depth
            )
    return linked


def fold(name: str) -> str:
    """Return a screen name as it is compared: no case, no spaces, no final stop."""
    return re.sub(r"[\s_]+", "", name).strip(".:,").casefold()


def propose(comments: Sequence[Comment], numbers: Sequence[int | None] | None = None) -> list[Comment]:
    """Return `comments` where those without a parent got one from @name, a number, or a quotation.

    Parameters
    ----------
    comments : in page order
    numbers : the number the page prints at each comment, where it does; else they count from 1
    """
    known: dict[str, int] = {}
    by_number = {number: place for place, number in enumerate(numbers or ()) if number is not None}
    linked: list[Comment] = []
    quoting = any(comment.quoted for comment in comments)
    plain: list[str] = []
    for place, original in enumerate(comments):
        comment, found = original, None
        if comment.reply_to is None and (comment.depth or 0) == 0:
            found = _named(comment, known, by_number) or _quoted(comment, plain)
        if found is not None and found[0] < place:
            notes = (*comment.notes, "reply-from-mention")
            comment = replace(
                comment, reply_to=found[0], reply_basis="inferred", reply_confidence=CONFIDENCE[found[1]], notes=notes
            )
        linked.append(comment)
        plain.append(_plain(comment.text) if quoting else "")
        if comment.user:
            known[fold(comment.user)] = place
    return linked


def _named(comment: Comment, known: dict[str, int], by_number: dict[int, int]) -> tuple[int, str] | None:
    head = comment.text[:HEAD_LENGTH]
    own = fold(comment.user) if comment.user else None
    for match in itertools.islice(re.finditer(r"@\s?(?=\S)", head), MENTIONS):
        ahead = head[match.end() : match.end() + 60]
        for stop in sorted({piece.end() for piece in re.finditer(r"[^\s,:;!?]+", ahead)}, reverse=True)[-6:]:
            name = fold(re.sub(r"[^\w)]+$", "", ahead[:stop]))
            if len(name) > 1 and name != own and name in known:
                return known[name], "name"
    number = NUMBER.search(head)
    if number is not None and int(number[1]) in by_number:
        return by_number[int(number[1])], "number"
    return None


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _quoted(comment: Comment, plain: Sequence[str]) -> tuple[int, str] | None:
    if not comment.quoted:
        return None
    for line in comment.quoted.split("\n")[:QUOTED_LINES]:
        wanted = _plain(line)
        if len(wanted) < QUOTED_LENGTH:
            continue
        for back, text in enumerate(reversed(plain[-QUOTED_BACK:]), 1):
            if wanted in text:
                return len(plain) - back, "quote"
    return None
