"""Hacker News: "NAME 3 hours ago | root | parent | prev | next [–]" above the body."""

from __future__ import annotations

import re

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


def _marks(seen: View) -> list[Mark]:
    found = [(line, match) for line in seen.lines if line.short and (match := _header(line))]
    if _bare([match for _, match in found]):
        return []
    marks: list[Mark] = []
    latest: dict[int, int] = {}
    for line, match in found:
        nav = set(re.findall(r"[a-z]+", match["nav"]))
        mark = Mark(line.at, line.at, 0, match["user"], line.stamp)
        _place(mark, marks, latest, nav)
        latest[mark.level or 0] = len(marks)
        marks.append(mark)
    return marks


def _bare(matches: list[re.Match[str]]) -> bool:
    """Return true if no header leads to another comment: another site with "| link" behind its dates."""
    return not any(match["fold"] or LEADS.search(match["nav"]) for match in matches)


def _header(line: Line) -> re.Match[str] | None:
    match = HEADER.match(line.text) if line.stamp is not None else None
    return match if match and (match["nav"] or match["fold"]) else None


def _place(mark: Mark, above: list[Mark], latest: dict[int, int], nav: set[str]) -> None:
    """Read the level from the navigation words: no "parent" is the top; no "root" is one below it."""
    if "parent" not in nav or not above:
        mark.level = 0
    elif "root" not in nav:
        mark.level, mark.parent = 1, _last_at(latest, 0)
    elif "prev" not in nav:
        mark.parent = len(above) - 1
        mark.level = (above[-1].level or 0) + 1
    else:
        # A later sibling somewhere below the top: most often of the comment just above.
        mark.level = max(2, above[-1].level or 0)
        mark.parent = _last_at(latest, mark.level - 1)
        mark.notes.append("reply-unknown")


def _last_at(latest: dict[int, int], level: int) -> int | None:
    return max((place for known, place in latest.items() if known <= level), default=None)


HACKERNEWS = marked("hackernews", _marks)
