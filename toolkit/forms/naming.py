"""Where the name stands: beside the date, on a line of its own above or below it, or above the body."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from toolkit.forms.bodies import section_end
from toolkit.forms.edges import is_site
from toolkit.forms.grouping import time_lines
from toolkit.forms.languages import NOTICES, SAY
from toolkit.forms.marks import LONG_NAME_LENGTH, Mark, Shape, namelike, say_in, split_answered, tidy
from toolkit.forms.names import before_verb, fixed_words, plain_names
from toolkit.forms.placing import Found, placed
from toolkit.forms.view import REMEMBERED, Line, View, is_heading

__all__ = ["above_body", "above_or_below", "beside"]

# A number before a name, alone or behind the page's word for it ("Comment number 276. NAME").
LABEL = re.compile(r"^(?:[+-]\d+\s+)?(?:#?\d{1,6}[.):]?|(?:[^\W\d]+\s){1,2}#?\d{1,6}[.):])\s+(?=\S)")
# Links beside a date that only replies have.
REPLY_LINKS = frozenset({"up", "parent", "in reply to", "show parent", "up parent"})
# Lines a header may take above its date: name, tagline, counter of fans.
BLOCK_LINES = 6
COUNTER = re.compile(r"\d+ \w+")
# A sentence has more words, and stands among so many lines below the header.
TOLD_WORDS, TOLD_LINES = 4, 12
OWN_NUMBER = re.compile(r"#\d{1,6}")
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
NAME_LINE_LENGTH = 80
# Shares of the dates that must have a name beside them, and a bounded block above them.
NAMED_SHARE = 0.7
BOUNDED_SHARE = 0.8
# Names are links and get lost; this share of the dates has one.
LEAST_NAMED = 0.3
# Roles repeat: at most this share of them differ, and the names above them differ so much more; blocks are so high.
ROLES_SHARE = 0.5
VARIED = 0.75
COLUMN_LINES = 7
# A short line that comes with this share of the marks is the site's own.
SITE_SHARE = 0.75
# What a name's owner does, below it: "· Central College".
BADGE = re.compile(r"[·•|]\s?\S")
FAR = 3
PRESENT = re.compile(r"(?:off|on)line\s+(\S.{0,40})", re.IGNORECASE)
DOTTED = re.compile(r"#?(\d{1,4}(?:\.\d{1,3}){0,9})\.?\s")
# This share of the names stands at one distance above the date.
USUAL_SHARE = 0.7
# A portrait's letter stands so many lines above the date at most, and above this share of them.
LETTERED_LINES, LETTERED_SHARE = 14, 0.6
# One letter in lower case is so many at most ("ﬃ").
FOLDED_LETTER = 3
TAGLINE = re.compile(r"(?<=\S)\s+[·•|]\s+\S.*$")


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
        reply = line.stamp is not None and line.text[line.stamp.end :].strip(" |·()").casefold() in REPLY_LINKS
        marks.append(Mark(first, last, seen.lines[seen.place[first]].indent, name or None, line.stamp, reply=reply))
        numbers.append(number)
    _dotted(seen, group, marks)
    _displayed(seen, marks)
    users = [split_answered(mark.user)[0] for mark in marks if mark.user]
    good = sum(namelike(user, words=12, length=LONG_NAME_LENGTH) for user in users)
    if good < NAMED_SHARE * len(users) or len(users) < LEAST_NAMED * len(marks):
        return None
    found = placed(seen, marks, numbers, "name_date" if side == "pre" else "date_name", group)
    if found is not None:
        found.own_words = any(fixed for fixed in fixed_words(raw))
    return found


def _dotted(seen: View, group: Sequence[Shape], marks: Sequence[Mark]) -> None:
    """Read the levels from numbers such as "2.1", if each of these has the comment above that it answers."""
    texts = [seen.page.lines[shape.line.at].strip() for shape in group]
    numbers = [match[1] if (match := DOTTED.match(text)) else "" for text in texts]
    known = set(numbers)
    dotted = [number for number in numbers if "." in number]
    if (
        dotted
        and all(numbers)
        and len(known) == len(numbers)
        and all(one.rpartition(".")[0] in known for one in dotted)
    ):
        for mark, number in zip(marks, numbers, strict=True):
            mark.level = number.count(".")


def _displayed(seen: View, marks: Sequence[Mark]) -> None:
    """Take the name shown above a handle: "NAME" / "@handle · date"."""
    above = [seen.lines[place - 1] if (place := seen.place[mark.first]) else None for mark in marks]
    handles = all(mark.user and mark.user.startswith("@") for mark in marks)
    if handles and all(line is not None and _may_name(line) and line.stamp is None for line in above):
        for mark, line in zip(marks, above, strict=True):
            if line is not None:
                mark.user, mark.first = tidy(line.text), line.at


def _side(group: list[Shape]) -> str:
    """Tell on which side of the date the names stand: where the lines differ more."""
    pres, posts = ([piece.casefold() for piece in pieces if piece] for pieces in _pieces(group))
    pre, post, n_pre, n_post = set(pres), set(posts), len(pres), len(posts)
    if not n_pre or not n_post:
        return "pre" if n_pre else "post"
    score_pre, score_post = len(pre) * n_pre, len(post) * n_post
    return "post" if score_post > score_pre else "pre"


def _pieces(group: list[Shape]) -> tuple[list[str], list[str]]:
    """Return what stands before and after the dates; numbers alone only where no side has words."""
    before, after = [shape.pre for shape in group], [shape.post for shape in group]
    lettered = [[piece if any(map(str.isalpha, piece)) else "" for piece in side] for side in (before, after)]
    return (lettered[0], lettered[1]) if any(map(any, lettered)) else (before, after)


def _leading_number(shape: Shape) -> int | None:
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
    site = _site_lines(seen, len(group))
    above = _verbal(seen, group) or [_unless(line, site) for line in _names_above(seen, group)]
    n_above = sum(name is not None for name in above)
    # Where all have a name right above, nothing below counts.
    below = (
        [_unless(_name_below(seen, one.line), site) for one in group]
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
    for mark, user in zip(marks, plain, strict=True):
        mark.user = user or mark.user
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
    for date, name in zip(dates, names, strict=True):
        usual = seen.lines[max(0, date - back)]
        beyond = name is None or any(is_site(line.text) for line in seen.lines[seen.place[name.at] + 1 : date])
        fits = usual.stamp is None and len(usual.text) <= LONG_NAME_LENGTH and not is_site(usual.text)
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
    texts = [tidy(line.text) for line in lines if line is not None and line.stamp is None]
    names = before_verb(texts)
    verbal = len(texts) == len(group) and names != texts and all(map(namelike, names))
    return list(lines) if verbal and len(set(names)) > 1 else []


def _site_lines(seen: View, n_marks: int) -> frozenset[str]:
    """Return the short lines, numbers left out, that come with nearly every mark: no names."""
    return frozenset(text for text, n in _short_lines(seen).items() if n >= max(3, SITE_SHARE * n_marks))


@lru_cache(maxsize=2)
def _short_lines(seen: View) -> Counter[str]:
    texts = [line.text for line in seen.lines if len(line.text) <= NAME_LINE_LENGTH]
    return Counter(_numberless("\n".join(texts)).split("\n"))


def _numberless(text: str) -> str:
    return DIGITS.sub("#", text.casefold())


def _unless(line: Line | None, site: frozenset[str]) -> Line | None:
    return None if line is None or _numberless(line.text) in site else line


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
    if _goes_on(seen, group[-1].line):
        return None
    for place, shape in enumerate(group):
        top = seen.place[group[place - 1].line.at] + 1 if place else _block_start(seen, shape.line)
        while top < len(seen.lines) and is_site(seen.lines[top].text):
            top += 1
        line = seen.lines[min(top, len(seen.lines) - 1)]
        if not namelike(tidy(line.text)) or line.at >= shape.line.at - 1 or line.stamp is not None:
            return None
        below = seen.lines[seen.place[line.at] + 1]
        last = below.at if BADGE.match(seen.page.lines[below.at].strip()) and below.at < shape.line.at else line.at
        marks.append(Mark(line.at, last, line.indent, tidy(line.text), shape.line.stamp, tail=shape.line.at))
    return Found(marks, [None] * len(marks), "name_body_date")


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
    between = not _may_name(seen.lines[place]) or _sorts(seen.lines[place])
    return opens[-1] if opens and between else place


def _sorts(line: Line) -> bool:
    return is_site(line.text) or line.text.casefold().startswith(NOTICES)


def _names_above(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return for each date the line above it that holds the name.

    A block that a blank line or a button bounds begins with the name, whatever tagline or badge follows. Without such
    a bound the nearest line that can be a name is taken, or the one above it where the page shows taglines.
    """
    if shown := _lettered(seen, group) or _doubled(seen, group) or _present(seen, group):
        return shown
    site = _site_lines(seen, len(group))
    stacks = [_stack(seen, shape.line, site) for shape in group]
    bounded = sum(bound for _, bound in stacks) >= BOUNDED_SHARE * len(group)
    deep = sum(len(stack) > 1 for stack, _ in stacks) * 2 > len(group)
    if bounded and (deep or _taglined(stacks)):
        tops = [next((line for line in reversed(stack) if _may_name(line)), None) for stack, _ in stacks]
        tops = _at_usual_place(seen, group, tops) if _with_prose(stacks) else tops
        if len({line.text for line in tops if line is not None}) * 2 > len(group):
            return tops
    nearest = [_nearest_name(seen, shape.line, taglines=False) for shape in group]
    column = _varied(seen, group, len({line.text for line in nearest if line is not None}))
    if column:
        return column
    taglines = any(
        name is not None and seen.place[shape.line.at] - seen.place[name.at] > 1
        for name, shape in zip(nearest, group, strict=True)
    )
    return [_nearest_name(seen, shape.line, taglines=True) for shape in group] if taglines else nearest


