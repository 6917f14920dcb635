"""COMMENTS -> SCORES and SPANS: the scorers by name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Loaded, Match, Scorer, score_table, score_texts
from toolkit.scorers.cache import Cache
from toolkit.scorers.detoxify import PREFIX, open_detoxify, plain_thresholds
from toolkit.scorers.detoxify_export import export_detoxify as export
from toolkit.scorers.evidence import find_evidence
from toolkit.scorers.lexicon import find_metaphors
from toolkit.scorers.onnx import open_folder
from toolkit.scorers.perspective import find_spans, open_scores, thresholds_anywhere
from toolkit.tables import COMMENTS, SCORES, SPANS, check

__all__ = [
    "SHIPPED",
    "Cache",
    "Loaded",
    "Match",
    "Scorer",
    "export",
    "find_evidence",
    "find_metaphors",
    "find_spans",
    "pick",
    "score",
    "score_texts",
    "spans",
    "thresholds",
]

SHIPPED = ("compact", "fast")
OTHERS = ("onnx:FOLDER", "detoxify:KIND=PATH", "perspective:FILE")


def pick(name: str) -> Scorer:
    """Return the scorer that `name` means.

    Parameters
    ----------
    name : ``compact``, ``fast``, ``onnx:FOLDER``, ``detoxify:KIND``, ``detoxify:KIND=PATH`` or ``perspective:FILE``;
        ``@version`` behind ``compact``, ``fast`` or KIND where it matters

    Raises
    ------
    ToolkitError : nothing is known by that name, or in another version
    """
    kind, _, place = name.partition(":")
    # a file of scores can be written anew while we run; it watches for that itself
    return open_scores(Path(place)) if kind == "perspective" and place else _pick(name)


@functools.cache
def _pick(name: str) -> Scorer:
    kind, _, place = name.partition(":")
    if kind == "onnx" and place:
        return open_folder(Path(place))
    if name.startswith(PREFIX):
        return open_detoxify(name)
    short, _, version = name.partition("@")
    if short not in SHIPPED:
        raise ToolkitError(f"no scorer {name!r}", mend=f"name one of {', '.join((*SHIPPED, *OTHERS))}")
    scorer = open_folder(Path(str(files("toolkit.scorers").joinpath("models", short))))
    if version and version != scorer.version:
        what = f"this is {scorer.id}, not {name}"
        raise ToolkitError(what, mend="score again, or give thresholds with at=")
    return scorer


def thresholds(name: str) -> dict[str, float]:
    """Return the score from which a comment counts as hot, a label, for the scorer of that name.

    Parameters
    ----------
    name : as `pick` takes it, or as it stands in ``SCORES``
    """
    if name.partition("@")[0] == "perspective":
        return thresholds_anywhere()
    if name.startswith(PREFIX) and "=" not in name:
        # tables are measured where no checkpoint is
        return plain_thresholds(name)
    return dict(pick(name).thresholds)


def score(
    comments: pl.DataFrame,
    scorer: str | Scorer | Sequence[str | Scorer] = "compact",
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    told: Callable[[Match], None] | None = None,
    part: bool = False,
) -> pl.DataFrame:
    """Score every comment with the named scorer, or with several.

    Parameters
    ----------
    comments : COMMENTS, n rows
    scorer : a name that `pick` knows, a `Scorer`, or several of them
    cache : SQLite file of scores already obtained, made if it is not there
    progress : called with (scored, to score) after every batch
    told : called once a scorer that looks scores up, with what it found
    part : the comments are a part of a larger table: a file of scores may know none of them

    Returns
    -------
    SCORES, n rows a scorer in the order of `comments`, one scorer after the other: float32 in [0, 1], null where
    a comment has no text, where scores are looked up and the comment has none, and where a scorer lacks a label
    that another has

    Raises
    ------
    ToolkitError : a scorer is unknown or named twice, or a file of scores knows none of the comments
    """
    chosen = [pick(one) if isinstance(one, str) else one for one in _listed(scorer)]
    names = [one.id for one in chosen]
    if not chosen or len(set(names)) < len(names):
        what = f"scorers are named twice: {', '.join(names)}" if chosen else "no scorer"
        raise ToolkitError(what, where="scorer", mend="name each scorer once")

    def met(match: Match) -> None:
        if not part and not match.n_found and match.n_missing:
            _refuse(comments, match)
        if told:
            told(match)

    kept = None if cache is None else Cache(cache)
    try:
        tables = [score_table(comments, one, cache=kept, progress=progress, told=met) for one in chosen]
    finally:
        if kept:
            kept.close()
    return check(pl.concat(tables, how="diagonal"), SCORES)


def spans(
    comments: pl.DataFrame,
    scores: pl.DataFrame | None = None,
    scorer: str | Scorer | Sequence[str | Scorer] = "compact",
    *,
    cache: Path | None = None,
    erase: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> pl.DataFrame:
    """Mark the characters that scores rest on, and the words of the metaphor lexicon.

    Parameters
    ----------
    comments : COMMENTS
    scores : SCORES of the scorer; null = the comments are scored first
    scorer : as for `score`
    cache : as for `score`
    erase : as for `find_evidence`
    progress : called with (marked, to mark) after every hot comment

    Returns
    -------
    SPANS in the order of `comments`, by place within one: those of `find_evidence` for a scorer with a
    model, the file's own for ``perspective:FILE``, and those of `find_metaphors` once
    """
    comments = check(comments, COMMENTS)
    tables = [find_metaphors(comments)]
    for one in _listed(scorer):
        chosen = pick(one) if isinstance(one, str) else one
        if chosen.look_up is None:
            known = score(comments, chosen, cache=cache) if scores is None else scores
            own = known.filter(pl.col("scorer") == chosen.id)
            tables.append(find_evidence(comments, own, chosen, erase=erase, progress=progress))
        elif isinstance(one, str):
            tables.append(find_spans(comments, Path(one.partition(":")[2])))
    rows = comments.select("thread_id", "comment_id").with_row_index("row")
    found = pl.concat(tables).join(rows, on=["thread_id", "comment_id"], maintain_order="left")
    order = ["row", "start", "end", "source", "scorer", "label", "domain"]
    return check(found.sort(order, maintain_order=True).drop("row"), SPANS)


def _listed(scorer: str | Scorer | Sequence[str | Scorer]) -> list[str | Scorer]:
    return [scorer] if isinstance(scorer, str | Scorer) else list(scorer)


def _refuse(comments: pl.DataFrame, match: Match) -> None:
    first = comments.row(0, named=True)
    what = f"none of its {match.n_rows_unused} scored rows belongs to any of {match.n_missing} comments"
    mend = f"its ids (here such as {first['comment_id']!r} in {first['thread_id']!r}) or its texts must be the table's"
    raise ToolkitError(what, where=match.source, mend=mend)
