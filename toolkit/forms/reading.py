"""Pages -> COMMENTS and problem rows: the form that fits, ids, moments in UTC, one table a call."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from operator import attrgetter, itemgetter
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.forms.ahead import look_ahead
from toolkit.forms.base import Comment, Form
from toolkit.forms.chat import CHAT
from toolkit.forms.crowded import uncrowded
from toolkit.forms.dates import day_first, resolve
from toolkit.forms.disqus import DISQUS
from toolkit.forms.families import DATE_FIRST, FOOTER, NAME_DATE, NAME_THEN_DATE, SAYS
from toolkit.forms.hackernews import HACKERNEWS
from toolkit.forms.in_reply_to import IN_REPLY_TO
from toolkit.forms.inline import INLINE
from toolkit.forms.lists import LISTS
from toolkit.forms.mail import MAIL
from toolkit.forms.paragraphs import PARAGRAPHS
from toolkit.forms.reddit import REDDIT, REDDIT_LEVELS
from toolkit.forms.sifting import ruled_out
from toolkit.forms.slashdot import SLASHDOT
from toolkit.forms.stackexchange import STACKEXCHANGE
from toolkit.forms.sureness import SURE, sureness
from toolkit.forms.table import TABLE
from toolkit.forms.template import TEMPLATE, readings
from toolkit.forms.view import glance, is_button, is_end, is_heading, language_of
from toolkit.forms.wiki import WIKI
from toolkit.sources import Page, Problem, ready_rows, thread_id_of
from toolkit.tables import COMMENTS, check

__all__ = ["FORMS", "Reading", "explain", "pick", "picked", "read"]

# A longer line between two comments is not the site's own, and must be told.
SITE_LINE_LENGTH = 160
# Order breaks ties.
FORMS = {
    form.name: form
    for form in (
        *(CHAT, WIKI, MAIL, HACKERNEWS, REDDIT, REDDIT_LEVELS, SLASHDOT),
        *(STACKEXCHANGE, IN_REPLY_TO, DISQUS, TABLE, LISTS, INLINE),
        *(SAYS, NAME_DATE, NAME_THEN_DATE, DATE_FIRST, FOOTER, TEMPLATE, PARAGRAPHS),
    )
}
# Forms without words of a site: what they read may be no comments at all. The template weighs its readings itself.
DOUBTED = frozenset({"disqus", "inline", "lists"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What `read` found.

    Parameters
    ----------
    comments : COMMENTS, rows in page order
    problems : what a reader of the table must know, in page order
    n_pages : pages read, those without comments included
    """

    comments: pl.DataFrame
    problems: tuple[Problem, ...]
    n_pages: int


def pick(page: Page) -> Form:
    """Return the form that fits `page` best.

    Raises
    ------
    ToolkitError : no form fits
    """
    fit, form = max(((form.fits(page), form) for form in FORMS.values()), key=itemgetter(0))
    if fit <= 0:
        raise ToolkitError("no known form fits", where=page.source, mend=f"name one of: {', '.join(FORMS)}")
    return form


def read(
    pages: Iterable[Page | Problem],
    *,
    timezone: str = "UTC",
    form: str | None = None,
    retrieved: datetime | None = None,
) -> Reading:
    """Return the comments of all `pages` as one table, and what could not be read.

    Parameters
    ----------
    pages : pages, and problem rows of their source, which are handed through
    timezone : zone of dates on pages that state none, an IANA name
    form : name of the form to read all pages with; null = the one that fits each
    retrieved : when the pages were taken; null = ages such as "3 hours ago" give no timestamp

    Returns
    -------
    `Reading`; ``comments`` keeps the contract of ``COMMENTS``

    Raises
    ------
    ToolkitError : unknown form or zone, or `retrieved` without a zone
    """
    zone, chosen = _zone(timezone), _form(form)
    if retrieved is not None and retrieved.tzinfo is None:
        raise ToolkitError("the date of retrieval has no zone", where="retrieved", mend="add one, such as +00:00")
    columns: dict[str, list[object]] = {column: [] for column in COMMENTS}
    problems: list[Problem] = []
    n_pages = 0
    for whole in _fresh(pages, problems):
        n_pages += 1
        if whole.ready and chosen is None:
            for row in ready_rows(whole, zone=zone):
                _append(columns, row)
            continue
        page, unread_rest = uncrowded(whole) if chosen is None else (whole, None)
        problems += [] if unread_rest is None else [unread_rest]
        fitting = chosen or _best(page)
        comments = [] if fitting is None else fitting.read(page)
        if fitting is None or not comments:
            problems.append(_without(page))
            continue
        _add(columns, page, comments, fitting.name, zone=zone, retrieved=page.retrieved or retrieved)
        if unread := [line for line, role, _ in roles(page, comments) if role == "unread"]:
            what = f"{len(unread)} lines below or between the comments were taken for nothing known"
            problems.append(Problem(page.source, unread[0], "lines-unread", what, "look at them with --explain"))
    return Reading(check(_table(columns), COMMENTS), tuple(problems), n_pages)


