"""Levels that signs before a name show ("↳ ANNA", "-- BERT"), or a line above it ("level 2")."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from toolkit.forms.marks import Mark
from toolkit.forms.view import View

__all__ = ["take_signs"]

# One sign a level, before the name of an answer.
SIGNS = re.compile(r"(?:[↳↪⤷└╰»―—–-]\s{0,2}){1,12}(?=[^\W\d])")
SIGN = re.compile(r"\S")
LEVEL = re.compile(r"(?:level|depth|ebene|niveau|nivel|livello|nivå|poziom|уровень)\s?(\d{1,2})", re.IGNORECASE)


def take_signs(seen: View, marks: Sequence[Mark]) -> None:
    """Give each header its level where signs before some names, or lines above all, show levels.

    Parameters
    ----------
    seen : the page
    marks : in page order, changed in place; a sign is taken off its name
    """
    if len(marks) < 2 or any(mark.foot or mark.level is not None for mark in marks):
        return
    stated = [_stated(seen, mark) for mark in marks]
    told = [level for level in stated if level is not None]
    signs = [_signs(seen, mark) for mark in marks]
    if len(told) == len(marks) and _tree([level - min(told) for level in told]):
        for mark, level in zip(marks, told, strict=True):
            mark.level = level - min(told)
    elif sum(map(bool, signs)) > 1 and _tree([len(SIGN.findall(sign)) for sign in signs]):
        for mark, sign in zip(marks, signs, strict=True):
            mark.level = len(SIGN.findall(sign))
            mark.user = mark.user and mark.user.lstrip(f"{sign} ")


def _tree(levels: Sequence[int]) -> bool:
    """The first is a top comment, some are not, and none stands two levels below the one above."""
    return not levels[0] and any(levels) and all(b - a <= 1 for a, b in itertools.pairwise(levels))


def _stated(seen: View, mark: Mark) -> int | None:
    place = seen.place[mark.first]
    near = seen.lines[max(0, place - 1) if not seen.lines[place].gap else place : place + 1]
    matches = (LEVEL.fullmatch(line.text) for line in near)
    return next((int(match[1]) for match in matches if match), None)


def _signs(seen: View, mark: Mark) -> str:
    match = SIGNS.match(seen.page.lines[mark.first].strip())
    return match[0] if match else ""
