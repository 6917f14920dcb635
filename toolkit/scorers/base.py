"""Texts -> scores: order, duplicates, windows, batches and the cache, once for every scorer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.scorers.cache import Cache
from toolkit.scorers.fold import fold
from toolkit.tables import COMMENTS, SCORES, check

__all__ = ["Loaded", "Scorer", "score_table", "score_texts"]

# Texts between two writes of the cache: what a killed run can lose.
BATCH = 64

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scorer in memory.

    Parameters
    ----------
    split : text -> the pieces it is scored in, in order; at least one
    score : n pieces -> ``(n, labels) float32 in [0, 1]``; a piece's row must not depend on the others
    """

    split: Callable[[str], list[str]]
    score: Callable[[Sequence[str]], Values]


@dataclass(frozen=True, slots=True)
class Scorer:
    """One way to score texts.

    Parameters
    ----------
    name, version : together the value of the column ``scorer``, as ``name@version``
    labels : what it scores, in the order of its columns
    thresholds : the score from which a comment counts as hot, one a label
    digest : changes whenever a score could; the key of the cache
    load : brings the model into memory
    about : languages, size, licence and the like, for people
    """

    name: str
    version: str
    labels: tuple[str, ...]
    thresholds: Mapping[str, float]
    digest: str
    load: Callable[[], Loaded]
    about: Mapping[str, str]

    @property
    def id(self) -> str:
        """``name@version``, as it stands in ``SCORES``."""
        return f"{self.name}@{self.version}"


def score_texts(
    scorer: Scorer,
    texts: Sequence[str | None],
    *,
    cache: Cache | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Values, NDArray[np.uint16]]:
    """Score texts, each distinct one once.

    Parameters
    ----------
    scorer : any scorer
    texts : n texts; null and blank ones are not scored
    cache : scores found here are not computed again; new ones are kept batch by batch
    progress : called with (scored, to score) after every batch

    Returns
    -------
    ``(n, labels) float32 in [0, 1]``, NaN where not scored, and ``(n,) uint16``: how many windows
    each text took, 0 where not scored. The score of a text of several windows is their maximum, as
    Detoxify's users are advised to take.
    """
    folded = [fold(text) if text else "" for text in texts]
    wanted = list(dict.fromkeys(text for text in folded if text))
    known = cache.find(scorer.digest, wanted) if cache else {}
    # texts of like length share a batch, so that little of it is padding
    missing = sorted((text for text in wanted if text not in known), key=len)
    if missing:
        loaded = scorer.load()
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            fresh = _score_batch(loaded, batch)
            known.update(fresh)
            if cache:
                cache.keep(scorer.digest, fresh)
            if progress:
                progress(min(start + BATCH, len(missing)), len(missing))
    values = np.full((len(folded), len(scorer.labels)), np.nan, dtype=np.float32)
    windows = np.zeros(len(folded), dtype=np.uint16)
    for row, text in enumerate(folded):
        if text:
            values[row], windows[row] = known[text]
    return values, windows


def _score_batch(loaded: Loaded, batch: Sequence[str]) -> dict[str, tuple[Values, int]]:
    pieces = [loaded.split(text) for text in batch]
    scored = loaded.score([piece for of_text in pieces for piece in of_text])
    edges = np.cumsum([0, *(len(of_text) for of_text in pieces)])
    highest = np.maximum.reduceat(scored, edges[:-1], axis=0)
    return {text: (highest[i], min(len(pieces[i]), 65_535)) for i, text in enumerate(batch)}


def score_table(
    comments: pl.DataFrame,
    scorer: Scorer,
    *,
    cache: Cache | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pl.DataFrame:
    """Score every comment.

    Parameters
    ----------
    comments : COMMENTS, n rows
    scorer, cache, progress : as for `score_texts`

    Returns
    -------
    SCORES, n rows in the order of `comments`; null labels and 0 windows where there is no text
    """
    comments = check(comments, COMMENTS)
    values, windows = score_texts(scorer, comments["text"].to_list(), cache=cache, progress=progress)
    columns = {
        label: pl.Series(values[:, i], dtype=pl.Float32()).fill_nan(None) for i, label in enumerate(scorer.labels)
    }
    table = comments.select("thread_id", "comment_id").with_columns(
        scorer=pl.lit(scorer.id), windows=pl.Series(windows, dtype=pl.UInt16()), **columns
    )
    return check(table, SCORES)
