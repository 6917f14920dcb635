"""The colour scale: light is low, for every colour vision, and missing looks like no score."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from toolkit.figures.colours import HATCH_FACE, HEAT, colour_bar, ink_on, share_scale

# Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113: severity 1.
VISION = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
}


def luminance(colours, vision):
    rgb = np.asarray(colours)[:, :3]
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.asarray(VISION[vision]).T, 0, 1)
    return seen @ np.array([0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("vision", VISION)
def test_higher_scores_are_darker_for_every_vision(vision):
    light = luminance(HEAT(np.linspace(0, 1, 256)), vision)
    assert np.all(np.diff(light) < 0)


def test_a_score_of_zero_is_neither_white_nor_the_grey_of_missing():
    lowest = np.array(HEAT(0.0)[:3])
    assert np.abs(lowest - 1).max() > 0.2
    assert np.abs(lowest - np.array(to_rgb(HATCH_FACE))).max() > 0.2


@pytest.mark.parametrize("score", np.linspace(0, 1, 21))
def test_ink_reads_on_every_colour(score):
    ground, ink = (float(luminance([to_rgb(colour)], "normal")[0]) for colour in (HEAT(score), ink_on(score)))
    contrast = (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05)
    assert contrast >= 4.5


def test_threshold_stands_on_the_bar():
    figure = Figure()
    colour_bar(figure, figure.add_axes((0.5, 0.1, 0.1, 0.8)), words="score", marks={"hot ≥ 0.40": 0.4})
    bar = figure.axes[0]
    assert [line.get_ydata()[0] for line in bar.lines[-2:]] == [0.4, 0.4]
    assert "hot ≥ 0.40" in {text.get_text() for text in bar.texts}


@pytest.mark.parametrize(("shares", "most"), [([], 0.1), ([0.0], 0.1), ([0.31, None], 0.4), ([0.3], 0.3), ([1.0], 1.0)])
def test_scale_of_shares_ends_at_a_tenth(shares, most):
    assert share_scale(pl.Series(shares, dtype=pl.Float64)) == pytest.approx(most)
