"""M5: hot cascades, the connected pieces of hot comments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.cascade_links import hot_links
from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints, distinct
from toolkit.spread.intervals import Estimate, jackknife, of_sums, p_value, ratio, totals, wilson
from toolkit.spread.rows import Row, count, row
from toolkit.spread.shuffled import CASCADE_SIZES
from toolkit.spread.trees import climb

__all__ = ["cascade_rows", "cascades"]

Floats = NDArray[np.float64]


def cascades(trees: Forest, heat: Heat) -> tuple[Ints, Ints]:
    """Return, for each comment, the row at which its hot cascade starts (-1 if not hot) and its steps below it.

    A cascade is a hot comment with all hot comments that are joined to it by hot replies; a cold, unscored or
    missing comment between two hot ones parts them.
    """
    hot = (heat.state == 1) & (trees.cell >= 0)
    start, steps = climb(hot_links(trees, heat))
    return np.where(hot, start, -1), np.where(hot, steps, -1)


def cascade_rows(trees: Forest, heat: Heat, *, null: dict[str, Floats]) -> list[Row]:
    """Return how many hot cascades there are, how large they are, and what shuffled heat gives.

    Parameters
    ----------
    trees : the forest
    heat : one label
    null : "hot_hot", "largest" and "at_least_2", ... -> values under shuffles within thread x depth

    Returns
    -------
    rows cascades, cascade_size, cascade_size_largest, cascade_top_share, cascade_tail_2, ..., cascades_of_1, ...,
    cascade_chain_longest, cascade_users, cascade_minutes, threads_hot

    Notes
    -----
    Mean size = hot comments / cascades = 1 / (1 - R). If each hot comment had Poisson(R) hot replies, sizes
    would follow Borel's law.

    References
    ----------
    Goel, Watts and Goldstein 2012, doi:10.1145/2229012.2229058; Borel's law: Tanner 1961,
    doi:10.1093/biomet/48.1-2.222.
    """
    start, steps = cascades(trees, heat)
    hot = np.flatnonzero(start >= 0)
    roots, member = np.unique(start[hot], return_inverse=True)
    sizes = np.bincount(member, minlength=roots.size).astype(np.float64)
    rows = _sizes(trees, sizes, trees.thread[roots], null)
    rows += _tails(trees, sizes, trees.thread[roots], null)
    rows.append(count("cascade_chain_longest", int(steps.max(initial=-1)) + 1))
    rows += _who_and_when(trees, hot, member, sizes)
    return [
        *rows,
        row(
            "threads_hot", "none", wilson(int(np.unique(trees.thread[roots]).size), trees.n_threads), n=trees.n_threads
        ),
    ]


def _mean(trees: Forest, value: Floats, thread: Ints, *, scale: str) -> Estimate:
    """Return the mean of `value` over cascades, whose threads are `thread`."""
    return of_sums(totals(thread, trees.n_threads, value), totals(thread, trees.n_threads), scale=scale)


def _sizes(trees: Forest, sizes: Floats, thread: Ints, null: dict[str, Floats]) -> list[Row]:
    n, n_hot = sizes.size, float(sizes.sum())
    mean = _mean(trees, sizes, thread, scale="log")
    drawn = ratio(np.float64(n_hot), n_hot - null.get("hot_hot", np.empty(0)))  # type: ignore[arg-type]
    largest, drawn_largest = float(sizes.max(initial=0)), null.get("largest", np.empty(0))
    top = Estimate(largest / n_hot, None, None, None, "ok") if n else jackknife(np.nan, sizes, sizes)
    return [
        count("cascades", n, null=_average(n_hot - null.get("hot_hot", np.empty(0)))),
        row("cascade_size", "thread_depth", mean, n=n, null=_average(drawn), p=p_value(mean.value, drawn)),
        count(
            "cascade_size_largest",
            int(largest),
            control="thread_depth",
            null=_average(drawn_largest),
            p=p_value(largest if n else None, drawn_largest),
        ),
        row("cascade_top_share", "none", top, n=int(n_hot)),
        *(count(f"cascades_of_{size}", int((sizes == size).sum())) for size in (1, 2, 3)),
    ]


def _tails(trees: Forest, sizes: Floats, thread: Ints, null: dict[str, Floats]) -> list[Row]:
    rows = []
    n_cascades = sizes.sum() - null.get("hot_hot", np.empty(0))
    for size in CASCADE_SIZES:
        share = _mean(trees, (sizes >= size).astype(np.float64), thread, scale="logit")
        drawn = ratio(null.get(f"at_least_{size}", np.empty(0)), n_cascades)
        p = p_value(share.value, drawn)
        rows.append(row(f"cascade_tail_{size}", "thread_depth", share, n=sizes.size, null=_average(drawn), p=p))
    return rows


def _who_and_when(trees: Forest, hot: Ints, member: Ints, sizes: Floats) -> list[Row]:
    """Return the mean number of users and the median minutes of cascades with at least two comments."""
    n = sizes.size
    grown = sizes >= 2
    # A comment without user is a user of its own.
    user = np.where(trees.user[hot] >= 0, trees.user[hot], trees.user.max(initial=0) + 1 + hot)
    n_users = totals(distinct(member, user)[0], n)
    thread = np.zeros(n, dtype=np.int64)
    thread[member] = trees.thread[hot]
    users = _mean(trees, n_users[grown], thread[grown], scale="log")
    time = trees.time[hot]
    first, last = np.full(n, np.iinfo(np.int64).max), np.full(n, TIMELESS)
    np.minimum.at(first, member, time)
    np.maximum.at(last, member, time)
    timed = grown & (first != TIMELESS)
    minutes = (last[timed] - first[timed]) / 60e6
    middle = (
        Estimate(float(np.median(minutes)), None, None, None, "ok") if minutes.size else jackknife(np.nan, sizes, sizes)
    )
    return [
        row("cascade_users", "none", users, n=int(grown.sum())),
        row("cascade_minutes", "none", middle, n=int(timed.sum())),
    ]


def _average(drawn: Floats) -> float | None:
    return float(drawn.mean()) if drawn.size else None
