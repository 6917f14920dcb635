"""Dates and ages found in lines, kept as written."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.forms.dates.ages import age_in
from toolkit.forms.dates.patterns import CLOCK, STAMP, TIME, ZONES, by_small, small
from toolkit.forms.dates.signs import sign_in
from toolkit.forms.dates.stamp import Stamp
from toolkit.forms.languages import DAYS, MONTHS

__all__ = ["LONGEST_TIME", "stamp_in", "time_alone"]

_MONTHS, _DAYS = by_small(MONTHS), by_small(DAYS)
# So many lines are remembered: pages repeat dates, and every form asks again.
REMEMBERED = 1 << 12
# A time and a day of the week before the date fit into this many characters.
LEAD = 48
# Longer, a line is more than a time of day.
LONGEST_TIME = 12


@lru_cache(maxsize=REMEMBERED)
def stamp_in(line: str, start: int = 0) -> Stamp | None:
    """Return the first date or age in `line` from `start`, or null.

    `line` is short (callers pass at most a few hundred characters).
    """
    low = line.lower()
    found = age_in(line, low, start)
    at = sign_in(low, start)
    # The first match without a year and without a time is often a number beside a word: look on.
    while at is not None and (match := STAMP.search(line, max(start, at - LEAD))):
        stamp = _stamp(match)
        if stamp is not None:
            return stamp if found is None or stamp.start < found.start else found
        start = match.end() if match.end() > match.start() else match.end() + 1
        at = sign_in(low, start)
    return found


def _stamp(match: re.Match[str]) -> Stamp | None:
    part = match.groupdict()
    clock = part["t0"] or part["t1"] or part["t2"]
    hour, minute, second = _clock(clock) if clock else (None, None, None)
    year = next((_year(part[name]) for name in ("y1", "y2", "y3", "y4", "y5", "y7", "y8") if part[name]), None)
    month = _MONTHS.get(small(part["m1"] or part["m2"] or "")) or _number(part["m3"] or part["m5"])
    day = _number(part["d1"] or part["d2"] or part["d3"] or part["d5"])
    if (year is None and hour is None and part["w"] is None and not (part["m1"] or part["m2"])) or not _possible(
        month, day, hour
    ):
        return None
    if (part["a6"] and hour is None) or _version(part, hour):
        return None
    zone = next((_zone(part[name]) for name in ("z0", "z1", "z2", "z3") if part[name]), None)
    first, other = _number(part["a4"] or part["a6"] or part["a7"]), _number(part["b4"] or part["b6"] or part["b7"])
    if (
        first is not None
        and other is not None
        and (not 0 < first <= 31 or not 0 < other <= 31 or min(first, other) > 12)
    ):
        return None
    weekday = _DAYS.get(small(part["w"])) if part["w"] else None
    separator = part["s4"] or ("." if part["a6"] or part["a7"] else "")
    return Stamp(*match.span(), year, month, day, hour, minute, second, first, other, separator, weekday, zone)


def _version(part: dict[str, str | None], hour: int | None) -> bool:
    """A short number with dots, such as 1.7.12, is a version unless a time stands beside it."""
    short = (
        part["s4"] == "." and len(part["y4"] or "") == 2 and (len(part["a4"] or "") == 1 or len(part["b4"] or "") == 1)
    )
    return short and hour is None


def _possible(month: int | None, day: int | None, hour: int | None) -> bool:
    return (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31) and (hour is None or hour < 24)


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _year(text: str) -> int:
    year = int(text.lstrip("'"))
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _clock(text: str) -> tuple[int, int, int | None]:
    match = CLOCK.match(text)
    if match is None:
        return 99, 0, None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute, second = int(match[2] or 0), int(match[3]) if match[3] else None
    return (hour if minute < 60 and (second or 0) < 60 else 99), minute, second


def _zone(text: str) -> int | None:
    name = re.sub(r"[^a-z]", "", text.lower())
    shift = re.search(r"([+-])(\d{1,2}):?(\d\d)?", text)
    minutes = ZONES.get(name, 0 if shift else None)
    if minutes is None or shift is None:
        return minutes
    return minutes + (1 if shift[1] == "+" else -1) * (int(shift[2]) * 60 + int(shift[3] or 0))


def time_alone(line: str) -> tuple[int, int, int | None] | None:
    """Return hour, minute and second if `line` holds a time of day and nothing else."""
    text = line.strip()
    if len(text) > LONGEST_TIME or not text[:1].isdigit() or not TIME.fullmatch(text):
        return None
    clock = _clock(text)
    return clock if clock[0] < 24 else None
