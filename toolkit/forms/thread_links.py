"""Links that only some comments have: to their parent, and to the thread of answers below them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.forms.base import Comment
from toolkit.forms.languages import PARENT_LINKS, THREAD_LINKS
from toolkit.forms.marks import Mark
from toolkit.forms.view import View, is_button

__all__ = ["take_links"]

# A row of links is short, and so many of its lines are looked at above a body and below.
LENGTH = 60
LINES = 8
SEPARATOR = re.compile(r"[|()\[\]·•,]")
PARENT, THREAD = frozenset(PARENT_LINKS), frozenset(THREAD_LINKS)
# This share of the comments with such a link must have an answer right below; below the others it may be folded.
FOLLOWED_SHARE = 0.7


def take_links(seen: View, marks: Sequence[Mark], comments: Sequence[Comment]) -> None:
    """Mark as answers the comments with a link to a parent, and note the parent where the other links tell which.

    Parameters
    ----------
    seen : the page
    marks : headers in page order, changed in place
    comments : what they bound
    """
    rows = [_words(seen, place, marks, comments) for place in range(len(marks))]
    for mark, words in zip(marks, rows, strict=True):
        mark.reply = mark.reply or not words.isdisjoint(PARENT)
    threads = [not words.isdisjoint(THREAD) for words in rows]
    answers = [mark.reply for mark in marks]
    if any(threads) and not all(threads) and any(answers) and not all(answers):
        _from_threads(marks, threads)


def _words(seen: View, place: int, marks: Sequence[Mark], comments: Sequence[Comment]) -> set[str]:
    """Return the links around one comment: between its header and its body, and below it."""
    mark, comment = marks[place], comments[place]
    end = marks[place + 1].first if place + 1 < len(marks) else len(seen.page.lines)
    top = mark.first if not mark.foot else comment.line_end
    if mark.foot and place + 1 < len(marks):
        end = comments[place + 1].line_start - 1
    above = [line for line in seen.between(top, mark.last + LINES) if line.at < comment.line_start - 1]
    below = seen.between(max(top, comment.line_end), end - 1)[:LINES]
    found: set[str] = set()
    for line in (*([] if mark.foot else above), *below):
        if len(line.text) <= LENGTH and (is_button(line.text) or _alone(line.text)):
            found |= _links(line.text)
    return found


def _alone(text: str) -> bool:
    return text.strip(" ()[]|·•").casefold() in PARENT | THREAD or bool(SEPARATOR.search(text))


def _links(text: str) -> set[str]:
    low = text.casefold()
    pieces = {piece.strip() for piece in SEPARATOR.split(low)}
    # "Vote up" leads nowhere.
    return pieces | ({"parent", "thread"} & set(low.split())) if is_button(text) else pieces


def _from_threads(marks: Sequence[Mark], threads: Sequence[bool]) -> None:
    """Note the parents where a link to a thread stands exactly at what has an answer right below it."""
    open_at: list[int] = []
    parents: list[int | None] = []
    sure: list[bool] = []
    for place, mark in enumerate(marks):
        if place and threads[place - 1]:
            open_at.append(place - 1)
        if not mark.reply:
            open_at = []
        elif not open_at:
            # An answer below a comment that has none: the links mean something else here.
            return
        # Below a comment without answers its siblings follow, or those of one above it: most often its own.
        parents.append(open_at[-1] if open_at else None)
        sure.append(len(open_at) < 2 or bool(place and threads[place - 1]))
    followed = [marks[at + 1].reply for at, thread in enumerate(threads[:-1]) if thread]
    if sum(followed) < FOLLOWED_SHARE * len(followed):
        return
    for mark, parent, known in zip(marks, parents, sure, strict=True):
        if parent is not None:
            mark.parent, mark.evidence = parent, "parent_button_first" if known else "parent_button"
