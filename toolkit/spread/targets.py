"""M13: what users do after they were answered with heat, and who else joins in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import TIMELESS, Forest, Heat, Ints, distinct, grouped
from toolkit.spread.effects import estimates, fourfold
from toolkit.spread.intervals import Estimate, of_sums, totals
from toolkit.spread.rows import Row, row

__all__ = ["targets"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def targets(trees: Forest, heat: Heat) -> list[Row]:
    """Return whether users answered with heat go on with heat, pile-ons, and the share of third parties.

    Returns
    -------
    rows risk_difference_target: a user's next comment in the thread, after a hot reply to them against after cold
    replies only; control user compares within users and their own state before, thread_state within threads and
    that state. Rows pile_on (mean of other users who answer one comment with heat, where any does),
    pile_on_largest, third_party_share (hot comments below the first hot reply of a chain that neither its writer
    nor its target wrote). Needs users and, for the first, times.

    Notes
    -----
    A turn is a scored comment of a user who received scored replies, to any of their comments in the thread,
    since their comment before it; exposed if one of those replies is hot. Mantel-Haenszel, jackknife over threads.

    References
    ----------
    Maclure 1991, doi:10.1093/oxfordjournals.aje.a115853 (case-crossover).
    """
    used = (heat.state[trees.child] >= 0) & ~trees.own
    used &= (trees.user[trees.child] >= 0) & (trees.user[trees.parent] >= 0)
    child, parent = trees.child[used], trees.parent[used]
    rows = _next_turns(trees, heat, child, parent)
    rows += _pile_on(trees, heat, child, parent)
    return [*rows, _third_parties(trees, heat, child)]


def _next_turns(trees: Forest, heat: Heat, child: Ints, parent: Ints) -> list[Row]:
    turn, before, exposed = _turns(trees, heat, child, parent)
    outcome = heat.state[turn] == 1
    state = heat.state[before].astype(np.int64)
    every = np.ones(turn.size, dtype=np.bool_)
    rows = []
    for control, within in (("user", trees.user), ("thread_state", trees.thread)):
        stratum = grouped(within[turn], state, keep=every)
        found = estimates(fourfold(stratum, trees.thread[turn], exposed, outcome), trees.n_threads)
        rows.append(row("risk_difference_target", control, found["risk_difference"], n=turn.size, null=0.0))
    return rows


def _turns(trees: Forest, heat: Heat, child: Ints, parent: Ints) -> tuple[Ints, Ints, Bools]:
    """Return users' comments after being answered, their comments before, and whether any answer was hot."""
    timed = (
        (trees.time[child] != TIMELESS) & (trees.time[parent] != TIMELESS) & (trees.time[child] >= trees.time[parent])
    )
    child, parent = child[timed], parent[timed]
    written = np.flatnonzero((heat.state >= 0) & (trees.user >= 0) & (trees.time != TIMELESS))
    # One sequence a user and thread: their own comments and the replies they get. At equal times replies come first,
    # so that no reply counts for a turn that may have been written before it only by the order of rows.
    row_of = np.concatenate([written, child])
    who = np.concatenate([trees.user[written], trees.user[parent]])
    is_reply = np.concatenate([np.zeros(written.size, dtype=np.bool_), np.ones(child.size, dtype=np.bool_)])
    order = np.lexsort((row_of, ~is_reply, trees.time[row_of], who, trees.thread[row_of]))
    row_of, who, is_reply = row_of[order], who[order], is_reply[order]
    thread = trees.thread[row_of]
    answers = np.cumsum(is_reply)
    heats = np.cumsum(is_reply & (heat.state[row_of] == 1))
    own = np.flatnonzero(~is_reply)
    same = (who[own][1:] == who[own][:-1]) & (thread[own][1:] == thread[own][:-1])
    last, turn = own[:-1][same], own[1:][same]
    answered = answers[turn] > answers[last]
    last, turn = last[answered], turn[answered]
    return row_of[turn], row_of[last], heats[turn] > heats[last]


def _pile_on(trees: Forest, heat: Heat, child: Ints, parent: Ints) -> list[Row]:
    hot = heat.state[child] == 1
    target, n_users = np.unique(distinct(parent[hot], trees.user[child[hot]])[0], return_counts=True)
    thread = trees.thread[target]
    attacked = totals(thread, trees.n_threads)
    mean = of_sums(totals(thread, trees.n_threads, n_users), attacked, scale="log")
    largest = Estimate(float(n_users.max(initial=0)), None, None, None, "ok")
    return [
        row("pile_on", "none", mean, n=target.size, null=None),
        row("pile_on_largest", "none", largest, n=target.size, null=None),
    ]


def _third_parties(trees: Forest, heat: Heat, child: Ints) -> Row:
    first = np.full(heat.state.size, -1)
    attack = heat.state[child] == 1
    first[child[attack]] = child[attack]
    # The highest hot reply on the way up, by doubling.
    ahead = np.append(trees.parent_of, -1)
    top = np.append(first, -1)
    while (ahead >= 0).any():
        top = np.where(top[ahead] >= 0, top[ahead], top)
        ahead = ahead[ahead]
    top = top[:-1]
    below = np.flatnonzero((heat.state == 1) & (top >= 0) & (top != np.arange(top.size)) & (trees.user >= 0))
    attacker, target = trees.user[top[below]], trees.user[trees.parent_of[top[below]]]
    third = (trees.user[below] != attacker) & (trees.user[below] != target)
    n = totals(trees.thread[below], trees.n_threads)
    found = of_sums(totals(trees.thread[below], trees.n_threads, third), n, scale="logit")
    return row("third_party_share", "none", found, n=below.size)
