"""Tables and pictures -> one page, a table in a notebook, a tree in the terminal; texts hidden until asked for."""

from __future__ import annotations

from toolkit.report.lines import write_lines
from toolkit.report.page import report
from toolkit.report.table import ShownComments, show_table
from toolkit.report.terminal import tree_text
from toolkit.room import open_room

__all__ = ["ShownComments", "report", "show_table", "tree_text", "write_lines"]

open_room(__name__)
