"""COMMENTS + SCORES -> what shuffled heat gives: the range behind each p and `null_value` of SPREAD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.spread.edges import Forest, Heat, Ints, forest, lean
from toolkit.spread.intervals import ratio
from toolkit.spread.measure import HEADLINE, heats
from toolkit.spread.shuffled import null_metrics
from toolkit.spread.strata import LADDER

__all__ = ["null_range"]

Floats = NDArray[np.float64]

SHARES = {
    "lowest": 0.0, "low": 0.025, "quarter": 0.25, "median": 0.5, "three_quarters": 0.75, "high": 0.975, "highest": 1.0,
}  # fmt: skip


def null_range(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    label: str | Sequence[str] | None = None,
    at: float | Mapping[str, float] | None = None,
    permutations: int = 999,
    seed: int = 0,
) -> pl.DataFrame:
    """Return where the risk difference and the reproduction number lie when heat is shuffled within thread x depth.

    Parameters
    ----------
    comments, scores, label, at, permutations, seed : as `toolkit.spread.spread` takes them; with the same
        seed, the same shuffles

    Returns
    -------
    two rows a label, ``metric`` risk_difference (of the headline) and reproduction: ``n_hot`` (hot comments),
    ``n_draws``, and of the draws ``lowest``, ``low`` (2.5 %), ``quarter``, ``median``, ``three_quarters``, ``high``
    (97.5 %) and ``highest``; null without draws or without hot comments

    Raises
    ------
    ToolkitError : as `toolkit.spread.spread`
    """
    trees = forest(lean(comments))
    stratum = LADDER[HEADLINE[1]](trees)
    rows: list[dict[str, object]] = []
    for heat in heats(trees, scores, label=label, at=at):
        drawn = _drawn(trees, heat, stratum, permutations=permutations, seed=seed)
        n_hot = int((heat.state == 1).sum())
        for metric, values in drawn.items():
            known = values[np.isfinite(values)]
            rows.append(
                {"label": heat.label, "metric": metric, "control": HEADLINE[1], "n_hot": n_hot, "n_draws": known.size}
                | {name: float(np.quantile(known, share)) if known.size else None for name, share in SHARES.items()}
            )
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(SHARES, pl.Float64), infer_schema_length=None)


def _drawn(trees: Forest, heat: Heat, stratum: Ints, *, permutations: int, seed: int) -> dict[str, Floats]:
    # The seed of `toolkit.spread.measure`, so that both tell of the same draws.
    of_label = (seed, crc32(heat.label.encode()))
    null = null_metrics(trees, heat, stratum=stratum, permutations=permutations, seed=of_label)
    n_hot = float(((heat.state == 1) & (trees.cell >= 0)).sum())
    pairs = null.get("hot_hot", np.empty(0))
    return {
        HEADLINE[0]: null.get(" ".join(HEADLINE), np.empty(0)),
        "reproduction": ratio(pairs, np.full(pairs.shape, n_hot)),
    }
