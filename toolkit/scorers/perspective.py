"""Scores already obtained from Google's Perspective API, as one more scorer: they are looked up, not computed."""

from __future__ import annotations

import hashlib
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import polars as pl

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Loaded, LookedUp, Match, Scorer
from toolkit.scorers.fold import fold
from toolkit.scorers.perspective_rows import ATTRIBUTES, Rows, read_rows
from toolkit.tables import COMMENTS, SPANS, check

__all__ = ["HOT_FROM", "find_spans", "open_scores", "thresholds_anywhere"]

NAME = "perspective"
# Perspective publishes no threshold. Its documentation ("About the API: Score", Research) advises social scientists who
# study harassment to try 0.7 or 0.9; this is the lower of the two, since spread needs hot comments to count.
HOT_FROM = 0.7
# Where more of the comments found by id have another text in the file, the ids are those of another numbering.
MOST_TEXTS_THAT_DIFFER = 0.5
ABOUT = {
    "encoder": "scores already obtained from Google's Perspective API",
    "languages": "those that were asked for",
    "licence": "your own agreement with the API",
    "size": "your file",
}
KIND_OF_ID = r"^t[1-6]_"
KEY = ["thread_id", "comment_id"]


def open_scores(path: Path | str) -> Scorer:
    """Return the scorer that looks up the scores in a file.

    Parameters
    ----------
    path : what `toolkit.scorers.perspective_rows.read_rows` reads

    Returns
    -------
    the scorer; its labels are the file's attributes in lower case, its version the file's digest. A comment is
    found by thread_id and comment_id; where the file names no threads by comment_id alone, if that is one
    comment's only; else by its text, folded as every scorer's texts are

    Raises
    ------
    ToolkitError : no file, or none with scores in it
    """
    path = Path(path)
    if not path.is_file():
        raise ToolkitError("no such file", where=str(path), mend="check the path")
    state = path.stat()
    return _opened(path.resolve(), state.st_mtime_ns, state.st_size, str(path))


@lru_cache(maxsize=4)
def _opened(path: Path, _changed: int, _size: int, shown: str) -> Scorer:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    rows = _prepared(read_rows(Path(shown)))
    labels = _labels(rows.table)
    return Scorer(
        name=NAME,
        version=digest[:8],
        labels=tuple(labels),
        thresholds=dict.fromkeys(labels, HOT_FROM),
        digest=digest,
        load=_no_model,
        about=ABOUT,
        look_up=partial(_look_up, shown, rows),
    )


def thresholds_anywhere() -> dict[str, float]:
    """Return the threshold of every known attribute, for tables whose file of scores is not at hand."""
    return dict.fromkeys(ATTRIBUTES, HOT_FROM)


def _no_model() -> Loaded:
    raise ToolkitError("scores of the Perspective API are looked up, not computed", mend="score a table of comments")


PREPARED = ("at", "thread_id", "comment_id", "text")


def _prepared(rows: Rows) -> Rows:
    table = rows.table.with_columns(**_bare(), text=_folded(rows.table["text"])).with_row_index("at")
    return rows._replace(table=table.select(*PREPARED, *_labels(rows.table)))


def _labels(table: pl.DataFrame) -> list[str]:
    return [column for column in table.columns if column not in PREPARED]


def _bare() -> dict[str, pl.Expr]:
    # Reddit's dumps write t1_abc where its own pages write abc
    return {name: pl.col(name).str.replace(KIND_OF_ID, "") for name in KEY}


def _folded(texts: pl.Series) -> pl.Series:
    return pl.Series("text", [fold(text) or None if text else None for text in texts], dtype=pl.String())


def _look_up(shown: str, rows: Rows, comments: pl.DataFrame) -> LookedUp:
    labels = _labels(rows.table)
    found = _found(shown, rows.table, comments)
    scores = rows.table.select(labels).with_row_index("at")
    values = found.join(scores, on="at", how="left", maintain_order="left").select(labels)
    windows = found["at"].is_not_null().cast(pl.UInt16()).to_numpy()
    used = found["at"].drop_nulls().n_unique()
    again, otherwise = _again(rows.table, labels)
    match = Match(
        source=shown,
        n_by_id=int((found["by"] == "id").sum()),
        n_by_text=int((found["by"] == "text").sum()),
        n_missing=int((found["at"].is_null() & found["text"].is_not_null()).sum()),
        n_without_text=int(found["text"].null_count()),
        n_texts_differ=int(found["differs"].sum()),
        n_rows_unused=rows.table.height - again - used,
        n_rows_empty=rows.n_empty,
        n_rows_broken=rows.n_broken,
        n_scored_otherwise=otherwise,
        left_out=rows.left_out,
    )
    return LookedUp(values.to_numpy().astype(np.float32), windows, match)


