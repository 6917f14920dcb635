"""Comments as the rows of a table: "NAME | DATE | text", columns told by what they hold."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean

from toolkit.forms.base import Comment, Form
from toolkit.forms.bodies import comment_of
from toolkit.forms.dates import stamp_in
from toolkit.forms.languages import TEXT_HEADS
from toolkit.forms.marks import Mark, namelike, tidy
from toolkit.forms.replies import propose
from toolkit.forms.talk import TALK
from toolkit.forms.view import Line, View, is_heading, view
from toolkit.sources import Page

__all__ = ["TABLE"]

SEPARATORS = ("|", "\t", ";")
RULE = re.compile(r"[\s|:;=+-]+")
FIT = 0.85
# A table of comments has so many rows, and this share of them fits its columns.
LEAST = 3
SHARE = 0.8
# A comment has so many words on average; cells of dates are not longer than this.
WORDS = 4
DATE_LENGTH = 40
# Without a heading, this share of the rows must talk.
TALK_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a page with the columns of writer, date and text."""

    rows: list[tuple[Line, list[str]]]
    user: int
    date: int
    text: int


def _cells(raw: str, separator: str) -> list[str]:
    outer = separator if separator == "|" else ""
    inner = raw.strip().removeprefix(outer).removesuffix(outer) if outer else raw.strip(" ")
    return [cell.strip() for cell in inner.split(separator)]


def _rows(seen: View, separator: str) -> list[tuple[Line, list[str]]]:
    """Return the rows of the most frequent width; a text that holds the separator itself is kept whole."""
    split = [
        (line, _cells(seen.page.lines[line.at], separator))
        for line in seen.lines
        if seen.page.lines[line.at].count(separator) >= LEAST - 1 and not RULE.fullmatch(line.text)
    ]
    split = [(line, cells) for line, cells in split if len(cells) >= LEAST]
    if len(split) < LEAST:
        return []
    width = Counter(len(cells) for _, cells in split).most_common(1)[0][0]
    return [
        (line, [*cells[: width - 1], f" {separator} ".join(cells[width - 1 :])])
        for line, cells in split
        if len(cells) >= width
    ]


def _is_date(cell: str) -> bool:
    return len(cell) <= DATE_LENGTH and stamp_in(cell) is not None


def _columns(rows: Sequence[tuple[Line, list[str]]], seen: View) -> Table | None:
    dated = [sum(map(_is_date, column)) for column in zip(*(cells for _, cells in rows), strict=True)]
    date = max(range(len(dated)), key=dated.__getitem__)
    rows = [(line, cells) for line, cells in rows if _is_date(cells[date])]
    if len(rows) < LEAST or dated[date] < SHARE * (len(rows)):
        return None
    columns = list(zip(*(cells for _, cells in rows), strict=True))
    others = [at for at in range(len(columns)) if at != date]
    text = max(others, key=lambda at: sum(map(len, columns[at])))
    names = [
        at for at in others if at != text and sum(namelike(tidy(cell)) for cell in columns[at]) >= SHARE * len(rows)
    ]
    if not names or mean(len(cell.split()) for cell in columns[text]) < WORDS:
        return None
    user = max(names, key=lambda at: len({cell for cell in columns[at] if any(map(str.isalpha, cell))}))
    return Table(rows, user, date, text) if _is_talk(seen, rows[0][0], columns[text]) else None


def _is_talk(seen: View, first: Line, texts: Sequence[str]) -> bool:
    above = [line.text for line in seen.lines if line.at < first.at and line.short]
    heading = any(map(is_heading, above)) or any(
        cell.strip().casefold() in TEXT_HEADS for text in above[-LEAST:] for cell in re.split(r"[|\t;]", text)
    )
    return heading or sum(bool(TALK.search(text)) for text in texts) >= TALK_SHARE * len(texts)


def _table(page: Page) -> Table | None:
    seen = view(page)
    for separator in SEPARATORS:
        rows = _rows(seen, separator)
        found = _columns(rows, seen) if rows else None
        if found is not None and len({cells[found.user] for _, cells in found.rows}) > 1:
            return found
    return None


def _fits(page: Page) -> float:
    table = _table(page)
    return 0.0 if table is None else FIT if _dense(table) else 0.4


def _dense(table: Table) -> bool:
    """The rows follow each other."""
    return all(after.at - before.at <= LEAST for (before, _), (after, _) in itertools.pairwise(table.rows))


def _read(page: Page) -> list[Comment]:
    table = _table(page)
    return [] if table is None else propose([_comment(table, line, cells) for line, cells in table.rows])


def _comment(table: Table, line: Line, cells: Sequence[str]) -> Comment:
    text = cells[table.text]
    mark = Mark(line.at, line.at, line.indent, tidy(cells[table.user]) or None, stamp_in(cells[table.date]), inline=0)
    return replace(comment_of(mark, [line]), text=text)


TABLE = Form("table", _fits, _read, FIT)
