"""A scorer's values beside a larger one's on the same texts: how far the smaller can stand in for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.scorers import Cache, Scorer, pick, score_texts
from toolkit.scorers.agreement import agreement
from toolkit.training.calibrate import Made
from toolkit.training.labels import LABELS

__all__ = ["beside", "said"]

SHOWN = ("spearman", "kappa")


def beside(
    rows: pl.DataFrame,
    scores: NDArray[np.float64],
    made: Made,
    thresholds: Mapping[str, float],
    *,
    cache: Cache | None = None,
) -> pl.DataFrame:
    """Return how far the scores of `rows` agree with the teacher's, as `toolkit.scorers.agreement` measures it.

    Parameters
    ----------
    rows : n texts
    scores : ``(n, 7) in [0, 1]``, columns as `LABELS`
    made : whose scores they are, and the scorer it learned from
    thresholds : its own, of each label
    cache : what the teacher has said already

    Returns
    -------
    DataFrame, one row a label: label, n, and of the rank correlation (spearman) and of kappa at each one's threshold
    the value with its 95 % interval (spearman_low, ...)
    """
    teacher = pick(str(made.teacher))
    told = said(rows["text"].to_list(), teacher, cache=cache)
    taken = f"{made.name}@{made.version}"
    both = pl.concat([_scores(taken, scores), _scores(teacher.id, told)])
    found = agreement(both, at={taken: dict(thresholds), teacher.id: dict(teacher.thresholds)})
    kept = found.filter(pl.col("metric").is_in(SHOWN)).select("metric", "n", "low", "high", label="label_a", at="value")
    wide = kept.pivot("metric", index=["label", "n"], values=["at", "low", "high"])
    columns = [pl.col(f"{part}_{name}").alias(name + end) for name in SHOWN for part, end in PARTS.items()]
    return wide.select("label", "n", *columns)


PARTS = {"at": "", "low": "_low", "high": "_high"}


def _scores(scorer: str, values: NDArray[np.floating]) -> pl.DataFrame:
    table = pl.DataFrame(values.astype(np.float32), schema=dict.fromkeys(LABELS, pl.Float32())).fill_nan(None)
    ids = pl.int_range(pl.len(), dtype=pl.UInt32()).cast(pl.String())
    windows = pl.lit(1, dtype=pl.UInt16())
    return table.select(
        pl.lit("all").alias("thread_id"),
        ids.alias("comment_id"),
        pl.lit(scorer).alias("scorer"),
        windows.alias("windows"),
        *LABELS,
    )


def said(texts: list[str], scorer: Scorer, *, cache: Cache | None = None) -> NDArray[np.float32]:
    """Return what a scorer says of `texts`: ``(n, 7) float32 in [0, 1]``, columns as `LABELS`, NaN for blank texts.

    Parameters
    ----------
    texts : n texts
    scorer : one with every label of `LABELS`, such as ``compact``
    cache : what it has said already

    Raises
    ------
    ToolkitError : if it does not score a label
    """
    if absent := sorted(set(LABELS) - set(scorer.labels)):
        raise ToolkitError(
            f"{scorer.name} does not score {', '.join(absent)}", where="--against", mend="choose one that does"
        )
    scores, _ = score_texts(scorer, texts, cache=cache)
    found: NDArray[np.float32] = scores[:, [scorer.labels.index(label) for label in LABELS]]
    return found
