"""Per-thread sums -> an interval, or the reason why there is none.

The unit that is left out is always a thread: comments of one thread are not independent, and intervals that
treat them so cover the truth in 4 of 10 cases instead of 95 of 100.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

__all__ = [
    "FRAGILE_BELOW",
    "REFUSED_BELOW",
    "Estimate",
    "adjusted",
    "jackknife",
    "kish",
    "of_sums",
    "p_value",
    "ranks",
    "ratio",
    "refused",
    "totals",
    "wilson",
]

Floats = NDArray[np.float64]

# Found by simulation: under 4 effective threads the interval misses its level, under 15 it is unstable.
REFUSED_BELOW = 4.0
FRAGILE_BELOW = 15.0
LEVEL = 0.95

SCALES: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "identity": (lambda x: x, lambda x: x),
    "log": (np.log, np.exp),
    "logit": (lambda x: np.log(x) - np.log1p(-x), lambda x: 1 / (1 + np.exp(-x))),
    "atanh": (np.arctanh, np.tanh),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval; `low` and `high` are None where it is refused."""

    value: float | None
    low: float | None
    high: float | None
    k_effective: float | None
    status: str
    error: float | None = None  # standard error on the scale of the interval


def refused(value: float, k: float) -> Estimate:
    """Return `value` without an interval, saying that `k` effective threads are too few.

    Examples
    --------
    >>> refused(0.5, 3.97).status
    'refused: 3.9 effective threads, 4 needed'
    """
    # cut, not rounded: 3.97 must not read as the 4 that are needed
    shown = math.floor(10 * k) / 10
    return Estimate(value, None, None, k, f"refused: {shown:.1f} effective threads, {REFUSED_BELOW:.0f} needed")


def kish(weight: Floats) -> float:
    """Return how many equally weighted threads would say as much: (sum w)^2 / sum w^2, 0 without weight.

    References
    ----------
    Kish 1965, Survey Sampling, section 11.2.

    Examples
    --------
    >>> kish(np.array([1.0, 1.0, 2.0]))
    2.6666666666666665
    """
    square = float(np.square(weight).sum())
    return float(weight.sum()) ** 2 / square if square > 0 else 0.0


def totals(group: NDArray[np.int64], n_groups: int, weight: NDArray[Any] | None = None) -> Floats:
    """Return the sum of `weight` (or the number of entries) in each group, (n_groups,) float64."""
    return np.bincount(group, weight, minlength=n_groups).astype(np.float64)


def ratio(above: Floats, below: Floats) -> Floats:
    """Return `above` / `below`, elementwise; inf over 0, and nan for 0 / 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.true_divide(above, below), dtype=np.float64)


def jackknife(
    value: float, left_out: Floats, weight: Floats, *, scale: str = "identity", least_error: float = 0.0
) -> Estimate:
    """Return `value` with its delete-one-thread jackknife interval, or the reason why it has none.

    Parameters
    ----------
    value : the estimate from all threads
    left_out : (threads,) the estimate without each thread
    weight : (threads,) what each thread adds to the denominator; threads without weight do not count
    scale : "identity", "log", "logit" or "atanh": where the interval is symmetric
    least_error : standard error, on that scale, that is taken where the jackknife's is smaller

    Returns
    -------
    Estimate; ``low`` and ``high`` are ``value -+ t(K - 1) * se`` on the scale, with K = `kish` of the weights

    Notes
    -----
    se^2 = (T - 1) / T * sum (f(left_out) - mean f(left_out))^2 over the T threads with weight.
    Refused under 4 effective threads, and where the value or a leave-one-out value lies at the end of the scale.

    References
    ----------
    Efron and Stein 1981, doi:10.1214/aos/1176345462.
    """
    known = weight > 0
    k = kish(weight)
    if not np.isfinite(value):
        return Estimate(None, None, None, k, "refused: nothing to compare")
    if k < REFUSED_BELOW:
        return refused(value, k)
    forward, back = SCALES[scale]
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = float(forward(np.float64(value)))  # type: ignore[arg-type]
        each = forward(left_out[known])
    if not (np.isfinite(centre) and np.isfinite(each).all()):
        return Estimate(value, None, None, k, "refused: the value, or the value without one thread, is at its limit")
    n_threads = each.size
    error = max(float(np.sqrt((n_threads - 1) / n_threads * np.square(each - each.mean()).sum())), least_error)
    reach = float(stdtrit(k - 1, (1 + LEVEL) / 2)) * error
    low, high = (float(back(np.float64(end))) for end in (centre - reach, centre + reach))  # type: ignore[arg-type]
    return Estimate(value, low, high, k, "fragile" if k < FRAGILE_BELOW else "ok", error)


def ranks(value: Floats) -> Floats:
    """Return the rank of each value, from 1; equal values share their mean rank.

    Examples
    --------
    >>> ranks(np.array([0.3, 0.1, 0.3]))
    array([2.5, 1. , 2.5])
    """
    _, place, n_equal = np.unique(value, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(n_equal) - (n_equal - 1) / 2)[place], dtype=np.float64)


def of_sums(above: Floats, below: Floats, *, scale: str) -> Estimate:
    """Return sum `above` / sum `below` over threads with its `jackknife` interval; `below` weighs the threads."""
    rest = ratio(above.sum() - above, below.sum() - below)
    return jackknife(float(ratio(above.sum(), below.sum())), rest, below, scale=scale)


def wilson(hits: int, n: int) -> Estimate:
    """Return the share `hits` / `n` of independent units (threads, never pooled comments) with Wilson's interval.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    if n == 0:
        return Estimate(None, None, None, 0.0, "refused: nothing to compare")
    z = float(ndtri((1 + LEVEL) / 2))
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    status = "ok" if n >= FRAGILE_BELOW else "fragile"
    return Estimate(share, max(0.0, middle - reach), min(1.0, middle + reach), float(n), status)


def p_value(observed: float | None, drawn: Floats) -> float | None:
    """Return (1 + #(drawn >= observed)) / (B + 1); None without a value or without draws.

    References
    ----------
    Phipson and Smyth 2010, doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> p_value(3.0, np.array([1.0, 2.0, 3.0]))
    0.5
    """
    if observed is None or not np.isfinite(observed) or drawn.size == 0:
        return None
    # Sums in another order differ in the last digit: such a draw is a tie, and ties count.
    floor = observed - 1e-9 * max(1.0, abs(observed))
    return float(1 + np.count_nonzero(~(drawn < floor))) / (drawn.size + 1)


def adjusted(p: list[float | None]) -> list[float | None]:
    """Return Benjamini-Hochberg adjusted p values, None where there was none.

    References
    ----------
    Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> adjusted([0.01, None, 0.04])
    [0.02, None, 0.04]
    """
    known = sorted((value, place) for place, value in enumerate(p) if value is not None)
    result: list[float | None] = [None] * len(p)
    smallest = 1.0
    for rank in range(len(known), 0, -1):
        value, place = known[rank - 1]
        smallest = min(smallest, value * len(known) / rank)
        result[place] = smallest
    return result
