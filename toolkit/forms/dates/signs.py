"""Cheap signs of a date, tried first: the full pattern costs fifty times as much."""

from __future__ import annotations

import re

from toolkit.forms.dates.ages import SHORT_END, SHORT_LINE
from toolkit.forms.dates.patterns import alternatives
from toolkit.forms.languages import MONTHS

__all__ = ["DIGITS", "has_hint", "hinted", "sign_in"]

# Cheap signs of a date, tried first: the full pattern costs fifty times as much.
NUMERIC = re.compile(
    r"(?<![\d.,/-])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d\d)(?!\d|[./-]\d)|(?<![\d.])(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?!\d)"
    r"|(?<![\d.,/-])\d{1,2}\.\s?\d{1,2}\.?,?\s|\d{4}\s?[年년]"
)
DAY_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|[.ºª°])?[\s,./-]{0,3}(?:of\s|de\s|di\s)?([^\W\d_]{3,10})")
MONTH_DAY = re.compile(r"([^\W\d_]{3,40}+)\.?\s{0,3}\d{1,2}")
MONTH_WORDS = tuple(MONTHS)
# Cheaper still: what must follow a digit of a date, or end right before one.
DIGITS = re.compile(r"\d+")
AFTER_DIGIT = re.compile(
    r"\d(?:[-/.]\d|\.\s|\s?[年년]|(?:st|nd|rd|th|er|[.ºª°])?[\s,./-]{0,3}(?:of\s|de\s|di\s)?"
    rf"(?:{alternatives(word[:3] for word in MONTHS)}))"
)
AFTER_NUMBER = re.compile(r"\d(?:[-/.]\d|\.\s|\s?[年년])")
MONTH_ENDS = frozenset(word[-3:] for word in MONTHS)
# A month, a full stop and three spaces before a digit.
MONTH_LEAD = 7


def hinted(line: str) -> bool:
    """Return false if neither `line` nor any end of it holds a date or an age in digits."""
    return DIGITS.search(line) is not None and (
        SHORT_END.search(line) is not None or has_hint(f"{line:>{SHORT_LINE}}", line.lower())
    )


def has_hint(line: str, low: str) -> bool:
    """A line with a digit may hold a date or a short age: false is certain, true is not."""
    if AFTER_DIGIT.search(low) or len(line) < SHORT_LINE or any(sign in low for sign in "·•|"):
        return True
    return any(
        low[max(0, match.start() - MONTH_LEAD) : match.start()].rstrip().rstrip(".")[-3:] in MONTH_ENDS
        for match in DIGITS.finditer(low)
    )


def sign_in(low: str, start: int) -> int | None:
    """Return where in a line in lower case the first sign of a date stands."""
    numeric = NUMERIC.search(low, start) if AFTER_NUMBER.search(low, start) else None
    signs = [numeric.start()] if numeric else []
    signs += [match.start() for match in DAY_MONTH.finditer(low, start) if match[1] in MONTHS][:1]
    signs += [match.start() for match in MONTH_DAY.finditer(low, start) if match[1].endswith(MONTH_WORDS)][:1]
    return min(signs, default=None)
