"""M12: who starts heat, who carries it on, and how few they are."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints, distinct, grouped
from toolkit.spread.intervals import Estimate, jackknife, of_sums, p_value, ratio, totals
from toolkit.spread.nulls import listed, measured
from toolkit.spread.rows import Row, row

__all__ = ["gini", "roles", "shrunk_rates"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TOP = 0.01


def roles(trees: Forest, heat: Heat, *, permutations: int, seed: int | tuple[int, ...]) -> list[Row]:
    """Return how often comments start heat and carry it on, and how unevenly that lies on users.

    Parameters
    ----------
    trees : the forest
    heat : one label
    permutations, seed : of the shuffles of heat within threads that test the concentration

    Returns
    -------
    rows spark_rate (hot comments that answer no hot one, per comment that could be one), carry_rate (hot replies per
    reply to a hot comment), spark_top_share (share of sparks by the most sparking 1 % of users, at least one),
    spark_gini (0 all users alike, to 1), repeat_rate (users hot in one thread who are hot again in a later
    thread of theirs). Comments of unknown origin or without user take no part where that matters.

    Notes
    -----
    A spark is hot with a cold parent or at the top level; a reply to an unscored comment is neither spark nor carry.
    ``null_value`` and p of the concentration: heat shuffled within threads, users stay where they are.

    References
    ----------
    Gini 1912, Variabilita e mutabilita.
    """
    spark, could_spark, carry, could_carry = _kinds(trees, heat)
    rows = [
        _rate(trees, "spark_rate", spark, could_spark),
        _rate(trees, "carry_rate", carry, could_carry),
    ]
    rows += _concentration(trees, spark, could_spark, permutations=permutations, seed=seed)
    return [*rows, _repeat(trees, heat)]


def _kinds(trees: Forest, heat: Heat) -> tuple[Bools, Bools, Bools, Bools]:
    """Return which comments are sparks, could be, are carries, could be."""
    parent_state = np.append(heat.state, -1)[trees.parent_of]
    top = trees.depth == 0
    scored = heat.state >= 0
    could_spark = scored & (top | (parent_state == 0))
    could_carry = scored & (parent_state == 1)
    hot = heat.state == 1
    return hot & could_spark, could_spark, hot & could_carry, could_carry


def _rate(trees: Forest, metric: str, hits: Bools, base: Bools) -> Row:
    n = totals(trees.thread[base], trees.n_threads)
    found = of_sums(totals(trees.thread[hits], trees.n_threads), n, scale="logit")
    return row(metric, "none", found, n=int(n.sum()))


def gini(counts: Ints) -> Floats:
    """Return the Gini coefficient of each row of (draws, users) whole counts, nan without any.

    Notes
    -----
    sum (2 i - n - 1) x_i / (n sum x), x sorted, i from 1; written over the f users of each count x, c of whom count
    less: sum x f (2 c + f - n) / (n sum x f).

    Examples
    --------
    >>> gini(np.array([[1, 1, 1], [0, 0, 3]]))
    array([0.        , 0.66666667])
    """
    n = counts.shape[1]
    count, users = _tallied(counts)
    less = users.cumsum(axis=1) - users
    return ratio((users * (2 * less + users - n)) @ count, n * (users @ count))


def _top_share(counts: Ints) -> Floats:
    n_top = max(1, int(counts.shape[1] * TOP))
    count, users = _tallied(counts)
    more = users[:, ::-1].cumsum(axis=1)[:, ::-1] - users
    return ratio(np.clip(n_top - more, 0, users) @ count, users @ count)


def _tallied(counts: Ints) -> tuple[Floats, Floats]:
    """Return the counts that may occur, and how many users of each draw have them."""
    draws, width = counts.shape[0], int(counts.max(initial=0)) + 1
    slot = (np.arange(draws)[:, None] * width + counts).ravel()
    return np.arange(width, dtype=np.float64), totals(slot, draws * width).reshape(draws, width)


def _concentration(
    trees: Forest, spark: Bools, could: Bools, *, permutations: int, seed: int | tuple[int, ...]
) -> list[Row]:
    rows = np.flatnonzero(could & (trees.user >= 0))
    users, user = np.unique(trees.user[rows], return_inverse=True)
    hot = spark[rows]
    refused = jackknife(np.nan, np.empty(0), np.empty(0))
    if not hot.any():
        return [row(metric, "none", refused, n=0) for metric in ("spark_top_share", "spark_gini")]
    concentration = partial(_concentrated, user)
    observed = concentration(hot[None, :])[:, 0]
    blocks = measured(concentration, hot, trees.thread[rows], permutations=permutations, seed=seed)
    drawn_both = np.concatenate(blocks, axis=1) if blocks else np.empty((2, 0))
    found = []
    for place, metric in enumerate(("spark_top_share", "spark_gini")):
        value = float(observed[place])
        mean = float(drawn_both[place].mean()) if drawn_both.size else None
        estimate = Estimate(value, None, None, None, "ok")
        found.append(row(metric, "none", estimate, n=users.size, null=mean, p=p_value(value, drawn_both[place])))
    return found


def _concentrated(user: Ints, hot: Bools) -> Floats:
    """Return (2, draws) the top users' share of the hot comments, and the Gini coefficient."""
    n_users, draws = int(user.max()) + 1, hot.shape[0]
    draw, place = listed(hot)
    counts = np.bincount(draw * n_users + user[place], minlength=draws * n_users).reshape(draws, n_users)
    return np.stack([_top_share(counts), gini(counts)])


