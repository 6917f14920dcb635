"""Cheap signs of a date, tried first: the full pattern costs fifty times as much."""

from __future__ import annotations

import re

from toolkit.forms.languages import MONTHS

__all__ = ["MONTH_END", "MONTH_ENDS", "sign_in"]

NUMERIC = re.compile(
    r"(?<![\d.,/-])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d\d)(?!\d|[./-]\d)|(?<![\d.])(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?!\d)"
    r"|(?<![\d.,/-])\d{1,2}\.\s?\d{1,2}\.?,?\s|\d{4}\s?[年년]"
)
DAY_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|[.ºª°])?[\s,./-]{0,3}(?:of\s|de\s|di\s)?([^\W\d_]{3,10})")
MONTH_DAY = re.compile(r"([^\W\d_]{3,40}+)\.?\s{0,3}\d{1,2}")
MONTH_WORDS = tuple(MONTHS)
MONTH_END = 3
MONTH_ENDS = frozenset(word[-MONTH_END:] for word in MONTHS)
# Cheaper still: what must follow a digit of a date in numbers.
AFTER_NUMBER = re.compile(r"\d(?:[-/.]\d|\.\s|\s?[年년])")


def sign_in(low: str, start: int) -> int | None:
    """Return where in a line in lower case the first sign of a date stands."""
    numeric = NUMERIC.search(low, start) if AFTER_NUMBER.search(low, start) else None
    day = next((match.start() for match in DAY_MONTH.finditer(low, start) if match[1] in MONTHS), None)
    month = next((match.start() for match in MONTH_DAY.finditer(low, start) if _ends_in_month(match[1])), None)
    signs = (None if numeric is None else numeric.start(), day, month)
    return min((sign for sign in signs if sign is not None), default=None)


def _ends_in_month(word: str) -> bool:
    return word[-MONTH_END:] in MONTH_ENDS and word.endswith(MONTH_WORDS)
