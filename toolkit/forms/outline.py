"""A page as bytes: where its lines begin and end, and which of them may hold what a form looks for.

What is told here is never too little: a line that is not named holds no such thing. It may be too much, so whoever
asks looks again at the lines that are named. Nine in ten pages of the web hold no comments, and most of their lines
are never looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from toolkit.forms.alternatives import any_of
from toolkit.forms.dates import AGE_BYTES, BRIEF_AGE_BYTES, MONTH_END, MONTH_ENDS, small
from toolkit.forms.grams import SPACES, Grams, cased, grams_of
from toolkit.forms.hints import AGE_ENDS, HEADING_WORDS, LONGEST_AGE, ODD
from toolkit.forms.languages import MONTHS, SAY

__all__ = ["END_OF_LINE", "HEADER_LENGTH", "Outline", "Places"]

Places: TypeAlias = npt.NDArray[np.intp]
Bytes: TypeAlias = npt.NDArray[np.uint8]

# Headers and footers are short; longer lines are somebody's words and are never searched for dates.
HEADER_LENGTH = 200
# A header inside a longer line, or a signature, stands within so many characters of its ends.
END_OF_LINE = 100
LINE_FEED, BRACKET, COLON, BAR, STOP = b"\n(:|."
DOT, BULLET = "·".encode(), "•".encode()
ZERO, TEN = np.uint8(ord("0")), np.uint8(10)
WORDLIKE = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
BEYOND = 0x80
# The fields of a mail that name its sender.
SENDERS = [b"from:", b"von:", b"van:", *cased("от:")]
BRIEF_SENDERS = [b"de:", b"da:"]
GRAMS = Grams(
    {
        "age": AGE_BYTES,
        "brief age": BRIEF_AGE_BYTES,
        "heading": [gram for word in HEADING_WORDS for gram in grams_of(word)],
        "address": [b"http"],
        "level": [b"level "],
        "score": [b"score:"],
        "sender": [*SENDERS, *(name + space for name in BRIEF_SENDERS for space in SPACES)],
    }
)
# On a page with one of these letters the rules of small and capital letters do not hold in bytes.
ODD_LETTERS = tuple(letter.encode() for letter in f"{ODD}\u212a\u212b")
ODD_LEADS = sorted({letter[:2] for letter in ODD_LETTERS})
# Digits beyond ASCII, and how their bytes begin.
ODD_DIGITS = [chr(at) for at in range(BEYOND, 0x10000) if chr(at).isdecimal()]
ODD_DIGIT = re.compile(f"[{''.join(ODD_DIGITS)}\U00010000-\U0010ffff]")
ODD_DIGIT_LEADS = bytes(sorted({digit.encode()[0] for digit in ODD_DIGITS} | set(range(0xF0, 0xF5))))
# How white space beyond ASCII begins and ends.
WIDE_SPACES = [space for space in SPACES if len(space) > 1]
PLAIN_SPACES = b"".join(space for space in SPACES if len(space) == 1)
SPACE_LEADS, SPACE_ENDS = (bytes({space[at] for space in WIDE_SPACES}) for at in (0, -1))
# What may begin a list mark.
MARKS = b"*#-0123456789" + "•".encode()[:1] + SPACE_LEADS + ODD_DIGIT_LEADS


def _table(signs: Iterable[int]) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    table[list(signs)] = True
    return table


IS_MARK, IS_PLAIN_SPACE = _table(MARKS), _table(PLAIN_SPACES)
IS_LEAD, IS_END = _table(PLAIN_SPACES + SPACE_LEADS), _table(PLAIN_SPACES + SPACE_ENDS)
IS_ODD_DIGIT = _table(ODD_DIGIT_LEADS).tobytes()
# The bytes of a sign but for its first one.
IS_INNER = _table(range(BEYOND, 0xC0)).tobytes()
BEYOND_ASCII = bytes(range(BEYOND, 256))
DIGITLIKE = _table(b"0123456789" + BEYOND_ASCII)
IS_CALL = _table(b":,;" + PLAIN_SPACES + BEYOND_ASCII)
# How white space and the invisible signs before a message begin.
UNSEEN_LEADS = PLAIN_SPACES + SPACE_LEADS + b"\xe2\xef"


def _pairs(words: Iterable[str], back: int) -> npt.NDArray[np.bool_]:
    """Return which two bytes, in small letters, may stand `back` from the end of `words`; beyond ASCII any may."""
    pairs = np.zeros((256, 256), dtype=np.bool_)
    pairs[:, BEYOND:] = pairs[BEYOND:, :] = True
    for first, second in (word.encode()[len(word.encode()) - back :][:2] for word in words):
        pairs[first, second] = True
    return pairs


_VERBS = [verb for verb in SAY if " " not in verb]
SAY_ENDS, SAY_PAIRS, AGE_PAIRS = _pairs(_VERBS, 2), _pairs(_VERBS, 3), _pairs(AGE_ENDS, 2)


def _after_number() -> re.Pattern[bytes]:
    """Return what follows the number in a date or an age, in bytes: as `hints.NUMBER` has it, or more."""
    space, letter = r"\x09\x0b-\x0d\x1c-\x20\x80-\xff", r"[a-z\x80-\xff]"
    stems = {"".join(sign if sign.isascii() else "\x80" for sign in small(word)[:3]) for word in MONTHS}
    months = any_of(stems).replace("\x80", r"[\x80-\xff]{1,3}")
    return re.compile(
        (
            rf"[-/.]\d|[^\n]?[\x80-\xff]|\.[{space}]\d"
            rf"|(?:st|nd|rd|th|er|\.)?[{space},./-]{{0,3}}(?:(?:of|de|di)[{space}])?(?:[\x80-\xff]|{months})"
            rf"|[{space}]?(?:s|m|h|d|w|y|min|hr|mo|yr|hrs|mos|yrs)\.?[{space}]{{0,9}}[|\x80-\xff]"
            rf"|[.{space}]+(?:d[ei][{space}])?{letter}{{3,48}}\.?,?[{space}]{{1,3}}(?:de[{space}]{{1,3}})?(?:19|20)"
            rf"|[{space}]?{letter}{{1,48}}\.?(?:[{space}]*\({letter}{{2,48}}\))?[{space}]*\n"
        ).encode("latin-1")
    )


AFTER_NUMBER = _after_number()
# A month, a full stop and three spaces before a digit take so many bytes.
BEFORE_NUMBER = 24
PLAIN_MONTH_ENDS = tuple(end.encode() for end in MONTH_ENDS if end.isascii())
BEFORE_DAY = b"." + PLAIN_SPACES


def _ends_in_month(text: bytes) -> bool:
    end = text.rstrip(BEFORE_DAY)[-MONTH_END:]
    return end in PLAIN_MONTH_ENDS or not end.isascii()


def _true(flags: npt.NDArray[np.bool_]) -> Places:
    """Return the places of what is true; `numpy.flatnonzero` takes as long again for its checks on a short page."""
    return flags.nonzero()[0]


def _pair(text: Bytes, pair: bytes) -> bool:
    return bool(((text[:-1] == pair[0]) & (text[1:] == pair[1])).any())


class Outline:
    """Where the lines of a page begin and end, and which may hold what.

    Parameters
    ----------
    lines : the lines of the page
    text : these as bytes in small letters, a line feed before each and one at the end, if they are known
    """

    def __init__(self, lines: Sequence[str], text: bytes | None = None) -> None:
        self.text = "\n".join(("", *lines, "")).encode("utf-8", "surrogatepass").lower() if text is None else text
        self._lines = lines
        self._bytes: Bytes = np.frombuffer(self.text, dtype=np.uint8)
        self._parted: dict[int, list[int]] = {}

    def part(self, lines: Sequence[str], start: int) -> Outline:
        """Return the outline of `lines`, which stand from line `start` on; no page has odd letters."""
        end = start + len(lines)
        part = Outline(lines, self.text[self.feeds[start] : self.feeds[end] + 1])
        # Where a cached property looks first.
        part.__dict__.update(odd=False, words={}, _first=self._first[start:end])
        return part

    def tell(self, named: Mapping[str, list[int]], parted: Mapping[int, list[int]]) -> None:
        """Take what the outline of several pages has told of this one.

        Parameters
        ----------
        named : lines, by the property that names them
        parted : what `parted` returns
        """
        self.__dict__.update(named)
        self._parted.update(parted)

    @cached_property
    def feeds(self) -> Places:
        """Where the line feeds stand: one before each line, and one at the end."""
        return _true(self._bytes == LINE_FEED)

    @cached_property
    def words(self) -> dict[str, list[int]]:
        """Where the words of each group of `GRAMS` end that occur."""
        return GRAMS.ends(self.text)

    @cached_property
    def plain(self) -> bool:
        """The page has no letter beyond ASCII."""
        return self.text.isascii()

    @cached_property
    def odd(self) -> bool:
        """A letter stands on the page that makes bytes no guide."""
        if self.plain:
            return False
        # A search for one byte is many times as fast as one for two.
        leads = [lead for lead in ODD_LEADS if all(byte in self.text for byte in lead)]
        pairs = [lead for lead in leads if _pair(self._bytes, lead)]
        return any(letter in self.text for letter in ODD_LETTERS if letter[:2] in pairs)

    @cached_property
    def _first(self) -> Bytes:
        """The first byte of each line; of an empty one the line feed."""
        return self._bytes[self.feeds[:-1] + 1]

    @cached_property
    def _last(self) -> Bytes:
        """The last byte of each line; of an empty one the line feed."""
        return self._bytes[self.feeds[1:] - 1]

    @cached_property
    def sizes(self) -> Places:
        """The length of each line in bytes."""
        return self.feeds[1:] - self.feeds[:-1] - 1

    def lines_of(self, places: Places | Sequence[int]) -> Places:
        """Return the number of the line in which each of `places` lies."""
        return self.feeds.searchsorted(places) - 1

    @cached_property
    def dated(self) -> list[int]:
        """The lines that may hold a date or an age where a header or a signature may stand."""
        if self.odd:
            return list(range(len(self._lines)))
        ages = np.asarray(self._ages(), dtype=np.intp)
        return sorted({*self._in_view(ages, ages)[0].tolist(), *self._numbered(), *self._odd_digits})

    def _ages(self) -> list[int]:
        """Return where the words of ages end, brief ones only if no longer word goes on there."""
        brief = [end for end in self.words.get("brief age", ()) if self.text[end] not in WORDLIKE]
        return [*self.words.get("age", ()), *brief]

    def _numbered(self) -> set[int]:
        """Return the lines with a number in view that may belong to a date or an age."""
        digits = self._bytes - ZERO < TEN
        edges = (digits[1:] != digits[:-1]).nonzero()[0] + 1
        starts, ends = edges[::2], edges[1::2]
        lines, near = self._in_view(starts, ends)
        found: set[int] = set()
        for line, start, end in zip(lines.tolist(), starts[near].tolist(), ends[near].tolist(), strict=True):
            if line not in found and (
                AFTER_NUMBER.match(self.text, end) or _ends_in_month(self.text[max(0, start - BEFORE_NUMBER) : start])
            ):
                found.add(line)
        return found

    @cached_property
    def with_digits(self) -> frozenset[int]:
        """The lines with a digit."""
        plain = self.lines_of((self._bytes - ZERO < TEN).nonzero()[0]).tolist()
        return frozenset((*plain, *self._odd_digits))

    @cached_property
    def _odd_digits(self) -> list[int]:
        """The lines with a digit beyond ASCII."""
        if not any(lead in self.text for lead in ODD_DIGIT_LEADS):
            return []
        lines = self.lines_of(self._where(IS_ODD_DIGIT)).tolist()
        return [at for at in dict.fromkeys(lines) if ODD_DIGIT.search(self._lines[at])]

    def _in_view(self, starts: Places, ends: Places) -> tuple[Places, npt.NDArray[np.bool_]]:
        """Return which of the pieces from `starts` to `ends` a header or a signature may hold, and their lines."""
        lines = self.lines_of(starts)
        if not len(lines):
            return lines, np.zeros(0, dtype=np.bool_)
        left, right = starts - self.feeds[lines], self.feeds[lines + 1] - ends
        near = (self.sizes[lines] <= HEADER_LENGTH) | (np.minimum(left, right) <= END_OF_LINE + LONGEST_AGE)
        near |= self._hiding[lines]
        if not self.plain and not near.all():
            # Letters beyond ASCII take several bytes each.
            line, start, end, total = (
                self._inner.searchsorted(ones) for ones in (self.feeds[lines], starts, ends, self.feeds[lines + 1])
            )
            near |= self.sizes[lines] - (total - line) <= HEADER_LENGTH
            near |= np.minimum(left - (start - line), right - (total - end)) <= END_OF_LINE + LONGEST_AGE
        return lines[near], near

    @cached_property
    def _inner(self) -> Places:
        """Where the bytes stand that go on with a sign beyond ASCII."""
        return self._where(IS_INNER)

    @cached_property
    def _hiding(self) -> npt.NDArray[np.bool_]:
        """Tell for each line whether white space or a list mark may stand before or behind what counts."""
        return IS_MARK[self._first] | IS_LEAD[self._first] | IS_END[self._last]

    @cached_property
    def headed(self) -> list[int]:
        """The lines that may head a comment section."""
        if self.odd:
            return list(range(len(self._lines)))
        found = self.words.get("heading")
        return sorted(set(self.lines_of(found).tolist())) if found else []

    @cached_property
    def marked(self) -> list[int]:
        """The lines that may begin with a list mark."""
        return (IS_MARK[self._first] | IS_PLAIN_SPACE[self._first]).nonzero()[0].tolist()

    @cached_property
    def indented(self) -> list[int]:
        """The lines that may begin with white space."""
        return IS_LEAD[self._first].nonzero()[0].tolist()

    @cached_property
    def spoken(self) -> list[int]:
        """The lines that may end in a verb of saying, without a sign behind it."""
        ends = self.feeds[1:]
        second, third = self._bytes[ends - 2], self._bytes[ends - 3]
        said = (SAY_ENDS[second, self._last] & SAY_PAIRS[third, second]) | IS_END[self._last]
        spoken: list[int] = _true(said).tolist()
        return spoken

    @cached_property
    def called(self) -> list[int]:
        """The lines that may end in a colon and the like, or in two full stops."""
        stops = (self._last == STOP) & (self._bytes[self.feeds[1:] - 2] == STOP)
        called: list[int] = _true(stops | IS_CALL[self._last]).tolist()
        return called

    def openings(self, signs: bytes) -> int:
        """Return how many lines may begin with one of `signs`, white space and invisible signs left out."""
        first = self._first.tobytes()
        return len(first) - len(first.translate(None, signs + UNSEEN_LEADS))

    @cached_property
    def times(self) -> int:
        """How often two digits may stand behind a colon."""
        if COLON not in self.text:
            return 0
        return int(np.count_nonzero(DIGITLIKE[self._bytes[self._places(COLON) + 1]]))

    def any_bracket(self, pattern: re.Pattern[bytes]) -> bool:
        """Return true if `pattern` fits a round bracket and what follows it."""
        if BRACKET not in self.text:
            return False
        return any(pattern.match(self.text, place) for place in self._places(BRACKET).tolist())

    def _where(self, table: bytes) -> Places:
        """Return where a byte stands of which `table` holds true."""
        return np.frombuffer(self.text.translate(table), dtype=np.bool_).nonzero()[0]

    def _places(self, sign: int) -> Places:
        return _true(self._bytes == sign)

    def parted(self, length: int) -> list[int]:
        """Return the lines that may be longer than `length` and hold a field of a header, or an age that ends there."""
        if length not in self._parted:
            self._parted[length] = self._parts(length)
        return self._parted[length]

    def _parts(self, length: int) -> list[int]:
        long = (self.sizes > length).nonzero()[0]
        starts = self.feeds[long] + 1
        first, second = self._bytes[starts + length - 2], self._bytes[starts + length - 1]
        moved = self._inner.searchsorted(starts) != self._inner.searchsorted(starts + length)
        aged = long[AGE_PAIRS[first, second] | moved | self._hiding[long]]
        barred = self.lines_of(self._bars())
        return sorted({*aged.tolist(), *barred[self.sizes[barred] > length].tolist()})

    def _bars(self) -> Places:
        """Return where a sign stands that parts the fields of a header: "|", "·" or "•"."""
        bars = self._bytes == BAR
        if DOT[1] in self.text or BULLET[2] in self.text:
            before, last = self._bytes[:-1], self._bytes[1:]
            bars[1:] |= ((last == DOT[1]) & (before == DOT[0])) | ((last == BULLET[2]) & (before == BULLET[1]))
        return _true(bars)
