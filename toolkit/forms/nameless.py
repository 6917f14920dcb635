"""Pages that have lost their writers: dates on lines of their own, alone or beside the numbers of the comments."""

from __future__ import annotations

import itertools
import re

from toolkit.forms.marks import Mark, Shape
from toolkit.forms.placing import Found, placed
from toolkit.forms.view import View

__all__ = ["dates_alone", "numbered_dates"]

# Fewer dates without names bound nothing.
LEAST = 4
OWN_NUMBER = re.compile(r"#\d{1,6}")


def dates_alone(seen: View, group: list[Shape]) -> Found | None:
    """Read a page that has lost its writers: dates with times on lines of their own."""
    if len(group) < LEAST or any(shape.pre or shape.post for shape in group):
        return None
    if any(shape.line.stamp is None or shape.line.stamp.hour is None for shape in group):
        return None
    marks = [Mark(one.line.at, one.line.at, one.line.indent, None, one.line.stamp, notes=["no-name"]) for one in group]
    return placed(seen, marks, [None] * len(marks), "date_alone", group)


def numbered_dates(seen: View, group: list[Shape]) -> Found | None:
    """Read a forum copied without its writers: every date stands beside the number of its comment ("#661")."""
    marks: list[Mark] = []
    numbers: list[int | None] = []
    for shape in group:
        place = seen.place[shape.line.at]
        near = [seen.lines[at] for at in (place - 1, place + 1) if 0 <= at < len(seen.lines)]
        beside = next((line for line in near if OWN_NUMBER.fullmatch(line.text)), None)
        if beside is None:
            return None
        marks.append(
            Mark(
                min(beside.at, shape.line.at), max(beside.at, shape.line.at), shape.line.indent, None, shape.line.stamp
            )
        )
        numbers.append(int(beside.text.lstrip("#")))
    rising = all(a is not None and b is not None and a < b for a, b in itertools.pairwise(numbers))
    return Found(marks, numbers, "number_date") if rising and len(marks) > 1 else None
