"""The command ``threadheat``: one command a file, no logic; heavy imports wait until a command runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from toolkit.cli import audit, convert, draw, plan, read, report, score, show, spread
from toolkit.cli.scorers import app as scorers
from toolkit.cli.terminal import safe
from toolkit.errors import ToolkitError

__all__ = ["app", "main"]

# 128 + SIGINT: what a shell reports for a command stopped by Ctrl-C.
STOPPED = 130

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def _version(*, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"threadheat {version('threadheat')}")
        raise typer.Exit


@app.callback(epilog=f"Example: {audit.EXAMPLE}")
def threadheat(
    *,
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _version(wanted=value), is_eager=True, help="print the version"
        ),
    ] = False,
) -> None:
    """Rebuild comment threads from raw page text, score them offline, measure how heat spreads along replies."""


for room, command in (
    (audit, audit.audit),
    (read, read.read),
    (convert, convert.convert),
    (score, score.score),
    (spread, spread.spread),
    (draw, draw.draw),
    (report, report.report),
    (plan, plan.plan),
    (show, show.show),
):
    app.command(epilog=f"Example: {room.EXAMPLE}")(command)
app.add_typer(scorers, name="scorers", epilog="Example: threadheat scorers list --json")


def main() -> None:
    """Run the command line.

    Exit codes: 0 done, 1 done but some inputs failed and are listed, 2 what the user can mend, 3 no comment
    found, 130 stopped. Anything else is our own bug and keeps its traceback.
    """
    try:
        app()
    except ToolkitError as error:
        for line in str(error).splitlines():
            typer.echo(safe(line), err=True)
        sys.exit(2)
    except SystemExit as ended:
        if ended.code == STOPPED:
            typer.echo("\nstopped; the same audit command goes on where this one was", err=True)
        raise
