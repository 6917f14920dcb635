"""Long threads: when and how deep comments are hot, in stretches of time that hold equally many comments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from toolkit.errors import ToolkitError
from toolkit.figures.colours import HEAT, colour_bar, hatch_cells, share_scale, squares
from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import INK, head, panel, white_to
from toolkit.figures.places import main_label, place
from toolkit.figures.words import count_words, with_hot
from toolkit.spread.intervals import wilson

__all__ = ["time_depth"]

FEWEST = 5
# A share whose Wilson interval reaches further than this to either side gets a dot.
UNSURE = 0.2
MOST_BINS = 40
COMMENTS_A_BIN = 20
LAST_DEPTH = 20
TOP_INCHES, BOTTOM_INCHES, WIDTH = 1.05, 0.6, 7.2
KEY = (
    f"Each column holds equally many comments. Hatched: fewer than {FEWEST} scored comments. "
    f"Dot: the share could be off by more than {UNSURE:.1f}. White: no comment."
)


def time_depth(
    comments: pl.DataFrame, scores: pl.DataFrame, *, at: Mapping[str, float], label: str | None = None
) -> Drawing:
    """Draw the share of hot comments by time since each thread's first comment and by reply depth.

    Parameters
    ----------
    comments : COMMENTS of one thread or of many; those without a timestamp or a known depth are left out
    scores : SCORES of one scorer
    at : score from which a comment is hot, for each label, in [0, 1]
    label : the label drawn; dehumanisation unless told

    Returns
    -------
    axes "heat"; the table holds one row a cell: bin, hours it begins and ends at, depth, comments, scored,
    hot, share and its Wilson interval

    Raises
    ------
    ToolkitError : fewer than two comments with a time, an unknown label

    Notes
    -----
    Wilson's interval holds within one cell only; it is no interval for the thread.
    """
    label = main_label(scores, at, label)
    marked = with_hot(place(comments, scores), label, at[label])
    timed = _timed(marked)
    if timed["hours"].n_unique() < 2:
        raise ToolkitError("fewer than two times", where="COMMENTS", mend="draw a form that needs no timestamps")
    cells = _cells(timed)
    n_depths = cells["depth"].to_numpy().max() + 1
    height = float(np.clip(0.26 * n_depths, 1.6, 6.0))
    figure = Figure(figsize=(0.7 + WIDTH + 1.95, height + TOP_INCHES + BOTTOM_INCHES))
    axes = panel(figure, "heat", left=0.7, top=TOP_INCHES, width=WIDTH, height=height)
    most = share_scale(cells.filter(pl.col("n_scored") >= FEWEST)["share"])
    _draw(axes, cells, most)
    bar = panel(figure, "bar", left=0.7 + WIDTH + 0.85, top=TOP_INCHES, width=0.14, height=min(height, 3.2))
    overall = int(timed["hot"].sum()) / max(int(timed["hot"].count()), 1)
    colour_bar(figure, bar, words="share of comments hot", marks={f"all {overall:.2f}": overall}, most=most)
    counts = _counts(marked, timed, f"{label} ≥ {at[label]:.2f}")
    head(figure, title="Time and reply depth", counts=counts, key=KEY)
    return Drawing("time_depth", "Time and reply depth", figure, cells, _alt(timed, cells, counts))


def _timed(marked: pl.DataFrame) -> pl.DataFrame:
    """Return the comments whose time and depth are known, with hours since their thread's first and a bin."""
    known = marked.filter(pl.col("timestamp").is_not_null(), pl.col("state") == "ok")
    since = pl.col("timestamp") - pl.col("timestamp").min().over("thread_id")
    timed = known.with_columns(hours=since.dt.total_seconds() / 3600.0).sort("hours", "row")
    n_bins = int(np.clip(timed.height // COMMENTS_A_BIN, 1, MOST_BINS))
    # Equal times share a bin, so that the order of rows decides nothing.
    rank = timed["hours"].rank("min").cast(pl.Int64) - 1
    return timed.with_columns(bin=(rank * n_bins) // max(timed.height, 1), depth=pl.col("depth").clip(0, LAST_DEPTH))


def _cells(timed: pl.DataFrame) -> pl.DataFrame:
    bins = timed.group_by("bin").agg(hours_from=pl.col("hours").min(), hours_to=pl.col("hours").max())
    cells = (
        timed.group_by("bin", "depth")
        .agg(n_comments=pl.len(), n_scored=pl.col("hot").count(), n_hot=pl.col("hot").sum())
        .join(bins, on="bin", how="left")
        .sort("bin", "depth")
    )
    found = [wilson(hits, n) for hits, n in cells.select("n_hot", "n_scored").iter_rows()]
    return cells.with_columns(
        pl.Series(name, [getattr(each, part) for each in found], dtype=pl.Float64)
        for name, part in (("share", "value"), ("low", "low"), ("high", "high"))
    )


def _draw(axes: Axes, cells: pl.DataFrame, most: float) -> None:
    n_bins, n_depths = (int(cells[name].to_numpy().max()) + 1 for name in ("bin", "depth"))
    places = cells.select("bin", "depth").to_numpy().astype(np.float64)
    said = (cells["n_scored"] >= FEWEST).to_numpy()
    shares = np.full((n_depths, n_bins), np.nan)
    shares[places[said, 1].astype(int), places[said, 0].astype(int)] = cells["share"].to_numpy()[said]
    axes.imshow(np.ma.masked_invalid(shares), cmap=HEAT, vmin=0, vmax=most, aspect="auto", interpolation="nearest")
    hatch_cells(axes, squares(places[~said]), dense=False).set_label("few")
    half = ((cells["high"] - cells["low"]) / 2).fill_null(0.0).to_numpy()
    unsure = places[said & (half > UNSURE)]
    dots = axes.scatter(unsure[:, 0], unsure[:, 1], s=9, c="white", edgecolors=INK, linewidths=0.7, zorder=4)
    dots.set_label("unsure")
    white_to(axes)
    axes.set_xlim(-0.5, n_bins - 0.5)
    axes.set_ylim(n_depths - 0.5, -0.5)
    starts = cells.group_by("bin").agg(pl.col("hours_from").first()).sort("bin")
    shown = starts.gather_every(max(1, n_bins // 7))
    axes.set_xticks(shown["bin"].to_list(), [f"{hours:,.1f}" for hours in shown["hours_from"]])
    axes.set_yticks(range(0, n_depths, max(1, n_depths // 10)))
    axes.set_xlabel("hours since the thread's first comment (equal counts a column)", fontsize=8, color=INK)
    axes.set_ylabel("reply depth", fontsize=8, color=INK)


def _counts(marked: pl.DataFrame, timed: pl.DataFrame, rule: str) -> str:
    left = marked.height - timed.height
    without = f"; {left:,} without time or depth left out" if left else ""
    n = count_words(timed.height, "comment")
    return f"n = {n}, {int(timed['hot'].count()):,} scored, {int(timed['hot'].sum()):,} hot ({rule}){without}"


def _alt(timed: pl.DataFrame, cells: pl.DataFrame, counts: str) -> str:
    halves = (
        timed.with_columns(late=pl.col("bin") > cells["bin"].to_numpy().max() / 2)
        .group_by("late")
        .agg(share=pl.col("hot").mean())
    )
    share = {late: value for late, value in halves.iter_rows() if value is not None}
    words = f"Share hot in the earlier half {share.get(False, 0.0):.2f}, in the later half {share.get(True, 0.0):.2f}. "
    n_few = cells.filter(pl.col("n_scored") < FEWEST).height
    few = f"{n_few:,} of {cells.height:,} cells are hatched for want of scored comments."
    return f"Heatmap of time by reply depth, {counts}. {words}{few}"
