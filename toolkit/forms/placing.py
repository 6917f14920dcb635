"""Headers or footers: decided once a page, by what stands above the first mark and below the last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.forms.apart import apart
from toolkit.forms.bodies import section_end
from toolkit.forms.datelines import is_dateline
from toolkit.forms.edges import is_site
from toolkit.forms.lost_first import lost_first
from toolkit.forms.marks import Mark, Shape
from toolkit.forms.second_names import parted
from toolkit.forms.view import Line, View, is_button, is_end, is_heading

__all__ = ["Found", "placed"]

TITLE_LENGTH = 100
# This share of the headers has a number, so one without at the end is none.
NUMBERED_SHARE, NUMBERED = 0.8, 4
# Stars above a header are the title of a review.
RATING = re.compile(r"[★☆⭐]{2}|\b\d(?:[.,]\d)?\s?(?:/|out of|von|sur|de|su|van|av|из)\s?(?:5|10)\b", re.IGNORECASE)
RATED_SHARE = 0.6
# How a footer begins in most languages: "by NAME on DATE".
BY = frozenset(
    [
        "posted",
        "by",
        "comment",
        "posté",
        "rédigé",
        "publié",
        "publicado",
        "kommentar",
        "door",
        "von",
        "par",
        "por",
        "da",
        "av",
        "af",
        "przez",
        "от",
        "escrito",
        "écrit",
        "scritto",
        "inviato",
        "geschrieben",
        "verfasst",
        "geplaatst",
        "skrivet",
        "napisał",
        "написал",
    ]
)
# TypePad's footer.
POSTED = re.compile(
    r"\|\s(?:un)?(?:registered )?commenter"
    r"|^(?:posted|rédigé|publicado|escrito|inserito|scritto|geschrieben|verfasst|geplaatst)"
    r"\s(?:by|par|por|da|von|door)\s?:\s",
    re.IGNORECASE,
)
# What a site prints in the place of a name that it keeps back.
NOBODY = frozenset(["not available", "name not available", "name withheld", "n/a", "nicht verfügbar", "non disponible"])
# So many dates of related articles may stand between the article and its comments.
ABOVE = 3
BLOCK = 3
# This share of the headers has equally many lines above the name.
BLOCK_SHARE = 0.8
# A body of a few lines may open the section; a sentence has more words than so many.
OPENING, SENTENCE_WORDS, CLOSING = 12, 3, 2.5
# Below the heading of the section a sentence is one from two words on.
OPENING_WORDS = 1
# What opens a part of the page, a header or a body, tells more than the lines around it.
SECTION = 2.0
# Nothing below the last mark, as below a footer; or the mark of something else below the comments.
NOTHING = 3.0
TOLD = re.compile(r"[.!?…][\"'”’»)]*$|.{60}")
# At most this share of the dates stands below the line that ends the comments.
BELOW_SHARE = 0.34
# Lines that come with so many marks are the site's own, with the numbers in them or but for those.
RECURRING_SHARE, ALIKE_SHARE, ALIKE = 0.8, 0.5, 4
DIGITS = re.compile(r"\d+")
# The site's own lines are shorter.
SITE_LENGTH = 60


@dataclass(slots=True)
class Found:
    """The template of a page.

    Parameters
    ----------
    marks : its headers or footers, in page order
    numbers : the number the page prints at each, or null
    kind : what stands where: "name_date", "name_then_date", "date_name", "date_then_name" (each with "_below" for
        footers), "name_body_date", "says", "single"
    own_words : the header has words that belong to this page alone
    """

    marks: list[Mark]
    numbers: list[int | None]
    kind: str
    own_words: bool = False


def placed(seen: View, marks: list[Mark], numbers: list[int | None], kind: str, group: list[Shape]) -> Found | None:
    """Return the template of `marks`, told to be headers or footers; null if fewer than two are left.

    Parameters
    ----------
    seen : the page
    marks, numbers : one for each line of `group`
    kind : where the name stands
    group : the lines the marks were read from
    """
    _part_names(seen, marks)
    order = sorted(range(len(marks)), key=lambda place: marks[place].first)
    marks, numbers = [marks[place] for place in order], [numbers[place] for place in order]
    keep = [place for place, mark in enumerate(marks) if not place or mark.first > marks[place - 1].last]
    keep = _below_article(seen, marks, keep, group)
    keep = _to_last_name(marks, _above_end(seen, marks, _to_last_number(keep, numbers)))
    marks, numbers = [marks[place] for place in keep], [numbers[place] for place in keep]
    if len(marks) < 2:
        return None
    titled = _titled(seen, marks)
    if _foot(seen, marks, group, titled=titled):
        for mark in marks:
            mark.foot = True
        return Found(marks, numbers, f"{kind}_below")
    if titled:
        for mark in marks:
            mark.first = seen.lines[seen.place[mark.first] - 1].at
    else:
        _to_block(seen, marks)
    lost = None if titled else lost_first(seen, marks)
    if lost is not None:
        marks, numbers = [lost, *marks], [None, *numbers]
    return Found(marks, numbers, kind)


def _part_names(seen: View, marks: list[Mark]) -> None:
    lines = [" ".join(seen.page.lines[mark.first : mark.last + 1]) for mark in marks]
    for mark, (user, other) in zip(marks, parted([mark.user for mark in marks], lines), strict=True):
        if mark.user:
            mark.user, mark.answers = None if user and user.casefold() in NOBODY else user, other


def _below_article(seen: View, marks: list[Mark], keep: list[int], group: list[Shape]) -> list[int]:
    """Leave out the dates of the article and of related ones above the comments."""
    for _ in range(ABOVE):
        by_line = [shape for shape in group if shape.line.at >= marks[keep[0]].first] if keep else []
        if not is_dateline(seen, [marks[place] for place in keep], by_line):
            return keep
        keep = keep[1:]
    return keep


def _to_last_name(marks: list[Mark], keep: list[int]) -> list[int]:
    """Leave out what follows the last header with a name where most have one."""
    nameless = sum(marks[place].user is None for place in keep)
    end = len(keep)
    while end and nameless * 2 < end and marks[keep[end - 1]].user is None:
        end, nameless = end - 1, nameless - 1
    return keep[:end]


def _above_end(seen: View, marks: list[Mark], keep: list[int]) -> list[int]:
    """Leave out the few dates below the line that ends the comments: related articles have dates as well."""
    if len(keep) < 3:
        return keep
    below = seen.between(marks[keep[1]].last + 1, len(seen.page.lines))
    end = next((line.at for line in below if is_end(line.text)), len(seen.page.lines))
    above = [place for place in keep if marks[place].first < end]
    return above if len(keep) - len(above) <= BELOW_SHARE * len(keep) else keep


def _to_last_number(keep: list[int], numbers: list[int | None]) -> list[int]:
    """Leave out what follows the last numbered header where nearly all have numbers, and what is above number one."""
    numbered = [at for at, place in enumerate(keep) if numbers[place] is not None]
    if len(numbered) < NUMBERED or len(numbered) < NUMBERED_SHARE * len(keep):
        return keep
    first = numbered[0] if numbers[keep[numbered[0]]] == 1 else 0
    return keep[first : numbered[-1] + 1]


def _rated(seen: View, marks: list[Mark]) -> bool:
    above = [seen.lines[place - 1].text for mark in marks if (place := seen.place[mark.first])]
    return sum(bool(RATING.search(text)) for text in above) >= RATED_SHARE * len(marks)


def _titled(seen: View, marks: list[Mark]) -> bool:
    """A title stands right above every mark, set off from what is above it."""
    above = [(seen.lines[place], seen.lines[place - 1]) for mark in marks if (place := seen.place[mark.first])]
    return (
        len(above) == len(marks)
        and all(
            not line.gap and _opens_block(title) and len(title.text) <= TITLE_LENGTH and not title.stamp
            for line, title in above
        )
        and sum(title.text[-1] in ".!?" for _, title in above) * 2
        < len(above) + _same_titles([title.text for _, title in above])
    )


def _opens_block(title: Line) -> bool:
    """A gap stands above, or the title is the first line of a list's item."""
    return title.gap > 0 or (bool(title.mark) and any(map(str.isalpha, title.text)))


