"""Header and body on one line: "NAME (DATE): text", "DATE - NAME: text", or a signature behind the text."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.forms.dates import stamp_in
from toolkit.forms.hints import age_at_end
from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark, namelike, tidy
from toolkit.forms.talk import TALK
from toolkit.forms.view import Line, View, glance, is_end, is_heading

__all__ = ["INLINE"]

# A header or a signature inside a line takes so many characters.
HEAD_LENGTH = 90
# A short age may stand between these wherever the line is cut.
AGE_SIGNS = "·•|"
# So many lines make a section, and they hold this share of the lines below the first.
LEAST = 3
SHARE = 0.6
# Names without dates are a script or minutes, unless a heading stands this close above and they are so many.
NEAR = 3
NAMES = 4
# Without a heading, this share of the lines must talk.
TALK_SHARE = 0.25
COLON = re.compile(r":\s+(?=\S)|[)\]]\s*[-–—:]?\s+(?=\S)|\s[-–—|]\s(?=\S)")
SIGNATURE = re.compile(r"(?:\s[-–—~]{1,2}\s?|\s?[(\[])(?=[^\s–—][^–—]{3,80}$)")
SIGNATURE_SIGNS = "-–—~(["
DIGIT = re.compile(r"\d")
NAME = re.compile(r"^(?P<user>[^:]{1,40}):\s+(?=\S)")


@lru_cache(maxsize=2)
def _marks(seen: View) -> list[Mark]:
    hinted = glance(seen.page).hinted
    dated = [line for line in seen.lines if line.at in hinted]
    opening = [line for line in seen.lines if line.at in hinted or hinted_if_cut(line.text)]
    for find, lines in ((_headed, opening), (_signed, dated), (_named, seen.lines)):
        marks = [mark for line in lines if (mark := find(line)) is not None]
        if _is_section(seen, marks, dated=find is not _named):
            return marks
    return []


def hinted_if_cut(text: str) -> bool:
    """Return true if the beginning of a longer line may end in an age where the line goes on otherwise."""
    head = text[:HEAD_LENGTH]
    return len(text) > HEAD_LENGTH and (age_at_end(head) or any(sign in head for sign in AGE_SIGNS))


def _is_section(seen: View, marks: list[Mark], *, dated: bool) -> bool:
    users = {mark.user for mark in marks}
    if len(marks) < LEAST or len(users) < 2:
        return False
    first, last = marks[0].first, marks[-1].last
    inside = [line for line in seen.between(first, last) if not is_end(line.text)]
    if len(marks) < SHARE * len(inside):
        return False
    above = seen.lines[max(0, seen.place[first] - NEAR) : seen.place[first]]
    near = any(is_heading(line.text) for line in above)
    if not dated:
        return near and len(users) >= NAMES
    talk = sum(bool(TALK.search(_body(seen, mark))) for mark in marks)
    return near or talk >= TALK_SHARE * len(marks)


def _body(seen: View, mark: Mark) -> str:
    text = seen.lines[seen.place[mark.first]].text
    return text[: mark.inline] if mark.foot else text[mark.inline :]


def _headed(line: Line) -> Mark | None:
    """Read "NAME (DATE): text" and the like."""
    text = line.text
    stamp = stamp_in(text[:HEAD_LENGTH]) if DIGIT.search(text, 0, HEAD_LENGTH) else None
    if stamp is None:
        return None
    before = tidy(text[: stamp.start])
    for match in COLON.finditer(text, stamp.end, min(len(text), stamp.end + HEAD_LENGTH)):
        after = tidy(text[stamp.end : match.start()])
        user = before or after
        if namelike(user) and not (before and after):
            return Mark(line.at, line.at, line.indent, user, stamp, inline=match.end())
    return None


def _signed(line: Line) -> Mark | None:
    """Read "text – NAME, DATE"."""
    text = line.text
    tail = max(0, len(text) - HEAD_LENGTH)
    for match in SIGNATURE.finditer(text, tail):
        signature = text[match.end() :]
        stamp = stamp_in(signature)
        if stamp is None or not match.start():
            continue
        user = tidy(signature[: stamp.start]) or tidy(signature[stamp.end :])
        rest = tidy(signature[stamp.end :]) if tidy(signature[: stamp.start]) else ""
        if namelike(user) and not rest:
            return Mark(line.at, line.at, line.indent, user, stamp, foot=True, inline=match.start())
    return None


def _named(line: Line) -> Mark | None:
    """Read "NAME: text"."""
    match = NAME.match(line.text) if line.stamp is None else None
    if match is None or not namelike(tidy(match["user"]), words=4):
        return None
    return Mark(line.at, line.at, line.indent, tidy(match["user"]), inline=match.end())


INLINE = marked("inline", _marks, fit=0.58, least=LEAST)
