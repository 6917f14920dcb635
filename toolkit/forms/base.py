"""What every form gives: plain comment records, and the roles of a page's lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from toolkit.forms.dates import Stamp
from toolkit.forms.evidence import EVIDENCE
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
    reply_basis, reply_evidence : where the answer edge comes from, and its kind of evidence (`EVIDENCE`)
    depth : level the page shows, 0 = top
    header_lines, quoted_lines : 1-based lines taken for the header or footer and for quotation
    own_id : the id the page itself gives the comment
    notes : codes of `toolkit.notes.NOTES`
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
    reply_evidence: str | None = None
    depth: int | None = None
    header_lines: tuple[int, ...] = ()
    quoted_lines: tuple[int, ...] = ()
    own_id: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def reply_confidence(self) -> float | None:
        """Probability that `reply_to` is right, in [0, 1]; null where there is no `reply_to`."""
        return None if self.reply_evidence is None else EVIDENCE[self.reply_evidence].confidence

    def answering(self, target: int, evidence: str) -> Comment:
        """Return this comment with an edge to the comment at `target`.

        Parameters
        ----------
        target : index in the list of comments
        evidence : a key of `EVIDENCE`
        """
        return replace(self, reply_to=target, reply_basis=EVIDENCE[evidence].basis, reply_evidence=evidence)


@dataclass(frozen=True, slots=True)
class Form:
    """One layout of thread text.

    Parameters
    ----------
    name : short and fixed; it becomes ``COMMENTS.form``
    fits : 0 = not this layout, 1 = certain
    read : the comments of a page that fits, in reading order
    most : what `fits` returns at most, so that a form that cannot win is not asked
    """

    name: str
    fits: Callable[[Page], float]
    read: Callable[[Page], list[Comment]]
    most: float = 1.0
