"""COMMENTS + SCORES -> SPANS: which characters carry a score, as the scorer itself sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Mark, Scorer, score_texts
from toolkit.tables import COMMENTS, SCORES, SPANS, check

__all__ = ["ERASED", "MARKED", "find_evidence", "merged"]

# The label of the token head, and those whose evidence is what their score falls without.
MARKED = "toxicity"
ERASED = ("dehumanisation", "violence", "identity_attack")
# Words of a comment that are left out one by one; a longer one costs too much and is looked at up to here.
MOST_WORDS = 60
# Without a word the score must fall by this share of itself for the word to be shown.
LEAST_FALL = 0.15
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Span:
    label: str
    start: int
    end: int
    weight: float


def find_evidence(comments: pl.DataFrame, scores: pl.DataFrame, scorer: Scorer, *, erase: bool = True) -> pl.DataFrame:
    """Say which characters of hot comments carry their scores.

    Parameters
    ----------
    comments : COMMENTS
    scores : SCORES of `scorer` for them
    scorer : who gave the scores
    erase : look also for the words that dehumanisation, violence and identity_attack rest on, at one more
        scoring a word of every comment that is hot in them; without, only what the scorer marks by itself

    Returns
    -------
    SPANS with source ``model``, in the order of `comments`. For toxicity: the words that a scorer with a token
    head takes for what raters marked, weight = its probability. For the other labels: each word without which the
    score falls by a sixth or more, weight = the share by which it falls; at most the first 60 words are tried. It is
    what the model leans on, which need not be what a reader would name.

    References
    ----------
    Pavlopoulos et al. (2021), doi:10.18653/v1/2021.semeval-1.6, for the marked words. Li, Monroe and Jurafsky
    (2016), arXiv:1612.08220, for erasure.
    """
    comments, scores = check(comments, COMMENTS), check(scores, SCORES)
    if names := [name for name in scores["scorer"].unique() if name != scorer.id]:
        raise ToolkitError(f"scores of {names[0]}, not of {scorer.id}", mend="give the scores of one scorer")
    mark = scorer.load().mark if scorer.look_up is None else None
    table = comments.select("thread_id", "comment_id", "text").join(
        scores, on=["thread_id", "comment_id"], how="inner", maintain_order="left"
    )
    rows = []
    for row in table.iter_rows(named=True):
        hot = {label for label in scorer.labels if (row[label] or 0.0) >= scorer.thresholds[label]}
        spans = list(_marked(mark(row["text"]), scorer)) if mark and MARKED in hot else []
        if erase and scorer.look_up is None:
            spans += _erased(row["text"], scorer, [label for label in ERASED if label in hot])
        rows += [
            (row["thread_id"], row["comment_id"], scorer.id, s.label, s.start, s.end, s.weight, "model", None)
            for s in spans
        ]
    return check(pl.DataFrame(rows, schema=SPANS, orient="row"), SPANS)


def _marked(tokens: Sequence[Mark], scorer: Scorer) -> Iterator[_Span]:
    for start, end, weight in merged(tokens, at=scorer.marked_from):
        yield _Span(MARKED, start, end, weight)


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


def _erased(text: str, scorer: Scorer, labels: list[str]) -> Iterator[_Span]:
    words = [match.span() for match in WORD.finditer(text)][:MOST_WORDS]
    if not labels or len(words) < 2:
        return
    variants = [text, *(text[:start] + text[end:] for start, end in words)]
    values, _ = score_texts(scorer, variants)
    for label in labels:
        column = np.nan_to_num(values[:, scorer.labels.index(label)].astype(np.float64))
        falls = np.clip(1 - column[1:] / max(column[0], 1e-9), 0.0, 1.0)
        for (start, end), fall in zip(words, falls, strict=True):
            if fall >= LEAST_FALL:
                yield _Span(label, start, end, float(fall))
