"""Ages instead of dates: "3 hours ago", "yesterday", "2d"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.forms.alternatives import any_of
from toolkit.forms.dates.patterns import TIME_OF_DAY, by_small, small
from toolkit.forms.dates.stamp import Stamp
from toolkit.forms.grams import GRAM, SPACES, cased, grams_of
from toolkit.forms.languages import AGO, DAYS_BACK, NOW, UNITS

__all__ = ["AGE_BYTES", "AGE_WORDS", "BRIEF_AGE_BYTES", "age_in"]

_UNIT = {word: seconds for seconds, words in UNITS.items() for word in words.split()}
_SECONDS = by_small(_UNIT)
_COUNT = r"(?:\d{1,4}|an?|one|a few|einer|einem|eine|ein|un|une|una|um|uma|een|één)"
_NEAR = r"(?:about\s|over\s|almost\s|less than\s|etwa\s|ca\.\s|около\s)?"


def _age_pattern(place: int, before: str, after: str) -> str:
    lead, tail = (re.escape(before) + r"\s" if before else ""), (r"\s" + re.escape(after) + r"\b" if after else "")
    return rf"{lead}(?P<n{place}>{_COUNT})\s?(?P<u{place}>{any_of(_UNIT)})\b\.?{tail}"


_BACK_DAYS = {word: days * 86400 for days, words in DAYS_BACK.items() for word in words.split()}
_DAYS_AGO = by_small(_BACK_DAYS)
_AGES = "|".join(_age_pattern(place, before, after) for place, (before, after) in enumerate(AGO))
RELATIVE = re.compile(
    rf"(?<!\w){_NEAR}(?:{_AGES}"
    rf"|(?P<back>{any_of(_BACK_DAYS)})(?:,?\s(?:at|um|a las|à|alle|om|às|в)\b)?,?\s{TIME_OF_DAY}"
    rf"|(?P<now>{any_of(NOW)}))(?!\w)(?:\s?\(\s?\d{{1,2}}:\d\d\s?[AP]M\))?",
    re.IGNORECASE,
)
# "3h", "8 hr.", "2d": an age without a word for "ago" counts only as a field of its own, between separators.
SHORT_AGE = re.compile(
    r"(?:^|(?<=[·•|]))\s{0,3}(?P<n>\d{1,3})\s?(?P<u>s|m|h|d|w|y|min|hr|mo|yr|hrs|mos|yrs)\.?\s{0,3}(?=$|[·•|])"
)
SHORT_LINE = 12
# Of two words around an age the second is the rarer ("for 2 dager siden").
AGE_WORDS = tuple(sorted({after or before for before, after in AGO} | set(_BACK_DAYS) | set(NOW)))
AGE = re.compile(rf"(?<!\w)(?:{any_of(AGE_WORDS)})(?!\w)")
# What stands before white space and a short word behind an age: the end of a unit.
_UNIT_ENDS = tuple(bytes([one]) for one in (*b".abcdefghijklmnopqrstuvwxyz", *range(0x80, 0xC0)))


def _behind() -> Iterator[bytes]:
    """Yield words of fewer than `GRAM` bytes that stand behind an age, with the space before them."""
    for spelling in (one for _, after in AGO if len(after.encode()) < GRAM for one in cased(after) if one):
        for near in (space + spelling for space in SPACES):
            yield from (near,) if len(near) >= GRAM else (end + near for end in _UNIT_ENDS)


def _age_bytes() -> Iterator[bytes]:
    before = [(word, SPACES) for word, after in AGO if not after]
    for word, signs in (*before, *((word, (b",", *SPACES)) for word in _BACK_DAYS)):
        spaced = (spelling + sign for spelling in cased(word) for sign in signs)
        yield from grams_of(word) if len(word.encode()) >= GRAM else spaced
    for word in (*(after for _, after in AGO), *NOW):
        yield from grams_of(word)


# Every age has one of these, but for those without a word ("3h"), which have a digit.
AGE_BYTES, BRIEF_AGE_BYTES = frozenset(_age_bytes()), frozenset(_behind())


def age_in(line: str, low: str, start: int) -> Stamp | None:
    """Return the first age in `line` from `start`, or null; `low` is the line in lower case."""
    if AGE.search(low, start) and (match := RELATIVE.search(line, start)):
        if match["back"]:
            return Stamp(*match.span(), age=_DAYS_AGO[small(match["back"])])
        if match["now"]:
            return Stamp(*match.span(), age=_DAYS_AGO.get(small(match["now"]), 0))
        place = next(place for place in range(len(AGO)) if match[f"n{place}"])
        count = match[f"n{place}"]
        return Stamp(*match.span(), age=int(count if count.isdigit() else 1) * _SECONDS[small(match[f"u{place}"])])
    if (len(line) < SHORT_LINE or any(sign in line for sign in "·•|")) and (match := SHORT_AGE.search(line, start)):
        unit = {"m": 60, "min": 60, "mo": 2629800}.get(match["u"]) or _UNIT[match["u"]]
        return Stamp(*match.span(), age=int(match["n"]) * unit)
    return None
