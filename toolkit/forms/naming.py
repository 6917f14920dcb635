"""Where the name stands: beside the date, on a line of its own above or below it, or above the body."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from toolkit.forms.grouping import time_lines
from toolkit.forms.marks import LONG_NAME_LENGTH, Mark, Shape, namelike, say_in, tidy
from toolkit.forms.placing import Found, placed
from toolkit.forms.view import Line, View, is_button, is_heading

__all__ = ["above_body", "above_or_below", "beside"]

# A number before a name, alone or behind the page's word for it ("Comment number 276. NAME").
LABEL = re.compile(r"^(?:[+-]\d+\s+)?(?:#?\d{1,6}[.):]?|(?:[^\W\d]+\s){1,2}#?\d{1,6}[.):])\s+(?=\S)")
# Links beside a date that only replies have.
REPLY_LINKS = frozenset({"up", "parent", "in reply to", "show parent", "up parent"})
# Lines a header may take above its date: name, tagline, counter of fans.
BLOCK_LINES = 4
COUNTER = re.compile(r"\d+ \w+")
OWN_NUMBER = re.compile(r"#\d{1,6}")
NAME_LINE_LENGTH = 80
# Shares of the dates that must have a name beside them, and a bounded block above them.
NAMED_SHARE = 0.7
BOUNDED_SHARE = 0.8


def beside(seen: View, group: list[Shape]) -> Found | None:
    """The name stands beside the date."""
    side = _side(group)
    glue = Counter(shape.glue for shape in group).most_common(1)[0][0]
    marks, numbers = [], []
    numbered = sum(_leading_number(shape) is not None for shape in group) >= max(2, 0.3 * len(group))
    raw = [shape.name(side, glue) for shape in group]
    names = _plain_names(raw, numbered=numbered)
    for shape, plain in zip(group, names, strict=True):
        line, name = shape.line, plain
        number = line.number if line.number is not None else (_leading_number(shape) if numbered else None)
        first = line.at
        if not name:
            above = _line_above(seen, line)
            if above is not None and namelike(_bare(above), words=9):
                first, name = above.at, _bare(above)
                number = above.number if above.number is not None else _number_at_start(above.text)
        last = line.at + time_lines(seen, line)
        reply = line.stamp is not None and line.text[line.stamp.end :].strip(" |·()").casefold() in REPLY_LINKS
        marks.append(Mark(first, last, seen.lines[seen.place[first]].indent, name or None, line.stamp, reply=reply))
        numbers.append(number)
    good = sum(mark.user is not None and namelike(mark.user, words=12, length=LONG_NAME_LENGTH) for mark in marks)
    if good < 0.7 * len(marks):
        return None
    found = placed(seen, marks, numbers, "name_date" if side == "pre" else "date_name", group)
    if found is not None:
        found.own_words = any(fixed for fixed in _fixed_words(raw))
    return found


def _plain_names(names: list[str], *, numbered: bool) -> list[str]:
    """Strip from the names of a group the words and numbers that belong to the template."""
    for _ in range(2):
        fixed = _fixed_words(names)
        names = [_without(name, fixed) for name in names]
        if numbered or sum(bool(re.match(r"#?\d{1,7}\b\W", name)) for name in names) * 2 > len(names):
            names = [
                tidy(re.sub(r"^#?\d{1,7}[.)]?(?:\s+|$)", "", tidy(re.sub(r"^[+-]\d+\s", "", name)))) for name in names
            ]
            numbered = False
    return names


def _side(group: list[Shape]) -> str:
    """Tell on which side of the date the names stand: where the lines differ more."""
    pre = {shape.pre.casefold() for shape in group if shape.pre}
    post = {shape.post.casefold() for shape in group if shape.post}
    n_pre, n_post = sum(bool(shape.pre) for shape in group), sum(bool(shape.post) for shape in group)
    if not n_pre or not n_post:
        return "pre" if n_pre else "post"
    score_pre, score_post = len(pre) * n_pre, len(post) * n_post
    return "post" if score_post > score_pre else "pre"


def _fixed_words(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words that all names of a group begin and end with: the template's own words."""
    split = [name.split() for name in names if name]
    if len(split) < 2 or len({name.casefold() for name in names}) < 2:
        return [], []
    lead: list[str] = []
    while all(len(words) > len(lead) + 1 for words in split) and _fixed([words[len(lead)] for words in split]):
        lead.append(split[0][len(lead)])
    tail: list[str] = []
    while all(len(words) > len(lead) + len(tail) + 1 for words in split) and _fixed(
        [words[-1 - len(tail)] for words in split]
    ):
        tail.insert(0, split[0][-1 - len(tail)])
    return lead, tail


