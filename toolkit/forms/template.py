"""The page's own template: the header or footer that repeats on a page, whatever it looks like.

Lines that carry a date, an age or a verb of saying are grouped by what stands around it. The group that repeats with
changing names bounds the comments; whether it stands above or below them is decided once a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from toolkit.forms.answering import answering_parent, take_answers
from toolkit.forms.base import Comment, Form
from toolkit.forms.bodies import assemble
from toolkit.forms.bracketed import take_bracketed
from toolkit.forms.clocks import times_only
from toolkit.forms.dotted import take_dotted
from toolkit.forms.edges import is_site
from toolkit.forms.grouping import groups_of, shapes_of, time_lines
from toolkit.forms.marked import with_parents
from toolkit.forms.marks import LONG_NAME_LENGTH, Mark, Shape, namelike, tidy
from toolkit.forms.nameless import dates_alone, numbered_dates
from toolkit.forms.naming import above_body, above_or_below, beside
from toolkit.forms.placing import Found
from toolkit.forms.replies import by_indent, by_name, by_number, propose
from toolkit.forms.reply_counts import take_levels
from toolkit.forms.reply_sections import take_sections
from toolkit.forms.responses import with_responses
from toolkit.forms.restated import take_restated
from toolkit.forms.saying import said, says_of, with_says
from toolkit.forms.shown_levels import take_signs
from toolkit.forms.sureness import SURE, sureness
from toolkit.forms.thread_links import take_links
from toolkit.forms.view import Line, View, glance, is_heading, view
from toolkit.sources import Page

__all__ = ["TEMPLATE", "candidates", "family", "find", "readings"]

NUMBER = re.compile(r"\d+")
# The first header of a page may lack the words that the others have ("Reply #3 on: DATE").
CONSTANT_SHARE = 0.8
# Half of the comments longer than this many characters: an archive of articles, or no comments.
LONG_BODY = 4000
# So many of the names may have been lost, as links are in copies.
LOST_SHARE = 0.7
# The first header of a copy may lack a part, and so may one more.
STRAYS = 2
# Readings of pages that have lost their writers.
NAMELESS = frozenset({"date_alone", "date_alone_below", "number_date"})
# A single comment above its footer takes this many lines at most.
SINGLE_LINES = 30
# A header of a known family fits better than one of the page's own.
FAMILY_FIT, FIT = 0.55, 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A template, the comments it bounds, and the probability that they are some."""

    found: Found
    comments: tuple[Comment, ...]
    sure: float


@lru_cache(maxsize=2)
def candidates(page: Page) -> tuple[Candidate, ...]:
    """Return every template that repeats on `page` and bounds what is likely comments, the likeliest first."""
    found = readings(page)
    only = _single(view(page)) if not found and glance(page).headed else None
    if only is not None:
        return (Candidate(only, tuple(read_found(page, only)), 1.0),)
    # A reading with names tells more than one without.
    order = sorted(found, key=lambda one: (one.found.kind in NAMELESS, -one.sure))
    likely = [one for one in order if one.sure >= SURE]
    return tuple(sorted(likely, key=lambda one: one is not _fullest(likely)))


def _fullest(likely: Sequence[Candidate]) -> Candidate:
    """Return the first, or one that has all its headers and one or two of another make besides."""
    best = likely[0]
    for one in likely[1:]:
        own, other = ({mark.last for mark in each.found.marks} for each in (best, one))
        if own < other and len(other - own) <= STRAYS:
            best = one
    return best


@lru_cache(maxsize=2)
def readings(page: Page) -> tuple[Candidate, ...]:
    """Return every template that repeats on `page` with bodies between, likely or not."""
    seen = view(page)
    says = says_of(seen)
    found = [
        _candidate(page, reading, bounded)
        for group in groups_of(shapes_of(seen))
        for reading in _readings(seen, group, says)
        if reading is not None and (bounded := _bounded(seen, reading)) is not None
    ]
    undated = said(seen, says)
    found += [_candidate(page, undated)] if undated is not None else []
    found += [] if found else [_candidate(page, reading) for reading in (times_only(seen),) if reading is not None]
    return tuple(found)


def _candidate(page: Page, found: Found, bounded: Sequence[Comment] | None = None) -> Candidate:
    comments = read_found(page, found, bounded)
    return Candidate(found, tuple(comments), sureness(page, comments))


def find(page: Page) -> Found | None:
    """Return the likeliest template of `page`; null if there is none."""
    return next((candidate.found for candidate in candidates(page)), None)


