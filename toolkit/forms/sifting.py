"""Which forms a page cannot have: cheap signs that every page of a form bears, looked for in the whole text at once.

Nine in ten pages of the web hold no comments. A sign that is absent rules its form out for certain; one that is there
proves nothing. A form without a sign in `SIGNS` is always asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from toolkit.forms import inline, table
from toolkit.forms.alternatives import any_of
from toolkit.forms.clocks import LEAST as CLOCKS
from toolkit.forms.dates import stamp_in
from toolkit.forms.disqus import NAME_LENGTH
from toolkit.forms.languages import REPLY_TO, SAY
from toolkit.forms.loose import GLUED_LENGTH, loosened
from toolkit.forms.marks import say_in
from toolkit.forms.saying import BARE_SAYS, ends_in_say
from toolkit.forms.view import MARK, MARK_STARTS, Glance, Line, glance, rows
from toolkit.sources import Page

__all__ = ["SIGNS", "ruled_out"]

WIKI_SIGN = re.compile(
    r"\((?:\[\[|talk|disk|discu|d\)|d\]|discusión|msg|discussione|discussão|overleg|обс|обсуждение)|[-–—~]\s?\[\[[^\]|:]{2,24}:",
    re.IGNORECASE,
)
NAVIGATION = re.compile(
    r"\| ?(?:root|parent|prev|next|un-?vote|flag|favorite|edit|delete|unflag|vouch|on:|context|link|past|undown)"
)
FOLD = re.compile(r"\[[–\-+](?:\]|\d)")
WHY = re.compile(r"\(-?\d,\s?[A-Z]")
# As much of these patterns as bytes can tell.
ASIDE = re.compile(rb"\((?:\[\[|talk|dis[ck]|d[)\]]|msg|overleg|[\x80-\xff])")
SCORED = re.compile(rb"\([-0-9\x80-\xff]")
AT_CLOCK = re.compile(r"at\s\d{1,2}:\d\d$", re.MULTILINE)
SENDERS = ("From:", "Von:", "De:", "Da:", "От:", "Van:")
# A name and a time stand in a line no longer than this.
CLOCK_LENGTH = 60
CLOCK = re.compile(r"\d:\d\d")
AFTER_COLON = re.compile(r":\d\d")
HEAD_LENGTH = inline.HEAD_LENGTH
# One byte, as a number, is looked for ten times as fast as in a string, and that many times as fast as two.
SQUARE, BAR, COLON = b"[|:"
# The longest verb of saying, "this" and the signs behind it.
SAY_LENGTH = max(map(len, SAY)) + 12
SAID = re.compile(any_of(SAY), re.IGNORECASE)
SAY_ENDS = (":", ",", "..", "…", ";")
# A line feed before the pattern, and not the start of a line, lets the search leap from line to line.
UNSEEN = "\u200e\u200f\u202a\u202c\ufeff"
CHAT_OPENER = re.compile(rf"\n[{UNSEEN} \t]*[\[<0-9]")
CHAT_SYSTEM = re.compile(rf"\n[{UNSEEN} \t]*[\[<\d=*-]")
CHAT_OPENERS, CHAT_SYSTEMS = b"[<0123456789", b"[<0123456789=*-"
CHAT_SHARE = 0.4
INDENT = re.compile(r"\n[^\S\n]+\S")
WORDS_AN_ITEM = 6
# So many words and the spaces between them.
LEAST_ITEM = 2 * WORDS_AN_ITEM - 1


def _needed(phrases: Iterable[str]) -> tuple[str, ...]:
    """Return the longest word of each phrase, without those that hold another one."""
    words = {max(phrase.split(), key=len) for phrase in phrases}
    return tuple(sorted(word for word in words if not any(other != word and other in word for other in words)))


REPLY_WORDS = _needed(REPLY_TO)


def _chat(seen: Glance) -> bool:
    """Lines that open like a message, two of them at least, and so many with those of the system."""
    if seen.outline.openings(CHAT_OPENERS) < 2:
        return False
    if seen.outline.openings(CHAT_SYSTEMS) < CHAT_SHARE * seen.n_filled:
        return False
    if len(CHAT_OPENER.findall(seen.text)) < 2:
        return False
    return len(CHAT_SYSTEM.findall(seen.text)) >= CHAT_SHARE * seen.n_filled


def _in_reply_to(seen: Glance) -> bool:
    """A line with a date and a word of answering."""
    return _answering(seen.texts[at] for at in seen.hinted) and _answering(row[4] for row in seen.dated)


def _answering(texts: Iterable[str]) -> bool:
    low = "\n".join(texts).lower()
    return any(word in low for word in REPLY_WORDS)


def _dates(seen: Glance) -> bool:
    """Two lines with a date; most pages have too few that may hold one, and need no search for dates."""
    return len(seen.hinted) > 1 and len(seen.dated) > 1


def _disqus(seen: Glance) -> bool:
    """Names under the text above, each above a blank line, with an indent or the address of a profile."""
    if "address" not in seen.outline.words and not _indented(seen):
        return False
    texts = seen.texts
    names = (
        above and name and not gap and below and (len(name) <= NAME_LENGTH or name.startswith("http"))
        for above, name, gap, below in zip(texts, texts[1:], texts[2:], texts[3:], strict=False)
    )
    return sum(map(bool, names)) > 2


def _lists(seen: Glance) -> bool:
    """Two list marks, one before an item of many words or above lines that stand further in."""
    marked = seen.outline.marked
    if len(marked) < 2:
        return False
    texts = [seen.texts[at] for at in marked]
    indented = _indented(seen)
    long = [text for text in texts if len(text) >= LEAST_ITEM]
    if not indented and not any(map(_wordy, long)):
        return False
    bodies = [body for text in texts if (body := _body(text)) is not text]
    if len(bodies) < 2:
        return False
    return indented or any(_wordy(body) for body in bodies if len(body) >= LEAST_ITEM)


def _wordy(text: str) -> bool:
    return len(text.split()) >= WORDS_AN_ITEM


def _indented(seen: Glance) -> bool:
    """A line that begins with white space."""
    return any(seen.texts[at] and seen.page.lines[at][0].isspace() for at in seen.outline.indented)


def _table(seen: Glance) -> bool:
    """So many lines with so many cells."""
    return any(
        # A search for the first one is many times as fast as counting all.
        ord(separator) in seen.outline.text
        and seen.outline.text.count(separator.encode()) >= table.LEAST * (table.LEAST - 1)
        and sum(raw.count(separator) >= table.LEAST - 1 for raw in seen.page.lines) >= table.LEAST
        for separator in table.SEPARATORS
    )


def _inline(seen: Glance) -> bool:
    """So many lines with a date near one end and the sign that parts it from the text, or names below a heading."""
    if seen.headed and COLON in seen.outline.text and seen.text.count(":") >= inline.NAMES:
        named = sum(row[4].find(":", 0, HEAD_LENGTH) > 0 for row in rows(seen.page))
        if named >= inline.NAMES:
            return True
    parted = seen.outline.parted(HEAD_LENGTH)
    if len(seen.hinted) + len(parted) < inline.LEAST:
        return False
    long = (seen.texts[at] for at in parted)
    cut = [body for text in long if len(text) > HEAD_LENGTH and inline.hinted_if_cut(body := _body(text))]
    if len(seen.hinted) + len(cut) < inline.LEAST:
        return False
    texts = [row[4] for row in seen.dateable.values()]
    heads = (text[:HEAD_LENGTH] for text in (*texts, *cut) if inline.COLON.search(text[: 2 * HEAD_LENGTH + 2]))
    return _n_dated(heads) >= inline.LEAST or _n_dated(_signatures(texts)) >= inline.LEAST


def _body(text: str) -> str:
    """Return a line without its list mark."""
    match = MARK.match(text) if text[:1] in MARK_STARTS or text[:1].isdigit() else None
    return text if match is None else text[match.end() :]


def _signatures(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        if not any(sign in text for sign in inline.SIGNATURE_SIGNS):
            continue
        for match in inline.SIGNATURE.finditer(text, max(0, len(text) - HEAD_LENGTH)):
            yield text[match.end() :]


def _n_dated(texts: Iterable[str]) -> int:
    return sum(stamp_in(text) is not None for text in texts)


@lru_cache(maxsize=2)
def _template(seen: Glance) -> bool:
    """Two dates, verbs of saying or times, or a heading with one date."""
    if len(seen.hinted) > 1 or (seen.hinted and seen.headed):
        n_dated = sum(
            row[6] is not None or (len(row[4]) <= GLUED_LENGTH and loosened(Line(*row)).stamp is not None)
            for row in seen.dateable.values()
        )
        if n_dated > 1 or (n_dated > 0 and seen.headed):
            return True
    return _says(seen) or _clocks(seen)


def _clocks(seen: Glance) -> bool:
    if seen.outline.times < CLOCKS or len(AFTER_COLON.findall(seen.text)) < CLOCKS:
        return False
    texts = [row[4] for row in rows(seen.page) if row[6] is None and len(row[4]) <= CLOCK_LENGTH]
    return sum(CLOCK.search(text) is not None for text in texts) >= CLOCKS


def _says(seen: Glance) -> bool:
    texts = seen.texts
    spoken = seen.outline.spoken
    if len(spoken) >= BARE_SAYS and sum(bool(texts[at]) and ends_in_say(texts[at]) for at in spoken) >= BARE_SAYS:
        return True
    if sum(texts[at].endswith(SAY_ENDS) and _may_say(texts[at]) for at in seen.outline.called) < 2:
        return False
    return sum(row[6] is None and say_in(row[4]) is not None for row in rows(seen.page)) > 1


def _may_say(text: str) -> bool:
    return SAID.search(text, max(0, len(text) - SAY_LENGTH)) is not None


SIGNS: dict[str, Callable[[Glance], bool]] = {
    "chat": _chat,
    "wiki": lambda seen: (
        ((SQUARE in seen.outline.text and b"[[" in seen.outline.text) or seen.outline.any_bracket(ASIDE))
        and WIKI_SIGN.search(seen.text) is not None
    ),
    "mail": lambda seen: (
        ("sender" in seen.outline.words or seen.outline.odd) and any(sender in seen.text for sender in SENDERS)
    ),
    "hackernews": lambda seen: (
        (SQUARE in seen.outline.text or BAR in seen.outline.text)
        and _dates(seen)
        and (NAVIGATION.search(seen.text) is not None or FOLD.search(seen.text) is not None)
    ),
    "reddit": lambda seen: (
        SQUARE in seen.outline.text and FOLD.search(seen.text) is not None and (_dates(seen) or "child" in seen.text)
    ),
    "reddit_levels": lambda seen: ("level" in seen.outline.words or seen.outline.odd) and "level " in seen.low,
    "slashdot": lambda seen: (
        ("score" in seen.outline.words and "Score:" in seen.text)
        or (seen.outline.any_bracket(SCORED) and WHY.search(seen.text) is not None)
    ),
    "stackexchange": lambda seen: seen.outline.times > 0 and AT_CLOCK.search(seen.text) is not None,
    "in_reply_to": _in_reply_to,
    "disqus": _disqus,
    "lists": _lists,
    "table": _table,
    "paragraphs": lambda seen: seen.headed,
    "inline": _inline,
    **dict.fromkeys(("says", "name_date", "name_then_date", "date_first", "footer", "template"), _template),
}


def ruled_out(page: Page, form: str) -> bool:
    """Return true if the form named `form` certainly does not fit `page`."""
    sign = SIGNS.get(form)
    return sign is not None and not sign(glance(page))
