"""Estimates and counts -> rows of SPREAD."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from toolkit.spread.intervals import Estimate
from toolkit.tables import SPREAD, check

__all__ = ["Row", "count", "row", "table"]

Row = dict[str, str | float | int | None]


def row(
    metric: str, control: str, found: Estimate, *, n: int, null: float | None = None, p: float | None = None
) -> Row:
    """Return a row of SPREAD, its label still to come."""
    return {
        "metric": metric,
        "control": control,
        "value": _finite(found.value),
        "low": _finite(found.low),
        "high": _finite(found.high),
        "null_value": _finite(null),
        "p": p,
        "n": int(n),
        "k_effective": _finite(found.k_effective),
        "status": found.status,
    }


def count(metric: str, n: int, *, control: str = "none", null: float | None = None, p: float | None = None) -> Row:
    """Return a row that counts: ``value`` and ``n`` are the count, and there is no interval."""
    return row(metric, control, Estimate(float(n), None, None, None, "ok"), n=n, null=null, p=p)


def table(rows: Iterable[Row]) -> pl.DataFrame:
    """Return checked SPREAD."""
    return check(pl.DataFrame(list(rows), schema=SPREAD), SPREAD)


def _finite(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
