"""What commands say to people: nothing that could steer their terminal, progress only where somebody watches."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from typing import Protocol

import typer

__all__ = ["FAILED_INPUTS", "NOTHING_FOUND", "safe", "say_problems", "status_of", "telling"]

# Exit codes besides 0 (done) and 2 (wrong use): some inputs failed and are listed; there was no comment at all.
FAILED_INPUTS, NOTHING_FOUND = 1, 3
# Problems after which a file, or the rest of it, was not read.
FAILURES = frozenset({"missing", "no-pages", "unreadable", "empty", "binary", "table", "cut-short", "record-broken"})
# All that could steer a terminal: escape codes, carriage returns, marks that turn the reading direction.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class _Problem(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def what(self) -> str: ...


def safe(text: str) -> str:
    """Return `text` with everything that could steer a terminal replaced by a visible mark."""
    return STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def telling() -> Callable[[str, int, int], None] | None:
    """Return a teller of progress on stderr, or none where stderr is no terminal."""
    if not sys.stderr.isatty():
        return None

    def tell(step: str, done: int, total: int) -> None:
        typer.echo(f"\r\x1b[K{safe(step)}: {done} of {total}\r", nl=False, err=True)

    return tell


def say_problems(problems: Iterable[_Problem]) -> None:
    """Write a line on stderr for every remark on a page."""
    for problem in problems:
        place = problem.source if problem.line is None else f"{problem.source}:{problem.line}"
        typer.echo(safe(f"{place}: {problem.what}"), err=True)


def status_of(codes: Iterable[str], *, n_comments: int) -> int:
    """Return the exit code: 0 done, 1 done but some inputs failed, 3 no comment found."""
    if n_comments == 0:
        return NOTHING_FOUND
    return FAILED_INPUTS if FAILURES.intersection(codes) else 0
