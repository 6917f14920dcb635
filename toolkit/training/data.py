"""Labelled comments and contrast rows -> one training table, with the mapping written down.

Every label is 1, 0 or null; null means that nobody was asked, and the loss is masked there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from toolkit.errors import ToolkitError
from toolkit.training.contrasts import bucket, respell
from toolkit.training.labels import LABELS

__all__ = ["read_labelled", "sample_rows"]

# Rows drawn per source and round of training (None: all). Slang-heavy tweets, where "offensive" often means
# "informal", and the weakly labelled Wikipedia rows are kept few; a row that is positive for a rare
# label is always drawn.
ROWS_PER_SOURCE = {
    "toxic_spans": 8_000,
    "edos": 9_000,
    "hatemojibuild": None,
    "implicit_hate": 9_000,
    "hatexplain": 4_500,
    "cad": 8_000,
    "davidson": 1_500,
    "slur_corpus_part": 2_000,
    "jigsaw_pooled": None,
    "jigsaw_wiki_10k_binary": 2_000,
    "context_toxicity_gc": 800,
    "context_toxicity_gn": 800,
    "convabuse": None,
    "surge": None,
}
RARE_LABELS = ("dehumanisation", "violence", "severe_toxicity", "obscene")

# Adversarial rows carry what the topic alone does not say, so they count for more.
ROW_WEIGHTS = {"hatemojibuild": 3.0}

# The share of drawn rows without marked characters that is respelled, so that odd spelling says nothing by itself.
RESPELLED = 0.05

# Sources published without a split, of which one row in ten goes to dev and one to test here: the
# only rows with obscene and severe_toxicity, and the longest texts of the collection.
SPLIT_HERE = ("jigsaw_pooled", "toxic_spans")


def read_labelled(folder: Path) -> pl.DataFrame:
    """Return every labelled row under `folder` with the seven labels and a split.

    Parameters
    ----------
    folder : holds ``labelled.parquet``, ``jigsaw_six_labels.parquet``, ``toxic_spans_typed.parquet``
        and ``toxic_spans.parquet``

    Returns
    -------
    DataFrame, one row a text: text, source, split (train, dev, test), weight (Float32), one nullable
    Int8 column a label, and marked (the characters that raters marked as toxic, null where nobody was asked)

    Raises
    ------
    ToolkitError : if a file is missing

    Notes
    -----
    ``violence`` is the collection's ``threat``. ``obscene`` and ``severe_toxicity`` come from the six
    Jigsaw labels; ``obscene`` also from the typed spans: positive where at least half of a comment's
    raters marked profanity, negative where none did, else null.
    """
    rows = _read(folder / "labelled.parquet").rename({"threat": "violence"})
    six = (
        _read(folder / "jigsaw_six_labels.parquet")
        .select(
            text="comment_text",
            severe_toxicity=pl.col("severe_toxic").cast(pl.Int8()),
            obscene_six=pl.col("obscene").cast(pl.Int8()),
        )
        .unique("text", keep="first", maintain_order=True)
    )
    rows = (
        rows.join(six, on="text", how="left", maintain_order="left")
        .join(_profanity(folder), on="text", how="left", maintain_order="left")
        .join(_marked(folder), on="text", how="left", maintain_order="left")
        .with_columns(obscene=pl.coalesce("obscene_six", "obscene_spans"))
        .with_columns(split=_split_here())
    )
    weight = pl.col("source").replace_strict(ROW_WEIGHTS, default=1.0, return_dtype=pl.Float32())
    return rows.select("text", "source", "split", weight.alias("weight"), *LABELS, "marked")


def _read(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise ToolkitError("no such file", where=str(path), mend="point --labelled at the data")
    return pl.read_parquet(path)


def _profanity(folder: Path) -> pl.DataFrame:
    marks = _read(folder / "toxic_spans_typed.parquet").rename({"comment_text": "text"})
    raters = marks.group_by("text", "worker").agg((pl.col("type") == "Profane/Obscene").any().alias("marked"))
    share = raters.group_by("text").agg(pl.col("marked").fill_null(value=False).mean().alias("share"))
    label = pl.when(pl.col("share") >= 0.5).then(1).when(pl.col("share") == 0).then(0)
    return share.select("text", label.cast(pl.Int8()).alias("obscene_spans"))


def _marked(folder: Path) -> pl.DataFrame:
    marks = _read(folder / "toxic_spans.parquet").filter(split="train").unique("text", keep="first")
    return marks.select("text", marked=pl.col("spans").str.json_decode(pl.List(pl.Int64())))


def _split_here() -> pl.Expr:
    number = pl.col("text").map_elements(bucket, return_dtype=pl.Int64())
    held = pl.when(number == 0).then(pl.lit("dev")).when(number == 1).then(pl.lit("test"))
    return pl.when(pl.col("source").is_in(SPLIT_HERE)).then(held.otherwise(pl.lit("train"))).otherwise("split")


def sample_rows(labelled: pl.DataFrame, *, seed: int, share: float = 1.0, turn: int = 0) -> pl.DataFrame:
    """Draw the training rows: at most `ROWS_PER_SOURCE` a source, positives of rare labels first.

    Parameters
    ----------
    labelled : table of `read_labelled`
    seed : the same seed draws the same rows
    share : of each source's rows, in (0, 1], for quick trials
    turn : which round of training they are for: each takes other rows while there are any, but for the rare

    Returns
    -------
    rows of `labelled`, some of them respelled, with fold: one of ten numbers, the same for a text in every round
    """
    drawn: list[pl.DataFrame] = []
    for source, rows in ROWS_PER_SOURCE.items():
        part = labelled.filter(source=source, split="train").with_columns(
            pl.col("text").map_elements(bucket, return_dtype=pl.Int64()).alias("fold")
        )
        wanted = int((part.height if rows is None else min(rows, part.height)) * share)
        order = np.random.default_rng([seed, len(drawn)]).permutation(part.height)
        rare = pl.any_horizontal(pl.col(label) == 1 for label in RARE_LABELS).fill_null(value=False)
        part = part[order].with_columns(rare.alias("rare"))
        always, others = part.filter("rare").head(wanted), part.filter(~pl.col("rare"))
        n_others = min(wanted - always.height, others.height)
        places = (np.arange(n_others) + turn * n_others) % max(others.height, 1)
        drawn.append(pl.concat([always, others[places]]).drop("rare"))
    return _respelled(pl.concat(drawn), np.random.default_rng([seed, turn, 99]))


def _respelled(rows: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    free = rows["marked"].is_null().to_numpy()
    chosen = free & (draw.random(rows.height) < RESPELLED)
    texts = [respell(text, draw) if odd else text for text, odd in zip(rows["text"], chosen, strict=True)]
    return rows.with_columns(text=pl.Series(texts, dtype=pl.String()))
