"""``threadheat audit``: the whole line, one command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.arguments import Paths, Retrieved, Scorer, Timezone, in_utc
from toolkit.cli.terminal import safe, status_of, telling

if TYPE_CHECKING:
    from toolkit.audit import Audit, Spec

__all__ = ["EXAMPLE", "audit"]

EXAMPLE = "threadheat audit seeds -o audit"


def audit(
    paths: Paths,
    out: Annotated[Path, typer.Option("-o", "--out", help="folder to write to; a stopped run goes on there")],
    *,
    scorer: Scorer = "compact",
    timezone: Timezone = "UTC",
    retrieved: Retrieved = None,
    permutations: Annotated[int, typer.Option(help="shuffles behind each p", min=0)] = 999,
    seed: Annotated[int, typer.Option(help="of the shuffles")] = 0,
    workers: Annotated[int, typer.Option(help="processes that read and score", min=1)] = 1,
    csv: Annotated[bool, typer.Option("--csv", help="write the tables as CSV too, under pseudonyms")] = False,
    names: Annotated[bool, typer.Option("--names", help="show screen names, not pseudonyms")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be read, and write nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="sum up as one JSON object")] = False,
) -> None:
    """Read pages, rebuild their threads, score every comment, measure spread, draw and report."""
    from toolkit.audit import Spec
    from toolkit.audit.whole import audit as audit_pages

    spec = Spec(scorer=scorer, timezone=timezone, retrieved=in_utc(retrieved), permutations=permutations, seed=seed)
    if dry_run:
        _plan(paths, out, spec, as_json=as_json)
        return
    tell = telling()
    found = audit_pages(paths, out, spec=spec, names=names, workers=workers, progress=tell)
    if tell:
        typer.echo("\x1b[K", nl=False, err=True)
    if csv:
        _save_csv(found, names=names)
    _sum_up(found, as_json=as_json)
    raise typer.Exit(status_of(found.problems["code"], n_comments=found.comments.height))


def _plan(paths: list[Path], out: Path, spec: Spec, *, as_json: bool) -> None:
    from toolkit.audit import intended

    planned = intended(paths, out, spec)
    if as_json:
        typer.echo(json.dumps(planned, indent=1))
        return
    typer.echo(f"{planned['files']} files in {planned['shards']} shards, {planned['shards_done']} of them done already")
    typer.echo(f"scored by {planned['scorer']}, written to {safe(str(out))}")


def _save_csv(found: Audit, *, names: bool) -> None:
    from toolkit.pseudonyms import key_of, pseudonymise
    from toolkit.tables import save

    comments = found.comments if names else pseudonymise(found.comments, key_of(found.folder / "pseudonyms.key"))
    tables = {"comments": comments, "scores": found.scores, "spans": found.spans, "spread": found.spread}
    for name, table in tables.items():
        save(table, found.folder / f"{name}.csv")


def _sum_up(found: Audit, *, as_json: bool) -> None:
    report = str(found.folder / "report.html")
    counts = {
        "comments": found.comments.height,
        "threads": found.comments["thread_id"].n_unique(),
        "remarks": found.problems.height,
    }
    if as_json:
        typer.echo(json.dumps({**counts, "report": report}, indent=1))
        return
    typer.echo("{comments} comments in {threads} threads; {remarks} remarks on pages, in problems.csv".format(**counts))
    typer.echo(f"open {safe(report)}")
