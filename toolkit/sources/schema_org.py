"""Comments that an HTML page gives as schema.org data -> ready comments, with the lines where its text shows them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from toolkit.sources.json_ld import found_in_json
from toolkit.sources.microdata import found_in_markup
from toolkit.sources.moments import moment_of
from toolkit.sources.pages import Page, Problem, Ready
from toolkit.sources.stated import Stated, own_words, plain

__all__ = ["comments_in"]

# The start of a line by which a comment is found again in the text of its page.
FOUND_BY = 40
LIST_MARK = re.compile(r"\s*(?:•|\d{1,5}\.)\s")
NOT_LETTER = re.compile(r"[\W_]+")
ID = re.compile(r"([\w-]{1,80})/?$")


def comments_in(tree: Any, html: str, page: Page) -> tuple[tuple[Ready, ...], list[Problem]]:
    """Return the comments that the page gives as fields, and what is to be said of them.

    Parameters
    ----------
    tree : the parsed page, of resiliparse
    html : the page
    page : its text

    Returns
    -------
    of JSON-LD and microdata, the one with more comments; none where most of its comments have no text
    """
    if "schema.org" not in html:
        return (), []
    scripts = [node.text for node in tree.document.query_selector_all('script[type="application/ld+json"]')]
    in_json, claimed, broken = found_in_json(scripts)
    in_markup = found_in_markup(tree) if "itemscope" in html else []
    problems = []
    if broken:
        what = f"{broken} blocks of data on the page are no JSON"
        problems.append(Problem(page.source, None, "json-ld-broken", what, "the text of the page is read instead"))
    stated = max(in_json, in_markup, key=_worth)
    if not _worth(stated):
        return (), problems
    ready = _ready(stated, page)
    if claimed is not None and claimed > len(ready):
        what = f"the page speaks of {claimed} comments, its data holds {len(ready)}"
        problems.append(Problem(page.source, None, "comments-partial", what, "look for more pages of comments"))
    return ready, problems


def _worth(stated: Sequence[Stated]) -> int:
    with_text = sum(one.text is not None for one in stated)
    return with_text if 2 * with_text >= len(stated) else 0


def _ready(stated: Sequence[Stated], page: Page) -> tuple[Ready, ...]:
    parents = _parents(stated)
    nested = any(parent is not None for parent in parents)
    depths = _depths(parents)
    keys = [_own_id(one.key, place) for place, one in enumerate(stated)]
    if len(set(keys)) < len(keys):
        keys = [str(place) for place in range(len(stated))]
    words = [own_words(one.text or "") for one in stated]
    places = _located([text for text, _ in words], page)
    return tuple(
        Ready(
            own_id=keys[place],
            text=text,
            quoted=quoted,
            user=None if one.user is None else plain(one.user) or None,
            moment=None if moment is None else moment[0],
            precision=None if moment is None else moment[1],
            reply_to=parents[place],
            # Where nothing on the page nests, a list of comments does not say who answers whom.
            reply_basis=(one.basis if parents[place] is not None else "stated") if nested else "unknown",
            depth=depths[place] if nested else None,
            line_start=places[place][0],
            line_end=places[place][1],
        )
        for place, (one, (text, quoted)) in enumerate(zip(stated, words, strict=True))
        for moment in [None if one.date is None else moment_of(one.date)]
    )


def _parents(stated: Sequence[Stated]) -> list[int | None]:
    # An answer named by key may point forward, and so in a circle; only what points back is kept.
    return [one.parent if one.parent is not None and one.parent < place else None for place, one in enumerate(stated)]


def _depths(parents: Sequence[int | None]) -> list[int]:
    depths: list[int] = []
    for parent in parents:
        depths.append(0 if parent is None else depths[parent] + 1)
    return depths


def _own_id(key: str | None, place: int) -> str:
    found = ID.search(key.rpartition("#")[2]) if key else None
    return str(place) if found is None else found[1]


def _located(texts: Sequence[str], page: Page) -> list[tuple[int, int]]:
    """Return the 1-based first and last line of every text on the page, 0 and 0 where it is not found."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(page.lines, 1):
        if key := _key(line):
            numbers[key].append(number)
    found, last = [], 0
    for text in texts:
        keys = [key for key in map(_key, text.split("\n")) if key]
        start = _after(numbers, keys[0], last) if keys else 0
        end = start
        for key in keys[1:] if start else ():
            end = _after(numbers, key, end) or end
        # A last line that also stands far below belongs to another comment.
        end = end if end - start <= 2 * len(text.split("\n")) + 2 else start
        found.append((start, end))
        last = end or last
    return found


def _key(line: str) -> str:
    mark = LIST_MARK.match(line)
    return NOT_LETTER.sub("", line[mark.end() if mark else 0 :][: 4 * FOUND_BY])[:FOUND_BY].casefold()


def _after(numbers: defaultdict[str, list[int]], key: str, last: int) -> int:
    places = numbers.get(key, [])
    place = bisect_right(places, last)
    return places[place] if place < len(places) else 0