def _to_block(seen: View, marks: list[Mark]) -> None:
    """Let the headers begin where their blocks do, if two or three short lines (stars, a title) open all of them."""
    tops = [_block_top(seen, mark) for mark in marks]
    n_lines = Counter(seen.place[mark.first] - top for mark, top in zip(marks, tops, strict=True))
    usual, n = n_lines.most_common(1)[0]
    if 2 <= usual <= BLOCK and n >= BLOCK_SHARE * len(marks) and min(n_lines) > 0:
        for mark, top in zip(marks, tops, strict=True):
            mark.first = seen.lines[top].at


def _block_top(seen: View, mark: Mark) -> int:
    """Return the place where the mark's block begins; its own where it opens the block or stands far down in it."""
    own = place = seen.place[mark.first]
    while place and not seen.lines[place].gap and own - place <= BLOCK:
        above = seen.lines[place - 1]
        if len(above.text) > TITLE_LENGTH or above.stamp is not None:
            return own
        place -= 1
    return place if own - place <= BLOCK and (place == 0 or seen.lines[place].gap) else own


def _same_titles(titles: list[str]) -> int:
    """Count the titles that repeat another, "Re:" left out."""
    bare = Counter(re.sub(r"^(?:(?:re|aw|antw|sv):\s?)+", "", title.casefold()) for title in titles)
    return 2 * bare.most_common(1)[0][1] if bare.most_common(1)[0][1] > 1 else 1


