"""HTML -> pages: the visible text with its lists and indents, and the comments that the page gives as fields."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from toolkit.sources.encodings import repaired, text_of
from toolkit.sources.opening import need
from toolkit.sources.pages import Page, Problem, page_of
from toolkit.sources.schema_org import comments_in

__all__ = ["is_html", "page_of_html"]

META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w:.-]{1,40})""", re.IGNORECASE)
XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]{1,40})""")
LIST = re.compile(r"<(/?)[uo]l\b", re.IGNORECASE)
# Lists inside lists are indented, so their text grows with the square of their depth. People nest ten deep.
DEEPEST_LIST = 100
# Where a page may declare its encoding; browsers look no further either.
DECLARED_BYTES = 4_096
OPENING = re.compile(r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def is_html(text: str) -> bool:
    """Return whether `text` opens as an HTML page does."""
    return OPENING.match(text[:2_000].removeprefix("\ufeff")) is not None


def page_of_html(
    raw: bytes | str,
    source: str,
    *,
    declared: str | None = None,
    container: str = "",
    retrieved: datetime | None = None,
) -> list[Page | Problem]:
    """Return the page that `raw` shows, after the remarks on it; no page where it is no text.

    Parameters
    ----------
    raw : HTML, as bytes or decoded
    source, container, retrieved : as for `Page`
    declared : the encoding that the server named, which goes before the page's own word

    Notes
    -----
    The text is that of the whole page and not of its main content: main-content extraction drops short
    comments, names and dates. Lists keep their marks and indents. The texts of images are left out, since
    the picture of a writer would put a second name before the name.

    Raises
    ------
    ToolkitError : resiliparse is not installed
    """
    found: list[Page | Problem] = []
    if isinstance(raw, bytes):
        text, problems = text_of(raw, source, declared=declared or _declared(raw))
        found += problems
        if text is None:
            return [Problem(source, None, "binary", "the page is not text", "give the text of the page")]
    else:
        text = raw
    text, problems = repaired(text, source)
    text = _bounded(text)
    tree = need("resiliparse.parse.html", package="resiliparse", purpose="reading HTML").HTMLTree.parse(text)
    shown = text_in(tree)
    page = page_of(shown, source, container=container, retrieved=retrieved)
    ready, remarks = comments_in(tree, text, page)
    found += [*problems, *remarks]
    if not shown.strip() and not ready:
        return [*found, Problem(source, None, "empty", "the page shows no text", "leave it out")]
    return [*found, page_of(shown, source, container=container, retrieved=retrieved, ready=ready) if ready else page]


def text_in(tree: Any) -> str:
    """Return the visible text of a parsed page, or of a piece of one."""
    extract = need("resiliparse.extract.html2text", package="resiliparse", purpose="reading HTML").extract_plain_text
    return str(extract(tree, preserve_formatting=True, main_content=False, list_bullets=True, alt_texts=False))


def _bounded(text: str) -> str:
    """Return the page with lists below `DEEPEST_LIST` others made plain blocks, which are not indented."""
    if len(LIST.findall(text)) <= DEEPEST_LIST:
        return text
    depth = 0

    def kept(mark: re.Match[str]) -> str:
        nonlocal depth
        depth = max(0, depth - 1) if mark[1] else depth + 1
        return mark[0] if depth <= DEEPEST_LIST else f"<{mark[1]}div"

    return LIST.sub(kept, text)


def _declared(raw: bytes) -> str | None:
    head = raw[:DECLARED_BYTES]
    found = XML.match(head) or META.search(head)
    return None if found is None else found[1].decode("ascii", "replace")
