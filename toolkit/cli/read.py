"""``threadheat read``: pages -> COMMENTS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.arguments import Out, Paths, Retrieved, Timezone, in_utc
from toolkit.cli.terminal import safe, say_problems, status_of

if TYPE_CHECKING:
    from toolkit.sources import Page

__all__ = ["EXAMPLE", "read"]

EXAMPLE = "threadheat read pages/ -o comments.parquet"


def read(
    paths: Paths,
    out: Out = None,
    *,
    timezone: Timezone = "UTC",
    retrieved: Retrieved = None,
    text_column: Annotated[
        str | None, typer.Option(help="the column that holds the pages' texts, where Parquet or JSONL files hold pages")
    ] = None,
    keep_text: Annotated[
        Path | None, typer.Option(help="folder to write each page's text to, which the lines refer to")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="print the pages line by line with what each line was taken for, and why")
    ] = False,
) -> None:
    """Rebuild the threads of pages: one row a comment, with user, reply-to, timestamp and where each comes from."""
    if explain:
        _explain(paths)
        return
    from toolkit.cli.files import put
    from toolkit.forms import reading_of

    reading = reading_of(
        paths, timezone=timezone, retrieved=in_utc(retrieved), text_column=text_column, keep_text=keep_text
    )
    say_problems(reading.problems)
    put(reading.comments, out)
    codes = (problem.code for problem in reading.problems)
    raise typer.Exit(status_of(codes, n_comments=reading.comments.height))


def _explain(paths: list[Path]) -> None:
    from toolkit.sources import Page, pages

    for page in pages(paths):
        if isinstance(page, Page):
            _explain_page(page)
        else:
            say_problems([page])


def _explain_page(page: Page) -> None:
    from toolkit.forms import explain, picked

    typer.echo(safe(f"{page.source}: read as {picked(page)}"))
    for number, role, why in explain(page):
        said = f"{role}: {why}" if why else role
        typer.echo(f"{number:>6}  {said:<44.44}  {safe(page.lines[number - 1])}")
