"""COMMENTS + SCORES -> SPANS: which characters of a hot comment carry its score, as the scorer itself sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Loaded, Mark, Scorer
from toolkit.scorers.erasure import erase as erased
from toolkit.scorers.origins import Placed, place_folded, place_unspelled
from toolkit.tables import COMMENTS, SCORES, SPANS, check

__all__ = ["ERASED", "MARKED", "find_evidence", "merged"]

# The label of the token head, and those whose evidence is what their score falls without.
MARKED = "toxicity"
ERASED = ("dehumanisation", "violence", "identity_attack")
KEY = ["thread_id", "comment_id"]


def find_evidence(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    scorer: Scorer,
    *,
    erase: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> pl.DataFrame:
    """Say which characters of hot comments carry their scores.

    Parameters
    ----------
    comments : COMMENTS
    scores : SCORES of `scorer` for them
    scorer : who gave the scores
    erase : look also for the words that dehumanisation, violence and identity_attack rest on, at a score or two a
        word of every comment that is hot in them; without, only what the scorer marks by itself
    progress : called with (looked at, to look at) after every hot comment

    Returns
    -------
    SPANS with source ``model``, in the order of `comments`, by place within one. For toxicity: the words that a
    scorer with a token head takes for what raters marked, weight = its probability. For the other labels: the
    stretches of up to three words without which the score falls most, weight = the share by which it falls, see
    `toolkit.scorers.erasure.erase`. Places are those of the text as it was written, also where it was folded or a
    respelled word was read as its reader does. It is what the model leans on, which need not be what a reader would
    name. A scorer that looks scores up has none

    Raises
    ------
    ToolkitError : `scores` are another scorer's

    References
    ----------
    Pavlopoulos et al. (2021), doi:10.18653/v1/2021.semeval-1.6, for the marked words. Li, Monroe and Jurafsky
    (2016), arXiv:1612.08220, for erasure.
    """
    comments, scores = check(comments, COMMENTS), check(scores, SCORES)
    if others := [name for name in scores["scorer"].unique() if name != scorer.id]:
        raise ToolkitError(f"scores of {others[0]}, not of {scorer.id}", mend="give the scores of one scorer")
    rows: list[tuple[object, ...]] = []
    labels = [label for label in (MARKED, *(ERASED if erase else ())) if label in scorer.labels]
    hot = _hot(comments, scores, scorer, labels)
    if hot.height and scorer.look_up is None:
        loaded = scorer.load()
        spans_of = lru_cache(1024)(lambda text, names: _of_text(loaded, scorer, text, names))
        for n_done, (thread, comment, text, *is_hot) in enumerate(hot.iter_rows(), 1):
            names = tuple(label for label, so in zip(labels, is_hot, strict=True) if so)
            rows += [(thread, comment, scorer.id, label, *mark, "model", None) for label, mark in spans_of(text, names)]
            if progress:
                progress(n_done, hot.height)
    return check(pl.DataFrame(rows, schema=SPANS, orient="row"), SPANS)


def _hot(comments: pl.DataFrame, scores: pl.DataFrame, scorer: Scorer, labels: list[str]) -> pl.DataFrame:
    """Return ids and text of the comments hot in one of `labels`, and a column a label that says in which."""
    if not labels:
        return comments.select(*KEY, "text").clear()
    hot = [(pl.col(label) >= scorer.thresholds[label]).fill_null(value=False).alias(label) for label in labels]
    table = comments.select(*KEY, "text").join(scores.select(*KEY, *hot), on=KEY, how="inner", maintain_order="left")
    return table.filter(pl.any_horizontal(labels))


def _of_text(loaded: Loaded, scorer: Scorer, text: str, labels: tuple[str, ...]) -> list[tuple[str, Mark]]:
    folded = place_folded(text)
    read = place_unspelled(text) if scorer.unspells else folded
    readings = [folded] if read.text == folded.text else [folded, read]
    found: list[tuple[str, Mark]] = []
    if MARKED in labels and loaded.mark:
        of_readings = [_written(one, merged(loaded.mark(one.text), at=scorer.marked_from)) for one in readings]
        found += [(MARKED, mark) for mark in _united([mark for marks in of_readings for mark in marks])]
    columns = [scorer.labels.index(label) for label in labels if label != MARKED]
    if columns:
        # the reading that the score comes from
        reading = max(readings, key=lambda one: loaded.score(loaded.split(one.text))[:, columns].max(axis=0).sum())
        for column, stretches in erased(loaded, reading.text, columns).items():
            found += [(scorer.labels[column], mark) for mark in _united(_written(reading, stretches))]
    return sorted(found, key=lambda one: (one[1], one[0]))


def _written(reading: Placed, marks: Sequence[Mark]) -> list[Mark]:
    return [(*reading.origin(start, end), weight) for start, end, weight in marks]


def _united(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks in order; those that overlap become one, of the higher weight."""
    found: list[Mark] = []
    for start, end, weight in sorted(marks):
        if found and start < found[-1][1]:
            first, last, other = found.pop()
            found.append((first, max(end, last), max(weight, other)))
        else:
            found.append((start, end, weight))
    return found


def merged(tokens: Sequence[Mark], *, at: float) -> list[Mark]:
    """Join tokens whose probability reaches `at` where nothing but one character stands between them.

    Examples
    --------
    >>> merged([(0, 4, 0.9), (5, 8, 0.7), (9, 12, 0.1), (13, 17, 0.8)], at=0.5)
    [(0, 8, 0.9), (13, 17, 0.8)]
    """
    joined: list[Mark] = []
    for start, end, weight in tokens:
        if weight < at:
            continue
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), max(weight, joined[-1][2]))
        else:
            joined.append((start, end, weight))
    return joined
