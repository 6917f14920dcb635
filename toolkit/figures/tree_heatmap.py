"""One thread, one row a comment: who answers whom on the left, how hot each comment is on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from toolkit.errors import ToolkitError
from toolkit.figures.colours import HEAT, NEAR, colour_bar, hatch_cells, ring_cells, squares
from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import FAINT, INK, head, panel, white_to
from toolkit.figures.places import main_label, one_thread, place, plain, short_name
from toolkit.figures.words import thread_alt, thread_counts, thread_title, with_hot
from toolkit.tables import labels_of

__all__ = ["tree_heatmap"]

# Rows with names and text bars; above that, names would be smaller than print.
NAMED_ROWS = 40
# Above that the picture is taller than any page.
MOST_ROWS = 400
NAMED_INCHES = 0.25
BARE_INCHES = 0.085
COLUMN_INCHES = 0.42
TOP_INCHES = 1.95
BOTTOM_INCHES = 0.55
SHOWN_CHARACTERS = 52
LONG_TEXT = 400
KEY = (
    "Large and rimmed: hot. Thick black: a hot reply to a hot comment. Dashed: the reply is inferred. "
    f"Hatched and ×: no score. Ring: within {NEAR:.2f} of the threshold."
)
HIDDEN = " Grey bar: the text, hidden."


def tree_heatmap(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    at: Mapping[str, float],
    label: str | None = None,
    labels: Sequence[str] | None = None,
    reveal: bool = False,
) -> Drawing:
    """Draw the reply tree of one thread beside a heatmap of its scores, one row a comment.

    Parameters
    ----------
    comments : COMMENTS of one thread, at most `MOST_ROWS` rows
    scores : SCORES of one scorer
    at : score from which a comment is hot, for each label, in [0, 1]
    label : decides which comments and edges are drawn hot; dehumanisation unless told
    labels : the columns; all that `scores` holds and `at` names, unless told
    reveal : print the beginning of each text instead of a grey bar; only where rows are named

    Returns
    -------
    axes "tree" and "heat" (and "names" to `NAMED_ROWS` comments); the table holds one row a comment

    Raises
    ------
    ToolkitError : several threads, too many comments, an unknown label
    """
    label = main_label(scores, at, label)
    columns = [name for name in labels or labels_of(scores) if main_label(scores, at, name)]
    marked = with_hot(place(comments, scores), label, at[label])
    one_thread(marked)
    if marked.height > MOST_ROWS:
        what = f"{marked.height:,} comments, of which a tree heatmap holds {MOST_ROWS}"
        raise ToolkitError(what, where="tree_heatmap", mend="draw the icicle")
    figure, axes = _room(marked, len(columns))
    _tree_panel(axes["tree"], marked)
    _heat_panel(axes["heat"], marked, columns, at)
    if "names" in axes:
        _name_panel(axes["names"], marked, comments if reveal else None)
    colour_bar(figure, axes["bar"], words="score", marks={f"hot ≥ {at[label]:.2f}": at[label]})
    counts = thread_counts(marked, label, at[label])
    head(figure, title=thread_title(marked), counts=counts, key=KEY if reveal or "names" not in axes else KEY + HIDDEN)
    alt = thread_alt(marked, label, at[label])
    return Drawing("tree_heatmap", thread_title(marked), figure, _table(marked, columns), alt)


def _table(marked: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    kept = ("thread_id", "comment_id", "row", "parent", "depth", "user", "state", "inferred", "n_characters")
    return marked.select(*kept, "hot", "carried", *columns)


def _room(marked: pl.DataFrame, n_columns: int) -> tuple[Figure, dict[str, Axes]]:
    """Return an empty figure with its panels, every row as high as its number allows."""
    n, deepest = marked.height, int(marked["depth"].to_numpy().max())
    named = n <= NAMED_ROWS
    height = n * (NAMED_INCHES if named else BARE_INCHES)
    tree_width = float(np.clip(0.28 * (deepest + 1), 1.2, 3.6))
    widths = {"tree": tree_width, "heat": COLUMN_INCHES * n_columns} | ({"names": 3.5} if named else {})
    left, gap = 0.35, 0.12
    total = left + sum(widths.values()) + gap * len(widths) + 1.35
    figure = Figure(figsize=(max(total, 6.2), height + TOP_INCHES + BOTTOM_INCHES))
    panels, x = {}, left
    for name, width in widths.items():
        panels[name] = panel(figure, name, left=x, top=TOP_INCHES, width=width, height=height)
        panels[name].set_ylim(n - 0.5, -0.5)
        x += width + gap
    panels["bar"] = panel(figure, "bar", left=x + 0.75, top=TOP_INCHES, width=0.14, height=min(height, 3.2))
    return figure, panels


def _tree_panel(axes: Axes, marked: pl.DataFrame) -> None:
    depth, parent = marked["depth"].to_numpy(), marked["parent"].fill_null(-1).to_numpy()
    carried, guessed = marked["carried"].to_numpy(), marked["inferred"].to_numpy()
    rows = np.flatnonzero(parent >= 0)
    elbows = np.stack(
        [
            np.column_stack([depth[parent[rows]], parent[rows]]),
            np.column_stack([depth[parent[rows]], rows]),
            np.column_stack([depth[rows], rows]),
        ],
        axis=1,
    ).astype(np.float64)
    for name, chosen, colour, width, style in (
        ("stated", ~carried[rows] & ~guessed[rows], FAINT, 0.9, "solid"),
        ("inferred", ~carried[rows] & guessed[rows], "#b9b9c0", 0.8, (0, (2, 2))),
        ("carried", carried[rows] & ~guessed[rows], "black", 2.2, "solid"),
        ("carried, inferred", carried[rows] & guessed[rows], "black", 1.6, (0, (1.6, 1))),
    ):
        lines = LineCollection(list(elbows[chosen]), colors=colour, linewidths=width, linestyles=[style], label=name)
        lines.set_zorder(1 + width)
        axes.add_collection(lines, autolim=False)
    _nodes(axes, marked)
    axes.set_xlim(-0.6, max(depth.max(), 1) + 0.6)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    white_to(axes)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.set_yticks([])
    axes.set_xlabel("reply depth", fontsize=8, color=INK)


def _nodes(axes: Axes, marked: pl.DataFrame) -> None:
    depth, rows = marked["depth"].to_numpy(), np.arange(marked.height)
    score = marked["score"].to_numpy()
    hot = marked["hot"].fill_null(value=False).to_numpy()
    scored = ~np.isnan(score)
    small, big = (22, 95) if marked.height <= NAMED_ROWS else (13, 48)
    for name, chosen, size, rim, width in (
        ("scored", scored & ~hot, small, FAINT, 0.7),
        ("hot", hot, big, "black", 1.5),
    ):
        axes.scatter(
            depth[chosen], rows[chosen], s=size, c=score[chosen], cmap=HEAT, vmin=0, vmax=1,
            edgecolors=rim, linewidths=width, zorder=6, label=name,
        )  # fmt: skip
    axes.scatter(depth[~scored], rows[~scored], s=small, c=INK, marker="x", linewidths=1.0, zorder=6, label="missing")
    adrift = (marked["parent"].is_null() & (marked["state"] != "ok")).to_numpy()
    axes.scatter(
        depth[adrift], rows[adrift], s=big * 1.6, facecolors="none", edgecolors=FAINT, marker="s", linewidths=0.8,
        zorder=5, label="origin unknown",
    )  # fmt: skip


def _heat_panel(axes: Axes, marked: pl.DataFrame, columns: Sequence[str], at: Mapping[str, float]) -> None:
    values = marked.select(columns).to_numpy().astype(np.float64)
    axes.imshow(np.ma.masked_invalid(values), cmap=HEAT, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    rows, at_columns = np.nonzero(np.isnan(values))
    if rows.size:
        hatch_cells(axes, squares(np.column_stack([at_columns, rows])))
    thresholds = np.array([at[name] for name in columns])
    near_rows, near_columns = np.nonzero(np.abs(values - thresholds) <= NEAR)
    small = marked.height > NAMED_ROWS
    ring_cells(axes, np.column_stack([near_columns, near_rows]).astype(np.float64), size=7.0 if small else 18.0)
    white_to(axes)
    for edge in np.arange(len(columns) - 1) + 0.5:
        axes.axvline(edge, color="white", linewidth=1.5, zorder=3)
    if not small:
        for edge in np.arange(marked.height - 1) + 0.5:
            axes.axhline(edge, color="white", linewidth=1.0, zorder=3)
    axes.set_yticks([])
    axes.xaxis.tick_top()
    heads = [f"{plain(name, 18)} ≥ {at[name]:.2f}" for name in columns]
    axes.set_xticks(range(len(columns)), heads, rotation=42, ha="left", rotation_mode="anchor", parse_math=False)
    axes.tick_params(length=0, labelsize=7.5)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(marked.height - 0.5, -0.5)


def _name_panel(axes: Axes, marked: pl.DataFrame, revealed: pl.DataFrame | None) -> None:
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    for row, (thread, comment, user) in enumerate(marked.select("thread_id", "comment_id", "user").iter_rows()):
        for x, text in ((0.0, plain(short_name(comment, thread), 9)), (0.16, plain(user or "unknown", 14))):
            axes.text(x, row, text, va="center", fontsize=7, family="monospace", color=INK, parse_math=False)
    start = 0.43
    if revealed is None:
        n_characters = marked["n_characters"].to_numpy()
        share = np.minimum(n_characters / min(LONG_TEXT, max(n_characters.max(), 1)), 1.0)
        axes.barh(range(marked.height), (1 - start) * share, left=start, height=0.5, color="#d7d7dc", label="hidden")
        return
    texts = marked.join(revealed.select("comment_id", "text"), on="comment_id", how="left", maintain_order="left")
    for row, text in enumerate(texts["text"]):
        shown = plain(text.replace("\n", " "), SHOWN_CHARACTERS)
        axes.text(start, row, shown, va="center", fontsize=5.5, color=INK, parse_math=False)
