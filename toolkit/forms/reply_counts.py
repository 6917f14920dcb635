"""Answers that the page shows by their number alone: "3 replies" below a comment, and the three below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.forms.marks import Mark
from toolkit.forms.view import View

__all__ = ["COUNT", "take_levels"]

# The number stands among so many lines above the next header.
ABOVE = 4
LENGTH = 30
# One number may be that of folded answers; so many that fit, with so many answers, are hardly.
COUNTS, ANSWERS = 2, 3
COUNT = re.compile(
    r"\W{0,3}(?:(?:hide|show|view|ver|voir|mostra|nascondi)\s(?:all\s)?)?(?P<n>\d{1,4})\s"
    r"(?:repl(?:y|ies)|antworten|antwort|respuestas?|réponses?|rispost[ae]|respostas?|reacties?|yanıt|svar|odpowied\w+|ответ\w*)"
    r"\W{0,3}",
    re.IGNORECASE,
)


def take_levels(seen: View, marks: Sequence[Mark]) -> bool:
    """Give each mark its level if below some comments stands how many answers follow, and those fit.

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
    counts = [_count(seen, mark, following) for mark, following in zip(marks, [*marks[1:], None], strict=True)]
    levels = [0] * len(marks)
    for place, count in enumerate(counts):
        answers = range(place + 1, place + 1 + count)
        # Answers that the page keeps folded do not follow, and then others do, with numbers of their own.
        if count and (levels[place] or answers.stop > len(marks) or any(counts[at] for at in answers)):
            return False
        for at in answers:
            levels[at] = 1
    if sum(map(bool, counts)) < COUNTS or sum(counts) < ANSWERS:
        return False
    for mark, level in zip(marks, levels, strict=True):
        mark.level = level
    return True


def _count(seen: View, mark: Mark, following: Mark | None) -> int:
    end = len(seen.page.lines) if following is None else following.first
    below = [] if following is None else seen.between(mark.last + 1, end - 1)[-ABOVE:]
    matches = [COUNT.fullmatch(line.text) for line in below if len(line.text) <= LENGTH]
    return next((int(match["n"]) for match in matches if match), 0)
