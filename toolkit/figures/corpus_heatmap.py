"""Many threads: one row a thread, one column a reply depth, the share of comments that are hot."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from toolkit.errors import ToolkitError
from toolkit.figures.colours import HEAT, colour_bar, hatch_cells, share_scale, squares
from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import INK, head, panel, white_to
from toolkit.figures.places import main_label, place, plain
from toolkit.figures.words import count_words, with_hot

__all__ = ["corpus_heatmap"]

# A share of one or two comments says nothing: the cell is hatched.
FEWEST = 3
# Rows with names; above, an axis counts them, and above `MOST_ROWS` neighbours share a row.
NAMED_ROWS = 40
MOST_ROWS = 200
# Deeper depths share the last column.
LAST_DEPTH = 20
UNKNOWN = -1
UNKNOWN_KEY = " ?: depth unknown."
TOP_INCHES, BOTTOM_INCHES = 1.05, 0.6
KEY = (
    f"Hottest threads first. Thin hatching: fewer than {FEWEST} scored comments. "
    "Dense hatching: comments, but no score. White: no comment."
)


def corpus_heatmap(
    comments: pl.DataFrame, scores: pl.DataFrame, *, at: Mapping[str, float], label: str | None = None
) -> Drawing:
    """Draw the share of hot comments of every thread at every reply depth, hottest threads first.

    Parameters
    ----------
    comments : COMMENTS of any number of threads
    scores : SCORES of one scorer
    at : score from which a comment is hot, for each label, in [0, 1]
    label : the label drawn; dehumanisation unless told

    Returns
    -------
    axes "heat" and "size"; the table holds one row a cell: the row it stands in, its threads, depth (-1 =
    unknown), comments, scored comments, hot comments and their share

    Raises
    ------
    ToolkitError : no comment, an unknown label

    Notes
    -----
    Up to `MOST_ROWS` threads have a row each; of more, neighbours in the order share one, their comments
    pooled. Level 0 is left out where every thread has one comment there (a root post, no comment thread).
    """
    label = main_label(scores, at, label)
    marked = with_hot(place(comments, scores), label, at[label])
    if marked.is_empty():
        raise ToolkitError("no comment to draw", where="COMMENTS", mend="read pages that hold comments")
    cells = _cells(_rows(marked), marked)
    figure, axes = _room(cells)
    most = share_scale(cells.filter(pl.col("n_scored") >= FEWEST)["share"])
    _heat_panel(axes["heat"], cells, most)
    _size_panel(axes["size"], cells)
    overall = int(marked["hot"].sum()) / max(int(marked["hot"].is_not_null().sum()), 1)
    colour_bar(figure, axes["bar"], words="share of comments hot", marks={f"all {overall:.2f}": overall}, most=most)
    counts = _counts(marked, label, at[label])
    key = KEY + UNKNOWN_KEY if UNKNOWN in cells["depth"] else KEY
    head(figure, title="Threads by reply depth", counts=counts, key=key)
    return Drawing("corpus_heatmap", "Threads by reply depth", figure, cells, _alt(cells, counts))


def _rows(marked: pl.DataFrame) -> pl.DataFrame:
    """Return the row of every thread, by share of hot comments; threads with too few scored ones last."""
    threads = (
        marked.group_by("thread_id", maintain_order=True)
        .agg(share=pl.col("hot").mean(), n=pl.len(), said=pl.col("hot").count() >= FEWEST)
        .sort("said", "share", "n", "thread_id", descending=[True, True, True, False], nulls_last=True)
    )
    together = -(-threads.height // MOST_ROWS)
    return threads.select("thread_id", heat_row=pl.int_range(pl.len()) // together)


def _cells(rows: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    known = pl.when(pl.col("state") == "ok").then(pl.col("depth").clip(upper_bound=LAST_DEPTH)).otherwise(UNKNOWN)
    depths = marked.with_columns(depth=known).join(rows, on="thread_id", how="left", maintain_order="left")
    cells = (
        depths.group_by("heat_row", "depth")
        .agg(
            threads=pl.col("thread_id").unique().sort().str.join(" "),
            n_comments=pl.len(),
            n_scored=pl.col("hot").count(),
            n_hot=pl.col("hot").sum(),
        )
        .sort("heat_row", "depth")
        .with_columns(share=pl.when(pl.col("n_scored") > 0).then(pl.col("n_hot") / pl.col("n_scored")))
    )
    top = cells.filter(pl.col("depth") == 0)
    only_roots = cells["depth"].n_unique() > 1 and bool((top["n_comments"] == 1).all()) and top.height > 0
    return cells.filter(pl.col("depth") != 0) if only_roots else cells


def _room(cells: pl.DataFrame) -> tuple[Figure, dict[str, Axes]]:
    n_rows, n_depths = _most(cells["heat_row"]) + 1, cells["depth"].n_unique()
    named = n_rows <= NAMED_ROWS
    height = n_rows * 0.22 if named else max(3.6, n_rows * 0.034)
    left = 2.2 if named else 0.75
    width = float(np.clip(0.42 * n_depths, 2.4, 7.0))
    figure = Figure(figsize=(left + width + 0.75 + 1.75, height + TOP_INCHES + BOTTOM_INCHES))
    panels = {
        "heat": panel(figure, "heat", left=left, top=TOP_INCHES, width=width, height=height),
        "size": panel(figure, "size", left=left + width + 0.08, top=TOP_INCHES, width=0.6, height=height),
        "bar": panel(figure, "bar", left=left + width + 1.4, top=TOP_INCHES, width=0.14, height=min(height, 3.2)),
    }
    for name in ("heat", "size"):
        panels[name].set_ylim(n_rows - 0.5, -0.5)
    return figure, panels


def _heat_panel(axes: Axes, cells: pl.DataFrame, most: float) -> None:
    depths = sorted(cells["depth"].unique(), key=lambda depth: (depth == UNKNOWN, depth))
    column = {depth: number for number, depth in enumerate(depths)}
    n_rows = _most(cells["heat_row"]) + 1
    places = np.column_stack([[column[depth] for depth in cells["depth"]], cells["heat_row"].to_numpy()]).astype(float)
    n_scored = cells["n_scored"].to_numpy()
    shares = np.full((n_rows, len(depths)), np.nan)
    said = n_scored >= FEWEST
    shares[places[said, 1].astype(int), places[said, 0].astype(int)] = cells["share"].to_numpy()[said]
    axes.imshow(np.ma.masked_invalid(shares), cmap=HEAT, vmin=0, vmax=most, aspect="auto", interpolation="nearest")
    few = (n_scored > 0) & ~said
    hatch_cells(axes, squares(places[few]), dense=False).set_label("few")
    hatch_cells(axes, squares(places[n_scored == 0]), dense=True).set_label("missing")
    white_to(axes)
    axes.set_xticks(range(len(depths)), [_depth_name(depth) for depth in depths])
    axes.set_xlabel("reply depth", fontsize=8, color=INK)
    axes.set_xlim(-0.5, len(depths) - 0.5)
    axes.set_ylim(n_rows - 0.5, -0.5)
    _name_rows(axes, cells)


def _depth_name(depth: int) -> str:
    if depth == UNKNOWN:
        return "?"
    return f"{LAST_DEPTH}+" if depth == LAST_DEPTH else str(depth)


def _name_rows(axes: Axes, cells: pl.DataFrame) -> None:
    rows = cells.group_by("heat_row").agg(pl.col("threads").first()).sort("heat_row")
    if rows.height <= NAMED_ROWS:
        axes.set_yticks(rows["heat_row"].to_list(), [plain(name, 30) for name in rows["threads"]], parse_math=False)
        axes.tick_params(axis="y", length=0, labelsize=7)
        for edge in np.arange(rows.height - 1) + 0.5:
            axes.axhline(edge, color="white", linewidth=1.2, zorder=3)
        return
    several = cells.select(pl.col("threads").str.contains(" ", literal=True).any()).item()
    axes.set_ylabel("rows of neighbouring threads" if several else "threads", fontsize=8, color=INK)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))


def _size_panel(axes: Axes, cells: pl.DataFrame) -> None:
    """Print how many comments stand in each row, or draw it as a bar where print would be too small."""
    sizes = cells.group_by("heat_row").agg(n=pl.col("n_comments").sum()).sort("heat_row")
    if sizes.height <= NAMED_ROWS:
        axes.set_axis_off()
        for row, n in sizes.iter_rows():
            axes.text(0.0, row, f"n {n:,}", va="center", fontsize=7, color=INK)
        axes.set_xlim(0, 1)
        return
    axes.barh(sizes["heat_row"].to_numpy(), sizes["n"].to_numpy(), height=1.0, color="#a9a9b2")
    white_to(axes)
    axes.set_yticks([])
    axes.spines[["top", "right"]].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(2, integer=True))
    axes.tick_params(labelsize=6)
    axes.set_xlabel("comments", fontsize=7, color=INK)


def _counts(marked: pl.DataFrame, label: str, at: float) -> str:
    n_scored, n_hot = int(marked["hot"].count()), int(marked["hot"].sum())
    n = f"{count_words(marked['thread_id'].n_unique(), 'thread')}, {count_words(marked.height, 'comment')}"
    return f"n = {n}, {n_scored:,} scored, {n_hot:,} hot ({label} ≥ {at:.2f})"


def _alt(cells: pl.DataFrame, counts: str) -> str:
    by_depth = (
        cells.filter(pl.col("depth") != UNKNOWN)
        .group_by("depth")
        .agg(n=pl.col("n_scored").sum(), hot=pl.col("n_hot").sum())
        .filter(pl.col("n") >= FEWEST)
        .sort("depth")
    )
    shares = [f"depth {depth}: {hot / n:.2f} of {n:,}" for depth, n, hot in by_depth.iter_rows()]
    n_few = cells.filter(pl.col("n_scored") < FEWEST).height
    said = f"Share of hot comments over all threads, by reply depth: {'; '.join(shares)}." if shares else ""
    hatched = f"{count_words(n_few, 'cell')} of {cells.height:,} hatched for want of scored comments."
    return f"Heatmap of threads by reply depth, {counts}. {said} {hatched}".replace("  ", " ")


def _most(column: pl.Series) -> int:
    return int(column.to_numpy().max())
