"""What was observed beside what shuffled heat gives, label by label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from toolkit.errors import ToolkitError
from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import FAINT, INK, head, panel, white_to
from toolkit.figures.places import main_label, plain
from toolkit.spread import null_range
from toolkit.tables import SCORES, SPREAD, check, keep_scorer

__all__ = ["PERMUTATIONS", "observed_null", "why_not"]

PERMUTATIONS = 999
CONTROL = "thread_depth"
PANELS = {
    "risk_difference": "risk difference, same thread and depth",
    "reproduction": "hot replies per hot comment, R",
}
SHORT = {"risk_difference": "difference", "reproduction": "R"}
LEFT, WIDTH, GAP, RIGHT = 1.45, 2.5, 0.3, 3.75
TOP, BOTTOM, ROW = 1.1, 0.6, 0.56
# The observed stands above the middle of its row, what chance gives below.
ABOVE, BELOW, TALL = -0.16, 0.19, 0.24
RANGE, HALF, PALE = "#d3d3d9", "#a6a6b0", "#8f8f98"
TITLE = "Is there more than chance along replies?"
KEY = (
    "Dot: observed, with its 95 % interval; pale: fragile; hollow: interval refused, too little data to say. "
    "Grey below it: the same when heat is shuffled among comments of the same thread and depth (line: all draws; "
    "light: 95 % of them; dark: half). p: share of draws at or above the observed."
)


def observed_null(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    spread: pl.DataFrame,
    *,
    at: Mapping[str, float],
    label: str | None = None,
    permutations: int = PERMUTATIONS,
) -> Drawing:
    """Draw each label's risk difference and reproduction number against their shuffles within thread and depth.

    Parameters
    ----------
    comments : COMMENTS
    scores : SCORES of one scorer
    spread : SPREAD of these tables at these thresholds: what was observed, its interval and p
    at : score from which a comment is hot, for each label, in [0, 1]
    label : the only label drawn; all of `spread` unless told
    permutations : shuffles drawn; with those that `spread` took (999), they are the ones behind its p

    Returns
    -------
    axes "risk_difference" and "reproduction", a row a label; the table holds the rows of `spread` that are drawn,
    with the range of the shuffles as null_lowest, null_low, null_quarter, ...

    Raises
    ------
    ToolkitError : `spread` has no such label, or counts other hot comments than these tables
    """
    check(spread, SPREAD)
    scores = keep_scorer(check(scores, SCORES))
    if label is not None:
        main_label(scores, at, label)
    drawn = _joined(comments, scores, spread, at=at, label=label, permutations=permutations)
    labels = drawn["label"].unique(maintain_order=True).to_list()
    height = ROW * len(labels)
    figure = Figure(figsize=(LEFT + len(PANELS) * (WIDTH + GAP) + RIGHT, TOP + height + BOTTOM))
    for number, metric in enumerate(PANELS):
        axes = panel(figure, metric, left=LEFT + number * (WIDTH + GAP), top=TOP, width=WIDTH, height=height)
        _panel(axes, drawn.filter(metric=metric), labels, named=number == 0)
    _words_beside(figure.axes[-1], drawn, labels)
    n_draws = int(drawn["null_n_draws"].max() or 0)  # type: ignore[arg-type]
    counts = f"n = {comments.height:,} comments; {n_draws:,} shuffles of each label within thread and depth"
    head(figure, title=TITLE, counts=counts, key=KEY)
    return Drawing("observed_null", TITLE, figure, drawn, _alt(drawn, counts))


def _joined(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    spread: pl.DataFrame,
    *,
    at: Mapping[str, float],
    label: str | None,
    permutations: int,
) -> pl.DataFrame:
    """Return the rows of `spread` that are drawn, with the range of the shuffles beside them."""
    chosen = spread.filter(pl.col("metric").is_in(list(PANELS)), control=CONTROL)
    if label is not None:
        chosen = chosen.filter(label=label)
    labels = [name for name in chosen["label"].unique(maintain_order=True) if name in at and name in scores.columns]
    if not labels:
        known = ", ".join(spread["label"].unique(maintain_order=True)) or "none"
        raise ToolkitError("no label that was measured", where="SPREAD", mend=f"labels here: {known}")
    if (what := why_not(comments, scores, spread, at)) is not None:
        raise ToolkitError(what, where="SPREAD", mend="measure spread of these tables, at the same thresholds")
    null = null_range(comments, scores, label=labels, at=at, permutations=permutations)
    beside = null.rename({name: f"null_{name}" for name in null.columns if name not in {"label", "metric", "control"}})
    return chosen.filter(pl.col("label").is_in(labels)).join(
        beside, on=["label", "metric", "control"], how="left", maintain_order="left"
    )


def why_not(comments: pl.DataFrame, scores: pl.DataFrame, spread: pl.DataFrame, at: Mapping[str, float]) -> str | None:
    """Return why what `spread` observed cannot stand beside shuffles of these tables, or None if it can."""
    observed = spread.filter(pl.col("metric").is_in(list(PANELS)), control=CONTROL)
    labels = [name for name in observed["label"].unique(maintain_order=True) if name in at and name in scores.columns]
    if not labels:
        return "no label that was measured"
    counted = dict(spread.filter(metric="comments_hot").select("label", "value").iter_rows())
    known = scores.join(comments, on=["thread_id", "comment_id"], how="semi")
    for label in labels:
        n_hot = _n_hot(known, label, at[label])
        if label in counted and counted[label] != n_hot:
            return f"SPREAD counts {counted[label]:,.0f} hot comments of {label!r}, these tables {n_hot:,}"
    return None


def _n_hot(scores: pl.DataFrame, label: str, at: float) -> int:
    # As 32-bit floats, like the scores: 0.7 reaches a threshold of 0.7.
    return scores.filter(pl.col(label) >= pl.lit(at, pl.Float32)).height


def _panel(axes: Axes, drawn: pl.DataFrame, labels: list[str], *, named: bool) -> None:
    for row in drawn.iter_rows(named=True):
        place = labels.index(row["label"])
        if _moves(row):
            _null(axes, row, place + BELOW)
        if row["value"] is not None:
            _observed(axes, row, place + ABOVE)
    axes.margins(x=0.08)
    if not axes.lines:
        axes.set_xlim(-0.5, 0.5)
    axes.axvline(0.0, color=FAINT, linewidth=1.0, linestyle=":", zorder=1)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    white_to(axes)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_yticks(range(len(labels)), [plain(label, 18) for label in labels] if named else [""] * len(labels))
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(PANELS[str(drawn["metric"][0])] if drawn.height else "", fontsize=8, color=INK)


def _moves(row: dict[str, Any]) -> bool:
    """Return whether shuffling changes anything: where a cell is all hot or all cold, chance has no range."""
    return bool(row["null_n_draws"]) and row["null_lowest"] < row["null_highest"]


def _null(axes: Axes, row: dict[str, Any], place: float) -> None:
    axes.plot([row["null_lowest"], row["null_highest"]], [place, place], color=HALF, linewidth=0.9, label="draws")
    for low, high, colour, name in (
        ("null_low", "null_high", RANGE, "most draws"),
        ("null_quarter", "null_three_quarters", HALF, "half of draws"),
    ):
        box = Rectangle((row[low], place - TALL / 2), row[high] - row[low], TALL, facecolor=colour, linewidth=0)
        box.set(label=name, zorder=2)
        axes.add_patch(box)
    middle = axes.plot([row["null_median"]] * 2, [place - TALL / 2, place + TALL / 2], color=INK, linewidth=1.0)[0]
    middle.set(label="median", zorder=3)


def _observed(axes: Axes, row: dict[str, Any], place: float) -> None:
    refused = row["low"] is None or str(row["status"]).startswith("refused")
    colour = PALE if row["status"] == "fragile" else INK
    if not refused:
        axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=2.2, zorder=4, label="interval")
    mark = axes.plot([row["value"]], [place], marker="o", markersize=6.5, linestyle="none", zorder=5)[0]
    mark.set(markeredgecolor=colour, markeredgewidth=1.4, markerfacecolor="white" if refused else colour)
    mark.set_label("refused" if refused else "observed")


def _words_beside(axes: Axes, drawn: pl.DataFrame, labels: list[str]) -> None:
    """Print p, n and the refusal of both measures beside every label."""
    for place, label in enumerate(labels):
        lines = [_line(row) for row in drawn.filter(label=label).iter_rows(named=True)]
        axes.text(
            1.04, place, "\n".join(lines), transform=axes.get_yaxis_transform(),
            va="center", fontsize=6.6, color=INK, parse_math=False, linespacing=1.3,
        )  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    unit = "replies" if row["metric"] == "risk_difference" else "hot"
    chance = "no p" if row["p"] is None else f"p {row['p']:.3f}"
    said = f"{SHORT[row['metric']]}: {chance}, n {row['n']:,} {unit}"
    if not _moves(row):
        return f"{said}; shuffling changes nothing"
    return said if row["status"] == "ok" else f"{said}; {plain(row['status'], 46)}"


def _alt(drawn: pl.DataFrame, counts: str) -> str:
    lines = []
    for row in drawn.iter_rows(named=True):
        what = f"{plain(row['label'], 30)}, {PANELS[row['metric']]}"
        value = "no value" if row["value"] is None else f"{row['value']:.2f}"
        told = "" if row["low"] is None else f" (95 % interval {row['low']:.2f} to {row['high']:.2f})"
        chance = "shuffling changes nothing"
        if _moves(row):
            chance = f"95 % of shuffles between {row['null_low']:.2f} and {row['null_high']:.2f}"
        tested = "no p" if row["p"] is None else f"p {row['p']:.3f}"
        status = "" if row["status"] == "ok" else f", {row['status']}"
        lines.append(f"{what}: observed {value}{told}, {chance}, {tested}{status}")
    return f"Observed against chance, {counts}. {'; '.join(lines)}."
