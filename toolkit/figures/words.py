"""What a picture of one thread shows, in words: its title line and its alt text."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.figures.places import plain

__all__ = ["count_words", "thread_alt", "thread_counts", "thread_title", "with_hot"]


def with_hot(placed: pl.DataFrame, label: str, at: float) -> pl.DataFrame:
    """Return `placed` with ``score``, ``hot`` (null = not scored), ``carried`` and ``run``.

    Parameters
    ----------
    placed : as `toolkit.figures.places.place` returns it
    label : the label that decides
    at : score from which a comment is hot

    Returns
    -------
    the same rows; ``carried`` says that a hot comment answers a hot one, ``run`` is how many hot comments
    in a row end here, 0 where the comment is not hot
    """
    score = placed[label]
    is_hot = (score >= at).fill_null(value=False).to_numpy()
    parent = placed["parent"].fill_null(-1).to_numpy()
    carried = is_hot & (parent >= 0) & is_hot[parent]
    run = is_hot.astype(np.int64)
    # A parent always stands above its replies, so one pass downwards sees it first.
    for row in np.flatnonzero(carried):
        run[row] = run[parent[row]] + 1
    return placed.with_columns(score=score, hot=score >= at, carried=pl.Series(carried), run=pl.Series(run))


def count_words(n: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> count_words(1, "comment"), count_words(12000, "comment"), count_words(2, "reply", "replies")
    ('1 comment', '12,000 comments', '2 replies')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def thread_title(marked: pl.DataFrame) -> str:
    """Return the thread's id, fit to stand above a picture."""
    return f"Thread {plain(str(marked['thread_id'][0]), 80)}"


def thread_counts(marked: pl.DataFrame, label: str, at: float) -> str:
    """Return one line: how many comments, how many scored, how many hot."""
    n_scored, n_hot = int(marked["hot"].is_not_null().sum()), int(marked["hot"].sum())
    return f"n = {count_words(marked.height, 'comment')}, {n_scored:,} scored, {n_hot:,} hot ({label} ≥ {at:.2f})"


def thread_alt(marked: pl.DataFrame, label: str, at: float) -> str:
    """Return what a reader should know who does not see the picture."""
    n_hot = int(marked["hot"].sum())
    n_missing = int(marked["hot"].is_null().sum())
    n_guessed = int(marked["inferred"].sum())
    branches = count_words(marked["branch"].n_unique(), "branch", "branches")
    sentences = [
        f"{thread_title(marked)}: {count_words(marked.height, 'comment')} in {branches}, "
        f"the deepest at depth {_most(marked['depth'])}.",
        f"{count_words(n_hot, 'comment')} of {marked.height - n_missing:,} scored reach {at:.2f} for {label}; "
        f"{int(marked['carried'].sum()):,} of them answer a comment that does.",
    ]
    if n_hot:
        sentences.append(f"The longest unbroken run of hot replies has {count_words(_most(marked['run']), 'comment')}.")
    if n_missing:
        sentences.append(f"{count_words(n_missing, 'comment')} without a score: hatched, not low.")
    if n_guessed:
        sentences.append(f"{count_words(n_guessed, 'reply edge')} inferred, not stated by the page.")
    return " ".join(sentences)


def _most(column: pl.Series) -> int:
    return int(column.to_numpy().max())