def _foot(seen: View, marks: list[Mark], group: list[Shape], *, titled: bool) -> bool:
    """Decide once a page whether the marks stand below the bodies."""
    end = section_end(seen, marks[-1].last)
    recurring = _recurring(seen, marks)
    after = [
        line
        for line in seen.between(marks[-1].last + 1, end - 1)
        if not is_button(line.text) and line.text not in recurring
    ]
    before = [
        line for line in seen.between(0, marks[0].first - 1) if not is_button(line.text) and not is_heading(line.text)
    ]
    opening = seen.place[marks[0].first] - 1
    # Nothing but a heading above the first mark: a footer would have its body there.
    if not before or is_heading(seen.lines[opening].text) or _rated(seen, marks):
        return False
    # A block that begins with the name and ends with the date is a header.
    if sum(mark.last - mark.first >= BLOCK for mark in marks) * 2 > len(marks):
        return False
    glue = Counter(shape.glue[0].split(" ")[0] for shape in group).most_common(1)[0][0]
    opening_words = Counter(shape.line.text.split()[0].casefold() for shape in group if shape.line.text)
    vote = 1.0 if glue in BY or opening_words.most_common(1)[0][0] in BY else -1.0
    vote += 2.0 if sum(bool(POSTED.search(shape.line.text)) for shape in group) * 2 > len(group) else 0.0
    # What stands between the heading of the section and the first mark may be the first body.
    vote += (
        1.0 if not titled and any(is_heading(line.text) for line in seen.lines[max(0, opening - 2) : opening]) else 0.0
    )
    gaps_above = [seen.lines[seen.place[mark.first]].gap for mark in marks]
    gaps_below = [_gap_below(seen, mark) for mark in marks]
    dedents = sum(_dedents(seen, mark) for mark in marks)
    vote += _closing(seen, marks, after)
    vote += 3.0 if dedents * 2 > len(marks) else 0.0
    if not titled:
        vote += 1.0 if sum(gaps_above) < sum(gaps_below) else -1.0 if sum(gaps_above) > sum(gaps_below) else 0.0
    vote += 2.0 * _buttons_lean(seen, marks, recurring)
    above = seen.lines[seen.place[marks[0].first]]
    vote -= 1.0 if above.gap >= 2 else 0.0
    vote += _section(seen, marks)
    # Text like a body stands below the last mark, as close to it as below the others.
    if not after:
        return vote + NOTHING > 0
    vote -= 1.0 if after[0].gap == Counter(gaps_below[:-1] or gaps_below).most_common(1)[0][0] else 0.0
    return vote > 0


