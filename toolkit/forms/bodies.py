"""Marks -> comments: the lines between headers (or footers), without buttons, and the quoted words apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from toolkit.forms.base import Comment
from toolkit.forms.bracketed import without_brackets
from toolkit.forms.edges import below_footers, is_site, without_edges
from toolkit.forms.languages import EDITED
from toolkit.forms.marks import Mark
from toolkit.forms.titles import NAME_LINE, SUBJECT, above_titles, below_title, heads, subjects
from toolkit.forms.view import Line, View, is_button, is_end, is_heading

__all__ = ["assemble", "body_text", "comment_of", "section_end"]

# A gap of this many blank lines separates an article from its comments, or those from what follows.
WIDE_GAP = 3
# From so many bodies on, one blank line less will do.
SURE_BODIES = 3
# A portrait's text, the writer's name, stands among so many lines above the next header.
PORTRAIT_LINES = 3
# So many lines above a name may belong to its header, and this share of the headers opens with one text.
HEADER_LINES, OPENING_SHARE = 3, 0.7
COUNTER_LENGTH = 24
REPEAT_SHARE, COUNTER_SHARE = 0.5, 0.3
# The links of a page stand in a row, so many at least, of a few words each.
LINKS = re.compile(r"\s?[|·•]\s?|\s{3,}|\t")
LEAST_LINKS, LINK_WORDS, NAVIGATION_LENGTH = 4, 4, 200
DIGITS = re.compile(r"\d+")
# "Posts: 12": a label ends within so many characters.
LABEL_END = 25
VALUE = re.compile(r"^([^:]{2,24}:)\s.{1,60}$")
# A line that stands so often on a page belongs to the comments.
RECURRING = 3
# ">>12" at the start of a line is the number of a comment, not a quotation.
QUOTE = re.compile(r"^\s*(?:>(?!>\s?#?\d{1,9}(?:\s|$))|&gt;|\|\s)")
ATTRIBUTION = re.compile(
    r"^(?:On\s.{4,100}\bwrote|Am\s.{4,100}\bschrieb.{0,60}|Le\s.{4,100}\ba écrit\s?|El\s.{4,100}\bescribió"
    r"|.{2,100}<\S+@\S+>\s(?:writes|wrote)"
    r"|(?:>\s*)?(?:Originally )?(?:Posted|Quote|Zitat|Citação|Citation|Цитата)(?: by| von| de| от)?:?\s.{1,60}?"
    r"|.{1,60}\s(?:said|wrote|schrieb|writes)):?\s*$"
)
OPEN_QUOTE, CLOSE_QUOTE = re.compile(r"\[quote[^\]]{0,80}\]", re.IGNORECASE), re.compile(r"\[/quote\]", re.IGNORECASE)


ADDRESS = re.compile(r"https?://\S+")
HEADLINE = re.compile(
    r"#{1,6}\s|={2,}|.{1,80}\[\s?(?:edit|bearbeiten|modifier|editar|modifica|bewerken|править|redigera)", re.IGNORECASE
)
# The text that stands for a portrait.
PICTURE = re.compile(
    r"^.{1,60}['’]s (?:picture|avatar)$|^(?:avatar|profile (?:photo|picture)|user avatar|photo|gravatar)$",
    re.IGNORECASE,
)


def section_end(view: View, after: int) -> int:
    """Return the 0-based line where the comment section ends: a form for writing, a footer of the page, or the end."""
    for line in view.between(after + 1, len(view.page.lines)):
        if is_end(line.text) and line.text not in _recurring(view):
            return line.at
    return len(view.page.lines)


@lru_cache(maxsize=2)
def _recurring(view: View) -> frozenset[str]:
    """Return the texts that come again and again, such as the label "Comment:" above every body: they end nothing."""
    counts = Counter(line.text for line in view.lines if line.short)
    return frozenset(text for text, n in counts.items() if n >= RECURRING)


def assemble(view: View, marks: Sequence[Mark], *, form_notes: tuple[str, ...] = ()) -> list[Comment]:
    """Return one comment a mark, bodies cut between the marks.

    Parameters
    ----------
    view : the page
    marks : in page order, all headers or all footers (`Mark.foot`)
    form_notes : codes every comment gets
    """
    if not marks:
        return []
    spans = _below(view, marks) if not marks[0].foot else _above(view, marks)
    spans = [without_brackets(view, span) for span in spans]
    for kind in {mark.response for mark in marks}:
        # The site prints other words around the answers of an owner.
        places = [place for place, mark in enumerate(marks) if mark.response == kind]
        bare = _bare([spans[place] for place in places], [marks[place] for place in places])
        for place, span in zip(places, bare, strict=True):
            spans[place] = span
    comments = []
    for mark, lines in zip(marks, spans, strict=True):
        mark.column = lines[0].indent if lines else None
        kept = _without_echo(lines, mark.user)
        notes = (*form_notes, *mark.notes, *(("echo-dropped",) if len(kept) < len(lines) else ()))
        comments.append(comment_of(mark, kept, notes))
    return comments


def _bare(spans: list[list[Line]], marks: Sequence[Mark]) -> list[list[Line]]:
    """Return the spans without what the site prints around every body."""
    spans = without_edges(spans, marks)
    answered = subjects(spans)
    spans = [_trim(span, mark) for span, mark in zip(spans, marks, strict=True)]
    return [below_title(span, answered, len(spans)) for span in _without_repeats(spans)]


def _below(view: View, marks: Sequence[Mark]) -> list[list[Line]]:
    end = section_end(view, marks[-1].last)
    starts = [*(mark.first for mark in marks[1:]), end]
    starts = [start if mark.tail is None else mark.tail for mark, start in zip(marks, starts, strict=True)]
    spans = [
        list(view.between(mark.last if mark.inline is not None else mark.last + 1, start - 1))
        for mark, start in zip(marks, starts, strict=True)
    ]
    spans = [_to_portrait(span, after.user) for span, after in zip(spans, [*marks[1:], Mark(end, end, 0)], strict=True)]
    spans = _to_header(above_titles(spans, marks))
    spans[-1] = _last_body(spans[:-1], spans[-1], marks)
    users = frozenset(mark.user for mark in marks if mark.user)
    return [_until_end(_until_event(span, users), _recurring(view)) for span in spans]


def _until_event(span: list[Line], users: frozenset[str]) -> list[Line]:
    """Cut at what the site tells, with a date, between comments ("ANNA closed this on 2 May", "Edited 2 days ago")."""
    for place, line in enumerate(span):
        if (
            place
            and line.stamp is not None
            and (_opens_with(line.text, users) or line.text.casefold().startswith(EDITED))
        ):
            return span[:place]
    return span


def _opens_with(text: str, names: frozenset[str]) -> bool:
    """Return true if `text` begins with one of `names`, which may be thousands."""
    return any(text[:end] in names for end in range(1, len(text) + 1))


def _to_header(spans: list[list[Line]]) -> list[list[Line]]:
    """Cut at the site's line that opens most headers, whatever role stands below it ("Copy link" / "Owner")."""
    tails = [
        # Buttons below a body tell where the last one ends, and are left out later.
        [
            line
            for line in span[max(1, len(span) - HEADER_LINES) :]
            if line.short and line.gap and not is_site(line.text)
        ]
        for span in spans[:-1]
    ]
    # Of two that come equally often the one nearer to the headers.
    counts = Counter(text for tail in tails for text in dict.fromkeys(line.text for line in reversed(tail)))
    opening, n = counts.most_common(1)[0] if counts else ("", 0)
    # What nothing stands below is a footer.
    above = any(span[-1].text != opening for span, tail in zip(spans, tails, strict=False) if tail)
    if n < max(RECURRING, OPENING_SHARE * len(tails)) or not above or not any(map(str.isalpha, opening)):
        return spans
    cut: list[list[Line]] = []
    for span, tail in zip(spans, [*tails, []], strict=True):
        at = next((line.at for line in tail if line.text == opening), None)
        cut.append(span if at is None else [line for line in span if line.at < at])
    return cut


