"""M15: what the figures would be without the scorer's errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import logit, stdtrit

from toolkit.errors import ToolkitError
from toolkit.spread.edges import Forest, Heat, Ints, forest, lean
from toolkit.spread.effects import edge_effect, fourfold, headline_edges
from toolkit.spread.intervals import LEVEL, Estimate, of_sums, ratio, totals
from toolkit.spread.measure import heats
from toolkit.spread.rows import Row, row, table
from toolkit.spread.strata import thread_depth

__all__ = ["Validation", "corrected"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRAWS = 4000
# Steps in which the whole range of a corrected value is searched: finer than any interval needs.
STEPS = 100_001


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
    seed : of the draws behind the interval of the headline

    Returns
    -------
    SPREAD : rows prevalence_corrected (control none), in [0, 1], and risk_difference_corrected (thread_depth), in
    [-1, 1], with ``null_value`` 0. Refused where the scorer is no better than chance, where its errors explain all
    that is seen, where the validation sample is so small that it excludes nothing, or where what is seen contradicts it

    Raises
    ------
    ToolkitError : counts that cannot be, or what `toolkit.spread.spread` raises

    Notes
    -----
    J = Se + Sp - 1. Prevalence (Rogan and Gladen) is (seen - (1 - Sp)) / J. Errors that do not depend on the other end
    of the edge shrink the covariance along edges by J^2 and add their own variance to the parents' states, so

    RD = RD_seen / c, c = 1 - sum_k g_k [pi_k Se (1 - Se) + (1 - pi_k) Sp (1 - Sp)] / W,

    with W the Mantel-Haenszel denominator, pi_k the Rogan-Gladen prevalence among the edges' parents of stratum k
    and g_k = n_k - sum f^2 / n_k, f the replies to each parent. Stratum by stratum c is J (PPV + NPV - 1).

    A value beyond what can be (fewer hot comments than false alarms alone would give) is set to the nearest one that
    can, where the likelihood is highest. The interval holds every possible value that is not rejected, as Fieller's
    does: a prevalence p where logit(seen) - logit(p Se + (1 - p)(1 - Sp)), a difference d where RD_seen - d c, is at
    most t(K - 1) standard errors of it from 0, those of the threads (jackknife) and of the validation sample added.
    So it cannot leave the range, and keeps its level near the ends. One hit and one miss are added to both halves of
    the validation sample for it, without which an Se or Sp of 1 would count as certain.

    References
    ----------
    Rogan and Gladen 1978, doi:10.1093/oxfordjournals.aje.a112510; Fieller 1954,
    doi:10.1111/j.2517-6161.1954.tb00159.x; Lang and Reiczigel 2014, doi:10.1016/j.prevetmed.2013.09.015 (the added
    hit and miss).
    """
    _check(validation)
    trees = forest(lean(comments))
    (heat,) = heats(trees, scores, label=label, at=at)
    if validation.hot_found / validation.hot + validation.cold_found / validation.cold <= 1:
        chance = Estimate(None, None, None, None, "refused: the scorer is no better than chance")
        rows = [
            row("prevalence_corrected", "none", chance, n=int((heat.state >= 0).sum())),
            row(
                "risk_difference_corrected", "thread_depth", chance, n=int(headline_edges(trees, heat).sum()), null=0.0
            ),
        ]
    else:
        rows = [_prevalence(trees, heat, validation), _difference(trees, heat, validation, seed)]
    return table({"label": label, **each} for each in rows)


def _check(validation: Validation) -> None:
    pairs = ((validation.hot, validation.hot_found), (validation.cold, validation.cold_found))
    for n, found in pairs:
        if not 0 <= found <= n or n == 0:
            what = f"{found} found of {n} in the validation sample"
            raise ToolkitError(what, where="validation", mend="give counts of a sample with hot and cold comments")


def _smoothed(hits: int, n: int) -> tuple[float, float]:
    """Return a share and its variance with one hit and one miss added."""
    share = (hits + 1) / (n + 2)
    return share, share * (1 - share) / (n + 2)


