"""What the site prints around every body, told by what recurs: lines of the header below the mark, and the footer."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from toolkit.forms.languages import NOTICES, PAGER
from toolkit.forms.marks import Mark
from toolkit.forms.view import REMEMBERED, Line, is_button

__all__ = ["below_footers", "is_site", "without_edges"]

# A line that stands in this share of the comments, and in so many of them, is the site's own.
SHARE = 0.6
BUTTONED_SHARE = 0.8
LEAST = 3
ROLE_WORDS = 3
EDGE_LENGTH = 250
BUTTONS_LENGTH = 100
# Lines that a header or a footer takes at most.
EDGE_LINES = 10
FIELD = re.compile(r"^([^\W\d_][^\W\d]{1,20}:)\s(?:[^\W\d_]{3,9}\.?\s)?\d[\d.,\s]{0,9}$")
# "1.2K": how many liked it.
THOUSANDS = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?\s?(?:[kKmMB]|mil|mln|rb|bin|Mio\.?|тыс\.?|tys\.?|万|천)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# "2 ANNA and BERT reacted with heart emoji"; "Brest, France  24 contributions  9 helpful votes".
OF_SITE = re.compile(
    r"\breacted with .{2,24}\bemoji$"
    r"|(?:^|\s)\d[\d.,]{0,6}\s(?:contributions?|contribuciones|contributi|contribuições|beiträge|bijdragen"
    r"|helpful votes?|votes? utiles?|votos? útil(?:es)?|voti utili|„hilfreich“-wertungen)$",
    re.IGNORECASE,
)
# Words and counters glued in a row of buttons: "ReplyDelete", "1 Reply28 Recommend".
COUNTED = re.compile(r"(?<=[^\W\d_])(?=\d)")
DIGIT = re.compile(r"\d")
CAMEL = re.compile(r"(?<=[a-zß-ÿа-я])(?=[A-ZÀ-ÞА-Я])")
# How the notices begin: most lines begin otherwise, and are compared with none of them.
STEM = min(map(len, NOTICES))
NOTICE_STEMS = frozenset(notice[:STEM] for notice in NOTICES)


def is_site(text: str) -> bool:
    """Return true for a button, buttons glued together ("ReplyDelete"), or a notice of the site."""
    return is_button(text) if len(text) > BUTTONS_LENGTH else _is_site(text)


@lru_cache(maxsize=REMEMBERED)
def _is_site(text: str) -> bool:
    if THOUSANDS.fullmatch(text):
        return True
    parted = text if text[1:].islower() else CAMEL.sub(" ", text)
    if " " in parted and DIGIT.search(parted):
        parted = COUNTED.sub(" ", parted)
    low = text.casefold()
    return (low[:STEM] in NOTICE_STEMS and low.startswith(NOTICES)) or is_button(parted) or bool(OF_SITE.search(text))


def without_edges(spans: Sequence[list[Line]], marks: Sequence[Mark]) -> list[list[Line]]:
    """Return the lines of each comment without what the site prints above and below every body.

    Lines are compared without numbers, dates and the writer's name. A recurring line that keeps its distance from the
    top belongs to the header, one that keeps its distance from the end to the footer; below the last comment whatever
    follows its footer is cut.

    Parameters
    ----------
    spans : the lines of each comment
    marks : one for each span
    """
    folded = [[_folded(line, mark) for line in span] for span, mark in zip(spans, marks, strict=True)]
    heads, feet = _edges(spans, folded)
    cut = [_cut(span, texts, heads, feet) for span, texts in zip(spans, folded, strict=True)]
    buttoned = sum(any(_button(line) for line in span[1:]) for span in spans[:-1])
    if len(cut) >= LEAST and buttoned >= BUTTONED_SHARE * (len(cut) - 1):
        cut[-1] = _to_button(cut[-1])
    cut = _without_roles(cut)
    if cut:
        cut[-1] = cut[-1][: next((at for at, line in enumerate(cut[-1]) if at and is_pager(line.text)), len(cut[-1]))]
    return cut


def below_footers(spans: Sequence[list[Line]]) -> list[list[Line]]:
    """Leave out the lines right below a footer that stand below many, whatever their numbers: votes, buttons.

    Parameters
    ----------
    spans : the lines between one footer and the next
    """
    blocks = [list(itertools.takewhile(lambda line: not line.gap, span)) for span in spans]
    counts = Counter(NUMBER.sub("#", line.text.casefold()) for block in blocks for line in block if line.short)
    common = {text for text, n in counts.items() if n >= LEAST}
    cut = []
    for span, block in zip(spans, blocks, strict=True):
        n = next(
            (at for at, line in enumerate(block) if NUMBER.sub("#", line.text.casefold()) not in common), len(block)
        )
        cut.append(span[n:] if n < len(span) else span)
    return cut


def _without_roles(spans: list[list[Line]]) -> list[list[Line]]:
    """Leave out the writer's part in the site, a short line right above most bodies ("Maintainer")."""
    tops = [
        span[0].text
        if len(span) > 1 and len(span[0].text.split()) <= ROLE_WORDS and span[0].text[-1].isalpha()
        else None
        for span in spans
    ]
    roles = Counter(text for text in tops if text)
    if sum(roles.values()) < max(LEAST, SHARE * len(spans)) or len(roles) * 2 > sum(roles.values()):
        return spans
    return [span[1:] if text else span for span, text in zip(spans, tops, strict=True)]


