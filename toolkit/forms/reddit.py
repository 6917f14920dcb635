"""Reddit: the old layout ("[–]NAME 33 points 7 hours ago") and the later ones ("level 2" above the name)."""

from __future__ import annotations

import re

from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark, namelike
from toolkit.forms.view import Line, View

__all__ = ["REDDIT", "REDDIT_LEVELS"]

OLD = re.compile(
    r"^\[[–\-+]\]\s?(?:/?u/)?(?P<user>[\w-]{1,24}|\[deleted\])(?P<flair>[^\[]{0,40}?)(?P<tags>(?:\s?\[[^\]]{1,12}\])*)\s*"
    r"(?P<points>-?[\d.,k]+ points?|\[score hidden\])?\s*(?P<rest>.{0,80})$"
)
# Extraction drops the age and leaves how many answers there are.
CHILDREN = re.compile(r"\((?P<n>\d{1,5}) child(?:ren)?\)$")
LEVEL = re.compile(r"^level (\d{1,2})$", re.IGNORECASE)
POINTS = re.compile(
    r"^(?:[·•\s]|-?[\d.,k]+ points?|\[?score hidden\]?|Op|OP|Mod|\d+ (?:hr|min|mo|yr|day|sec)s?\.? ago|edited)+",
    re.IGNORECASE,
)


def _old(seen: View) -> list[Mark]:
    marks = []
    for line in seen.lines:
        match = OLD.match(line.text) if line.short and line.text[:1] == "[" else None
        if match is None or (line.stamp is None and not CHILDREN.search(line.text)):
            continue
        user = match["user"]
        if "[M]" in match["tags"] or match["flair"]:
            # Copying glues the flair "Mod" to a moderator's name.
            user = re.sub(r"(?<=.)Mod$", "", user)
        marks.append(Mark(line.at, line.at, line.indent, None if user == "[deleted]" else user, line.stamp))
    _levels_by_children(seen, marks)
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        end = len(seen.page.lines) if following is None else following.first
        mark.reply = any(_parent_button(line) for line in seen.between(mark.last + 1, end - 1))
    return marks


def _levels_by_children(seen: View, marks: list[Mark]) -> None:
    """Read the tree from how many answers stand below each comment, if the numbers fit to the last one."""
    found = [CHILDREN.search(seen.lines[seen.place[mark.first]].text) for mark in marks]
    open_below: list[int] = []
    levels = []
    for match in found:
        while open_below and not open_below[-1]:
            open_below.pop()
        levels.append(len(open_below))
        open_below = [*(left - 1 for left in open_below), int(match["n"]) if match else 0]
    if all(found) and not any(open_below):
        for mark, level in zip(marks, levels, strict=True):
            mark.level = level


def _parent_button(line: Line) -> bool:
    return line.text.startswith("permalink") and "parent" in line.text and len(line.text) < 90


def _levels(seen: View) -> list[Mark]:
    marks = []
    for place, line in enumerate(seen.lines):
        match = LEVEL.match(line.text)
        if match is None:
            continue
        user, stamp, last = None, None, line.at
        for below in seen.lines[place + 1 : place + 5]:
            if POINTS.match(below.text) and len(below.text) < 60:
                last, stamp = below.at, below.stamp or stamp
            elif (
                below.stamp is not None
                and len(below.text) < 80
                and namelike(below.text[: below.stamp.start].strip(" ·•"))
            ):
                user, stamp, last = below.text[: below.stamp.start].strip(" ·•"), below.stamp, below.at
            elif user is None and stamp is None and namelike(below.text, words=2) and _points_below(seen, below):
                user, last = below.text, below.at
            else:
                break
        marks.append(Mark(line.at, last, 0, user, stamp, level=max(0, int(match[1]) - 1)))
    # "Level 3" is also a badge; there no name and no age stands below it.
    told = sum(mark.user is not None or mark.stamp is not None for mark in marks)
    return marks if told * 2 >= len(marks) else []


def _points_below(seen: View, line: Line) -> bool:
    place = seen.place[line.at] + 1
    return place < len(seen.lines) and bool(POINTS.match(seen.lines[place].text)) and len(seen.lines[place].text) < 60


REDDIT = marked("reddit", _old)
REDDIT_LEVELS = marked("reddit_levels", _levels)
