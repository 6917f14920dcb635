"""Dates as pages write them: found in a line, kept as written, resolved once the page's day-month order is known."""

from toolkit.forms.dates.ages import AGE_BYTES, AGE_WORDS, BRIEF_AGE_BYTES
from toolkit.forms.dates.finding import LONGEST_TIME, stamp_in, time_alone
from toolkit.forms.dates.patterns import MONTH_STEMS, small
from toolkit.forms.dates.resolving import day_first, resolve
from toolkit.forms.dates.signs import MONTH_END, MONTH_ENDS
from toolkit.forms.dates.stamp import Stamp

__all__ = [
    "AGE_BYTES",
    "AGE_WORDS",
    "BRIEF_AGE_BYTES",
    "LONGEST_TIME",
    "MONTH_END",
    "MONTH_ENDS",
    "MONTH_STEMS",
    "Stamp",
    "day_first",
    "resolve",
    "small",
    "stamp_in",
    "time_alone",
]
