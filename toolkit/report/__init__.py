"""Tables and pictures -> one self-contained page, or a tree in the terminal; texts hidden until asked for."""

from __future__ import annotations

from toolkit.report.page import report
from toolkit.report.terminal import tree_text
from toolkit.room import open_room

__all__ = ["report", "tree_text"]

open_room(__name__)
