"""Folded and unspelled text -> where each of its characters comes from in the text that people wrote."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from toolkit.scorers.fold import UNSEEN
from toolkit.scorers.unspell import Edit, applied, edits_of

__all__ = ["Placed", "place_folded", "place_unspelled"]


class Placed(NamedTuple):
    """A text made from another, and where each of its characters stands there.

    Parameters
    ----------
    text : n characters
    starts, ends : n places each, in the text that it was made from, half-open
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the first text that characters `start` to `end`, at least one, were made from."""
        return self.starts[start], self.ends[end - 1]


def place_folded(text: str) -> Placed:
    r"""Return what `toolkit.scorers.fold.fold` makes of `text`, with the origin of every character.

    Examples
    --------
    >>> folded = place_folded(" the  ve\u00adrmin")
    >>> folded.text, folded.origin(4, 10)
    ('the vermin', (6, 13))
    """
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, shown in _normal(text):
        for letter in UNSEEN.sub("", shown):
            if not letter.isspace():
                letters.append(letter)
                starts.append(start)
                ends.append(end)
            elif letters and letters[-1] == " ":
                ends[-1] = end
            elif letters:
                letters.append(" ")
                starts.append(start)
                ends.append(end)
    if letters and letters[-1] == " ":
        letters.pop()
        starts.pop()
        ends.pop()
    return Placed("".join(letters), starts, ends)


def _normal(text: str) -> list[tuple[int, int, str]]:
    """Return the shortest stretches of `text` that can be normalised one by one, and each in NFKC."""
    if text.isascii():
        return [(place, place + 1, letter) for place, letter in enumerate(text)]
    whole = text.encode("utf-8", "replace").decode("utf-8")
    found: list[tuple[int, int, str]] = []
    start = 0
    for place in range(1, len(whole) + 1):
        if place < len(whole) and _hangs_on(whole[place], whole[max(start, place - 3) : place]):
            continue
        found.append((start, place, unicodedata.normalize("NFKC", whole[start:place])))
        start = place
    return found


def _hangs_on(letter: str, before: str) -> bool:
    """Tell whether `letter` may melt into what stands before it: a mark, or the next part of a syllable."""
    if letter.isascii():
        return False
    first = unicodedata.normalize("NFKD", letter)[0]
    if unicodedata.combining(first):
        return True
    pair = unicodedata.normalize("NFKC", before + letter)
    return pair != unicodedata.normalize("NFKC", before) + unicodedata.normalize("NFKC", letter)


def place_unspelled(text: str) -> Placed:
    """Return what `toolkit.scorers.unspell.unspell` makes of `text` once folded, with the origin of every character.

    Every character of a restored word comes from the whole of the word as it was written.

    Examples
    --------
    >>> read = place_unspelled("they are v e r m i n here")
    >>> read.text, read.origin(9, 15)
    ('they are vermin here', (9, 20))
    """
    placed = place_folded(text)
    while edits := edits_of(placed.text):
        placed = _edited(placed, edits)
    return placed


def _edited(placed: Placed, edits: list[Edit]) -> Placed:
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, new in edits:
        first, last = placed.origin(start, end)
        starts += [*placed.starts[done:start], *[first] * len(new)]
        ends += [*placed.ends[done:start], *[last] * len(new)]
        done = end
    return Placed(applied(placed.text, edits), [*starts, *placed.starts[done:]], [*ends, *placed.ends[done:]])
