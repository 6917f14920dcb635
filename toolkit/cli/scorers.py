"""``threadheat scorers``: who can score, with what thresholds, and how far two of them agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.arguments import Scores

if TYPE_CHECKING:
    import polars as pl

    from toolkit.scorers.known import Known

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def scorers() -> None:
    """List the scorers, with labels, thresholds, languages, licence and size, or compare what two of them say."""


@app.command("list", epilog="Example: threadheat scorers list --json")
def list_scorers(*, as_json: Annotated[bool, typer.Option("--json", help="one JSON list of objects")] = False) -> None:
    """Show every scorer: whether it is here, its labels, and from which score each calls a comment hot."""
    from toolkit.scorers.known import known_scorers

    known = known_scorers()
    if as_json:
        typer.echo(json.dumps([scorer.plain() for scorer in known], indent=1))
        return
    for scorer in known:
        for line in _described(scorer):
            typer.echo(line)


def _described(scorer: Known) -> Iterator[str]:
    about = scorer.about
    yield f"{scorer.name}: {about['encoder']}" + ("" if scorer.here else " (not here)")
    yield f"  {about['languages']}; {about['size']}; {about['licence']}"
    if not scorer.here:
        yield f"  to get: {scorer.get}"
    for at in sorted(set(scorer.thresholds.values())):
        labels = [label for label in scorer.labels if scorer.thresholds.get(label) == at]
        yield f"  hot from {at:.2f}: {', '.join(labels)}"


@app.command(epilog="Example: threadheat scorers compare scores.parquet --alike")
def compare(
    scores: Scores,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="table to write, .parquet, .csv or .jsonl", show_default="words on the screen"
        ),
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(
            help="SCORER=NUMBER or SCORER:LABEL=NUMBER: from which score it calls a comment hot; may be repeated",
            show_default="each scorer's own",
        ),
    ] = None,
    *,
    alike: Annotated[
        bool, typer.Option("--alike", help="compare threat with violence, and profanity with obscene, too")
    ] = False,
) -> None:
    """Say how far the scorers of a table agree: rank correlation, kappa, shares hot, with 95 % intervals."""
    from toolkit.cli.files import put, thresholds_by_scorer
    from toolkit.scorers.agreement import ALIKE, agreement
    from toolkit.tables import SCORES, load

    table = load(scores, SCORES)
    found = agreement(table, at=thresholds_by_scorer(at, table), alike=ALIKE if alike else None)
    if out is not None:
        put(found, out)
        return
    for line in _compared(found):
        typer.echo(line)


WORDS = {
    "spearman": "rank correlation (Spearman)",
    "kappa": "kappa",
    "share_hot_a": "hot under the first",
    "share_hot_b": "hot under the second",
    "positive_agreement": "agree on hot",
    "negative_agreement": "agree on cold",
}


def _compared(found: pl.DataFrame) -> Iterator[str]:
    last: tuple[str, ...] = ()
    for row in found.iter_rows(named=True):
        now = (row["scorer_a"], row["label_a"], row["scorer_b"], row["label_b"])
        if now != last:
            yield f"{now[0]} {now[1]} and {now[2]} {now[3]}: {row['n']} comments scored by both"
            last = now
        at = {"kappa": ("at_a", "at_b"), "share_hot_a": ("at_a",), "share_hot_b": ("at_b",)}.get(row["metric"], ())
        cuts = " and ".join(f"{row[name]:.2f}" for name in at if row[name] is not None)
        words = f"{WORDS[row['metric']]}, from {cuts}" if cuts else WORDS[row["metric"]]
        value = "" if row["value"] is None else f"{row['value']:.2f}"
        sure = row["status"] if row["low"] is None else f"{row['low']:.2f} to {row['high']:.2f}"
        yield f"  {words:34} {value:>5}  {sure}"


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