def _to_portrait(span: list[Line], following: str | None) -> list[Line]:
    """Cut at the next writer's name, which some sites print once more above the header."""
    if following is None:
        return span
    name = following.casefold()
    for place in range(max(1, len(span) - PORTRAIT_LINES), len(span)):
        if span[place].gap and span[place].text.lstrip("@").casefold() == name:
            return span[:place]
    return span


def _until_end(span: list[Line], recurring: frozenset[str]) -> list[Line]:
    for place, line in enumerate(span):
        if place and is_end(line.text) and line.text not in recurring:
            return span[:place]
    return span


def _last_body(earlier: list[list[Line]], last: list[Line], marks: Sequence[Mark]) -> list[Line]:
    """Cut what stands below the last comment: the page shows by its other comments what a body looks like."""
    widest = max((line.gap for span in earlier for line in span[1:]), default=1)
    least = min((line.indent for span in earlier for line in span), default=0)
    for place, line in enumerate(last[1:], 1):
        if _navigation(line.text):
            return last[:place]
        wide = line.gap > widest and line.gap >= (WIDE_GAP if len(earlier) < SURE_BODIES else WIDE_GAP - 1)
        told = line.gap and any(map(str.isalpha, line.text)) and is_site(line.text)
        if wide or told or (len(earlier) > 1 and line.indent < min(least, marks[-1].indent) and line.gap):
            return last[:place]
    return last


