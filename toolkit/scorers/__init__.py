"""COMMENTS -> SCORES and SPANS: the scorers by name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Loaded, Scorer, score_table, score_texts
from toolkit.scorers.cache import Cache
from toolkit.scorers.detoxify import PREFIX, open_detoxify, plain_thresholds
from toolkit.scorers.detoxify_export import export_detoxify as export
from toolkit.scorers.lexicon import find_metaphors
from toolkit.scorers.onnx import open_folder

__all__ = [
    "SHIPPED",
    "Cache",
    "Loaded",
    "Scorer",
    "export",
    "find_metaphors",
    "pick",
    "score",
    "score_texts",
    "thresholds",
]

SHIPPED = ("compact",)


@functools.cache
def pick(name: str) -> Scorer:
    """Return the scorer that `name` means.

    Parameters
    ----------
    name : ``compact``, ``onnx:FOLDER``, ``detoxify:KIND`` or ``detoxify:KIND=PATH``; ``@version`` behind ``compact``
        or KIND where it matters

    Raises
    ------
    ToolkitError : nothing is known by that name, or in another version
    """
    kind, _, place = name.partition(":")
    if kind == "onnx" and place:
        return open_folder(Path(place))
    if name.startswith(PREFIX):
        return open_detoxify(name)
    short, _, version = name.partition("@")
    if short not in SHIPPED:
        mend = f"name one of {', '.join(SHIPPED)}, onnx:FOLDER, detoxify:KIND=PATH"
        raise ToolkitError(f"no scorer {name!r}", mend=mend)
    scorer = open_folder(Path(str(files("toolkit.scorers").joinpath("models", short))))
    if version and version != scorer.version:
        what = f"this is {scorer.id}, not {name}"
        raise ToolkitError(what, mend="score again, or give thresholds with at=")
    return scorer


def thresholds(name: str) -> dict[str, float]:
    """Return the score from which a comment counts as hot, a label, for the scorer of that name."""
    if name.startswith(PREFIX) and "=" not in name:
        # tables are measured where no checkpoint is
        return plain_thresholds(name)
    return dict(pick(name).thresholds)


def score(
    comments: pl.DataFrame,
    scorer: str | Scorer = "compact",
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pl.DataFrame:
    """Score every comment with the named scorer.

    Parameters
    ----------
    comments : COMMENTS, n rows
    scorer : a name that `pick` knows, or a `Scorer`
    cache : SQLite file of scores already obtained, made if it is not there
    progress : called with (scored, to score) after every batch

    Returns
    -------
    SCORES, n rows in the order of `comments`: calibrated probabilities, float32 in [0, 1], null where
    a comment has no text
    """
    chosen = pick(scorer) if isinstance(scorer, str) else scorer
    if cache is None:
        return score_table(comments, chosen, progress=progress)
    with Cache(cache) as kept:
        return score_table(comments, chosen, cache=kept, progress=progress)
