"""Titles of comments, which answers repeat behind "Re:"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from toolkit.forms.view import Line

__all__ = ["NAME_LINE", "SUBJECT", "below_title", "subjects"]

NAME_LINE = 80
# Where this share of the comments has a title with "Re:", the others have titles too.
TITLED_SHARE = 0.5
SUBJECT = re.compile(r"(?:re|aw|antw|sv|odp|rif|res)(?:\^\d|\[\d\])?:\s", re.IGNORECASE)


def subjects(spans: Sequence[Sequence[Line]]) -> Counter[str]:
    """Return the titles that answers of the page repeat behind "Re:", each with how often."""
    tops = (line.text for span in spans for line in span[:3] if len(line.text) <= NAME_LINE)
    return Counter(SUBJECT.sub("", text).casefold() for text in tops if SUBJECT.match(text))


def below_title(lines: list[Line], answered: Counter[str], n_comments: int) -> list[Line]:
    """Leave out the title of a comment where answers repeat it, or where most comments of the page have one."""
    if len(lines) < 2 or not answered or not lines[1].gap or len(lines[0].text) > NAME_LINE:
        return lines
    titled = sum(answered.values()) >= TITLED_SHARE * n_comments and lines[0].text[-1].isalnum()
    return lines[1:] if titled or lines[0].text.casefold() in answered else lines
