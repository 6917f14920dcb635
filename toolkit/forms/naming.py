"""Where the name stands: beside the date, on a line of its own above or below it, or above the body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from toolkit.forms.bodies import section_end
from toolkit.forms.edges import is_site
from toolkit.forms.grouping import time_lines
from toolkit.forms.languages import COMMENT_BY, NOTICES, PARENT_LINKS, POSTED_BY, SAY
from toolkit.forms.marks import LONG_NAME_LENGTH, NAME_WORDS, URL, Mark, Shape, namelike, say_in, split_answered, tidy
from toolkit.forms.name_lines import NAMED_SHARE, may_name, names_above, site_lines, unless_site
from toolkit.forms.names import before_verb, fixed_words, plain_names, votes_glued
from toolkit.forms.placing import Found, placed
from toolkit.forms.view import Line, View, is_heading

__all__ = ["above_body", "above_or_below", "beside"]

# A number before a name, alone or behind the page's word for it ("Comment number 276. NAME").
LABEL = re.compile(r"^(?:[+-]\d+\s+)?(?:#?\d{1,6}[.):]?|(?:[^\W\d]+\s){1,2}#?\d{1,6}[.):])\s+(?=\S)")
# A sentence has more words, and stands among so many lines below the header.
TOLD_WORDS, TOLD_LINES = 4, 12
# Behind the mark of a list a name may be longer.
LISTED_WORDS = 9
COUNTED = re.compile(r"\d{1,5}\s[^\W\d_]{2,12}\s#(\d{1,6})\b")
OWN_NUMBER = re.compile(r"#\d{1,6}")
DIGITS = re.compile(r"[+-]?\d+")
# Names are links and get lost; this share of the dates has one.
LEAST_NAMED = 0.3
# What a name's owner does, below it: "· Central College".
BADGE = re.compile(r"[·•|]\s?\S")
FAR = 3
# Made up by the site, of a word that is also on its buttons ("user 4471").
NUMBERED_NAME = re.compile(r"[^\W\d_]{3,12}[ _-]?\d{2,12}")
# Votes and a name of digits ("+21984"), where all have the votes right before the name.
VOTED_NUMBER = re.compile(r"(?:[+-]\d|0)\d{2,8}")
# This share of the names stands at one distance above the date.
USUAL_SHARE = 0.7


def beside(seen: View, group: list[Shape]) -> Found | None:
    """The name stands beside the date."""
    side = _side(group)
    glue = Counter(shape.glue for shape in group).most_common(1)[0][0]
    marks, numbers = [], []
    numbered = sum(_leading_number(shape) is not None for shape in group) >= max(2, 0.3 * len(group))
    raw = [shape.name(side, glue) for shape in group]
    names = plain_names(raw, numbered=numbered)
    for shape, plain in zip(group, names, strict=True):
        line, name = shape.line, plain
        number = line.number if line.number is not None else (_leading_number(shape) if numbered else None)
        first = line.at
        if not name:
            above = _line_above(seen, line)
            if above is not None and namelike(_bare(above), words=9) and not is_site(above.text):
                first, name = above.at, _bare(above)
                number = above.number if above.number is not None else _number_at_start(above.text)
        last = line.at + time_lines(seen, line)
        links = "" if line.stamp is None else line.text[line.stamp.end :].strip(" |·()#↵").casefold()
        marks.append(
            Mark(
                first, last, seen.lines[seen.place[first]].indent, name or None, line.stamp, reply=links in PARENT_LINKS
            )
        )
        numbers.append(number)
    _displayed(seen, marks)
    users = [split_answered(mark.user)[0] for mark in marks if mark.user]
    good = sum(namelike(user, words=12, length=LONG_NAME_LENGTH) for user in users)
    if good < NAMED_SHARE * len(users) or len(users) < LEAST_NAMED * len(marks):
        return None
    found = placed(seen, marks, numbers, "name_date" if side == "pre" else "date_name", group)
    if found is not None:
        found.own_words = any(fixed for fixed in fixed_words(raw))
    return found


def _displayed(seen: View, marks: Sequence[Mark]) -> None:
    """Take the name shown above a handle: "NAME" / "@handle · date"."""
    above = [seen.lines[place - 1] if (place := seen.place[mark.first]) else None for mark in marks]
    handles = all(mark.user and mark.user.startswith("@") for mark in marks)
    if handles and all(line is not None and may_name(line) and line.stamp is None for line in above):
        for mark, line in zip(marks, above, strict=True):
            if line is not None:
                mark.user, mark.first = tidy(line.text), line.at


def _side(group: list[Shape]) -> str:
    """Tell on which side of the date the names stand: where the lines differ more."""
    # "Posted by NAME on DATE": what follows tells something else.
    if sum(bool(shape.pre) and shape.line.text.casefold().startswith(POSTED_BY) for shape in group) * 2 > len(group):
        return "pre"
    pres, posts = ([piece.casefold() for piece in pieces if piece] for pieces in _pieces(group))
    pre, post, n_pre, n_post = set(pres), set(posts), len(pres), len(posts)
    if not n_pre or not n_post:
        return "pre" if n_pre else "post"
    # "Rated 8" and "Rated 3" differ in their numbers alone.
    worded = [len({DIGITS.sub("#", piece) for piece in side}) for side in (pre, post)]
    score_pre, score_post = (worded[0] * n_pre, len(pre) * n_pre), (worded[1] * n_post, len(post) * n_post)
    return "post" if score_post > score_pre else "pre"


def _pieces(group: list[Shape]) -> tuple[list[str], list[str]]:
    """Return what stands before and after the dates; numbers alone only where no side has words."""
    before, after = [shape.pre for shape in group], [shape.post for shape in group]
    lettered = [[piece if any(map(str.isalpha, piece)) else "" for piece in side] for side in (before, after)]
    return (lettered[0], lettered[1]) if any(map(any, lettered)) else (before, after)


def _leading_number(shape: Shape) -> int | None:
    # "12 votes #3 by ANNA": the first number says something else.
    if match := COUNTED.match(shape.pre):
        return int(match[1])
    return _number_at_start(shape.pre or shape.post)


def _number_at_start(text: str) -> int | None:
    match = re.match(r"(?:[+-]\d+\s+)?#?(\d{1,7})(?:[.)]|\s|$)", text)
    return int(match[1]) if match else None


def _label_number(text: str) -> int | None:
    match = LABEL.match(text)
    digits = re.search(r"\d+(?=[.):]?\s+$)", match[0]) if match else None
    return int(digits[0]) if digits else None


def _bare(line: Line) -> str:
    return tidy(LABEL.sub("", line.text))


def _line_above(seen: View, line: Line) -> Line | None:
    place = seen.place[line.at] - 1
    return seen.lines[place] if place >= 0 and line.gap <= 1 else None


def above_or_below(seen: View, group: list[Shape]) -> Found | None:
    """Read names that stand on a line of their own above the date, or below it."""
    site = site_lines(seen, len(group))
    above = _verbal(seen, group) or [unless_site(line, site) for line in names_above(seen, group)]
    n_above = sum(name is not None for name in above)
    # Where all have a name right above, nothing below counts.
    below = (
        [unless_site(_name_below(seen, one.line), site) for one in group]
        if n_above < len(group) or _far(seen, above, group)
        else []
    )
    n_below = sum(name is not None for name in below)
    if max(n_above, n_below) < NAMED_SHARE * len(group):
        return None
    up = n_above >= n_below and not (n_below >= NAMED_SHARE * len(group) and _far(seen, above, group))
    lines = _filled(seen, above, group) if up else below
    labelled = sum(name is not None and (name.number is not None or bool(LABEL.match(name.text))) for name in lines)
    marks, numbers = [], []
    for name, shape in zip(lines, group, strict=True):
        mark, number = _lined(seen, name, shape, labelled=labelled * 2 > max(n_above, n_below))
        marks.append(mark)
        numbers.append(number)
    plain = plain_names([mark.user or "" for mark in marks], numbered=False)
    listed = {bool(name.mark) for name in lines if name is not None}
    for mark, user, shape in zip(marks, plain, group, strict=True):
        mark.user = user or mark.user
        if len(listed) > 1 and up and not any(one.line.mark for one in group):
            # Some names stand behind the mark of a list, others below it: only the dates show the levels.
            mark.indent = shape.line.indent
    _displayed(seen, marks)
    return placed(seen, marks, numbers, "name_then_date" if up else "date_then_name", group)


def _filled(seen: View, names: Sequence[Line | None], group: list[Shape]) -> list[Line | None]:
    """Take the line at the usual distance above a date where it has no name, or one beyond buttons.

    Most names of the page stand there, so this one may be long or odd.
    """
    dates = [seen.place[shape.line.at] for shape in group]
    backs = [date - seen.place[name.at] for date, name in zip(dates, names, strict=True) if name is not None]
    back, n = Counter(backs).most_common(1)[0] if backs else (0, 0)
    if n < USUAL_SHARE * len(group):
        return list(names)
    filled: list[Line | None] = []
    voted = votes_glued([name.text for name in names if name is not None])
    for date, name in zip(dates, names, strict=True):
        usual = seen.lines[max(0, date - back)]
        beyond = name is None or any(is_site(line.text) for line in seen.lines[seen.place[name.at] + 1 : date])
        number = VOTED_NUMBER if voted else NUMBERED_NAME
        own = not is_site(usual.text) or ((voted or usual.gap) and number.fullmatch(usual.text))
        fits = usual.stamp is None and len(usual.text) <= LONG_NAME_LENGTH and own
        filled.append(usual if beyond and fits and _opens(seen, usual) else name)
    return filled


def _opens(seen: View, line: Line) -> bool:
    """A gap or the site's own line stands above."""
    place = seen.place[line.at]
    return place == 0 or line.gap > 0 or is_site(seen.lines[place - 1].text) or _says_alone(line.text)


