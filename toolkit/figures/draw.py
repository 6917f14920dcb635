"""Which picture serves which size."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.figures.chain_matrix import chain_matrix
from toolkit.figures.corpus_heatmap import corpus_heatmap
from toolkit.figures.drawing import Drawing
from toolkit.figures.first_hot import first_hot, n_timed
from toolkit.figures.icicle import icicle
from toolkit.figures.ladder import ladder
from toolkit.figures.observed_null import PERMUTATIONS, observed_null, why_not
from toolkit.figures.places import main_label, thresholds_of
from toolkit.figures.time_depth import time_depth
from toolkit.figures.transition_matrix import is_told, transition_matrix
from toolkit.figures.tree_heatmap import tree_heatmap
from toolkit.pseudonyms import pseudonymise
from toolkit.spread.intervals import REFUSED_BELOW

__all__ = ["FORMS", "draw", "draw_all", "fitting"]

THREAD_FORMS = {
    "tree_heatmap": tree_heatmap,
    "icicle": icicle,
    "chain_matrix": chain_matrix,
    "time_depth": time_depth,
    "corpus_heatmap": corpus_heatmap,
    "first_hot": first_hot,
}
SPREAD_FORMS = ("ladder", "transition_matrix", "observed_null")
FORMS = ("auto", *THREAD_FORMS, *SPREAD_FORMS)
# Sizes up to which a form stays readable, found by looking at drawings of each size.
TREE_COMMENTS = 150
ICICLE_COMMENTS = 2000
# Comments times shuffles that a report draws at most for each label, some 5 s on two cores: beyond 200,000 comments
# the picture has fewer shuffles than the p that stands in it, and says how many.
SHUFFLED_COMMENTS = 200_000_000
FEWEST_SHUFFLES = 99


def fitting(comments: pl.DataFrame) -> str:
    """Return the name of the form that stays readable at the size of `comments`."""
    if comments["thread_id"].n_unique() > 1:
        return "corpus_heatmap"
    if comments.height <= TREE_COMMENTS:
        return "tree_heatmap"
    if comments.height <= ICICLE_COMMENTS:
        return "icicle"
    # Long chains are what the matrix shows; where nobody answers anybody, the corpus form still counts.
    return "chain_matrix" if comments["reply_to"].null_count() < comments.height / 2 else "corpus_heatmap"


def draw(  # noqa: PLR0913  three tables and four choices
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    spread: pl.DataFrame | None = None,
    *,
    at: Mapping[str, float] | None = None,
    form: str = "auto",
    label: str | None = None,
    names: bool = False,
) -> Drawing:
    """Draw one picture, in the form that serves the size of the tables unless a form is named.

    Parameters
    ----------
    comments : COMMENTS, of one thread or of many
    scores : SCORES of one scorer
    spread : SPREAD; only the ladder, the transition matrix and observed against null need it
    at : score from which a comment is hot, for each label, in [0, 1]; the scorer's own unless told
    form : one of `FORMS`; "auto" picks by size, the corpus heatmap for several threads
    label : the label that decides; dehumanisation unless told; the transition matrix has all labels, and so has
        observed against null unless told
    names : show users as `comments` has them, not under pseudonyms

    Returns
    -------
    the picture with its table and its alt text

    Raises
    ------
    ToolkitError : an unknown form, a form of spread without `spread`, or what the form itself cannot draw
    """
    if form not in FORMS:
        raise ToolkitError(f"unknown form {form!r}", where="form", mend=f"choose one of {', '.join(FORMS)}")
    if form in SPREAD_FORMS:
        if spread is None:
            raise ToolkitError(f"{form} needs the table SPREAD", where="form", mend="measure spread first")
        if form == "observed_null":
            return observed_null(comments, scores, spread, at=thresholds_of(scores, at), label=label)
        return ladder(spread, label=label) if form == "ladder" else transition_matrix(spread)
    comments = comments if names else pseudonymise(comments)
    chosen = THREAD_FORMS[fitting(comments) if form == "auto" else form]
    return chosen(comments, scores, at=thresholds_of(scores, at), label=label)


def draw_all(  # noqa: PLR0913  the same, for several pictures
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    spread: pl.DataFrame | None = None,
    *,
    at: Mapping[str, float] | None = None,
    label: str | None = None,
    n_threads: int = 6,
    names: bool = False,
) -> tuple[Drawing, ...]:
    """Draw what a report shows: what was measured, the corpus, and the threads with the most hot comments.

    Parameters
    ----------
    comments, scores, spread, at, label, names : as `draw` takes them
    n_threads : how many threads are drawn one by one, at most

    Returns
    -------
    the pictures, each with a name of its own, the widest view first: ladder, observed against null, transition matrix,
    first hot comment, corpus, threads. What these tables say nothing about is left out: shuffles where `spread` counts
    other hot comments, a matrix in which every pair of labels is refused, a curve of fewer than 4 threads with times
    """
    if comments.is_empty():
        return ()
    at = thresholds_of(scores, at)
    label = main_label(scores, at, label)
    drawings = [] if spread is None else _of_spread(comments, scores, spread, at=at, label=label)
    if n_timed(comments) >= REFUSED_BELOW:
        drawings.append(first_hot(comments, scores, at=at, label=label))
    threads = _hottest(comments, scores, label, at[label])
    if len(threads) > 1:
        drawings.append(corpus_heatmap(comments, scores, at=at, label=label))
    for number, thread in enumerate(threads[:n_threads], start=1):
        of_thread = pl.col("thread_id") == thread
        drawing = draw(comments.filter(of_thread), scores.filter(of_thread), at=at, label=label, names=names)
        drawings.append(dataclasses.replace(drawing, name=f"thread_{number:02d}_{drawing.name}"))
    return tuple(drawings)


def _of_spread(
    comments: pl.DataFrame, scores: pl.DataFrame, spread: pl.DataFrame, *, at: Mapping[str, float], label: str
) -> list[Drawing]:
    """Draw what `spread` has numbers for."""
    drawings = []
    if not spread.filter(pl.col("label") == label, pl.col("metric") == "risk_difference").is_empty():
        drawings.append(ladder(spread, label=label))
    if why_not(comments, scores, spread, at) is None:
        draws = max(FEWEST_SHUFFLES, min(PERMUTATIONS, SHUFFLED_COMMENTS // comments.height))
        drawings.append(observed_null(comments, scores, spread, at=at, permutations=draws))
    if is_told(spread):
        drawings.append(transition_matrix(spread))
    return drawings


def _hottest(comments: pl.DataFrame, scores: pl.DataFrame, label: str, at: float) -> list[str]:
    """Return the threads, those with the most hot comments first, then the longest, then by id."""
    scored = comments.select("thread_id", "comment_id").join(
        scores.select("thread_id", "comment_id", hot=pl.col(label) >= at),
        on=["thread_id", "comment_id"],
        how="left",
        maintain_order="left",
    )
    threads = scored.group_by("thread_id").agg(pl.col("hot").sum(), n=pl.len())
    return threads.sort("hot", "n", "thread_id", descending=[True, True, False])["thread_id"].to_list()
