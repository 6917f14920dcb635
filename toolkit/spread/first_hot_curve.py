"""COMMENTS + SCORES -> the whole curve behind the rows first_hot_by_5, first_hot_by_10, ... of SPREAD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import polars as pl

from toolkit.errors import ToolkitError
from toolkit.spread.edges import forest, lean
from toolkit.spread.first_hot import ENDED, first_events, incidence_curve, still_cold, were_all_alike
from toolkit.spread.intervals import jackknife
from toolkit.spread.measure import heats
from toolkit.tables import SPREAD

__all__ = ["first_hot_curve"]

ESTIMATE = {name: SPREAD[name] for name in ("value", "low", "high", "k_effective", "status")}


def first_hot_curve(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    label: str,
    at: float | Mapping[str, float] | None = None,
    until: int = 50,
) -> pl.DataFrame:
    """Return the share of threads that have gone hot by their 1st, 2nd, ... comment, with its interval.

    Parameters
    ----------
    comments : COMMENTS; threads in which a comment has no time, or none has a score, take no part
    scores : SCORES of one scorer
    label : the label that decides
    at : score from which a comment is hot, in [0, 1]; the scorer's own unless told
    until : the last comment of the curve; it ends before where no thread is longer

    Returns
    -------
    one row a comment: ``comment`` (from 1, in order of time), ``n_at_risk`` (threads that come so far without heat),
    ``value`` with ``low`` and ``high``, ``ended`` (share of threads that have ended before any heat), ``null_value``,
    ``k_effective``, ``status``; the same numbers as the rows of SPREAD at 5, 10, 20 and 50

    Raises
    ------
    ToolkitError : no thread whose comments all have a time, or an unknown label

    Notes
    -----
    Aalen-Johansen, as in `toolkit.spread.first_hot`: a thread that ends cold will never go hot, so it is no censored
    thread but a competing event. Logit jackknife over threads, at each comment by itself: the band holds where one
    looks, not along the whole curve at once.

    References
    ----------
    Aalen and Johansen 1978, https://www.jstor.org/stable/4615704.
    """
    trees = forest(lean(comments))
    heat = heats(trees, scores, label=label, at=at)[0]
    when, event = first_events(trees, heat)
    if not when.size:
        mend = "measure what needs no timestamps"
        raise ToolkitError("no thread whose comments all have a time", where="COMMENTS", mend=mend)
    until = min(until, int(when.max()))
    value, left_out = incidence_curve(when, event, by=until)
    alone = np.ones(when.size)
    found = [jackknife(float(value[step]), left_out[:, step], alone, scale="logit") for step in range(until)]
    estimates = pl.DataFrame([asdict(each) for each in found], schema_overrides=ESTIMATE, infer_schema_length=None)
    return pl.DataFrame(
        {
            "label": [label] * until,
            "comment": np.arange(1, until + 1),
            "n_at_risk": still_cold(when, by=until).astype(np.int64),
            **{name: estimates[name] for name in ("value", "low", "high")},
            "ended": incidence_curve(when, event, by=until, of=ENDED)[0],
            "null_value": were_all_alike(trees, heat, steps=range(1, until + 1)),
            "k_effective": estimates["k_effective"],
            "status": estimates["status"],
        }
    )
