"""Which forms a page cannot have: cheap signs that every page of a form bears, looked for in the whole text at once.

Nine in ten pages of the web hold no comments. A sign that is absent rules its form out for certain; one that is there
proves nothing. A form without a sign in `SIGNS` is always asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.forms import inline, table
from toolkit.forms.clocks import LEAST as CLOCKS
from toolkit.forms.dates import aged, hinted, stamps_in
from toolkit.forms.languages import REPLY_TO, SAY
from toolkit.forms.loose import loosened
from toolkit.forms.marks import say_in
from toolkit.forms.saying import BARE_SAYS
from toolkit.forms.view import Line, Row, is_heading, rows
from toolkit.sources import Page

__all__ = ["SIGNS", "Traces", "ruled_out", "traces"]

WIKI_SIGN = re.compile(
    r"\((?:\[\[|talk|disk|discu|d\)|d\]|discusión|msg|discussione|discussão|overleg|обс|обсуждение)|[-–—~]\s?\[\[[^\]|:]{2,24}:",
    re.IGNORECASE,
)
NAVIGATION = re.compile(
    r"\| ?(?:root|parent|prev|next|un-?vote|flag|favorite|edit|delete|unflag|vouch|on:|context|link|past|undown)"
)
FOLD = re.compile(r"\[[–\-+](?:\]|\d)")
WHY = re.compile(r"\(-?\d,\s?[A-Z]")
AT_CLOCK = re.compile(r"at\s\d{1,2}:\d\d$", re.MULTILINE)
SENDERS = ("From:", "Von:", "De:", "Da:", "От:", "Van:")
# A name and a time stand in a line no longer than this.
CLOCK_LENGTH = 60
CLOCK = re.compile(r"\d:\d\d")
LOOSE_LENGTH = 100
HEAD_LENGTH = inline.HEAD_LENGTH
DIGIT = re.compile(r"\d")
# The longest verb of saying, "this" and the signs behind it.
SAY_LENGTH = max(map(len, SAY)) + 12
SAID = re.compile("|".join(re.escape(verb) for verb in sorted(SAY, key=len, reverse=True)), re.IGNORECASE)
SAY_ENDS = (":", ",", "..", "…", ";")
CHAT_OPENERS = frozenset("[<0123456789")
CHAT_SYSTEM = frozenset("[<0123456789=*-")
CHAT_SHARE = 0.4
UNSEEN = "\u200e\u200f\u202a\u202c\ufeff"
WORDS_AN_ITEM = 6


def _needed(phrases: Iterable[str]) -> tuple[str, ...]:
    """Return the longest word of each phrase, without those that hold another one."""
    words = {max(phrase.split(), key=len) for phrase in phrases}
    return tuple(sorted(word for word in words if not any(other != word and other in word for other in words)))


REPLY_WORDS = _needed(REPLY_TO)


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """What stands on a page, as far as forms need it.

    Parameters
    ----------
    page, text, rows : the page, its whole text, its lines that are not blank
    n_dated : lines with a date or an age
    """

    page: Page
    text: str
    rows: tuple[Row, ...]
    n_dated: int


@lru_cache(maxsize=2)
def traces(page: Page) -> Traces:
    """Return what stands on `page`."""
    found = rows(page)
    return Traces(page, "\n".join(page.lines), found, sum(row[6] is not None for row in found))


def _chat(seen: Traces) -> bool:
    """Lines that open like a message, two of them at least, and so many with those of the system."""
    firsts = [raw.lstrip(UNSEEN + " \t")[:1] for row in seen.rows if (raw := seen.page.lines[row[0]])]
    openers = sum(first in CHAT_OPENERS or first.isdigit() for first in firsts)
    return openers > 1 and sum(first in CHAT_SYSTEM or first.isdigit() for first in firsts) >= CHAT_SHARE * len(firsts)


def _in_reply_to(seen: Traces) -> bool:
    if not seen.n_dated:
        return False
    low = "\n".join(row[4] for row in seen.rows if len(row[4]) <= 200).lower()
    return any(word in low for word in REPLY_WORDS)


def _disqus(seen: Traces) -> bool:
    """Four names under the text above, each above a blank line, with an indent or the address of a profile."""
    if "http" not in seen.text and not any(row[1] for row in seen.rows):
        return False
    return sum(row[5] == 0 and below[5] == 1 for row, below in zip(seen.rows, seen.rows[1:], strict=False)) > 2


def _lists(seen: Traces) -> bool:
    """Two list marks, one before an item of many words or above lines that stand further in."""
    marked = [row for row in seen.rows if row[2]]
    if len(marked) < 2:
        return False
    return any(row[1] for row in seen.rows) or any(len(row[4].split()) >= WORDS_AN_ITEM for row in marked)


def _table(seen: Traces) -> bool:
    """So many lines with so many cells."""
    return any(
        seen.text.count(separator) >= table.LEAST * (table.LEAST - 1)
        and sum(raw.count(separator) >= table.LEAST - 1 for raw in seen.page.lines) >= table.LEAST
        for separator in table.SEPARATORS
    )


def _inline(seen: Traces) -> bool:
    """So many lines with a date near one end and the sign that parts it from the text, or names below a heading."""
    texts = [row[4] for row in seen.rows]
    named = sum(text.find(":", 0, HEAD_LENGTH) > 0 for text in texts)
    if named >= inline.NAMES and headed(seen.page):
        return True
    # Without an age, a line needs a digit near one of its ends.
    near = [f"{text[:HEAD_LENGTH]} {text[-HEAD_LENGTH:]}" for text in texts]
    if sum(DIGIT.search(text) is not None for text in near) < inline.LEAST and not aged(near):
        return False
    heads = [text[:HEAD_LENGTH] for text in texts if inline.COLON.search(text[: 2 * HEAD_LENGTH + 2])]
    if sum(stamp is not None for stamp in stamps_in(heads)) >= inline.LEAST:
        return True
    ends = [text[-HEAD_LENGTH:] for text in texts]
    some_aged = aged(ends)
    tails = [
        text[match.end() :]
        for text, end in zip(texts, ends, strict=True)
        if some_aged or hinted(end)
        for match in inline.SIGNATURE.finditer(text, max(0, len(text) - HEAD_LENGTH))
    ]
    return sum(stamp is not None for stamp in stamps_in(tails)) >= inline.LEAST


@lru_cache(maxsize=2)
def _template(seen: Traces) -> bool:
    """Two dates, verbs of saying or times, or a heading with one date."""
    dated = clocks = says = bare = 0
    for row in seen.rows:
        text = row[4]
        if row[6] is not None or (len(text) <= LOOSE_LENGTH and DIGIT.search(text)):
            dated += row[6] is not None or loosened(Line(*row)).stamp is not None
        if row[6] is None:
            clocks += len(text) <= CLOCK_LENGTH and ":" in text and CLOCK.search(text) is not None
            says += _says(text)
            bare += text.rsplit(None, 1)[-1].casefold() in SAY
        if dated > 1 or says > 1 or clocks >= CLOCKS or bare >= BARE_SAYS:
            return True
    return dated > 0 and headed(seen.page)


def _says(text: str) -> bool:
    return (
        text.endswith(SAY_ENDS)
        and SAID.search(text, max(0, len(text) - SAY_LENGTH)) is not None
        and say_in(text) is not None
    )


@lru_cache(maxsize=2)
def headed(page: Page) -> bool:
    """Return true if a line of `page` reads like the heading of a comment section."""
    return any(is_heading(row[4]) for row in rows(page))


SIGNS: dict[str, Callable[[Traces], bool]] = {
    "chat": _chat,
    "wiki": lambda seen: WIKI_SIGN.search(seen.text) is not None,
    "mail": lambda seen: any(sender in seen.text for sender in SENDERS),
    "hackernews": lambda seen: (
        seen.n_dated > 1 and (NAVIGATION.search(seen.text) is not None or FOLD.search(seen.text) is not None)
    ),
    "reddit": lambda seen: seen.n_dated > 1 and FOLD.search(seen.text) is not None,
    "reddit_levels": lambda seen: any(row[4][:5].lower() == "level" for row in seen.rows),
    "slashdot": lambda seen: "Score:" in seen.text or WHY.search(seen.text) is not None,
    "stackexchange": lambda seen: AT_CLOCK.search(seen.text) is not None,
    "in_reply_to": _in_reply_to,
    "disqus": _disqus,
    "lists": _lists,
    "table": _table,
    "inline": _inline,
    **dict.fromkeys(("says", "name_date", "name_then_date", "date_first", "footer", "template"), _template),
}


def ruled_out(page: Page, form: str) -> bool:
    """Return true if the form named `form` certainly does not fit `page`."""
    sign = SIGNS.get(form)
    return sign is not None and not sign(traces(page))
