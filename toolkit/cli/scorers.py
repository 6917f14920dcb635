"""``threadheat scorers``: who can score, with what thresholds."""

from __future__ import annotations

import json
from pathlib import Path
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


@app.command("export", epilog="Example: threadheat scorers export detoxify:original=detoxify-original original-onnx")
def export_scorer(
    name: Annotated[str, typer.Argument(help="detoxify:KIND or detoxify:KIND=PATH")],
    folder: Annotated[Path, typer.Argument(help="folder to write; onnx:FOLDER then runs it without torch")],
    precision: Annotated[
        str, typer.Option(help="what model.onnx holds: int8, small and fast, or fp32, exact")
    ] = "int8",
    on: Annotated[
        Path | None, typer.Option(help="table of texts to measure the drift on", show_default="32 made sentences")
    ] = None,
) -> None:
    """Write a Detoxify model as ONNX, fp32 and int8, and print how far its scores moved; needs the extra export."""
    from toolkit.cli.files import load_comments
    from toolkit.scorers import export

    texts = load_comments(on)["text"].to_list() if on else None
    done = export(name, folder, precision=precision, texts=texts)
    n_texts = done.drift["n"][0]
    typer.echo(f"{done.scorer.id} written to {folder}; run it with --scorer onnx:{folder}")
    typer.echo(f"distance from torch on {n_texts} texts: largest, mean, texts that change sides of the threshold")
    for row in done.drift.iter_rows(named=True):
        numbers = f"{row['largest']:.1e}  {row['mean']:.1e}  {row['n_crossed']:3}"
        typer.echo(f"  {row['precision']}  {row['label']:16} {numbers}")
