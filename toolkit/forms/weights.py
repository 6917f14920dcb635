"""Weights of the signs in ``sureness.py``, written by ``docs/make_sureness.py``."""

from __future__ import annotations

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -4.01
WEIGHTS = {
    "heading": 0.65,
    "counted": 0.55,
    "apart": 2.11,
    "form": -0.52,
    "answers": 0.77,
    "teasers": -3.82,
    "cut": -2.55,
    "talk": 2.31,
    "own": 0.92,
    "asked": 0.38,
    "loud": -0.14,
    "called": -0.05,
    "ended": 2.37,
    "titled": -4.64,
    "varied": 0.57,
    "distinct": 1.09,
    "named": 1.66,
    "handles": -0.22,
    "phrases": -3.65,
    "again": -0.91,
    "timed": 1.57,
    "ages": 1.24,
    "dateless": -0.21,
    "ordered": 0.30,
    "replies": 3.59,
    "length": -3.33,
    "tiny": 1.51,
    "numeric": -6.96,
    "number": 0.76,
    "high": -0.40,
}
