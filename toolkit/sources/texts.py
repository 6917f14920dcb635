"""The bytes of one page, HTML or text -> the page and the remarks on it."""

from __future__ import annotations

from datetime import datetime

from toolkit.sources.encodings import repaired, text_of
from toolkit.sources.markup import is_html, page_of_html
from toolkit.sources.pages import Page, Problem, page_of

__all__ = ["page_of_raw"]


def page_of_raw(
    raw: bytes | str,
    source: str,
    *,
    markup: bool = False,
    declared: str | None = None,
    container: str = "",
    retrieved: datetime | None = None,
) -> list[Page | Problem]:
    """Return the page that `raw` holds, after the remarks on it; no page where it is no text or blank.

    Parameters
    ----------
    raw : text, or HTML where it opens as HTML does
    markup : it is HTML however it opens
    source, container, retrieved : as for `Page`
    declared : the encoding that a server named

    Raises
    ------
    ToolkitError : HTML, and resiliparse is not installed
    """
    if not raw.strip():
        return [Problem(source, None, "empty", "the page is empty", "leave it out")]
    text, problems = (raw, []) if isinstance(raw, str) else text_of(raw, source, declared=declared)
    if text is None:
        return [Problem(source, None, "binary", "the file is not text", "give the text of the page")]
    if markup or is_html(text):
        return page_of_html(raw, source, declared=declared, container=container, retrieved=retrieved)
    text, mended = repaired(text, source)
    return [*problems, *mended, page_of(text, source, container=container, retrieved=retrieved)]
