"""``threadheat draw``: tables -> a picture, with its table and its words beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.arguments import At, Comments, Label, ScorerOf, Scores

__all__ = ["EXAMPLE", "draw"]

EXAMPLE = "threadheat draw comments.parquet scores.parquet -o threads.png"


def draw(
    comments: Comments,
    scores: Scores,
    out: Annotated[Path, typer.Option("-o", "--out", help="picture to write: .png, .svg or .pdf")],
    form: Annotated[str, typer.Option(help="auto picks by size; a name that is not known lists them all")] = "auto",
    spread: Annotated[
        Path | None, typer.Option(help="what spread wrote; ladder, transition_matrix and observed_null need it")
    ] = None,
    thread: Annotated[str | None, typer.Option(help="draw this thread alone (its thread_id)")] = None,
    scorer: ScorerOf = None,
    label: Label = None,
    at: At = None,
) -> None:
    """Draw a thread or a corpus; text stays out of the picture, users appear under pseudonyms."""
    from toolkit.cli.files import at_of, load_comments, load_scores
    from toolkit.errors import ToolkitError
    from toolkit.figures import draw as draw_tables
    from toolkit.figures import save_figure
    from toolkit.tables import SPREAD, load

    table, heat = load_comments(comments), load_scores(scores, scorer)
    if thread is not None:
        table, heat = table.filter(thread_id=thread), heat.filter(thread_id=thread)
        if table.is_empty():
            raise ToolkitError(f"no thread {thread!r}", where=str(comments), mend="copy a thread_id from the table")
    measured = None if spread is None else load(spread, SPREAD)
    save_figure(draw_tables(table, heat, measured, at=at_of(at, heat), form=form, label=label), out)
