"""The one colour scale of every picture, its bar, and the three looks that are no score.

Light is low and dark is high, with lightness falling evenly for readers of every colour vision. Missing
is grey and hatched, a place where nothing was written is white: neither can be taken for a score of 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from toolkit.figures.frame import INK

__all__ = ["HEAT", "NEAR", "colour_bar", "hatch_cells", "heat_map", "ink_on", "ring_cells", "share_scale", "squares"]

# Scores this close to the threshold could fall on either side of it: they get a ring.
NEAR = 0.08

HATCH_FACE = "#efeff1"
HATCH_EDGE = "#85858c"


def heat_map() -> Colormap:
    """Return matplotlib's magma from light to dark, its palest and darkest twentieth cut off."""
    # The map's own entries: sampled in between, neighbours would share a colour.
    magma = mpl.colormaps["magma"](np.arange(242, 12, -1))
    return LinearSegmentedColormap.from_list("heat", [tuple(row) for row in magma.tolist()], N=256)


HEAT = heat_map()


def ink_on(score: float, colours: Colormap = HEAT) -> str:
    """Return the ink, black or white, that reads better on the colour of `score` in [0, 1]."""
    red, green, blue, _ = colours(score)
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    # Where black and white ink have the same contrast (WCAG 2.2): (L + .05) / .05 = 1.05 / (L + .05).
    return "#000000" if luminance > 0.179 else "#ffffff"


def squares(places: NDArray[np.float64], width: float = 1.0, height: float = 1.0) -> NDArray[np.float64]:
    """Return the corners of cells centred on `places`.

    Parameters
    ----------
    places : (n, 2) x and y of the centres
    width, height : of every cell, in axes units

    Returns
    -------
    (n, 4, 2) corners, ready for a ``PolyCollection``
    """
    half = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
    return np.asarray(places, dtype=np.float64)[:, None, :] + half[None, :, :]


def hatch_cells(axes: Axes, corners: NDArray[np.float64], *, dense: bool = True) -> PolyCollection:
    """Hatch the cells that have no value to show.

    Parameters
    ----------
    axes : where the cells stand
    corners : (n, 4, 2), as `squares` returns them
    dense : four strokes where a score is missing, two where there are too few comments to say

    Returns
    -------
    the hatched cells, one artist for all of them
    """
    hatch = "//////" if dense else "///"
    cells = PolyCollection(
        list(corners), facecolor=HATCH_FACE, edgecolor=HATCH_EDGE, hatch=hatch, linewidth=0.0, zorder=2.5
    )
    axes.add_collection(cells, autolim=False)
    return cells


def ring_cells(axes: Axes, places: NDArray[np.float64], *, size: float = 18.0) -> None:
    """Ring the scores within `NEAR` of the threshold; `places` is (n, 2), `size` in square points."""
    if len(places):
        axes.scatter(places[:, 0], places[:, 1], s=size, facecolor="none", edgecolor="white", linewidth=2.2, zorder=4)
        axes.scatter(places[:, 0], places[:, 1], s=size, facecolor="none", edgecolor=INK, linewidth=0.8, zorder=5)


def colour_bar(figure: Figure, cax: Axes, *, words: str, marks: Mapping[str, float], most: float = 1.0) -> None:
    """Draw the colour bar of scores or shares, with lines where something is decided.

    Parameters
    ----------
    figure : owns the bar
    cax : the axes the bar fills
    words : what the colours mean
    marks : words beside a line, and where on the scale it stands
    most : upper end of the scale; 1 for scores
    """
    bar = figure.colorbar(ScalarMappable(Normalize(0.0, most), HEAT), cax=cax)
    bar.set_label(words, fontsize=8, color=INK)
    bar.ax.tick_params(labelsize=7, colors=INK)
    for mark in marks.values():
        bar.ax.axhline(mark, color="white", linewidth=3.0)
        bar.ax.axhline(mark, color=INK, linewidth=1.2)
    beside = bar.ax.transAxes
    for text, mark in _apart(marks, most):
        bar.ax.text(-0.35, mark / most, text, transform=beside, ha="right", va="center", fontsize=7, color=INK)


def _apart(marks: Mapping[str, float], most: float) -> Sequence[tuple[str, float]]:
    """Return the marks with their words, dropping words that would stand on others."""
    kept: list[tuple[str, float]] = []
    for text, mark in marks.items():
        if all(abs(mark - other) > most / 25 for _, other in kept):
            kept.append((text, mark))
    return kept


def share_scale(shares: pl.Series) -> float:
    """Return the upper end of a scale of shares: the highest share, rounded up to a tenth, at least 0.1."""
    known = shares.drop_nulls()
    highest = float(known.to_numpy().max()) if known.len() else 0.0
    return min(1.0, max(0.1, float(np.ceil(highest * 10 - 1e-9)) / 10))
