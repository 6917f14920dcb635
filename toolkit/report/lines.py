"""Page texts -> pages of numbered lines beside a report, so that a comment can be held against where it stands."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from toolkit.figures.places import short_name
from toolkit.report.inert import inert
from toolkit.sources import Page
from toolkit.writing import whole_or_not

__all__ = ["FOLDER", "MOST_PAGES", "write_lines"]

FOLDER = "lines"
# Beyond so many pages the report names lines without leading to them.
MOST_PAGES = 2_000
HERE = Path(__file__).parent


def write_lines(pages: Iterable[Page], comments: pl.DataFrame, folder: Path) -> dict[str, str]:
    """Write a page of numbered lines for each of `pages` that holds comments.

    Parameters
    ----------
    pages : as `toolkit.sources.pages` gives them; those without comments are left out
    comments : COMMENTS
    folder : where the report is written; the files go into its folder ``lines``

    Returns
    -------
    source -> address of its file, relative to `folder`; at most `MOST_PAGES`. Line n is at ``#Ln``
    """
    standing = comments.filter(pl.col("line_start") > 0).select(
        "source", "comment_id", "thread_id", "line_start", "line_end"
    )
    of_source = {str(source): part for (source,), part in standing.partition_by("source", as_dict=True).items()}
    written: dict[str, str] = {}
    for page in pages:
        if page.source not in of_source or page.source in written:
            continue
        if len(written) == MOST_PAGES:
            break
        name = f"{FOLDER}/{hashlib.sha256(page.source.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}.html"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_or_not(path) as unfinished:
            unfinished.write_text(_page(page, of_source[page.source]), encoding="utf-8", errors="replace")
        written[page.source] = name
    return written


def _page(page: Page, comments: pl.DataFrame) -> str:
    style = (HERE / "lines.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    named = comments.select("line_start", "comment_id", "thread_id").iter_rows()
    begins = {line: short_name(comment, thread) for line, comment, thread in named}
    spans = comments.select("line_start", "line_end").iter_rows()
    inside = {number for start, end in spans for number in range(start, end + 1)}
    lines = [
        {
            "number": number,
            "inside": number in inside,
            "begins": inert(begins.get(number, "")),
            "text": inert(line) if line.strip() else "",
        }
        for number, line in enumerate(page.lines, 1)
    ]
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("lines.html.jinja").render(
        source=inert(page.source),
        digest=f"'sha256-{digest}'",
        style=Markup(style),  # noqa: S704  our own file, allowed by hash
        lines=lines,
    )
