"""Replies keep "NAME in reply to NAME. | date", the comments they answer may have lost their headers.

Paragraphs and indent bound what has no header; the reply below names its writer.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field, replace

from toolkit.forms.base import Comment, Form
from toolkit.forms.bodies import comment_of, section_end
from toolkit.forms.languages import REPLY_TO
from toolkit.forms.marks import Mark, namelike, reply_to_in, shape_of, tidy
from toolkit.forms.replies import Writers
from toolkit.forms.view import Line, View, glance, is_button, view
from toolkit.sources import Page

__all__ = ["IN_REPLY_TO"]

# Letters of a word that says what a paragraph is about.
TOPIC_LETTERS = 5
WIDE_GAP = 2
HEADER_LENGTH = 100
HEADER_WORDS = 3
FIT = 0.8
QUOTES = ("“”\"«»„'‘’", "“”\"«»„'‘’")


@dataclass(slots=True)
class Part:
    """One comment in the making: its mark, where a header survives, and its lines."""

    indent: int
    lines: list[Line] = field(default_factory=list)
    mark: Mark | None = None


def _anchors(seen: View) -> dict[int, Mark]:
    found = {}
    low = glance(seen.page).low
    stated = any(words in low for words in REPLY_TO)
    for line in seen.lines:
        if not line.short or (line.stamp is None and not stated):
            continue
        stamp = line.stamp
        text = line.text if stamp is None else f"{line.text[: stamp.start]} {line.text[stamp.end :]}"
        names = reply_to_in(text.strip(" |·•—–-,"))
        if names is not None and len(names[0]) <= 60 and (stamp is not None or len(line.text) < 80):
            found[line.at] = Mark(line.at, line.at, line.indent, names[0], stamp, answers=names[1].rstrip("."))
    return found


def _fits(page: Page) -> float:
    seen = view(page)
    anchors = _anchors(seen)
    dated = sum(mark.stamp is not None for mark in anchors.values())
    if dated < 1 or (len(anchors) < 2 and not any(mark.indent for mark in anchors.values())):
        return 0.0
    # Where other comments kept a header with a date, those headers bound them and the template reads them all.
    first = min(anchors)
    others = [
        line
        for line in seen.lines
        if line.stamp is not None and line.at not in anchors and len(line.text) < HEADER_LENGTH and line.at > first
    ]
    return FIT if len(others) * 2 < len(anchors) and not any(map(_named, others)) else 0.0


def _named(line: Line) -> bool:
    """The line is a name beside a date, and nothing else but joining words."""
    if line.stamp is None:
        return False
    shape = shape_of(line)
    return namelike(tidy(f"{shape.pre} {shape.post}"), words=HEADER_WORDS)


def _read(page: Page) -> list[Comment]:
    seen = view(page)
    anchors = _anchors(seen)
    if not anchors:
        return []
    parts = _parts(seen, anchors, _start(seen, min(anchors)))
    parts = _split_tops(parts)
    return _linked(parts)


def _start(seen: View, first: int) -> int:
    """Return the first line below the article: below the widest gap above the first header."""
    place = seen.place[first]
    above = seen.lines[:place]
    widest = max((line.gap for line in above[1:]), default=0)
    if widest < WIDE_GAP:
        return above[-1].at if above else first
    return max(line.at for line in above[1:] if line.gap == widest)


def _parts(seen: View, anchors: dict[int, Mark], start: int) -> list[Part]:
    """Cut the section where a header stands, the indent changes back, or a wide gap opens inside the replies."""
    parts: list[Part] = []
    for line in seen.between(start, section_end(seen, max(anchors)) - 1):
        mark = anchors.get(line.at)
        if mark is not None:
            parts.append(Part(line.indent, [], mark))
        elif not parts or (line.indent != parts[-1].indent and _new_level(line, parts[-1])) or _lost(line, parts[-1]):
            parts.append(Part(line.indent, [line]))
        elif not is_button(line.text):
            parts[-1].lines.append(line)
    return [part for part in parts if part.lines]


def _new_level(line: Line, part: Part) -> bool:
    """A dedent ends a comment; an indent opens a reply only below a blank line."""
    return line.indent < part.indent or (line.gap > 0 and not line.mark)


def _lost(line: Line, part: Part) -> bool:
    return line.gap >= WIDE_GAP and bool(part.lines) and line.indent > 0


def _split_tops(parts: list[Part]) -> list[Part]:
    """Cut runs of paragraphs without header into comments; paragraphs on one subject stay together."""
    topics = [_topics(part_block) for part in parts for part_block in _blocks(part.lines)]
    counts = Counter(word for topic in topics for word in topic)
    top = min((part.indent for part in parts), default=0)
    split: list[Part] = []
    for part in parts:
        if part.mark is not None or part.indent > top:
            split.append(part)
            continue
        blocks = _blocks(part.lines)
        current = Part(part.indent, list(blocks[0]))
        for before, block in itertools.pairwise(blocks):
            if _together(before, block, counts):
                current.lines += block
            else:
                split.append(current)
                current = Part(part.indent, list(block))
        split.append(current)
    return split


def _blocks(lines: list[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in lines:
        if not blocks or line.gap:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return blocks


def _topics(block: list[Line]) -> set[str]:
    text = " ".join(line.text for line in block).casefold()
    return set(re.findall(rf"[^\W\d_]{{{TOPIC_LETTERS},40}}", text))


def _together(before: list[Line], block: list[Line], counts: Counter[str]) -> bool:
    """A lead-in, a quotation with its answer, or two paragraphs that alone on the page share a word."""
    text, following = before[-1].text, block[0].text
    if text.endswith((":", ",")) or following[:1].islower():
        return True
    if len(before) == 1 and text[:1] in QUOTES[0] and text[-1:] in QUOTES[1] and len(text) > 2:
        return True
    return any(counts[word] == 2 for word in _topics(before) & _topics(block))


@dataclass(slots=True)
class Trail:
    """What linking remembers of the comments above: those of each writer, latest at the top, latest at each indent."""

    comments: list[Comment] = field(default_factory=list)
    writers: Writers = field(default_factory=Writers)
    top: int | None = None
    open_at: list[tuple[int, int]] = field(default_factory=list)

    def add(self, comment: Comment, indent: int) -> None:
        """Append `comment`, which stands at `indent`."""
        place = len(self.comments)
        self.comments.append(comment)
        self.writers.add(comment.user, place)
        if comment.depth == 0:
            self.top = place
        while self.open_at and self.open_at[-1][0] >= indent:
            self.open_at.pop()
        self.open_at.append((indent, place))

    def parent_at(self, indent: int) -> int | None:
        """Return the latest comment left of `indent`."""
        return next((place for column, place in reversed(self.open_at) if column < indent), None)


def _linked(parts: list[Part]) -> list[Comment]:
    trail = Trail()
    top = min((part.indent for part in parts), default=0)
    for part in parts:
        mark = part.mark or Mark(part.lines[0].at, part.lines[0].at, part.indent)
        comment = comment_of(mark, part.lines, () if part.mark else ("boundary-unsure", "no-name"))
        if part.mark is not None and part.mark.answers:
            comment = _answering(trail, comment, part.mark.answers)
        elif part.indent > top:
            comment = _below(trail, comment, part.indent)
        else:
            comment = replace(comment, depth=0, reply_basis="layout")
        trail.add(comment, part.indent)
    return trail.comments


def _answering(trail: Trail, comment: Comment, name: str) -> Comment:
    """Link a reply that names whom it answers; that writer's own header may be lost."""
    places = trail.writers.places(name)
    target = places[-1] if places else None
    evidence = "reply_name" if len(places) < 2 else "reply_name_again"
    above = trail.top
    if above is not None and trail.comments[above].user is None and (target is None or above > target):
        _name(trail, above, name)
        target, evidence = above, "reply_name_above"
    if target is None:
        return replace(comment, notes=(*comment.notes, "parent-dropped"))
    depth = (trail.comments[target].depth or 0) + 1
    return replace(comment, depth=depth).answering(target, evidence)


def _name(trail: Trail, place: int, name: str) -> None:
    comment = trail.comments[place]
    notes = (*(note for note in comment.notes if note != "no-name"), "writer-from-reply")
    trail.comments[place] = replace(comment, user=name, user_basis="inferred", notes=notes)
    trail.writers.add(name, place)


def _below(trail: Trail, comment: Comment, indent: int) -> Comment:
    parent = trail.parent_at(indent)
    if parent is None:
        return comment
    depth = (trail.comments[parent].depth or 0) + 1
    return replace(comment, depth=depth).answering(parent, "indent")


IN_REPLY_TO = Form("in_reply_to", _fits, _read, FIT)
