"""Answers whose header repeats the date of what they answer: "In reply to: TITLE posted by ANNA on DATE"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.forms.dates import stamp_in
from toolkit.forms.languages import REPLY_TO
from toolkit.forms.marks import ANSWERING, Mark
from toolkit.forms.view import View

__all__ = ["take_restated"]

# The line stands among so many lines below the mark.
BELOW = 4


def take_restated(seen: View, marks: Sequence[Mark]) -> None:
    """Let each header take the line below it that gives the date of another comment, and note that one as its parent.

    Parameters
    ----------
    seen : the page
    marks : headers in page order, changed in place; footers are left as they are
    """
    stamps = Counter(mark.stamp.moment for mark in marks if mark.stamp is not None)
    dates = {
        mark.stamp.moment: place
        for place, mark in enumerate(marks)
        if mark.stamp is not None and mark.stamp.hour is not None and stamps[mark.stamp.moment] == 1
    }
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = len(seen.page.lines) if following is None else following.first
        _take_second(seen, mark, dates)
        for line in () if mark.foot else seen.between(mark.last + 1, end - 1)[:BELOW]:
            parent = None if line.stamp is None else dates.get(line.stamp.moment)
            if parent is not None and line.text.casefold().startswith(REPLY_TO):
                mark.parent, mark.evidence, mark.last = parent, "reply_number", line.at


def _take_second(seen: View, mark: Mark, dates: Mapping[tuple[int | None, ...], int]) -> None:
    """Note the parent whose date stands behind the mark's own: "DATE, ANNA in reply to BERT, DATE"."""
    for line in seen.between(mark.first, mark.last):
        if line.stamp is None or line.stamp.moment not in dates:
            continue
        second = stamp_in(line.text, line.stamp.end)
        parent = None if second is None else dates.get(second.moment)
        if parent is not None and ANSWERING.search(line.text.lower()):
            mark.parent, mark.evidence = parent, "reply_number"
