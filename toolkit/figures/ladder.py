"""The ladder of controls as a forest plot: what is left of an effect as more is held fixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from toolkit.errors import ToolkitError
from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import FAINT, INK, head, panel, white_to
from toolkit.figures.places import HEADLINE, plain
from toolkit.tables import SPREAD, check

__all__ = ["RUNGS", "ladder"]

# The rungs from the fewest things held fixed to the most, with what they hold fixed.
RUNGS = {
    "none": "nothing held fixed",
    "thread_depth": "same thread and depth (headline)",
    "branch_depth": "same branch and depth",
    "thread_depth_time": "same thread, depth and time",
    "user": "same user",
    "user_thread_depth": "user, thread and depth",
}
AXIS_WORDS = {
    "risk_difference": "risk difference",
    "risk_ratio": "risk ratio (log scale)",
    "odds_ratio": "odds ratio (log scale)",
}
RATIOS = ("risk_ratio", "odds_ratio")
LEFT, WIDTH, RIGHT, GAP = 2.35, 2.5, 2.75, 0.3
PALE = "#9a9aa3"
TOP_INCHES, BOTTOM_INCHES, RUNG_INCHES = 1.1, 0.6, 0.42
KEY = (
    "Filled: estimate with its 95 % interval. Pale: fragile, fewer than 15 effective threads. "
    "Hollow, no interval: refused, too little data to say. Dotted: no association."
)


def ladder(
    spread: pl.DataFrame, *, label: str | None = None, metrics: Sequence[str] = ("risk_difference", "odds_ratio")
) -> Drawing:
    """Draw the effect of a hot parent at every rung of controls, with intervals; refused ones hollow.

    Parameters
    ----------
    spread : SPREAD, any rows
    label : the label drawn; dehumanisation unless told, or the first of `spread`
    metrics : one panel each; of risk_difference, risk_ratio and odds_ratio

    Returns
    -------
    one axes a metric, labelled with its name; the table holds the rows of `spread` that are drawn

    Raises
    ------
    ToolkitError : `spread` has no such estimate
    """
    check(spread, SPREAD)
    labels = spread["label"].unique(maintain_order=True).to_list()
    label = label or (HEADLINE if HEADLINE in labels else next(iter(labels), HEADLINE))
    rungs = [control for control in RUNGS if control in set(spread["control"])]
    drawn = spread.filter(
        pl.col("label") == label, pl.col("metric").is_in(list(metrics)), pl.col("control").is_in(rungs)
    ).sort(pl.col("control").replace_strict({name: row for row, name in enumerate(RUNGS)}), maintain_order=True)
    if drawn.is_empty():
        what = f"no {' or '.join(metrics)} of {label!r}"
        raise ToolkitError(what, where="SPREAD", mend=f"labels here: {', '.join(labels) or 'none'}")
    rungs = [control for control in rungs if control in set(drawn["control"])]
    shown = [metric for metric in metrics if metric in set(drawn["metric"])]
    height = RUNG_INCHES * len(rungs)
    width = LEFT + len(shown) * (WIDTH + GAP) + RIGHT
    figure = Figure(figsize=(width, height + TOP_INCHES + BOTTOM_INCHES))
    for number, metric in enumerate(shown):
        left = LEFT + number * (WIDTH + GAP)
        axes = panel(figure, metric, left=left, top=TOP_INCHES, width=WIDTH, height=height)
        _panel(axes, drawn.filter(pl.col("metric") == metric), rungs, named=number == 0)
    _words_beside(figure.axes[-1], drawn.filter(pl.col("metric") == shown[0]), rungs)
    title = f"Is a reply to a hot comment more often hot? ({plain(label, 30)})"
    head(figure, title=title, counts="Association along reply edges, by what is held fixed", key=KEY)
    return Drawing("ladder", title, figure, drawn, _alt(drawn, label, shown))


def _panel(axes: Axes, drawn: pl.DataFrame, rungs: list[str], *, named: bool) -> None:
    metric = str(drawn["metric"][0])
    axes.axvline(1.0 if metric in RATIOS else 0.0, color=FAINT, linewidth=1.0, linestyle=":", zorder=1)
    if metric in RATIOS:
        axes.set_xscale("log")
        ends = [value for name in ("value", "low", "high") for value in drawn[name].drop_nulls() if value > 0]
        # Over more than a decade and a half, ticks at 2 and 5 would stand on each other.
        narrow = bool(ends) and max(ends) < 30 * min(ends)
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if narrow else (1.0,)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_locator(NullLocator())
    for rung in drawn.iter_rows(named=True):
        if rung["value"] is not None and np.isfinite(rung["value"]):
            _estimate(axes, rung, rungs.index(rung["control"]))
    axes.set_ylim(len(rungs) - 0.5, -0.5)
    axes.margins(x=0.12)
    white_to(axes)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_yticks(range(len(rungs)), [RUNGS[name] for name in rungs] if named else [""] * len(rungs))
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(AXIS_WORDS.get(metric, metric), fontsize=8, color=INK)
    for tick, name in zip(axes.get_yticklabels(), rungs, strict=True):
        tick.set_fontweight("bold" if name == "thread_depth" else "normal")


def _estimate(axes: Axes, rung: dict[str, Any], row: int) -> None:
    """Draw one estimate: a filled mark with its interval, or a hollow mark without one."""
    status = str(rung["status"])
    refused = status.startswith("refused") or rung["low"] is None
    colour = PALE if status == "fragile" else INK
    if not refused:
        axes.plot([rung["low"], rung["high"]], [row, row], color=colour, linewidth=2.2, zorder=2, label="interval")
    mark = axes.plot([rung["value"]], [row], marker="o", markersize=7, linestyle="none", zorder=3)[0]
    mark.set(markeredgecolor=colour, markeredgewidth=1.4, markerfacecolor="white" if refused else colour)
    mark.set_label("refused" if refused else status)


def _words_beside(axes: Axes, drawn: pl.DataFrame, rungs: list[str]) -> None:
    """Print n, effective threads, p and the refusal beside every rung."""
    for rung in drawn.iter_rows(named=True):
        first = f"n {rung['n']:,}"
        if rung["k_effective"] is not None:
            first += f", {rung['k_effective']:.1f} effective threads"
        if rung["p"] is not None:
            first += f", p {rung['p']:.3f}"
        second = "" if rung["status"] == "ok" else "\n" + plain(rung["status"], 46)
        axes.text(
            1.03, rungs.index(rung["control"]), first + second, transform=axes.get_yaxis_transform(),
            va="center", fontsize=6.8, color=INK, parse_math=False,
        )  # fmt: skip


def _alt(drawn: pl.DataFrame, label: str, metrics: Sequence[str]) -> str:
    lines = []
    for rung in drawn.filter(pl.col("metric").is_in(list(metrics))).iter_rows(named=True):
        value = "no value" if rung["value"] is None else f"{rung['value']:.2f}"
        interval = "" if rung["low"] is None else f" (95 % interval {rung['low']:.2f} to {rung['high']:.2f})"
        status = "" if rung["status"] == "ok" else f", {rung['status']}"
        lines.append(f"{rung['metric'].replace('_', ' ')}, {RUNGS[rung['control']]}: {value}{interval}{status}")
    return f"Forest plot for {plain(label, 40)}. " + "; ".join(lines) + "."
