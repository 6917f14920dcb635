"""``threadheat score``: a table of texts -> SCORES."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.arguments import Out, Scorers
from toolkit.cli.terminal import safe, telling

if TYPE_CHECKING:
    from toolkit.scorers import Match

__all__ = ["EXAMPLE", "score"]

EXAMPLE = "threadheat score survey.csv --text-column answer -o scores.csv"


def score(
    table: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with a column of texts; - reads JSONL")],
    out: Out = None,
    scorer: Scorers = None,
    text_column: Annotated[
        str | None, typer.Option(help="the column that holds the texts", show_default="text, body, comment, ...")
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="file that keeps scores, so that none is computed twice")] = None,
    spans: Annotated[
        Path | None, typer.Option(help="table to write of the words that hot scores rest on; slow where many are hot")
    ] = None,
) -> None:
    """Score every text: one row a text and scorer, one probability a label, null where there is no score."""
    from toolkit.cli.files import load_comments, put
    from toolkit.scorers import score as score_comments
    from toolkit.scorers import spans as mark

    tell = telling()
    comments = load_comments(table, columns={"text": text_column} if text_column else None)
    progress = partial(tell, "scoring") if tell else None
    scores = score_comments(comments, scorer or "compact", cache=cache, progress=progress, told=_say)
    if spans:
        marked = partial(tell, "marking") if tell else None
        put(mark(comments, scores, scorer or "compact", progress=marked), spans)
    put(scores, out)


def _say(match: Match) -> None:
    typer.echo(safe(f"{match.source}: {match.words()}"), err=True)
