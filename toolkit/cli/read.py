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
    from toolkit.forms import read as read_pages
    from toolkit.sources import pages, parted, read_threads

    others, ready = parted(paths, tables=text_column is not None)
    reading = read_pages(
        pages(others, text_column=text_column, keep_text=keep_text) if others else (), timezone=timezone
    )
    threads = read_threads(ready, timezone=timezone) if ready else None
    problems = [*reading.problems, *(threads.problems if threads else ())]
    comments = reading.comments if threads is None else reading.comments.vstack(threads.comments)
    say_problems(problems)
    put(comments, out)
    raise typer.Exit(status_of((problem.code for problem in problems), n_comments=comments.height))
