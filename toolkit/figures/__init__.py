"""Tables -> pictures: one function a figure, each giving a `Drawing` with its table and alt text."""

from __future__ import annotations

from toolkit.figures.chain_matrix import chain_matrix
from toolkit.figures.corpus_heatmap import corpus_heatmap
from toolkit.figures.draw import FORMS, draw, draw_all
from toolkit.figures.drawing import Drawing, save_figure
from toolkit.figures.first_hot import first_hot
from toolkit.figures.icicle import icicle
from toolkit.figures.ladder import ladder
from toolkit.figures.observed_null import observed_null
from toolkit.figures.time_depth import time_depth
from toolkit.figures.transition_matrix import transition_matrix
from toolkit.figures.tree_heatmap import tree_heatmap

__all__ = [
    "FORMS",
    "Drawing",
    "chain_matrix",
    "corpus_heatmap",
    "draw",
    "draw_all",
    "first_hot",
    "icicle",
    "ladder",
    "observed_null",
    "save_figure",
    "time_depth",
    "transition_matrix",
    "tree_heatmap",
]
