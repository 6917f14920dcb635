"""Lines that hold a date and little else, grouped by what stands around the date."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from toolkit.forms.dates import time_alone
from toolkit.forms.loose import loosened
from toolkit.forms.marks import LONG_NAME_LENGTH, Shape, shape_of
from toolkit.forms.view import Line, View, glance

__all__ = ["ARTICLE_TOP", "groups_of", "key_of", "shapes_of", "time_lines"]

# Words beside a date in a header; more is a sentence that mentions a date.
BESIDE_WORDS = 14
# An article's own date stands within this many lines of the top, with this many characters below it.
ARTICLE_TOP = 8
# A name, a date and so many words with a full stop behind them are a sentence.
SENTENCE_WORDS = 4
# "today." ends a sentence, "B.J." and "Mr." end a name.
SENTENCE_END = re.compile(r"(?:^|[\s(])[a-zß-ÿа-я]\w{2,}[.!?]$")
UNIFORM_SHARE = 0.75


def shapes_of(seen: View) -> list[Shape]:
    """Return the lines that hold a date and little else."""
    shapes = []
    hinted = glance(seen.page).hinted
    for line in (loosened(line) for line in seen.lines if line.at in hinted):
        if line.stamp is None:
            continue
        shape = shape_of(_with_time_below(seen, line))
        beside = f"{shape.pre} {shape.post}"
        if len(beside.split()) > BESIDE_WORDS or len(beside) > LONG_NAME_LENGTH + 40 or _sentence(shape):
            continue
        shapes.append(shape)
    return shapes


def _with_time_below(seen: View, line: Line) -> Line:
    stamp = line.stamp
    place = seen.place[line.at] + 1
    if stamp is None or stamp.hour is not None or stamp.relative or place >= len(seen.lines):
        return line
    clock = time_alone(seen.lines[place].text)
    if clock is None or seen.lines[place].gap:
        return line
    return replace(line, stamp=replace(stamp, hour=clock[0], minute=clock[1], second=clock[2]))


def _sentence(shape: Shape) -> bool:
    """Tell a date inside a sentence from a date beside a name."""
    if shape.say:
        return False
    before = shape.line.text[: shape.line.stamp.start].strip() if shape.line.stamp else ""
    n_words = len(shape.pre.split()) + len(shape.post.split())
    if shape.pre and shape.post and n_words >= SENTENCE_WORDS and shape.line.text[-1] in '.!?…”"':
        return True
    if any(len(piece.split()) >= SENTENCE_WORDS and SENTENCE_END.search(piece) for piece in shape.raw):
        return True
    return (len(shape.post.split()) > 6 and bool(shape.pre)) or (before[-1:] in ".!?" and len(before) > 60)


def key_of(shape: Shape) -> tuple[str, tuple[str, ...], bool]:
    """Return what two lines of one shape share: the name's place, the joining words, date or age."""
    relative = shape.line.stamp is not None and shape.line.stamp.relative
    return shape.where, shape.glue, relative


def groups_of(shapes: list[Shape]) -> list[list[Shape]]:
    """Group lines of one shape, the most frequent first; a line that lacks one part of the shape joins it."""
    by_key: dict[tuple[str, tuple[str, ...], bool], list[Shape]] = defaultdict(list)
    for shape in shapes:
        by_key[key_of(shape)].append(shape)
    groups = []
    for key in sorted(by_key, key=lambda key: -len(by_key[key]))[:8]:
        own = min(shape.line.at for shape in by_key[key])
        members = [shape for other, shapes in by_key.items() if _kin(key, other) for shape in shapes]
        # The article's own date line looks like a header of another make at the top of the page.
        members = [shape for shape in members if shape.line.at >= own or shape.line.at > ARTICLE_TOP]
        members = _uniform(members)
        if len(members) > 1:
            groups.append(sorted(members, key=lambda shape: shape.line.at))
    return groups


def _uniform(members: list[Shape]) -> list[Shape]:
    """Leave out dates without a time where nearly all have one: they stand inside somebody's words."""
    timed = [
        shape
        for shape in members
        if shape.line.stamp is not None and (shape.line.stamp.hour is not None or shape.line.stamp.relative)
    ]
    return timed if len(timed) >= UNIFORM_SHARE * len(members) else members


def _kin(key: tuple[str, tuple[str, ...], bool], other: tuple[str, tuple[str, ...], bool]) -> bool:
    if key[2] != other[2]:
        return False
    differ = sum(a != b for a, b in zip(key[1], other[1], strict=True))
    return differ == 0 or (differ == 1 and (key[0] == other[0] or "both" in {key[0], other[0]}))


def time_lines(seen: View, line: Line) -> int:
    """Return 1 if the line right below a date holds its time and nothing else, else 0."""
    place = seen.place[line.at] + 1
    if place < len(seen.lines) and not seen.lines[place].gap and time_alone(seen.lines[place].text):
        return 1
    return 0
