"""Weights of the signs in ``sureness.py``, made by ``docs/make_sureness.py``."""

from __future__ import annotations

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -10.07
WEIGHTS = {
    "heading": 1.02,
    "form": -0.81,
    "answers": 0.85,
    "teasers": -2.74,
    "cut": -1.38,
    "talk": 1.93,
    "own": 0.89,
    "asked": 0.28,
    "loud": 1.44,
    "called": 0.27,
    "ended": 2.73,
    "titled": -3.38,
    "varied": 0.36,
    "distinct": 1.85,
    "named": 0.65,
    "handles": 0.47,
    "phrases": -2.29,
    "again": -1.39,
    "timed": 1.01,
    "ages": 1.31,
    "dateless": 0.74,
    "ordered": 1.76,
    "replies": 2.97,
    "length": -0.51,
    "tiny": 0.78,
    "numeric": -2.12,
    "number": 4.71,
    "high": -0.37,
}
