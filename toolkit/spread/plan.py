"""A planned study -> the chance that it finds what is there: how many threads are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from toolkit.errors import ToolkitError
from toolkit.spread.edges import forest
from toolkit.spread.effects import edge_effect, headline_edges
from toolkit.spread.intervals import p_value
from toolkit.spread.measure import heats
from toolkit.spread.shuffled import null_metrics
from toolkit.spread.simulate import THRESHOLD, Study, simulate
from toolkit.spread.strata import thread_depth

__all__ = ["PLAN", "plan"]

PLAN = pl.Schema(
    {
        "threads": pl.UInt32(),
        "comments": pl.Float64(),  # mean over the runs
        "k_effective": pl.Float64(),  # mean
        "refused": pl.Float64(),  # share of runs without an interval
        "power": pl.Float64(),  # share of runs in which the shuffle test gives p <= .05
        "half_width": pl.Float64(),  # median half width of the interval, null if all are refused
    }
)


def plan(
    study: Study,
    *,
    threads: Sequence[int] = (20, 50, 100, 200, 500),
    runs: int = 100,
    permutations: int = 199,
    seed: int = 0,
) -> pl.DataFrame:
    """Return, for each number of threads, how often a study like `study` would find its effect.

    Parameters
    ----------
    study : what is assumed: persistence (the effect), prevalence, what else makes heat differ, errors of the scorer
    threads : numbers of threads to try, each at least 1
    runs : simulated studies for each
    permutations : of each test, at least 19
    seed : same seed, same plan

    Returns
    -------
    PLAN, one row a number of threads; ``power`` is uncertain by about one over the root of `runs`

    Raises
    ------
    ToolkitError : fewer than 1 run, fewer than 19 permutations, or no thread

    Examples
    --------
    >>> plan(Study(persistence=0.5), threads=[10], runs=2, permutations=19).select("threads", "refused").columns
    ['threads', 'refused']
    """
    if runs < 1 or permutations < 19 or min(threads, default=0) < 1:
        raise ToolkitError("a plan needs runs, threads and 19 permutations", where="plan", mend="raise them")
    rows = []
    for n_threads in threads:
        tried = [_run(replace(study, threads=n_threads), permutations, seed + run) for run in range(runs)]
        comments, k, found, width = (np.array(column, dtype=np.float64) for column in zip(*tried, strict=True))
        known = width[np.isfinite(width)]
        rows.append(
            {
                "threads": n_threads,
                "comments": float(comments.mean()),
                "k_effective": float(k.mean()),
                "refused": 1 - known.size / width.size,
                "power": float(found.mean()),
                "half_width": float(np.median(known)) if known.size else None,
            }
        )
    return pl.DataFrame(rows, schema=PLAN)


def _run(study: Study, permutations: int, seed: int) -> tuple[int, float, bool, float]:
    comments, scores = simulate(study, seed=seed)
    trees = forest(comments)
    (heat,) = heats(trees, scores, label=None, at=THRESHOLD)
    stratum = thread_depth(trees)
    found = edge_effect(trees, heat, stratum=stratum, edges=headline_edges(trees, heat))[0]["risk_difference"]
    null = null_metrics(trees, heat, stratum=stratum, permutations=permutations, seed=seed)
    p = p_value(found.value, null["risk_difference thread_depth"])
    width = np.nan if found.low is None or found.high is None else (found.high - found.low) / 2
    return comments.height, found.k_effective or 0.0, p is not None and p <= 0.05, width
