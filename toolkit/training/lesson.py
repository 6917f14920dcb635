"""Labelled rows and contrasts -> what teachers and their pupil read, over all rounds of training."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from tokenizers import Tokenizer

from toolkit.scorers.windows import split
from toolkit.training.contrasts import contrast_rows
from toolkit.training.data import sample_rows
from toolkit.training.labels import LABELS
from toolkit.training.train import Rows

__all__ = ["lesson", "rows_of", "rows_to_draw"]

# The fold of rows that every teacher reads.
EVERYBODY = -1


def rows_to_draw(labelled: pl.DataFrame, *, seed: int, rounds: int, share: float = 1.0) -> pl.DataFrame:
    """Return the rows of all rounds: of the labelled texts as `sample_rows` draws them, and contrasts filled anew.

    Returns
    -------
    DataFrame like `toolkit.training.data.read_labelled`, with fold: one of ten numbers, -1 for contrasts
    """
    drawn = []
    for turn in range(rounds):
        drawn.append(sample_rows(labelled, seed=seed, share=share, turn=turn))
        contrasts = contrast_rows(seed=seed + turn).filter(split="train")
        drawn.append(contrasts.with_columns(fold=pl.lit(EVERYBODY, dtype=pl.Int64())).select(drawn[0].columns))
    return pl.concat(drawn)


def lesson(drawn: pl.DataFrame, tokenizer: Tokenizer, *, max_tokens: int) -> pl.DataFrame:
    """Add to each text that is longer than a window its windows, since a scorer reads no more at once.

    Parameters
    ----------
    drawn : of `rows_to_draw`
    tokenizer : neither truncates nor pads
    max_tokens : of a window

    Returns
    -------
    DataFrame: text, source, weight, fold, the labels (Float32 in [0, 1]) and part: ``whole`` (fits a window), ``long``
    (does not), ``window``. A window has the labels of its text that are 0, and nobody was asked for the others;
    the windows of a text share its weight.
    """
    rows = drawn.select("text", "source", "weight", "fold", pl.col(LABELS).cast(pl.Float32()))
    windows = [split(tokenizer, max_tokens, text) if len(text) > max_tokens else [text] for text in rows["text"]]
    rows = rows.with_columns(pl.Series("windows", windows), pl.Series("n", [len(of) for of in windows]))
    parted = rows.filter(pl.col("n") > 1).with_columns(
        pl.when(pl.col(label) == 0).then(0.0).cast(pl.Float32()).alias(label) for label in LABELS
    )
    parted = parted.with_columns(weight=(pl.col("weight") / pl.col("n")).cast(pl.Float32()), text="windows")
    long = pl.when(pl.col("n") > 1).then(pl.lit("long")).otherwise(pl.lit("whole"))
    return pl.concat(
        [
            rows.with_columns(part=long).drop("windows", "n"),
            parted.explode("text").with_columns(part=pl.lit("window")).drop("windows", "n"),
        ]
    )


def rows_of(table: pl.DataFrame) -> tuple[Rows, NDArray[np.int64]]:
    """Return text, weight and labels of `table` as arrays, and the folds."""
    labels = table.select(pl.col(LABELS).cast(pl.Float32()).fill_null(float("nan"))).to_numpy()
    weights = table["weight"].cast(pl.Float32()).to_numpy().copy()
    return Rows(table["text"].to_list(), np.ascontiguousarray(labels), weights), table["fold"].to_numpy().copy()
