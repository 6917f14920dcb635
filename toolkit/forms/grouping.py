"""Lines that hold a date and little else, grouped by what stands around the date."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache

from toolkit.forms.dates import time_alone
from toolkit.forms.languages import COMMENT_BY, EDITED, POSTED_BY, REPLY_TO
from toolkit.forms.loose import loosened
from toolkit.forms.marks import LONG_NAME_LENGTH, Shape, reply_to_in, shape_of
from toolkit.forms.reply_counts import COUNT
from toolkit.forms.responses import without_responses
from toolkit.forms.view import Line, View, glance, is_button

__all__ = ["ARTICLE_TOP", "groups_of", "key_of", "shapes_of", "time_lines"]

# Words beside a date in a header; more is a sentence that mentions a date.
BESIDE_WORDS = 14
# An article's own date stands within this many lines of the top, with this many characters below it.
ARTICLE_TOP = 8
# A name, a date and so many words with a full stop behind them are a sentence.
SENTENCE_WORDS = 4
# "today." ends a sentence, "B.J." and "Mr." end a name.
SENTENCE_END = re.compile(r"(?:^|[\s(])[a-zß-ÿа-я]\w{2,}[.!?]$")
UNIFORM_SHARE = 0.75
# Above a quotation stands whose words those are, and when they were written.
QUOTING = ("zitat von:", "quote from:", "citation de:", "cita de:", "citazione da:", "цитата:", "citaat van:", "cytat:")
DIGITS = re.compile(r"\d+")
# A name with a motto, a remark or a title ("Ann @ cakes and tea", "Ann (not verified)").
ASIDE = re.compile(r"@\s|[,()|\"“”→▶>]")
COMMENTED = re.compile(
    r"[|·•,–-]\s?\d{1,5}\s(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|комментари\w+)$",
    re.IGNORECASE,
)
# Since when somebody is a member stands in his profile.
MEMBER = re.compile(
    r"(?:\W{0,3}\w+\s)?(?:joined|join date|member since|registered|born|hired|employed since|mitglied seit|dabei seit"
    r"|registriert|beigetreten|inscrite?|membre depuis|arrivée?|miembro desde|se unió|registrado|membro desde"
    r"|entrou|iscritt[oa]|membro dal|lid sinds|geregistreerd|medlem sedan|registrerad|dołączyła?|zarejestrowan[ya]"
    r"|регистрация|зарегистрирован|на сайте с)\b",
    re.IGNORECASE,
)
PERIOD = re.compile(r"[^\W\d][^:]{2,24}:\s[^\W\d]{3,12}\.?\s(?:19|20)\d\d\b[\s·|,–-]{0,4}")
ENCLOSED = re.compile(r"\([^()]{4,100}\)|\[[^\[\]]{4,100}\]")
# A field of a profile comes so often ("Joined: DATE"), with one or two labels.
FIELDS, FIELD_LABELS = 3, 2
# Above its date the label, a word or two, stands in this share of the dates.
FIELD_SHARE = 0.3
LABEL = re.compile(r"[^\W\d_a-z][^\W\d_]{2,14}(?:\s[^\W\d_]{2,10})?:?")
# Groups together hold so many times the lines of a page, or so many; those of the tests' pages hold up to 48.
READ_TWICE, LONG_PAGE = 2, 1000
# Most headers of a group are names; a line with so many words in lower case, particles left out, tells an event.
GLUED_SHARE, EVENT_WORDS, PARTICLE_LENGTH = 0.6, 2, 3


@lru_cache(maxsize=2)
def shapes_of(seen: View) -> list[Shape]:
    """Return the lines that hold a date and little else."""
    labels = _labels(seen)
    shapes = []
    hinted = glance(seen.page).hinted
    for line in (loosened(line) for line in seen.lines if line.at in hinted):
        if line.stamp is None or line.text.casefold().lstrip("([").startswith(EDITED):
            continue
        # "2 replies · active 3 weeks ago" heads the answers below a comment.
        if _labelled(seen, line, labels) or COUNT.match(line.text) or line.text.casefold().startswith(QUOTING):
            continue
        shape = shape_of(_with_time_below(seen, line))
        if period := PERIOD.match(shape.pre):
            # "Stayed: July 2022" is no name.
            rest = shape.pre[period.end() :]
            shape = replace(shape, pre=rest, raw=(rest, shape.raw[1]))
        beside = f"{shape.pre} {shape.post}"
        if len(beside.split()) > BESIDE_WORDS or len(beside) > LONG_NAME_LENGTH + 40 or _sentence(shape):
            continue
        # "March 11th, 2016 | 0 Comments" stands below the title of another article.
        if (not beside.strip() and COMMENTED.search(line.text)) or MEMBER.match(line.text):
            continue
        shapes.append(shape)
    return _without_references(shapes)


def _without_references(shapes: list[Shape]) -> list[Shape]:
    """Leave out lines that repeat the header of another comment, behind an @ or "in reply to": it is answered."""
    headers = {shape.line.text for shape in shapes}
    dates = {shape.line.stamp.moment for shape in shapes if shape.line.stamp and not _answering(shape)}
    return [shape for shape in shapes if not (_repeats(shape, headers) or _restates(shape, dates))]


def _answering(shape: Shape) -> bool:
    return shape.line.text.casefold().startswith(REPLY_TO)


def _repeats(shape: Shape, headers: set[str]) -> bool:
    return shape.line.text[:1] == "@" and shape.line.text[1:].strip() in headers


def _restates(shape: Shape, dates: set[tuple[int | None, ...]]) -> bool:
    stamp = shape.line.stamp
    return stamp is not None and stamp.hour is not None and stamp.moment in dates and _answering(shape)


def _labels(seen: View) -> frozenset[str]:
    """Return the lines that stand above some dates of a page and not above others: "Joined" above that of a profile."""
    above = [
        seen.lines[seen.place[line.at] - 1].text
        for line in seen.lines
        if _alone(line) and seen.place[line.at] and not line.gap and not _opens(seen, seen.place[line.at] - 1)
    ]
    counts = Counter(above)
    return frozenset(
        text
        for text, n in counts.items()
        if max(FIELDS, FIELD_SHARE * len(above)) <= n <= len(above) - FIELDS and LABEL.fullmatch(text)
    )


def _opens(seen: View, place: int) -> bool:
    """A gap or a button stands above: the line is a name rather than a field of a profile."""
    return place == 0 or seen.lines[place].gap > 0 or is_button(seen.lines[place - 1].text)


def _alone(line: Line) -> bool:
    return (
        line.stamp is not None
        and line.stamp.hour is None
        # A name may stand above many ages; a profile has dates.
        and not line.stamp.relative
        and line.stamp.end - line.stamp.start >= len(line.text) - 1
    )


def _labelled(seen: View, line: Line, labels: frozenset[str]) -> bool:
    place = seen.place[line.at]
    return bool(labels) and _alone(line) and place > 0 and seen.lines[place - 1].text in labels


def _with_time_below(seen: View, line: Line) -> Line:
    stamp = line.stamp
    place = seen.place[line.at] + 1
    if stamp is None or stamp.hour is not None or stamp.relative or place >= len(seen.lines):
        return line
    clock = time_alone(seen.lines[place].text)
    if clock is None or seen.lines[place].gap:
        return line
    return replace(line, stamp=replace(stamp, hour=clock[0], minute=clock[1], second=clock[2]))


def _sentence(shape: Shape) -> bool:
    """Tell a date inside a sentence from a date beside a name."""
    if shape.say or shape.line.text.casefold().startswith((*COMMENT_BY, *POSTED_BY)):
        return False
    before = _before(shape)
    n_words = len(shape.pre.split()) + len(shape.post.split())
    if shape.pre and shape.post and n_words >= SENTENCE_WORDS and shape.line.text[-1] in '.!?…”"':
        return True
    if any(len(piece.split()) >= SENTENCE_WORDS and SENTENCE_END.search(piece) for piece in shape.raw):
        return True
    return (len(shape.post.split()) > 6 and bool(shape.pre)) or (before[-1:] in ".!?" and len(before) > 60)


def key_of(shape: Shape) -> tuple[str, tuple[str, ...], bool]:
    """Return what two lines of one shape share: the name's place, the joining words, date or age."""
    relative = shape.line.stamp is not None and shape.line.stamp.relative
    return shape.where, shape.glue, relative


