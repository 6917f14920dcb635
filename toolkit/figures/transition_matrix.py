"""Heat of one kind under parents of another, label by label: what turns into what along replies."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from toolkit.errors import ToolkitError
from toolkit.figures.colours import hatch_cells, ink_on, squares
from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import INK, head, panel, white_to
from toolkit.figures.places import plain
from toolkit.tables import SPREAD, check

__all__ = ["is_told", "transition_matrix"]

CONTROL, OWN, FROM = "thread_depth", "risk_difference", "risk_difference_from_"
CELL, LEFT, TOP, RIGHT, BOTTOM = 0.82, 1.55, 1.9, 1.25, 0.45
# Violet below none and orange above, told apart by readers of every colour vision; the scale ends here at least.
COLOURS, LEAST = "PuOr_r", 0.1
KEY = (
    "How much more often a reply is hot in the column's label under a parent hot in the row's, within thread and depth "
    "(risk difference). Slanted: fragile. Hatched: refused, too little data to say."
)


def transition_matrix(spread: pl.DataFrame) -> Drawing:
    """Draw the risk difference of every label under parents hot in every label; the diagonal is the headline.

    Parameters
    ----------
    spread : SPREAD of two labels or more

    Returns
    -------
    one axes "transitions", a row a label of the parent and a column a label of the reply, and one axes "scale";
    the table holds the rows of `spread` that are drawn, with the parent's label as ``parent``

    Raises
    ------
    ToolkitError : `spread` compares no two labels
    """
    check(spread, SPREAD)
    drawn = _pairs(spread)
    labels = drawn["label"].unique(maintain_order=True).to_list()
    if drawn.filter(pl.col("metric") != OWN).is_empty():
        raise ToolkitError("no two labels are compared", where="SPREAD", mend="measure spread of two labels or more")
    side = CELL * len(labels)
    figure = Figure(figsize=(LEFT + side + RIGHT, TOP + side + BOTTOM))
    axes = panel(figure, "transitions", left=LEFT, top=TOP, width=side, height=side)
    _cells(axes, drawn, labels)
    _scale(figure, axes, left=LEFT + side + 0.3, height=side)
    n_refused = drawn.filter(~_told()).height
    title = "Which heat follows which?"
    head(figure, title=title, counts=f"{drawn.height} pairs of labels, {n_refused} refused", key=KEY)
    return Drawing("transition_matrix", title, figure, drawn, _alt(drawn, n_refused))


def is_told(spread: pl.DataFrame) -> bool:
    """Return whether `spread` can tell of two different labels, rather than refusing every such pair."""
    return not _pairs(spread).filter(pl.col("metric") != OWN, _told()).is_empty()


def _pairs(spread: pl.DataFrame) -> pl.DataFrame:
    """Return the risk differences between labels that both have a row of their own, with ``parent``."""
    own = pl.col("metric") == OWN
    pairs = spread.filter(pl.col("control") == CONTROL, own | pl.col("metric").str.starts_with(FROM)).with_columns(
        parent=pl.when(own).then("label").otherwise(pl.col("metric").str.strip_prefix(FROM))
    )
    return pairs.filter(pl.col("parent").is_in(pairs["label"].unique().to_list()))


def _told() -> pl.Expr:
    return ~pl.col("status").str.starts_with("refused") & pl.col("value").is_finite().fill_null(value=False)


def _cells(axes: Axes, drawn: pl.DataFrame, labels: list[str]) -> None:
    said = drawn.filter(_told())
    values = np.full((len(labels), len(labels)), np.nan)
    for row in said.iter_rows(named=True):
        values[labels.index(row["parent"]), labels.index(row["label"])] = row["value"]
    most = max(LEAST, float(np.nanmax(np.abs(values)))) if said.height else LEAST
    axes.imshow(np.ma.masked_invalid(values), cmap=COLOURS, vmin=-most, vmax=most, aspect="auto")
    missing = np.argwhere(np.isnan(values))[:, ::-1].astype(float)
    if len(missing):
        hatch_cells(axes, squares(missing)).set_label("refused")
    for row in said.iter_rows(named=True):
        _number(axes, row, (labels.index(row["label"]), labels.index(row["parent"])), most)
    for edge in range(1, len(labels)):
        axes.axhline(edge - 0.5, color="white", linewidth=2, zorder=3)
        axes.axvline(edge - 0.5, color="white", linewidth=2, zorder=3)
    white_to(axes)
    names = [plain(label, 18) for label in labels]
    axes.set_yticks(range(len(labels)), names)
    axes.set_xticks(range(len(labels)), names, rotation=35, ha="left", rotation_mode="anchor")
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_ylabel("parent hot in", fontsize=8, color=INK)
    axes.set_xlabel("reply hot in", fontsize=8, color=INK)


def _number(axes: Axes, row: dict[str, object], place: tuple[int, int], most: float) -> Text:
    value = float(str(row["value"]))
    fragile = row["status"] != "ok"
    words = f"{value:+.2f}\nn {row['n']:,}"
    colour = ink_on((value / most + 1) / 2, mpl.colormaps[COLOURS])
    style = "italic" if fragile else "normal"
    return axes.text(*place, words, ha="center", va="center", fontsize=7.5, color=colour, style=style)


def _scale(figure: Figure, axes: Axes, *, left: float, height: float) -> None:
    scale = panel(figure, "scale", left=left, top=TOP, width=0.16, height=height)
    bar = figure.colorbar(axes.images[0], cax=scale)
    bar.set_label("risk difference", fontsize=8, color=INK)
    scale.tick_params(labelsize=7.5, colors=INK)


def _alt(drawn: pl.DataFrame, n_refused: int) -> str:
    told = drawn.filter(_told())
    pairs = [
        f"{plain(str(row['parent']), 30)} to {plain(str(row['label']), 30)}: {row['value']:+.2f}"
        + ("" if row["status"] == "ok" else f" ({row['status']})")
        for row in told.iter_rows(named=True)
    ]
    listed = "; ".join(pairs) if pairs else "none could be estimated"
    return f"Matrix of risk differences, from the parent's label to the reply's: {listed}. {n_refused} refused."