def _navigation(text: str) -> bool:
    """Return true for links of the site in a row: "Imprint | Terms | Privacy | Contact"."""
    if len(text) > NAVIGATION_LENGTH:
        return False
    pieces = [piece for piece in LINKS.split(text) if piece.strip(" []")]
    short = all(len(piece.split()) <= LINK_WORDS and piece[-1] not in ".!?," for piece in pieces)
    return len(pieces) >= LEAST_LINKS and short and sum(map(str.isdigit, text)) * 4 < len(text)


def _above(view: View, marks: Sequence[Mark]) -> list[list[Line]]:
    spans: list[list[Line]] = []
    previous = -1
    for mark in marks:
        inline = mark.inline is not None
        spans.append(list(view.between(previous + 1, mark.last if inline else mark.first - 1)))
        previous = mark.last
    spans[1:] = [_below_headline(span) for span in below_footers(spans[1:])]
    spans[0] = _first_body(spans[0], spans[1:])
    for place, mark in enumerate(marks):
        span = spans[place]
        # TypePad copies print the next writer's name right under the footer.
        named = mark.user and span and span[0].text.casefold().strip(" :") == mark.user.casefold()
        profile = place and len(span) > 1 and not span[0].gap and span[1].gap and ADDRESS.fullmatch(span[0].text)
        if len(span) > 1 and (named or profile):
            spans[place] = span[1:]
    return spans


def _below_headline(span: list[Line]) -> list[Line]:
    """Leave out the headline that opens a section of a talk page, and what stands above it."""
    at = next((at for at in range(len(span) - 2, -1, -1) if HEADLINE.match(span[at].text)), None)
    return span if at is None else span[at + 1 :]


def _first_body(span: list[Line], others: list[list[Line]]) -> list[Line]:
    """Return the first body above footers: it starts below a heading, a wide gap, or a change of indent."""
    bodies = [_without_buttons(other) for other in others]
    column = min((line.indent for body in bodies for line in body), default=0)
    widest = max((line.gap for body in bodies for line in body[1:]), default=1)
    most = max((sum(len(line.text) for line in body) for body in bodies), default=0)
    for back in range(len(span) - 1, -1, -1):
        line, below = span[back], span[back + 1 :]
        if below and heads(line, below[0], span[:back], most):
            return below
        if below and (HEADLINE.match(line.text) or is_heading(line.text) or line.indent < column):
            return below
        if line.gap >= 2 and line.gap > widest and line.gap > max((one.gap for one in below), default=0):
            return span[back:]
    # A page without an article begins with the first comment.
    if span and span[0].at == 0 and sum(len(line.text) for line in span) <= most:
        return span
    return span[-1:]


def _without_buttons(lines: list[Line]) -> list[Line]:
    start = next((place for place, line in enumerate(lines) if not is_button(line.text)), 0)
    return lines[start:]


def _trim(span: list[Line], mark: Mark) -> list[Line]:
    lines = list(span)
    if mark.inline is not None and len(lines) == 1:
        return lines
    while len(lines) > 1 and (
        is_site(lines[-1].text)
        or _counter(lines[-1].text)
        or len(lines[-1].text) == 1
        or PICTURE.search(lines[-1].text)
    ):
        lines.pop()
    # A portrait opens the next comment's header, with a badge or two below it.
    portrait = next((at for at in range(max(1, len(lines) - 3), len(lines)) if PICTURE.search(lines[at].text)), None)
    lines = lines[:portrait]
    while len(lines) > 1 and (
        is_site(lines[0].text)
        or PICTURE.search(lines[0].text)
        or _subject(lines, mark)
        or (lines[0].at == mark.last + 1 and lines[0].text.casefold().strip(" ()•·") in EDITED)
    ):
        lines.pop(0)
    return [] if mark.inline is None and len(lines) == 1 and PICTURE.search(lines[0].text) else lines


def _subject(lines: Sequence[Line], mark: Mark) -> bool:
    """Return true for the title of a reply as the last line of a header ("Re: slippers")."""
    close = lines[0].at == mark.last + 1 and lines[1].gap
    return bool(close and len(lines[0].text) <= NAME_LINE and SUBJECT.match(lines[0].text))


def _counter(text: str) -> bool:
    """Return true for what heads the answers below a comment ("Replies", "3 replies")."""
    return len(text) <= COUNTER_LENGTH and is_heading(text)


