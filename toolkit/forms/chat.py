"""Chat logs: "20/01/19, 11:23 - NAME: text", "[03:26] <NAME> text"; lines without a header go on.

Where messages have a time alone, their day is that of the last line that says which day it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.forms.base import Comment, Form
from toolkit.forms.bodies import comment_of
from toolkit.forms.dates import Stamp, stamp_in, time_alone
from toolkit.forms.marks import Mark
from toolkit.forms.replies import Writers, propose
from toolkit.forms.view import Line, view
from toolkit.sources import Page

__all__ = ["CHAT"]

HEAD_LENGTH = 120
OPENERS = frozenset("[<0123456789")
UNSEEN = "\u200e\u200f\u202a\u202c\ufeff"
CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?"
DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
WHEN = rf"(?:{DAY},?\s{{1,2}}{CLOCK}|{CLOCK},?\s{DAY}|{DAY}T{CLOCK}Z?)"
MESSENGER = re.compile(
    rf"^\[?(?P<when>{WHEN})\]?(?:\s?[-–:]|(?<=\]))?\s(?P<user>[^:]{{1,60}}?):(?:\s|(?=[^/\w\s])|$)", re.IGNORECASE
)
SYSTEM = re.compile(rf"^\[?(?:{WHEN}|{CLOCK})\]?(?:\s?[-–:]|(?<=\]))?\s", re.IGNORECASE)
IRC = re.compile(
    rf"^(?:\[?(?P<when>{WHEN}|{CLOCK})\]?\s{{0,2}})?<[@+%~& ]?(?P<user>[^\s<>]{{1,40}})>(?:\s|$)", re.IGNORECASE
)
IRC_SYSTEM = re.compile(rf"^(?:\[?(?:{WHEN}|{CLOCK})\]?\s{{0,2}})?(?:===|\*\*\*|-!-|-->|<--|\*\s)", re.IGNORECASE)
# A line that says which day it is: "--- Day changed Tue May 05 2020", "--- Log opened Mon May 04 10:22:31 2020".
NEW_DAY = re.compile(
    r"^(?:-{2,3}|={3}|\*{3}|—)\s?(?:Log (?:opened|closed)|Day changed(?: to)?|Logs? for|Session Start:?)?\s?",
    re.IGNORECASE,
)
# Columns parted by tabs, as some clients write their logs.
COLUMNS = re.compile(rf"^(?P<when>{WHEN})\t[@+%~& ]?(?P<user>[^\t]{{1,40}})\t", re.IGNORECASE)
SIGNS = frozenset({"--", "-->", "<--", "*", "=!=", ""})
TAG = re.compile(
    r"</|/>|^\s*<(?:[a-z]+:|https?|table|tr|td|th|div|span|details|summary|p|a|br|img|ul|li|h\d|code|pre)\b|<[^>]*=",
    re.IGNORECASE,
)
# A messenger writes its own notices with a mark of direction before them.
NOTICE = re.compile(r"^\u200e|end-to-end", re.IGNORECASE)
CALL = re.compile(r"^(?P<name>[^\s:,<>]{2,40})[:,]\s")
# Where this share of the page's lines begins a message, the page is a log.
LOG_SHARE = 0.4
FIT = 0.95


def _header(raw: str) -> re.Match[str] | None:
    head = raw.lstrip(UNSEEN + " \t")[:HEAD_LENGTH]
    if head[:1] not in OPENERS:
        return None
    if (columns := COLUMNS.match(head)) is not None:
        return None if columns["user"].strip() in SIGNS else columns
    nick = IRC.match(head)
    if nick is not None:
        # Without a time, "<name>" may be a tag of a markup language.
        return nick if nick["when"] or not TAG.search(raw[:HEAD_LENGTH]) else None
    return MESSENGER.match(head)


def _fits(page: Page) -> float:
    seen = view(page)
    others = [raw for line in seen.lines if not _header(raw := page.lines[line.at])]
    n_headers = len(seen.lines) - len(others)
    if n_headers < 2 or n_headers + sum(map(_is_system, others)) < LOG_SHARE * len(seen.lines):
        return 0.0
    return FIT


def _is_system(raw: str) -> bool:
    head = raw.lstrip(UNSEEN + " \t")[:HEAD_LENGTH]
    return bool(SYSTEM.match(head) or IRC_SYSTEM.match(head) or COLUMNS.match(head) or _day(head))


def _read(page: Page) -> list[Comment]:
    seen = view(page)
    comments: list[Comment] = []
    current: tuple[Mark, list[Line]] | None = None
    day: Stamp | None = None
    for line in seen.lines:
        raw = page.lines[line.at].lstrip(UNSEEN + " \t")
        match = _header(raw)
        day = _day(raw) or day
        if match is None and not _is_system(raw):
            if current is not None:
                current[1].append(line)
            continue
        if current is not None:
            comments.append(comment_of(current[0], current[1]))
        noticed = match is not None and NOTICE.search(raw[match.end() :][:HEAD_LENGTH]) is not None
        current = _opened(line, raw, match, day) if match is not None and not noticed else None
    if current is not None:
        comments.append(comment_of(current[0], current[1]))
    return _called(propose(comments))


def _day(raw: str) -> Stamp | None:
    """Return the day that a line of the log itself announces."""
    head = raw[:HEAD_LENGTH]
    if (start := NEW_DAY.match(head)) is None:
        return None
    stamp = stamp_in(head, start.end())
    return stamp if stamp is not None and stamp.start == start.end() and not stamp.relative else None


def _opened(line: Line, raw: str, match: re.Match[str], day: Stamp | None) -> tuple[Mark, list[Line]]:
    stamp: Stamp | None = stamp_in(match["when"]) if match["when"] else None
    if stamp is None and match["when"] and day is not None and (clock := time_alone(match["when"])):
        start, end = match.span("when")
        stamp = replace(day, start=start, end=end, hour=clock[0], minute=clock[1], second=clock[2])
    mark = Mark(line.at, line.at, 0, match["user"].strip("~ "), stamp, inline=match.end())
    # The body's columns are counted in the text without its list mark and invisible signs.
    return mark, [replace(line, text=raw.rstrip(), mark="", indent=0)]


def _called(comments: Sequence[Comment]) -> list[Comment]:
    """Link "NAME: text" to the last message by NAME."""
    writers = Writers()
    linked = []
    for place, original in enumerate(comments):
        comment = original
        call = CALL.match(comment.text[:60]) if comment.reply_to is None else None
        places = writers.places(call["name"]) if call is not None else []
        if places:
            notes = (*comment.notes, "reply-from-mention")
            comment = replace(comment, notes=notes).answering(places[-1], "call" if len(places) == 1 else "call_again")
        linked.append(comment)
        writers.add(comment.user, place)
    return linked


CHAT = Form("chat", _fits, _read, FIT)
