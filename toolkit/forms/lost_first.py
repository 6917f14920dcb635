"""The first comment of a page that has lost its header: a body between the section's heading and the first header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.forms.apart import apart
from toolkit.forms.dates import time_alone
from toolkit.forms.edges import is_site
from toolkit.forms.marks import Mark
from toolkit.forms.view import Line, View, is_end, is_heading

__all__ = ["lost_first"]

# The body takes so many lines at most.
LINES = 15
# The button below it stands below this share of the others as well.
BUTTON_SHARE = 0.6
# A sentence has more words.
WORDS = 3


def lost_first(seen: View, marks: Sequence[Mark]) -> Mark | None:
    """Return a mark for a body above the first of `marks`, or null.

    Between heading and header there are sentences, and below them the button that stands below the other comments.

    Parameters
    ----------
    seen : the page
    marks : headers in page order
    """
    first = seen.place[marks[0].first]
    opening = next((at for at in range(first - 1, max(-1, first - LINES), -1) if _opens(seen, at)), None)
    if opening is None or not _buttoned(seen, marks):
        return None
    body = list(seen.lines[opening + (seen.lines[opening].at not in apart(seen)) : first])
    while body and is_site(body[-1].text):
        body.pop()
    told = any(len(line.text.split()) > WORDS and line.text[-1] in '.!?…"”' and not is_site(line.text) for line in body)
    if not told or any(is_end(line.text) or line.stamp is not None for line in body):
        return None
    steps = Counter(_step(seen, mark) for mark in marks)
    # What is left of the header may be its time: "at 7:12 am".
    rest = time_alone(body[0].text.removeprefix("at ")) is not None
    at = body[0].at if rest else seen.lines[opening].at
    indent = max(0, body[-1].indent - steps.most_common(1)[0][0])
    return Mark(at, at, indent, None, notes=["no-name"])


def _opens(seen: View, place: int) -> bool:
    line = seen.lines[place]
    return line.stamp is None and (is_heading(line.text) or line.at in apart(seen))


def _buttoned(seen: View, marks: Sequence[Mark]) -> bool:
    above = [seen.lines[seen.place[mark.first] - 1].text for mark in marks]
    button = above[0]
    letters = any(map(str.isalpha, button))
    return letters and is_site(button) and above.count(button) > max(1, BUTTON_SHARE * len(above))


def _step(seen: View, mark: Mark) -> int:
    below: tuple[Line, ...] = seen.lines[seen.place[mark.last] + 1 : seen.place[mark.last] + 2]
    return below[0].indent - mark.indent if below else 0
