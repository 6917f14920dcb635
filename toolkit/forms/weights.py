"""Weights of the signs in ``sureness.py``, written by ``docs/make_sureness.py``."""

from __future__ import annotations

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -3.79
WEIGHTS = {
    "heading": 0.80,
    "form": -0.82,
    "answers": 0.71,
    "teasers": -4.17,
    "cut": -2.14,
    "talk": 2.38,
    "own": 0.68,
    "asked": 0.67,
    "loud": 0.34,
    "called": 0.00,
    "ended": 2.34,
    "titled": -4.68,
    "varied": 0.65,
    "distinct": 0.99,
    "named": 1.41,
    "handles": 0.03,
    "phrases": -3.84,
    "again": -1.06,
    "timed": 1.49,
    "ages": 1.20,
    "dateless": 0.03,
    "ordered": 0.35,
    "replies": 3.31,
    "length": -3.22,
    "tiny": 1.09,
    "numeric": -7.60,
    "number": 0.82,
    "high": 0.38,
}
