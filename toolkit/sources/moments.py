"""Written moments that leave no room for a guess -> a moment and how exactly it is stated."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

__all__ = ["UNITS", "moment_of", "unit_of"]

# A count of seconds below this, 1973, is no moment of an online comment but a running number.
EARLIEST_SECONDS = 10**8
# Seconds, milliseconds, microseconds and nanoseconds of one moment lie three digits apart; 10**11 s is the year 5138.
UNITS = {1: 10**11, 1_000: 10**14, 1_000_000: 10**17, 1_000_000_000: 10**20}
NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{0,9})?(?:[eE]\+?\d{1,2})?")
ISO_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
ISO_TIME = re.compile(r"\d{4}-?\d{2}-?\d{2}[T ]\d{2}:?\d{2}(:?\d{2})?")
# Twitter's, and with it the archives made from it.
WEEKDAY_FIRST = "%a %b %d %H:%M:%S %z %Y"
LONGEST = 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST_SECONDS = 253_402_300_799


def unit_of(values: list[float]) -> int | None:
    """Return how many of the units that a column counts in make a second; null where it counts no moments.

    The column's middle value decides, so that one broken cell changes nothing.

    Examples
    --------
    >>> unit_of([1580652620.0, 1580652621.0]), unit_of([1580652620123.0]), unit_of([0.0, 1.0, 2.0])
    (1, 1000, None)
    """
    if not values:
        return None
    middle = abs(sorted(values)[len(values) // 2])
    if middle < EARLIEST_SECONDS:
        return None
    return next((unit for unit, limit in UNITS.items() if middle < limit), None)


def moment_of(written: str, *, unit: int | None = None) -> tuple[datetime, str] | None:
    """Return the moment and its precision; without a zone where none is written; null where it is not plain.

    Parameters
    ----------
    written : ISO 8601, the date of a mail (RFC 2822), Twitter's date, or a number
    unit : how many units of a number make a second; null = numbers are no moments

    Examples
    --------
    >>> moment_of("2020-02-03 04:05")
    (datetime.datetime(2020, 2, 3, 4, 5), 'minute')
    >>> moment_of("03/02/2020") is None
    True
    """
    written = written.strip()
    if not written or len(written) > LONGEST:
        return None
    if NUMBER.fullmatch(written):
        return _counted(float(written), unit) or _packed_day(written)
    found = _iso(written) or _named(written)
    # The year 1 is how databases write "no date", and at both ends the change of zone leaves the calendar.
    return found if found is not None and 1970 <= found[0].year < 9999 else None


def _counted(number: float, unit: int | None) -> tuple[datetime, str] | None:
    if unit is None or not EARLIEST_SECONDS <= number / unit <= LATEST_SECONDS:
        return None
    whole, part = divmod(number, unit)
    return EPOCH + timedelta(seconds=whole, microseconds=round(part * 1_000_000 / unit)), "second"


def _packed_day(written: str) -> tuple[datetime, str] | None:
    found = _iso(written) if len(written) == 8 else None
    return found if found is not None and 1970 <= found[0].year < 9999 else None


def _iso(written: str) -> tuple[datetime, str] | None:
    time = ISO_TIME.match(written)
    if time is None and ISO_DAY.fullmatch(written) is None:
        return None
    # "2020-02-03 04:05:06 UTC" and "... Z" are common and not ISO.
    plain = re.sub(r"\s*(?:UTC|GMT|Z)$", "+00:00", written)
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return moment, "day" if time is None else "second" if time[1] else "minute"


def _weekday_first(written: str) -> datetime:
    return datetime.strptime(written, WEEKDAY_FIRST)


def _named(written: str) -> tuple[datetime, str] | None:
    for read in (_weekday_first, parsedate_to_datetime):
        try:
            moment = read(written)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if written[:1].isalpha() or re.match(r"\d{1,2} [A-Za-z]{3}", written):
            return moment, "second" if written.count(":") > 1 else "minute"
    return None
