"""Many words as one pattern that looks at each letter once, where a plain list of them is tried word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["any_of"]


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of `words`, the longest first.

    Examples
    --------
    >>> any_of(["mar", "may", "mars", "jun"])
    '(?:jun|ma(?:r(?:s|)|y))'
    """
    tails: dict[str, set[str]] = {}
    ends = False
    for word in words:
        ends = ends or not word
        if word:
            tails.setdefault(word[0], set()).add(word[1:])
    branches = [re.escape(letter) + _tail(rest) for letter, rest in sorted(tails.items())]
    branches += [""] if ends else []
    return f"(?:{'|'.join(branches)})"


def _tail(rest: set[str]) -> str:
    if len(rest) == 1:
        return re.escape(next(iter(rest)))
    first = {word[:1] for word in rest}
    if len(first) == 1 and "" not in first:
        letter = first.pop()
        return re.escape(letter) + _tail({word[1:] for word in rest})
    return any_of(rest)
