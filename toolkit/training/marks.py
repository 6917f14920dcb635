"""The token head against the characters that raters marked: calibration, threshold, F1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Mark
from toolkit.scorers.evidence import merged
from toolkit.scorers.onnx import open_folder
from toolkit.training.calibrate import platt
from toolkit.training.contrasts import bucket

__all__ = ["calibrate_marks", "mark_f1", "mark_figures", "read_marks", "span_f1"]

# Thresholds tried; the one of greatest F1 on texts kept from training is taken.
TRIED = np.round(np.arange(0.15, 0.75, 0.05), 2)


def span_f1(marked: set[int], found: set[int]) -> float:
    """Return the F1 of the characters `found` against those `marked`, as in SemEval-2021 Task 5.

    Examples
    --------
    >>> span_f1({0, 1, 2, 3}, {2, 3, 4, 5}), span_f1(set(), set()), span_f1(set(), {1})
    (0.5, 1.0, 0.0)

    References
    ----------
    Pavlopoulos et al. (2021), doi:10.18653/v1/2021.semeval-1.6
    """
    if not marked or not found:
        return float(marked == found)
    return 2 * len(marked & found) / (len(marked) + len(found))


def read_marks(folder: Path, *, split: str) -> pl.DataFrame:
    """Return text and marked characters (List(Int64)) of ``toxic_spans.parquet``.

    Parameters
    ----------
    folder : holds the file
    split : ``dev`` as published, or ``kept``: of ``train`` the tenth that training never draws from
    """
    path = folder / "toxic_spans.parquet"
    if not path.is_file():
        raise ToolkitError("no such file", where=str(path), mend="point --labelled at the data")
    table = pl.read_parquet(path).select("text", "split", marked=pl.col("spans").str.json_decode(pl.List(pl.Int64())))
    if split != "kept":
        return table.filter(split=split)
    own = table.filter(split="train")
    return own.filter(pl.Series([bucket(text) == 0 for text in own["text"]]))


def calibrate_marks(folder: Path, kept: pl.DataFrame) -> None:
    """Fit slope, shift and threshold of the token head on texts kept from training, into ``scorer.json``."""
    path = folder / "scorer.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["marked"] = {"threshold": 0.5, "calibration": [1.0, 0.0]}
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    tokens = _tokens(folder, kept["text"])
    logits, truth = [], []
    for of_text, marked in zip(tokens, kept["marked"].to_list(), strict=True):
        characters = set(marked)
        for start, end, p in of_text:
            logits.append(np.log(np.clip(p, 1e-7, 1 - 1e-7) / np.clip(1 - p, 1e-7, 1)))
            truth.append(float(any(at in characters for at in range(start, end))))
    slope, shift = platt(np.array(logits), np.array(truth))
    settings["marked"]["calibration"] = [round(slope, 6), round(shift, 6)]
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    tokens = _tokens(folder, kept["text"])
    settings["marked"]["threshold"] = float(max(TRIED, key=lambda at: _mean_f1(tokens, kept, at)))
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def mark_f1(folder: Path, rows: pl.DataFrame) -> float:
    """Return the mean F1 over the texts of `rows`, with the threshold in ``scorer.json``."""
    return _mean_f1(_tokens(folder, rows["text"]), rows, open_folder(folder).marked_from)


def mark_figures(folder: Path, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return texts, n and f1 of `mark_f1` for each table."""
    rows = [{"texts": name, "n": rows.height, "f1": mark_f1(folder, rows)} for name, rows in tables.items()]
    return pl.DataFrame(rows, schema={"texts": pl.String(), "n": pl.Int64(), "f1": pl.Float64()})


def _tokens(folder: Path, texts: Iterable[str]) -> list[list[Mark]]:
    mark = open_folder(folder).load().mark
    if mark is None:
        raise ToolkitError("the model has no token head", where=str(folder))
    return [mark(text) for text in texts]


def _mean_f1(tokens: list[list[Mark]], rows: pl.DataFrame, at: float) -> float:
    found = [{i for start, end, _ in merged(of_text, at=at) for i in range(start, end)} for of_text in tokens]
    return float(
        np.mean([span_f1(set(marked), mine) for marked, mine in zip(rows["marked"].to_list(), found, strict=True)])
    )
