"""A comment as a page's data states it, and the writer's own words in it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from toolkit.sources.opening import need

__all__ = ["Stated", "own_words", "plain"]

TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


@dataclass(slots=True)
class Stated:
    """One comment as it is being collected from the data of a page.

    Parameters
    ----------
    text : HTML or plain text, null as long as none was met
    key : the id or address the data gives it
    parent : index of the comment it hangs under
    parent_key : the id or address of the comment it says it answers
    basis : stated where the data itself nests, layout where the page's lists do
    """

    text: str | None = None
    user: str | None = None
    date: str | None = None
    key: str | None = None
    parent: int | None = None
    parent_key: str | None = None
    basis: str = "unknown"


def own_words(written: str) -> tuple[str, str | None]:
    """Return the text of `written`, and apart from it what stands in its blockquotes.

    Examples
    --------
    >>> own_words("<blockquote>Green it is.</blockquote><p>No, blue &amp; white.</p>")
    ('No, blue & white.', 'Green it is.')
    """
    own, quoted = _parted(written)
    return plain(own), "\n".join(filter(None, map(plain, quoted))) or None


def _parted(written: str) -> tuple[str, list[str]]:
    # str.find and not a pattern: many openings without an end must cost no more than one reading.
    lowered = written.lower()
    if len(lowered) != len(written) or "<blockquote" not in lowered:
        return written, []
    own, quoted, place = [], [], 0
    while (start := lowered.find("<blockquote", place)) >= 0:
        end = lowered.find("</blockquote>", start)
        if end < 0:
            break
        own.append(written[place:start])
        quoted.append(written[start : end + len("</blockquote>")])
        place = end + len("</blockquote>")
    return "".join([*own, written[place:]]), quoted


def plain(written: str) -> str:
    """Return `written` without markup; a text without any keeps its lines and loses its outer spaces."""
    if TAG.search(written) is None:
        return html.unescape(written).replace("\r\n", "\n").strip()
    extract = need("resiliparse.extract.html2text", package="resiliparse", purpose="reading HTML").extract_plain_text
    return str(
        extract(written, preserve_formatting=True, main_content=False, list_bullets=True, alt_texts=False)
    ).strip()
