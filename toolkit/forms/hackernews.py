"""Hacker News: "NAME 3 hours ago | root | parent | prev | next [–]" above the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.forms.marked import marked
from toolkit.forms.marks import Mark
from toolkit.forms.view import Line, View

__all__ = ["HACKERNEWS"]

HEADER = re.compile(
    r"^(?:(?P<points>-?\d+) points? by )?(?P<user>[\w-]{1,24}) "
    r"(?P<when>(?:on )?\w.{2,24}?(?:ago|\d{4}))(?: \([^)]{1,20}\))?(?P<nav>(?: ?\| ?(?:root|parent|prev|next|un-?vote"
    r"|flag|favorite|edit|delete|unflag|vouch|on: [^|]{1,80}|context|link|past|undown))*)"
    r"(?: ?\|)? ?(?P<fold>\[[–\-+](?:\]|\d+ more\]))?$"
)
LEADS = re.compile(r"root|parent|prev|next|vote|context")


@dataclass(slots=True)
class Tree:
    """The comments above: all, the last at each level, and those with a link to a next sibling not met yet."""

    marks: list[Mark] = field(default_factory=list)
    latest: dict[int, int] = field(default_factory=dict)
    waiting: list[Mark] = field(default_factory=list)

    def add(self, mark: Mark, *, waits: bool) -> None:
        """Append `mark`, which stands at its level."""
        level = mark.level or 0
        self.latest[level] = len(self.marks)
        self.marks.append(mark)
        while self.waiting and (self.waiting[-1].level or 0) >= level:
            self.waiting.pop()
        if waits:
            self.waiting.append(mark)

    def last_at(self, level: int) -> int | None:
        """Return the last comment at `level` or nearer to the top."""
        return max((place for known, place in self.latest.items() if known <= level), default=None)


def _marks(seen: View) -> list[Mark]:
    found = [(line, match) for line in seen.lines if line.short and (match := _header(line))]
    if _bare([match for _, match in found]):
        return []
    above = Tree()
    for line, match in found:
        nav = set(re.findall(r"[a-z]+", match["nav"]))
        mark = Mark(line.at, line.at, 0, match["user"], line.stamp)
        _place(mark, above, nav)
        above.add(mark, waits="next" in nav)
    return above.marks


def _bare(matches: list[re.Match[str]]) -> bool:
    """Return true if no header leads to another comment: another site with "| link" behind its dates."""
    return not any(match["fold"] or LEADS.search(match["nav"]) for match in matches)


def _header(line: Line) -> re.Match[str] | None:
    match = HEADER.match(line.text) if line.stamp is not None else None
    return match if match and (match["nav"] or match["fold"]) else None


def _place(mark: Mark, above: Tree, nav: set[str]) -> None:
    """Read the level from the navigation words: no "parent" is the top; no "root" is one below it.

    A comment with "next" waits for its sibling, and the tree is printed depth first: a later sibling far below the
    top is the one that the deepest of those waits for.
    """
    last = above.marks[-1] if above.marks else None
    if "parent" not in nav or last is None:
        mark.level = 0
    elif "root" not in nav:
        mark.level, mark.parent, mark.evidence = 1, above.last_at(0), "nav_top"
    elif "prev" not in nav:
        mark.level, mark.parent, mark.evidence = (last.level or 0) + 1, len(above.marks) - 1, "nav_first"
    elif above.waiting and (above.waiting[-1].level or 0) > 1:
        mark.level, mark.parent, mark.evidence = above.waiting[-1].level, above.waiting[-1].parent, "nav_later"
    else:
        # Most often a sibling of the comment just above.
        mark.level = max(2, last.level or 0)
        mark.parent, mark.evidence = above.last_at(mark.level - 1), "nav_guess"
        mark.notes.append("reply-unknown")


HACKERNEWS = marked("hackernews", _marks)
