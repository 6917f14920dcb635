"""Pages with more dates than any page of their size: read up to where they are too many, so that none takes long.

Whatever carries a date may head a comment and is weighed with all others; a page made of dates alone would cost
seconds a megabyte. Chat logs, dense by nature, are read line by line and stay whole.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.forms.chat import CHAT
from toolkit.forms.sifting import ruled_out
from toolkit.forms.view import glance
from toolkit.sources import Page, Problem

__all__ = ["uncrowded"]

# So many dates any page may have; more of them stand this many characters apart on average. The densest of 485 pages
# written or copied for the tests have one in 37, but fewer than 50.
LEAST, APART = 500, 40


def uncrowded(page: Page) -> tuple[Page, Problem | None]:
    """Return `page`, or its beginning and what was left out.

    Parameters
    ----------
    page : any page
    """
    hinted = glance(page).hinted
    if len(hinted) <= LEAST or len(hinted) * APART <= len(glance(page).outline.text):
        return page, None
    if not ruled_out(page, CHAT.name) and CHAT.fits(page):
        return page, None
    most = max(LEAST, len(glance(page).outline.text) // APART)
    end = sorted(hinted)[most]
    what = f"{len(page.lines) - end} lines were not read: the page has more dates than a page of its size"
    return (
        replace(page, lines=page.lines[:end], ready=()),
        Problem(page.source, end + 1, "lines-unread", what, "cut the page, or name a form"),
    )
