"""COMMENTS + SCORES -> SPREAD: every metric of every label, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import polars as pl
from scipy.special import ndtri

from toolkit.errors import ToolkitError
from toolkit.spread.assortative import alike
from toolkit.spread.cascades import cascade_rows
from toolkit.spread.conditional import hot_replies
from toolkit.spread.correlation import score_correlation
from toolkit.spread.counts import account, apart, prevalence
from toolkit.spread.derailment import derailment
from toolkit.spread.edges import Forest, Heat, Ints, forest, lean
from toolkit.spread.effects import Floats, ladder
from toolkit.spread.first_hot import first_hot
from toolkit.spread.fixed_effects import user_thread_depth
from toolkit.spread.intervals import Estimate, adjusted
from toolkit.spread.lags import decay
from toolkit.spread.next_sibling import next_sibling
from toolkit.spread.profile import profile
from toolkit.spread.reproduction import reproduction
from toolkit.spread.roles import roles
from toolkit.spread.rows import Row, count, row, table
from toolkit.spread.shuffled import null_metrics
from toolkit.spread.siblings import sibling_control
from toolkit.spread.strata import LADDER
from toolkit.spread.sweep import other_thresholds
from toolkit.spread.targets import targets
from toolkit.spread.transitions import transitions
from toolkit.spread.virality import virality_rows
from toolkit.tables import SCORES, complete, keep_scorer, labels_of

__all__ = ["HEADLINE", "heats", "spread"]

# The one pre-declared test of a label: metric and control.
HEADLINE = ("risk_difference", "thread_depth")
# An effect that the shuffle test at 5 % would find in 4 of 5 studies of this size.
POWER = 0.8


def spread(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    label: str | Sequence[str] | None = None,
    at: float | Mapping[str, float] | None = None,
    permutations: int = 999,
    seed: int = 0,
) -> pl.DataFrame:
    """Measure how hot replies go with hot parents, and how sure that is.

    Parameters
    ----------
    comments : COMMENTS, or a table with thread_id, comment_id and reply_to; broken trees are repaired and counted
    scores : SCORES of one scorer; comments without a row or with a null are missing, not cold
    label : one label, several, or None for all of `scores`
    at : score from which a comment is hot, in [0, 1]: for all labels or by label; None = the scorer's own
    permutations : shuffles of heat within thread x depth
    seed : same seed, same numbers

    Returns
    -------
    SPREAD; `toolkit.spread.metrics.METRICS` says what each metric is. ``value`` without ``low`` and ``high``
    is refused (``status`` says why) or has no interval by its nature (counts).

    Raises
    ------
    ToolkitError : two comments share their ids, several scorers, an unknown label, a threshold that is
        missing or outside [0, 1]

    Notes
    -----
    What is measured is association along reply edges. Heat shared for another reason (a topic, a user, the hour)
    looks the same; the ladder of controls removes some such reasons, and the sibling control warns of others.

    References
    ----------
    Shalizi and Thomas 2011, doi:10.1177/0049124111404820.

    Examples
    --------
    >>> import polars as pl
    >>> comments = pl.DataFrame({"thread_id": ["t"] * 3, "comment_id": list("abc"), "reply_to": [None, "a", "a"]})
    >>> scores = comments.select(
    ...     "thread_id", "comment_id", scorer=pl.lit("mine@1"), windows=pl.lit(1, pl.UInt16),
    ...     insult=pl.Series([0.9, 0.8, 0.1], dtype=pl.Float32),
    ... )
    >>> found = spread(comments, scores, at=0.5)
    >>> found.filter(pl.col("metric") == "hot_after_hot").select("value", "n", "status").row(0)
    (0.5, 2, 'refused: 1.0 effective threads, 4 needed')
    """
    if permutations < 0:
        raise ToolkitError(f"permutations is {permutations}", where="spread", mend="give 0 or more")
    trees = forest(lean(comments))
    states = heats(trees, scores, label=label, at=at)
    strata = {control: within(trees) for control, within in LADDER.items()}
    rows: list[Row] = []
    for heat in states:
        rows += _of_label(trees, heat, strata, permutations=permutations, seed=(seed, crc32(heat.label.encode())))
    strays = count("scores_unmatched", scores.height - _matched(trees, scores))
    rows += [{"label": heat.label, **strays} for heat in states]
    rows += transitions(trees, states, stratum=strata["thread_depth"], permutations=permutations, seed=seed)
    return table(rows + _across_labels(rows))


def heats(
    trees: Forest,
    scores: pl.DataFrame,
    *,
    label: str | Sequence[str] | None,
    at: float | Mapping[str, float] | None,
) -> list[Heat]:
    """Return which comments are hot, label by label.

    Notes
    -----
    Hot = score >= threshold, both as 32-bit floats, so that a score written as 0.7 reaches a threshold of 0.7.
    """
    scores = keep_scorer(complete(scores, SCORES))
    labels = _labels(scores, label)
    thresholds = _thresholds(scores, labels, at)
    joined = trees.comments.select("thread_id", "comment_id").join(
        scores.select("thread_id", "comment_id", *labels),
        on=["thread_id", "comment_id"],
        how="left",
        maintain_order="left",
    )
    result = []
    for name in labels:
        score = joined[name].fill_null(np.nan).to_numpy()
        state = np.where(np.isnan(score), -1, score >= np.float32(thresholds[name])).astype(np.int8)
        result.append(Heat(name, thresholds[name], state, score))
    return result


def _matched(trees: Forest, scores: pl.DataFrame) -> int:
    key = ["thread_id", "comment_id"]
    return trees.comments.select(key).join(scores.select(key).cast(pl.String()), on=key, how="semi").height


def _labels(scores: pl.DataFrame, label: str | Sequence[str] | None) -> list[str]:
    known = labels_of(scores)
    asked = list(known) if label is None else [label] if isinstance(label, str) else list(dict.fromkeys(label))
    if not asked:
        raise ToolkitError("no label to measure", where="SCORES", mend="add a Float32 column a label")
    for name in asked:
        if name not in known:
            raise ToolkitError(f"unknown label {name!r}", where="SCORES", mend=f"choose from {', '.join(known)}")
    return asked


def _thresholds(scores: pl.DataFrame, labels: list[str], at: float | Mapping[str, float] | None) -> dict[str, float]:
    if at is None:
        known: Mapping[str, float] = _of_scorer(scores)
    elif isinstance(at, Mapping):
        known = at
    else:
        known = dict.fromkeys(labels, at)
    for name in labels:
        if name not in known:
            raise ToolkitError(f"no threshold for label {name!r}", where="at", mend="pass at={...} with every label")
        if not 0 <= known[name] <= 1:
            raise ToolkitError(f"threshold {known[name]} leaves [0, 1]", where="at", mend="give a score")
    return {name: float(known[name]) for name in labels}


def _of_scorer(scores: pl.DataFrame) -> dict[str, float]:
    # The scorers' room loads an inference runtime, which measuring does not need.
    from toolkit.scorers import thresholds

    if scores.height == 0:
        raise ToolkitError("no scores, so no scorer whose thresholds to use", where="SCORES", mend="pass at=")
    name = scores["scorer"][0]
    try:
        return thresholds(name)
    except ToolkitError as error:
        raise ToolkitError(f"no thresholds known for scorer {name!r}", where="at", mend="pass at=") from error


def _of_label(
    trees: Forest, heat: Heat, strata: dict[str, Ints], *, permutations: int, seed: tuple[int, int]
) -> list[Row]:
    inside = strata["thread_depth"]
    null = null_metrics(trees, heat, stratum=inside, permutations=permutations, seed=seed)
    rows = [
        *ladder(trees, heat, strata=strata, null=null),
        *user_thread_depth(trees, heat, stratum=inside),
        *_detectable(null),
        *hot_replies(trees, heat, stratum=inside),
        *alike(trees, heat, null=null),
        *score_correlation(trees, heat, stratum=inside, permutations=permutations, seed=(*seed, 2)),
        *other_thresholds(trees, heat, stratum=inside),
        *decay(trees, heat),
        *reproduction(trees, heat, null=null),
        *cascade_rows(trees, heat, null=null),
        *virality_rows(trees, heat, null=null),
        *sibling_control(trees, heat, permutations=permutations, seed=(*seed, 1)),
        *next_sibling(trees, heat, permutations=permutations, seed=(*seed, 3)),
        *profile(trees, heat, permutations=permutations, seed=(*seed, 4)),
        *first_hot(trees, heat),
        *roles(trees, heat, permutations=permutations, seed=(*seed, 6)),
        *targets(trees, heat),
        *derailment(trees, heat, seed=(*seed, 7)),
        *apart(trees, heat, strata=strata),
        *prevalence(trees, heat),
        *account(trees, heat),
    ]
    return [{"label": heat.label, **each} for each in rows]


def _detectable(null: dict[str, Floats]) -> list[Row]:
    """Return the smallest risk difference that the shuffle test at 5 % finds with 80 % power."""
    drawn = null.get(" ".join(HEADLINE), np.empty(0))
    spread_of_null = float(drawn.std()) if drawn.size > 1 else 0.0
    if spread_of_null == 0:
        found = Estimate(None, None, None, None, "refused: shuffling changes nothing")
    else:
        found = Estimate(float(ndtri(0.95) + ndtri(POWER)) * spread_of_null, None, None, None, "ok")
    return [row("detectable_difference", HEADLINE[1], found, n=drawn.size)]


def _across_labels(rows: list[Row]) -> list[Row]:
    """Return the headline's p values, adjusted for having looked at several labels."""
    tested = [each for each in rows if (each["metric"], each["control"]) == HEADLINE]
    found = adjusted([each["p"] for each in tested])  # type: ignore[misc]
    return [
        {"label": each["label"], **row("q_value", HEADLINE[1], _q(value), n=len(tested))}
        for each, value in zip(tested, found, strict=True)
    ]


def _q(value: float | None) -> Estimate:
    return Estimate(value, None, None, None, "ok" if value is not None else "refused: no test")
