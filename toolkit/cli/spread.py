"""``threadheat spread``: COMMENTS + SCORES -> SPREAD."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.arguments import At, Comments, Label, Out, ScorerOf, Scores

__all__ = ["EXAMPLE", "spread"]

EXAMPLE = "threadheat spread comments.parquet scores.parquet -o spread.parquet"


def spread(
    comments: Comments,
    scores: Scores,
    out: Out = None,
    scorer: ScorerOf = None,
    label: Label = None,
    at: At = None,
    permutations: Annotated[int, typer.Option(help="shuffles behind each p", min=0)] = 999,
    seed: Annotated[int, typer.Option(help="of the shuffles")] = 0,
) -> None:
    """Measure the association of heat along reply edges: one row a label, metric and control."""
    from toolkit.cli.files import at_of, load_comments, load_scores, put
    from toolkit.spread.measure import spread as measure

    heat = load_scores(scores, scorer)
    cuts = at_of(at, heat)
    put(measure(load_comments(comments), heat, label=label, at=cuts, permutations=permutations, seed=seed), out)
