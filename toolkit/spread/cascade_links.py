"""Hot comments -> the hot comment that each one answers: the links of which cascades are made."""

from __future__ import annotations

import numpy as np

from toolkit.spread.edges import Forest, Heat, Ints

__all__ = ["hot_links"]


def hot_links(trees: Forest, heat: Heat) -> Ints:
    """Return (comments,) the row of the hot parent of each hot comment, -1 elsewhere and in broken trees."""
    hot = (heat.state == 1) & (trees.cell >= 0)
    above = np.where(hot & (trees.parent_of >= 0), trees.parent_of, -1)
    linked = above >= 0
    above[linked] = np.where(hot[above[linked]], above[linked], -1)
    return above
