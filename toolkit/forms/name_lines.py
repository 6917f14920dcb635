"""Which line above a date holds the name: below a portrait, doubled, above roles and taglines, or the nearest."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from toolkit.forms.edges import is_site
from toolkit.forms.marks import Shape, namelike, split_answered, tidy
from toolkit.forms.view import REMEMBERED, Line, View

__all__ = ["NAMED_SHARE", "may_name", "names_above", "site_lines", "unless_site"]

# Lines a header may take above its date: name, tagline, counter of fans.
BLOCK_LINES = 6
COUNTER = re.compile(r"\d+ \w+")
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
NAME_LINE_LENGTH = 80
# Shares of the dates that must have a name beside them, and a bounded block above them.
NAMED_SHARE = 0.7
BOUNDED_SHARE = 0.8
# Roles repeat: at most this share of them differ, and the names above them differ so much more; blocks are so high.
ROLES_SHARE = 0.5
VARIED = 0.75
COLUMN_LINES = 7
# A short line that comes with this share of the marks is the site's own.
SITE_SHARE = 0.75
PRESENT = re.compile(r"(?:off|on)line\s+(\S.{0,40})", re.IGNORECASE)
# A portrait's letter stands so many lines above the date at most, and above this share of them.
LETTERED_LINES, LETTERED_SHARE = 14, 0.6
TWO = 2
# Words of a portrait's text beside the name are so long at most.
PORTRAIT_LENGTH = 30
# One letter in lower case is so many at most ("ﬃ").
FOLDED_LETTER = 3
TAGLINE = re.compile(r"(?<=\S)\s+[·•|]\s+\S.*$")


def names_above(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return for each date the line above it that holds the name.

    A block that a blank line or a button bounds begins with the name, whatever tagline or badge follows. Without such
    a bound the nearest line that can be a name is taken, or the one above it where the page shows taglines.
    """
    if shown := (_deep(seen, group) and (_lettered(seen, group) or _doubled(seen, group))) or _present(seen, group):
        return shown
    site = site_lines(seen, len(group))
    stacks = [_stack(seen, shape.line, site) for shape in group]
    bounded = sum(bound for _, bound in stacks) >= BOUNDED_SHARE * len(group)
    deep = sum(len(stack) > 1 for stack, _ in stacks) * 2 > len(group)
    if bounded and (deep or _taglined(stacks)):
        tops = [next((line for line in reversed(stack) if may_name(line)), None) for stack, _ in stacks]
        tops = _at_usual_place(seen, group, tops) if _with_prose(stacks) else tops
        if len({line.text for line in tops if line is not None}) * 2 > len(group):
            return tops
    nearest = [_nearest_name(seen, shape.line, taglines=False) for shape in group]
    column = _varied(seen, group, len({line.text for line in nearest if line is not None}))
    if column:
        return column
    taglines = any(
        name is not None and seen.place[shape.line.at] - seen.place[name.at] > 1
        for name, shape in zip(nearest, group, strict=True)
    )
    return [_nearest_name(seen, shape.line, taglines=True) for shape in group] if taglines else nearest


def _deep(seen: View, group: list[Shape]) -> bool:
    """Two lines or more stand between so many of the dates that the names may stand above one another."""
    dates = [-1, *(seen.place[shape.line.at] for shape in group)]
    return sum(date - above > TWO for above, date in itertools.pairwise(dates)) >= LETTERED_SHARE * len(group)


