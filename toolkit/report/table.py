"""COMMENTS and SCORES -> a table for a notebook: heat in the figures' colours, texts hidden until shown one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import numpy as np
import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from toolkit.errors import ToolkitError
from toolkit.figures.colours import HATCH_EDGE, HATCH_FACE, HEAT, ink_on
from toolkit.figures.places import main_label, short_name, thresholds_of
from toolkit.figures.words import count_words
from toolkit.pseudonyms import pseudonymise
from toolkit.report.inert import inert
from toolkit.report.listing import LONGEST_TEXT
from toolkit.report.terminal import bar, heat_block
from toolkit.tables import COMMENTS, SCORES, check, labels_of

__all__ = ["ShownComments", "show_table"]

HERE = Path(__file__).parent
KEY = ["thread_id", "comment_id"]
# A notebook that holds more rows than this is slow to open; the tables themselves hold them all.
MOST_ROWS = 300
# The grey bar that stands for a text: so many characters fill it.
FULL_BAR = 160
MISSING = f"background: repeating-linear-gradient(45deg, {HATCH_EDGE} 0 1px, {HATCH_FACE} 1px 5px); color: #1b1b1f"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShownComments:
    """Comments as a notebook shows them.

    Parameters
    ----------
    html : the table; it holds the texts, folded away, so a saved notebook holds them too
    plain : the same in lines of text, without any comment's text
    """

    html: str
    plain: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.plain


def show_table(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    at: Mapping[str, float] | None = None,
    labels: Sequence[str] | None = None,
    hottest: int | None = None,
    names: bool = False,
) -> ShownComments:
    """Return comments as a table with a heat cell a label and every text hidden until the reader opens it.

    Parameters
    ----------
    comments : COMMENTS, n rows; filter them to choose what is shown
    scores : SCORES of one scorer; those of other comments are left aside
    at : score from which a comment is hot, for each label, in [0, 1]; the scorer's own unless told
    labels : the columns, the leading one first; all that have a threshold unless told, dehumanisation leading
    hottest : show so many comments, the highest scores of the leading label first; None = all, in their order
    names : show users as `comments` has them, not under pseudonyms

    Returns
    -------
    what a notebook displays, at most `MOST_ROWS` rows; printed, it shows a bar for each text

    Raises
    ------
    ToolkitError : a table breaks its contract, scorers are mixed, a label has no scores or no threshold, or
        `hottest` is below 1

    Notes
    -----
    No text of a stranger is ever markup: everything is escaped, and marked so that no notebook sets it as a formula.
    Nothing runs: a text is hidden by the page's own folding, not by its style, so it stays hidden where a viewer drops
    styles, and it opens by keyboard (Tab, then Enter).

    Examples
    --------
    >>> import polars as pl
    >>> from toolkit.tables import complete
    >>> comments = complete(pl.DataFrame({"thread_id": ["t"], "comment_id": ["c1"], "text": ["some hidden words"]}))
    >>> scores = complete(pl.DataFrame({"thread_id": ["t"], "comment_id": ["c1"], "insult": [0.25]}), SCORES)
    >>> show_table(comments, scores, at={"insult": 0.5})
    1 comment; hot: insult ≥ 0.50; scorer table@0
    ░ 0.25   c1 unknown  ##  table
    """
    comments = check(comments, COMMENTS) if names else pseudonymise(comments)
    at, columns = _decided(scores, at, labels)
    rows = _rows(comments, scores, columns, hottest)
    shown = rows.head(MOST_ROWS)
    head = _head(shown, n=comments.height, at={name: at[name] for name in columns}, by_heat=hottest is not None)
    head["scorer"] = inert(str(next(iter(scores["scorer"]), "no scorer")))
    cells = [_cells(row, columns, at) for row in shown.iter_rows(named=True)]
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    html = environment.get_template("table.html.jinja").render(head, rows=cells, has=_columns_with_values(shown))
    return ShownComments(html, _plain(head, cells))


def _decided(
    scores: pl.DataFrame, at: Mapping[str, float] | None, labels: Sequence[str] | None
) -> tuple[Mapping[str, float], list[str]]:
    """Return the thresholds and the columns, the leading one first."""
    check(scores, SCORES)
    if scores["scorer"].n_unique() > 1:
        several = ", ".join(sorted(scores["scorer"].unique()))
        raise ToolkitError(f"scores of several scorers: {several}", where="SCORES", mend="keep the rows of one scorer")
    at = thresholds_of(scores, at)
    if labels:
        return at, [main_label(scores, at, name) for name in labels]
    leading = main_label(scores, at)
    return at, [leading, *(name for name in labels_of(scores) if name in at and name != leading)]


def _rows(comments: pl.DataFrame, scores: pl.DataFrame, columns: list[str], hottest: int | None) -> pl.DataFrame:
    rows = comments.join(scores.select(*KEY, *columns), on=KEY, how="left", maintain_order="left")
    if hottest is None:
        return rows
    if hottest < 1:
        raise ToolkitError(f"hottest is {hottest}", where="show_table", mend="give 1 or more, or leave it out")
    return rows.sort(columns[0], descending=True, nulls_last=True, maintain_order=True).head(hottest)


def _head(shown: pl.DataFrame, *, n: int, at: Mapping[str, float], by_heat: bool) -> dict[str, Any]:
    """Return the words above the table."""
    counts = count_words(n, "comment") if shown.height == n else f"{shown.height:,} of {count_words(n, 'comment')}"
    return {
        "counts": f"{counts}, the highest {inert(next(iter(at)))} first" if by_heat else counts,
        "labels": [(inert(name), f"{value:.2f}") for name, value in at.items()],
    }


def _columns_with_values(shown: pl.DataFrame) -> dict[str, bool]:
    """Return which columns say anything: texts of a survey have neither users nor replies."""
    return {
        "threads": shown["thread_id"].n_unique() > 1,
        "users": shown["user"].count() > 0,
        "replies": shown["reply_to"].count() > 0,
    }


def _cells(row: Mapping[str, Any], columns: Sequence[str], at: Mapping[str, float]) -> dict[str, Any]:
    """Return one row as inert words, and its heat as styles."""
    text, start, end = row["text"], row["line_start"], row["line_end"]
    lines = f":{start}" + (f"-{end}" if end != start else "") if start else ""
    return {
        "thread": inert(row["thread_id"]),
        "id": inert(short_name(row["comment_id"], row["thread_id"])),
        "user": inert(row["user"] or "unknown"),
        "answers": _answers(row),
        "heats": [_heat(row[name], at[name]) for name in columns],
        "leading": (row[columns[0]], _is_hot(row[columns[0]], at[columns[0]])),
        "text": inert(text[:LONGEST_TEXT]),
        "cut": len(text) > LONGEST_TEXT,
        "n": len(text),
        "width": f"{max(1.5, 12 * min(len(text) / FULL_BAR, 1.0)):.1f}",
        "quoted": None if row["quoted"] is None else inert(row["quoted"][:LONGEST_TEXT]),
        "source": inert(row["source"]),
        "place": inert((PurePath(row["source"]).name or row["source"]) + lines),
    }


def _answers(row: Mapping[str, Any]) -> str:
    """Return which comment is answered; ~ and the confidence where the page does not say so itself."""
    basis, sure = row["reply_basis"], row["reply_confidence"]
    if row["reply_to"] is None:
        return "not known" if basis == "unknown" else "–"
    name = inert(short_name(row["reply_to"], row["thread_id"]))
    if basis in ("stated", "layout"):
        return name
    return f"~ {name}" if sure is None else f"~ {name} ({sure:.2f})"


def _heat(score: float | None, at: float) -> dict[str, Any]:
    if score is None:
        return {"words": "not scored", "hot": False, "style": MISSING}
    red, green, blue = (round(255 * part) for part in HEAT(score)[:3])
    style = f"background: #{red:02x}{green:02x}{blue:02x}; color: {ink_on(score)}"
    return {"words": f"{score:.2f}", "hot": _is_hot(score, at), "style": style}


def _is_hot(score: float | None, at: float) -> bool:
    """Say whether `score` reaches `at`, both as 32-bit floats, as `toolkit.spread` does."""
    return score is not None and bool(np.float32(score) >= np.float32(at))


def _plain(head: Mapping[str, Any], cells: Sequence[Mapping[str, Any]]) -> str:
    """Return the table in lines, the leading label's heat first and a bar for every text."""
    hot = ", ".join(f"{name} ≥ {at}" for name, at in head["labels"])
    lines = [f"{head['counts']}; hot: {hot}; scorer {head['scorer']}"]
    for row in cells:
        score, is_hot = row["leading"]
        mark = f"{heat_block(score)}{'*' if is_hot else ' '} "
        words = " ".join(f"{row['id']} {row['user']}".split())
        lines.append(f"{mark} {words}  {bar(row['n'])}  {row['place']}")
    return "\n".join(lines)
