"""Header lines of their own that say who is answered: "NAME, DATE" / "In reply to OTHER" / body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from toolkit.forms.alternatives import any_of
from toolkit.forms.base import Comment
from toolkit.forms.dotted import dotted_numbers, of_number
from toolkit.forms.edges import is_site
from toolkit.forms.languages import FROM, REPLY_TO
from toolkit.forms.loose import loosened
from toolkit.forms.marks import Mark, answered_in, namelike, tidy
from toolkit.forms.replies import fold
from toolkit.forms.titles import SUBJECT
from toolkit.forms.view import Line, View

__all__ = ["answering_parent", "take_answers"]

# The line stands among so many lines below the mark.
BELOW = 4
# What may stand before the name of the one answered, inside a header.
SIGNED = re.compile(r"^(?:[>»›‣⇒➜➔➝⟶↩⤷@—–-]\s{0,3}|(?:to|an|antwortet|à|para|aan|till|til)\s)(?=\S)")
# A name before the words cited has so many words at most.
CITED_WORDS = 5
# So many letters of what is cited open a line of the page.
CITED_LENGTH, LEAST_CITED = 16, 6
CLOCK = re.compile(r"^\[[^\]]{3,12}\]\s?")
# Lines of a header are short; a title in them may be long.
HEADER_LINE, TITLED_LINE = 80, 200
# What begins with a number names a comment, and no title.
TITLED = re.compile(rf"(?:{any_of(REPLY_TO)})\s?:?\s(?=[^\s\d#])", re.IGNORECASE)
BY = re.compile(rf"\s(?:{any_of(FROM)})\s", re.IGNORECASE)


def take_answers(seen: View, marks: Sequence[Mark]) -> None:
    """Let each header take the line below it that says who is answered, and note the name.

    Parameters
    ----------
    seen : the page
    marks : headers in page order, changed in place; footers are left as they are
    """
    known = {fold(mark.user) for mark in marks if mark.user}
    ends = [*(mark.first for mark in marks[1:]), len(seen.page.lines)]
    numbers = {number: place for place, number in enumerate(dotted_numbers(seen, marks))}
    for mark, end in zip(marks, ends, strict=True):
        if mark.foot or mark.inline is not None or mark.answers:
            continue
        _from_above(seen, mark, known)
        _from_inside(seen, mark, known)
        # Below the answered name stands the body; a button such as "Reply to NAME" has none.
        lines = seen.between(mark.last + 1, end - 1)
        _from_below(lines, mark, known)
        for place, line in enumerate(lines[:-1][:BELOW]):
            if not mark.answers and (titled := _titled(line.text, known)) is not None:
                mark.answers, mark.last = titled, line.at
            if mark.answers or len(line.text) > HEADER_LINE:
                break
            other = of_number(mark, answered_in(line.text) or _regarding(line.text, known), numbers)
            near = place == 0 and other is not None and (other.isdigit() or namelike(other, words=3))
            own = mark.user is not None and other is not None and fold(other) == fold(mark.user)
            if other is not None and not own and (near or fold(other) in known):
                mark.answers, mark.last = other, line.at
                break


def _regarding(text: str, known: set[str]) -> str | None:
    """Return the writer in the place of a title: "Re: ANNA"."""
    other = text[match.end() :].strip() if (match := SUBJECT.match(text)) else ""
    return other if other and fold(other) in known else None


def _titled(text: str, known: set[str]) -> str | None:
    """Return the writer behind the title that is answered: "In reply to THE OLD LOCK by ANNA"."""
    start = TITLED.match(text) if len(text) <= TITLED_LINE else None
    for by in BY.finditer(text, start.end()) if start else ():
        if fold(other := tidy(text[by.end() :])) in known:
            return other
    return None


def _from_inside(seen: View, mark: Mark, known: set[str]) -> None:
    """Take the line between name and date, or the words before the date, that say who is answered."""
    for line in map(loosened, seen.between(mark.first, mark.last)):
        stamp = line.stamp
        text = line.text if stamp is None else f"{line.text[: stamp.start]} {line.text[stamp.end :]}"
        behind = answered_in(line.text[stamp.end :].strip(" ,|·•–—-")) if stamp is not None else None
        if behind is not None and not mark.answers and (fold(behind) in known or behind.lstrip("#").isdigit()):
            mark.answers = behind
        bare = text.strip(" ,|·•–—-")
        if len(text) > HEADER_LINE or line.text == mark.user:
            continue
        other = answered_in(bare) or SIGNED.sub("", bare)
        own = mark.user is not None and fold(other) == fold(mark.user)
        if not own and not mark.answers and fold(other) in known:
            mark.answers = other


def _from_below(lines: Sequence[Line], mark: Mark, known: set[str]) -> None:
    """Take the line below a body that says who is answered (body / "In reply to ANNA" / buttons)."""
    end = next((at for at in range(len(lines), 0, -1) if not is_site(lines[at - 1].text)), 0)
    if not 1 < end < len(lines) or lines[end - 1].gap or len(lines[end - 1].text) > HEADER_LINE:
        return
    other = answered_in(lines[end - 1].text)
    if other is not None and fold(other) in known and mark.tail is None:
        mark.answers, mark.tail = other, lines[end - 1].at


def _from_above(seen: View, mark: Mark, known: set[str]) -> None:
    """Take the line right above a header that says who is answered ("Replied to ANNA" / "BERT" / date)."""
    place = seen.place.get(mark.first, 0) - 1
    line = seen.lines[place] if place >= 0 and not seen.lines[place + 1].gap else None
    other = answered_in(line.text) if line is not None and len(line.text) <= HEADER_LINE else None
    if line is not None and (other is None or fold(other) not in known):
        other = _cited(seen, line.text, known)
    if line is not None and other is not None and fold(other) in known:
        mark.answers, mark.first = other, line.at


def _cited(seen: View, text: str, known: set[str]) -> str | None:
    """Return the name in a line that cites what is answered, right above a header ("@ANNA what she wrote…")."""
    words = text[1:].split() if text[:1] == "@" else []
    for n in range(min(CITED_WORDS, len(words) - 1), 0, -1):
        if fold(" ".join(words[:n])) in known and _stands(" ".join(words[n:]).casefold(), _starts(seen)):
            return " ".join(words[:n])
    return None


def _stands(cited: str, starts: frozenset[str]) -> bool:
    """Return true if a line of the page begins so, or is so short that what is cited begins with it."""
    return any(cited[:length] in starts for length in range(LEAST_CITED, CITED_LENGTH + 1))


@lru_cache(maxsize=2)
def _starts(seen: View) -> frozenset[str]:
    """Return how the lines of the page begin, a clock before them left out."""
    return frozenset(CLOCK.sub("", line.text)[:CITED_LENGTH].casefold() for line in seen.lines)


def answering_parent(comments: Sequence[Comment]) -> list[Comment]:
    """Return `comments` with the names of those answered taken off the names of those who answer ("ANNA BERT").

    Only where two replies at least end so, each in the name of the comment it hangs under.
    """
    parted = list(comments)
    ends = 0
    for place, comment in enumerate(comments):
        above = None if comment.reply_to is None else parted[comment.reply_to].user
        if above and comment.user and comment.user.endswith(f" {above}"):
            parted[place] = replace(comment, user=comment.user.removesuffix(f" {above}").strip())
            ends += 1
    return parted if ends > 1 else list(comments)
