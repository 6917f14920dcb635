"""A page seen line by line: indent, list mark, date. Every form starts from this, made once a page."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from toolkit.forms.alternatives import any_of
from toolkit.forms.dates import Stamp, stamp_in
from toolkit.forms.hints import HEADING_WORDS, ODD, dates_in, lines_of
from toolkit.forms.languages import AMBIGUOUS_ENDS, BUTTONS, ENDS, HEADINGS, PARENT_LINKS, THREAD_LINKS
from toolkit.forms.outline import END_OF_LINE, HEADER_LENGTH, Outline
from toolkit.forms.stopwords import STOPWORDS
from toolkit.sources import Page

__all__ = ["Glance", "Line", "Row", "View", "glance", "is_button", "is_end", "is_heading", "numberless", "rows",
    "view",
]  # fmt: skip

# A tab is as wide as the indent step of the pages that copy browsers make.
TAB_WIDTH = 4
# An age without a digit ("an hour ago", "gestern") stands in a shorter line.
AGE_LENGTH = 80
DIGIT, NUMBER = re.compile(r"\d"), re.compile(r"\d+")
MARK = re.compile(r"(?:[•◦▪●○■‣*]|(?P<number>\d{1,5})[.)]|#(?P<hash>\d{1,6})[.:)]?|-(?=\s))\s+(?=\S)")
BUTTON_LENGTH, HEADING_LENGTH, END_LENGTH = 90, 120, 160
# Every form asks the same lines again: so many short ones are remembered, about a megabyte.
REMEMBERED = 1 << 13
RULE = re.compile(r"[\d\s+.,()/|*_=•·~#–—-]+")
# "👍 5": how often a sign was given.
COUNTED_SIGN = re.compile(r"(?:[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]{1,6}\s?\d{1,6}\s*){1,8}")
FRACTION = re.compile(r"\d+[/.]\d+")
MARK_STARTS = frozenset("•◦▪●○■‣*#-")
MOST_DAYS = 31
WORD = re.compile(r"[^\W\d_]+")
NOT_BUTTON = re.compile(r"[^\w\s|·•()\[\]/\\,;:.…+\-–—↓↑→←»«›‹▲▼△▽✓♥❤👍👎?!*#&]")
# Notices of links elsewhere, and buttons that name the writer ("Reply to Ann").
BUTTON_STARTS = (
    "permalink fedilink",
    "{reactions}",
    "{attachments}",
    "{embed}",
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
LEADING = frozenset(link for link in (*PARENT_LINKS, *THREAD_LINKS) if " " in link)
LEADS = re.compile(rf"(?<!\w)(?:{any_of((*PARENT_LINKS, *THREAD_LINKS))})(?!\w)")
HEADING = re.compile("|".join(HEADINGS), re.IGNORECASE)
ENDING = re.compile(any_of(ENDS), re.IGNORECASE)
# How the words of these patterns begin: most lines hold none, and need no search. `ODD` are the letters whose small
# ones a search that ignores case takes for others.
STEM = 3
HEADING_STEMS = frozenset(word[:STEM] for word in HEADING_WORDS)
ENDING_STEMS = frozenset(end[:STEM] for end in ENDS)
BRIEF_ENDS = tuple(end for end in ENDS if len(end) < STEM)


# Outlines made in advance, taken when their pages are looked at; a page without one gets its own.
_OUTLINES: dict[Page, Outline] = {}
# The fields of a `Line`, in its order.
Row: TypeAlias = tuple[int, int, str, int | None, str, int, Stamp | None]


# Not frozen, though nothing changes a line: a frozen one takes three times as long to make, and a page has thousands.
@dataclass(slots=True)
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
    """A page's lines that are not blank, in order.

    Parameters
    ----------
    page : the page
    lines : its lines
    place : where in `lines` one stands, by its 0-based number
    below : how many of `lines` stand above each line of the page, blank or not, and above its end
    """

    page: Page
    lines: tuple[Line, ...]
    place: dict[int, int]
    below: tuple[int, ...]

    def between(self, first: int, last: int) -> tuple[Line, ...]:
        """Return the lines numbered from `first` to `last` inclusive."""
        end = len(self.below) - 1
        return self.lines[self.below[min(max(first, 0), end)] : self.below[min(max(last + 1, 0), end)]]


@lru_cache(maxsize=2)
def view(page: Page) -> View:
    """Return `page` line by line."""
    lines = tuple(Line(*row) for row in rows(page))
    place = {line.at: place for place, line in enumerate(lines)}
    below = itertools.accumulate(map(bool, glance(page).texts), initial=0)
    return View(page, lines, place, tuple(below))


@lru_cache(maxsize=2)
def numberless(seen: View) -> list[str]:
    """Return the texts of all lines with one sign in the place of each number."""
    digits = glance(seen.page).outline.with_digits
    return [NUMBER.sub("#", line.text) if line.at in digits else line.text for line in seen.lines]


@dataclass(frozen=True, eq=False)
class Glance:
    """What a cheap look at a page shows; each part is made when it is first asked for.

    Parameters
    ----------
    page : the page
    """

    page: Page

    @cached_property
    def texts(self) -> list[str]:
        """All lines, without spaces around them."""
        return list(map(str.strip, self.page.lines))

    @cached_property
    def n_filled(self) -> int:
        """How many lines are not blank."""
        return len(self.texts) - self.texts.count("")

    @cached_property
    def text(self) -> str:
        """The whole text, with a line feed before each line."""
        return "\n" + "\n".join(self.page.lines)

    @cached_property
    def low(self) -> str:
        """The lines in lower case; of a long one only as much at both ends as may be a header or a signature."""
        return "\n".join(map(_ends_of, self.texts)).lower()

    @cached_property
    def outline(self) -> Outline:
        """The page as bytes."""
        return _OUTLINES.pop(self.page, None) or Outline(self.page.lines)

    @cached_property
    def hinted(self) -> frozenset[int]:
        """The numbers of the lines that may hold a date or an age."""
        lines = self.outline.dated
        if not self.outline.odd:
            return frozenset(lines)
        low = "\n".join([_ends_of(self.texts[at]) for at in lines]).lower()
        return frozenset(lines[place] for place in lines_of(low, dates_in(low)))

    @cached_property
    def dateable(self) -> dict[int, Row]:
        """Those lines, without their gaps."""
        return {at: _dated(_row(at, self.page.lines[at], self.texts[at], 0)) for at in sorted(self.hinted)}

    @cached_property
    def dated(self) -> list[Row]:
        """The lines with a date or an age."""
        return [row for row in self.dateable.values() if row[6] is not None]

    @cached_property
    def headed(self) -> bool:
        """A line reads like the heading of a comment section."""
        # A long line heads nothing; behind a list mark, any number of spaces may stand.
        lines = [at for at in self.outline.headed if len(text := self.texts[at]) <= HEADING_LENGTH or _marked(text)]
        return any(is_heading(self.row(at, 0)[4]) for at in lines if self.texts[at])

    def row(self, at: int, gap: int) -> Row:
        """Return the fields of line `at`, which is not blank."""
        dated = self.dateable.get(at)
        if dated is None:
            return _row(at, self.page.lines[at], self.texts[at], gap)
        return (*dated[:5], gap, dated[6])


def take_outlines(outlines: Mapping[Page, Outline]) -> None:
    """Keep the outlines of the pages that are looked at next; those of others are forgotten."""
    _OUTLINES.clear()
    _OUTLINES.update(outlines)


def _marked(text: str) -> bool:
    return text[0] in MARK_STARTS or text[0].isdigit()


def _ends_of(text: str) -> str:
    if len(text) <= HEADER_LENGTH or _marked(text):
        # Behind a list mark, any number of spaces may stand.
        return text
    return f"{text[:END_OF_LINE]} … {text[-END_OF_LINE:]}"


@lru_cache(maxsize=2)
def glance(page: Page) -> Glance:
    """Return what a cheap look at `page` shows."""
    return Glance(page)


@lru_cache(maxsize=2)
def rows(page: Page) -> tuple[Row, ...]:
    """Return the fields of a `Line` for each line of `page` that is not blank: cheaper than the lines themselves."""
    seen = glance(page)
    found: list[Row] = []
    gap = 0
    dated, formed = seen.dateable, {*seen.outline.marked, *seen.outline.indented}
    for at, text in enumerate(seen.texts):
        if text:
            plain = at not in formed and at not in dated
            found.append((at, 0, "", None, text, gap, None) if plain else seen.row(at, gap))
            gap = 0
        else:
            gap += 1
    return tuple(found)


def _row(at: int, raw: str, text: str, gap: int) -> Row:
    indent = 0 if raw[0] == text[0] else _indent(raw)
    if _marked(text) and (match := MARK.match(text)):
        digits = match["number"] or match["hash"]
        return (at, indent, match[0], int(digits) if digits else None, text[match.end() :], gap, None)
    return (at, indent, "", None, text, gap, None)


def _dated(row: Row) -> Row:
    at, indent, mark, number, text, gap, _ = row
    # "1. November 2023" is a date, not the first item of a list.
    if number is not None and number <= MOST_DAYS and len(mark) + len(text) <= HEADER_LENGTH:
        whole = stamp_in(mark + text)
        if whole is not None and whole.start < len(mark) and whole.year is not None:
            return (at, indent, "", None, mark + text, gap, whole)
    short = len(text) < AGE_LENGTH or (len(text) <= HEADER_LENGTH and DIGIT.search(text))
    return (at, indent, mark, number, text, gap, stamp_in(text) if short else None)


def _indent(raw: str) -> int:
    lead = raw[: len(raw) - len(raw.lstrip())]
    return len(lead.expandtabs(TAB_WIDTH)) if "\t" in lead else len(lead)


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
        return bool(RULE.fullmatch(low) or COUNTED_SIGN.fullmatch(low)) and not FRACTION.fullmatch(low)
    first = PIECE.search(low)
    words = PIECE.findall(low) if first is not None and first[0].strip("?") in BUTTONS else []
    if words and all(word.strip("?") in BUTTONS for word in words) and not MIXED.search(low):
        return not NOT_BUTTON.search(low)
    return len(low) > 8 and (bool(GLUED.fullmatch(low)) or _leads(low))


def _leads(low: str) -> bool:
    """Return true for a row of buttons one of which leads to a parent or a thread; several words may stand alone."""
    if low not in LEADING and not any(sign in low for sign in "|(["):
        return False
    rest = LEADS.sub(" ", low)
    return rest != low and (not any(map(str.isalpha, rest)) or is_button(rest))


def is_heading(text: str) -> bool:
    """Return true for a line that opens a comment section ("12 Comments")."""
    return len(text) <= HEADING_LENGTH and _is_heading(text)


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
    return not text.isascii() and any(letter in text for letter in ODD)


def language_of(page: Page) -> str:
    """Return the language whose small words the page uses most; English where none stands out."""
    sample = " ".join(line[:400] for line in page.lines[:400]).lower()
    counts = Counter(WORD.findall(sample)[:4000])
    votes = {name: sum(counts[word] for word in stop) for name, stop in STOPWORDS.items()}
    best = max(votes, key=lambda name: (votes[name], name == "en"))
    return best if votes[best] > 1.2 * votes["en"] else "en"
