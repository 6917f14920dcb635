"""Dates as pages write them: found in a line, kept as written, resolved once the page's day-month order is known."""

from toolkit.forms.dates.ages import aged
from toolkit.forms.dates.finding import stamp_in, stamps_in, time_alone
from toolkit.forms.dates.resolving import day_first, resolve
from toolkit.forms.dates.signs import hinted
from toolkit.forms.dates.stamp import Stamp

__all__ = ["Stamp", "aged", "day_first", "hinted", "resolve", "stamp_in", "stamps_in", "time_alone"]