def _section(seen: View, marks: list[Mark]) -> float:
    """Tell by what opens the part of the page that holds the comments: the first header, or the first body."""
    first = seen.place[marks[0].first]
    opening = next((at for at in range(first, max(0, first - OPENING), -1) if seen.lines[at].at in apart(seen)), None)
    if opening is None:
        return 0.0
    if opening == first:
        return -SECTION
    told = any(map(_told, seen.lines[opening:first]))
    return SECTION if told else 0.0


def _closing(seen: View, marks: list[Mark], after: Sequence[Line]) -> float:
    """Tell by the sentences between the section's heading and the first mark, and below the last."""
    first = seen.place[marks[0].first]
    heading = next(
        (at for at in range(first - 1, max(-1, first - OPENING), -1) if is_heading(seen.lines[at].text)), None
    )
    if heading is None:
        return 0.0
    opens = any(
        # "Add a comment..." is a field to write in.
        _told(line, words=SENTENCE_WORDS if line.text.endswith(("...", "…")) else OPENING_WORDS)
        for line in seen.lines[heading + 1 : first]
    )
    closes = any(map(_told, after[:OPENING]))
    return CLOSING * (opens - closes)


def _told(line: Line, *, words: int = SENTENCE_WORDS) -> bool:
    """A sentence, not the site's words."""
    return len(line.text.split()) > words and bool(TOLD.search(line.text)) and not is_site(line.text)


def _buttons_lean(seen: View, marks: list[Mark], recurring: set[str]) -> int:
    """Buttons stand at a comment's end: below its footer, or above the next header."""

    def button(place: int) -> bool:
        return 0 <= place < len(seen.lines) and (
            is_button(seen.lines[place].text) or seen.lines[place].text in recurring
        )

    below = sum(button(seen.place[mark.last] + 1) for mark in marks) * 2 > len(marks)
    above = sum(button(seen.place[mark.first] - 1) for mark in marks[1:]) * 2 > len(marks) - 1
    return below - above


def _recurring(seen: View, marks: list[Mark]) -> set[str]:
    """Return the short lines that come back with nearly every mark: the site's own; numbers may differ with most."""
    alike, texts = _short_lines(seen)
    often = {text for text, n in alike.items() if n >= max(ALIKE, ALIKE_SHARE * len(marks))}
    least = max(2, RECURRING_SHARE * len(marks))
    return {text for text, n in texts.items() if n >= least or DIGITS.sub("#", text) in often}


@lru_cache(maxsize=2)
def _short_lines(seen: View) -> tuple[Counter[str], Counter[str]]:
    texts = Counter(line.text for line in seen.lines if len(line.text) < SITE_LENGTH)
    alike: Counter[str] = Counter()
    for text, n in texts.items():
        alike[DIGITS.sub("#", text)] += n
    return alike, texts


def _dedents(seen: View, mark: Mark) -> bool:
    """What stands below the mark begins left of it: the mark closes a block."""
    place = seen.place[mark.last] + 1
    return place < len(seen.lines) and seen.lines[place].indent < min(
        line.indent for line in seen.between(mark.first, mark.last)
    )


def _gap_below(seen: View, mark: Mark) -> int:
    place = seen.place.get(mark.last, -1) + 1
    return seen.lines[place].gap if 0 < place < len(seen.lines) else 0
