"""The answer edges that the forms find on made and on real pages, and whether each is right."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl
from reply_pages import LAYOUTS, Sheet
from reply_threads import Said, invented, names_for, words

from toolkit.errors import ToolkitError
from toolkit.forms import Comment, pick
from toolkit.forms.bodies import QUOTE
from toolkit.forms.replies import propose
from toolkit.sources import page_of

__all__ = ["of_gold", "of_invented", "of_real", "of_real_quotations", "table"]

# Threads a layout in each half; the layouts whose rarer kinds of evidence need more have more.
THREADS = 100
MORE = {"nested": 4, "levels": 8, "links": 2, "links_cut": 2, "echoes": 2, "in_reply_to": 2}
LEAST_REAL = 6

Edge = tuple[str, str, bool]


def edges(
    name: str, comments: Sequence[Comment], owner: Callable[[Comment], int | None], parents: dict[int, set[int | None]]
) -> Iterator[Edge]:
    """Yield set, kind of evidence, and whether it is right, for each answer edge of a page."""
    owners = [owner(comment) for comment in comments]
    for comment, own in zip(comments, owners, strict=True):
        if comment.reply_to is not None and comment.reply_evidence is not None and own is not None:
            answered = owners[comment.reply_to]
            yield name, comment.reply_evidence, answered is not None and answered in parents[own]


def of_sheet(name: str, sheet: Sheet) -> Iterator[Edge]:
    """Yield the edges of a made page."""

    def owner(comment: Comment) -> int | None:
        lines = range(comment.line_start, comment.line_end + 1)
        found = {sheet.owner[line] for line in lines if line in sheet.owner}
        return found.pop() if len(found) == 1 else None

    page = page_of("\n".join(sheet.lines) + "\n", name)
    try:
        comments = pick(page).read(page)
    except ToolkitError:
        return
    yield from edges(name, comments, owner, {place: {parent} for place, parent in sheet.parent.items()})


def of_gold(name: str, folder: Path) -> Iterator[Edge]:
    """Yield the edges of a folder of gold pages; an answer that the gold allows as well is right."""
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))["comments"]
        page = page_of(path.with_suffix(".txt").read_text(encoding="utf-8"), path.stem)
        places = {(one["start_line"], one["end_line"]): place for place, one in enumerate(truth)}
        parents = {place: {one["parent"], *one.get("parent_alt", [])} for place, one in enumerate(truth)}
        try:
            comments = pick(page).read(page)
        except ToolkitError:
            continue
        yield from edges(name, comments, lambda one, places=places: places.get((one.line_start, one.line_end)), parents)


def of_invented(name: str, *, threads: int = THREADS) -> Iterator[Edge]:
    """Yield the edges of invented threads in every layout; another `name`, other threads."""
    for layout in LAYOUTS:
        rng = random.Random(f"{name} {layout.__name__}")  # noqa: S311
        for _ in range(threads * MORE.get(layout.__name__, 1)):
            yield from of_sheet(name, layout(invented(rng), rng))


def _real(path: Path) -> Iterator[tuple[list[Said], list[str]]]:
    """Yield the threads of Guest et al. in order of time, with invented words and names, and the words they had."""
    rows = pl.read_parquet(path).unique("entry_id", keep="first", maintain_order=True).sort("entry_utc", "entry_id")
    rows = rows.with_columns(pl.col("parent_id").str.replace("^t[13]_", ""), pl.col("body").fill_null(""))
    for (_,), thread in rows.group_by("link_id", maintain_order=True):
        comments = thread.filter(pl.col("parent_id").is_not_null())
        at = {entry: place for place, entry in enumerate(comments["entry_id"])}
        root = set(thread["entry_id"]) - set(at)
        parents = [None if parent in root else at.get(parent, -1) for parent in comments["parent_id"]]
        if comments.height < LEAST_REAL or any(
            one is not None and not 0 <= one < place for place, one in enumerate(parents)
        ):
            continue
        rng = random.Random(thread["link_id"][0])  # noqa: S311
        names = names_for(comments["author"].to_list(), rng)
        said = [
            Said(one, names[user], words(rng), 7 * place)
            for place, (one, user) in enumerate(zip(parents, comments["author"], strict=True))
        ]
        yield said, comments["body"].to_list()


def of_real(path: Path) -> Iterator[Edge]:
    """Yield the edges of real threads laid out in every way, without lost comments: who answers whom is real."""
    for place, (said, _) in enumerate(_real(path)):
        rng = random.Random(place)  # noqa: S311
        for layout in LAYOUTS[place % 4 :: 4]:
            yield from of_sheet("real trees", layout(said, rng))


def of_real_quotations(path: Path) -> Iterator[Edge]:
    """Yield the edges that the quotations people really made give, all else hidden."""
    for said, bodies in _real(path):
        comments = []
        for place, (one, body) in enumerate(zip(said, bodies, strict=True)):
            lines = body.split("\n")
            quoted = "\n".join(re.sub(r"^\s*(?:>|&gt;)+\s?", "", line) for line in lines if QUOTE.match(line))
            own = "\n".join(line for line in lines if not QUOTE.match(line)).replace("@", "").replace("#", "")
            comments.append(Comment(place, place, own, quoted=quoted or None, user=one.user))
        parents = {place: {one.parent} for place, one in enumerate(said)}
        yield from edges("real quotations", propose(comments), lambda one: one.line_start, parents)


def table(found: Iterable[Edge]) -> pl.DataFrame:
    """Return set, kind, right: one row an edge."""
    return pl.DataFrame(
        list(found), schema={"set": pl.String(), "kind": pl.String(), "right": pl.Boolean()}, orient="row"
    )
