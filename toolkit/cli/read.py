"""``threadheat read``: pages -> COMMENTS."""

from __future__ import annotations

import typer

from toolkit.cli.arguments import Out, Paths, Timezone
from toolkit.cli.terminal import say_problems, status_of

__all__ = ["EXAMPLE", "read"]

EXAMPLE = "threadheat read pages/ -o comments.parquet"


def read(paths: Paths, out: Out = None, timezone: Timezone = "UTC") -> None:
    """Rebuild the threads of pages: one row a comment, with user, reply-to, timestamp and where each comes from."""
    from toolkit.cli.files import put
    from toolkit.forms import read as read_pages
    from toolkit.sources import pages

    reading = read_pages(pages(paths), timezone=timezone)
    say_problems(reading.problems)
    put(reading.comments, out)
    codes = (problem.code for problem in reading.problems)
    raise typer.Exit(status_of(codes, n_comments=reading.comments.height))
