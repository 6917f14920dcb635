"""Ranks and towns behind names, told by what different writers of a page have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

__all__ = ["without_asides"]

# So many names, of two writers at least, end in the same words; a rank has two words or three.
LEAST, WRITERS = 3, 2
RANK_WORDS = (3, 2)
# This share of the names has a town behind a comma.
TOWN_SHARE = 0.5


def without_asides(names: Sequence[str]) -> list[str]:
    """Return the names without the rank and the town that follow some of them ("ANNA, Leeds Certified commenter").

    Examples
    --------
    >>> without_asides(["Ann, Leeds", "Bob, Leeds", "Cy", "Ann, Leeds", "Dee, Hull"])
    ['Ann', 'Bob', 'Cy', 'Ann', 'Dee']
    """
    return _without_towns(_without_ranks(list(names)))


def _without_ranks(names: list[str]) -> list[str]:
    for n_words in RANK_WORDS:
        tails: dict[str, list[str]] = defaultdict(list)
        for name in names:
            words = name.split()
            # No name ends in a word in lower case behind others with capitals.
            if len(words) > n_words and words[-1].islower() and words[-n_words][0].isupper():
                tails[" ".join(words[-n_words:])].append(" ".join(words[:-n_words]))
        ranks = tuple(f" {tail}" for tail in _shared(tails))
        names = [_cut(name, ranks) for name in names]
    return names


def _without_towns(names: list[str]) -> list[str]:
    parted = [name.rpartition(", ") for name in names]
    tails: dict[str, list[str]] = defaultdict(list)
    for head, _, tail in parted:
        if head:
            tails[tail].append(head)
    if sum(map(len, tails.values())) < TOWN_SHARE * len(names) or not _shared(tails):
        return names
    return [head or tail for head, _, tail in parted]


def _shared(tails: Mapping[str, Sequence[str]]) -> list[str]:
    return [tail for tail, heads in tails.items() if len(heads) >= LEAST and len(set(heads)) >= WRITERS]


def _cut(name: str, tails: tuple[str, ...]) -> str:
    tail = next((one for one in tails if name.endswith(one)), "")
    return name.removesuffix(tail).rstrip(" ,")