def _lettered(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return the names below a letter that stands for a portrait: "M" / "Marjan" / badges and fields / date."""
    found: list[Line | None] = []
    above = -1
    for shape in group:
        date = seen.place[shape.line.at]
        pairs = itertools.pairwise(seen.lines[max(above + 1, date - LETTERED_LINES) : date])
        names = [
            name
            for letter, name in pairs
            if len(letter.text) <= FOLDED_LETTER
            and letter.text.isalpha()
            and name.text[:1].casefold() == letter.text.casefold()
        ]
        found.append(names[-1] if names else None)
        above = date
    known = {name.text for name in found if name is not None}
    if len(known) < 2 or sum(name is not None for name in found) < LETTERED_SHARE * len(group):
        return []
    return found


def _doubled(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return the names that stand twice above the date, as a portrait's text and as themselves.

    The portrait's text may have words of its own, the same on all of the page: "Photo of ANNA", "ANNA's avatar".
    """
    pairs: list[list[tuple[str, Line]]] = []
    above = -1
    for shape in group:
        date = seen.place[shape.line.at]
        lines = itertools.pairwise(seen.lines[max(above + 1, date - COLUMN_LINES) : date])
        pairs.append(
            [
                (around, replace(first, text=second.text))
                for first, second in lines
                if (around := _around(first, second)) is not None
            ]
        )
        above = date
    words = Counter(around for block in pairs for around in dict.fromkeys(around for around, _ in block))
    usual = "" if words[""] else max(words, key=words.__getitem__, default="")
    found = [next((name for around, name in reversed(block) if around == usual), None) for block in pairs]
    return found if sum(name is not None for name in found) >= LETTERED_SHARE * len(group) else []


def _around(first: Line, second: Line) -> str | None:
    """Return the words around the name `second` in the line above it; null if it is not in there, or no name."""
    extra = len(first.text) - len(second.text)
    if not 0 <= extra <= PORTRAIT_LENGTH or not may_name(second):
        return None
    if first.text.endswith(second.text):
        return first.text[:extra]
    return first.text[len(second.text) :] if first.text.startswith(second.text) else None


def _present(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return the names that stand behind a forum's word for who is there ("Offline ANNA")."""
    found: list[Line | None] = []
    above = -1
    for shape in group:
        date = seen.place[shape.line.at]
        lines = seen.lines[max(above + 1, date - LETTERED_LINES) : date]
        names = [replace(line, text=match[1]) for line in lines if (match := PRESENT.fullmatch(line.text))]
        if not names:
            return []
        found.append(names[-1])
        above = date
    return found


def _varied(seen: View, group: list[Shape], n_nearest: int) -> list[Line | None]:
    """Return the lines at one distance above the dates that are names and differ more than the nearest: no roles."""
    best: list[Line | None] = []
    if n_nearest > ROLES_SHARE * len(group):
        return best
    most = n_nearest / VARIED
    for back in range(2, COLUMN_LINES):
        places = [seen.place[shape.line.at] - back for shape in group]
        lines = [seen.lines[place] if place >= 0 else None for place in places]
        names = [line.text for line in lines if line is not None and may_name(line) and line.stamp is None]
        if len(names) < NAMED_SHARE * len(group) or len(set(names)) <= most:
            continue
        if all(not any(line.gap for line in seen.lines[place + 1 : place + back]) for place in places):
            best, most = lines, len(set(names))
    return best


def _with_prose(stacks: Sequence[tuple[list[Line], bool]]) -> bool:
    """Some blocks above the dates hold sentences: the dates stand below the bodies."""
    return any(not may_name(line) for stack, _ in stacks for line in stack)


def _at_usual_place(seen: View, group: list[Shape], tops: list[Line | None]) -> list[Line | None]:
    """Take all names at the distance above the date where most of them are: a body of one word looks like a name."""
    dates = [seen.place[shape.line.at] for shape in group]
    backs = [date - seen.place[line.at] for date, line in zip(dates, tops, strict=True) if line is not None]
    back, n = Counter(backs).most_common(1)[0] if backs else (0, 0)
    return [seen.lines[date - back] for date in dates] if n >= NAMED_SHARE * len(group) else tops


def _taglined(stacks: Sequence[tuple[list[Line], bool]]) -> bool:
    """Some blocks hold a line more than the usual name: a tagline below it."""
    if not all(may_name(line) for stack, _ in stacks for line in stack):
        return False
    return len({len(stack) for stack, _ in stacks}) > 1 and min(len(stack) for stack, _ in stacks) == 1


def _stack(seen: View, date: Line, site: frozenset[str]) -> tuple[list[Line], bool]:
    """Return the short lines right above a date, nearest first, and whether something bounds them above."""
    place = seen.place[date.at]
    stack: list[Line] = []
    while place > 0 and not seen.lines[place].gap and len(stack) < BLOCK_LINES:
        line = seen.lines[place - 1]
        if line.stamp is not None or len(line.text) > NAME_LINE_LENGTH:
            return stack, False
        if is_site(line.text) or (site and _numberless(line.text) in site):
            return stack, True
        stack.append(line)
        place -= 1
    return stack, bool(stack) and (place == 0 or seen.lines[place].gap > 0)


def _nearest_name(seen: View, date: Line, *, taglines: bool) -> Line | None:
    place = seen.place[date.at]
    gap = date.gap
    found = None
    for back in range(1, BLOCK_LINES):
        line = seen.lines[max(place - back, 0)]
        if back > place or gap > 1 or len(line.text) > NAME_LINE_LENGTH or line.stamp is not None:
            break
        fits = may_name(line) and not COUNTER.fullmatch(line.text)
        if fits and (found is None or (taglines and back <= 2)):
            found = line
        gap = line.gap
        if found is not None and (gap or not taglines or not fits):
            break
    return found


def may_name(line: Line) -> bool:
    """Say whether a line reads like a name, its tagline left out."""
    return _reads_like_name(line.text)


@lru_cache(maxsize=REMEMBERED)
def _reads_like_name(text: str) -> bool:
    bare = TAGLINE.sub("", text) if any(sign in text for sign in "·•|") else text
    name = split_answered(tidy(bare))[0]
    return namelike(name) and not is_site(text)


def site_lines(seen: View, n_marks: int) -> frozenset[str]:
    """Return the short lines, numbers left out, that come with nearly every mark: no names."""
    return frozenset(text for text, n in _short_lines(seen).items() if n >= max(3, SITE_SHARE * n_marks))


@lru_cache(maxsize=2)
def _short_lines(seen: View) -> Counter[str]:
    # A name that stands twice, as a portrait's text and as itself, is counted once.
    texts = [text for text, _ in itertools.groupby(line.text for line in seen.lines) if len(text) <= NAME_LINE_LENGTH]
    return Counter(_numberless("\n".join(texts)).split("\n"))


def unless_site(line: Line | None, site: frozenset[str]) -> Line | None:
    """Return the line, or None where it is one of the site's own."""
    return None if line is None or (site and _numberless(line.text) in site) else line


def _numberless(text: str) -> str:
    return DIGITS.sub("#", text.casefold())
