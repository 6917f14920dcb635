"""M15: what the figures would be without the scorer's errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.errors import ToolkitError
from toolkit.spread.edges import Forest, Heat, forest, lean
from toolkit.spread.effects import edge_effect, fourfold, headline_edges
from toolkit.spread.intervals import LEVEL, Estimate, of_sums, totals
from toolkit.spread.measure import heats
from toolkit.spread.rows import Row, row, table
from toolkit.spread.strata import thread_depth

__all__ = ["Validation", "corrected"]

Floats = NDArray[np.float64]

DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Validation:
    """A sample of comments that people and the scorer both judged.

    Parameters
    ----------
    hot : comments that people call hot
    hot_found : those of them that the scorer calls hot
    cold : comments that people call cold
    cold_found : those of them that the scorer calls cold
    """

    hot: int
    hot_found: int
    cold: int
    cold_found: int


def corrected(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    validation: Validation,
    label: str,
    at: float | Mapping[str, float] | None = None,
    seed: int = 0,
) -> pl.DataFrame:
    """Return prevalence and headline as they would be under a scorer without errors.

    Parameters
    ----------
    comments, scores, label, at : as `toolkit.spread.spread` takes them, for one label
    validation : counts from which sensitivity and specificity, and how sure they are, follow
    seed : of the draws behind the intervals

    Returns
    -------
    SPREAD : rows prevalence_corrected (control none) and risk_difference_corrected (thread_depth), ``null_value`` 0 for
    the second; refused where the scorer is no better than chance, or where nothing would remain hot

    Raises
    ------
    ToolkitError : counts that cannot be, or what `toolkit.spread.spread` raises

    Notes
    -----
    J = Se + Sp - 1. Prevalence (Rogan and Gladen) is (seen - (1 - Sp)) / J. Errors that do not depend on the other end
    of the edge shrink the covariance along edges by J^2 and add their own variance to the parents' states, so

    RD = RD_seen * W / (W - sum_k g_k [pi_k Se (1 - Se) + (1 - pi_k) Sp (1 - Sp)]),

    with W the Mantel-Haenszel denominator, pi_k the Rogan-Gladen prevalence among the edges' parents of stratum k
    and g_k = n_k - sum f^2 / n_k, f the replies to each parent. Stratum by stratum this is
    RD_seen / [J (PPV + NPV - 1)]. The interval draws Se and Sp (Beta, Jeffreys) and the seen value (Student's t).

    References
    ----------
    Rogan and Gladen 1978, doi:10.1093/oxfordjournals.aje.a112510.
    """
    _check(validation)
    trees = forest(lean(comments))
    (heat,) = heats(trees, scores, label=label, at=at)
    rng = np.random.default_rng(seed)
    se = rng.beta(validation.hot_found + 0.5, validation.hot - validation.hot_found + 0.5, DRAWS)
    sp = rng.beta(validation.cold_found + 0.5, validation.cold - validation.cold_found + 0.5, DRAWS)
    # The first entry is the estimate itself, the others are draws.
    se = np.append(validation.hot_found / validation.hot, se)
    sp = np.append(validation.cold_found / validation.cold, sp)
    rows = [_prevalence(trees, heat, se, sp, rng), _difference(trees, heat, se, sp, rng)]
    return table({"label": label, **each} for each in rows)


def _check(validation: Validation) -> None:
    pairs = ((validation.hot, validation.hot_found), (validation.cold, validation.cold_found))
    for n, found in pairs:
        if not 0 <= found <= n or n == 0:
            what = f"{found} found of {n} in the validation sample"
            raise ToolkitError(what, where="validation", mend="give counts of a sample with hot and cold comments")


def _prevalence(trees: Forest, heat: Heat, se: Floats, sp: Floats, rng: np.random.Generator) -> Row:
    scored = heat.state >= 0
    hot = totals(trees.thread[scored], trees.n_threads, heat.state[scored] == 1)
    seen = of_sums(hot, totals(trees.thread[scored], trees.n_threads), scale="identity")
    drawn = _draw(seen, rng)
    return row(
        "prevalence_corrected",
        "none",
        _summary(seen, (drawn - (1 - sp)) / (se + sp - 1), se + sp - 1),
        n=int(scored.sum()),
    )


def _difference(trees: Forest, heat: Heat, se: Floats, sp: Floats, rng: np.random.Generator) -> Row:
    stratum = thread_depth(trees)
    used = headline_edges(trees, heat) & (stratum >= 0)
    seen = edge_effect(trees, heat, stratum=stratum, edges=used)[0]["risk_difference"]
    parent, child = trees.parent[used], trees.child[used]
    tables = fourfold(stratum[used], trees.thread[parent], heat.state[parent] == 1, heat.state[child] == 1)
    n1, n0 = tables.cells[:, 2], tables.cells[:, 3]
    n = n1 + n0
    fan = np.bincount(parent, minlength=heat.state.size).astype(np.float64)
    of_stratum = np.searchsorted(tables.stratum, stratum[used])
    # Each edge stands for its parent's fan, so sum f over edges is sum f^2 over parents.
    free = n - totals(of_stratum, n.size, fan[parent]) / n
    seen_hot = float((free * n1 / n).sum())
    pi = (seen_hot - (1 - sp) * float(free.sum())) / (se + sp - 1)
    noise = pi * se * (1 - se) + (float(free.sum()) - pi) * sp * (1 - sp)
    weight = float((n1 * n0 / n).sum())
    left = weight - noise
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(left > 0, _draw(seen, rng) * weight / left, np.nan)
    found = _summary(seen, value, se + sp - 1)
    return row("risk_difference_corrected", "thread_depth", found, n=int(used.sum()), null=0.0)


def _draw(seen: Estimate, rng: np.random.Generator) -> Floats:
    """Return the seen value, then draws of it; the value alone repeated where it has no interval."""
    if seen.value is None:
        return np.full(DRAWS + 1, np.nan)
    if seen.error is None or seen.k_effective is None or seen.low is None:
        return np.full(DRAWS + 1, seen.value)
    steps = stdtrit(seen.k_effective - 1, rng.random(DRAWS)) * seen.error
    return np.append(seen.value, seen.value + steps)


def _summary(seen: Estimate, drawn: Floats, youden: Floats) -> Estimate:
    value, k = float(drawn[0]), seen.k_effective
    if youden[0] <= 0:
        return Estimate(None, None, None, k, "refused: the scorer is no better than chance")
    if not np.isfinite(value):
        return Estimate(None, None, None, k, "refused: errors of the scorer explain all that is seen")
    if seen.low is None:
        return Estimate(value, None, None, k, seen.status)
    usable = drawn[np.isfinite(drawn) & (youden > 0)]
    if usable.size < LEVEL * drawn.size:
        return Estimate(value, None, None, k, "refused: the validation sample is too small")
    low, high = np.quantile(usable, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(low), float(high), k, seen.status)
