"""Words written as one -> words apart: hash tags, camel case, and runs of lower-case letters."""

from __future__ import annotations

import math
import re

from toolkit.scorers.words import SHORT, rank

__all__ = ["apart"]

LONGEST = 18
# From this place on a word is too rare to be believed in the middle of a run; words of three letters sooner.
RARE, RARE_SHORT = 14_000, 3_500
CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Letters a word, below which a run is a longer word or a name: at-test-at-ions, We-in-berger.
LEAST_MEAN, LONG_MEAN = 3.4, 4.5
# With one of these, two words are enough: "KillThem", "hateyou". Two others make a name or a compound.
POINTING = {"them", "they", "their", "these", "those", "him", "you", "your", "yourself"}
GRAMMAR = POINTING | set(re.findall(r"[a-z]+", """
    the and are is was were be been have has had do not no all we our us he she his her it its i a to of in on at by for
    from with out off back up down this that what who why how when must should will would can cannot go get so as or but
"""))  # fmt: skip


def apart(run: str, *, tagged: bool = False) -> str | None:
    """Return the words of `run`, parted by spaces, or null where it is one word, a name or no words at all.

    Parameters
    ----------
    run : letters only
    tagged : it stood behind ``#``, where words are always written as one

    Examples
    --------
    >>> [apart(run) for run in ("theyareallvermin", "KillThemAll", "YouTube", "hereabouts", "Weinstein")]
    ['they are all vermin', 'Kill Them All', None, None, None]
    """
    if rank(run.lower()) is not None:
        return None
    humps = CAMEL.findall(run)
    if len(humps) > 1 and "".join(humps) == run:
        words = all(_cost(hump.lower()) is not None for hump in humps)
        return " ".join(humps) if words and _a_sentence(humps, tagged=tagged) else None
    if not (run.islower() or run.isupper() or run[1:].islower()) or len(run) < 7:
        return None
    pieces = _segment(run.lower())
    if pieces is None or not _enough(pieces, tagged=tagged):
        return None
    if run[1:].islower() and run[0].isupper() and not tagged and POINTING.isdisjoint(pieces):
        return None  # a name
    return _as_in(run, pieces)


def _a_sentence(humps: list[str], *, tagged: bool) -> bool:
    """Tell "KillThemAll" from "CambridgeBayWeather": words in camel case, or a name."""
    if tagged or len(humps) < 3:
        return _enough(humps, tagged=tagged)
    return any(hump.lower() in GRAMMAR for hump in humps)


def _enough(pieces: list[str], *, tagged: bool) -> bool:
    """Tell whether these are words of a sentence rather than parts of a name or of a longer word."""
    lower = [piece.lower() for piece in pieces]
    mean = sum(map(len, lower)) / len(lower)
    if tagged:
        return len(lower) > 1 and mean >= 3
    if any(len(piece) == 1 for piece in lower[1:-1]) and len(lower) < 5:
        return False  # special-i-ties
    pointing = any(piece in POINTING for piece in lower)
    if len(lower) == 2:
        return pointing and min(map(len, lower)) > 2 and "self" not in lower
    n_grammar = sum(piece in GRAMMAR for piece in lower)
    if len(lower) > 3 and mean >= LONG_MEAN and n_grammar:
        return True
    return mean >= LEAST_MEAN and (pointing or n_grammar > 1)


def _cost(word: str) -> float | None:
    place = rank(word)
    if place is None or (len(word) < 3 and word not in SHORT):
        return None
    if place > (RARE_SHORT if len(word) == 3 else RARE):
        return None
    return math.log(place + 100.0)


def _segment(run: str) -> list[str] | None:
    """Return the cheapest parting into known words; the cost of a word is the logarithm of its place (Zipf)."""
    best: list[tuple[float, int] | None] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        ways = [
            (before[0] + cost, start)
            for start in range(max(0, end - LONGEST), end)
            if (before := best[start]) is not None and (cost := _cost(run[start:end])) is not None
        ]
        best.append(min(ways) if ways else None)
    if best[-1] is None:
        return None
    pieces, end = [], len(run)
    while end:
        start = best[end][1]  # type: ignore[index]
        pieces.append(run[start:end])
        end = start
    return pieces[::-1]


def _as_in(run: str, pieces: list[str]) -> str:
    joined = " ".join(pieces)
    if run.isupper():
        return joined.upper()
    return joined[0].upper() + joined[1:] if run[0].isupper() else joined