def _repeat(trees: Forest, heat: Heat) -> Row:
    """Return the share of users, hot in a thread and seen in a later one, who are hot again there."""
    never = np.iinfo(np.int64).max
    start = np.full(trees.n_threads, never)
    np.minimum.at(start, trees.thread, np.where(trees.time == TIMELESS, never, trees.time))
    rows = np.flatnonzero((heat.state >= 0) & (trees.user >= 0))
    user, thread = distinct(trees.user[rows], trees.thread[rows])
    visit = grouped(trees.user[rows], trees.thread[rows], keep=np.ones(rows.size, dtype=np.bool_))
    hot = totals(visit, user.size, heat.state[rows] == 1) > 0
    when = start[thread]
    known = when < never
    user, when, hot = user[known], when[known], hot[known]
    # For each user: the thread of the first heat, and whether any later thread has more.
    n_users = int(user.max(initial=-1)) + 1
    first = np.full(n_users, never)
    np.minimum.at(first, user[hot], when[hot])
    later = when > first[user]
    seen_later = totals(user[later], n_users) > 0
    again = totals(user[later & hot], n_users) > 0
    above, below = again[seen_later].astype(np.float64), np.ones(int(seen_later.sum()))
    # Users, not threads, are the units here; each is left out in turn.
    return row("repeat_rate", "none", of_sums(above, below, scale="logit"), n=int(seen_later.sum()))


def shrunk_rates(hits: Ints, n: Ints) -> Floats:
    """Return each user's rate, drawn towards the rate of all as far as its comments are few.

    Parameters
    ----------
    hits, n : (users,) hot comments and comments of each user, n >= 1

    Returns
    -------
    (users,) posterior means (a + hits) / (a + b + n) of a beta prior fitted by moments

    References
    ----------
    Efron and Morris 1975, doi:10.1080/01621459.1975.10479864.

    Examples
    --------
    >>> shrunk_rates(np.array([1, 0, 5, 10]), np.array([1, 1, 10, 100])).round(2)
    array([0.25, 0.12, 0.36, 0.1 ])
    """
    mean = hits.sum() / n.sum()
    raw = hits / n
    # Moments with binomial noise taken off: Var(hits/n) = m (1 - m) [1/n + (1 - 1/n) likeness].
    noise = mean * (1 - mean) / n
    between = np.maximum((n * ((raw - mean) ** 2 - noise)).sum() / np.maximum((n - 1).sum(), 1), 0)
    likeness = min(max(between / max(mean * (1 - mean), 1e-12), 1e-6), 1 - 1e-6)
    weight = 1 / likeness - 1
    return np.asarray((mean * weight + hits) / (weight + n), dtype=np.float64)
