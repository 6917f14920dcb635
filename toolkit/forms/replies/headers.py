"""Answer edges that headers state: "NAME in reply to NAME", "Reply to #3"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.forms.base import Comment
from toolkit.forms.replies.writers import Writers

__all__ = ["by_name", "by_number"]


def by_name(comments: Sequence[Comment], answers: Sequence[str | None]) -> list[Comment]:
    """Return `comments` with the answer edges of headers that name whom they answer."""
    linked = list(comments)
    writers = Writers()
    for place, name in enumerate(answers):
        places = writers.places(name) if name else ()
        if places and linked[place].reply_to is None:
            evidence = "reply_name" if len(places) == 1 else "reply_name_again"
            linked[place] = _below(linked, place, places[-1], evidence)
        writers.add(linked[place].user, place)
    return linked


def by_number(
    comments: Sequence[Comment], answers: Sequence[str | None], numbers: Sequence[int | None]
) -> list[Comment]:
    """Return `comments` with the answer edges of headers that give the number of what they answer ("Reply to #3")."""
    known = {number: place for place, number in enumerate(numbers) if number is not None}
    linked = list(comments)
    for place, name in enumerate(answers):
        match = re.fullmatch(r"#?(\d{1,6})", name or "")
        target = known.get(int(match[1])) if match else None
        if target is not None and target < place and linked[place].reply_to is None:
            linked[place] = _below(linked, place, target, "reply_number")
    return linked


def _below(comments: Sequence[Comment], place: int, target: int, evidence: str) -> Comment:
    depth = (comments[target].depth or 0) + 1
    return replace(comments[place], depth=depth).answering(target, evidence)
