"""What was counted, and what was not and why."""

from __future__ import annotations

import numpy as np

from toolkit.spread.edges import Forest, Heat, Ints
from toolkit.spread.effects import edge_effect, headline_edges
from toolkit.spread.intervals import of_sums, totals
from toolkit.spread.rows import Row, count, row

__all__ = ["account", "apart", "prevalence"]


def account(trees: Forest, heat: Heat) -> list[Row]:
    """Return how many comments and edges there are, and every edge that was dropped, by its first reason.

    Returns
    -------
    rows comments, comments_scored, comments_hot, edges, and edges_dropped_broken, _missing, _unknown, _unscored,
    _self_reply, which together with ``edges`` and the top-level comments make up all comments. Kept, but
    out of some rungs: edges_unknown_depth, edges_time_inverted, edges_unknown_user.
    """
    state = trees.hung["state"].to_numpy()
    link = trees.hung["link"].to_numpy()
    kept = headline_edges(trees, heat)
    scored = (heat.state[trees.child] >= 0) & (heat.state[trees.parent] >= 0)
    numbers = {
        "comments": heat.state.size,
        "comments_scored": (heat.state >= 0).sum(),
        "comments_hot": (heat.state == 1).sum(),
        "edges": kept.sum(),
        "edges_dropped_broken": (state == "broken").sum(),
        "edges_dropped_missing": (link == "missing").sum(),
        "edges_dropped_unknown": (link == "unknown").sum(),
        "edges_dropped_unscored": (~scored).sum(),
        "edges_dropped_self_reply": (scored & trees.own).sum(),
        "edges_unknown_depth": (kept & (trees.depth[trees.parent] < 0)).sum(),
        "edges_time_inverted": (kept & trees.inverted).sum(),
        "edges_unknown_user": (kept & (trees.user[trees.child] < 0)).sum(),
    }
    return [count(metric, int(n)) for metric, n in numbers.items()]


def prevalence(trees: Forest, heat: Heat) -> list[Row]:
    """Return the share of scored comments that are hot, with a logit jackknife interval over threads."""
    scored = heat.state >= 0
    hot = totals(trees.thread[scored], trees.n_threads, heat.state[scored] == 1)
    n = totals(trees.thread[scored], trees.n_threads)
    return [row("prevalence", "none", of_sums(hot, n, scale="logit"), n=int(n.sum()))]


def apart(trees: Forest, heat: Heat, *, strata: dict[str, Ints]) -> list[Row]:
    """Return the risk differences that stand apart from the headline.

    Returns
    -------
    rows risk_difference_self_reply (a user's replies to themselves) and risk_difference_root (replies to a thread's
    only top-level comment: one parent a thread, so only threads can be compared with each other)
    """
    scored = (heat.state[trees.child] >= 0) & (heat.state[trees.parent] >= 0)
    tops = np.bincount(trees.thread[trees.depth == 0], minlength=trees.n_threads)
    root = (trees.depth[trees.parent] == 0) & (tops[trees.thread[trees.parent]] == 1)
    chosen = {"self_reply": scored & trees.own, "root": headline_edges(trees, heat) & root}
    rows = []
    for name, edges in chosen.items():
        found, n = edge_effect(trees, heat, stratum=strata["none"], edges=edges)
        rows.append(row(f"risk_difference_{name}", "none", found["risk_difference"], n=n, null=0.0))
    return rows
