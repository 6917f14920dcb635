"""Wiki talk pages: the body ends in "NAME (talk) 20:36, 12 November 2021 (UTC)", on its own line or inside the last."""

from __future__ import annotations

import re

from toolkit.forms.dates import stamp_in
from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark
from toolkit.forms.view import Line, View

__all__ = ["WIKI"]

# A signature stands at the end of a line; only this much of a long line is looked at.
TAIL_LENGTH = 320
TALK = re.compile(
    r"\s?\((?:\[\[[^\]|]{1,80}\|)?(?:talk|diskussion|disk\.|discuter|discussion|d|discusión|msg"
    r"|discussione|discussão|overleg|обс\.|обсуждение)"
    r"(?:\]\])?(?:\s?[·|•/]\s?(?:\[\[[^\]|]{1,80}\|)?(?:contribs|contributions|beiträge|contribuciones|вклад|c)(?:\]\])?)?\)",
    re.IGNORECASE,
)
LINK = re.compile(
    r"\[\[(?:user|benutzer|benutzerin|utilisateur|usuario|utente|usuário|gebruiker|участник)(?:[ _]talk)?:"
    r"(?P<user>[^\]|/#]{1,80})[^\]]{0,80}\]\]",
    re.IGNORECASE,
)
# A signature without a link to the talk page, right before its date: any namespace, the page named like its label.
SIGNED = re.compile(
    r"[-–—~]\s?\[\[(?P<space>[^\]|:]{2,24}):(?P<user>[^\]|/#]{1,80})\|(?P<label>[^\]]{1,80})\]\]\s{0,3}$"
)
NAME = re.compile(r"(?:^|(?<=[.!?,;:)\]…]\s)|(?<=[-–—~]\s)|(?<=[-–—~]))(?P<name>[^\s.!?,;:–—][^.!?,;:–—]{0,40})$")
DEPTH = re.compile(r"^[:*#]+")
# What a wiki adds below what somebody did not sign.
UNSIGNED = re.compile(r"\W*(?:the )?preceding unsigned comment (?:was )?added by", re.IGNORECASE)
NAME_WORDS = 4
# Signs before a name are none of it.
SIGNS = " -–—~*:☂☎✉★♫♠♣♥♦⚓☼☮"
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
YEAR_TAIL = 24


def _marks(seen: View) -> list[Mark]:
    marks: list[Mark] = []
    for line in seen.lines:
        signed = _signature(line)
        if signed is None:
            continue
        user, column, mark = signed
        before = line.text[:column].strip(" -–—~")
        mark.inline = column if before and not UNSIGNED.fullmatch(before) else None
        mark.user = user
        marks.append(mark)
    _levels(seen, marks)
    return marks


def _signature(line: Line) -> tuple[str, int, Mark] | None:
    if not YEAR.search(line.text, max(0, len(line.text) - YEAR_TAIL)):
        return None
    start = max(0, len(line.text) - TAIL_LENGTH)
    tail = line.text[start:]
    talk = next(iter(reversed(list(TALK.finditer(tail)))), None)
    if talk is None:
        return _linked(line, tail, start)
    stamp = stamp_in(tail, talk.end())
    if stamp is None or stamp.hour is None or stamp.start > talk.end() + 3 or len(tail) - stamp.end > 12:
        return None
    before = tail[: talk.start()]
    links = list(LINK.finditer(before))
    if links:
        return (
            links[-1]["user"].replace("_", " ").strip(),
            start + links[-1].start(),
            Mark(line.at, line.at, line.indent, None, stamp, foot=True),
        )
    match = NAME.search(before)
    name = match["name"].strip(SIGNS) if match else before.split()[-1] if before.split() else ""
    if len(name.split()) > NAME_WORDS:
        name = name.split()[-1]
    name = name.strip(SIGNS)
    if not name:
        return None
    column = start + before.rindex(name)
    return name, column, Mark(line.at, line.at, line.indent, None, stamp, foot=True)


def _linked(line: Line, tail: str, start: int) -> tuple[str, int, Mark] | None:
    stamp = stamp_in(tail, tail.rfind("]]") + 2) if "[[" in tail else None
    if stamp is None or stamp.hour is None or len(tail) - stamp.end > 12:
        return None
    match = SIGNED.search(tail[: stamp.start])
    if match is None:
        return None
    user = match["user"].replace("_", " ").strip()
    return user, start + match.start(), Mark(line.at, line.at, line.indent, None, stamp, foot=True)


def _levels(seen: View, marks: list[Mark]) -> None:
    """Read the depth from the colons of wikitext, or leave it to the indent."""
    previous = -1
    depths = []
    for mark in marks:
        body = seen.between(previous + 1, mark.last)
        first = next((line for line in body if not re.match(r"#{1,6}\s|={2,}", line.text)), body[-1])
        match = DEPTH.match(seen.page.lines[first.at].strip())
        depths.append(len(match[0]) if match else 0)
        mark.indent = first.indent
        previous = mark.last
    if any(depths):
        for mark, depth in zip(marks, depths, strict=True):
            mark.level = depth


WIKI = marked("wiki", _marks, fit=0.95, least=1)