def _says_alone(text: str) -> bool:
    """A verb of saying without its name, which stands on the line above."""
    return text.rstrip(" :,").casefold() in SAY


def _far(seen: View, names: Sequence[Line | None], group: list[Shape]) -> bool:
    """Most names stand so far above the dates that they belong to the comment above."""
    backs = [
        seen.place[shape.line.at] - seen.place[name.at]
        for name, shape in zip(names, group, strict=True)
        if name is not None
    ]
    return sum(back > FAR for back in backs) * 2 > len(backs)


def _verbal(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return the lines right above the dates if all are "NAME verb ...", one verb all through the page."""
    lines = [_line_above(seen, shape.line) for shape in group]
    if any(line is None or line.stamp is not None for line in lines):
        return []
    texts = [tidy(line.text) for line in lines if line is not None]
    names = before_verb(texts)
    verbal = names != texts and all(map(namelike, names))
    return list(lines) if verbal and len(set(names)) > 1 else []


def _lined(seen: View, name: Line | None, shape: Shape, *, labelled: bool) -> tuple[Mark, int | None]:
    line = shape.line
    first, last = line.at, line.at + time_lines(seen, line)
    if name is not None and _says_alone(name.text) and not name.gap and seen.place[name.at]:
        name = seen.lines[seen.place[name.at] - 1]
    if name is None:
        return Mark(first, last, line.indent, (shape.pre or shape.post) or None, line.stamp), None
    number = _label_number(name.text) if name.number is None and labelled else name.number
    user = _bare(name) if labelled else tidy(name.text)
    if spoken := say_in(user if user.endswith(":") else f"{user}:"):
        user = spoken[0]
    return Mark(min(first, name.at), max(last, name.at), name.indent, user, line.stamp), number


def above_body(seen: View, group: list[Shape]) -> Found | None:
    """Read names above the body with the date below it: "NAME" / body / "Like · Reply · DATE"."""
    marks: list[Mark] = []
    numbers: list[int | None] = []
    if _goes_on(seen, group[-1].line):
        return None
    for place, shape in enumerate(group):
        top = seen.place[group[place - 1].line.at] + 1 if place else _block_start(seen, shape.line)
        while top < len(seen.lines) and is_site(seen.lines[top].text):
            top += 1
        line = seen.lines[min(top, len(seen.lines) - 1)]
        words = LISTED_WORDS if line.mark else NAME_WORDS
        if not namelike(tidy(line.text), words=words) or line.at >= shape.line.at - 1 or line.stamp is not None:
            return None
        below = seen.lines[seen.place[line.at] + 1]
        last = below.at if BADGE.match(seen.page.lines[below.at].strip()) and below.at < shape.line.at else line.at
        marks.append(Mark(line.at, last, line.indent, tidy(line.text), shape.line.stamp, tail=shape.line.at))
        numbers.append(line.number)
    for mark, user in zip(marks, plain_names([mark.user or "" for mark in marks], numbered=False), strict=True):
        # "Says" without a name, or with an address in its place.
        address = URL.search(seen.page.lines[mark.first])
        unnamed = user.casefold() in COMMENT_BY
        mark.user = (address[0] if address else None) if unnamed else user
    return Found(marks, numbers, "name_body_date")


def _goes_on(seen: View, last: Line) -> bool:
    """Sentences stand below the last date: it opens a comment and ends none."""
    below = seen.between(last.at + 1, section_end(seen, last.at) - 1)[:TOLD_LINES]
    return any(len(line.text.split()) > TOLD_WORDS and line.text[-1] in ".!?" for line in below)


def _block_start(seen: View, line: Line) -> int:
    """Return the place of the first line above `line` that stands below a heading or a wide gap."""
    place = date = seen.place[line.at]
    while place > 0 and seen.lines[place].gap < 2 and not is_heading(seen.lines[place - 1].text):
        place -= 1
    # A choice of order or a form may stand between; the name opens a block.
    opens = [at for at in range(place, date - 1) if seen.lines[at].gap and not seen.lines[at + 1].gap]
    between = not may_name(seen.lines[place]) or _sorts(seen.lines[place])
    return opens[-1] if opens and between else place


def _sorts(line: Line) -> bool:
    return is_site(line.text) or line.text.casefold().startswith(NOTICES)


def _name_below(seen: View, date: Line) -> Line | None:
    place = seen.place[date.at] + 1 + time_lines(seen, date)
    # The comment's own number may stand between: "05-12-2012, 04:33 AM" / "#3" / "NAME".
    if place < len(seen.lines) - 1 and OWN_NUMBER.fullmatch(seen.lines[place].text) and not seen.lines[place].gap:
        place += 1
    if place >= len(seen.lines) or seen.lines[place].gap > 0:
        return None
    line = seen.lines[place]
    return line if line.stamp is None and namelike(tidy(line.text)) else None
