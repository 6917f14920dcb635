"""Ranks, towns and handles behind names, told by what different writers of a page have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

__all__ = ["without_asides"]

# So many names, of two writers at least, end in the same words; a rank has two words or three.
LEAST, WRITERS = 3, 2
RANK_WORDS = (3, 2)
# This share of the names has a town behind a comma.
TOWN_SHARE = 0.5
# "ANNA, Leeds, England".
MOST_PARTS = 3


def without_asides(names: Sequence[str]) -> list[str]:
    """Return the names without the rank and the town that follow some of them ("ANNA, Leeds Certified commenter").

    Examples
    --------
    >>> without_asides(["Ann, Leeds", "Bob, Leeds", "Cy", "Ann, Leeds", "Dee, Hull"])
    ['Ann', 'Bob', 'Cy', 'Ann', 'Dee']
    >>> without_asides(["Ann, Leeds", "Old Bob, Perth, Australia", "Cy, Leeds, England"])
    ['Ann', 'Old Bob', 'Cy']
    >>> without_asides(["Ann Moss @anna", "Bob @bob2", "Ann Moss @anna"])
    ['Ann Moss', 'Bob', 'Ann Moss']
    """
    return _without_towns(_without_ranks(_without_handles(list(names))))


def _without_handles(names: list[str]) -> list[str]:
    """Take off the handle that every name has behind it, always the same ("ANNA MOSS @anna")."""
    parted = [name.rpartition(" @") for name in names]
    own: dict[str, set[str]] = defaultdict(set)
    for head, _, handle in parted:
        own[head].add(handle)
    whole = all(head and handle and " " not in handle for head, _, handle in parted)
    if len(names) < LEAST or len(own) < WRITERS or not whole or max(map(len, own.values())) > 1:
        return names
    return [head for head, _, _ in parted]


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
    if _placed(names):
        return [name.partition(", ")[0] for name in names]
    parted = [name.rpartition(", ") for name in names]
    tails: dict[str, list[str]] = defaultdict(list)
    for head, _, tail in parted:
        if head:
            tails[tail].append(head)
    if sum(map(len, tails.values())) < TOWN_SHARE * len(names) or not _shared(tails):
        return names
    return [head or tail for head, _, tail in parted]


def _placed(names: list[str]) -> bool:
    """Return true if all names have a town behind them and some a country too, which no surname has."""
    parts = [name.split(", ") for name in names]
    capital = all(part[:1].isupper() for of_name in parts for part in of_name[1:])
    return len(names) >= LEAST and min(map(len, parts)) > 1 and max(map(len, parts)) == MOST_PARTS and capital


def _shared(tails: Mapping[str, Sequence[str]]) -> list[str]:
    return [tail for tail, heads in tails.items() if len(heads) >= LEAST and len(set(heads)) >= WRITERS]


def _cut(name: str, tails: tuple[str, ...]) -> str:
    tail = next((one for one in tails if name.endswith(one)), "")
    return name.removesuffix(tail).rstrip(" ,")