def _prevalence(trees: Forest, heat: Heat, validation: Validation) -> Row:
    scored = heat.state >= 0
    hot = totals(trees.thread[scored], trees.n_threads, heat.state[scored] == 1)
    seen = of_sums(hot, totals(trees.thread[scored], trees.n_threads), scale="logit")
    share = np.nan if seen.value is None else seen.value
    false_alarms = 1 - validation.cold_found / validation.cold
    value = (share - false_alarms) / (validation.hot_found / validation.hot - false_alarms)
    se, of_se = _smoothed(validation.hot_found, validation.hot)
    sp, of_sp = _smoothed(validation.cold_found, validation.cold)
    possible = np.linspace(0, 1, STEPS)
    expected = possible * se + (1 - possible) * (1 - sp)
    variance = (possible**2 * of_se + (1 - possible) ** 2 * of_sp) / (expected * (1 - expected)) ** 2
    found = _not_rejected(seen, value, possible, logit(share) - logit(expected), variance)
    return row("prevalence_corrected", "none", found, n=int(scored.sum()))


def _difference(trees: Forest, heat: Heat, validation: Validation, seed: int) -> Row:
    stratum = thread_depth(trees)
    used = headline_edges(trees, heat) & (stratum >= 0)
    seen = edge_effect(trees, heat, stratum=stratum, edges=used)[0]["risk_difference"]
    rng = np.random.default_rng(seed)
    # The first entry is the estimate itself, the others are draws.
    se, sp = (
        np.append(found / n, rng.beta(found + 1, n - found + 1, DRAWS))
        for n, found in ((validation.hot, validation.hot_found), (validation.cold, validation.cold_found))
    )
    if seen.value is None:
        return row("risk_difference_corrected", "thread_depth", seen, n=int(used.sum()), null=0.0)
    left = _left_of_one(trees, heat, (stratum, used), se, sp)
    if left[0] <= 0:
        found = Estimate(None, None, None, seen.k_effective, "refused: errors of the scorer explain all that is seen")
    else:
        possible = np.linspace(-1, 1, STEPS)
        off = seen.value - possible * left[1:].mean()
        found = _not_rejected(seen, seen.value / left[0], possible, off, possible**2 * left[1:].var())
    return row("risk_difference_corrected", "thread_depth", found, n=int(used.sum()), null=0.0)


def _left_of_one(trees: Forest, heat: Heat, edges: tuple[Ints, Bools], se: Floats, sp: Floats) -> Floats:
    """Return what the scorer's errors leave of a risk difference of 1, for each pair of `se` and `sp`."""
    stratum, used = edges
    parent, child = trees.parent[used], trees.child[used]
    tables = fourfold(stratum[used], trees.thread[parent], heat.state[parent] == 1, heat.state[child] == 1)
    n1, n0 = tables.cells[:, 2], tables.cells[:, 3]
    n = n1 + n0
    fan = np.bincount(parent, minlength=heat.state.size).astype(np.float64)
    of_stratum = np.searchsorted(tables.stratum, stratum[used])
    # Each edge stands for its parent's fan, so sum f over edges is sum f^2 over parents.
    free = n - totals(of_stratum, n.size, fan[parent]) / n
    seen_hot, total = float((free * n1 / n).sum()), float(free.sum())
    hot = np.clip(ratio(seen_hot - (1 - sp) * total, se + sp - 1), 0, total)
    noise = hot * se * (1 - se) + (total - hot) * sp * (1 - sp)
    return 1 - ratio(noise, (n1 * n0 / n).sum())


def _not_rejected(seen: Estimate, value: float, possible: Floats, off: Floats, variance: Floats) -> Estimate:
    """Return `value`, and the possible values that lie no more than t standard errors off what is seen.

    Parameters
    ----------
    seen : what is corrected; its error is that of the threads
    value : the corrected value, before it is held to what is possible
    possible : (steps,) from the lowest possible value to the highest
    off : (steps,) what is seen less what would be, on the scale of the interval of `seen`
    variance : (steps,) of what would be, from the validation sample
    """
    k = seen.k_effective
    if seen.value is None:
        return seen
    value = float(np.clip(value, possible[0], possible[-1]))
    if seen.low is None or seen.error is None or k is None:
        return Estimate(value, None, None, k, seen.status)
    reach = float(stdtrit(k - 1, (1 + LEVEL) / 2))
    kept = possible[np.abs(off) <= reach * np.sqrt(seen.error**2 + variance)]
    if kept.size == 0:
        return Estimate(value, None, None, k, "refused: what is seen contradicts the validation sample")
    if kept.size == possible.size:
        return Estimate(value, None, None, k, "refused: the validation sample is too small")
    return Estimate(value, min(value, float(kept[0])), max(value, float(kept[-1])), k, seen.status)
