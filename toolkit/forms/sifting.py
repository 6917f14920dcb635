"""Which forms a page cannot have: cheap signs that every page of a form bears, looked for in the whole text at once.

Nine in ten pages of the web hold no comments. A sign that is absent rules its form out for certain; one that is there
proves nothing. A form without a sign in `SIGNS` is always asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from toolkit.forms import inline, table
from toolkit.forms.clocks import LEAST as CLOCKS
from toolkit.forms.dates import hinted, stamps_in
from toolkit.forms.disqus import NAME_LENGTH
from toolkit.forms.languages import REPLY_TO, SAY
from toolkit.forms.loose import GLUED_LENGTH, loose_in, loosened
from toolkit.forms.marks import say_in
from toolkit.forms.saying import BARE_SAYS
from toolkit.forms.view import Line, Row, headings, rows
from toolkit.sources import Page

__all__ = ["SIGNS", "Traces", "ruled_out", "traces"]

WIKI_SIGN = re.compile(
    r"\((?:\[\[|talk|disk|discu|d\)|d\]|discusión|msg|discussione|discussão|overleg|обс|обсуждение)", re.IGNORECASE
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
HEAD_LENGTH = inline.HEAD_LENGTH
TAIL_SIGN = re.compile(r"[(\[–—~]|\s-")
# The longest verb of saying, "this" and the signs behind it.
SAY_LENGTH = max(map(len, SAY)) + 12
SAID = re.compile("|".join(re.escape(verb) for verb in sorted(SAY, key=len, reverse=True)), re.IGNORECASE)
SAY_ENDS = (":", ",", "..", "…", ";")
SAY_STEM = 3
SAY_STEMS = frozenset(verb[-SAY_STEM:] for verb in SAY)
# A line feed before the pattern, and not the start of a line, lets the search leap from line to line.
UNSEEN = "\u200e\u200f\u202a\u202c\ufeff"
CHAT_OPENER = re.compile(rf"\n[{UNSEEN} \t]*[\[<0-9]")
CHAT_SYSTEM = re.compile(rf"\n[{UNSEEN} \t]*[\[<\d=*-]")
CHAT_SHARE = 0.4
WORDS_AN_ITEM = 6


def _needed(phrases: Iterable[str]) -> tuple[str, ...]:
    """Return the longest word of each phrase, without those that hold another one."""
    words = {max(phrase.split(), key=len) for phrase in phrases}
    return tuple(sorted(word for word in words if not any(other != word and other in word for other in words)))


REPLY_WORDS = _needed(REPLY_TO)


@dataclass(frozen=True, eq=False)
class Traces:
    """What stands on a page, as far as forms need it: each part is made when it is first asked for.

    Parameters
    ----------
    page : the page
    """

    page: Page

    @cached_property
    def text(self) -> str:
        """The whole text, with a line feed before each line."""
        return "\n" + "\n".join(self.page.lines)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The lines that are not blank."""
        return rows(self.page)

    @cached_property
    def dated(self) -> list[Row]:
        """The lines with a date or an age."""
        return [row for row in self.rows if row[6] is not None]


@lru_cache(maxsize=2)
def traces(page: Page) -> Traces:
    """Return what stands on `page`."""
    return Traces(page)


def _chat(seen: Traces) -> bool:
    """Lines that open like a message, two of them at least, and so many with those of the system."""
    if len(CHAT_OPENER.findall(seen.text)) < 2:
        return False
    return len(CHAT_SYSTEM.findall(seen.text)) >= CHAT_SHARE * len(seen.rows)


def _in_reply_to(seen: Traces) -> bool:
    """A line with a date and a word of answering."""
    return any(word in row[4].lower() for row in seen.dated for word in REPLY_WORDS)


def _disqus(seen: Traces) -> bool:
    """Four names under the text above, each above a blank line, with an indent or the address of a profile."""
    if "http" not in seen.text and not any(row[1] for row in seen.rows):
        return False
    names = (
        row[5] == 0 and below[5] == 1 and (len(row[4]) <= NAME_LENGTH or row[4].startswith("http"))
        for row, below in zip(seen.rows, seen.rows[1:], strict=False)
    )
    return sum(names) > 2


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
    return (named >= inline.NAMES and headed(seen.page)) or _opened(texts) or _signed(texts)


def _opened(texts: list[str]) -> bool:
    heads = [text[:HEAD_LENGTH] for text in texts]
    dated = [place for place in hinted(heads, ages=False) if inline.COLON.search(texts[place][: 2 * HEAD_LENGTH + 2])]
    return (
        len(dated) >= inline.LEAST
        and sum(stamp is not None for stamp in stamps_in([heads[place] for place in dated])) >= inline.LEAST
    )


def _signed(texts: list[str]) -> bool:
    signatures = [
        text[match.end() :]
        for text in texts
        if TAIL_SIGN.search(text, max(0, len(text) - HEAD_LENGTH))
        for match in inline.SIGNATURE.finditer(text, max(0, len(text) - HEAD_LENGTH))
    ]
    return (
        len(signatures) >= inline.LEAST
        and sum(stamp is not None for stamp in stamps_in(signatures)) >= inline.LEAST
    )


@lru_cache(maxsize=2)
def _template(seen: Traces) -> bool:
    """Two dates, verbs of saying or times, or a heading with one date."""
    if len(seen.dated) > 1:
        return True
    plain = [row for row in seen.rows if row[6] is None]
    texts = [row[4] for row in plain]
    if _says(texts) or _clocks(texts):
        return True
    loose = loose_in([text if len(text) <= GLUED_LENGTH else "" for text in texts])
    n_dated = len(seen.dated) + sum(loosened(Line(*plain[place])).stamp is not None for place in loose)
    return n_dated > 1 or (n_dated > 0 and headed(seen.page))


def _clocks(texts: list[str]) -> bool:
    return sum(len(text) <= CLOCK_LENGTH and ":" in text and CLOCK.search(text) is not None for text in texts) >= CLOCKS


def _says(texts: list[str]) -> bool:
    bare = [text for text in texts if text[-SAY_STEM:].casefold()[-SAY_STEM:] in SAY_STEMS]
    if sum(text.rsplit(None, 1)[-1].casefold() in SAY for text in bare) >= BARE_SAYS:
        return True
    return sum(text.endswith(SAY_ENDS) and _said(text) for text in texts) > 1


def _said(text: str) -> bool:
    return SAID.search(text, max(0, len(text) - SAY_LENGTH)) is not None and say_in(text) is not None


@lru_cache(maxsize=2)
def headed(page: Page) -> bool:
    """Return true if a line of `page` reads like the heading of a comment section."""
    return any(headings([row[4] for row in rows(page)]))


SIGNS: dict[str, Callable[[Traces], bool]] = {
    "chat": _chat,
    "wiki": lambda seen: WIKI_SIGN.search(seen.text) is not None,
    "mail": lambda seen: any(sender in seen.text for sender in SENDERS),
    "hackernews": lambda seen: (
        (NAVIGATION.search(seen.text) is not None or FOLD.search(seen.text) is not None) and len(seen.dated) > 1
    ),
    "reddit": lambda seen: FOLD.search(seen.text) is not None and len(seen.dated) > 1,
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