def _lettered(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return the names below a letter that stands for a portrait: "M" / "Marjan" / badges and fields / date."""
    found: list[Line | None] = []
    above = -1
    for shape in group:
        date = seen.place[shape.line.at]
        pairs = itertools.pairwise(seen.lines[max(above + 1, date - LETTERED_LINES) : date])
        names = [
            name
            for letter, name in pairs
            if len(letter.text) <= FOLDED_LETTER
            and letter.text.isalpha()
            and name.text[:1].casefold() == letter.text.casefold()
        ]
        found.append(names[-1] if names else None)
        above = date
    known = {name.text for name in found if name is not None}
    if len(known) < 2 or sum(name is not None for name in found) < LETTERED_SHARE * len(group):
        return []
    return found


def _doubled(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return the names that stand twice above the date, as a portrait's text and as themselves."""
    found: list[Line | None] = []
    above = -1
    for shape in group:
        date = seen.place[shape.line.at]
        pairs = list(itertools.pairwise(seen.lines[max(above + 1, date - COLUMN_LINES) : date]))
        twice = [first for first, second in pairs if first.text == second.text and _may_name(first)]
        found.append(twice[-1] if twice else None)
        above = date
    return found if sum(name is not None for name in found) >= LETTERED_SHARE * len(group) else []


def _present(seen: View, group: list[Shape]) -> list[Line | None]:
    """Return the names that stand behind a forum's word for who is there ("Offline ANNA")."""
    found: list[Line | None] = []
    above = -1
    for shape in group:
        date = seen.place[shape.line.at]
        lines = seen.lines[max(above + 1, date - LETTERED_LINES) : date]
        names = [replace(line, text=match[1]) for line in lines if (match := PRESENT.fullmatch(line.text))]
        found.append(names[-1] if names else None)
        above = date
    return found if all(name is not None for name in found) else []


def _varied(seen: View, group: list[Shape], n_nearest: int) -> list[Line | None]:
    """Return the lines at one distance above the dates that are names and differ more than the nearest: no roles."""
    best: list[Line | None] = []
    if n_nearest > ROLES_SHARE * len(group):
        return best
    most = n_nearest / VARIED
    for back in range(2, COLUMN_LINES):
        places = [seen.place[shape.line.at] - back for shape in group]
        lines = [seen.lines[place] if place >= 0 else None for place in places]
        names = [line.text for line in lines if line is not None and _may_name(line) and line.stamp is None]
        if len(names) < NAMED_SHARE * len(group) or len(set(names)) <= most:
            continue
        if all(not any(line.gap for line in seen.lines[place + 1 : place + back]) for place in places):
            best, most = lines, len(set(names))
    return best


def _may_name(line: Line) -> bool:
    return _reads_like_name(line.text)


@lru_cache(maxsize=REMEMBERED)
def _reads_like_name(text: str) -> bool:
    name = split_answered(tidy(TAGLINE.sub("", text)))[0]
    return namelike(name) and not is_site(text)


def _with_prose(stacks: Sequence[tuple[list[Line], bool]]) -> bool:
    """Some blocks above the dates hold sentences: the dates stand below the bodies."""
    return any(not _may_name(line) for stack, _ in stacks for line in stack)


def _at_usual_place(seen: View, group: list[Shape], tops: list[Line | None]) -> list[Line | None]:
    """Take all names at the distance above the date where most of them are: a body of one word looks like a name."""
    dates = [seen.place[shape.line.at] for shape in group]
    backs = [date - seen.place[line.at] for date, line in zip(dates, tops, strict=True) if line is not None]
    back, n = Counter(backs).most_common(1)[0] if backs else (0, 0)
    return [seen.lines[date - back] for date in dates] if n >= NAMED_SHARE * len(group) else tops


def _taglined(stacks: Sequence[tuple[list[Line], bool]]) -> bool:
    """Some blocks hold a line more than the usual name: a tagline below it."""
    if not all(_may_name(line) for stack, _ in stacks for line in stack):
        return False
    return len({len(stack) for stack, _ in stacks}) > 1 and min(len(stack) for stack, _ in stacks) == 1


def _stack(seen: View, date: Line, site: frozenset[str]) -> tuple[list[Line], bool]:
    """Return the short lines right above a date, nearest first, and whether something bounds them above."""
    place = seen.place[date.at]
    stack: list[Line] = []
    while place > 0 and not seen.lines[place].gap and len(stack) < BLOCK_LINES:
        line = seen.lines[place - 1]
        if line.stamp is not None or len(line.text) > NAME_LINE_LENGTH:
            return stack, False
        if is_site(line.text) or _numberless(line.text) in site:
            return stack, True
        stack.append(line)
        place -= 1
    return stack, bool(stack) and (place == 0 or seen.lines[place].gap > 0)


def _nearest_name(seen: View, date: Line, *, taglines: bool) -> Line | None:
    place = seen.place[date.at]
    gap = date.gap
    found = None
    for back in range(1, BLOCK_LINES):
        line = seen.lines[max(place - back, 0)]
        if back > place or gap > 1 or len(line.text) > NAME_LINE_LENGTH or line.stamp is not None:
            break
        fits = _may_name(line) and not COUNTER.fullmatch(line.text)
        if fits and (found is None or (taglines and back <= 2)):
            found = line
        gap = line.gap
        if found is not None and (gap or not taglines or not fits):
            break
    return found


def _name_below(seen: View, date: Line) -> Line | None:
    place = seen.place[date.at] + 1 + time_lines(seen, date)
    # The comment's own number may stand between: "05-12-2012, 04:33 AM" / "#3" / "NAME".
    if place < len(seen.lines) - 1 and OWN_NUMBER.fullmatch(seen.lines[place].text) and not seen.lines[place].gap:
        place += 1
    if place >= len(seen.lines) or seen.lines[place].gap > 0:
        return None
    line = seen.lines[place]
    return line if line.stamp is None and namelike(tidy(line.text)) else None
