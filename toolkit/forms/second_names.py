"""Headers that hold two names, the writer's and that of whom he answers, with nothing known between them.

Copies lose the arrow or the icon between the two ("ANNA BERT", "ANNA Mod  BERT"). What parts them is that the second
is the writer of a comment above.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from toolkit.forms.marks import split_answered, without_role
from toolkit.forms.replies.writers import fold

__all__ = ["parted"]

# "NAME @OTHER".
ANSWERED = re.compile(r"\s+@\S.*$")
# Both names have so many words at most.
WORDS = 14
# One pair of names may be a forename and a surname; so many points tell two people. A pair counts one, as much again
# when the second wrote the comment just above, when the first wrote elsewhere, and when both answer each other, and
# twice as much when the page sets the two apart by a word or by more than one blank.
POINTS = 3
APART = 2
# Where the seconds of so many pairs are one name, it may be a surname or a town: most must be answered just below.
ALIKE = 2
# From so many pairs on, a writer known from elsewhere has answered whoever is named behind him.
SURE_PAIRS = 3
# The words between two names, where there are any.
BETWEEN = frozenset(
    [
        *("to", "re", "re:", "an", "à", "aan", "till", "til", "para", "для", "@", "-", "–", "—", "antwortet", "ответ"),
        *("respond", "responde", "risponde", "odpowiada", "replies", "answers", "répond", "отвечает"),
    ]
)
# What its owner is on the site, behind a name. They may be names too: the rest must be a name of the page as well, or
# several names end so.
ROLES = frozenset(
    [
        *("op", "author", "staff", "owner", "contributor", "collaborator", "editor", "host", "creator", "team"),
        *("subscriber", "supporter", "verified", "autor", "autorin", "auteur", "auteure", "autore", "yazar", "автор"),
        *("verfasser", "författare", "forfatter", "te"),
    ]
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names in one header.

    Parameters
    ----------
    first, other : writer and answered
    below : the comment just above is by `other`
    apart : the page sets the two apart
    """

    first: str
    other: str
    below: bool = False
    apart: bool = False


def parted(names: Sequence[str | None], lines: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Return for each header its writer and whom it answers; either may be null.

    Parameters
    ----------
    names : what stands in the place of the name, in page order
    lines : the text each was read from

    Examples
    --------
    >>> parted(["ANNA", "BERT ANNA", "ANNA BERT"], ["ANNA", "BERT ANNA", "ANNA BERT"])
    [('ANNA', None), ('BERT', 'ANNA'), ('ANNA', 'BERT')]
    >>> parted(["Anna", "Maria Anna"], ["Anna", "Maria Anna"])
    [('Anna', None), ('Maria Anna', None)]
    """
    known = frozenset(ANSWERED.sub("", name) for name in names if name)
    stated = [split_answered(name, known) if name else (None, None) for name in names]
    pairs = _pairs(stated, lines)
    writers = {fold(pair.first if pair else name) for pair, (name, _) in zip(pairs, stated, strict=True) if name}
    told = {(fold(pair.first), fold(pair.other)): pair for pair in pairs if pair is not None}
    if _points(told, {fold(name) for name, _ in stated if name}) < POINTS:
        return _without_roles(stated, writers)
    answered = {other for _, other in told}
    found = []
    for (name, other), pair in zip(stated, pairs, strict=True):
        late = pair
        if pair is None and name and other is None and fold(name) not in answered:
            late = _late(name, writers, sure=len(told) >= SURE_PAIRS)
        found.append((late.first, late.other) if late is not None else (name, other))
    return _without_roles(found, writers | answered)


def _pairs(stated: Sequence[tuple[str | None, str | None]], lines: Sequence[str]) -> list[Pair | None]:
    """Return the headers that end in the name of a writer above."""
    latest: dict[str, int] = {}
    pairs: list[Pair | None] = []
    for place, ((name, answers), line) in enumerate(zip(stated, lines, strict=True)):
        pair = _pair(name, latest.keys()) if name and answers is None else None
        if pair is not None:
            below = latest[fold(pair.other)] == place - 1
            pair = replace(pair, below=below, apart=pair.apart or f"  {pair.other}" in line)
        pairs.append(pair)
        if name:
            latest[fold(pair.first if pair else name)] = place
    return pairs


def _pair(name: str, writers: Set[str], *, whole: bool = False) -> Pair | None:
    """Part a name before the longest end that is a writer, unless it is one as a whole; `whole` parts it even so."""
    words = name.split()
    if not 1 < len(words) <= WORDS or (fold(name) in writers and not whole):
        return None
    for cut in range(1, len(words)):
        other = " ".join(words[cut:]).lstrip("@")
        between = cut > 1 and words[cut - 1].casefold() in BETWEEN
        first = without_role(" ".join(words[: cut - between]))
        if other and fold(other) in writers:
            return Pair(first, other, apart=between or words[cut].startswith("@"))
    return None


def _late(name: str, writers: set[str], *, sure: bool) -> Pair | None:
    """Part a name whose end is a writer below, or, on a page that is `sure`, whose start is a writer."""
    pair = _pair(name, writers, whole=True)
    if pair is not None or not sure:
        return pair
    words = name.split()
    cuts = [cut for cut in range(len(words) - 1, 0, -1) if fold(" ".join(words[:cut])) in writers]
    return Pair(" ".join(words[: cuts[0]]), " ".join(words[cuts[0] :])) if cuts else None


def _points(told: dict[tuple[str, str], Pair], alone: set[str]) -> int:
    """Return how much tells that the pairs are two people each."""
    seconds = {other for _, other in told}
    if len(told) >= ALIKE and len(seconds) == 1 and sum(pair.below for pair in told.values()) * 2 < len(told):
        return 0
    # Those a writer answers are all different, so two of them are one besides this.
    answers = Counter(first for first, _ in told)
    return sum(
        1 + pair.below + (first in alone or answers[first] > 1) + ((other, first) in told) + APART * pair.apart
        for (first, other), pair in told.items()
    )


def _without_roles(
    found: Sequence[tuple[str | None, str | None]], writers: set[str]
) -> list[tuple[str | None, str | None]]:
    """Take off what the writers are on the site ("ANNA Author")."""
    bare = [_role(name) for name, _ in found]
    several = len({name for name in bare if name}) > 1
    return [
        (rest if rest and (several or fold(rest) in writers) else name, other)
        for (name, other), rest in zip(found, bare, strict=True)
    ]


def _role(name: str | None) -> str | None:
    """Return the name without the role at its end; null if it has none."""
    words = name.split() if name else []
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].casefold() in ROLES else None
