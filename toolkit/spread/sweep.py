"""The headline at lower and higher thresholds: a finding that needs one threshold is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toolkit.spread.edges import Forest, Heat, Ints
from toolkit.spread.effects import edge_effect, headline_edges
from toolkit.spread.rows import Row, row

__all__ = ["STEP", "other_thresholds"]

STEP = 0.1


def other_thresholds(trees: Forest, heat: Heat, *, stratum: Ints) -> list[Row]:
    """Return the headline with the threshold 0.1 lower and 0.1 higher.

    Returns
    -------
    rows risk_difference_lower_threshold, odds_ratio_lower_threshold, and the same with _higher_threshold; thresholds
    stay within 0 and 1
    """
    rows = []
    for name, threshold in (("lower", heat.threshold - STEP), ("higher", heat.threshold + STEP)):
        moved = np.float32(min(max(threshold, 0.0), 1.0))
        state = np.where(heat.state < 0, -1, heat.score >= moved).astype(np.int8)
        other = replace(heat, threshold=float(moved), state=state)
        found, n = edge_effect(trees, other, stratum=stratum, edges=headline_edges(trees, other))
        for metric, neutral in (("risk_difference", 0.0), ("odds_ratio", 1.0)):
            rows.append(row(f"{metric}_{name}_threshold", "thread_depth", found[metric], n=n, null=neutral))
    return rows
