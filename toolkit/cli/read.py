"""``threadheat read``: pages -> COMMENTS."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.arguments import Out, Paths, Timezone
from toolkit.cli.terminal import say_problems, status_of

__all__ = ["EXAMPLE", "read"]

EXAMPLE = "threadheat read pages/ -o comments.parquet"


def read(
    paths: Paths,
    out: Out = None,
    timezone: Timezone = "UTC",
    text_column: Annotated[
        str | None, typer.Option(help="the column that holds the pages' texts, where Parquet or JSONL files hold pages")
    ] = None,
    keep_text: Annotated[
        Path | None, typer.Option(help="folder to write each page's text to, which the lines refer to")
    ] = None,
) -> None:
    """Rebuild the threads of pages: one row a comment, with user, reply-to, timestamp and where each comes from."""
    from toolkit.cli.files import put
    from toolkit.forms import reading_of

    reading = reading_of(paths, timezone=timezone, text_column=text_column, keep_text=keep_text)
    say_problems(reading.problems)
    put(reading.comments, out)
    codes = (problem.code for problem in reading.problems)
    raise typer.Exit(status_of(codes, n_comments=reading.comments.height))
