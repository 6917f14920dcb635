"""Weights of the signs in ``sureness.py``, made by ``docs/make_sureness.py``."""

from __future__ import annotations

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -10.50
WEIGHTS = {
    "heading": 1.10,
    "form": -0.63,
    "answers": 0.67,
    "teasers": -2.93,
    "cut": -1.55,
    "talk": 2.73,
    "own": 0.36,
    "asked": -0.55,
    "loud": 1.40,
    "called": 0.77,
    "ended": 3.08,
    "varied": 0.00,
    "distinct": 2.14,
    "named": -0.09,
    "handles": 1.11,
    "phrases": -1.81,
    "again": -1.71,
    "timed": 1.11,
    "ages": 1.80,
    "dateless": 0.19,
    "ordered": 2.20,
    "replies": 2.47,
    "length": -0.42,
    "tiny": 2.00,
    "numeric": -3.00,
    "number": 3.90,
    "high": 0.36,
}
