"""COMMENTS and SCORES -> one row a comment in the order it is drawn, read depth first.

What every figure draws from; nothing here is an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from toolkit.errors import ToolkitError
from toolkit.scorers import thresholds
from toolkit.spread.trees import tree
from toolkit.tables import COMMENTS, SCORES, check, keep_scorer, labels_of

__all__ = ["main_label", "one_thread", "place", "plain", "short_name", "thresholds_of"]

# The label the project is about; where a scorer lacks it, its first label leads.
HEADLINE = "dehumanisation"


def place(comments: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Return every comment with its scores and the place where it is drawn.

    Parameters
    ----------
    comments : COMMENTS, n rows
    scores : SCORES of one scorer, at most n rows

    Returns
    -------
    n rows, threads in order of first appearance, each read depth first: thread_id, comment_id; ``row``
    (0-based, over all threads) and ``parent`` (the row answered, null where none is known); ``depth``
    (replies up to the top of its tree or fragment); ``branch`` (row at which its chain ends); state, link;
    ``inferred`` (whether the reply edge is a guess); user, timestamp, ``n_characters``; then one Float32
    column a label, null = not scored

    Raises
    ------
    ToolkitError : a table breaks its contract, or `scores` mixes scorers
    """
    check(comments, COMMENTS)
    scores = keep_scorer(check(scores, SCORES))
    hung = tree(comments).sort("row")
    placed = pl.concat([comments.select(*KEPT, inferred=INFERRED, n_characters=N_CHARACTERS), hung], how="horizontal")
    placed = placed.join(
        scores.drop("scorer", "windows"), on=["thread_id", "comment_id"], how="left", maintain_order="left"
    ).sort("thread", "order", maintain_order=True)
    drawn = placed.select("row", drawn=pl.int_range(pl.len()))
    to_drawn = pl.Series("drawn", drawn.sort("row")["drawn"], dtype=pl.Int64)
    return placed.select(
        "thread_id",
        "comment_id",
        row=pl.int_range(pl.len()),
        parent=to_drawn.gather(placed["parent_row"]),
        depth=pl.col("fragment_depth").cast(pl.Int64),
        branch=to_drawn.gather(placed["branch"]),
        state="state",
        link="link",
        inferred="inferred",
        user="user",
        timestamp="timestamp",
        n_characters="n_characters",
        **{label: pl.col(label) for label in labels_of(scores)},
    )


KEPT = ("thread_id", "comment_id", "user", "timestamp")
INFERRED = pl.col("reply_basis").is_in(["inferred", "unknown"]) & pl.col("reply_to").is_not_null()
N_CHARACTERS = pl.col("text").str.len_chars()


def one_thread(placed: pl.DataFrame) -> str:
    """Return the thread that all rows of `placed` belong to.

    Raises
    ------
    ToolkitError : no comment at all, or comments of several threads
    """
    threads = placed["thread_id"].unique(maintain_order=True)
    if threads.len() != 1:
        what = f"{threads.len()} threads where one is drawn"
        raise ToolkitError(what, where="COMMENTS", mend="filter by thread_id, or draw the corpus")
    return str(threads[0])


def thresholds_of(scores: pl.DataFrame, at: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return `at`, or the thresholds that the scorer of `scores` brings with it.

    Raises
    ------
    ToolkitError : `at` is not given, and the scorer is unknown or there are several
    """
    if at is not None:
        return dict(at)
    names = keep_scorer(scores)["scorer"]
    return thresholds(str(names[0])) if names.len() else {}


def main_label(scores: pl.DataFrame, at: Mapping[str, float], label: str | None = None) -> str:
    """Return the label that decides what is hot: `label`, or `HEADLINE`, or the first that has a threshold.

    Raises
    ------
    ToolkitError : the label has no scores or no threshold
    """
    known = [name for name in labels_of(scores) if name in at]
    if not known:
        raise ToolkitError("no label has both scores and a threshold", where="at", mend="give at={label: threshold}")
    if label is None:
        return HEADLINE if HEADLINE in known else known[0]
    if label not in known:
        raise ToolkitError(f"unknown label {label!r}", where="label", mend=f"choose one of {', '.join(known)}")
    return label


def short_name(comment_id: str, thread_id: str) -> str:
    """Return what tells a comment from its neighbours: its id without its thread's.

    Examples
    --------
    >>> short_name("page-3fa9-12", "page-3fa9"), short_name("t1_abc", "t3_xyz")
    ('#12', 't1_abc')
    """
    rest = comment_id.removeprefix(thread_id).lstrip("-_:/.# ")
    return f"#{rest}" if rest and comment_id.startswith(thread_id) else comment_id


@cache
def _drawable() -> frozenset[int]:
    font = FT2Font(font_manager.findfont("DejaVu Sans"))
    return frozenset(font.get_charmap())


def plain(text: str, width: int = 40) -> str:
    r"""Return `text` fit to stand in a picture: one line, at most `width` characters, nothing invisible.

    Characters that matplotlib's own font lacks, control characters and marks that turn the writing
    direction become U+FFFD.

    Examples
    --------
    >>> plain("two\nlines\x1b[31m", 12)
    'two�lines�[…'
    """
    shown = "".join(sign if sign.isprintable() and ord(sign) in _drawable() else "\ufffd" for sign in text[: width + 1])
    return shown if len(shown) <= width else shown[: width - 1] + "…"
