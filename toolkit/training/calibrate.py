"""Held-back labels -> each label's calibration and threshold, written into ``scorer.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import precision_recall_curve

from toolkit.scorers import Cache, score_texts
from toolkit.scorers.onnx import open_folder
from toolkit.training.labels import LABELS

__all__ = ["MAX_TOKENS", "Made", "calibrate", "calibrated", "platt", "raw_scores", "write_settings"]

# Windows of the shipped scorer, chosen on dev: over 128 tokens the mean drowns one violent sentence in a
# long calm comment (.71 alone, .05 inside), over 64 it does not (.75); what is lost is .02 of the AUC of
# toxicity on long comments, and nothing elsewhere.
MAX_TOKENS = 64
# What a default threshold calls hot must be so seven times in ten on dev. At half, the hot comments of real threads
# were mostly scores just over the threshold, and contrasts kept from training were called no better. Where dev has few
# positives, seven in ten would be a matter of one or two comments: every second time.
LEAST_PRECISION, OF_FEW, FEW = 0.7, 0.5, 50
# So is it where a scorer gets seven in ten right of hardly any: a threshold that nothing passes is none.
LEAST_RECALL = 0.2


class Made(NamedTuple):
    """What a scorer is called, its version, the encoder it was made from, and the scorer it learned from, if any."""

    name: str
    version: str
    encoder: str
    teacher: str | None = None


def write_settings(folder: Path, made: Made, *, calibration: dict[str, Any], thresholds: dict[str, float]) -> None:
    """Write ``scorer.json`` beside the model in `folder`."""
    settings = {
        "name": made.name,
        "version": made.version,
        "labels": list(LABELS),
        "thresholds": thresholds,
        "calibration": calibration,
        "max_tokens": MAX_TOKENS,
        "unspells": True,
        "about": {
            "encoder": made.encoder,
            "languages": "English",
            "licence": "Apache-2.0",
            "size": f"{(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB",
        },
    }
    (folder / "scorer.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def raw_scores(folder: Path, texts: list[str], made: Made, *, cache: Cache | None = None) -> NDArray[np.float32]:
    """Return what the model says before calibration, as it ships: ``(n, 7) float32 in [0, 1]``, NaN for blank texts.

    Parameters
    ----------
    folder : holds ``model.onnx`` and ``tokenizer.json``
    texts : n texts
    made : what the scorer is called and made from
    cache : scores already obtained
    """
    plain = {label: [1.0, 0.0] for label in LABELS}
    write_settings(folder, made, calibration=plain, thresholds=dict.fromkeys(LABELS, 0.5))
    raw, _ = score_texts(open_folder(folder), texts, cache=cache)
    return raw


def calibrate(folder: Path, dev: pl.DataFrame, raw: NDArray[np.float32], made: Made) -> None:
    """Fit slope, shift and threshold of every label on `dev`.

    Parameters
    ----------
    folder : of the model
    dev : text, source and the labels, null where nobody was asked
    raw : of `raw_scores`, for the same rows
    made : what the scorer is called and made from

    Notes
    -----
    Platt's two-parameter fit: p = 1 / (1 + exp(-(a·logit + b))) with a, b of greatest likelihood, the
    slope drawn to 1 by one pseudo-observation so that a label with few positives keeps its order. It is
    fitted on comments that people wrote, since how often a label is right depends on the text.
    The threshold is the score of greatest F1 on comments that people wrote, among those at which at least
    `LEAST_PRECISION` of what is called hot in all of `dev`, the contrasts kept from training included, is so (of a
    label with fewer than `FEW` positives, or where that leaves a recall under `LEAST_RECALL` of people's: `OF_FEW`);
    rounded to two digits.

    References
    ----------
    Platt (1999), Probabilistic outputs for support vector machines.
    """
    natural = (dev["source"] != "contrasts").to_numpy()
    calibration: dict[str, Any] = {}
    thresholds: dict[str, float] = {}
    for i, label in enumerate(LABELS):
        asked = (dev[label].is_not_null()).to_numpy() & ~np.isnan(raw[:, i])
        logits = _logits(raw[asked, i])
        truth = dev[label].to_numpy()[asked].astype(np.float64)
        slope, shift = platt(logits[natural[asked]], truth[natural[asked]])
        calibration[label] = [round(slope, 6), round(shift, 6)]
        thresholds[label] = _threshold(truth, 1 / (1 + np.exp(-(slope * logits + shift))), natural[asked])
    write_settings(folder, made, calibration=calibration, thresholds=thresholds)


def calibrated(folder: Path, raw: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the scores that `raw` becomes by the calibration in ``scorer.json``.

    The highest window stays the highest, since every slope is positive, so that no text is scored twice.
    """
    fitted = json.loads((folder / "scorer.json").read_text(encoding="utf-8"))["calibration"]
    slope, shift = np.array([fitted[label] for label in LABELS]).T
    scores: NDArray[np.float64] = 1 / (1 + np.exp(-(slope * _logits(raw) + shift)))
    return scores


def _logits(raw: NDArray[np.float32]) -> NDArray[np.float64]:
    clipped = np.clip(raw.astype(np.float64), 1e-7, 1 - 1e-7)
    found: NDArray[np.float64] = np.log(clipped / (1 - clipped))
    return found


def platt(logits: NDArray[np.float64], truth: NDArray[np.float64]) -> tuple[float, float]:
    """Return slope and shift of greatest likelihood, the slope drawn to 1 by one pseudo-observation."""

    def cost(ab: NDArray[np.float64]) -> float:
        z = ab[0] * logits + ab[1]
        return float(np.logaddexp(0.0, np.where(truth > 0, -z, z)).sum() + 0.5 * (ab[0] - 1.0) ** 2)

    # the cost is convex; a search without gradients was seen to stop beside its lowest point
    slope, shift = minimize(cost, np.array([1.0, 0.0]), method="BFGS").x
    return float(slope), float(shift)


def _threshold(truth: NDArray[np.float64], scores: NDArray[np.float64], natural: NDArray[np.bool_]) -> float:
    precision, _, cuts = precision_recall_curve(truth, scores)
    precision = precision[:-1]
    f1, recall = _on(truth[natural], scores[natural], cuts)
    enough = precision >= LEAST_PRECISION
    if truth.sum() < FEW or not (enough & (recall >= LEAST_RECALL)).any():
        enough = precision >= min(OF_FEW, float(precision.max()))
    return round(float(cuts[int(np.argmax(np.where(enough, f1, -1.0)))]), 2)


def _on(
    truth: NDArray[np.float64], scores: NDArray[np.float64], cuts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return F1 and recall of some comments at thresholds that others may have set."""
    n_hot = len(scores) - np.searchsorted(np.sort(scores), cuts)
    positive = np.sort(scores[truth > 0])
    n_right = len(positive) - np.searchsorted(positive, cuts)
    return 2 * n_right / np.maximum(n_hot + len(positive), 1), n_right / max(len(positive), 1)
