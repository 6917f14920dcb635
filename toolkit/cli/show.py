"""``threadheat show``: threads as trees of plain lines."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from toolkit.cli.arguments import At, Label, Paths, Scorer, Timezone
from toolkit.cli.terminal import say_problems, status_of

__all__ = ["EXAMPLE", "show"]

EXAMPLE = "threadheat show pages/some-page.txt"


def show(
    paths: Paths,
    *,
    label: Label = None,
    at: At = None,
    scorer: Scorer = "compact",
    timezone: Timezone = "UTC",
    reveal: Annotated[bool, typer.Option("--reveal", help="print the texts and the screen names")] = False,
) -> None:
    """Show the threads of pages as trees with heat; texts stay hidden unless asked for."""
    from toolkit.cli.files import at_of
    from toolkit.forms import reading_of
    from toolkit.pseudonyms import pseudonymise
    from toolkit.report import tree_text
    from toolkit.scorers import pick
    from toolkit.scorers import score as score_comments

    reading = reading_of(paths, timezone=timezone)
    say_problems(reading.problems)
    comments = reading.comments if reveal else pseudonymise(reading.comments)
    scores = score_comments(comments, scorer)
    cuts = at_of(at, scores) or dict(pick(scorer).thresholds)
    width = shutil.get_terminal_size().columns
    typer.echo(tree_text(comments, scores, label=label, at=cuts, reveal=reveal, width=width), nl=False)
    raise typer.Exit(status_of((problem.code for problem in reading.problems), n_comments=comments.height))
