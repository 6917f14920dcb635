"""Threadheat: rebuild comment threads from raw page text, score them offline, measure how heat spreads along replies.

The line, each step usable alone::

    comments = toolkit.read("pages")
    scores = toolkit.score(comments)
    spread = toolkit.spread(comments, scores)
    drawing = toolkit.draw(comments, scores)
    page = toolkit.report(comments, scores, spread)

    toolkit.audit("pages", "audit")  # all of it, into one folder
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.audit import Spec, audit
    from toolkit.errors import ToolkitError
    from toolkit.figures import draw, save_figure
    from toolkit.forms.paths import read_paths as read
    from toolkit.report import report
    from toolkit.scorers import score, spans
    from toolkit.scorers.agreement import agreement
    from toolkit.spread import spread
    from toolkit.tables import COMMENTS, SCORES, SPANS, SPREAD, load, save

__all__ = [
    "COMMENTS",
    "SCORES",
    "SPANS",
    "SPREAD",
    "Spec",
    "ToolkitError",
    "agreement",
    "audit",
    "draw",
    "load",
    "read",
    "report",
    "save",
    "save_figure",
    "score",
    "spans",
    "spread",
]

# Where each name lives, a room that can be called as it is; fetched when first asked for, so that
# `threadheat --help` need not wait for matplotlib.
_HOMES = {
    "COMMENTS": "toolkit.tables:COMMENTS",
    "SCORES": "toolkit.tables:SCORES",
    "SPANS": "toolkit.tables:SPANS",
    "SPREAD": "toolkit.tables:SPREAD",
    "Spec": "toolkit.audit:Spec",
    "ToolkitError": "toolkit.errors:ToolkitError",
    "agreement": "toolkit.scorers.agreement:agreement",
    "audit": "toolkit.audit",
    "draw": "toolkit.figures:draw",
    "load": "toolkit.tables:load",
    "read": "toolkit.forms.paths:read_paths",
    "report": "toolkit.report",
    "save": "toolkit.tables:save",
    "save_figure": "toolkit.figures:save_figure",
    "score": "toolkit.scorers:score",
    "spans": "toolkit.scorers:spans",
    "spread": "toolkit.spread",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'toolkit' has no attribute {name!r}")
    module, _, inside = _HOMES[name].partition(":")
    home = import_module(module)
    return getattr(home, inside) if inside else home


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
