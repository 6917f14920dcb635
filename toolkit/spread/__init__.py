"""COMMENTS + SCORES -> SPREAD: what is associated along reply edges, how strongly, and how sure that is."""

from __future__ import annotations

from toolkit.room import open_room
from toolkit.spread import plan, simulate
from toolkit.spread.doubt import reply_doubt
from toolkit.spread.first_hot_curve import first_hot_curve
from toolkit.spread.measure import spread
from toolkit.spread.metrics import CONTROLS, METRICS, describe
from toolkit.spread.misclassification import Validation, corrected
from toolkit.spread.null_range import null_range
from toolkit.spread.trees import tree
from toolkit.spread.verdict import Verdict, verdict

__all__ = [
    "CONTROLS",
    "METRICS",
    "Validation",
    "Verdict",
    "corrected",
    "describe",
    "first_hot_curve",
    "null_range",
    "plan",
    "reply_doubt",
    "simulate",
    "spread",
    "tree",
    "verdict",
]

open_room(__name__)
