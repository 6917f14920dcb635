"""Dates in headers that touch other words: glued to a name, parted from their time, or an age without "ago"."""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.forms.dates import Stamp, stamp_in, time_alone
from toolkit.forms.languages import UNITS
from toolkit.forms.view import Line

__all__ = ["GLUED_LENGTH", "loosened"]

GLUED_LENGTH = 100
# "Anna14 de marzo de 2017": a small number glued to a word, and a word behind it.
GLUED = re.compile(r"(?<=[^\W\d_])(?=[0-3]?\d[.\s]+(?:de\s|di\s)?[^\W\d_]{3,12}\.?(?:\s(?:de\s)?|,\s)(?:19|20)\d\d)")
# "Anna4412 oktober 2016": the number of the name and that of the day in one.
DIGITS_GLUED = re.compile(
    r"(?<=[^\W\d_])\d{1,6}?(?=(?:[12]\d|3[01]|\d)[.\s]+(?:de\s|di\s)?[^\W\d_]{3,12}\.?(?:\s(?:de\s)?|,\s)(?:19|20)\d\d)"
)
# "6 maj 2019 kl. 09:44": a short word between date and time, whatever the language.
BEHIND = re.compile(
    r"^[\s,.·|•@(–—-]{1,4}(?:[^\W\d_]{1,8}\.?\s)?(?P<time>\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?)\)?"
)
_UNIT = {word: seconds for seconds, words in UNITS.items() for word in words.split()}
# An age that is a whole line, or a field at its end behind a separator: "2 wk", "NAME · 3 weeks (edited)".
AGE = re.compile(r"(?:^|[·•|]\s*)(?P<age>(?P<n>\d{1,3})\s?(?P<unit>[^\W\d_]{1,12})\.?)(?:\s*\([^\W\d_]{2,12}\))?$")


def loosened(line: Line) -> Line:
    """Return `line` with the date that the plain search did not see, or not whole.

    Parameters
    ----------
    line : a short line

    Examples
    --------
    >>> loosened(Line(0, 0, "", None, "Anna · 2 wk", 0, None)).stamp.age
    1209600
    """
    if len(line.text) > GLUED_LENGTH:
        return line
    if line.stamp is not None:
        return _with_time(line, line.stamp)
    parted = GLUED.sub(" ", line.text, count=1)
    parted = DIGITS_GLUED.sub(lambda match: f"{match[0]} ", line.text, count=1) if parted == line.text else parted
    if parted != line.text:
        stamp = stamp_in(parted)
        return line if stamp is None else replace(line, text=parted, stamp=stamp)
    return _aged(line)


def _with_time(line: Line, stamp: Stamp) -> Line:
    if stamp.hour is not None or stamp.relative:
        return line
    match = BEHIND.match(line.text[stamp.end :])
    clock = time_alone(match["time"]) if match else None
    if match is None or clock is None:
        return line
    timed = replace(stamp, end=stamp.end + match.end(), hour=clock[0], minute=clock[1], second=clock[2])
    return replace(line, stamp=timed)


def _aged(line: Line) -> Line:
    match = AGE.search(line.text)
    seconds = _UNIT.get(match["unit"].casefold()) if match else None
    if match is None or seconds is None:
        return line
    return replace(line, stamp=Stamp(match.start("age"), match.end("age"), age=int(match["n"]) * seconds))
