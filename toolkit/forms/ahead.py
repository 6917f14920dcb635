"""The outlines of many pages, made from one: a short page costs a step of numpy as much as twenty of them do."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from toolkit.forms.inline import HEAD_LENGTH
from toolkit.forms.outline import Outline, Places
from toolkit.forms.view import take_outlines
from toolkit.sources import Page, Problem

__all__ = ["look_ahead", "outlines_of"]

# So many characters are looked at together; more would not stay near the processor.
BATCH = 1 << 17
NAMED = ("dated", "headed", "marked", "indented", "spoken", "called")


def look_ahead(pages: Iterable[Page | Problem]) -> Iterator[Page | Problem]:
    """Yield `pages`, of which a few are read in advance so that they are looked at together."""
    batch: list[Page | Problem] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += sum(map(len, page.lines)) + len(page.lines) if isinstance(page, Page) else 0
        if size >= BATCH:
            yield from _looked_at(batch)
            batch, size = [], 0
    yield from _looked_at(batch)


def _looked_at(batch: list[Page | Problem]) -> Iterator[Page | Problem]:
    pages = [page for page in batch if isinstance(page, Page) and page.lines]
    take_outlines(dict(zip(pages, outlines_of([page.lines for page in pages]), strict=True)))
    yield from batch


def outlines_of(texts: Sequence[Sequence[str]]) -> list[Outline]:
    """Return the outline of each page.

    Parameters
    ----------
    texts : the lines of each page, none of them without any
    """
    whole = Outline(tuple(itertools.chain.from_iterable(texts))) if len(texts) > 1 else None
    if whole is None or whole.odd:
        return [Outline(lines) for lines in texts]
    ends = np.cumsum([len(lines) for lines in texts])
    starts = ends - [len(lines) for lines in texts]
    feeds = whole.feeds[starts].tolist()
    parts = [whole.part(lines, start) for lines, start in zip(texts, starts.tolist(), strict=True)]
    named = {name: _cut(getattr(whole, name), starts, ends) for name in NAMED}
    parted = _cut(whole.parted(HEAD_LENGTH), starts, ends)
    for place, part in enumerate(parts):
        part.tell({name: cut[place] for name, cut in named.items()}, {HEAD_LENGTH: parted[place]})
    for group, places in whole.words.items():
        for place in places:
            page = bisect.bisect_left(feeds, place) - 1
            parts[page].words.setdefault(group, []).append(place - feeds[page])
    return parts


def _cut(lines: Sequence[int], starts: Places, ends: Places) -> list[list[int]]:
    """Return the lines of each page, counted from its own first one."""
    numbers = np.asarray(lines, dtype=np.intp)
    firsts, lasts = numbers.searchsorted(starts).tolist(), numbers.searchsorted(ends).tolist()
    return [
        (numbers[first:last] - start).tolist()
        for first, last, start in zip(firsts, lasts, starts.tolist(), strict=True)
    ]
