"""A page seen line by line: indent, list mark, date. Every form starts from this, made once a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from toolkit.forms.dates import Stamp, stamp_in
from toolkit.forms.languages import AMBIGUOUS_ENDS, BUTTONS, ENDS, HEADINGS, STOPWORDS
from toolkit.sources import Page

__all__ = ["Line", "View", "is_button", "is_end", "is_heading", "view"]

# Headers and footers are short; longer lines are somebody's words and are never searched for dates.
HEADER_LENGTH = 200
# A tab is as wide as the indent step of the pages that copy browsers make.
TAB_WIDTH = 4
# An age without a digit ("an hour ago", "gestern") stands in a shorter line.
AGE_LENGTH = 80
DIGIT = re.compile(r"\d")
MARK = re.compile(r"(?:[•◦▪●○■‣*]|(?P<number>\d{1,5})[.)]|#(?P<hash>\d{1,6})[.:)]?|-(?=\s))\s+(?=\S)")
WORD = re.compile(r"[^\W\d_]+")
NOT_BUTTON = re.compile(r"[^\w\s|·•()\[\]/\\,;:.…+\-–—↓↑→←»«›‹▲▼△▽✓♥❤👍👎?!*#&]")
# Notices of links elsewhere, and buttons that name the writer ("Reply to Ann").
BUTTON_STARTS = (
    "pingback:",
    "trackback:",
    "pingback by",
    "trackback by",
    "reply to ",
    "log in to reply",
    "login to reply",
)
# "user7" is somebody's name, "7 likes" a counter.
MIXED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
PIECE = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*\??")
# Copies glue the buttons of a row together; one digit at a time keeps the pattern linear.
GLUED = re.compile(
    r"(?:perma|link|embed|save|parent|report|reply|context|full comments|give award|share|hide|follow|level|replies"
    r"|delete|edit|source|award|like|quote|flag|dislike|s|[·•›\s\d|()])+"
)
HEADING = re.compile("|".join(HEADINGS), re.IGNORECASE)
ENDING = re.compile("|".join(re.escape(end) for end in ENDS), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    Parameters
    ----------
    at : 0-based number
    indent : columns before the first character, a list mark included
    mark : the list mark ("•", "12.", "#7"), or nothing
    number : the number in the list mark
    text : the rest, without spaces around it
    gap : blank lines above
    stamp : the first date of a short line, its place counted in `text`
    """

    at: int
    indent: int
    mark: str
    number: int | None
    text: str
    gap: int
    stamp: Stamp | None

    @property
    def inner(self) -> int:
        """The column where the text starts, behind the list mark."""
        return self.indent + len(self.mark)

    @property
    def short(self) -> bool:
        """True if the line may be a header or a footer."""
        return len(self.text) <= HEADER_LENGTH


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A page's lines that are not blank, in order; ``place`` finds one by its 0-based number."""

    page: Page
    lines: tuple[Line, ...]
    place: dict[int, int]

    def between(self, first: int, last: int) -> tuple[Line, ...]:
        """Return the lines numbered from `first` to `last` inclusive."""
        return tuple(self.lines[self.place[at]] for at in range(first, last + 1) if at in self.place)


@lru_cache(maxsize=2)
def view(page: Page) -> View:
    """Return `page` line by line."""
    lines: list[Line] = []
    gap = 0
    for at, raw in enumerate(page.lines):
        stripped = raw.strip()
        if not stripped:
            gap += 1
            continue
        lines.append(_line(at, raw, stripped, gap))
        gap = 0
    return View(page, tuple(lines), {line.at: place for place, line in enumerate(lines)})


def _line(at: int, raw: str, stripped: str, gap: int) -> Line:
    lead = raw[: len(raw) - len(raw.lstrip())]
    indent = len(lead.expandtabs(TAB_WIDTH)) if "\t" in lead else len(lead)
    text, mark, number = stripped, "", None
    if match := MARK.match(stripped):
        mark, text = match[0], stripped[match.end() :]
        found = match["number"] or match["hash"]
        number = int(found) if found else None
    stamp = stamp_in(text) if _may_hold_date(text) else None
    # "1. November 2023" is a date, not the first item of a list.
    if number is not None and number <= 31 and len(stripped) <= HEADER_LENGTH:
        whole = stamp_in(stripped)
        if whole is not None and whole.start < len(mark) and whole.year is not None:
            mark, text, number, stamp = "", stripped, None, whole
    return Line(at, indent, mark, number, text, gap, stamp)


def _may_hold_date(text: str) -> bool:
    return len(text) <= HEADER_LENGTH and (bool(DIGIT.search(text)) or len(text) < AGE_LENGTH)


def is_button(text: str) -> bool:
    """Return true for a line of buttons, votes or rules: the site's words, nobody's."""
    if len(text) > 90:
        return False
    low = text.lower().strip()
    if low.startswith(BUTTON_STARTS):
        return True
    if not any(map(str.isalpha, low)):
        # "43", "+20", "***": counters and rules; a smiley or other signs may be somebody's answer.
        return bool(re.fullmatch(r"[\d\s+.,()/|*_=•·~#–—-]+", low)) and not re.fullmatch(r"\d+[/.]\d+", low)
    words = PIECE.findall(low)
    if words and all(word.strip("?") in BUTTONS for word in words) and not MIXED.search(low):
        return not NOT_BUTTON.search(low)
    return len(low) > 8 and bool(GLUED.fullmatch(low))


def is_heading(text: str) -> bool:
    """Return true for a line that opens a comment section ("12 Comments")."""
    return len(text) <= 120 and bool(HEADING.search(text))


def is_end(text: str) -> bool:
    """Return true for a line that ends a comment section ("Leave a reply")."""
    if len(text) > 160:
        return False
    low = text[:80].lower().strip(" #*»›-:|«‹←→")
    return low in AMBIGUOUS_ENDS or bool(ENDING.match(low))


def language_of(page: Page) -> str:
    """Return the language whose small words the page uses most; English where none stands out."""
    sample = " ".join(line[:400] for line in page.lines[:400]).lower()
    words = WORD.findall(sample)[:4000]
    votes = {name: sum(word in stop for word in words) for name, stop in STOPWORDS.items()}
    best = max(votes, key=lambda name: (votes[name], name == "en"))
    return best if votes[best] > 1.2 * votes["en"] else "en"
