"""Options that several commands share; light, so that help comes at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["At", "Comments", "Label", "Out", "Paths", "Scorer", "Scores", "Timezone"]

Paths = Annotated[list[Path], typer.Argument(help="pages (text files) and folders of pages")]
Comments = Annotated[Path, typer.Argument(help="table of comments, as read writes it; - reads JSONL")]
Scores = Annotated[Path, typer.Argument(help="table of scores, as score writes it")]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        help="file to write; its ending (.parquet, .csv, .jsonl) names the format",
        show_default="standard output, as JSONL",
    ),
]
Scorer = Annotated[str, typer.Option(help="who scores: compact, or onnx:FOLDER")]
Timezone = Annotated[str, typer.Option(help="zone of dates that state none, such as Europe/Berlin")]
Label = Annotated[str | None, typer.Option(help="the label to look at", show_default="the main one, or all")]
At = Annotated[
    list[str] | None,
    typer.Option(
        help="score from which a comment is hot: a number, or LABEL=NUMBER; may be repeated",
        show_default="the scorer's own",
    ),
]