def groups_of(shapes: list[Shape]) -> list[list[Shape]]:
    """Group lines of one shape, the most frequent first; a line that lacks one part of the shape joins it."""
    by_key: dict[tuple[str, tuple[str, ...], bool], list[Shape]] = defaultdict(list)
    for shape in shapes:
        by_key[key_of(shape)].append(shape)
    groups: list[list[Shape]] = []
    known: set[tuple[int, ...]] = set()
    # The groups share lines; on a long page so many in all are read.
    left = max(LONG_PAGE, READ_TWICE * len(shapes))
    for key in sorted(by_key, key=lambda key: -len(by_key[key]))[:8]:
        own = min(shape.line.at for shape in by_key[key])
        members = [shape for other, shapes in by_key.items() if _kin(key, other) for shape in shapes]
        # The article's own date line looks like a header of another make at the top of the page.
        members = [shape for shape in members if shape.line.at >= own or shape.line.at > ARTICLE_TOP]
        members = _uniform(_without_events(_without_fields(without_responses(members))))
        members.sort(key=lambda shape: shape.line.at)
        lines = tuple(shape.line.at for shape in members)
        if len(members) > 1 and lines not in known and len(members) <= left:
            known.add(lines)
            groups.append(members)
            left -= len(members)
    return groups


def _without_fields(members: list[Shape]) -> list[Shape]:
    """Leave out the fields of a profile beside the headers: "Joined: DATE" is nobody's comment."""
    fields = [shape for shape in members if _field(shape)]
    labels = {shape.pre.casefold() for shape in fields}
    if len(fields) < FIELDS or len(labels) > FIELD_LABELS or len(members) - len(fields) < FIELDS:
        return members
    return [shape for shape in members if not _field(shape)]


