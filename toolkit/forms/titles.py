"""Titles of comments, which answers repeat behind "Re:"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from toolkit.forms.edges import is_site
from toolkit.forms.marks import Mark
from toolkit.forms.view import Line

__all__ = ["NAME_LINE", "SUBJECT", "above_titles", "below_title", "heads", "subjects"]

NAME_LINE = 80
# Where this share of the comments has a title with "Re:", the others have titles too.
TITLED_SHARE = 0.5
# A title stands below buttons, and those below a body.
LEAST_BUTTONED = 2
# What heads the comments has so many words.
HEADING_WORDS = 2
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


def above_titles(spans: list[list[Line]], marks: Sequence[Mark]) -> list[list[Line]]:
    """Cut at the title that some headers have right above them, below the buttons of the comment before.

    Parameters
    ----------
    spans : the lines of each comment
    marks : their headers
    """
    ends = [
        span[-1] if len(span) > 1 and span[-1].at + 1 == after.first else None
        for span, after in zip(spans, marks[1:], strict=False)
    ]
    titles = [line.text if line is not None and line.gap and len(line.text) <= NAME_LINE else "" for line in ends]
    answered = Counter(SUBJECT.sub("", text).casefold() for text in titles if SUBJECT.match(text))
    cut = []
    for span, text in zip(spans, [*titles, ""], strict=True):
        named = bool(SUBJECT.match(text)) or text.casefold() in answered
        buttoned = bool(text) and len(span) > LEAST_BUTTONED and is_site(span[-2].text)
        cut.append(span[:-1] if named or buttoned else span)
    return cut


def heads(line: Line, below: Line, above: Sequence[Line], most: int) -> bool:
    """A word or two between gaps below more text than any body has: what the page calls its comments.

    Parameters
    ----------
    line, below : the line, and the one below it
    above : the lines above it
    most : letters of the longest body
    """
    words = line.text.split()
    alone = bool(line.gap and below.gap) and len(words) <= HEADING_WORDS and words[0][0].isupper()
    return alone and line.text[-1].isalpha() and sum(len(one.text) for one in above) > most
