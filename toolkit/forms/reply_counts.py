"""Answers that the page shows by their number alone: "3 replies" below a comment, and the three below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.forms.dates import Stamp
from toolkit.forms.marks import Mark
from toolkit.forms.view import View

__all__ = ["COUNT", "take_levels"]

# The number stands among so many lines above the next header.
ABOVE = 4
LENGTH = 30
# One number may be that of folded answers; so many that fit, with so many answers, are hardly.
COUNTS, ANSWERS = 2, 3
OPEN = r"hide|nascondi|ocultar|masquer|ausblenden|verbergen|ukryj|скрыть|dölj|skjul|gizle|非表示|숨기기"
FOLDED = (
    r"show|view|ver|voir|mostra|mostrar|afficher|anzeigen|einblenden|bekijken|pokaż|wyświetl|показать|visa|vis|göster"
    r"|表示|보기"
)
ANSWER = (
    r"repl(?:y|ies)|antworten|antwort|respuestas?|réponses?|rispost[ae]|respostas?|reacties?|antwoord(?:en)?|yanıtı?|svar"
    r"|odpowied\w+|ответ\w*|kommentare?|件の返信を?|개"
)
COUNT = re.compile(
    rf"\W{{0,3}}(?:(?:(?:{OPEN}|{FOLDED}|답글)\s)(?:all\s|las\s|les\s|alle\s)?)?(?P<n>\d{{1,4}})\s?"
    rf"(?:{ANSWER})(?:\s?(?:{OPEN}|{FOLDED}))?\W{{0,3}}",
    re.IGNORECASE,
)
OPENED = re.compile(OPEN, re.IGNORECASE)


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
    counts = _counts(seen, marks)
    levels = [0] * len(marks)
    for place, count in enumerate(counts):
        answers = range(place + 1, place + 1 + count)
        # Answers that the page keeps folded do not follow, and then others do, with numbers of their own.
        if count and (levels[place] or answers.stop > len(marks) or any(counts[at] for at in answers)):
            return False
        if any(_earlier(marks[at].stamp, marks[place].stamp) for at in answers):
            return False
        for at in answers:
            levels[at] = 1
    if sum(map(bool, counts)) < COUNTS or sum(counts) < ANSWERS:
        return False
    for mark, level in zip(marks, levels, strict=True):
        mark.level = level
    return True


def _counts(seen: View, marks: Sequence[Mark]) -> list[int]:
    """Return how many answers each comment has below it, as the page says."""
    lines = [_count(seen, mark, following) for mark, following in zip(marks, [*marks[1:], None], strict=True)]
    if any(map(OPENED.search, lines)):
        # Where some are open to hide, the others are folded.
        lines = [line if OPENED.search(line) else "" for line in lines]
    counts = [int(match["n"]) if (match := COUNT.fullmatch(line)) else 0 for line in lines]
    if any(counts[1 : 1 + counts[0]]):
        # Below a question stands how many answers the whole page has.
        counts[0] = 0
    return counts


def _earlier(stamp: Stamp | None, parent: Stamp | None) -> bool:
    """Return true if an answer would be of an earlier day than what it answers."""
    dates = [
        (one.year, one.month, one.day)
        for one in (stamp, parent)
        if one is not None and not one.relative and one.year and one.month and one.day and one.first is None
    ]
    return len(dates) > 1 and dates[0] < dates[1]


def _count(seen: View, mark: Mark, following: Mark | None) -> str:
    """Return the line between a comment and the next header that says how many answers follow."""
    end = len(seen.page.lines) if following is None else following.first
    below = [] if following is None else seen.between(mark.last + 1, end - 1)[-ABOVE:]
    return next((line.text for line in below if len(line.text) <= LENGTH and COUNT.fullmatch(line.text)), "")
