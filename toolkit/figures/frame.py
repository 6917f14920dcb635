"""The paper a picture stands on: its head, its panels measured in inches, its plain white axes."""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["FAINT", "INK", "head", "panel", "white_to"]

INK = "#1b1b1f"
FAINT = "#8a8a92"
TITLE_POINTS = 10.5
WORD_POINTS = 7.5
# Width of a character of the font's plain face, as a share of its height.
CHARACTER = 0.57


def white_to(axes: Axes) -> None:
    """Make `axes` plain white with a thin frame, without a grid."""
    axes.set_facecolor("white")
    for spine in axes.spines.values():
        spine.set_linewidth(0.8)
        spine.set_color(INK)
    axes.tick_params(colors=INK, labelsize=8)


def panel(figure: Figure, name: str, *, left: float, top: float, width: float, height: float) -> Axes:
    """Return new axes; `left` and `top` are measured in inches from the figure's upper left corner."""
    full_width, full_height = figure.get_size_inches()
    box = (left / full_width, 1 - (top + height) / full_height, width / full_width, height / full_height)
    return figure.add_axes(box, label=name)


def head(figure: Figure, *, title: str, counts: str, key: str) -> None:
    """Write the three things above a picture: what it shows, its counts, and how to read it.

    Parameters
    ----------
    figure : where they stand, from the upper left corner down
    title, counts : one line each, cut where the figure ends
    key : how to read the picture, broken into as many lines as its width asks for
    """
    width, height = figure.get_size_inches()
    top = 0.14
    for text, points, weight in ((title, TITLE_POINTS, "bold"), (counts, TITLE_POINTS - 1.5, "normal")):
        _line(figure, text, top / height, (points, weight))
        top += 1.65 * points / 72
    fitting = int((width - 0.5) * 72 / (CHARACTER * WORD_POINTS))
    for text in textwrap.wrap(key, fitting):
        _line(figure, text, top / height, (WORD_POINTS, "normal"))
        top += 1.4 * WORD_POINTS / 72


def _line(figure: Figure, text: str, down: float, face: tuple[float, str]) -> None:
    width = float(figure.get_figwidth())
    points, weight = face
    fitting = int((width - 0.4) * 72 / (CHARACTER * points * (1.12 if weight == "bold" else 1.0)))
    shown = text if len(text) <= fitting else text[: fitting - 1] + "…"
    written = figure.text(0.2 / width, 1 - down, shown, va="top", ha="left", color=INK, parse_math=False)
    written.set_fontsize(points)
    written.set_fontweight(weight)
