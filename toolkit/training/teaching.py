"""What a larger scorer says of the training rows -> targets for a smaller one."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.scorers import Cache, Scorer, score_texts
from toolkit.training.labels import LABELS

__all__ = ["said", "taught"]

# What the teacher's word counts where people have given a label; elsewhere it is all there is.
SHARE = 0.5


def said(texts: list[str], teacher: Scorer, *, cache: Cache | None = None) -> NDArray[np.float32]:
    """Return what a scorer says of `texts`: ``(n, 7) float32 in [0, 1]``, columns as `LABELS`, NaN for blank texts.

    Parameters
    ----------
    texts : n texts
    teacher : a scorer with every label of `LABELS`, such as ``compact``
    cache : what it has said already; a run that was stopped asks for the rest

    Raises
    ------
    ToolkitError : if the teacher does not score a label
    """
    if absent := sorted(set(LABELS) - set(teacher.labels)):
        raise ToolkitError(
            f"{teacher.name} does not score {', '.join(absent)}", where="--teacher", mend="choose one that does"
        )
    scores, _ = score_texts(teacher, texts, cache=cache)
    found: NDArray[np.float32] = scores[:, [teacher.labels.index(label) for label in LABELS]]
    return found


def taught(rows: pl.DataFrame, teacher: NDArray[np.float32]) -> pl.DataFrame:
    """Return `rows` with targets of people and teacher mixed, and the teacher's where nobody was asked.

    Parameters
    ----------
    rows : text and the labels, 1, 0 or null
    teacher : of `said`, for the same rows

    Returns
    -------
    `rows` with Float32 labels in [0, 1], null where neither has given one

    References
    ----------
    Hinton, Vinyals and Dean (2015), arXiv:1503.02531
    """
    mixed = []
    for i, label in enumerate(LABELS):
        told = pl.Series("told", teacher[:, i], dtype=pl.Float32()).fill_nan(None)
        own = rows[label].cast(pl.Float32())
        mixed.append((own * (1 - SHARE) + told * SHARE).fill_null(told).fill_null(own).alias(label))
    return rows.with_columns(mixed)
