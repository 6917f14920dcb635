"""``threadheat report``: tables -> one self-contained page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.arguments import At, Comments, ScorerOf, Scores

__all__ = ["EXAMPLE", "report"]

EXAMPLE = "threadheat report comments.parquet scores.parquet spread.parquet -o report.html"


def report(
    comments: Comments,
    scores: Scores,
    spread: Annotated[Path, typer.Argument(help="table of spread, as spread writes it")],
    out: Annotated[Path, typer.Option("-o", "--out", help="page to write, ending in .html")],
    scorer: ScorerOf = None,
    at: At = None,
    spans: Annotated[
        Path | None,
        typer.Option(help="table of spans, as score --spans writes it", show_default="the metaphor lexicon's"),
    ] = None,
) -> None:
    """Write one HTML page that opens offline, with users under pseudonyms and every text blurred."""
    from toolkit.cli.files import at_of, load_comments, load_scores
    from toolkit.figures import draw_all
    from toolkit.pseudonyms import pseudonymise
    from toolkit.report.page import report as write_page
    from toolkit.scorers import find_metaphors
    from toolkit.tables import SPANS, SPREAD, load
    from toolkit.writing import whole_or_not

    shown, heat, measured = pseudonymise(load_comments(comments)), load_scores(scores, scorer), load(spread, SPREAD)
    cuts = at_of(at, heat)
    marks = load(spans, SPANS) if spans else find_metaphors(shown)
    drawings = draw_all(shown, heat, measured, at=cuts)
    page = write_page(shown, heat, measured, spans=marks, drawings=drawings, thresholds=cuts)
    with whole_or_not(out) as unfinished:
        unfinished.write_text(page, encoding="utf-8")
