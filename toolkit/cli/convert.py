"""``threadheat convert``: threads of one kind -> another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.arguments import Timezone

__all__ = ["EXAMPLE", "convert"]

EXAMPLE = "threadheat convert comments.parquet -o corpus --to convokit"


def convert(
    source: Annotated[
        Path,
        typer.Argument(
            help="CSV, TSV, JSON(L) or Parquet table, dump of Reddit, export of 4CAT, folder of ConvoKit; - reads JSONL"
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="file to write, or for ConvoKit a folder")],
    to: Annotated[
        str | None,
        typer.Option(help="csv, jsonl, parquet, convokit or graphml", show_default="what the ending of -o names"),
    ] = None,
    *,
    kind: Annotated[str | None, typer.Option(help="what SOURCE is", show_default="its first row tells")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="NAME=COLUMN: the column of SOURCE that holds NAME, such as user=nick; may be repeated"),
    ] = None,
    timezone: Timezone = "UTC",
    submissions: Annotated[bool, typer.Option("--submissions", help="keep Reddit's submissions as comments")] = False,
    names: Annotated[bool, typer.Option("--names", help="write screen names, not pseudonyms")] = False,
) -> None:
    """Write threads for another tool: users appear under pseudonyms, the same in every export from one folder."""
    from toolkit.cli.files import columns_of, load_comments
    from toolkit.exports import convert as write
    from toolkit.exports import kind_of
    from toolkit.pseudonyms import key_of, pseudonymise

    to = to or kind_of(out)
    comments = load_comments(source, columns=columns_of(column), kind=kind, timezone=timezone, submissions=submissions)
    if not names and str(source) == "-":
        comments = pseudonymise(comments)
    elif not names:
        comments = pseudonymise(comments, key_of(source.parent / "pseudonyms.key"))
    write(comments, out, kind=to)