def _to_button(span: list[Line]) -> list[Line]:
    """Cut the last body at its buttons, as the others have them."""
    end = next((at for at, line in enumerate(span) if at and _button(line)), len(span))
    return span[:end]


def is_pager(text: str) -> bool:
    """Return true for the links to other pages of comments: "Page 1 2 3 next"."""
    low = text.casefold()
    words = re.findall(r"[^\W\d_]+", low)
    return (
        len(text) <= BUTTONS_LENGTH
        and bool(words)
        and all(word in PAGER for word in words)
        and bool(re.search(r"[\d«»‹›<>]", low))
    )


def _button(line: Line) -> bool:
    return any(map(str.isalpha, line.text)) and is_site(line.text)


def _folded(line: Line, mark: Mark) -> str:
    """Fold a line to what is the same in every comment; a body's line, mostly long, gives nothing."""
    text = line.text
    if len(text) > EDGE_LENGTH:
        return ""
    if line.stamp is not None and mark.stamp is not None:
        text = f"{text[: line.stamp.start]}<date>{text[line.stamp.end :]}"
    if mark.user:
        text = text.replace(mark.user, "<user>")
    # A field of a profile: "Posts: 1 204".
    text = FIELD.sub(r"\1 #", text)
    return NUMBER.sub("#", text.casefold().strip())


def _edges(spans: Sequence[list[Line]], folded: Sequence[Sequence[str]]) -> tuple[dict[str, int], set[str]]:
    """Return the recurring lines of the header, each with its usual distance from the top, and those of the footer."""
    counts = Counter(text for texts in folded for text in set(texts) if text)
    recurring = {text for text, n in counts.items() if n >= max(LEAST, SHARE * len(folded))}
    heads: dict[str, int] = {}
    feet: set[str] = set()
    places: dict[str, list[tuple[int, int]]] = {text: [] for text in recurring}
    for at, texts in enumerate(folded):
        for place, text in _first_places(texts, recurring):
            places[text].append((at, place))
    below = [_body_below(span, texts, recurring) for span, texts in zip(spans, folded, strict=True)]
    for text in recurring:
        lean = sum(below[at][place] for at, place in places[text])
        top = Counter(place for _, place in places[text]).most_common(1)[0][0]
        if lean > 0 and top < EDGE_LINES:
            heads[text] = top
        elif lean < 0:
            feet.add(text)
    return heads, feet


def _first_places(texts: Sequence[str], recurring: set[str]) -> list[tuple[int, str]]:
    """Return the recurring lines of one comment, each where it stands first."""
    met: set[str] = set()
    first = []
    for place, text in enumerate(texts):
        if text in recurring and text not in met:
            met.add(text)
            first.append((place, text))
    return first


def _body_below(span: Sequence[Line], texts: Sequence[str], recurring: set[str]) -> list[int]:
    """Return for each line 1 if more of what does not recur stands below it than above it, -1 if less."""
    sizes = [0 if text in recurring else len(line.text) for line, text in zip(span, texts, strict=True)]
    leans, above, total = [], 0, sum(sizes)
    for size in sizes:
        below = total - above - size
        leans.append((below > above) - (below < above))
        above += size
    return leans


def _cut(span: list[Line], texts: list[str], heads: dict[str, int], feet: set[str]) -> list[Line]:
    starts = [at + 1 for at, text in enumerate(texts) if text in heads and at <= heads[text] + 1]
    start = max(starts, default=0)
    end = next((at for at in range(start + 1, len(texts)) if texts[at] in feet), len(texts))
    kept = span[start:end]
    while kept and len(kept) > 1 and is_site(kept[-1].text):
        kept = kept[:-1]
    return kept or span
