"""Weights of the signs in ``sureness.py``, written by ``docs/make_sureness.py``."""

from __future__ import annotations

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -7.79
WEIGHTS = {
    "heading": 1.07,
    "form": -0.40,
    "answers": 0.84,
    "teasers": -2.60,
    "cut": -1.44,
    "talk": 2.10,
    "own": 1.03,
    "asked": -0.00,
    "loud": 0.91,
    "called": 0.21,
    "ended": 3.08,
    "titled": -3.52,
    "varied": 0.51,
    "distinct": 0.34,
    "named": 0.46,
    "handles": 0.28,
    "phrases": -2.15,
    "again": -0.51,
    "timed": 0.77,
    "ages": 1.02,
    "dateless": 0.17,
    "ordered": 1.33,
    "replies": 2.89,
    "length": -1.31,
    "tiny": 1.10,
    "numeric": -1.75,
    "number": 4.40,
    "high": -0.11,
}
