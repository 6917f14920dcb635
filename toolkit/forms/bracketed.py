"""Answers between a line that opens them and one that closes them: "Discussion" ... "End of discussion"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache

from toolkit.forms.languages import END_OF
from toolkit.forms.marks import Mark
from toolkit.forms.view import Line, View

__all__ = ["brackets", "take_bracketed", "without_brackets"]

# Such lines are short, and come so often on a page.
LENGTH, LEAST = 40, 2
ENDS_OF = tuple(f"{words} " for words in sorted(END_OF, key=len, reverse=True))


@lru_cache(maxsize=2)
def brackets(seen: View) -> tuple[tuple[int, int], ...]:
    """Return the 0-based lines that open and close each group of answers; none if the page has no such lines."""
    lows = [(line.at, line.text.casefold()) for line in seen.lines if len(line.text) <= LENGTH]
    closing = {low for _, low in lows if low.startswith(ENDS_OF)}
    for low in sorted(closing):
        opening = _opening(low)
        order = [(at, text == low) for at, text in lows if text in (low, opening)]
        pairs = [(a, b) for (a, closes), (b, after) in itertools.pairwise(order) if not closes and after]
        if len(pairs) >= LEAST and 2 * len(pairs) == len(order):
            return tuple(pairs)
    return ()


def _opening(low: str) -> str:
    return low.removeprefix(next(words for words in ENDS_OF if low.startswith(words)))


def without_brackets(seen: View, span: list[Line]) -> list[Line]:
    """Leave out the lines that open and close a group of answers."""
    lines = {at for pair in brackets(seen) for at in pair}
    return [line for line in span if line.at not in lines] if lines else span


def take_bracketed(seen: View, marks: Sequence[Mark]) -> None:
    """Give the marks inside such a group level 1, and the others level 0.

    Parameters
    ----------
    seen : the page
    marks : in page order, changed in place
    """
    pairs = brackets(seen)
    inside = [any(a < mark.first < b for a, b in pairs) for mark in marks]
    if not any(inside) or inside[0] or any(mark.level for mark in marks):
        return
    for mark, answers in zip(marks, inside, strict=True):
        mark.level = int(answers)
