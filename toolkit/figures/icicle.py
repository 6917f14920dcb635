"""One thread as an icicle: depths downwards, every comment once, as wide as the replies that end below it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from toolkit.errors import ToolkitError
from toolkit.figures.colours import HEAT, NEAR, colour_bar, hatch_cells, ring_cells, squares
from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import INK, head, panel, white_to
from toolkit.figures.places import main_label, one_thread, place
from toolkit.figures.words import thread_alt, thread_counts, thread_title, with_hot

__all__ = ["icicle"]

# Above that, a comment is narrower than a printed dot.
MOST_ROWS = 5000
WIDTH, TOP_INCHES, BOTTOM_INCHES = 9.5, 1.05, 0.35
# A rim around a box narrower than this would be taken for a dark score.
RIM_INCHES = 0.04
# A ring needs more room than a rim.
RING_INCHES = 0.11
DEPTH_INCHES, LEAST_INCHES, MOST_INCHES = 0.3, 1.6, 7.0
KEY = (
    "One box a comment, its replies below it, as wide as the number of replies that nobody answered. "
    "Black rim: hot; ring: close to the threshold (wide boxes only). Hatched: no score. Dashed top: the reply is "
    "inferred. White: no comment."
)


def icicle(
    comments: pl.DataFrame, scores: pl.DataFrame, *, at: Mapping[str, float], label: str | None = None
) -> Drawing:
    """Draw one thread of up to `MOST_ROWS` comments as an icicle coloured by score.

    Parameters
    ----------
    comments : COMMENTS of one thread
    scores : SCORES of one scorer
    at : score from which a comment is hot, for each label, in [0, 1]
    label : the label drawn; dehumanisation unless told

    Returns
    -------
    axes "icicle"; the table holds one row a comment with its box: left, width, depth

    Raises
    ------
    ToolkitError : several threads, too many comments, an unknown label
    """
    label = main_label(scores, at, label)
    marked = with_hot(place(comments, scores), label, at[label])
    one_thread(marked)
    if marked.height > MOST_ROWS:
        what = f"{marked.height:,} comments, of which an icicle holds {MOST_ROWS:,}"
        raise ToolkitError(what, where="icicle", mend="draw the chain matrix or time by depth")
    boxes = _boxes(marked)
    n_depths = int(boxes["depth"].to_numpy().max()) + 1
    height = float(np.clip(DEPTH_INCHES * n_depths, LEAST_INCHES, MOST_INCHES))
    figure = Figure(figsize=(WIDTH + 1.95, height + TOP_INCHES + BOTTOM_INCHES))
    axes = panel(figure, "icicle", left=0.6, top=TOP_INCHES, width=WIDTH, height=height)
    _draw_boxes(axes, boxes)
    _ring_near(axes, boxes, at[label])
    bar = panel(figure, "bar", left=WIDTH + 1.35, top=TOP_INCHES, width=0.14, height=min(height, 3.2))
    colour_bar(figure, bar, words=f"{label} score", marks={f"hot ≥ {at[label]:.2f}": at[label]})
    head(figure, title=thread_title(marked), counts=thread_counts(marked, label, at[label]), key=KEY)
    return Drawing("icicle", thread_title(marked), figure, boxes, thread_alt(marked, label, at[label]))


def _boxes(marked: pl.DataFrame) -> pl.DataFrame:
    """Return where each comment's box stands: `left` and `width` in unanswered comments, `depth` down."""
    parent = marked["parent"].fill_null(-1).to_numpy()
    n_below = np.zeros(marked.height, dtype=np.int64)
    leaf = np.ones(marked.height, dtype=bool)
    leaf[parent[parent >= 0]] = False
    n_below[leaf] = 1
    # Replies stand below what they answer, so one pass upwards sees every reply before its parent.
    for row in range(marked.height - 1, -1, -1):
        if parent[row] >= 0:
            n_below[parent[row]] += n_below[row]
    kept = ("thread_id", "comment_id", "row", "parent", "depth", "user", "state", "inferred", "score", "hot")
    return marked.select(*kept, left=np.cumsum(leaf) - leaf, width=n_below)


def _draw_boxes(axes: Axes, boxes: pl.DataFrame) -> None:
    left, width, depth = (boxes[name].to_numpy().astype(float) for name in ("left", "width", "depth"))
    corners = squares(np.column_stack([np.zeros(boxes.height), depth]))
    corners[:, :, 0] = left[:, None] + width[:, None] * np.array([0.0, 1.0, 1.0, 0.0])
    score, hot = boxes["score"].to_numpy(), boxes["hot"].fill_null(value=False).to_numpy()
    scored = ~np.isnan(score)
    n_leaves = left.max() + width[int(left.argmax())]
    wide = width * WIDTH / n_leaves >= RIM_INCHES
    for name, chosen, rim in (("scored", scored, "white"), ("hot", hot & wide, INK)):
        lines = np.where(wide[chosen], 1.1 if name == "hot" else 0.6, 0.0)
        cells = PolyCollection(list(corners[chosen]), edgecolors=rim, linewidths=list(lines), label=name)
        if name == "scored":
            cells.set_array(score[chosen])
            cells.set(cmap=HEAT, clim=(0.0, 1.0))
        else:
            cells.set(facecolor="none", zorder=4)
        axes.add_collection(cells, autolim=False)
    hatch_cells(axes, corners[~scored]).set_label("missing")
    guessed = boxes["inferred"].to_numpy()
    tops = LineCollection(list(corners[guessed][:, :2]), colors="#55555c", linewidths=0.8, linestyles=[(0, (2, 2))])
    tops.set(label="inferred", zorder=5)
    axes.add_collection(tops, autolim=False)
    axes.set_xlim(0, n_leaves)
    axes.set_ylim(depth.max() + 0.5, -0.5)
    white_to(axes)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_ylabel("reply depth", fontsize=8, color=INK)


def _ring_near(axes: Axes, boxes: pl.DataFrame, at: float) -> None:
    """Ring the scores close to the threshold in boxes that are wide enough."""
    wide = pl.col("width") * (WIDTH / axes.get_xlim()[1]) >= RING_INCHES
    near = boxes.filter(((pl.col("score") - at).abs() <= NEAR) & wide)
    middle = near.select(pl.col("left") + pl.col("width") / 2, pl.col("depth").cast(pl.Float64))
    ring_cells(axes, middle.to_numpy().astype(np.float64), size=14.0)
