"""SPREAD as the page shows it: the ladder of each label, then every other measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from toolkit.figures.ladder import RUNGS
from toolkit.figures.places import HEADLINE
from toolkit.spread.metrics import FAMILIES, METRICS, describe
from toolkit.spread.verdict import Verdict, verdict

__all__ = ["shown_ladders", "shown_others", "shown_verdicts", "verdicts_of"]

# The labels that the project is about stand open; the others are folded where they say little.
LEADING = (HEADLINE, "violence")
COLUMNS = ("risk_difference", "risk_ratio", "odds_ratio")


def shown_ladders(spread: pl.DataFrame, at: Mapping[str, float]) -> list[dict[str, object]]:
    """Return the ladder of every label, the headline's label first.

    Parameters
    ----------
    spread : SPREAD
    at : thresholds, for the caption

    Returns
    -------
    label, at, names of the metrics, and the rungs as words
    """
    ladder = spread.filter(pl.col("metric").is_in(COLUMNS), pl.col("control").is_in(list(RUNGS)))
    labels = _in_order(ladder)
    return [_ladder(ladder.filter(pl.col("label") == label), str(label), at) for label in labels]


def _ladder(of_label: pl.DataFrame, label: str, at: Mapping[str, float]) -> dict[str, object]:
    metrics = [name for name in COLUMNS if name in set(of_label["metric"])]
    rungs = []
    for control, name in RUNGS.items():
        rows = {row["metric"]: row for row in of_label.filter(pl.col("control") == control).iter_rows(named=True)}
        if rows:
            rungs.append(_rung(name, rows, metrics) | {"headline": control == "thread_depth"})
    threshold = f"{at[label]:.2f}" if label in at else "unknown"
    return {
        "label": label,
        "open": label in LEADING,
        "at": threshold,
        "metrics": [name.replace("_", " ") for name in metrics],
        "rungs": rungs,
    }


def _rung(name: str, rows: Mapping[str, dict[str, Any]], metrics: list[str]) -> dict[str, object]:
    first = next(rows[metric] for metric in metrics if metric in rows)
    return {
        "name": name,
        "cells": [_value(rows.get(metric)) for metric in metrics],
        "p": _number(first["p"], 3),
        "n": f"{first['n']:,}",
        "k": _number(first["k_effective"], 1),
        "status": first["status"],
    }


def _in_order(spread: pl.DataFrame) -> list[str]:
    """Return the labels of `spread`, the leading ones first."""
    labels = spread["label"].unique(maintain_order=True).to_list()
    return [label for label in LEADING if label in labels] + [label for label in labels if label not in LEADING]


def shown_verdicts(verdicts: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    """Return the verdicts that stand open, and those to fold: labels beside the point that cannot be told."""
    folded = [each for each in verdicts if each.word == "cannot tell" and each.label not in LEADING]
    kept = [each for each in verdicts if each not in folded]
    return {"open": kept, "folded": folded} if kept else {"open": folded, "folded": []}


def verdicts_of(spread: pl.DataFrame) -> list[Verdict]:
    """Return the verdict on every label that has a headline, dehumanisation first."""
    headline = spread.filter(pl.col("metric") == "risk_difference", pl.col("control") == "thread_depth")
    labels = _in_order(headline)
    return [verdict(spread, label) for label in labels]


def shown_others(spread: pl.DataFrame) -> list[dict[str, object]]:
    """Return, for each label, every row of SPREAD that stands in no ladder, as words."""
    on_ladder = pl.col("metric").is_in(COLUMNS) & pl.col("control").is_in(list(RUNGS))
    rest = spread.filter(~on_ladder)
    labels = _in_order(rest)
    return [
        {"label": label, "rows": [_other(row) for row in rest.filter(pl.col("label") == label).iter_rows(named=True)]}
        for label in labels
    ]


def _other(row: dict[str, Any]) -> dict[str, str]:
    # A table made elsewhere may hold measures that this version does not know.
    known = row["metric"] in METRICS or row["metric"].rstrip("0123456789") in FAMILIES
    return {
        "metric": row["metric"].replace("_", " "),
        "what": describe(row["metric"]).what if known else "",
        "control": RUNGS.get(row["control"], row["control"]),
        "value": _value(row),
        "null": _number(row["null_value"], 2),
        "p": _number(row["p"], 3),
        "n": f"{row['n']:,}",
        "status": row["status"],
    }


def _value(row: dict[str, Any] | None) -> str:
    if row is None or row["value"] is None:
        return "–"
    if row["low"] is None or row["high"] is None:
        # A count is its own n.
        return f"{row['n']:,}" if row["value"] == row["n"] else f"{row['value']:,.2f}"
    return f"{row['value']:.2f} [{row['low']:.2f}, {row['high']:.2f}]"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
