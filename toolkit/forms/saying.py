"""Lines with a verb of saying ("NAME says:"), alone or beside dates."""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from functools import lru_cache

from toolkit.forms.apart import apart
from toolkit.forms.grouping import time_lines
from toolkit.forms.languages import SAY
from toolkit.forms.marks import PRONOUNS, Mark, Shape, namelike, say_in, tidy
from toolkit.forms.placing import Found
from toolkit.forms.view import Line, View, is_button, is_heading

__all__ = ["ends_in_say", "said", "says_of", "with_says"]

# A bare "NAME says" has so many words, and stands so often on its page.
SAYS_WORDS = 5
# Behind the mark of a list a name may be longer.
LISTED_WORDS = 9
BARE_SAYS = 3
SAY_STEM = 3
SAY_STEMS = frozenset(verb[-SAY_STEM:] for verb in SAY)


@lru_cache(maxsize=2)
def says_of(seen: View) -> list[tuple[Line, str]]:
    """Return the lines that end in a verb of saying, each with the name before it."""
    found = []
    for line in seen.lines:
        said = say_in(line.text) if line.stamp is None else None
        if said is None:
            continue
        name, marked = said
        if marked and len(name) <= 80:
            found.append((line, name))
    return found or _bare_says(seen)


def ends_in_say(text: str) -> bool:
    """Return true if the last word of a line is a verb of saying, without a sign behind it."""
    end = text[-SAY_STEM:]
    # Most lines end otherwise, and need not be cut into words.
    if not (end in SAY_STEMS or not (end.isascii() and end.islower())):
        return False
    return text.rsplit(None, 1)[-1].casefold() in SAY


def _bare_says(seen: View) -> list[tuple[Line, str]]:
    """Return the lines that are a name and a verb of saying without a colon, of the verb that most have."""
    found = []
    for line in seen.lines:
        words = LISTED_WORDS if line.mark else SAYS_WORDS
        if not line.gap or line.stamp is not None or not ends_in_say(line.text) or len(line.text.split()) > words:
            continue
        said = say_in(f"{line.text}:")
        if said is not None and namelike(said[0], words=words):
            found.append((line, said[0]))
    verbs = Counter(line.text.split()[-1] for line, _ in found)
    verb, n = verbs.most_common(1)[0] if verbs else ("", 0)
    # "by ANNA 8 Comments" is the article's byline.
    return [one for one in found if one[0].text.split()[-1] == verb] if n >= BARE_SAYS else []


def _speaks(name: str) -> bool:
    """A name before a verb of saying, not the start of a sentence such as "But he said:"."""
    words = name.casefold().split()
    return words[0].strip('“"') not in PRONOUNS or (len(words) == 1 and words[0] not in PRONOUNS)


def said(seen: View, says: list[tuple[Line, str]]) -> Found | None:
    """Names with a verb of saying and no date anywhere."""
    says = [(line, name) for line, name in says if line.mark or (_speaks(name) and namelike(name, words=7, length=80))]
    if len(says) < 2:
        return None
    marks = [Mark(line.at, line.at, line.indent, said_name(name)[0]) for line, name in says]
    numbers = [line.number if line.number is not None else said_name(name)[1] for line, name in says]
    listed = sum(bool(line.mark) for line, _ in says) * 2 > len(says)
    heading = any(is_heading(line.text) for line in seen.lines if line.at < says[0][0].at)
    if len(says) < 3 and not listed and not heading and says[0][0].at not in apart(seen):
        return None
    return Found(marks, numbers, "says")


def said_name(name: str) -> tuple[str, int | None]:
    match = re.match(r"#?(\d{1,5})[.)]?\s+(?=\S)", name)
    return (tidy(name[match.end() :]), int(match[1])) if match else (name, None)


def with_says(seen: View, group: list[Shape], says: list[tuple[Line, str]]) -> Found | None:
    """Dates without names beside lines with a verb of saying: one header of two lines, or a header and a footer."""
    if len(says) * 2 < len(group) or len(says) < 2:
        return None
    dates = {shape.line.at: shape.line for shape in group}
    names = {line.at: (line, name) for line, name in says}
    order = sorted({*dates, *names})
    places = {at: place for place, at in enumerate(order)}
    first_is_name, last_is_date = order[0] in names, order[-1] in dates
    together = sum(a in names and b in dates and _touch(seen, a, b) for a, b in itertools.pairwise(order))
    before = sum(a in dates and b in names and _touch(seen, a, b) for a, b in itertools.pairwise(order))
    below = first_is_name and last_is_date and together * 2 < len(names)
    marks, numbers = [], []
    for at, (line, name) in sorted(names.items()):
        user, number = said_name(name)
        mark = Mark(at, at, line.indent, user)
        place = places[at]
        after = order[place + 1] if place + 1 < len(order) and order[place + 1] in dates else None
        previous = order[place - 1] if place and order[place - 1] in dates else None
        if below:
            mark.stamp = dates[after].stamp if after is not None else None
        elif before > together:
            if previous is not None and _touch(seen, previous, at):
                mark.stamp, mark.first = dates[previous].stamp, previous
        elif after is not None and _touch(seen, at, after):
            mark.stamp, mark.last = dates[after].stamp, after + time_lines(seen, dates[after])
        marks.append(mark)
        numbers.append(line.number if line.number is not None else number)
    found = Found(marks, numbers, "says")
    found.marks = _cut_footers(marks, dates) if below else marks
    return found


def _touch(seen: View, a: int, b: int) -> bool:
    """Nothing but buttons and blank lines stands between two lines."""
    return b - a < 8 and all(is_button(line.text) for line in seen.between(a + 1, b - 1))


def _cut_footers(marks: list[Mark], dates: dict[int, Line]) -> list[Mark]:
    order = sorted(dates)
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        place = bisect.bisect_right(order, mark.last)
        inside = place < len(order) and (following is None or order[place] < following.first)
        mark.tail = order[place] if inside else None
        mark.stamp = None if mark.tail is None else dates[mark.tail].stamp
    return marks