def _field(shape: Shape) -> bool:
    return _before(shape).endswith(":")


def _before(shape: Shape) -> str:
    return shape.line.text[: shape.line.stamp.start].strip() if shape.line.stamp else ""


def _without_events(members: list[Shape]) -> list[Shape]:
    """Leave out what the site tells between comments ("NAME closed this on DATE"): not the verb of most headers."""
    words = [shape.line.text.split()[0].casefold() for shape in members]
    opening, n_opening = Counter(words).most_common(1)[0]
    usual = opening if n_opening >= GLUED_SHARE * len(members) else ""
    if any(shape.pre.casefold() == usual for shape in members):
        # Somebody who wrote most of the page.
        usual = ""
    # All headers of the page have the same words behind the date: an event has not.
    behind, n_behind = Counter(DIGITS.sub("#", shape.post.casefold()) for shape in members).most_common(1)[0]
    same = behind if n_behind >= GLUED_SHARE * len(members) else ""
    # A name behind a name is answered.
    names = frozenset(shape.pre for shape in members)
    plain = [
        shape
        for shape, word in zip(members, words, strict=True)
        if word == usual
        or not _event(shape)
        or _ends_in(shape.pre, names)
        or (same and DIGITS.sub("#", shape.post.casefold()) == same)
    ]
    few = len(members) <= FIELDS or len(members) - len(plain) > (1 - GLUED_SHARE) * len(members)
    return members if few or _mostly_enclosed(members) else plain


def _mostly_enclosed(members: list[Shape]) -> bool:
    """Names and dates in brackets, alone on their lines, stand inside nobody's words."""
    return sum(bool(ENCLOSED.fullmatch(shape.line.text)) for shape in members) >= GLUED_SHARE * len(members)


def _ends_in(text: str, names: frozenset[str]) -> bool:
    words = text.split()
    return any(" ".join(words[at:]).lstrip("@") in names for at in range(1, len(words)))


def _event(shape: Shape) -> bool:
    words = (
        []
        if ASIDE.search(shape.pre) or shape.pre.casefold().startswith(COMMENT_BY) or reply_to_in(shape.pre)
        else shape.pre.lstrip("#+-0123456789. ").split()[1:]
    )
    return sum(word.islower() and len(word) > PARTICLE_LENGTH for word in words) >= EVENT_WORDS


def _uniform(members: list[Shape]) -> list[Shape]:
    """Leave out dates without a time where nearly all have one: they stand inside somebody's words."""
    timed = [
        shape
        for shape in members
        if shape.line.stamp is not None and (shape.line.stamp.hour is not None or shape.line.stamp.relative)
    ]
    if _mostly_enclosed(members):
        return members
    return timed if len(timed) >= UNIFORM_SHARE * len(members) else members


def _kin(key: tuple[str, tuple[str, ...], bool], other: tuple[str, tuple[str, ...], bool]) -> bool:
    if key[2] != other[2]:
        return False
    differ = sum(a != b for a, b in zip(key[1], other[1], strict=True))
    return differ == 0 or (differ == 1 and (key[0] == other[0] or "both" in {key[0], other[0]}))


def time_lines(seen: View, line: Line) -> int:
    """Return 1 if the line right below a date holds its time and nothing else, else 0."""
    place = seen.place[line.at] + 1
    if place < len(seen.lines) and not seen.lines[place].gap and time_alone(seen.lines[place].text):
        return 1
    return 0
