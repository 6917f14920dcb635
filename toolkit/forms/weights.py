"""Weights of the signs in ``sureness.py``, written by ``docs/make_sureness.py``."""

from __future__ import annotations

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -3.99
WEIGHTS = {
    "heading": 0.83,
    "form": -0.77,
    "answers": 0.71,
    "teasers": -4.24,
    "cut": -2.12,
    "talk": 2.48,
    "own": 0.74,
    "asked": 0.69,
    "loud": 0.33,
    "called": 0.00,
    "ended": 2.30,
    "titled": -4.68,
    "varied": 0.59,
    "distinct": 1.02,
    "named": 1.58,
    "handles": -0.01,
    "phrases": -3.86,
    "again": -1.08,
    "timed": 1.50,
    "ages": 1.21,
    "dateless": 0.00,
    "ordered": 0.37,
    "replies": 3.38,
    "length": -3.17,
    "tiny": 1.25,
    "numeric": -7.54,
    "number": 0.83,
    "high": 0.13,
}
