"""Weights of the signs in ``sureness.py``, written by ``docs/make_sureness.py``."""

from __future__ import annotations

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -7.77
WEIGHTS = {
    "heading": 1.09,
    "form": -0.32,
    "answers": 0.61,
    "teasers": -2.86,
    "cut": -1.37,
    "talk": 2.29,
    "own": 0.98,
    "asked": 0.28,
    "loud": 0.40,
    "called": 0.12,
    "ended": 3.05,
    "titled": -3.21,
    "varied": 0.30,
    "distinct": 0.33,
    "named": 0.67,
    "handles": 0.41,
    "phrases": -2.57,
    "again": -0.41,
    "timed": 0.93,
    "ages": 0.98,
    "dateless": 0.04,
    "ordered": 1.12,
    "replies": 3.21,
    "length": -1.50,
    "tiny": 1.24,
    "numeric": -1.76,
    "number": 4.58,
    "high": -0.13,
}