def _table(columns: dict[str, list[object]]) -> pl.DataFrame:
    """Return COMMENTS; lists are slow to take in one by one, and few sets of notes differ."""
    sets: dict[tuple[str, ...], int] = {}
    places = [sets.setdefault(tuple(notes), len(sets)) for notes in cast("list[list[str]]", columns["notes"])]
    notes = pl.Series("notes", list(map(list, sets)), dtype=COMMENTS["notes"]).gather(places)
    return pl.DataFrame({**columns, "notes": notes}, schema=COMMENTS)


def _fresh(pages: Iterable[Page | Problem], problems: list[Problem]) -> Iterator[Page]:
    """Yield each page once; the problem rows of the source, and pages met again, go to `problems`."""
    met: set[str] = set()
    for page in look_ahead(pages):
        if isinstance(page, Problem):
            problems.append(page)
            continue
        thread_id = thread_id_of(page)
        if thread_id in met:
            problems.append(Problem(page.source, None, "page-twice", "the page was given twice", "give it once"))
            continue
        met.add(thread_id)
        yield page


def _zone(timezone: str) -> tzinfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ToolkitError(
            f"unknown zone {timezone!r}", where="timezone", mend="give an IANA name such as Europe/Berlin"
        ) from error


def _form(name: str | None) -> Form | None:
    if name is None:
        return None
    if name not in FORMS:
        raise ToolkitError(f"unknown form {name!r}", where="form", mend=f"name one of: {', '.join(FORMS)}")
    return FORMS[name]