def _single(seen: View) -> Found | None:
    """Return the only comment of a page: its header or footer stands near a heading such as "1 Comment"."""
    shapes, says = shapes_of(seen), says_of(seen)
    heading = next((line for line in seen.lines if is_heading(line.text) and line.stamp is None), None)
    if heading is None:
        return None
    top = seen.place[heading.at] + 1
    near = [shape for shape in shapes if seen.place[shape.line.at] - top >= 0]
    if len(near) != 1 or not seen.lines[top:]:
        return None
    shape = near[0]
    name = shape.name("pre" if shape.pre else "post", shape.glue)
    place = seen.place[shape.line.at]
    said = next(((line, user) for line, user in says if abs(seen.place[line.at] - place) == 1), None)
    first, last = shape.line.at, shape.line.at + time_lines(seen, shape.line)
    if said is not None:
        name, first, last = said[1], min(first, said[0].at), max(last, said[0].at)
    elif not name and place == top + 1 and namelike(tidy(seen.lines[top].text)):
        name, first = tidy(seen.lines[top].text), seen.lines[top].at
    if not namelike(name, words=10, length=LONG_NAME_LENGTH):
        return None
    mark = Mark(first, last, shape.line.indent, name, shape.line.stamp, foot=seen.place[first] > top)
    if mark.foot and place - top > SINGLE_LINES:
        return None
    if mark.foot:
        mark.foot, mark.tail, mark.first, mark.last = False, first, heading.at, heading.at
    body = [line for line in assemble(seen, [mark])[0].text.split("\n") if line]
    return Found([mark], [None], "single") if body else None


def _readings(seen: View, group: list[Shape], says: list[tuple[Line, str]]) -> list[Found | None]:
    named = sum(any(map(str.isalpha, shape.pre + shape.post)) for shape in group)
    numbered = sum(shape.where != "none" for shape in group) - named
    readings: list[Found | None] = []
    if (named + numbered) * 2 >= len(group):
        readings.append(beside(seen, group))
    beside_date = Counter(NUMBER.sub("#", f"{one.pre}|{one.post}") for one in group)
    constant = len(group) > 2 and beside_date.most_common(1)[0][1] >= CONSTANT_SHARE * len(group)
    if named * 2 <= len(group) or constant:
        readings.append(with_says(seen, group, says))
        readings.append(above_or_below(seen, group))
        readings.append(above_body(seen, group))
        readings.append(numbered_dates(seen, group))
    if not any(readings):
        readings.append(dates_alone(seen, group))
    return readings


def _bounded(seen: View, found: Found) -> list[Comment] | None:
    """Return the bodies, if the marks have names, two of them different, and what they bound are no articles."""
    marks = found.marks
    users = Counter((mark.user or "").casefold() for mark in marks)
    nameless = found.kind in NAMELESS
    if len(marks) < 2 or (not nameless and (len(users) < 2 or users[""] > LOST_SHARE * len(marks))):
        return None
    comments = assemble(seen, marks)
    bodies = sum(bool(comment.text) and not is_site(comment.text) for comment in comments)
    sizes = sorted(len(comment.text) for comment in comments)
    return comments if bodies >= 0.7 * len(comments) and sizes[len(sizes) // 2] <= LONG_BODY else None


def read_found(page: Page, found: Found, bounded: Sequence[Comment] | None = None) -> list[Comment]:
    """Return the comments that the template's marks bound.

    Parameters
    ----------
    page : the page
    found : its template
    bounded : what the marks bound as they are, if it is known
    """
    seen = view(page)
    marks, places = with_responses(seen, [replace(mark) for mark in found.marks], found.numbers)
    take_signs(seen, marks)
    take_restated(seen, marks)
    take_answers(seen, marks)
    same = bounded is not None and marks == found.marks
    found = replace(found, marks=marks, numbers=places)
    comments = bounded if bounded is not None and same else assemble(seen, found.marks)
    comments = answering_parent(by_indent(comments, found.marks))
    take_links(seen, found.marks, comments)
    dotted = take_dotted(seen, found.marks)
    take_bracketed(seen, found.marks)
    shown = any(comment.depth for comment in comments)
    some = any(mark.reply for mark in found.marks) and not all(mark.reply for mark in found.marks)
    some = some or any(mark.level or mark.parent is not None for mark in found.marks)
    if not shown and (take_levels(seen, found.marks) or take_sections(seen, found.marks) or some):
        comments = with_parents(comments, found.marks)
    comments = by_name(comments, [mark.answers for mark in found.marks])
    numbers: list[int | None] = dotted or list(found.numbers)
    if not any(number is not None for number in numbers):
        numbers = [place + 1 for place in range(len(comments))]
    comments = by_number(comments, [mark.answers for mark in found.marks], numbers)
    return propose(comments, numbers)


def family(name: str, kinds: frozenset[str]) -> Form:
    """Return the form of a family of headers that needs no words of the page's own.

    Parameters
    ----------
    name : the form's name
    kinds : the kinds of template (`Found.kind`) that make the family
    """
    return Form(name, partial(_family_fits, kinds), partial(_family_read, kinds), FAMILY_FIT)


def _family_fits(kinds: frozenset[str], page: Page) -> float:
    found = find(page)
    return FAMILY_FIT if found is not None and found.kind in kinds and not found.own_words else 0.0


def _family_read(kinds: frozenset[str], page: Page) -> list[Comment]:
    return next((list(one.comments) for one in _asked_for(page) if one.found.kind in kinds), [])


def _fits(page: Page) -> float:
    return 0.0 if find(page) is None else FIT


def _read(page: Page) -> list[Comment]:
    return next((list(one.comments) for one in _asked_for(page)), [])


def _asked_for(page: Page) -> tuple[Candidate, ...]:
    """Return the likely templates; where somebody asks for this form all the same, the others as well."""
    return candidates(page) or tuple(sorted(readings(page), key=lambda one: -one.sure))


TEMPLATE = Form("template", _fits, _read, FIT)