def _fixed(words: Sequence[str]) -> bool:
    """Two people may share a name, three hardly; a word in lower case is no name."""
    return len({word.casefold() for word in words}) == 1 and (len(words) > 2 or words[0].islower())


def _without(name: str, fixed: tuple[list[str], list[str]]) -> str:
    words = name.split()
    lead, tail = fixed
    if lead and [word.casefold() for word in words[: len(lead)]] == [word.casefold() for word in lead]:
        words = words[len(lead) :]
    if tail and [word.casefold() for word in words[-len(tail) :]] == [word.casefold() for word in tail]:
        words = words[: -len(tail)]
    return tidy(" ".join(words))


def _leading_number(shape: Shape) -> int | None:
    return _number_at_start(shape.pre or shape.post)


def _number_at_start(text: str) -> int | None:
    match = re.match(r"(?:[+-]\d+\s+)?#?(\d{1,7})(?:[.)]|\s|$)", text)
    return int(match[1]) if match else None


def _label_number(text: str) -> int | None:
    match = LABEL.match(text)
    digits = re.search(r"\d+(?=[.):]?\s+$)", match[0]) if match else None
    return int(digits[0]) if digits else None


def _bare(line: Line) -> str:
    return tidy(LABEL.sub("", line.text))


def _line_above(seen: View, line: Line) -> Line | None:
    place = seen.place[line.at] - 1
    return seen.lines[place] if place >= 0 and line.gap <= 1 else None


def above_or_below(seen: View, group: list[Shape]) -> Found | None:
    """Read names that stand on a line of their own above the date, or below it."""
    above = _names_above(seen, group)
    below = [_name_below(seen, shape.line) for shape in group]
    n_above, n_below = sum(name is not None for name in above), sum(name is not None for name in below)
    if max(n_above, n_below) < NAMED_SHARE * len(group):
        return None
    up = n_above >= n_below
    lines = above if up else below
    labelled = sum(name is not None and (name.number is not None or bool(LABEL.match(name.text))) for name in lines)
    marks, numbers = [], []
    for name, shape in zip(lines, group, strict=True):
        mark, number = _lined(seen, name, shape, labelled=labelled * 2 > max(n_above, n_below))
        marks.append(mark)
        numbers.append(number)
    return placed(seen, marks, numbers, "name_then_date" if up else "date_then_name", group)


def _lined(seen: View, name: Line | None, shape: Shape, *, labelled: bool) -> tuple[Mark, int | None]:
    line = shape.line
    first, last = line.at, line.at + time_lines(seen, line)
    if name is None:
        return Mark(first, last, line.indent, (shape.pre or shape.post) or None, line.stamp), None
    number = _label_number(name.text) if name.number is None and labelled else name.number
    user = _bare(name) if labelled else tidy(name.text)
    if spoken := say_in(user if user.endswith(":") else f"{user}:"):
        user = spoken[0]
    return Mark(min(first, name.at), max(last, name.at), name.indent, user, line.stamp), number


def above_body(seen: View, group: list[Shape]) -> Found | None:
    """Read names above the body with the date below it: "NAME" / body / "Like · Reply · DATE"."""
    marks: list[Mark] = []
    for place, shape in enumerate(group):
        top = seen.place[group[place - 1].line.at] + 1 if place else _block_start(seen, shape.line)
        while top < len(seen.lines) and is_button(seen.lines[top].text):
            top += 1
        line = seen.lines[min(top, len(seen.lines) - 1)]
        if not namelike(tidy(line.text)) or line.at >= shape.line.at - 1 or line.stamp is not None:
            return None
        marks.append(Mark(line.at, line.at, line.indent, tidy(line.text), shape.line.stamp, tail=shape.line.at))
    return Found(marks, [None] * len(marks), "name_body_date")


