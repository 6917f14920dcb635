"""Options that several commands share; light, so that help comes at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "At",
    "Comments",
    "Label",
    "Out",
    "Paths",
    "Retrieved",
    "Scorer",
    "ScorerOf",
    "Scorers",
    "Scores",
    "Timezone",
    "in_utc",
]

Paths = Annotated[list[Path], typer.Argument(help="pages (text files) and folders of pages")]
Comments = Annotated[Path, typer.Argument(help="table of comments, as read writes it; - reads JSONL")]
Scores = Annotated[Path, typer.Argument(help="table of scores, as score writes it")]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        help="file to write; its ending (.parquet, .csv, .jsonl) names the format",
        show_default="standard output, as JSONL",
    ),
]
WHO = "who scores: compact, fast, onnx:FOLDER, detoxify:KIND=PATH or perspective:FILE"
Scorer = Annotated[str, typer.Option(help=WHO)]
Scorers = Annotated[
    list[str] | None,
    typer.Option(
        "--scorer",
        help=f"{WHO}; may be repeated",
        show_default="compact",
    ),
]
ScorerOf = Annotated[
    str | None, typer.Option("--scorer", help="whose scores to take, where the table has those of several")
]
Timezone = Annotated[str, typer.Option(help="zone of dates that state none, such as Europe/Berlin")]
Retrieved = Annotated[
    datetime | None,
    typer.Option(
        help='when the pages were taken, in UTC: ages such as "3 hours ago" then become timestamps',
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        show_default="ages give no timestamp",
    ),
]
Label = Annotated[str | None, typer.Option(help="the label to look at", show_default="the main one, or all")]
At = Annotated[
    list[str] | None,
    typer.Option(
        help="score from which a comment is hot: a number, or LABEL=NUMBER; may be repeated",
        show_default="the scorer's own",
    ),
]


def in_utc(moment: datetime | None) -> datetime | None:
    """Return the moment that ``--retrieved`` gives, in UTC."""
    return None if moment is None else moment.replace(tzinfo=UTC)
