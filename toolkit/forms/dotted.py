"""Numbers such as "2.1" in headers: the second answer below the second comment, and the levels they tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.forms.alternatives import any_of
from toolkit.forms.languages import FROM
from toolkit.forms.marks import Mark
from toolkit.forms.view import View

__all__ = ["dotted_numbers", "of_number", "take_dotted"]

DOTTED = re.compile(r"#?(\d{1,4}(?:\.\d{1,3}){0,9})[.:)]?(?:\s|$)")
# "#3 by ANNA", "1.2 von ANNA": what is answered.
ANSWERED = re.compile(rf"#?(?P<number>\d{{1,6}}(?:\.\d{{1,3}}){{0,9}})[.:,)]?(?:\s(?:{any_of(FROM)})\s(?P<name>\S.*))?")
# Of the comments that have answers some may stand on another page.
KNOWN_SHARE = 0.7


def dotted_numbers(seen: View, marks: Sequence[Mark]) -> list[str]:
    """Return the number of each mark, such as "2" or "2.1"; none if they are no numbers of comments and answers.

    Parameters
    ----------
    seen : the page
    marks : in page order; the number opens one of the lines of each
    """
    numbers = [_number(seen, mark) for mark in marks]
    known = set(numbers)
    dotted = [number for number in numbers if "." in number]
    if not dotted or not all(numbers) or len(known) < len(numbers):
        return []
    parents = sum(number.rpartition(".")[0] in known for number in dotted)
    return numbers if parents >= KNOWN_SHARE * len(dotted) else []


def _number(seen: View, mark: Mark) -> str:
    lines = (seen.page.lines[at].strip() for at in range(mark.last, mark.first - 1, -1))
    return next((match[1] for line in lines if (match := DOTTED.match(line))), "")


def take_dotted(seen: View, marks: Sequence[Mark]) -> list[int | None]:
    """Give each mark the level and the parent that its number tells.

    Parameters
    ----------
    seen : the page
    marks : in page order, changed in place

    Returns
    -------
    the numbers without a dot, null for the others; none if the page has no such numbers
    """
    numbers = dotted_numbers(seen, marks)
    places = {number: place for place, number in enumerate(numbers)}
    for place, (mark, number) in enumerate(zip(marks, numbers, strict=False)):
        mark.level = number.count(".")
        parent = places.get(number.rpartition(".")[0])
        if mark.parent is None and parent is not None and parent < place:
            mark.parent, mark.evidence = parent, "level"
    return [None if "." in number else int(number) for number in numbers]


def of_number(mark: Mark, other: str | None, numbers: Mapping[str, int]) -> str | None:
    """Return the number out of "#3 by ANNA"; one with a dot gives the parent at once, and the writer's name is left.

    Parameters
    ----------
    mark : the header of the answer; its parent is changed in place
    other : what a line says is answered
    numbers : places of the numbers of `dotted_numbers`
    """
    match = ANSWERED.fullmatch(other) if other else None
    if match is None:
        return other
    if match["number"] in numbers:
        mark.parent, mark.evidence = numbers[match["number"]], "reply_number"
        return match["name"] or match["number"].partition(".")[0]
    return match["name"] if "." in match["number"] else match["number"]
