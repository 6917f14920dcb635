"""The headline under doubt about who answers whom: stated replies only, all, and draws of the inferred ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.spread.edges import Forest, Heat, forest, lean
from toolkit.spread.effects import EFFECTS, edge_effect, headline_edges
from toolkit.spread.intervals import FRAGILE_BELOW, LEVEL, Estimate
from toolkit.spread.measure import heats
from toolkit.spread.rows import Row, row, table
from toolkit.spread.strata import thread_depth

__all__ = ["UNSURE", "reply_doubt"]

Found = tuple[dict[str, Estimate], int]

# Chance that an inferred parent without a confidence is right.
UNSURE = 0.5
SHOWN = ("risk_difference", "odds_ratio")


def reply_doubt(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    label: str,
    at: float | Mapping[str, float] | None = None,
    draws: int = 20,
    seed: int = 0,
) -> pl.DataFrame:
    """Return the headline on stated replies only, on all, and averaged over draws of the doubtful ones.

    Parameters
    ----------
    comments, scores, label, at : as `toolkit.spread.spread` takes them, for one label
    draws : how often the doubtful parents are drawn
    seed : same seed, same draws

    Returns
    -------
    SPREAD, control thread_depth: risk_difference and odds_ratio (all replies as the table has them), the same with
    _stated (edges whose ``reply_basis`` is stated) and with _drawn. Where they lead to different conclusions,
    the conclusion hangs on how replies were inferred.

    Notes
    -----
    In a draw each reply keeps its parent with probability ``reply_confidence`` (stated replies always, others
    without a confidence with 1/2), and otherwise answers another, random comment that stands before it in its
    thread. Draws are combined by Rubin's rules on the scale of the interval. A wrong parent dilutes an association and
    a redrawn one dilutes it again, so the drawn value is the cautious end, not a correction.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696.
    """
    whole = lean(comments).sort("thread_id", "position", "comment_id")
    trees = forest(whole)
    (heat,) = heats(trees, scores, label=label, at=at)
    rows = _rows("", _headline(trees, heat))
    stated = (trees.comments["reply_basis"] == "stated").to_numpy()
    rows += _rows("_stated", _headline(trees, heat, child=stated))
    rng = np.random.default_rng(seed)
    drawn: list[Found] = []
    for _ in range(draws):
        redrawn = forest(_redrawn(whole, rng))
        drawn.append(_headline(redrawn, heats(redrawn, scores, label=label, at=at)[0]))
    if drawn:
        joined = {metric: _combined([found[metric] for found, _ in drawn], EFFECTS[metric][2]) for metric in SHOWN}
        rows += _rows("_drawn", (joined, drawn[-1][1]))
    return table({"label": label, **each} for each in rows)


def _headline(trees: Forest, heat: Heat, *, child: NDArray[np.bool_] | None = None) -> Found:
    edges = headline_edges(trees, heat)
    if child is not None:
        edges &= child[trees.child]
    return edge_effect(trees, heat, stratum=thread_depth(trees), edges=edges)


def _rows(ending: str, headline: Found) -> list[Row]:
    found, n = headline
    return [row(f"{metric}{ending}", "thread_depth", found[metric], n=n, null=EFFECTS[metric][3]) for metric in SHOWN]


def _redrawn(comments: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the comments, sorted by thread and position, with doubtful parents drawn anew."""
    stated = pl.col("reply_basis") == "stated"
    kept = comments.select(pl.when(stated).then(1.0).otherwise(pl.col("reply_confidence").fill_null(UNSURE)))[:, 0]
    first = (
        comments.select(pl.int_range(pl.len()).alias("row"), "thread_id")
        .select(pl.col("row").min().over("thread_id"))[:, 0]
        .to_numpy()
    )
    n = comments.height
    before = np.arange(n) - first
    doubted = (rng.random(n) >= kept.to_numpy()) & (before > 0) & comments["reply_to"].is_not_null().to_numpy()
    other = first + (rng.random(n) * before).astype(np.int64)
    ids = comments["comment_id"]
    return comments.with_columns(
        reply_to=pl.select(pl.when(pl.Series(doubted)).then(ids.gather(other)).otherwise(comments["reply_to"]))[:, 0]
    )


def _combined(estimates: list[Estimate], scale: str) -> Estimate:
    """Return the mean of the draws with an interval that holds both kinds of doubt (Rubin's rules)."""
    usable = [each for each in estimates if each.value is not None and each.error is not None and each.k_effective]
    k = float(np.mean([each.k_effective or 0.0 for each in estimates]))
    if len(usable) < len(estimates) or len(usable) < 2:
        known = [each.value for each in estimates if each.value is not None]
        refused = next((each.status for each in estimates if each.low is None), "refused: a single draw")
        return Estimate(float(np.mean(known)) if known else None, None, None, k, refused)
    log = scale == "log"
    values = np.array([np.log(each.value) if log else each.value for each in usable if each.value is not None])
    within = float(np.mean([each.error**2 for each in usable if each.error is not None]))
    error = (within + (1 + 1 / values.size) * float(values.var(ddof=1))) ** 0.5
    reach = float(stdtrit(k - 1, (1 + LEVEL) / 2)) * error
    ends = np.array([values.mean(), values.mean() - reach, values.mean() + reach])
    value, low, high = (float(end) for end in (np.exp(ends) if log else ends))
    return Estimate(value, low, high, k, "fragile" if k < FRAGILE_BELOW else "ok", error)
