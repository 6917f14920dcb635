"""The article's own date above the headers of its comments, which looks like one of them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from toolkit.forms.grouping import ARTICLE_TOP, key_of
from toolkit.forms.marks import Mark, Shape
from toolkit.forms.reply_counts import COUNT
from toolkit.forms.view import View, is_heading, numberless

__all__ = ["is_dateline"]

DIGITS = re.compile(r"\d+")
ARTICLE_LENGTH = 900
ARTICLE_LINES = 4
# Title, byline and date take this many lines at most.
TITLE_LINES = 4


def is_dateline(seen: View, marks: Sequence[Mark], group: Sequence[Shape]) -> bool:
    """Return true if the first of `marks` is the date of the article, or of one beside it, not a comment's.

    Parameters
    ----------
    seen : the page
    marks : in page order
    group : the lines they were read from
    """
    if len(marks) < 3:
        return False
    inside = seen.between(marks[0].last + 1, marks[1].first - 1)
    headed = any(
        is_heading(line.text) and not COUNT.fullmatch(line.text) and not _again(seen, line.text) for line in inside
    )
    keys = [key_of(shape) for shape in sorted(group, key=lambda shape: shape.line.at)]
    other = keys[0] not in keys[1:]
    sizes = [
        sum(len(line.text) for line in seen.between(a.last + 1, b.first - 1)) for a, b in itertools.pairwise(marks)
    ]
    article = len(inside) >= ARTICLE_LINES and sizes[0] > max(ARTICLE_LENGTH, 2 * max(sizes[1:]))
    if len(inside) >= ARTICLE_LINES and sizes[0] > max(sizes[1:]) and _outside(seen, marks):
        return True
    if seen.place[marks[0].first] > ARTICLE_TOP:
        return headed and (other or article)
    if article or headed or seen.place[marks[0].first] > TITLE_LINES:
        return article or headed
    long = sizes[0] >= 2 * min(sizes[1:]) or seen.place[marks[0].first] == 0
    gaps = [seen.lines[seen.place[mark.first]].gap for mark in marks[1:]]
    return _differs(marks) or (long and (other or gaps[0] > max(gaps[1:])))


def _outside(seen: View, marks: Sequence[Mark]) -> bool:
    """All but the first are items of a list, or stand below the title of one."""
    listed = [_listed(seen, mark) for mark in marks]
    return not listed[0] and all(listed[1:]) and all(mark.indent > marks[0].indent for mark in marks[1:])


def _listed(seen: View, mark: Mark) -> bool:
    place = seen.place[mark.first]
    return bool(seen.lines[place].mark or (place and not seen.lines[place].gap and seen.lines[place - 1].mark))


def _differs(marks: Sequence[Mark]) -> bool:
    """All but the first have a time, or none but the first."""
    timed = [mark.stamp is not None and mark.stamp.hour is not None for mark in marks]
    return timed[0] != timed[1] and len(set(timed[1:])) == 1


def _again(seen: View, text: str) -> bool:
    """The line comes again with another number or none: "3 replies" below a comment heads nothing."""
    return _numberless_lines(seen)[DIGITS.sub("#", text)] > 1


@lru_cache(maxsize=2)
def _numberless_lines(seen: View) -> Counter[str]:
    return Counter(text for line, text in zip(seen.lines, numberless(seen), strict=True) if line.short)
