"""Weights of the signs in ``sureness.py``, written by ``docs/make_sureness.py``."""

from __future__ import annotations

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -9.20
WEIGHTS = {
    "heading": 2.62,
    "counted": -0.31,
    "apart": 2.99,
    "form": -0.69,
    "answers": 0.76,
    "teasers": -5.94,
    "cut": -1.73,
    "talk": 5.55,
    "own": 3.28,
    "asked": 1.53,
    "loud": -1.08,
    "called": 1.80,
    "ended": 1.05,
    "titled": -2.84,
    "varied": 4.37,
    "distinct": 2.68,
    "named": -0.36,
    "handles": -0.11,
    "phrases": -7.79,
    "again": -1.92,
    "timed": 2.24,
    "ages": 1.36,
    "dateless": 0.62,
    "ordered": 0.61,
    "replies": 4.13,
    "length": 3.55,
    "tiny": 3.04,
    "numeric": -14.84,
    "number": -3.10,
    "high": -1.67,
    "length_squared": -3.92,
    "varied_squared": -1.43,
    "ended_squared": 0.56,
    "named_squared": 1.20,
    "talk_squared": -2.54,
    "own_squared": -2.04,
    "number_squared": 3.24,
    "titled_squared": -2.20,
    "phrases_squared": 4.60,
}
