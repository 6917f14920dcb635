"""Answer edges that the indent of headers shows."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from toolkit.forms.base import Comment
from toolkit.forms.marks import Mark

__all__ = ["by_indent", "levels"]

# Columns that two comments of one level may differ by: lists set "9." and "10." one column apart.
SLACK = 1


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
    # One header set off its column must not make every level look like two.
    step = min(rises, key=lambda rise: (-rises[rise], rise), default=0)
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
        placed = replace(comment, depth=depth, notes=notes, reply_basis="layout")
        linked.append(placed if parent is None else placed.answering(parent, "indent_jump" if jumped else "indent"))
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
