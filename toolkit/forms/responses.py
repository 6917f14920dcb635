"""Answers of the one reviewed, inside what was read as a review: "Response from NAME, owner" / DATE / words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.forms.marks import Mark, Shape, namelike, tidy
from toolkit.forms.view import Line, View

__all__ = ["is_response", "with_responses", "without_responses"]

# How a site says that the owner, the host or the maker answers.
RESPONSE = re.compile(
    r"(?:(?:owner|developer|management|seller|host|author)(?:['’]s)?\s(?:response|reply)"
    r"|(?:response|reply)\s(?:from|by)|replied\s(?:by|on)|réponse\s(?:de|du|des|d['’]|publiée)|reactie\s(?:van|door)|antwoord\svan"
    r"|(?:antwort|rückmeldung|stellungnahme)\s(?:von|vom|des|der)|respuesta\s(?:de|del|publicada)|resposta\s(?:de|do|da)"
    r"|risposta\s(?:di|del|della|da)|svar\s(?:från|fra)|odpowiedź\s(?:od|właściciela)|ответ\s(?:от|владельца|компании))\b\s?:?\s{0,2}",
    re.IGNORECASE,
)
LENGTH = 100
# A header takes so many lines with the first of the body.
HEAD_LINES = 4
# What follows the name: his part, the house, the date.
BEHIND = re.compile(r"\s?[,(|·•–—[].*$")
# Fewer headers than this share of a group answer others.
SHARE = 0.5


def is_response(text: str) -> bool:
    """Return true for a line that opens such an answer."""
    return len(text) <= LENGTH and RESPONSE.match(text) is not None


def without_responses(group: Sequence[Shape]) -> list[Shape]:
    """Leave out the dates of such answers where most dates of a group are others."""
    kept = [shape for shape in group if not is_response(shape.line.text)]
    return kept if len(kept) > SHARE * len(group) else list(group)


def with_responses(
    seen: View, marks: Sequence[Mark], numbers: Sequence[int | None]
) -> tuple[list[Mark], list[int | None]]:
    """Return the marks, and one for each such answer below a header, one level down.

    Parameters
    ----------
    seen : the page
    marks, numbers : headers in page order, each with its number
    """
    ends = [*(mark.first for mark in marks[1:]), len(seen.page.lines)]
    found: list[Mark] = []
    places: list[int | None] = []
    for mark, number, end in zip(marks, numbers, ends, strict=True):
        found.append(mark)
        places.append(number)
        lines = seen.between(mark.last + 1, end - 1)
        if mark.foot or mark.inline is not None or mark.tail is not None:
            continue
        answer = next(
            (one for at in range(1, len(lines) - 1) if (one := _answer(lines[at : at + HEAD_LINES])) is not None), None
        )
        if answer is not None:
            found.append(answer)
            places.append(None)
    if len(found) > len(marks):
        for mark in found:
            mark.level = mark.level or int(mark.response)
    return found, places


def _answer(lines: Sequence[Line]) -> Mark | None:
    """Return the header of an answer that the first of `lines` opens."""
    head, following = lines[0], lines[1]
    match = RESPONSE.match(head.text) if len(head.text) <= LENGTH else None
    if match is None:
        return None
    text = (
        head.text[match.end() :] if head.stamp is None else head.text[match.end() : max(match.end(), head.stamp.start)]
    )
    name, last, stamp = tidy(BEHIND.sub("", text)), head.at, head.stamp
    if not name and following.stamp is None and namelike(tidy(BEHIND.sub("", following.text))):
        name, last, lines = tidy(BEHIND.sub("", following.text)), following.at, lines[1:]
    if stamp is None and len(lines) > 2 and lines[1].stamp is not None and len(lines[1].text) <= LENGTH // 2:
        last, stamp = lines[1].at, lines[1].stamp
    if not namelike(name) or (stamp is None and not head.gap):
        return None
    return Mark(head.at, last, head.indent, name, stamp, response=True)
