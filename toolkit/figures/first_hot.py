"""The first hot comment: how many threads have gone hot by their 1st, 2nd, ... comment, and how many end before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import FAINT, INK, head, panel, white_to
from toolkit.figures.places import main_label, plain
from toolkit.figures.words import count_words
from toolkit.spread import first_hot_curve
from toolkit.tables import COMMENTS, SCORES, check, keep_scorer

__all__ = ["first_hot", "n_timed"]

# Beyond it few threads are left, and the eye would follow those.
LAST_COMMENT = 100
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 6.4, 2.9, 0.75, 1.6, 1.15, 0.95
HOT, BAND, ENDED = "#b5367a", "#e9b3cf", "#dcdce1"
# Words beside lines closer than this, a share of the axes, would stand on each other.
APART = 0.09
STARTS = {"value": 0.0, "ended": 0.0, "low": float("nan"), "high": float("nan")}
TITLE = "When does a thread first go hot?"
KEY = (
    "Line: share of threads with a hot comment so far, by number of comments (Aalen-Johansen). Band: 95 % interval at "
    "each comment, leaving out one thread at a time; no band: refused, too little to say. Grey, from above: threads "
    "that ended without heat, which can no longer go hot. Dotted: were all comments alike hot."
)


def first_hot(
    comments: pl.DataFrame, scores: pl.DataFrame, *, at: Mapping[str, float], label: str | None = None
) -> Drawing:
    """Draw the cumulative incidence of the first hot comment, with the competing end of the thread.

    Parameters
    ----------
    comments : COMMENTS of several threads; those in which a comment has no time take no part
    scores : SCORES of one scorer
    at : score from which a comment is hot, for each label, in [0, 1]
    label : the label drawn; dehumanisation unless told

    Returns
    -------
    axes "incidence" with the lines "hot", "band", "ended" and "alike"; the table is
    `toolkit.spread.first_hot_curve`'s, one row a comment, to the 100th

    Raises
    ------
    ToolkitError : no thread whose comments all have a time, an unknown label
    """
    check(comments, COMMENTS)
    scores = keep_scorer(check(scores, SCORES))
    label = main_label(scores, at, label)
    curve = first_hot_curve(comments, scores, label=label, at=at[label], until=LAST_COMMENT)
    figure = Figure(figsize=(LEFT + WIDTH + RIGHT, TOP + HEIGHT + BOTTOM))
    axes = panel(figure, "incidence", left=LEFT, top=TOP, width=WIDTH, height=HEIGHT)
    _draw(axes, curve)
    _at_risk(axes, curve)
    _words_beside(axes, curve)
    counts = _counts(comments, curve, f"{plain(label, 30)} ≥ {at[label]:.2f}")
    head(figure, title=TITLE, counts=counts, key=KEY)
    return Drawing("first_hot", TITLE, figure, curve, _alt(curve, counts))


def n_timed(comments: pl.DataFrame) -> int:
    """Return how many threads have a time at every comment, and so a place in the curve."""
    times = comments.group_by("thread_id").agg(timed=pl.col("timestamp").is_not_null().all())
    return int(times["timed"].sum())


def _draw(axes: Axes, curve: pl.DataFrame) -> None:
    last = curve.height
    # Nothing has happened before the first comment; what holds at the last holds until there is another.
    steps = [0, *curve["comment"], last + 1]
    risen, ended, low, high = (_over(curve[name], before) for name, before in STARTS.items())
    axes.fill_between(steps, 1 - ended, 1.0, step="post", color=ENDED, linewidth=0, zorder=1, label="ended")
    axes.fill_between(steps, low, high, step="post", color=BAND, alpha=0.75, linewidth=0, zorder=2, label="band")
    alike = axes.plot(curve["comment"], curve["null_value"], color=INK, linewidth=1.1, linestyle=":", zorder=3)[0]
    alike.set_label("alike")
    refused = curve["low"].null_count() == last
    hot = axes.plot(steps, risen, drawstyle="steps-post", color=HOT, zorder=4, clip_on=False)[0]
    hot.set(label="hot", linewidth=1.4 if refused else 2.2, linestyle="--" if refused else "-")
    white_to(axes)
    axes.set_xlim(0, last + 1)
    axes.set_ylim(0, 1)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
    axes.set_xlabel("comments of the thread so far, in order of time", fontsize=8, color=INK)
    axes.set_ylabel("share of threads", fontsize=8, color=INK)


def _over(column: pl.Series, before: float) -> NDArray[np.float64]:
    """Return the value before the first comment, at each one and after the last; nan where there is none."""
    known = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.concatenate([[before], known, known[-1:]])


def _at_risk(axes: Axes, curve: pl.DataFrame) -> None:
    """Print below the axis how many threads come to a comment without heat before it."""
    below = axes.get_xaxis_transform()
    left = {int(comment): int(n) for comment, n in curve.select("comment", "n_at_risk").iter_rows()}
    for tick in axes.get_xticks():
        number = max(1, round(float(tick)))
        if number in left:
            axes.text(float(tick), -0.235, f"{left[number]:,}", transform=below, ha="center", fontsize=7, color=INK)
    words = "threads that come so far without heat:"
    axes.text(0.0, -0.185, words, transform=axes.transAxes, ha="left", va="center", fontsize=7, color=FAINT)


def _words_beside(axes: Axes, curve: pl.DataFrame) -> None:
    last = curve.row(-1, named=True)
    going = 1 - last["value"] - last["ended"]
    told = "" if last["low"] is None else f"\n({last['low']:.2f} to {last['high']:.2f})"
    places = {
        f"hot so far {last['value']:.2f}{told}": (last["value"], HOT),
        f"ended without heat {last['ended']:.2f}": (1 - last["ended"] / 2, INK),
        "were all alike": (last["null_value"], INK),
    }
    if going >= 0.005:
        places[f"cold, going on {going:.2f}"] = (last["value"] + going / 2, FAINT)
    ordered = sorted(places.items(), key=lambda place: place[1][0])
    floor = 0.02
    room = 1.0 - APART * (len(ordered) - 1)
    for words, (place, colour) in ordered:
        here = min(max(place, floor), room)
        axes.text(
            1.015, here, words, transform=axes.transAxes, va="center", fontsize=7.2, color=colour, parse_math=False
        )
        floor = here + APART * (1.5 if "\n" in words else 1.0)
        room += APART


def _counts(comments: pl.DataFrame, curve: pl.DataFrame, rule: str) -> str:
    n = int(curve["n_at_risk"][0])
    left = comments["thread_id"].n_unique() - n
    without = f"; {left:,} left out (no time or score)" if left else ""
    status = str(curve["status"][-1])
    refusal = f"; {status}" if status.startswith("refused") else ""
    return f"n = {count_words(n, 'thread')}, hot: {rule}{without}{refusal}"


def _alt(curve: pl.DataFrame, counts: str) -> str:
    shown = [step for step in (5, 10, 20, 50, LAST_COMMENT) if step < curve.height]
    lines = []
    for row in curve.filter(pl.col("comment").is_in([*shown, curve.height])).iter_rows(named=True):
        told = "no interval" if row["low"] is None else f"95 % interval {row['low']:.2f} to {row['high']:.2f}"
        lines.append(
            f"by comment {row['comment']} {row['value']:.2f} of threads have gone hot ({told}), "
            f"{row['ended']:.2f} have ended without heat, {row['n_at_risk']:,} came so far cold; "
            f"were all comments alike, {row['null_value']:.2f} would be hot"
        )
    fragile = " Fragile: fewer than 15 effective threads." if curve["status"][-1] == "fragile" else ""
    return f"Cumulative incidence of the first hot comment, {counts}: {'; '.join(lines)}.{fragile}"
