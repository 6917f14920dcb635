"""The shipped model against held-back labels: figures with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score, roc_auc_score

from toolkit.scorers import score_texts
from toolkit.scorers.onnx import open_folder
from toolkit.training.calibrate import calibrated
from toolkit.training.export import logits_of
from toolkit.training.labels import LABELS

__all__ = ["calibration_error", "decisions", "decisions_by_phenomenon", "drift", "figures", "probe", "reliability"]

HATEFUL = ("identity_attack", "dehumanisation", "violence")
RESAMPLES = 500
BINS = 10


def calibration_error(truth: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
    """Return the expected calibration error over ten bins of equal width, in [0, 1].

    References
    ----------
    Naeini, Cooper and Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602
    """
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    error = 0.0
    for b in np.unique(bins):
        inside = bins == b
        error += inside.mean() * abs(truth[inside].mean() - scores[inside].mean())
    return float(error)


def figures(
    rows: pl.DataFrame, scores: NDArray[np.float64], thresholds: Mapping[str, float], *, seed: int
) -> pl.DataFrame:
    """Hold scores against labels.

    Parameters
    ----------
    rows : text, source and the labels, null where nobody was asked
    scores : ``(n, 7) in [0, 1]`` of the same rows, columns as `LABELS`
    thresholds : of each label
    seed : of the resamples

    Returns
    -------
    DataFrame, one row a label and source (``all`` first): label, source, n, n_positive, auc, auc_low,
    auc_high, average_precision, ap_low, ap_high, calibration_error, threshold, precision, recall;
    intervals are 95 % percentiles over 500 resamples of the texts; null where a class has fewer than five texts
    """
    table = []
    for i, label in enumerate(LABELS):
        for source in ("all", *rows["source"].unique(maintain_order=True)):
            asked = rows[label].is_not_null().to_numpy() & ~np.isnan(scores[:, i])
            if source != "all":
                asked &= (rows["source"] == source).to_numpy()
            truth = rows[label].to_numpy()[asked].astype(np.float64)
            if min(truth.sum(), (1 - truth).sum()) < 5:
                continue
            row = _figure(truth, scores[asked, i], thresholds[label], np.random.default_rng([seed, i]))
            table.append({"label": label, "source": source, "n": len(truth), "n_positive": int(truth.sum()), **row})
    return pl.DataFrame(table)


def reliability(rows: pl.DataFrame, scores: NDArray[np.float64]) -> pl.DataFrame:
    """Return the reliability diagram of every label, as a table: what a score says, and how often it is so.

    Parameters
    ----------
    rows : text and the labels, null where nobody was asked
    scores : ``(n, 7) in [0, 1]`` of the same rows, columns as `LABELS`

    Returns
    -------
    DataFrame, one row a label and bin of scores that holds a text: label, low (the bin's lower edge, in steps of .1),
    n, score (their mean), share (of them that have the label), share_low, share_high (95 % Wilson interval)

    References
    ----------
    DeGroot and Fienberg (1983), doi:10.2307/2987588
    """
    table = []
    for i, label in enumerate(LABELS):
        asked = rows[label].is_not_null().to_numpy() & ~np.isnan(scores[:, i])
        truth, said = rows[label].to_numpy()[asked].astype(np.float64), scores[asked, i]
        bins = np.minimum((said * BINS).astype(int), BINS - 1)
        for b in np.unique(bins):
            inside = bins == b
            n, n_true = int(inside.sum()), int(truth[inside].sum())
            interval = binomtest(n_true, n).proportion_ci(method="wilson")
            row = {"label": label, "low": b / BINS, "n": n, "score": float(said[inside].mean()), "share": n_true / n}
            table.append({**row, "share_low": float(interval.low), "share_high": float(interval.high)})
    return pl.DataFrame(table)


def _figure(
    truth: NDArray[np.float64], scores: NDArray[np.float64], threshold: float, draw: np.random.Generator
) -> dict[str, float]:
    resampled = []
    for _ in range(RESAMPLES):
        pick = draw.integers(0, len(truth), len(truth))
        if 0 < truth[pick].sum() < len(truth):
            resampled.append(
                (roc_auc_score(truth[pick], scores[pick]), average_precision_score(truth[pick], scores[pick]))
            )
    (auc_low, ap_low), (auc_high, ap_high) = np.percentile(resampled, [2.5, 97.5], axis=0)
    hot = scores >= threshold
    return {
        "auc": float(roc_auc_score(truth, scores)),
        "auc_low": float(auc_low),
        "auc_high": float(auc_high),
        "average_precision": float(average_precision_score(truth, scores)),
        "ap_low": float(ap_low),
        "ap_high": float(ap_high),
        "calibration_error": calibration_error(truth, scores),
        "threshold": threshold,
        "precision": float(truth[hot].mean()) if hot.any() else float("nan"),
        "recall": float(hot[truth > 0].mean()),
    }


def decisions(rows: pl.DataFrame, scores: NDArray[np.float64], thresholds: Mapping[str, float]) -> pl.DataFrame:
    """Hold the decision "hateful" against the labels: identity_attack, dehumanisation or violence is hot.

    Parameters
    ----------
    rows : text and labels, such as contrasts kept from training; null counts as 0
    scores : ``(n, 7) in [0, 1]`` of the same rows, columns as `LABELS`
    thresholds : of each label

    Returns
    -------
    DataFrame, one row a truth (hateful, not hateful): truth, n, right, low, high; the share called rightly
    with its 95 % Wilson interval. Fillings of one template are alike, so the interval is too narrow.
    """
    at = [LABELS.index(label) for label in HATEFUL]
    hot = (scores[:, at] >= np.array([thresholds[label] for label in HATEFUL])).any(axis=1)
    truth = (rows.select(pl.max_horizontal(HATEFUL)).to_series().fill_null(0) == 1).to_numpy()
    table = []
    for name, asked in (("hateful", truth), ("not hateful", ~truth)):
        n, n_right = int(asked.sum()), int((hot == truth)[asked].sum())
        interval = binomtest(n_right, n).proportion_ci(method="wilson") if n else None
        row = {"truth": name, "n": n, "right": n_right / n if n else None}
        table.append({**row, "low": interval and float(interval.low), "high": interval and float(interval.high)})
    return pl.DataFrame(table)


def decisions_by_phenomenon(
    rows: pl.DataFrame, scores: NDArray[np.float64], thresholds: Mapping[str, float]
) -> pl.DataFrame:
    """Return `decisions` of all `rows` and of each phenomenon among them, one row a phenomenon.

    Returns
    -------
    DataFrame: phenomenon (``all`` first), n_hateful, right_hateful, n_not, right_not; null where there are none
    """
    table = []
    for name in ("all", *rows["phenomenon"].unique(maintain_order=True)):
        part = (rows["phenomenon"] == name).to_numpy() | (name == "all")
        hot, cold = decisions(rows.filter(part), scores[part], thresholds).iter_rows(named=True)
        table.append(
            {
                "phenomenon": name,
                "n_hateful": hot["n"],
                "right_hateful": hot["right"],
                "n_not": cold["n"],
                "right_not": cold["right"],
            }
        )
    return pl.DataFrame(table, infer_schema_length=None)


def probe(folder: Path) -> pl.DataFrame:
    """Return how often each kind of the written probes is called hot under any label.

    Returns
    -------
    DataFrame: phenomenon, wanted (hot or not), n, n_hot. The probes were written for this project and
    are never trained or tuned on.
    """
    source = files("toolkit.training").joinpath("probes.tsv").read_bytes()
    probes = pl.read_csv(source, separator="\t", quote_char=None)
    scorer = open_folder(folder)
    scores, _ = score_texts(scorer, probes["text"].to_list())
    cuts = np.array([scorer.thresholds[label] for label in LABELS])
    hot = pl.Series("is_hot", (scores >= cuts).any(axis=1))
    return (
        probes.with_columns(hot)
        .group_by("phenomenon", "hot", maintain_order=True)
        .agg(n=pl.len(), n_hot=pl.col("is_hot").sum())
        .rename({"hot": "wanted"})
    )


def drift(folder: Path, texts: list[str], *, max_tokens: int) -> pl.DataFrame:
    """Return what int8 changes against fp32 on `texts`, a label: the largest and mean change, and decisions flipped.

    Returns
    -------
    DataFrame: label, threshold, largest, mean (of the calibrated score), flipped (share of texts whose side of
    that threshold changes, in [0, 1])
    """
    scorer = open_folder(folder)
    pair = []
    for name in ("model_fp32.onnx", "model.onnx"):
        logits = logits_of(folder / name, folder, texts, max_tokens=max_tokens)
        pair.append(calibrated(folder, 1 / (1 + np.exp(-logits))))
    cuts = np.array([scorer.thresholds[label] for label in LABELS])
    change = np.abs(pair[0] - pair[1])
    flipped = ((pair[0] >= cuts) != (pair[1] >= cuts)).mean(axis=0)
    found = {"threshold": cuts, "largest": change.max(axis=0), "mean": change.mean(axis=0), "flipped": flipped}
    return pl.DataFrame({"label": LABELS, **found})
