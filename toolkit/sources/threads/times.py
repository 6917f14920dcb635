"""The moments of rows, as written -> UTC, once for every way of writing that the column has."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.sources.moments import NUMBER, moment_of, unit_of
from toolkit.sources.pages import Problem

__all__ = ["in_utc", "timed", "zone_of"]


def zone_of(timezone: str) -> tzinfo:
    """Return the zone of an IANA name.

    Raises
    ------
    ToolkitError : there is none
    """
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        mend = "give an IANA name such as Europe/Berlin"
        raise ToolkitError(f"unknown zone {timezone!r}", where="timezone", mend=mend) from error


def in_utc(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment in UTC; one without a zone is read in `zone`."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def timed(rows: pl.DataFrame, *, timezone: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Return `rows` with ``timestamp`` as moments and their precision, and what could not be read as one."""
    zone = zone_of(timezone)
    problems = []
    parts = []
    for (source,), part in rows.group_by("source", maintain_order=True):
        done, found = _of_one(part, str(source), zone)
        parts.append(done)
        problems += found
    if not parts:
        return rows.with_columns(pl.col("timestamp").cast(pl.Datetime("us", "UTC"))), []
    # Rows of several files come in the files' order, so that this keeps it.
    return pl.concat(parts), problems


def _of_one(rows: pl.DataFrame, source: str, zone: tzinfo) -> tuple[pl.DataFrame, list[Problem]]:
    given = rows["timestamp"].unique(maintain_order=True).drop_nulls().to_list()
    counts = [float(value) for value in given if NUMBER.fullmatch(value.strip())]
    unit = unit_of(counts)
    moments = {value: moment_of(value, unit=unit) for value in given}
    problems = []
    if lost := {value for value, moment in moments.items() if moment is None}:
        bad = rows.filter(pl.col("timestamp").is_in(list(lost)))
        numbers = unit is None and len(counts) > len(given) // 2
        what = "running numbers and not moments" if numbers else "no moments that can be read without a guess"
        problems.append(
            Problem(
                source,
                bad["line"][0],
                "timestamp-unread",
                f"{bad.height} timestamps are {what}, such as {sorted(lost)[0][:40]!r}",
                "write them in ISO 8601, or as seconds since 1970",
            )
        )
    read = {value: moment for value, moment in moments.items() if moment is not None}
    stamps = {value: in_utc(moment, zone) for value, (moment, _) in read.items()}
    precisions = {value: precision for value, (_, precision) in read.items()}
    written = pl.col("timestamp")
    mapped = rows.with_columns(
        timestamp_precision=pl.coalesce(
            pl.when(written.is_in(list(read))).then("timestamp_precision"),
            written.replace_strict(precisions, default=None, return_dtype=pl.String()),
        ),
        timestamp=written.replace_strict(stamps, default=None, return_dtype=pl.Datetime("us", "UTC")),
    )
    return mapped, problems
