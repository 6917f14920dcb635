"""A plan of a study -> threads with a planted effect: what the tests measure, and researchers plan with.

Linear persistence: a reply is hot with probability ``persistence * (parent is hot) + (1 - persistence) * q``. The
risk difference is then ``persistence`` in every stratum, whatever makes q differ: that is the heat shared for other
reasons, by thread, branch, user or hour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.spread.trees import climb
from toolkit.tables import complete

__all__ = ["SHARED", "Study", "simulate"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHARED = ("none", "thread", "branch", "user", "time")
SIZES = ("even", "heavy")

# A comment waits this long for a reply on average; a burst of heat lasts some replies.
DELAY_MINUTES = 10.0
BURST_MINUTES = 40.0
# Of replies to hot comments, this share is written by the hotter quarter of users.
HOT_SEEK_HOT = 0.6
LARGEST_THREAD = 400
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Study:
    """What to plant.

    Parameters
    ----------
    threads : number of threads, of 30 to 40 comments on average
    persistence : the planted risk difference, 0 to 1
    prevalence : mean of q, the heat without persistence
    shared : what makes q differ, of `SHARED`; several are averaged
    likeness : correlation of q-drawn heat within what shares it, 0 to below 1
    sizes : "even" (Poisson replies) or "heavy" (a few comments draw most replies)
    users_per_thread : users in all, over `threads`
    removed_hot, removed_cold : share of hot and of cold comments without score
    sensitivity, specificity : of the scorer
    misled : share of replies hung on another, random earlier comment of the thread, as inference would
    """

    threads: int = 100
    persistence: float = 0.0
    prevalence: float = 0.25
    shared: tuple[str, ...] = ("thread",)
    likeness: float = 0.25
    sizes: str = "even"
    users_per_thread: float = 4.0
    removed_hot: float = 0.0
    removed_cold: float = 0.0
    sensitivity: float = 1.0
    specificity: float = 1.0
    misled: float = 0.0


def simulate(study: Study, *, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return threads and scores of a study whose truth is known.

    Parameters
    ----------
    study : what to plant
    seed : same seed, same threads

    Returns
    -------
    COMMENTS (text empty) and SCORES with one label, "heat", hot from 0.5

    Raises
    ------
    ToolkitError : a name in ``shared`` or ``sizes`` that is not known

    Examples
    --------
    >>> comments, scores = simulate(Study(threads=2, persistence=0.2), seed=1)
    >>> comments["thread_id"].n_unique(), scores.columns[-1]
    (2, 'heat')
    """
    for name, known in [(study.sizes, SIZES), *((shared, SHARED) for shared in study.shared)]:
        if name not in known:
            raise ToolkitError(f"unknown name {name!r} in a study", where="simulate", mend=f"use {', '.join(known)}")
    rng = np.random.default_rng(seed)
    thread, parent, generation = _grow(study, rng)
    minutes = _times(parent, generation, rng)
    shown = _heat_by(study, (thread, parent, generation, minutes), rng)
    hot, user = _burn(study, (thread, parent, generation), shown, rng)
    return _comments(study, (thread, parent, user), minutes, rng), _scores(study, thread, hot, rng)


