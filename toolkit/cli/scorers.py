"""``threadheat scorers``: who can score, with what thresholds."""

from __future__ import annotations

import json
from typing import Annotated

import typer

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def scorers() -> None:
    """List the scorers: labels, thresholds, languages, licence and size."""


@app.command("list", epilog="Example: threadheat scorers list --json")
def list_scorers(*, as_json: Annotated[bool, typer.Option("--json", help="one JSON list of objects")] = False) -> None:
    """Show every scorer that is here: its labels and from which score each calls a comment hot."""
    from toolkit.scorers import SHIPPED, pick

    known = [pick(name) for name in SHIPPED]
    if as_json:
        rows = [
            {
                "name": scorer.name,
                "version": scorer.version,
                "labels": list(scorer.labels),
                "thresholds": dict(scorer.thresholds),
                **scorer.about,
            }
            for scorer in known
        ]
        typer.echo(json.dumps(rows, indent=1))
        return
    for scorer in known:
        typer.echo(f"{scorer.id}: {scorer.about['encoder']}")
        typer.echo(f"  {scorer.about['languages']}, {scorer.about['size']}, {scorer.about['licence']}")
        for label in scorer.labels:
            typer.echo(f"  {label:16} hot from {scorer.thresholds[label]:.2f}")
    typer.echo("onnx:FOLDER: any folder with model.onnx, tokenizer.json and scorer.json")
