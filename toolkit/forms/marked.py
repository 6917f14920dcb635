"""From a family's own header pattern to a form: the family finds marks, everything else is shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from toolkit.forms.base import Comment, Form
from toolkit.forms.bodies import assemble
from toolkit.forms.marks import Mark
from toolkit.forms.replies import by_indent, propose
from toolkit.forms.view import View, view
from toolkit.sources import Page

__all__ = ["marked", "with_parents"]


def marked(name: str, marks: Callable[[View], list[Mark]], *, fit: float = 0.9, least: int = 2) -> Form:
    """Return the form whose comments are bounded by what `marks` finds.

    Parameters
    ----------
    name : the form's name
    marks : headers or footers of a page, in page order; none = not this form
    fit : how sure the form is of a page with `least` marks
    least : marks below which a page is not of this form
    """
    return Form(name, partial(_fits, marks, fit, least), partial(_read, marks), fit)


def _fits(marks: Callable[[View], list[Mark]], fit: float, least: int, page: Page) -> float:
    return fit if len(marks(view(page))) >= least else 0.0


def _read(marks: Callable[[View], list[Mark]], page: Page) -> list[Comment]:
    seen = view(page)
    found = marks(seen)
    comments = assemble(seen, found)
    if any(mark.parent is not None or mark.level is not None or mark.reply for mark in found):
        return propose(with_parents(comments, found))
    return propose(by_indent(comments, found))


def with_parents(comments: Sequence[Comment], marks: Sequence[Mark]) -> list[Comment]:
    """Return `comments` with the answer edges and levels that their marks state."""
    linked: list[Comment] = []
    above = _parents_by_level(marks)
    for place, (comment, mark) in enumerate(zip(comments, marks, strict=True)):
        parent, evidence = mark.parent, mark.evidence or "level"
        if parent is None and mark.level:
            parent, evidence = above[place], "level"
            if parent is not None and (marks[parent].level or 0) < mark.level - 1:
                evidence = "level_jump"
        if parent is None and mark.reply and place:
            # In the threads of Guest et al. 2021, printed as trees, two of three answers below an answer are to it.
            parent, evidence = place - 1, "parent_button" if marks[place - 1].reply else "parent_button_first"
        if parent is None:
            notes = (*comment.notes, "reply-unknown") if mark.reply else comment.notes
            basis = "unknown" if mark.reply or mark.level else "stated"
            linked.append(replace(comment, depth=mark.level, reply_basis=basis, notes=notes))
            continue
        depth = mark.level if mark.level is not None else (linked[parent].depth or 0) + 1
        notes = (*comment.notes, "parent-dropped") if evidence == "level_jump" else comment.notes
        linked.append(replace(comment, depth=depth, notes=notes).answering(parent, evidence))
    return linked


def _parents_by_level(marks: Sequence[Mark]) -> list[int | None]:
    """Return for each mark the nearest one above at a lower level."""
    stack: list[tuple[int, int]] = []
    parents: list[int | None] = []
    for place, mark in enumerate(marks):
        level = mark.level or 0
        while stack and stack[-1][0] >= level:
            stack.pop()
        parents.append(stack[-1][1] if stack else None)
        stack.append((level, place))
    return parents
