"""Where dates, ages and headings may stand in a whole page: cheap looks at all lines at once, false being certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.forms.dates import AGE_WORDS, MONTH_END, MONTH_ENDS, MONTH_STEMS, small
from toolkit.forms.languages import HEADINGS

__all__ = ["AGE_ENDS", "DECIMALS", "HEADING_WORDS", "ODD", "age_at_end", "dates_in", "lines_of"]

# All digits; signs beyond the first 65,536 count as digits too, since so the search can use one table.
DECIMALS = "".join(chr(at) for at in range(0x10000) if chr(at).isdecimal()) + "\U00010000-\U0010ffff"
# A number with what follows it in a date, in a short age, or in a date that `loose` reads. What follows is only looked
# at, so that the next number is found even inside it.
NUMBER = re.compile(
    rf"[{DECIMALS}]+"
    r"(?=([-/.]\d|\.\s?\d|\s?[年년]|\s?(?:s|m|h|d|w|y|min|hr|mo|yr|hrs|mos|yrs)\.?\s{0,3}[·•|]"
    rf"|(?:st|nd|rd|th|er|[.ºª°])?[\s,./-]{{0,3}}(?:of\s|de\s|di\s)?(?:{MONTH_STEMS})"
    r"|[.\s]+(?:de\s|di\s)?[^\W\d_]{3,12}\.?(?:\s(?:de\s)?|,\s)(?:19|20)\d\d"
    r"|\s?[^\W\d_]{1,12}\.?(?:\s*\([^\W\d_]{2,12}\))?$)?)",
    re.MULTILINE,
)
# A month, a full stop and three spaces before a digit.
MONTH_LEAD = 7
BEFORE_DAY = "." + "".join(chr(at) for at in range(0x10000) if chr(at).isspace())
ASCII_AGE_WORDS = tuple(word for word in AGE_WORDS if word.isascii())
LONGEST_AGE = max(map(len, AGE_WORDS))
# Their last two letters.
AGE_ENDS = frozenset(word[-2:] for word in AGE_WORDS)
WORDLIKE = re.compile(r"\w")
# Letters whose small ones a search that ignores case takes for others.
ODD = "İıſᲀᲁᲂᲃᲄᲅᲆᲇᲈ"
# Every heading holds one of these; the words for numbers before them stand in many other lines. The last letter of some
# may be left out.
NUMBER_WORDS = frozenset({"three", "eine", "один"})
HEADING_WORDS = tuple(
    sorted(
        {
            small(word[:-1] if optional else word)
            for word, optional in re.findall(r"([^\W\d_]{4,})(\??)", " ".join(HEADINGS).lower())
        }
        - NUMBER_WORDS
    )
)


def lines_of(text: str, places: Iterable[int]) -> list[int]:
    r"""Return the 0-based numbers of the lines of `text` in which `places` lie, each once, in order.

    Examples
    --------
    >>> lines_of("one\ntwo\nthree", [9, 1, 8])
    [0, 2]
    """
    numbers: list[int] = []
    number = last = 0
    for place in sorted(places):
        number, last = number + text.count("\n", last, place), place
        if not numbers or numbers[-1] != number:
            numbers.append(number)
    return numbers


def dates_in(low: str) -> Iterator[int]:
    """Yield where a date or an age may stand in `low`, lines in lower case without spaces at their ends."""
    yield from _numbers(low)
    for word in ASCII_AGE_WORDS if low.isascii() else AGE_WORDS:
        yield from _words(low, word)


def _numbers(low: str) -> Iterator[int]:
    """Yield one place in each line with a number that may belong to a date: the rest of the line is left out."""
    match = NUMBER.search(low)
    while match is not None:
        start, end = match.span()
        if match[1] or low[max(0, start - MONTH_LEAD) : start].rstrip(BEFORE_DAY)[-MONTH_END:] in MONTH_ENDS:
            yield start
            end = _line_end(low, start)
        match = NUMBER.search(low, end)


def _words(low: str, word: str) -> Iterator[int]:
    """Yield one place in each line with `word`."""
    at = low.find(word)
    while at >= 0:
        end = at + 1
        if not _inside_word(low, at, at + len(word)):
            yield at
            end = _line_end(low, at)
        at = low.find(word, end)


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def age_at_end(text: str) -> bool:
    """Return true if `text` ends in a word of an age, which the rest of a line may have gone on ("ago" of "agony")."""
    return text[-2:].lower() in AGE_ENDS and text[-LONGEST_AGE:].lower().endswith(AGE_WORDS)


def _inside_word(text: str, start: int, end: int) -> bool:
    return bool(WORDLIKE.match(text, end)) or (start > 0 and bool(WORDLIKE.match(text, start - 1)))