def _folded(text: str) -> str:
    """Fold a line so that buttons and fields of a profile ("Posts: 12") compare equal."""
    folded = DIGITS.sub("#", text.casefold().strip())
    return VALUE.sub(r"\1", folded) if ":" in folded[:LABEL_END] else folded


def _share(text: str, edge: int) -> float:
    """Return the share of comments in which a line is the site's: counters at the end need a smaller one."""
    return COUNTER_SHARE if edge and text.startswith("#") and len(text) <= COUNTER_LENGTH else REPEAT_SHARE


def _without_repeats(spans: list[list[Line]]) -> list[list[Line]]:
    """Leave out first and last lines that recur in most comments: buttons in words we do not know."""
    for edge in (0, -1):
        for _ in range(6):
            seen = Counter(_folded(span[edge].text) for span in spans if len(span) > 1 and len(span[edge].text) < 80)
            common = {text for text, n in seen.items() if n >= max(3, _share(text, edge) * len(spans))}
            if not common:
                break
            spans = [
                (span[1:] if edge == 0 else span[:-1]) if len(span) > 1 and _folded(span[edge].text) in common else span
                for span in spans
            ]
    return spans


def _without_echo(lines: list[Line], user: str | None) -> list[Line]:
    if user is None or len(lines) < 2:
        return lines
    name, colon, rest = lines[-1].text.partition(":")
    if not colon or name.replace("_", " ").casefold().strip() != user.replace("_", " ").casefold():
        return lines
    body = re.sub(r"\s+", " ", " ".join(line.text for line in lines[:-1]))
    return lines[:-1] if body.startswith(re.sub(r"\s+", " ", rest).strip(" .…")[:40]) else lines


def comment_of(mark: Mark, lines: Sequence[Line], notes: tuple[str, ...] = ()) -> Comment:
    """Return the comment of `mark` with `lines` as its body."""
    start, end = (lines[0].at, lines[-1].at) if lines else (mark.first, mark.last)
    text, quoted, quoted_lines = body_text(lines, mark)
    taken = [*range(mark.first, mark.last + 1), *([] if mark.tail is None else [mark.tail])]
    header = tuple(at + 1 for at in taken if not start <= at <= end)
    return Comment(
        line_start=start + 1,
        line_end=end + 1,
        text=text,
        quoted=quoted,
        user=mark.user,
        user_basis="stated" if mark.user else "unknown",
        stamp=mark.stamp,
        stamp_basis="stated" if mark.stamp else "unknown",
        header_lines=header,
        quoted_lines=quoted_lines,
        own_id=mark.own_id,
        notes=notes,
    )


def body_text(lines: Sequence[Line], mark: Mark | None = None) -> tuple[str, str | None, tuple[int, ...]]:
    """Return the writer's own words, the quoted words, and the 1-based lines that are quoted."""
    own: list[str] = []
    quoted: list[str] = []
    where: list[int] = []
    inside = False
    least = min((line.inner for line in lines), default=0)
    for place, line in enumerate(lines):
        text = _inline(line, mark)
        opens = bool(OPEN_QUOTE.search(text))
        inside = inside or opens
        attribution = len(text) < 160 and ATTRIBUTION.match(text) and _quotes(lines, place + 1)
        if inside or QUOTE.match(text) or attribution:
            closes = CLOSE_QUOTE.search(text)
            tail = text[closes.end() :].strip() if closes else ""
            quoted.append(OPEN_QUOTE.sub("", text[: closes.start()] if closes else text).lstrip("> ").strip())
            where.append(line.at + 1)
            inside = inside and not closes
            if tail:
                own.append(tail)
            continue
        blank = "\n" if own and line.gap else ""
        mark_text = line.mark if line.mark.strip() and (place or _addresses(line, mark)) else ""
        own.append(blank + " " * (line.indent - least if place and mark_text else 0) + mark_text + text)
    return "\n".join(own).strip(), "\n".join(quoted).strip() or None, tuple(where)


def _addresses(line: Line, mark: Mark | None) -> bool:
    """The "#12" that opens a body below its header is a comment's number, not the mark of a list."""
    return mark is not None and not mark.foot and line.at > mark.last and line.mark.lstrip().startswith("#")


def _inline(line: Line, mark: Mark | None) -> str:
    if mark is None or mark.inline is None:
        return line.text
    if mark.foot and line.at == mark.last:
        return line.text[: mark.inline].strip()
    return line.text[mark.inline :].strip() if not mark.foot and line.at == mark.first else line.text


def _quotes(lines: Sequence[Line], place: int) -> bool:
    return place < len(lines) and bool(QUOTE.match(lines[place].text))