def _block_start(seen: View, line: Line) -> int:
    """Return the place of the first line above `line` that stands below a heading or a wide gap."""
    place = seen.place[line.at]
    while place > 0 and seen.lines[place].gap < 2 and not is_heading(seen.lines[place - 1].text):
        place -= 1
    return place


def _names_above(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return for each date the line above it that holds the name.

    A block that a blank line or a button bounds begins with the name, whatever tagline or badge follows. Without such
    a bound the nearest line that can be a name is taken, or the one above it where the page shows taglines.
    """
    stacks = [_stack(seen, shape.line) for shape in group]
    bounded = sum(bound for _, bound in stacks) >= BOUNDED_SHARE * len(group)
    deep = sum(len(stack) > 1 for stack, _ in stacks) * 2 > len(group)
    if bounded and deep:
        tops = [next((line for line in reversed(stack) if namelike(tidy(line.text))), None) for stack, _ in stacks]
        if len({line.text for line in tops if line is not None}) * 2 > len(group):
            return tops
    nearest = [_nearest_name(seen, shape.line, taglines=False) for shape in group]
    taglines = any(
        name is not None and seen.place[shape.line.at] - seen.place[name.at] > 1
        for name, shape in zip(nearest, group, strict=True)
    )
    return [_nearest_name(seen, shape.line, taglines=True) for shape in group] if taglines else nearest


def _stack(seen: View, date: Line) -> tuple[list[Line], bool]:
    """Return the short lines right above a date, nearest first, and whether something bounds them above."""
    place = seen.place[date.at]
    stack: list[Line] = []
    while place > 0 and not seen.lines[place].gap and len(stack) < BLOCK_LINES:
        line = seen.lines[place - 1]
        if line.stamp is not None or len(line.text) > NAME_LINE_LENGTH:
            return stack, False
        if is_button(line.text):
            return stack, True
        stack.append(line)
        place -= 1
    return stack, bool(stack) and (place == 0 or seen.lines[place].gap > 0)


def _nearest_name(seen: View, date: Line, *, taglines: bool) -> Line | None:
    place = seen.place[date.at]
    gap = date.gap
    found = None
    for back in range(1, BLOCK_LINES):
        line = seen.lines[max(place - back, 0)]
        if back > place or gap > 1 or len(line.text) > NAME_LINE_LENGTH or line.stamp is not None:
            break
        fits = namelike(tidy(line.text)) and not COUNTER.fullmatch(line.text)
        if fits and (found is None or (taglines and back <= 2)):
            found = line
        gap = line.gap
        if found is not None and (gap or not taglines or not fits):
            break
    return found


def _name_below(seen: View, date: Line) -> Line | None:
    place = seen.place[date.at] + 1 + time_lines(seen, date)
    # The comment's own number may stand between: "05-12-2012, 04:33 AM" / "#3" / "NAME".
    if place < len(seen.lines) - 1 and re.fullmatch(r"#\d{1,6}", seen.lines[place].text) and not seen.lines[place].gap:
        place += 1
    if place >= len(seen.lines) or seen.lines[place].gap > 0:
        return None
    line = seen.lines[place]
    return line if namelike(tidy(line.text)) and line.stamp is None else None


def numbered_dates(seen: View, group: list[Shape]) -> Found | None:
    """Read a forum copied without its writers: every date stands beside the number of its comment ("#661")."""
    marks: list[Mark] = []
    numbers: list[int | None] = []
    for shape in group:
        place = seen.place[shape.line.at]
        near = [seen.lines[at] for at in (place - 1, place + 1) if 0 <= at < len(seen.lines)]
        beside = next((line for line in near if OWN_NUMBER.fullmatch(line.text)), None)
        if beside is None:
            return None
        marks.append(
            Mark(
                min(beside.at, shape.line.at), max(beside.at, shape.line.at), shape.line.indent, None, shape.line.stamp
            )
        )
        numbers.append(int(beside.text.lstrip("#")))
    rising = all(a is not None and b is not None and a < b for a, b in itertools.pairwise(numbers))
    return Found(marks, numbers, "number_date") if rising and len(marks) > 1 else None
