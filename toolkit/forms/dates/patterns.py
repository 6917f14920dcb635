"""What dates look like: day, month, year, time and zone, in any order pages write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from toolkit.forms.alternatives import any_of
from toolkit.forms.languages import DAYS, MONTHS

__all__ = ["CLOCK", "MONTH_STEMS", "STAMP", "TIME", "TIME_OF_DAY", "ZONES", "by_small", "small"]

# Minutes east of Greenwich. Pages write these letters; where a zone name is used twice in the world, the
# North American one is meant nearly always.
ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180,
    "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "akst": -540, "akdt": -480, "hst": -600, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "ist": 330, "jst": 540,
}  # fmt: skip

# Letters that a search without regard to case takes for others, though they have no small letter of that kind.
_ODD = str.maketrans("İıſᲀᲁᲂᲃᲄᲅᲆᲇ", "iisвдосттъѣ")


def small(word: str) -> str:
    """Return a word that a pattern found without regard to case as the tables of words write it."""
    return word.translate(_ODD).lower()


def by_small(table: Mapping[str, int]) -> dict[str, int]:
    """Return `table` with its words as `small` writes them ("yıl" as "yil")."""
    return {small(word): value for word, value in table.items()}


_MONTH = any_of(MONTHS)
_DAY = any_of(DAYS)
_YEAR = r"(?:\d{4}|'\d\d|\d\d(?!,?\s\d{4}))(?!\d|:\d)"
TIME_OF_DAY = (
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
# Programs in C end with the year: "Mon May  4 10:22:31 2020".
_LAST_YEAR = r"(?:(?<=:\d\d)\s(?P<y8>(?:19|20)\d\d)(?![\d:]))?"
# Every date begins with a digit, or with a day's or a month's name: looked at first, since the rest is slow to fail.
_HINT = rf"(?=\d|(?:(?<![^\W_])|(?=(?-i:[A-ZÀ-ÞА-Я])))(?:{_starts({**MONTHS, **DAYS})}))"
MONTH_STEMS = _starts(MONTHS)
STAMP = re.compile(
    rf"{_HINT}(?:(?P<t0>(?<![\d:.]){TIME_OF_DAY})(?P<z0>{_ZONE})?{_BACK})?{_DAYNAME}{_DATE}"
    rf"(?:T(?P<t2>\d\d:\d\d(?::\d\d)?(?:\.\d{{1,6}})?)(?P<z2>Z|[+-]\d\d:?\d\d)?"
    rf"|{_LINK}(?P<t1>(?<![\d:.]){TIME_OF_DAY})(?P<z1>{_ZONE})?{_LAST_YEAR})?(?P<z3>\s?\((?:{any_of(ZONES)}|PT|ET)\))?",
    re.IGNORECASE,
)
TIME = re.compile(TIME_OF_DAY, re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2})(?:\s?[:h.]\s?(\d\d))?(?::(\d\d))?(?:\.\d+)?\s?([ap])?", re.IGNORECASE)
