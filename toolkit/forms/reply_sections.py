"""Answers under a heading of their own: a comment, "Replies", its answers, and "Reply" where they end."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from toolkit.forms.marks import Mark
from toolkit.forms.view import View

__all__ = ["take_sections"]

# What heads the answers, and the button that ends them, one language a line. Where one word is both, nothing is told.
SECTIONS = {
    "replies": "reply",
    "respuestas": "responder",
    "respostas": "responder",
    "réponses": "répondre",
    "risposte": "rispondi",
    "ответы": "ответить",
    "odpowiedzi": "odpowiedz",
    "yanıtlar": "yanıtla",
}


def take_sections(seen: View, marks: Sequence[Mark]) -> bool:
    """Give each mark its level if answers stand under headings of their own.

    Parameters
    ----------
    seen : the page
    marks : headers in page order, changed in place

    Returns
    -------
    True if the marks have levels now
    """
    if any(mark.foot or mark.level is not None for mark in marks):
        return False
    levels, ends = [0], ""
    for mark, following in itertools.pairwise(marks):
        below = [line.text.casefold().strip() for line in seen.between(mark.last + 1, following.first - 1)]
        heads = [text for text in below if text in SECTIONS]
        if heads and levels[-1]:
            return False
        if heads:
            ends = SECTIONS[heads[-1]]
        elif ends in below:
            ends = ""
        levels.append(1 if ends else 0)
    if not any(levels):
        return False
    for mark, level in zip(marks, levels, strict=True):
        mark.level = level
    return True
