"""M7: after how many comments a thread first goes hot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints, patience
from toolkit.spread.intervals import jackknife, totals
from toolkit.spread.rows import Row, row

__all__ = [
    "ENDED",
    "STEPS",
    "cumulative_incidence",
    "first_events",
    "first_hot",
    "incidence_curve",
    "still_cold",
    "were_all_alike",
]

Floats = NDArray[np.float64]

# Numbers of comments at which the incidence is reported.
STEPS = (5, 10, 20, 50)
HOT, ENDED, OPEN = 1, 2, 0


def first_hot(trees: Forest, heat: Heat) -> list[Row]:
    """Return the share of threads that have gone hot by their 5th, 10th, 20th and 50th comment.

    Returns
    -------
    rows first_hot_by_5, ...; ``null_value`` is what a constant share of hot comments would give with the same thread
    lengths (each comment hot with the prevalence). Threads whose times are unknown take no part; unscored
    comments are skipped.

    Notes
    -----
    Aalen-Johansen cumulative incidence on the scale of comments, in order of time (equal times: the mean of both
    orders is not defined for a first event, so the cold ones count first): a thread goes hot, or ends before, or is
    still open when the corpus was collected. Open: its last comment is younger than 95 % of reply delays at the time
    of the corpus' last comment. Logit jackknife over threads.

    References
    ----------
    Aalen and Johansen 1978, https://www.jstor.org/stable/4615704.
    """
    when, event = first_events(trees, heat)
    rows = []
    for step, null in zip(STEPS, were_all_alike(trees, heat, steps=STEPS), strict=True):
        incidence, left_out = cumulative_incidence(when, event, by=step)
        found = jackknife(incidence, left_out, np.ones(when.size), scale="logit")
        rows.append(row(f"first_hot_by_{step}", "none", found, n=when.size, null=null))
    return rows


def were_all_alike(trees: Forest, heat: Heat, *, steps: Sequence[int]) -> list[float | None]:
    """Return the share of threads hot by each of `steps` if all comments were hot with the prevalence; None untimed.

    A thread of n comments is then hot by comment k with chance 1 - (1 - share)^min(n, k).
    """
    scored = heat.state >= 0
    share = float((heat.state[scored] == 1).mean()) if scored.any() else 0.0
    length = _lengths(trees, heat)
    if not length.size:
        return [None] * len(steps)
    return [float((1 - (1 - share) ** np.minimum(length, step)).mean()) for step in steps]


def cumulative_incidence(when: Ints, event: Ints, *, by: int) -> tuple[float, Floats]:
    """Return the share of threads that go hot at or before comment `by`, and the same without each thread.

    Parameters
    ----------
    when : (threads,) number of the comment at which the thread goes hot, ends or was last seen, from 1
    event : (threads,) 1 hot, 2 ended, 0 still open

    Examples
    --------
    >>> float(cumulative_incidence(np.array([1, 2, 3, 2]), np.array([1, 2, 1, 0]), by=3)[0])
    0.75
    """
    if when.size == 0:
        return np.nan, np.empty(0)
    whole, left_out = incidence_curve(when, event, by=by)
    return float(whole[-1]), left_out[:, -1]


def incidence_curve(when: Ints, event: Ints, *, by: int, of: int = HOT) -> tuple[Floats, Floats]:
    """Return `cumulative_incidence` at every comment from 1 to `by`, and the same without each thread.

    Parameters
    ----------
    when, event : (threads,), at least one, as `cumulative_incidence` takes them
    of : the event that is counted: 1 hot, 2 ended

    Returns
    -------
    (by,) and (threads, by) float64 in [0, 1]
    """
    steps = np.arange(1, by + 1)
    within = np.minimum(when, by + 1)
    counted, left = (totals(within, by + 2, which)[1 : by + 1] for which in (event == of, event != OPEN))
    at_risk = still_cold(when, by=by)
    # Threads of the same fate leave the same sums behind: one computation a fate.
    fates, of_thread = np.unique(np.stack([within, event]), axis=1, return_inverse=True)
    last, fate = fates[0][:, None], fates[1][:, None]
    here = steps == last
    without = _incidence(counted - (here & (fate == of)), left - (here & (fate != OPEN)), at_risk - (steps <= last))
    return _incidence(counted, left, at_risk), without[of_thread.ravel()]


def still_cold(when: Ints, *, by: int) -> Floats:
    """Return how many threads come to their 1st, 2nd, ... comment without having gone hot before, (by,) float64."""
    gone = np.cumsum(totals(np.minimum(when, by + 1), by + 2))
    return when.size - np.concatenate([[0], gone])[1 : by + 1]


def _incidence(counted: Floats, left: Floats, at_risk: Floats) -> Floats:
    """Return the running sum over steps of P(still cold and going on before) x counted / at risk."""
    risk = np.maximum(at_risk, 1)
    staying = np.cumprod(1 - left / risk, axis=-1)
    before = np.concatenate([np.ones_like(staying[..., :1]), staying[..., :-1]], axis=-1)
    return np.asarray(np.cumsum(before * counted / risk, axis=-1), dtype=np.float64)


def first_events(trees: Forest, heat: Heat) -> tuple[Ints, Ints]:
    """Return ``when`` and ``event`` of every timed thread, as `cumulative_incidence` takes them."""
    rows = _timed(trees, heat)
    if rows.size == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    hot = heat.state[rows] == 1
    thread = trees.thread[rows]
    order = np.lexsort((hot, trees.time[rows], thread))
    rows, hot, thread = rows[order], hot[order], thread[order]
    first = np.flatnonzero(np.diff(thread, prepend=-1))
    number = np.arange(rows.size) - np.repeat(first, np.diff(np.append(first, rows.size))) + 1
    end = np.append(first[1:], rows.size) - 1
    hot_at = np.full(rows.size, rows.size + 1)
    hot_at[hot] = number[hot]
    when_hot = np.minimum.reduceat(hot_at, first)
    is_hot = when_hot <= rows.size
    when = np.where(is_hot, when_hot, number[end])
    still_open = trees.time[rows[end]] > trees.time[rows].max() - patience(trees)
    return when, np.where(is_hot, HOT, np.where(still_open, OPEN, ENDED))


def _lengths(trees: Forest, heat: Heat) -> Ints:
    length = np.bincount(trees.thread[_timed(trees, heat)])
    return length[length > 0]


def _timed(trees: Forest, heat: Heat) -> Ints:
    """Return the scored comments of threads in which every comment has a time."""
    untimed = totals(trees.thread, trees.n_threads, trees.time == TIMELESS) > 0
    return np.flatnonzero((heat.state >= 0) & ~untimed[trees.thread])
