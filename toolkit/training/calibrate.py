"""Held-back labels -> each label's calibration and threshold, written into ``scorer.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import precision_recall_curve

from toolkit.scorers import score_texts
from toolkit.scorers.onnx import open_folder
from toolkit.training.labels import LABELS

__all__ = ["MAX_TOKENS", "calibrate", "write_settings"]

# Windows of the shipped scorer, chosen on dev: over 128 tokens the mean drowns one violent sentence in a
# long calm comment (.71 alone, .05 inside), over 64 it does not (.75); what is lost is .02 of the AUC of
# toxicity on long comments, and nothing elsewhere.
MAX_TOKENS = 64


def write_settings(folder: Path, *, version: str, calibration: dict[str, Any], thresholds: dict[str, float]) -> None:
    """Write ``scorer.json`` beside the model in `folder`."""
    settings = {
        "name": "compact",
        "version": version,
        "labels": list(LABELS),
        "thresholds": thresholds,
        "calibration": calibration,
        "max_tokens": MAX_TOKENS,
        "about": {
            "encoder": "all-MiniLM-L6-v2, fine-tuned, int8",
            "languages": "English",
            "licence": "Apache-2.0",
            "size": f"{(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB",
        },
    }
    (folder / "scorer.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def calibrate(folder: Path, dev: pl.DataFrame, *, version: str) -> None:
    """Fit slope, shift and threshold of every label on `dev`, with the model as it ships.

    Parameters
    ----------
    folder : holds ``model.onnx`` and ``tokenizer.json``
    dev : text and the labels, null where nobody was asked
    version : of the scorer

    Notes
    -----
    Platt's two-parameter fit: p = 1 / (1 + exp(-(a·logit + b))) with a, b of greatest likelihood, the
    slope drawn to 1 by one pseudo-observation so that a label with few positives keeps its order.
    The threshold is the score of greatest F1 on `dev`, rounded to two digits.

    References
    ----------
    Platt (1999), Probabilistic outputs for support vector machines.
    """
    plain = {label: [1.0, 0.0] for label in LABELS}
    write_settings(folder, version=version, calibration=plain, thresholds=dict.fromkeys(LABELS, 0.5))
    raw, _ = score_texts(open_folder(folder), dev["text"].to_list())
    calibration: dict[str, Any] = {}
    thresholds: dict[str, float] = {}
    for i, label in enumerate(LABELS):
        asked = (dev[label].is_not_null()).to_numpy() & ~np.isnan(raw[:, i])
        clipped = np.clip(raw[asked, i].astype(np.float64), 1e-7, 1 - 1e-7)
        logits = np.log(clipped / (1 - clipped))
        truth = dev[label].to_numpy()[asked].astype(np.float64)
        slope, shift = _platt(logits, truth)
        calibration[label] = [round(slope, 6), round(shift, 6)]
        thresholds[label] = _best_f1(truth, 1 / (1 + np.exp(-(slope * logits + shift))))
    write_settings(folder, version=version, calibration=calibration, thresholds=thresholds)


def _platt(logits: NDArray[np.float64], truth: NDArray[np.float64]) -> tuple[float, float]:
    def cost(ab: NDArray[np.float64]) -> float:
        z = ab[0] * logits + ab[1]
        return float(np.logaddexp(0.0, np.where(truth > 0, -z, z)).sum() + 0.5 * (ab[0] - 1.0) ** 2)

    slope, shift = minimize(cost, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(slope), float(shift)


def _best_f1(truth: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
    precision, recall, cuts = precision_recall_curve(truth, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return round(float(cuts[int(np.argmax(f1[:-1]))]), 2)
