"""How well pages are read whose own form is switched off: the table in ``reading.md``.

    python docs/make_leave_one_out.py tests/forms tests/pages/practice [GOLD/dev GOLD/seeds]

Each page with comments is read three times: by all forms, without the form that read it then, and by the template
alone. A form switched off is taken out of ``FORMS``; all else stays. The forms ``says``, ``name_date``,
``name_then_date``, ``date_first`` and ``footer`` are names for kinds of the template (``forms/families.py``), which
reads their pages without them as before; the others are files of their own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from toolkit.forms import reading
from toolkit.forms.base import Form
from toolkit.forms.template import TEMPLATE
from toolkit.sources import Page, pages

__all__ = ["Case", "Tally", "cases", "left_out", "tally"]

FORMS = reading.FORMS
OVERLAP = 0.5
# A header on the body's own line holds its name among so many characters at either end.
INLINE = 60
# This share of a page's comments states who wrote them, or when.
STATED_SHARE = 0.5
UNREAD = "read by none"


@dataclass(frozen=True, slots=True)
class Case:
    """One page with comments.

    Parameters
    ----------
    page : the page
    truth : first and last line of every body, 1-based
    headed : a header or footer repeats, on lines of its own
    """

    page: Page
    truth: tuple[tuple[int, int], ...]
    headed: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Comments wanted, found, and found within the right bounds."""

    wanted: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Add up two tallies."""
        return Tally(self.wanted + other.wanted, self.found + other.found, self.right + other.right)

    @property
    def f1(self) -> float:
        """F1 of the bounds, 0 where nothing is wanted or found."""
        return 2 * self.right / (self.wanted + self.found) if self.wanted + self.found else 0.0


def cases(folders: Sequence[Path]) -> list[Case]:
    """Return the pages with comments of all `folders`, each beside its JSON or JSONL of comments."""
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*.json*")):
        truth = _truth(path)
        page = next(iter(pages(path.with_suffix(".txt"))))
        if truth and isinstance(page, Page) and not page.ready:
            bounds = tuple((int(one["start_line"]), int(one["end_line"])) for one in truth)
            found.append(Case(page, bounds, _headed(page, truth)))
    return found


def _truth(path: Path) -> list[dict[str, object]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    truth: list[dict[str, object]] = json.loads(text).get("comments", [])
    return truth


def _headed(page: Page, truth: Sequence[dict[str, object]]) -> bool:
    """Most comments have a writer or a date, and those do not stand on the body's own lines."""
    stated = inline = 0
    for one in truth:
        user = one.get("user") or (None if one.get("author_inferable") else one.get("author"))
        if not user and not one.get("timestamp") and not one.get("timestamp_text"):
            continue
        stated += 1
        first, last = page.lines[one["start_line"] - 1].strip(), page.lines[one["end_line"] - 1].strip()
        inline += bool(user) and (user in first[:INLINE] or user in last[-INLINE:])
    return len(truth) > 1 and stated >= STATED_SHARE * len(truth) and inline * 2 <= stated


def _bounds(page: Page, left: dict[str, Form]) -> tuple[str, list[tuple[int, int]]]:
    """Return the form that reads `page` where only those in `left` are on, and the bounds it finds."""
    with mock.patch.object(reading, "FORMS", left):
        rows = reading.read([page]).comments
    form = rows["form"][0] if rows.height else UNREAD
    return form, list(zip(rows["line_start"].to_list(), rows["line_end"].to_list(), strict=True))


def _counted(case: Case, found: Sequence[tuple[int, int]]) -> Tally:
    """Match bodies with an overlap of half of their lines that are not blank, the largest overlap first."""
    lines = [number for number, text in enumerate(case.page.lines, 1) if text.strip()]
    sets = [[{at for at in lines if a <= at <= b} for a, b in bounds] for bounds in (case.truth, found)]
    pairs = sorted(
        ((-len(a & b) / len(a | b), i, j) for i, a in enumerate(sets[0]) for j, b in enumerate(sets[1]) if a & b),
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for overlap, i, j in pairs:
        if -overlap >= OVERLAP and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
    return Tally(len(case.truth), len(found), len(taken[0]))


def left_out(case: Case) -> tuple[str, Tally, Tally, Tally]:
    """Return the form that reads a page, and the tallies of all forms, of all but that one, of the template alone."""
    form, whole = _bounds(case.page, FORMS)
    rest = {name: one for name, one in FORMS.items() if name != form or one is TEMPLATE}
    without = _bounds(case.page, rest)[1]
    alone = _bounds(case.page, {TEMPLATE.name: TEMPLATE})[1]
    return form, _counted(case, whole), _counted(case, without), _counted(case, alone)


def tally(found: Iterable[tuple[str, Tally, Tally, Tally]]) -> tuple[int, Tally, Tally, Tally]:
    """Return the number of pages and the three tallies of all."""
    n, sums = 0, [Tally(), Tally(), Tally()]
    for _, *tallies in found:
        n, sums = n + 1, [a + b for a, b in zip(sums, tallies, strict=True)]
    return n, *sums


def _row(name: str, found: Iterable[tuple[str, Tally, Tally, Tally]]) -> str:
    n, *tallies = tally(found)
    return f"| {name} | {n} | {tallies[0].wanted} | " + " | ".join(f"{one.f1:.2f}" for one in tallies) + " |"


def table(known: Sequence[Case]) -> str:
    """Return the Markdown table, by the form that reads a page when all are on."""
    read = [(case.headed, left_out(case)) for case in known]
    by_form = defaultdict(list)
    for _, found in read:
        by_form[found[0]].append(found)
    rows = [_row(f"`{name}`", by_form[name]) for name in FORMS if name in by_form]
    rows += [_row(UNREAD, by_form[UNREAD])] if UNREAD in by_form else []
    rows += [_row("all pages", (found for _, found in read))]
    rows += [_row("**a header or footer repeats on lines of its own**", (found for headed, found in read if headed))]
    head = "| form | pages | comments | F1, all forms | F1, without its form | F1, template alone |\n"
    return head + "|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n"


def main() -> None:
    """Print the table for the folders named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    sys.stdout.write(table(cases(parser.parse_args().folders)))


if __name__ == "__main__":
    main()
