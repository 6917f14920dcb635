"""Mail: archives that print "From: NAME @ DATE", and mails one below the other with their header lines."""

from __future__ import annotations

import re

from toolkit.forms.dates import stamp_in
from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark
from toolkit.forms.replies import fold
from toolkit.forms.view import Line, View

__all__ = ["MAIL"]

ARCHIVE = re.compile(r"^From:\s(?P<user>.{1,80}?)\s@\s(?P<when>\d{4}-\d\d?-\d\d?\s\d\d?:\d\d\s?\w{0,4})")
FROM = re.compile(r"^(?:From|Von|De|Da|От|Van):\s(?P<user>.{1,120})$")
FIELD = re.compile(
    r"^(?:From|To|Cc|\+Cc|Bcc|Date|Sent|Subject|Reply-To|Message-I[Dd]|In-Reply-To|References|Newsgroups|Lines|Von|An|Datum|Gesendet|Betreff|De|À|Objet|Envoyé):\s?",
    re.IGNORECASE,
)
DATE = re.compile(r"^(?:Date|Sent|Datum|Gesendet|Envoyé|Fecha|Data):\s", re.IGNORECASE)
OWN_ID, ANSWERED = re.compile(r"Message-I[Dd]:"), re.compile(r"(?:In-Reply-To|References):")
MESSAGE_ID = re.compile(r"<([^<>\s]{3,200})>")
TREE = re.compile(
    r"^(?:\*\s(?:Re:\s)?|@?\s?\d{4}-\d\d-\d\d\s\d\d?:\d\d\s|\d+ siblings?,|(?:\.\.\. )?\d+ (?:more|preceding))"
    r"|^\^ permalink|^--- links below|^\* \["
)
# A mail answers one of this many mails above it.
MAILS_BACK = 100
CLOSE = re.compile(r"^\^ permalink raw reply|^\[flat\|nested\]|^-{5,}\s*$|^_{5,}\s*$")
# What the header lines of a mail have and those of a journal's comment ("From:", "Date:") do not.
MAILED = re.compile(
    r"\S@\S|\sat\s\S+\.\S|<\S|Subject:|Betreff:|Objet\s?:|Asunto:|Assunto:|Oggetto:|Onderwerp:|Тема:|Message-I[Dd]:|Newsgroups:"
)


def _marks(seen: View) -> list[Mark]:
    marks: list[Mark] = []
    place = 0
    while place < len(seen.lines):
        mark, place = _mail(seen, place)
        if mark is not None:
            marks.append(mark)
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        end = len(seen.page.lines) if following is None else following.first
        mark.tail = next(
            (
                line.at
                for line in seen.between(mark.last + 1, end - 1)
                if CLOSE.match(line.text) and _closes(seen, line, end)
            ),
            None,
        )
    _answers(seen, marks)
    return marks


def _closes(seen: View, line: Line, end: int) -> bool:
    below = seen.between(line.at + 1, end - 1)
    return line.text.startswith(("^", "[")) or not below


def _mail(seen: View, place: int) -> tuple[Mark | None, int]:
    line = seen.lines[place]
    archive = _archived(line)
    sender = FROM.match(line.text) if line.short else None
    if archive is None and sender is None:
        return None, place + 1
    last, stamp, user = place, None, None
    if archive is not None:
        user, stamp = archive["user"], stamp_in(archive["when"])
    while last + 1 < len(seen.lines) and not seen.lines[last + 1].gap and FIELD.match(seen.lines[last + 1].text):
        last += 1
    first = place
    while first and (
        TREE.match(seen.lines[first - 1].text)
        or (FIELD.match(seen.lines[first - 1].text) and not seen.lines[first].gap)
    ):
        first -= 1
    if sender is not None and archive is None:
        dated = next((one for one in seen.lines[first : last + 1] if DATE.match(one.text)), None)
        block = " ".join(one.text for one in seen.lines[first : last + 1])
        if dated is None or not MAILED.search(block):
            # No other sender among these fields makes them a mail.
            return None, next((at for at in range(place + 1, last + 1) if _archived(seen.lines[at])), last + 1)
        stamp = stamp_in(dated.text)
        user = (
            re.sub(r"\s*[<(\[]?\S+(?:@| at )\S+[>)\]]?\s*", " ", sender["user"]).strip(" \"'()")
            or sender["user"].strip()
        )
        user = re.sub(r"(?<=\S)\s*<[^<>]*>$", "", user)
        if name := re.search(r"\(([^)]{2,60})\)$", sender["user"]):
            user = name[1]
    return Mark(seen.lines[first].at, seen.lines[last].at, 0, user, stamp), last + 1


def _archived(line: Line) -> re.Match[str] | None:
    return ARCHIVE.match(line.text) if line.short else None


def _answers(seen: View, marks: list[Mark]) -> None:
    """Find whom a mail answers.

    The mail whose id its header gives, one by the writer its attribution line names or by the addressee, or the last.
    """
    ids: dict[str, int] = {}
    for place, mark in enumerate(marks):
        fields = [line.text for line in seen.between(mark.first, mark.last)]
        target = next((ids[one] for one in _ids(fields, ANSWERED) if one in ids), None)
        ids |= dict.fromkeys(_ids(fields, OWN_ID), place)
        if target is not None:
            mark.parent, mark.evidence = target, "reply_number"
            continue
        header = seen.between(mark.first, mark.last)
        subject = any(re.search(r"(?:^|\s)(?:Re|AW|Antw|Sv|RE):\s", line.text) for line in header)
        end = marks[place + 1].first if place + 1 < len(marks) else len(seen.page.lines)
        body = seen.between(mark.last + 1, min(end - 1, mark.last + 12))
        named = " ".join(
            fold(line.text)
            for line in body
            if re.search(r"(?:wrote|writes|schrieb|écrit|escribió|said):?$", line.text[-12:])
        )
        to = " ".join(fold(line.text) for line in header if line.text.startswith("To:"))
        users = [
            (above, fold(marks[above].user or "\0")) for above in range(place - 1, max(-1, place - MAILS_BACK), -1)
        ]
        by_named = [above for above, user in users if user in named]
        by_named = by_named or [above for above, user in users if subject and user in to]
        if by_named:
            mark.parent, mark.evidence = by_named[0], "mail_name" if len(by_named) == 1 else "mail_name_again"
        elif subject and place:
            mark.parent, mark.evidence = place - 1, "mail_above"


def _ids(fields: list[str], label: re.Pattern[str]) -> list[str]:
    """Return the ids in the fields that `label` begins, the last of each first: so references are ordered."""
    return [one for text in fields if label.match(text) for one in reversed(MESSAGE_ID.findall(text))]


MAIL = marked("mail", _marks, fit=0.92)
