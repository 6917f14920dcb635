"""Moments in UTC, once the page's order of day and month is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from toolkit.forms.dates.stamp import Stamp

__all__ = ["day_first", "resolve"]

# Comments of one page lie close together: an order of day and month that spreads them this much wider is wrong.
SPAN_RATIO = 3


def day_first(stamps: Iterable[Stamp], language: str) -> tuple[bool, bool]:
    """Decide whether the page writes 8/9/2012 for the 8th of September.

    Parameters
    ----------
    stamps : all stamps of the page
    language : the page's language, for pages where no line settles it

    Returns
    -------
    day comes first, and whether a line of the page settles it
    """
    votes = 0
    numeric = [stamp for stamp in stamps if stamp.first is not None and stamp.second_place is not None]
    for stamp in numeric:
        if stamp.first and stamp.second_place and max(stamp.first, stamp.second_place) > 12:
            votes += 1 if stamp.first > 12 else -1
        elif stamp.weekday is not None and stamp.first != stamp.second_place:
            votes += _falls_on(stamp, day_first=True) - _falls_on(stamp, day_first=False)
    if votes or not numeric:
        return votes > 0, True
    days, months = _span(numeric, day_first=True), _span(numeric, day_first=False)
    if days is not None and months is not None and max(days, months) > SPAN_RATIO * (min(days, months) + 1):
        return days < months, False
    if language != "en" or any(stamp.separator == "." for stamp in numeric):
        return True, False
    return False, False


def _span(stamps: list[Stamp], *, day_first: bool) -> int | None:
    """Return the days between the first and the last of `stamps`; null if one of them is no date in this order."""
    dates = [_date(stamp, day_first=day_first) for stamp in stamps]
    known = [date for date in dates if date is not None]
    return (max(known) - min(known)).days if known and len(known) == len(dates) else None


def _falls_on(stamp: Stamp, *, day_first: bool) -> bool:
    date = _date(stamp, day_first=day_first)
    return date is not None and date.weekday() == stamp.weekday


def _date(stamp: Stamp, *, day_first: bool) -> datetime | None:
    month, day = stamp.month, stamp.day
    if stamp.first is not None:
        day, month = (stamp.first, stamp.second_place) if day_first else (stamp.second_place, stamp.first)
    if stamp.year is None or month is None or day is None:
        return None
    try:
        return datetime(stamp.year, month, day, stamp.hour or 0, stamp.minute or 0, stamp.second or 0)
    except ValueError:
        return None


def resolve(
    stamp: Stamp, *, day_first: bool, timezone_: tzinfo, retrieved: datetime | None = None
) -> tuple[datetime, str] | None:
    """Return the moment in UTC and how exactly the page states it, or null where the page does not say.

    Parameters
    ----------
    stamp : as written
    day_first : the page's order of day and month
    timezone_ : zone for pages that state none
    retrieved : when the page was taken; without it an age gives no moment
    """
    if stamp.age is not None:
        if retrieved is None:
            return None
        moment = retrieved.astimezone(UTC) - timedelta(seconds=stamp.age)
        return (moment, "minute") if stamp.age < 3600 else (moment, "day")
    date = _date(stamp, day_first=day_first)
    if date is None:
        return None
    zone = timezone_ if stamp.zone is None else timezone(timedelta(minutes=stamp.zone))
    if stamp.hour is None:
        # A day without a time keeps its number whatever the zone.
        return date.replace(tzinfo=UTC), "day"
    try:
        moment = date.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None
    return moment, "minute" if stamp.second is None else "second"
