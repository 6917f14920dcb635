"""Simulated threads for looking at and testing figures and reports: seeded, harmless, written for the project."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from toolkit.tables import COMMENTS, SCORES, SPREAD, check, complete

LABELS = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "insult",
    "identity_attack",
    "dehumanisation",
    "violence",
)
AT = dict.fromkeys(LABELS, 0.5) | {"dehumanisation": 0.4, "violence": 0.55}
START = dt.datetime(2024, 3, 1, 8, 0, tzinfo=dt.UTC)
WORDS = ("the", "bridge", "was", "closed", "again", "and", "nobody", "told", "ferry", "people", "so", "we", "stood")
CONTROLS = ("none", "thread_depth", "branch_depth", "thread_depth_time", "user", "user_thread_depth")


def make_comments(n: int, *, thread: str = "pages/0", seed: int = 0, reach: float = 0.6, n_users: int = 30):
    """One thread of n comments; `reach` is the chance that a comment answers a recent one."""
    rng = np.random.default_rng(seed)
    parents: list[int | None] = []
    for row in range(n):
        if row == 0 or rng.random() < 0.18:
            parents.append(None)
        elif rng.random() < reach:
            parents.append(int(max(0, row - 1 - rng.integers(0, 4))))
        else:
            parents.append(int(rng.integers(0, row)))
    minutes = np.cumsum(rng.exponential(6.0, n))
    rows = []
    for row, parent in enumerate(parents):
        words = rng.choice(WORDS, size=int(rng.integers(3, 40)))
        inferred = parent is not None and rng.random() < 0.25
        rows.append(
            {
                "thread_id": thread,
                "comment_id": f"c{row}",
                "reply_to": None if parent is None else f"c{parent}",
                "user": f"user-{int(rng.zipf(1.6)) % n_users:03x}",
                "timestamp": START + dt.timedelta(minutes=float(minutes[row])),
                "timestamp_precision": "minute",
                "position": row,
                "depth": None,
                "text": " ".join(words).capitalize() + ".",
                "reply_basis": "inferred" if inferred else "stated",
                "reply_confidence": 0.7 if inferred else 0.99,
                "source": f"{thread}.txt",
                "line_start": 4 * row + 10,
                "line_end": 4 * row + 12,
            }
        )
    return complete(pl.DataFrame(rows, infer_schema_length=None))


def make_scores(comments: pl.DataFrame, *, seed: int = 0, missing: float = 0.04, labels=LABELS) -> pl.DataFrame:
    """Scores that persist from parent to child, a few of them missing."""
    rng = np.random.default_rng(seed + 1)
    rows = {key: row for row, key in enumerate(comments.select("thread_id", "comment_id").iter_rows())}
    heat = np.zeros(comments.height)
    for row, (thread, parent) in enumerate(comments.select("thread_id", "reply_to").iter_rows()):
        answered = rows.get((thread, parent))
        above = 0.1 if answered is None else heat[answered]
        heat[row] = np.clip(0.6 * above + rng.beta(0.5, 3.5) + (rng.random() < 0.07) * 0.6, 0.01, 0.99)
    lost = rng.random(comments.height) < missing
    columns = {}
    for label in labels:
        noisy = np.clip(heat * rng.uniform(0.5, 1.1) + rng.normal(0, 0.06, comments.height), 0.0, 1.0)
        columns[label] = pl.Series(np.where(lost, np.nan, noisy), dtype=pl.Float32).fill_nan(None)
    scores = comments.select("thread_id", "comment_id").with_columns(
        scorer=pl.lit("compact@1"), windows=pl.lit(1, dtype=pl.UInt16), **columns
    )
    return check(scores, SCORES)


def make_corpus(n_threads: int, *, seed: int = 0) -> pl.DataFrame:
    """Many threads of uneven size."""
    rng = np.random.default_rng(seed)
    sizes = np.maximum(1, rng.negative_binomial(0.9, 0.03, n_threads))
    return check(
        pl.concat(
            make_comments(int(size), thread=f"pages/{number:03d}", seed=seed + number)
            for number, size in enumerate(sizes)
        ),
        COMMENTS,
    )


def make_spread(*, labels=("dehumanisation",), refused: bool = False) -> pl.DataFrame:
    """A ladder for each label, one rung refused and one fragile, and the reproduction number."""
    rows = []
    for label in labels:
        for number, control in enumerate(CONTROLS):
            difference, status = 0.24 - 0.035 * number, "ok"
            if refused or control == "user_thread_depth":
                status = "refused: 2.1 effective threads, 4 are needed"
            elif control == "user":
                status = "fragile"
            known = not status.startswith("refused")
            rows.append(
                {
                    "label": label,
                    "metric": "risk_difference",
                    "control": control,
                    "value": difference,
                    "low": difference - 0.06 if known else None,
                    "high": difference + 0.07 if known else None,
                    "null_value": 0.0,
                    "p": 0.004 if known else None,
                    "n": 812,
                    "k_effective": 23.4 if known else 2.1,
                    "status": status,
                }
            )
            rows.append(
                rows[-1]
                | {
                    "metric": "odds_ratio",
                    "value": float(np.exp(6 * difference)),
                    "low": float(np.exp(6 * difference - 0.5)) if known else None,
                    "high": float(np.exp(6 * difference + 0.5)) if known else None,
                    "null_value": 1.0,
                }
            )
        rows.append(
            rows[0] | {"metric": "reproduction", "value": 0.31, "low": 0.22, "high": 0.4, "null_value": 0.19, "p": 0.01}
        )
    return check(pl.DataFrame(rows, schema=SPREAD), SPREAD)
