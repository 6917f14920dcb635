"""What every form gives: plain comment records, and the roles of a page's lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.forms.dates import Stamp
from toolkit.sources import Page

__all__ = ["Comment", "Form"]


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as the page shows it, before it becomes a row of ``COMMENTS``.

    Parameters
    ----------
    line_start, line_end : 1-based lines of the body, inclusive
    text : the writer's own words
    quoted : words of others inside the comment
    user, user_basis : the writer as written, null if the page does not say
    stamp, stamp_basis : the date as written
    reply_to : index of the comment answered, in the same list
    reply_basis, reply_confidence : where the answer edge comes from, and the probability that it is right
    depth : level the page shows, 0 = top
    header_lines, quoted_lines : 1-based lines taken for the header or footer and for quotation
    own_id : the id the page itself gives the comment
    notes : codes of `toolkit.forms.notes`
    """

    line_start: int
    line_end: int
    text: str
    quoted: str | None = None
    user: str | None = None
    user_basis: str = "unknown"
    stamp: Stamp | None = None
    stamp_basis: str = "unknown"
    reply_to: int | None = None
    reply_basis: str = "unknown"
    reply_confidence: float | None = None
    depth: int | None = None
    header_lines: tuple[int, ...] = ()
    quoted_lines: tuple[int, ...] = ()
    own_id: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One layout of thread text.

    Parameters
    ----------
    name : short and fixed; it becomes ``COMMENTS.form``
    fits : 0 = not this layout, 1 = certain
    read : the comments of a page that fits, in reading order
    """

    name: str
    fits: Callable[[Page], float]
    read: Callable[[Page], list[Comment]]