def _found(shown: str, table: pl.DataFrame, comments: pl.DataFrame) -> pl.DataFrame:
    """Return, in the order of `comments`, ``at``: the row of the file; ``by`` id or text; whether texts differ."""
    asked = comments.select(**_bare(), text=_folded(comments["text"])).with_row_index("row")
    alone = pl.col("comment_id").is_unique()
    # of a comment scored twice the later score counts, as it does where a file is written over
    keyed = table.filter(pl.col("comment_id").is_not_null()).unique(KEY, keep="last", maintain_order=True)
    in_threads = keyed.filter(pl.col("thread_id").is_not_null())
    bare = keyed.filter(pl.col("thread_id").is_null())
    by_id = pl.concat(
        [
            asked.join(in_threads.select(*KEY, "at", stored="text"), on=KEY),
            asked.filter(alone).join(bare.select("comment_id", "at", stored="text"), on="comment_id"),
        ]
    )
    by_id = by_id.filter(pl.col("text").is_not_null()).unique("row", keep="first", maintain_order=True)
    by_id = by_id.select("row", "at", by=pl.lit("id"), differs=pl.col("stored") != pl.col("text"))
    _same_numbering(shown, by_id)
    texts = table.filter(pl.col("text").is_not_null()).unique("text", keep="last", maintain_order=True)
    rest = asked.join(by_id, on="row", how="anti")
    by_text = rest.join(texts.select("text", "at"), on="text").select(
        "row", "at", by=pl.lit("text"), differs=pl.lit(None, dtype=pl.Boolean())
    )
    return asked.join(pl.concat([by_id, by_text]), on="row", how="left", maintain_order="left")


def _same_numbering(shown: str, by_id: pl.DataFrame) -> None:
    known = by_id["differs"].drop_nulls()
    if known.len() and known.mean() > MOST_TEXTS_THAT_DIFFER:  # type: ignore[operator]
        what = f"the ids mean other comments: {known.sum()} of {known.len()} found by id have another text there"
        raise ToolkitError(what, where=shown, mend="drop the column of ids, so that texts are compared")


def _again(table: pl.DataFrame, labels: list[str]) -> tuple[int, int]:
    """Return how many rows stand there again, by id or else by text, and how many comments have several scores."""
    text = pl.when(pl.col("comment_id").is_null()).then("text")
    keyed = table.select(*KEY, text.alias("text"), n=pl.struct(labels))
    n_scores = keyed.group_by(*KEY, "text").agg(pl.col("n").n_unique())["n"]
    return table.height - n_scores.len(), int((n_scores > 1).sum())


def find_spans(comments: pl.DataFrame, path: Path | str) -> pl.DataFrame:
    """Return the API's scores of parts of a text, such as sentences, for the comments whose text is the one scored.

    Parameters
    ----------
    comments : COMMENTS
    path : a file of scores, as for `open_scores`

    Returns
    -------
    SPANS with source ``model``; none for a comment whose text the file does not have word for word, for then its
    positions would point elsewhere, and none that ends past the text. Positions are taken as characters, which
    the API's documentation does not settle
    """
    comments = check(comments, COMMENTS)
    path = Path(path)
    scorer, rows = open_scores(path), read_rows(path)
    texts = rows.table.select("text").with_row_index("row").unique("text", keep="last", maintain_order=True)
    spans = rows.spans.join(texts.drop_nulls("text"), on="row", maintain_order="left")
    found = comments.select(*KEY, "text").join(spans, on="text", maintain_order="left_right")
    found = found.filter(pl.col("end") <= pl.col("text").str.len_chars()).with_columns(
        scorer=pl.lit(scorer.id), source=pl.lit("model", dtype=SPANS["source"]), domain=pl.lit(None, dtype=pl.String())
    )
    return check(found.select(SPANS.names()), SPANS)
