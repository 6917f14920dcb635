"""An exported model -> calibrated, measured, with its card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from numpy.typing import NDArray

from toolkit.scorers import Cache
from toolkit.scorers.onnx import open_folder
from toolkit.training.beside import beside
from toolkit.training.calibrate import MAX_TOKENS, Made, calibrate, calibrated, raw_scores
from toolkit.training.card import write_card
from toolkit.training.contrasts import CONTRASTS, EXAM, contrast_rows
from toolkit.training.data import SPLIT_HERE
from toolkit.training.evaluate import decisions_by_phenomenon, drift, figures, probe, reliability
from toolkit.training.marks import calibrate_marks, mark_figures

__all__ = ["finish"]

# Texts on which int8 is held against fp32: enough to see one decision in a thousand flip.
N_DRIFT = 2_000
# What the folder holds where the model is not the one just exported: fp32 is large and does not travel.
DRIFT = "figures_drift.csv"


def finish(
    folder: Path,
    table: pl.DataFrame,
    drawn: pl.DataFrame,
    made: Made,
    *,
    seed: int,
    marks: tuple[pl.DataFrame, pl.DataFrame] | None = None,
) -> None:
    """Calibrate the exported model on dev, measure it on dev and test, and write its card.

    Parameters
    ----------
    folder : of the exported model; without ``model_fp32.onnx`` what int8 costs is taken from ``figures_drift.csv``
    table : labelled rows with their split
    drawn : rows trained on
    made : what the scorer is called and made from
    seed : of the draw of the contrasts, and of the resamples behind the intervals
    marks : texts with marked characters: those kept from training, which decide, and those to measure on
    """
    contrasts = contrast_rows(seed=seed).filter(split="dev")
    held = pl.concat([table.filter(pl.col("split").is_in(["dev", "test"])), contrasts.select(table.columns)])
    exam = contrast_rows(seed=seed, name=EXAM)
    with Cache(folder / "raw.sqlite") as cache:
        raw = raw_scores(folder, held["text"].to_list(), made, cache=cache)
        raw_exam = raw_scores(folder, exam["text"].to_list(), made, cache=cache)
    calibrate(folder, *_part(pl.col("split") == "dev", held, raw), made)
    if marks:
        calibrate_marks(folder, marks[0])
    scores, thresholds = calibrated(folder, raw), open_folder(folder).thresholds
    written = pl.col("source") != CONTRASTS
    test = (pl.col("split") == "test") & written
    published = test & ~pl.col("source").is_in(SPLIT_HERE)
    tables = {
        "dev": figures(*_part((pl.col("split") == "dev") & written, held, scores), thresholds, seed=seed),
        "test": figures(*_part(test, held, scores), thresholds, seed=seed),
        "published": figures(*_part(published, held, scores), thresholds, seed=seed),
        "reliability": reliability(*_part(test, held, scores)),
        "contrasts": decisions_by_phenomenon(
            contrasts, scores[~held.select(written).to_series().to_numpy()], thresholds
        ),
        "exam": decisions_by_phenomenon(exam, calibrated(folder, raw_exam), thresholds),
        "probes": probe(folder),
        "marks": mark_figures(folder, dict(zip(("kept", "dev"), marks, strict=True)) if marks else {}),
        "drift": _drift(folder, held.filter(test)["text"].head(N_DRIFT).to_list()),
    }
    if made.teacher:
        with Cache(folder / "beside.sqlite") as cache:
            tables["beside"] = beside(*_part(test, held, scores), made, thresholds, cache=cache)
    for name, found in tables.items():
        found.write_csv(folder / f"figures_{name}.csv")
    write_card(folder, tables, drawn=drawn)


def _part(chosen: pl.Expr, rows: pl.DataFrame, scores: NDArray[Any]) -> tuple[pl.DataFrame, NDArray[Any]]:
    return rows.filter(chosen), scores[rows.select(chosen).to_series().to_numpy()]


def _drift(folder: Path, texts: list[str]) -> pl.DataFrame:
    if (folder / "model_fp32.onnx").is_file():
        return drift(folder, texts, max_tokens=MAX_TOKENS)
    return pl.read_csv(folder / DRIFT)
