"""SCORES of several scorers -> how far they agree, pair by pair and label by label."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import atanh, sqrt, tanh
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import rankdata

from toolkit.errors import ToolkitError
from toolkit.scorers import thresholds
from toolkit.tables import SCORES, check, keep_scorer, labels_of

__all__ = ["AGREEMENT", "ALIKE", "METRICS", "agreement"]

AGREEMENT = pl.Schema(
    {
        "scorer_a": pl.String(),
        "scorer_b": pl.String(),
        "label_a": pl.String(),
        "label_b": pl.String(),
        "metric": pl.String(),
        "at_a": pl.Float64(),
        "at_b": pl.Float64(),
        "value": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "n": pl.UInt32(),
        "status": pl.String(),
    }
)
METRICS = {
    "spearman": "rank correlation of the scores; thresholds play no part",
    "kappa": "agreement on hot and cold beyond chance (Cohen)",
    "share_hot_a": "share of the comments that are hot under the first scorer",
    "share_hot_b": "share of the comments that are hot under the second",
    "positive_agreement": "of all calls of hot, the share that the other scorer makes too",
    "negative_agreement": "of all calls of cold, the share that the other scorer makes too",
}
# Labels of other models that ask nearly what one of ours asks, compared only when asked for: a threat of violence is
# violence, but so are wishing and praising it; profanity and obscenity are one thing in Jigsaw's data and two in words.
ALIKE = {"threat": "violence", "profanity": "obscene"}
# Under this many comments no interval is given: Bonett and Wright tried theirs from 10 on.
LEAST = 10
# 97.5 % of the normal distribution lie below.
Z = 1.959963984540054

# What rounding leaves of a variance that is none.
NOTHING = 1e-15

Floats = NDArray[np.float32]
Thresholds = Mapping[str, Mapping[str, float]]


class _Value(NamedTuple):
    value: float | None
    low: float | None = None
    high: float | None = None
    status: str = "ok"


class _Counts(NamedTuple):
    """Comments hot under both, under one alone, under none."""

    both: int
    a_alone: int
    b_alone: int
    neither: int


def agreement(
    scores: pl.DataFrame, *, at: Thresholds | None = None, alike: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Compare every two scorers of a table on every label that both have.

    Parameters
    ----------
    scores : SCORES of two scorers or more; comments that one of a pair has not scored are left out for that pair
    at : scorer (its name, with or without version) -> label -> score from which a comment is hot; the scorer's own
        where it is not told
    alike : label -> label of another scorer to compare it with too, such as `ALIKE`

    Returns
    -------
    AGREEMENT, one row a pair of scorers, of labels and metric (`METRICS`), with 95 % intervals. A refused value has
    null ``low`` and ``high``, and ``status`` says why; it is null where it does not exist

    Raises
    ------
    ToolkitError : fewer than two scorers, or no two that share a label

    Notes
    -----
    Spearman's rank correlation, ties at their mean rank; interval by Fisher's z with variance (1 + r²/2) / (n - 3).
    Kappa with the variance of Fleiss, Cohen and Everitt; shares with Wilson's interval; positive agreement
    2a / (2a + b + c) and negative 2d / (2d + b + c) with the delta method. All take comments as independent. Heat
    gathers in threads, so the intervals are rather too narrow than too wide.

    References
    ----------
    Bonett and Wright 2000, doi:10.1007/BF02294183. Fleiss, Cohen and Everitt 1969, doi:10.1037/h0028106.
    Cicchetti and Feinstein 1990, doi:10.1016/0895-4356(90)90159-M. Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    scores = check(scores, SCORES)
    names = scores["scorer"].unique(maintain_order=True).to_list()
    if len(names) < 2:
        mend = "score with --scorer twice, or put two tables of scores under each other"
        raise ToolkitError(f"scores of {len(names)} scorer, and two are compared", where="SCORES", mend=mend)
    tables = {name: keep_scorer(scores, name) for name in names}
    cuts = {name: {**_own(name), **_told(name, at or {})} for name in names}
    rows = [
        row
        for a, b in combinations(names, 2)
        for label_a, label_b in _pairs(labels_of(tables[a]), labels_of(tables[b]), alike or {})
        for row in _compared((tables[a], a, label_a), (tables[b], b, label_b), cuts)
    ]
    if not rows:
        labels = "; ".join(f"{name}: {', '.join(labels_of(table))}" for name, table in tables.items())
        raise ToolkitError("no two scorers share a label", where="SCORES", mend=f"say which are alike ({labels})")
    return pl.DataFrame(rows, schema=AGREEMENT, orient="row")


def _own(name: str) -> dict[str, float]:
    try:
        return thresholds(name)
    except ToolkitError:
        return {}  # a scorer that is not here: its values at a threshold are refused, one by one


def _told(name: str, at: Thresholds) -> dict[str, float]:
    short = at.get(name.partition("@")[0], {})
    return {**short, **at.get(name, {})}


def _pairs(of_a: tuple[str, ...], of_b: tuple[str, ...], alike: Mapping[str, str]) -> list[tuple[str, str]]:
    either = [*alike.items(), *((ours, theirs) for theirs, ours in alike.items())]
    same = [(label, label) for label in of_a if label in of_b]
    return same + [pair for pair in either if pair[0] in of_a and pair[1] in of_b]


def _compared(
    a: tuple[pl.DataFrame, str, str], b: tuple[pl.DataFrame, str, str], cuts: Thresholds
) -> list[tuple[object, ...]]:
    (table_a, name_a, label_a), (table_b, name_b, label_b) = a, b
    key = ["thread_id", "comment_id"]
    both = table_a.select(*key, a=label_a).join(table_b.select(*key, b=label_b), on=key).drop_nulls()
    of_a, of_b = both["a"].to_numpy(), both["b"].to_numpy()
    at_a, at_b = cuts[name_a].get(label_a), cuts[name_b].get(label_b)
    found = {"spearman": _spearman(of_a, of_b)}
    if at_a is None or at_b is None:
        name = name_a if at_a is None else name_b
        found |= dict.fromkeys(list(METRICS)[1:], _Value(None, status=f"refused: no threshold known for {name}"))
    else:
        hot_a, hot_b = of_a >= np.float32(at_a), of_b >= np.float32(at_b)
        found |= _at_thresholds(
            _Counts(
                int((hot_a & hot_b).sum()),
                int((hot_a & ~hot_b).sum()),
                int((~hot_a & hot_b).sum()),
                int((~hot_a & ~hot_b).sum()),
            )
        )
    n = both.height
    names = (name_a, name_b, label_a, label_b)
    kept = {metric: _enough(value, n) for metric, value in found.items()}
    return [
        (*names, metric, *((None, None) if metric == "spearman" else (at_a, at_b)), *value[:3], n, value.status)
        for metric, value in kept.items()
    ]


def _enough(found: _Value, n: int) -> _Value:
    if n >= LEAST or found.status != "ok":
        return found
    return _Value(found.value, status=f"refused: {n} comments, {LEAST} needed")


def _spearman(a: Floats, b: Floats) -> _Value:
    if a.size < 2 or (a == a[0]).all() or (b == b[0]).all():
        return _Value(None, status="refused: fewer than 2 comments" if a.size < 2 else "refused: scores are constant")
    r = float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])
    if abs(r) > 1 - 1e-12:
        return _Value(round(r), status="refused: the orders are the same or opposite, so no interval")
    if a.size < LEAST:
        return _Value(r)
    half = Z * sqrt((1 + r**2 / 2) / (a.size - 3))
    return _Value(r, tanh(atanh(r) - half), tanh(atanh(r) + half))


def _at_thresholds(counts: _Counts) -> dict[str, _Value]:
    n = sum(counts)
    if n == 0:
        return dict.fromkeys(list(METRICS)[1:], _Value(None, status="refused: no comment scored by both"))
    differ = counts.a_alone + counts.b_alone
    return {
        "kappa": _kappa(counts),
        "share_hot_a": _share(counts.both + counts.a_alone, n),
        "share_hot_b": _share(counts.both + counts.b_alone, n),
        "positive_agreement": _specific(counts.both, differ, "hot"),
        "negative_agreement": _specific(counts.neither, differ, "cold"),
    }


def _kappa(counts: _Counts) -> _Value:
    table = np.array([[counts.both, counts.a_alone], [counts.b_alone, counts.neither]], dtype=np.float64)
    n = table.sum()
    p = table / n
    of_a, of_b = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float(p.trace()), float(of_a @ of_b)
    if expected == 1:
        return _Value(None, status="refused: both call every comment the same")
    kappa = (observed - expected) / (1 - expected)
    if of_a.max() == 1 or of_b.max() == 1:
        return _Value(kappa, status="refused: one of the two calls every comment the same")
    same = p.diagonal() @ ((1 - expected) - (of_a + of_b) * (1 - observed)) ** 2
    other = (1 - observed) ** 2 * (p[0, 1] * (of_b[0] + of_a[1]) ** 2 + p[1, 0] * (of_b[1] + of_a[0]) ** 2)
    variance = (same + other - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4)
    return _around(kappa, variance, low=-1.0)


def _specific(same: int, differ: int, what: str) -> _Value:
    whole = 2 * same + differ
    if whole == 0:
        return _Value(None, status=f"refused: no comment is {what} to either")
    return _around(2 * same / whole, 4 * same * differ * (same + differ) / whole**4, low=0.0)


def _around(value: float, variance: float, *, low: float) -> _Value:
    if variance <= NOTHING:
        return _Value(value, status=f"refused: they never {'agree' if value == 0 else 'differ'}, so no interval")
    half = Z * sqrt(variance)
    return _Value(value, max(value - half, low), min(value + half, 1.0))


def _share(n_hot: int, n: int) -> _Value:
    share, square = n_hot / n, Z**2 / n
    centre = (share + square / 2) / (1 + square)
    half = sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return _Value(share, max(centre - half, 0.0), min(centre + half, 1.0))