@contextmanager
def _unswept() -> Iterator[None]:
    """Let no garbage be searched for meanwhile: a page's many records make no circles, and all caches are walked."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


@_unswept()
def _best(page: Page) -> Form | None:
    fits: dict[str, float] = {}
    best = 0.0
    # Those that may fit best come first, so that few are asked.
    for form in sorted(FORMS.values(), key=attrgetter("most"), reverse=True):
        if best > form.most:
            break
        if ruled_out(page, form.name):
            continue
        fits[form.name] = form.fits(page)
        # One in doubt may be refused, and another is needed then.
        best = max(best, 0.0 if form.name in DOUBTED else fits[form.name])
    if not fits:
        return None
    fitting = [form for name, form in FORMS.items() if fits.get(name, 0.0) > 0]
    likely = sorted(fitting, key=lambda form: fits[form.name], reverse=True)
    return next((form for form in likely if form.name not in DOUBTED or _sure(page, form)), None)


def _sure(page: Page, form: Form) -> bool:
    comments = form.read(page)
    return bool(comments) and sureness(page, comments) >= SURE


def _without(page: Page) -> Problem:
    seen = glance(page)
    if not any(seen.texts):
        what = "no comments: the page is blank"
    elif not seen.dated and not seen.headed:
        what = "no comments: no header, footer or list that repeats, and no heading of a comment section"
    elif ruled_out(page, "template") or not (doubted := readings(page)):
        what = "no comments: dates or headings stand on the page, but no header or list of comments repeats"
    else:
        likeliest = max(one.sure for one in doubted)
        what = f"no comments: what repeats on the page is likely something else ({likeliest:.2f} of {SURE} needed)"
    return Problem(page.source, None, "no-comments", what, "name a form if you see comments there")


def _add(
    columns: dict[str, list[object]],
    page: Page,
    comments: list[Comment],
    form: str,
    *,
    zone: tzinfo,
    retrieved: datetime | None,
) -> None:
    thread_id = thread_id_of(page)
    ids = _ids(thread_id, comments)
    stamps = [comment.stamp for comment in comments if comment.stamp]
    unsure = any(stamp.first is not None for stamp in stamps)
    first, settled = day_first(stamps, language_of(page) if unsure else "en")
    for place, comment in enumerate(comments):
        moment = (
            None
            if comment.stamp is None
            else resolve(comment.stamp, day_first=first, timezone_=zone, retrieved=retrieved)
        )
        row: dict[str, object] = {
            "thread_id": thread_id,
            "comment_id": ids[place],
            "reply_to": None if comment.reply_to is None else ids[comment.reply_to],
            "user": comment.user,
            "timestamp": None if moment is None else moment[0],
            "timestamp_precision": None if moment is None else moment[1],
            "position": place,
            "depth": comment.depth,
            "text": comment.text,
            "quoted": comment.quoted,
            "user_basis": comment.user_basis,
            "reply_basis": comment.reply_basis,
            "timestamp_basis": "unknown"
            if moment is None
            else "inferred"
            if comment.stamp and comment.stamp.relative
            else comment.stamp_basis,
            "reply_confidence": comment.reply_confidence,
            "form": form,
            "source": page.source,
            "line_start": comment.line_start,
            "line_end": comment.line_end,
            "notes": _notes(comment, settled=settled),
        }
        _append(columns, row)


def _append(columns: dict[str, list[object]], row: Mapping[str, object]) -> None:
    for column, value in row.items():
        columns[column].append(value)


def _ids(thread_id: str, comments: list[Comment]) -> list[str]:
    own = [comment.own_id for comment in comments]
    if all(own) and len(set(own)) == len(own):
        return [f"{thread_id}-{one}" for one in own]
    return [f"{thread_id}-{place}" for place in range(len(comments))]


def _notes(comment: Comment, *, settled: bool) -> tuple[str, ...]:
    notes = list(comment.notes)
    stamp = comment.stamp
    if stamp is not None:
        notes += ["day-month-unsure"] if stamp.first is not None and not settled else []
        notes += ["time-relative"] if stamp.relative else []
        notes += ["no-year"] if stamp.year is None and not stamp.relative else []
    return tuple(dict.fromkeys(notes))


def roles(page: Page, comments: list[Comment]) -> list[tuple[int, str, str]]:
    """Return for every line its 1-based number, its role, and why."""
    role: dict[int, tuple[str, str]] = {}
    for place, comment in enumerate(comments):
        for number in range(comment.line_start, comment.line_end + 1):
            role[number] = ("body", f"comment {place}")
        for number in comment.quoted_lines:
            role[number] = ("quoted", f"words of others in comment {place}")
        for number in comment.header_lines:
            role[number] = ("header", f"header or footer of comment {place}")
    start, last = min(role, default=len(page.lines) + 1), max(role, default=0)
    ended = False
    found = []
    for number, text in enumerate(page.lines, 1):
        stripped = text.strip()
        if not stripped and number not in role:
            found.append((number, "blank", ""))
            continue
        ended = ended or (number > last and is_end(stripped))
        outside = "before" if number < start else "end" if ended else "after" if number > last else "between"
        found.append((number, *(role.get(number) or _other(stripped, outside))))
    return found


def _other(text: str, where: str) -> tuple[str, str]:
    if where == "before":
        return (
            ("furniture", "opens the comment section") if is_heading(text) else ("article", "above the first comment")
        )
    if where == "end":
        return "furniture", "below the line that ends the comment section"
    if is_button(text) or is_heading(text) or len(text) < 3:
        return "furniture", "buttons, votes, rules"
    if where == "between" and len(text) <= SITE_LINE_LENGTH:
        return "furniture", "left out between two comments: a title, a portrait, a notice of the site"
    return "unread", "between or below the comments, in no known role"


def explain(page: Page, *, form: str | None = None) -> list[tuple[int, str, str]]:
    """Return for every line of `page` its 1-based number, its role, and why.

    Roles are article, header, body, quoted, furniture, unread and blank.
    """
    part = uncrowded(page)[0] if form is None else page
    fitting = _form(form) or _best(part)
    return roles(page, [] if fitting is None else fitting.read(part))


def picked(page: Page) -> str:
    """Return the name of the form that reads `page`, or why none does."""
    if page.ready:
        return "data of schema.org that the page carries"
    page = uncrowded(page)[0]
    fitting = _best(page)
    return _without(page).what if fitting is None else fitting.name
