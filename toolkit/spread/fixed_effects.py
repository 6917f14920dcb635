"""The top rung of the ladder: a linear model with user and thread x depth fixed effects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from scipy.sparse.linalg import lsmr
from scipy.special import stdtrit

from toolkit.spread.edges import Forest, Heat, Ints, grouped
from toolkit.spread.effects import headline_edges
from toolkit.spread.intervals import FRAGILE_BELOW, LEVEL, REFUSED_BELOW, Estimate, kish, refused
from toolkit.spread.rows import Row, row

__all__ = ["user_thread_depth"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def user_thread_depth(trees: Forest, heat: Heat, *, stratum: Ints) -> list[Row]:
    """Return the risk difference within users and within thread x depth at once.

    Parameters
    ----------
    trees : the forest
    heat : one label
    stratum : (edges,) thread x depth, -1 where the depth is unknown

    Returns
    -------
    row risk_difference with control user_thread_depth; edges of unknown users are left out

    Notes
    -----
    h_child = RD h_parent + effect of the child's user + effect of thread x depth. The effects are projected out
    of h_parent by sparse least squares; interval from the cluster-robust variance by thread (CRV1) with
    t(K - 1), K = `kish` of each thread's share of the projected variance.

    References
    ----------
    Abowd, Kramarz and Margolis 1999, doi:10.1111/1468-0262.00020; Cameron and Miller 2015,
    doi:10.3368/jhr.50.2.317; Fong and Saunders 2011, doi:10.1137/10079687X (LSMR).
    """
    used = headline_edges(trees, heat) & (stratum >= 0) & (trees.user[trees.child] >= 0)
    used = _not_alone(used, trees.user[trees.child], stratum)
    found = _regress(trees, heat, stratum, used)
    return [row("risk_difference", "user_thread_depth", found, n=int(used.sum()), null=0.0)]


def _not_alone(used: Bools, *factors: Ints) -> Bools:
    """Return `used` without edges that are the only one of a user or a stratum: their effect absorbs them."""
    while True:
        kept = used.copy()
        for factor in factors:
            kept[used] &= np.bincount(factor[used])[factor[used]] > 1 if used.any() else False
        if (kept == used).all():
            return used
        used = kept


def _regress(trees: Forest, heat: Heat, stratum: Ints, used: Bools) -> Estimate:
    n = int(used.sum())
    x = (heat.state[trees.parent[used]] == 1).astype(np.float64)
    y = (heat.state[trees.child[used]] == 1).astype(np.float64)
    every = np.ones(n, dtype=np.bool_)
    factors = [grouped(part[used], keep=every) for part in (trees.user[trees.child], stratum)]
    n_effects = sum(int(factor.max(initial=-1)) + 1 for factor in factors)
    if n <= n_effects or x.min(initial=1) == x.max(initial=0):
        return Estimate(None, None, None, 0.0, "refused: no user has enough replies to compare")
    design = hstack([_dummies(factor) for factor in factors]).tocsr()
    (x, x_done), (y, y_done) = _residual(design, x), _residual(design, y)
    if not (x_done and y_done):
        return Estimate(None, None, None, None, "refused: the fit did not converge")
    n_threads = trees.n_threads
    thread = trees.thread[trees.parent[used]]
    weight = np.bincount(thread, x * x, minlength=n_threads)
    if weight.sum() < 1e-8 * n:
        return Estimate(None, None, None, 0.0, "refused: nothing to compare")
    value = float(x @ y) / float(weight.sum())
    moment = np.bincount(thread, x * (y - value * x), minlength=n_threads)
    n_clusters = int(np.unique(thread).size)
    correction = n_clusters / max(n_clusters - 1, 1) * (n - 1) / (n - n_effects)
    error = float(np.sqrt(correction * np.square(moment).sum())) / float(weight.sum())
    return _interval(value, error, kish(np.where(weight > 1e-9 * weight.max(), weight, 0)))


def _interval(value: float, error: float, k: float) -> Estimate:
    if k < REFUSED_BELOW:
        return refused(value, k)
    reach = float(stdtrit(k - 1, (1 + LEVEL) / 2)) * error
    return Estimate(value, value - reach, value + reach, k, "fragile" if k < FRAGILE_BELOW else "ok", error)


def _dummies(factor: Ints) -> csr_matrix:
    """Return one column an effect, scaled to length 1 so that the solver needs few steps."""
    size = np.bincount(factor)
    where = (np.arange(factor.size), factor)
    return csr_matrix((1 / np.sqrt(size[factor]), where), shape=(factor.size, size.size))


def _residual(design: csr_matrix, y: Floats) -> tuple[Floats, bool]:
    solved = lsmr(design, y, atol=1e-10, btol=1e-10, conlim=0, maxiter=5000)
    return np.asarray(y - design @ solved[0], dtype=np.float64), solved[1] != 7
