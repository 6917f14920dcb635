"""The section that a heading with a number opens: "7 responses to ...", up to the form for writing one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from toolkit.forms.view import Line, View, is_end, is_heading

__all__ = ["Section", "counted_section"]

COUNT = re.compile(r"(?:^|\()\W{0,2}(\d{1,4})(?!\d|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below a heading that counts.

    Parameters
    ----------
    count : how many comments the heading tells of
    lines : the lines below it, up to the end of the section
    """

    count: int
    lines: tuple[Line, ...]


@lru_cache(maxsize=2)
def counted_section(seen: View) -> Section | None:
    """Return the section below the only heading that counts comments, or null.

    Parameters
    ----------
    seen : the page
    """
    found = [(place, int(match[1])) for place, line in enumerate(seen.lines) if (match := _counts(line))]
    if len(found) != 1:
        return None
    place, count = found[0]
    texts = Counter(line.text for line in seen.lines)
    below = seen.lines[place + 1 :]
    end = next((at for at, line in enumerate(below) if is_end(line.text) and texts[line.text] == 1), len(below))
    return Section(count, below[:end])


def _counts(line: Line) -> re.Match[str] | None:
    return COUNT.search(line.text) if line.stamp is None and not line.mark and is_heading(line.text) else None
