"""Where a page sets its comments apart: below more blank lines than the article above has anywhere."""

from __future__ import annotations

from functools import lru_cache

from toolkit.forms.view import View

__all__ = ["apart"]

# So many blank lines, and no fewer than anywhere above, part an article from its comments.
WIDE_GAP = 3


@lru_cache(maxsize=2)
def apart(seen: View) -> frozenset[int]:
    """Return the 0-based numbers of the lines that open a part of the page.

    Parameters
    ----------
    seen : the page
    """
    opening, widest = [], WIDE_GAP
    for line in seen.lines[1:]:
        if line.gap >= widest:
            opening.append(line.at)
            widest = line.gap
    return frozenset(opening)
