"""A thread as a tree of plain lines for the terminal: heat blocks, depths, and no text unless asked for."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import polars as pl

from toolkit.figures.places import main_label, place, short_name
from toolkit.figures.words import count_words, with_hot
from toolkit.report.inert import inert

__all__ = ["tree_text"]

# Replies deeper than this keep the indent and say their depth.
DEEPEST_INDENT = 8
BLOCKS = "·░▒▓█"
MISSING = "?"
LONGEST_BAR = 30


def tree_text(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    label: str | None = None,
    at: Mapping[str, float],
    reveal: bool = False,
    width: int = 100,
) -> str:
    r"""Return threads as trees of plain lines, one comment a line, with a heat block and its score.

    Parameters
    ----------
    comments : COMMENTS
    scores : SCORES of one scorer
    label : the label shown; dehumanisation unless told
    at : score from which a comment is hot, for each label, in [0, 1]
    reveal : print texts, broken to `width`; otherwise a bar as long as the text, in tens of characters
    width : columns of the terminal

    Returns
    -------
    lines without any escape code, safe to print: control characters and marks that turn the direction of
    writing are shown as U+FFFD; a hot comment ends in ``*``, an inferred reply begins with ``~``

    Raises
    ------
    ToolkitError : an unknown label, or mixed scorers
    """
    label = main_label(scores, at, label)
    marked = with_hot(place(comments, scores), label, at[label])
    texts = comments.select("thread_id", "comment_id", "text", "source", "line_start", "line_end")
    rows = marked.join(texts, on=["thread_id", "comment_id"], how="left", maintain_order="left")
    lines: list[str] = []
    thread = None
    for row in rows.iter_rows(named=True):
        if row["thread_id"] != thread:
            thread = row["thread_id"]
            lines += _thread_lines(rows.filter(pl.col("thread_id") == thread), label, at[label])
        lines += _comment_lines(row, reveal=reveal, width=width)
    return "\n".join(line.rstrip() for line in lines) + "\n" if lines else ""


def _thread_lines(rows: pl.DataFrame, label: str, at: float) -> list[str]:
    n_hot, n_scored = int(rows["hot"].sum()), int(rows["hot"].count())
    counts = f"{count_words(rows.height, 'comment')}, {n_scored:,} scored, {n_hot:,} hot ({label} >= {at:.2f})"
    return [_one_line(str(rows["thread_id"][0])), counts]


def _comment_lines(row: Mapping[str, Any], *, reveal: bool, width: int) -> list[str]:
    depth = int(row["depth"])
    indent = "  " * min(depth, DEEPEST_INDENT)
    deep = f"[{depth}] " if depth > DEEPEST_INDENT else ""
    branch = "" if depth == 0 else "~ " if row["inferred"] else "- "
    adrift = "(origin unknown) " if row["parent"] is None and row["state"] != "ok" else ""
    name = f"{_one_line(short_name(row['comment_id'], row['thread_id']))} {_one_line(row['user'] or 'unknown')}"
    start, end = row["line_start"], row["line_end"]
    place_in_source = f"{_one_line(row['source'])}:{start}" + (f"-{end}" if end != start else "")
    first = f"{heat_block(row['score'])}{'*' if row['hot'] else ' '} {indent}{branch}{deep}{adrift}{name}"
    if not reveal:
        return [f"{first}  {bar(row['n_characters'])}  {place_in_source}"]
    margin = " " * 8 + indent
    shown = [inert(line).replace("\t", " ") for line in str(row["text"]).split("\n")]
    room = max(20, width - len(margin))
    wrapped = [part for line in shown for part in textwrap.wrap(line, room) or [""]]
    return [f"{first}  {place_in_source}", *(margin + part for part in wrapped)]


def heat_block(score: float | None) -> str:
    """Return a block as dark as `score`, and the score; a question mark where there is none.

    Examples
    --------
    >>> heat_block(0.93), heat_block(0.1), heat_block(None)
    ('█ 0.93', '· 0.10', '?  -- ')
    """
    if score is None:
        return f"{MISSING}  -- "
    return f"{BLOCKS[min(int(score * len(BLOCKS)), len(BLOCKS) - 1)]} {score:.2f}"


def bar(n_characters: int) -> str:
    """Return a bar that stands for a hidden text, one sign for ten characters, at most `LONGEST_BAR`.

    Examples
    --------
    >>> bar(31), bar(0)
    ('####', '(no text)')
    """
    return "#" * min(-(-n_characters // 10), LONGEST_BAR) if n_characters else "(no text)"


def _one_line(text: str) -> str:
    return inert(text).replace("\n", "\ufffd").replace("\t", "\ufffd")
