"""Dates as pages write them: found in a line, kept as written, resolved once the page's day-month order is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from toolkit.forms.alternatives import any_of
from toolkit.forms.languages import AGO, DAYS, DAYS_BACK, MONTHS, NOW, UNITS

__all__ = [
    "AGE_WORDS",
    "LONGEST_TIME",
    "MONTH_END",
    "MONTH_ENDS",
    "MONTH_STEMS",
    "Stamp",
    "day_first",
    "resolve",
    "stamp_in",
    "time_alone",
]

# Minutes east of Greenwich. Pages write these letters; where a zone name is used twice in the world, the
# North American one is meant nearly always.
ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180,
    "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "akst": -540, "akdt": -480, "hst": -600, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "ist": 330, "jst": 540,
}  # fmt: skip


_MONTH = any_of(MONTHS)
_DAY = any_of(DAYS)
_YEAR = r"(?:\d{4}|'\d\d|\d\d(?!,?\s\d{4}))(?!\d|:\d)"
_TIME = (
    r"(?:\d{1,2}\sh\s\d\d(?:\smin)?\b|\d{1,2}[:h]\d\d(?::\d\d(?:\.\d{1,6})?)?(?:\s?[ap]\.?m\b\.?|\s?uhr\b|\s?h\b)?"
    r"|\d{1,2}\.\d\d\s?(?:[ap]\.?m\b\.?|uhr\b)|\d{1,2}\s?(?:[ap]\.?m\b\.?|uhr\b))"
)
_ZONE = rf"(?:\s?\(?(?:{any_of(ZONES)})\b\)?(?:\s?[+-]\d{{1,2}}(?::?\d\d)?)?|\s?[+-]\d\d:?\d\d\b)"
_LINK = (
    r"[\s,;|@·•(/–—-]{0,4}(?:\b(?:at|um|à|a las|a la|às|as|alle ore|alle|ore|om|в|kl\.?|o|le|on|the)\b)?[\s@:,–-]{0,3}"
)


def _starts(words: Iterable[str]) -> str:
    """Return a pattern for how `words` begin, by first letters, so that few are tried at a place."""
    stems: dict[str, set[str]] = {}
    for word in words:
        stems.setdefault(word[0], set()).add(word[1:3])
    return "|".join(f"{letter}(?:{any_of(rest)})" for letter, rest in sorted(stems.items()))


# A month may be glued to a name before it ("AnnaOctober 29") only with a capital, else it must start a word.
_START = r"(?:(?<![^\W_])|(?<=[a-zß-ÿа-я)\d!?.])(?=(?-i:[A-ZÀ-ÞА-Я])))"
# A day may be glued to a name before it ("Anna26 October 2012") only where a year follows the month.
_DAY_START = rf"(?<!\d)(?:(?<![^\W_])|(?=\d{{1,2}}\s?{_MONTH}\b\.?,?\s(?:19|20)\d\d))"
_DATE = (
    r"(?:"
    rf"(?P<d1>{_DAY_START}[0-3]?\d)(?:st|nd|rd|th|er|[.ºª°])?[\s,./-]{{0,3}}(?:of\s|de\s|di\s)?(?P<m1>{_MONTH})\b"
    rf"(?!\.?\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}\d{{4}})[.,]?"
    rf"(?:[\s,/.-]{{1,3}}(?:de\s|del\s)?(?P<y1>{_YEAR}))?"
    rf"|{_START}(?P<m2>{_MONTH})\b\.?\s{{0,3}}(?P<d2>[0-3]?\d)(?:st|nd|rd|th|\.)?(?!\d|:\d)"
    rf"(?:[\s,]{{1,3}}(?P<y2>{_YEAR}))?"
    r"|(?P<y3>(?<![\d.])(?:19|20)\d\d)(?P<s3>[-/.])(?P<m3>\d{1,2})(?P=s3)(?P<d3>\d{1,2})(?![\d.]\d)"
    r"|(?P<a4>(?<![\d.,/v-])\d{1,2})(?P<s4>[-/.])(?P<b4>\d{1,2})(?P=s4)(?P<y4>(?:19|20)\d\d|\d\d)(?![\d./-]\d|\d)"
    r"|(?P<y5>(?:19|20)\d\d)\s?[年년]\s?(?P<m5>\d{1,2})\s?[月월]\s?(?P<d5>\d{1,2})\s?[日일]"
    r"|(?P<a7>(?<![\d.,/-])\d{1,2})\.(?P<b7>\d{1,2})\.?,?\s(?P<y7>(?:19|20)\d\d)(?!\d)"
    r"|(?P<a6>(?<![\d.,/-])\d{1,2})\.\s?(?P<b6>\d{1,2})\.(?=\s)"
    r")"
)
# Between a time and the date after it stands less than between a date and the time after it.
_BACK = r"[\s,;|·(/–—-]{1,4}(?:\b(?:on|le|am|el|den|op|il)\b\s)?"
_DAYNAME = rf"(?:(?<!\w)(?P<w>{_DAY})\b\.?,?\s{{1,2}}(?:(?:the|den|le|el)\s)?)?"
# Every date begins with a digit, or with a day's or a month's name: looked at first, since the rest is slow to fail.
_HINT = rf"(?=\d|(?:(?<![^\W_])|(?=(?-i:[A-ZÀ-ÞА-Я])))(?:{_starts({**MONTHS, **DAYS})}))"
STAMP = re.compile(
    rf"{_HINT}(?:(?P<t0>(?<![\d:.]){_TIME})(?P<z0>{_ZONE})?{_BACK})?{_DAYNAME}{_DATE}"
    rf"(?:T(?P<t2>\d\d:\d\d(?::\d\d)?(?:\.\d{{1,6}})?)(?P<z2>Z|[+-]\d\d:?\d\d)?"
    rf"|{_LINK}(?P<t1>(?<![\d:.]){_TIME})(?P<z1>{_ZONE})?)?(?P<z3>\s?\((?:{any_of(ZONES)}|PT|ET)\))?",
    re.IGNORECASE,
)
_UNIT = {word: seconds for seconds, words in UNITS.items() for word in words.split()}
_COUNT = r"(?:\d{1,4}|an?|one|a few|einer|einem|eine|ein|un|une|una|um|uma|een|één)"
_NEAR = r"(?:about\s|over\s|almost\s|less than\s|etwa\s|ca\.\s|около\s)?"


def _age_pattern(place: int, before: str, after: str) -> str:
    lead, tail = (re.escape(before) + r"\s" if before else ""), (r"\s" + re.escape(after) + r"\b" if after else "")
    return rf"{lead}(?P<n{place}>{_COUNT})\s?(?P<u{place}>{any_of(_UNIT)})\b\.?{tail}"


_BACK_DAYS = {word: days * 86400 for days, words in DAYS_BACK.items() for word in words.split()}
_AGES = "|".join(_age_pattern(place, before, after) for place, (before, after) in enumerate(AGO))
RELATIVE = re.compile(
    rf"(?<!\w){_NEAR}(?:{_AGES}|(?P<back>{any_of(_BACK_DAYS)})(?:,?\s(?:at|um|a las|à|alle|om|às|в)\b)?,?\s{_TIME}"
    rf"|(?P<now>{any_of(NOW)}))(?!\w)(?:\s?\(\s?\d{{1,2}}:\d\d\s?[AP]M\))?",
    re.IGNORECASE,
)
# "3h", "8 hr.", "2d": an age without a word for "ago" counts only as a field of its own, between separators.
SHORT_AGE = re.compile(
    r"(?:^|(?<=[·•|]))\s{0,3}(?P<n>\d{1,3})\s?(?P<u>s|m|h|d|w|y|min|hr|mo|yr|hrs|mos|yrs)\.?\s{0,3}(?=$|[·•|])"
)
SHORT_LINE = 12
# Comments of one page lie close together: an order of day and month that spreads them this much wider is wrong.
SPAN_RATIO = 3
# Cheap signs of a date, tried first: the full pattern costs fifty times as much.
NUMERIC = re.compile(
    r"(?<![\d.,/-])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d\d)(?!\d|[./-]\d)|(?<![\d.])(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?!\d)"
    r"|(?<![\d.,/-])\d{1,2}\.\s?\d{1,2}\.?,?\s|\d{4}\s?[年년]"
)
DAY_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|[.ºª°])?[\s,./-]{0,3}(?:of\s|de\s|di\s)?([^\W\d_]{3,10})")
MONTH_DAY = re.compile(r"([^\W\d_]{3,40}+)\.?\s{0,3}\d{1,2}")
MONTH_WORDS = tuple(MONTHS)
MONTH_END = 3
MONTH_ENDS = frozenset(word[-MONTH_END:] for word in MONTHS)
# Of two words around an age the second is the rarer ("for 2 dager siden").
AGE_WORDS = tuple(sorted({after or before for before, after in AGO} | set(_BACK_DAYS) | set(NOW)))
AGE = re.compile(rf"(?<!\w)(?:{any_of(AGE_WORDS)})(?!\w)")
# Cheaper still: what must follow a digit of a date in numbers.
AFTER_NUMBER = re.compile(r"\d(?:[-/.]\d|\.\s|\s?[年년])")
MONTH_STEMS = _starts(MONTHS)
# So many lines are remembered: pages repeat dates, and every form asks again.
REMEMBERED = 1 << 12
# A time and a day of the week before the date fit into this many characters.
LEAD = 48
# Longer, a line is more than a time of day.
LONGEST_TIME = 12
TIME = re.compile(_TIME, re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2})(?:\s?[:h.]\s?(\d\d))?(?::(\d\d))?(?:\.\d+)?\s?([ap])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as one line writes it.

    Parameters
    ----------
    start, end : characters of the line, half-open
    year, month, day, hour, minute, second : as written; null = not written
    first, second_place : the two numbers of a date such as 8/9/2012, whose order the page decides
    separator : what stands between those two
    weekday : 0 = Monday; settles the order where it is written
    zone : minutes east of Greenwich
    age : seconds before the page was taken, for relative times
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    first: int | None = None
    second_place: int | None = None
    separator: str = ""
    weekday: int | None = None
    zone: int | None = None
    age: int | None = None

    @property
    def relative(self) -> bool:
        """True if the page gives an age, not a date."""
        return self.age is not None


@lru_cache(maxsize=REMEMBERED)
def stamp_in(line: str, start: int = 0) -> Stamp | None:
    """Return the first date or age in `line` from `start`, or null.

    `line` is short (callers pass at most a few hundred characters).
    """
    low = line.lower()
    found = _age(line, low, start)
    at = _sign(low, start)
    # The first match without a year and without a time is often a number beside a word: look on.
    while at is not None and (match := STAMP.search(line, max(start, at - LEAD))):
        stamp = _stamp(match)
        if stamp is not None:
            return stamp if found is None or stamp.start < found.start else found
        start = match.end() if match.end() > match.start() else match.end() + 1
        at = _sign(low, start)
    return found


def _sign(low: str, start: int) -> int | None:
    """Return where in a line in lower case the first sign of a date stands."""
    numeric = NUMERIC.search(low, start) if AFTER_NUMBER.search(low, start) else None
    signs = [numeric.start()] if numeric else []
    signs += [match.start() for match in DAY_MONTH.finditer(low, start) if match[1] in MONTHS][:1]
    signs += [match.start() for match in MONTH_DAY.finditer(low, start) if _ends_in_month(match[1])][:1]
    return min(signs, default=None)


def _ends_in_month(word: str) -> bool:
    return word[-MONTH_END:] in MONTH_ENDS and word.endswith(MONTH_WORDS)


def _age(line: str, low: str, start: int) -> Stamp | None:
    if AGE.search(low, start) and (match := RELATIVE.search(line, start)):
        if match["back"]:
            return Stamp(*match.span(), age=_BACK_DAYS[match["back"].lower()])
        if match["now"]:
            return Stamp(
                *match.span(), age=86400 if match["now"][:1].lower() in "yghaiovв" and " " not in match["now"] else 0
            )
        place = next(place for place in range(len(AGO)) if match[f"n{place}"])
        count = match[f"n{place}"]
        return Stamp(*match.span(), age=int(count if count.isdigit() else 1) * _UNIT[match[f"u{place}"].lower()])
    if (len(line) < SHORT_LINE or any(sign in line for sign in "·•|")) and (match := SHORT_AGE.search(line, start)):
        unit = {"m": 60, "min": 60, "mo": 2629800}.get(match["u"]) or _UNIT[match["u"]]
        return Stamp(*match.span(), age=int(match["n"]) * unit)
    return None


def _stamp(match: re.Match[str]) -> Stamp | None:
    part = match.groupdict()
    clock = part["t0"] or part["t1"] or part["t2"]
    hour, minute, second = _clock(clock) if clock else (None, None, None)
    year = next((_year(part[name]) for name in ("y1", "y2", "y3", "y4", "y5", "y7") if part[name]), None)
    month = MONTHS.get((part["m1"] or part["m2"] or "").lower()) or _number(part["m3"] or part["m5"])
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
    weekday = DAYS.get(part["w"].lower()) if part["w"] else None
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
    if len(text) > LONGEST_TIME or not text or not TIME.fullmatch(text):
        return None
    clock = _clock(text)
    return clock if clock[0] < 24 else None


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