def _grow(study: Study, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Return thread, parent row and generation of every comment, generation by generation."""
    threads, parents = [np.arange(study.threads)], [np.full(study.threads, -1)]
    size = np.ones(study.threads, dtype=np.int64)
    rows, first = np.arange(study.threads), 0
    while rows.size:
        n_replies = _replies(study, rng, rows.size, root=first == 0)
        parent = np.repeat(rows, n_replies)
        thread = np.repeat(threads[-1], n_replies)
        order = np.argsort(thread, kind="stable")
        parent, thread = parent[order], thread[order]
        before = np.searchsorted(thread, thread)
        fits = size[thread] + np.arange(thread.size) - before < LARGEST_THREAD
        parent, thread = parent[fits], thread[fits]
        size += np.bincount(thread, minlength=study.threads)
        first += rows.size
        rows = np.arange(first, first + thread.size)
        threads.append(thread)
        parents.append(parent)
    generation = np.repeat(np.arange(len(threads)), [part.size for part in threads])
    return np.concatenate(threads), np.concatenate(parents), generation


def _replies(study: Study, rng: np.random.Generator, n: int, *, root: bool) -> Ints:
    if study.sizes == "even":
        return rng.poisson(4, n) + 1 if root else rng.poisson(0.85, n)
    shape, mean = 0.6, 6.0 if root else 0.92
    return rng.negative_binomial(shape, shape / (shape + mean), n)


def _times(parent: Ints, generation: Ints, rng: np.random.Generator) -> Floats:
    minutes = rng.exponential(DELAY_MINUTES, parent.size)
    for level in range(1, int(generation.max(initial=0)) + 1):
        rows = np.flatnonzero(generation == level)
        minutes[rows] += minutes[parent[rows]]
    return minutes


def _heat_by(study: Study, grown: tuple[Ints, Ints, Ints, Floats], rng: np.random.Generator) -> list[Floats]:
    """Return q as each shared reason but the user makes it."""
    thread, parent, generation, minutes = grown
    branch, _ = climb(np.where(generation > 1, parent, -1))
    burst = (minutes // BURST_MINUTES).astype(np.int64)
    group = {"thread": thread, "branch": branch, "time": thread * (int(burst.max(initial=0)) + 1) + burst}
    return [_draw(study, group[name], rng) for name in study.shared if name in group]


def _draw(study: Study, group: Ints, rng: np.random.Generator) -> Floats:
    _, member = np.unique(group, return_inverse=True)
    return _beta(study, int(member.max(initial=-1)) + 1, rng)[member]


def _beta(study: Study, n: int, rng: np.random.Generator) -> Floats:
    # The correlation of two draws that share a Beta(a, b) chance is 1 / (a + b + 1).
    weight = 1 / study.likeness - 1
    return rng.beta(study.prevalence * weight, (1 - study.prevalence) * weight, n)


def _burn(
    study: Study, tree: tuple[Ints, Ints, Ints], shown: list[Floats], rng: np.random.Generator
) -> tuple[NDArray[np.bool_], Ints]:
    """Return who is hot and who writes, generation by generation."""
    thread, parent, generation = tree
    n_users = max(1, int(study.threads * study.users_per_thread))
    by_user = "user" in study.shared
    heat_of_user = _beta(study, n_users, rng) if by_user else np.full(n_users, study.prevalence)
    hotter = np.argsort(heat_of_user)[-max(1, n_users // 4) :]
    hot = np.zeros(thread.size, dtype=np.bool_)
    user = rng.integers(0, n_users, thread.size)
    for level in range(int(generation.max(initial=0)) + 1):
        rows = np.flatnonzero(generation == level)
        under_hot = hot[parent[rows]] & (level > 0)
        if by_user:
            sought = under_hot & (rng.random(rows.size) < HOT_SEEK_HOT)
            user[rows[sought]] = rng.choice(hotter, int(sought.sum()))
        parts = [part[rows] for part in shown] + ([heat_of_user[user[rows]]] if by_user else [])
        q = np.mean(parts, axis=0) if parts else np.full(rows.size, study.prevalence)
        chance = np.where(level > 0, study.persistence * under_hot + (1 - study.persistence) * q, q)
        hot[rows] = rng.random(rows.size) < chance
    return hot, user


def _comments(study: Study, tree: tuple[Ints, Ints, Ints], minutes: Floats, rng: np.random.Generator) -> pl.DataFrame:
    thread, parent, user = tree
    n = thread.size
    misled = (rng.random(n) < study.misled) & (parent >= 0)
    # Rows run generation by generation: any earlier row of the thread is a comment that could have been answered.
    order = np.argsort(thread, kind="stable")
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    start = np.searchsorted(thread[order], thread)
    guess = order[start + (rng.random(n) * (place - start)).astype(np.int64)]
    parent = np.where(misled, guess, parent)
    ids = pl.Series(np.arange(n)).cast(pl.String)
    answered = pl.select(pl.when(pl.Series(parent >= 0)).then(pl.Series(parent).cast(pl.String)))[:, 0]
    return complete(
        pl.DataFrame(
            {
                "thread_id": pl.Series(thread).cast(pl.String),
                "comment_id": ids,
                "reply_to": answered,
                "user": pl.Series(user).cast(pl.String),
                "timestamp": pl.Series((minutes * 60e6).astype(np.int64)).cast(pl.Datetime("us", "UTC")),
                "reply_basis": pl.Series(np.where(study.misled > 0, "inferred", "stated")).new_from_index(0, n)
                if n
                else pl.Series([], dtype=pl.String),
                "reply_confidence": pl.Series(np.full(n, 1 - study.misled, dtype=np.float32)),
            }
        )
    )


def _scores(study: Study, thread: Ints, hot: NDArray[np.bool_], rng: np.random.Generator) -> pl.DataFrame:
    n = hot.size
    seen = rng.random(n) < np.where(hot, study.sensitivity, 1 - study.specificity)
    score = (THRESHOLD * (seen + rng.random(n))).clip(0, 1)
    removed = rng.random(n) < np.where(hot, study.removed_hot, study.removed_cold)
    return pl.DataFrame(
        {
            "thread_id": pl.Series(thread).cast(pl.String),
            "comment_id": pl.Series(np.arange(n)).cast(pl.String),
            "scorer": pl.Series(["simulated@1"], dtype=pl.String).new_from_index(0, n),
            "windows": pl.Series(np.ones(n, dtype=np.uint16)),
            "heat": pl.select(pl.when(pl.Series(~removed)).then(pl.Series(score.astype(np.float32))))[:, 0],
        }
    )
