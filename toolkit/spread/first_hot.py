"""M7: after how many comments a thread first goes hot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints, patience
from toolkit.spread.intervals import jackknife, totals
from toolkit.spread.rows import Row, row

__all__ = ["STEPS", "cumulative_incidence", "first_hot"]

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
    when, event = _events(trees, heat)
    scored = heat.state >= 0
    share = float((heat.state[scored] == 1).mean()) if scored.any() else 0.0
    rows = []
    for step in STEPS:
        incidence, left_out = cumulative_incidence(when, event, by=step)
        found = jackknife(incidence, left_out, np.ones(when.size), scale="logit")
        # With a constant share a thread of n comments is hot by then with chance 1 - (1 - share)^min(n, step).
        length = _lengths(trees, heat)
        null = float((1 - (1 - share) ** np.minimum(length, step)).mean()) if length.size else None
        rows.append(row(f"first_hot_by_{step}", "none", found, n=when.size, null=null))
    return rows


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
    within = np.minimum(when, by + 1)
    hot = totals(within, by + 2, event == HOT)[1 : by + 1]
    left = totals(within, by + 2, event != OPEN)[1 : by + 1]
    at_risk = when.size - np.concatenate([[0], np.cumsum(totals(within, by + 2))])[1 : by + 1]
    whole = _incidence(hot, left, at_risk)
    # Threads of the same fate leave the same sums behind: one computation a fate.
    fates, of_thread = np.unique(np.stack([within, event]), axis=1, return_inverse=True)
    steps = np.arange(1, by + 1)
    without = np.empty(fates.shape[1])
    for place, (last, fate) in enumerate(fates.T):
        here = steps == last
        without[place] = _incidence(
            hot - (here & (fate == HOT)), left - (here & (fate != OPEN)), at_risk - (steps <= last)
        )
    return whole, without[of_thread.ravel()]


def _incidence(hot: Floats, left: Floats, at_risk: Floats) -> float:
    """Return sum over steps of P(still cold and going on before) x hot / at risk."""
    risk = np.maximum(at_risk, 1)
    before = np.concatenate([[1.0], np.cumprod(1 - left / risk)[:-1]])
    return float((before * hot / risk).sum())


def _events(trees: Forest, heat: Heat) -> tuple[Ints, Ints]:
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
