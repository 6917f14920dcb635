"""A hot text -> the words without which its score falls: the model's evidence, found by leaving words out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.scorers.base import Loaded, Mark

__all__ = ["erase"]

WORD = re.compile(r"\S+")
# Words left out at once, and the most stretches tried in a first pass over a window.
WIDTH, MOST_TRIED = 3, 64
# Stretches reported a label; a further one must cost at least this share of what the first costs.
MOST_REPORTED, NEXT = 3, 0.5
# A shorter stretch stands for a longer one from this share of its fall; below the least share of the score,
# nothing is reported: the evidence lies in the whole.
AS_GOOD, LEAST = 0.9, 0.1
EDGE = ".,;:!?\"'()[]{}…“”‘’*_"

Falls = NDArray[np.float64]
Words = tuple[int, int]


def erase(loaded: Loaded, text: str, columns: Sequence[int]) -> dict[int, list[Mark]]:
    """Return for each label the stretches of up to three words whose absence lowers its score most.

    Parameters
    ----------
    loaded : the scorer
    text : folded, with at least one word
    columns : the labels to explain, by their place among the scorer's

    Returns
    -------
    column -> up to `MOST_REPORTED` stretches that do not overlap, the heaviest first; none where no stretch
    carries a tenth of the score

    Notes
    -----
    With s the score of the text and s' the score without the stretch, the weight is (s - s') / s: the
    comprehensiveness of DeYoung et al. as a share. It is evidence of what the model uses, not of what a person
    would mark, and a heat that is said twice can lose little by either. Of a text of several windows only the one
    that scores highest in a label is looked at. A window of up to 64 words is tried at every word; of a longer
    one, wider stretches first, then what lies in the best of them. So a window costs at most 64 scores and, a
    label, 15 more, or with n words above 64, 15 + n/7 more. One pass serves all labels.

    References
    ----------
    Li, Monroe and Jurafsky (2016), arXiv:1612.08220; DeYoung et al. (2020), doi:10.18653/v1/2020.acl-main.408
    """
    windows = loaded.split(text)
    scored = loaded.score(windows).astype(np.float64)
    highest = {column: int(scored[:, column].argmax()) for column in columns}
    found: dict[int, list[Mark]] = {}
    for window in sorted(set(highest.values())):
        here = [column for column in columns if highest[column] == window]
        start = text.find(windows[window])
        variants = _Variants(loaded, windows[window], scored[window])
        for column in here:
            found[column] = [(start + a, start + b, weight) for a, b, weight in _heaviest(variants, column)]
    return found


class _Variants:
    """A window and its scores with some of its words left out, each computed once."""

    def __init__(self, loaded: Loaded, window: str, scores: Falls) -> None:
        self.places = [match.span() for match in WORD.finditer(window)]
        self.window = window
        self._loaded = loaded
        self._scores = scores
        self._known: dict[Words, Falls] = {}

    def falls(self, stretches: Sequence[Words], column: int) -> Falls:
        """Return the share of the label's score that each stretch of words carries."""
        new = [stretch for stretch in dict.fromkeys(stretches) if stretch not in self._known]
        if new:
            left = [self._without(first, last) for first, last in new]
            self._known.update(zip(new, self._loaded.score(left).astype(np.float64), strict=True))
        rest = np.array([self._known[stretch][column] for stretch in stretches])
        return np.clip(1.0 - rest / max(float(self._scores[column]), 1e-9), 0.0, 1.0)

    def _without(self, first: int, last: int) -> str:
        kept = [*self.places[:first], *self.places[last:]]
        return " ".join(self.window[start:end] for start, end in kept)

    def characters(self, first: int, last: int) -> Words:
        """Return where a stretch of words stands, without the signs around it."""
        start, end = self.places[first][0], self.places[last - 1][1]
        bare = self.window[start:end].strip(EDGE)
        if not bare:
            return start, end
        start = self.window.index(bare, start)
        return start, start + len(bare)


def _heaviest(variants: _Variants, column: int) -> list[Mark]:
    n_words = len(variants.places)
    step = -(-n_words // MOST_TRIED)
    tried = [(first, min(first + WIDTH * step, n_words)) for first in range(0, n_words, step)]
    falls = variants.falls(tried, column)
    taken: list[Words] = []
    for place in np.argsort(-falls, kind="stable"):
        first, last = tried[place]
        if len(taken) == MOST_REPORTED or falls[place] < max(LEAST, NEXT * falls.max()):
            break
        if all(last <= a or b <= first for a, b in taken):
            taken.append((first, last))
    narrowed = [_narrow(variants, stretch, column) for stretch in taken]
    found = [(*variants.characters(*words), weight) for words, weight in narrowed if weight >= LEAST]
    return sorted(found, key=lambda mark: (-mark[2], mark[0]))


def _narrow(variants: _Variants, stretch: Words, column: int) -> tuple[Words, float]:
    """Return the shortest stretch inside this one that carries almost as much, and what it carries."""
    first, last = stretch
    if last - first > WIDTH:
        inside = [(start, start + WIDTH) for start in range(first, last - WIDTH + 1)]
        first, last = inside[int(variants.falls(inside, column).argmax())]
    shorter = [(start, start + n) for n in range(1, last - first + 1) for start in range(first, last - n + 1)]
    falls = variants.falls(shorter, column)
    for n in range(1, last - first + 1):
        of_length = [place for place, (start, end) in enumerate(shorter) if end - start == n]
        best = max(of_length, key=lambda place: falls[place])
        if falls[best] >= AS_GOOD * falls[-1]:
            return shorter[best], float(falls[best])
    return (first, last), float(falls[-1])
