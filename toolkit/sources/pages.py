"""The page: one text as its lines, and the problem rows of what could not be read wholly."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

__all__ = ["Page", "Problem", "Ready", "page_of", "thread_id_of"]


@dataclass(frozen=True, slots=True)
class Ready:
    """One comment that the page itself gives as fields, so that no text need be taken apart.

    Parameters
    ----------
    own_id : the id the page gives it, or its place
    reply_to : index of the comment answered, in the same tuple
    moment, precision : when, without a zone where the page states none; second, minute or day
    line_start, line_end : 1-based lines of the page's text where the words were found again, else 0
    others : as in ``COMMENTS``
    """

    own_id: str
    text: str
    quoted: str | None = None
    user: str | None = None
    moment: datetime | None = None
    precision: str | None = None
    reply_to: int | None = None
    reply_basis: str = "unknown"
    depth: int | None = None
    line_start: int = 0
    line_end: int = 0
    form: str = "schema_org"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page of raw text.

    Parameters
    ----------
    source : the path as it was given, or as it was found below a folder that was given; the address or
        id of a page that lay among others in one file
    lines : the text cut at line feeds; line number n of an editor is ``lines[n - 1]``
    digest : SHA-256 of the text, hexadecimal
    container : the file that holds the page among others, else empty
    retrieved : when the page was taken, where its archive states it
    ready : comments that the page gives as fields; the lines hold its whole text nevertheless
    """

    source: str
    lines: tuple[str, ...]
    digest: str = field(repr=False)
    container: str = ""
    retrieved: datetime | None = None
    ready: tuple[Ready, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a reader of the tables must know about a file.

    Parameters
    ----------
    source : the file
    line : 1-based, null where the file as a whole is meant
    code : a short fixed name, made to be counted
    what : one sentence
    mend : what to do about it
    """

    source: str
    line: int | None
    code: str
    what: str
    mend: str


def thread_id_of(page: Page) -> str:
    """Return the thread's id: the name of its file or address, and a digest of where it lies and what it says."""
    known = f"{page.source}\0{page.digest}" + (f"\0{page.container}" if page.container else "")
    digest = hashlib.sha256(known.encode("utf-8")).hexdigest()[:12]
    stem = PurePath(page.source).name.split(".")[0] or "page"
    return f"{stem}-{digest}"


def page_of(
    text: str, source: str, *, container: str = "", retrieved: datetime | None = None, ready: tuple[Ready, ...] = ()
) -> Page:
    r"""Return `text` as a page; the options are those of `Page`.

    Only line feeds end a line, alone or after a carriage return, so that numbers agree with an editor.

    Examples
    --------
    >>> page_of("one\r\ntwo\x0bstill two\n", "page.txt").lines
    ('one', 'two\x0bstill two')
    """
    # A lone surrogate can come from a caller's own string; no digest and no Parquet file can hold it.
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    source, container = (name.encode("utf-8", "replace").decode("utf-8") for name in (source, container))
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Page(source, tuple(lines), digest, container, retrieved, ready)
