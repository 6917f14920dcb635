"""A page seen line by line: indent, list mark, date. Every form starts from this, made once a page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TypeAlias

from toolkit.forms.dates import Stamp, stamps_in
from toolkit.forms.languages import AMBIGUOUS_ENDS, BUTTONS, ENDS, HEADINGS, STOPWORDS
from toolkit.sources import Page

__all__ = ["Line", "Row", "View", "headings", "is_button", "is_end", "is_heading", "rows", "view"]

# Headers and footers are short; longer lines are somebody's words and are never searched for dates.
HEADER_LENGTH = 200
# A tab is as wide as the indent step of the pages that copy browsers make.
TAB_WIDTH = 4
# An age without a digit ("an hour ago", "gestern") stands in a shorter line.
AGE_LENGTH = 80
DIGIT = re.compile(r"\d")
MARK = re.compile(r"(?:[•◦▪●○■‣*]|(?P<number>\d{1,5})[.)]|#(?P<hash>\d{1,6})[.:)]?|-(?=\s))\s+(?=\S)")
BUTTON_LENGTH, HEADING_LENGTH, END_LENGTH = 90, 120, 160
# Every form asks the same lines again: so many short ones are remembered, about a megabyte.
REMEMBERED = 1 << 13
RULE = re.compile(r"[\d\s+.,()/|*_=•·~#–—-]+")
FRACTION = re.compile(r"\d+[/.]\d+")
MARK_STARTS = frozenset("•◦▪●○■‣*#-")
MOST_DAYS = 31
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


def _shortest(words: Iterable[str]) -> tuple[str, ...]:
    """Return how `words` begin, without an ending that a pattern may leave out, and without number words."""
    starts = {word[: min(NOUN, len(word) - 1)] for word in words if word not in NUMBER_WORDS}
    return tuple(sorted(start for start in starts if not any(other != start and other in start for other in starts)))


HEADING = re.compile("|".join(HEADINGS), re.IGNORECASE)
ENDING = re.compile("|".join(re.escape(end) for end in ENDS), re.IGNORECASE)
# How the words of these patterns begin: most lines hold none, and need no search. `ODD` are the letters whose small
# ones a search that ignores case takes for others.
STEM = 3
NOUN = 5
NUMBER_WORDS = frozenset({"three", "eine", "один"})
HEADING_STEMS = frozenset(word[:STEM] for word in re.findall(rf"[^\W\d_]{{{STEM},}}", " ".join(HEADINGS).lower()))
# Every heading holds one of these; the words for numbers before them stand in many other lines.
HEADING_NOUNS = _shortest(re.findall(r"[^\W\d_]{4,}", " ".join(HEADINGS).lower()))
ENDING_STEMS = frozenset(end[:STEM] for end in ENDS)
BRIEF_ENDS = tuple(end for end in ENDS if len(end) < STEM)
ODD = re.compile("[İıſᲀ-ᲈ]")
_at = attrgetter("at")


# The fields of a `Line`, in its order.
Row: TypeAlias = tuple[int, int, str, int | None, str, int, Stamp | None]


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
        low = bisect_left(self.lines, first, key=_at)
        return self.lines[low : bisect_left(self.lines, last + 1, low, key=_at)]


@lru_cache(maxsize=2)
def view(page: Page) -> View:
    """Return `page` line by line."""
    lines = tuple(Line(*row) for row in rows(page))
    return View(page, lines, {line.at: place for place, line in enumerate(lines)})


@lru_cache(maxsize=2)
def rows(page: Page) -> tuple[Row, ...]:
    """Return the fields of a `Line` for each line of `page` that is not blank: cheaper than the lines themselves."""
    bare: list[tuple[int, int, str, int | None, str, int]] = []
    gap = 0
    for at, raw in enumerate(page.lines):
        text = raw.strip()
        if not text:
            gap += 1
            continue
        indent = 0 if raw[0] == text[0] else _indent(raw)
        mark, number = "", None
        if (text[0] in MARK_STARTS or text[0].isdigit()) and (match := MARK.match(text)):
            mark, text = match[0], text[match.end() :]
            found = match["number"] or match["hash"]
            number = int(found) if found else None
        bare.append((at, indent, mark, number, text, gap))
        gap = 0
    return _dated(bare)


def _indent(raw: str) -> int:
    lead = raw[: len(raw) - len(raw.lstrip())]
    return len(lead.expandtabs(TAB_WIDTH)) if "\t" in lead else len(lead)


def _dated(bare: list[tuple[int, int, str, int | None, str, int]]) -> tuple[Row, ...]:
    stamps = _stamps([row[4] for row in bare])
    dated: list[Row] = [(*row, stamps.get(place)) for place, row in enumerate(bare)]
    # "1. November 2023" is a date, not the first item of a list.
    days = [
        place
        for place, (_, _, mark, number, text, _) in enumerate(bare)
        if number is not None and number <= MOST_DAYS and len(mark) + len(text) <= HEADER_LENGTH
    ]
    wholes = stamps_in([bare[place][2] + bare[place][4] for place in days])
    for place, whole in zip(days, wholes, strict=True):
        at, indent, mark, _, text, gap = bare[place]
        if whole is not None and whole.start < len(mark) and whole.year is not None:
            dated[place] = (at, indent, "", None, mark + text, gap, whole)
    return tuple(dated)


def _stamps(texts: list[str]) -> dict[int, Stamp]:
    """Return the first date of each short text that has one, by its place."""
    short = [
        place
        for place, text in enumerate(texts)
        if len(text) < AGE_LENGTH or (len(text) <= HEADER_LENGTH and DIGIT.search(text))
    ]
    found = stamps_in([texts[place] for place in short])
    return {place: stamp for place, stamp in zip(short, found, strict=True) if stamp is not None}


def is_button(text: str) -> bool:
    """Return true for a line of buttons, votes or rules: the site's words, nobody's."""
    return len(text) <= BUTTON_LENGTH and _is_button(text)


@lru_cache(maxsize=REMEMBERED)
def _is_button(text: str) -> bool:
    low = text.lower().strip()
    if low.startswith(BUTTON_STARTS):
        return True
    if not any(map(str.isalpha, low)):
        # "43", "+20", "***": counters and rules; a smiley or other signs may be somebody's answer.
        return bool(RULE.fullmatch(low)) and not FRACTION.fullmatch(low)
    words = PIECE.findall(low)
    if words and all(word.strip("?") in BUTTONS for word in words) and not MIXED.search(low):
        return not NOT_BUTTON.search(low)
    return len(low) > 8 and bool(GLUED.fullmatch(low))


def is_heading(text: str) -> bool:
    """Return true for a line that opens a comment section ("12 Comments")."""
    return len(text) <= HEADING_LENGTH and _is_heading(text)


def headings(texts: Iterable[str]) -> Iterator[str]:
    """Yield those of `texts` that open a comment section, after one cheap look over all of them."""
    short = [text for text in texts if len(text) <= HEADING_LENGTH]
    low = "\n".join(short).lower()
    if any(map(low.__contains__, HEADING_NOUNS)) or _odd(low):
        yield from filter(_is_heading, short)


@lru_cache(maxsize=REMEMBERED)
def _is_heading(text: str) -> bool:
    stems = {word[:STEM] for word in text.lower().split()}
    return (not stems.isdisjoint(HEADING_STEMS) or _odd(text)) and bool(HEADING.search(text))


def is_end(text: str) -> bool:
    """Return true for a line that ends a comment section ("Leave a reply")."""
    return len(text) <= END_LENGTH and _is_end(text)


@lru_cache(maxsize=REMEMBERED)
def _is_end(text: str) -> bool:
    low = text[:80].lower().strip(" #*»›-:|«‹←→")
    if low[:STEM] in ENDING_STEMS or low.startswith(BRIEF_ENDS) or _odd(low):
        return low in AMBIGUOUS_ENDS or bool(ENDING.match(low))
    return low in AMBIGUOUS_ENDS


def _odd(text: str) -> bool:
    return not text.isascii() and ODD.search(text) is not None


def language_of(page: Page) -> str:
    """Return the language whose small words the page uses most; English where none stands out."""
    sample = " ".join(line[:400] for line in page.lines[:400]).lower()
    counts = Counter(WORD.findall(sample)[:4000])
    votes = {name: sum(counts[word] for word in stop) for name, stop in STOPWORDS.items()}
    best = max(votes, key=lambda name: (votes[name], name == "en"))
    return best if votes[best] > 1.2 * votes["en"] else "en"
