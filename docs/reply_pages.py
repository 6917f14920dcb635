"""Threads written as pages of many layouts, for `make_reply_study.py`."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from reply_threads import ELSEWHERE, HALF, MISTAKEN, SHIFTED, STRAY, Said, quoted_from, spelt, words

__all__ = ["LAYOUTS", "Sheet"]


@dataclass(slots=True)
class Sheet:
    """A page in the making.

    Parameters
    ----------
    lines : the page
    owner : the comment of each body line, by 1-based line number
    parent : what each comment on the page answers; null = nothing, -1 = a comment that the page lost
    """

    lines: list[str] = field(default_factory=list)
    owner: dict[int, int] = field(default_factory=dict)
    parent: dict[int, int | None] = field(default_factory=dict)

    def put(
        self, said: Sequence[Said], place: int, header: Sequence[str], body: Sequence[str], footer: Sequence[str] = ()
    ) -> None:
        """Append a comment, and a blank line."""
        answered = said[place].parent
        self.parent[place] = -1 if answered is not None and said[answered].lost else answered
        self.lines += header
        for line in body:
            self.lines.append(line)
            self.owner[len(self.lines)] = place
        self.lines += [*footer, ""]


def _tree_order(said: Sequence[Said]) -> list[tuple[int, int]]:
    """Return the comments and their depths as nested pages print them."""
    below: dict[int | None, list[int]] = {}
    for place, one in enumerate(said):
        below.setdefault(one.parent, []).append(place)
    order: list[tuple[int, int]] = []
    stack = [(place, 0) for place in reversed(below.get(None, []))]
    while stack:
        place, depth = stack.pop()
        order.append((place, depth))
        stack += [(child, depth + 1) for child in reversed(below.get(place, []))]
    return order


def _article(rng: random.Random) -> list[str]:
    return ["A walk along the river", "", " ".join(words(rng) for _ in range(4)), "", "Comments", ""]


def _date(one: Said) -> str:
    return f"{1 + one.minute // 1440} May 2014 {8 + one.minute % 1440 // 120:02}:{one.minute % 60:02}"


def nested(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page whose indent shows the answers."""
    sheet = Sheet(_article(rng))
    step = rng.choice([2, 3, 4])
    for place, depth in _tree_order(said):
        one = said[place]
        shift = rng.choice([-1, 1]) if rng.random() < SHIFTED and step > 2 else step // 2 if rng.random() < HALF else 0
        pad = " " * max(0, depth * step + (shift if depth else 0))
        if not one.lost:
            sheet.put(said, place, [f"{pad}{one.user}, {_date(one)}"], [pad + one.words])
    return sheet


def flat(
    said: Sequence[Said],
    rng: random.Random,
    *,
    sign: Callable[[str, Said, int, random.Random], list[str]],
    first: int = 1,
    numbered: bool,
) -> Sheet:
    """Return a page in order of time, where `sign` writes whom a comment answers."""
    sheet = Sheet(_article(rng))
    number = first
    for place, one in enumerate(said):
        if one.lost and not numbered:
            continue
        here, number = number, number + 1
        if one.lost:
            continue
        target = one.parent
        if place and rng.random() < (STRAY if target is None else MISTAKEN):
            target = rng.randrange(place)
        counted = first + (0 if target is None else target)
        body = [one.words] if target is None else sign(one.words, said[target], counted, rng)
        sheet.put(said, place, [f"#{here} {one.user}, {_date(one)}" if numbered else f"{one.user}, {_date(one)}"], body)
    return sheet


def _at_name(text: str, target: Said, _number: int, rng: random.Random) -> list[str]:
    return [f"@{spelt(target.user, rng)}{rng.choice(['', ',', ':', ' -'])} {text}"]


def _at_number(text: str, _target: Said, number: int, rng: random.Random) -> list[str]:
    return [f"{rng.choice(['#', '@', '@#', '>>'])}{number} {text}"]


def _quoting(text: str, target: Said, _number: int, rng: random.Random) -> list[str]:
    quoted = words(rng) if rng.random() < ELSEWHERE else quoted_from(target.words, rng)
    name = [f"{target.user} wrote:"] if rng.random() < 0.4 or quoted not in target.words else []
    return [*name, f"> {quoted}", text]


def names(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page where answers begin with @name."""
    return flat(said, rng, sign=_at_name, numbered=False)


def numbers(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return the second page of a thread, its comments numbered, where answers begin with #number."""
    return flat(said, rng, sign=_at_number, first=rng.randint(20, 60), numbered=True)


def counted(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page without numbers where answers begin with #number all the same: people count, or saw them once."""
    return flat(said, rng, sign=_at_number, numbered=False)


def quotes(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page where answers begin with a quotation."""
    return flat(said, rng, sign=_quoting, numbered=False)


def echoes(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return such a page where every other comment repeats a sentence of another without a sign."""
    said = [replace(one) for one in said]
    for place, one in enumerate(said):
        if place % 2:
            one.words = f"{rng.choice(said[:place]).words} {one.words}"
    return quotes(said, rng)


def in_reply_to(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page, in order of time, whose headers name whom they answer."""
    sheet = Sheet(_article(rng))
    for place, one in enumerate(said):
        answered = "" if one.parent is None else f" in reply to {said[one.parent].user}"
        if not one.lost:
            sheet.put(said, place, [f"{one.user}{answered} | {_date(one)}"], [one.words])
    return sheet


def in_reply_to_lost(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page that kept the headers of answers only, under comments without a header."""
    sheet = Sheet(["A walk along the river", "", words(rng), "", "", ""])
    for place, depth in _tree_order(said):
        one = said[place]
        if one.lost or depth > 1:
            continue
        pad, above = " " * (4 * depth), None if one.parent is None else said[one.parent]
        header = [] if above is None else [f"{pad}{one.user} in reply to {above.user}. | {_date(one)}"]
        sheet.put(said, place, header, [pad + one.words])
    return sheet


def reply_to_number(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page whose headers give the number of what they answer."""
    sheet = Sheet(_article(rng))
    for place, one in enumerate(said):
        header = [f"#{place + 1} {one.user}, {_date(one)}"]
        if not one.lost:
            sheet.put(
                said, place, header + ([] if one.parent is None else [f"Reply to #{one.parent + 1}"]), [one.words]
            )
    return sheet


def levels(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page of Reddit that prints "level 2"."""
    sheet = Sheet(["A walk along the river", ""])
    for place, depth in _tree_order(said):
        one = said[place]
        header = [
            f"level {depth + 1}",
            one.user.replace(" ", "_"),
            f"{rng.randint(2, 90)} points · {rng.randint(2, 11)} months ago",
        ]
        if not one.lost:
            sheet.put(said, place, header, [one.words], ["Reply", "Share", "Report", "Save"])
    return sheet


def buttons(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page of old Reddit without indent: answers have a button that leads to their parent."""
    sheet = Sheet(["A walk along the river", ""])
    for place, depth in _tree_order(said):
        one = said[place]
        header = [f"[–]{one.user.replace(' ', '_')} {rng.randint(2, 90)} points {rng.randint(2, 11)} months ago"]
        if not one.lost:
            sheet.put(
                said, place, header, [one.words], [f"permalink embed save {'parent ' if depth else ''}report reply"]
            )
    return sheet


def links(said: Sequence[Said], rng: random.Random, *, forward: bool = True) -> Sheet:
    """Return a page of Hacker News; `forward` = with the links to the next sibling."""
    sheet = Sheet(["Hacker News", ""])
    siblings: dict[int | None, list[int]] = {}
    for place, one in enumerate(said):
        siblings.setdefault(one.parent, []).append(place)
    for place, depth in _tree_order(said):
        one, beside = said[place], siblings[said[place].parent]
        nav = [*(["root"] if depth > 1 else []), *(["parent"] if depth else [])]
        nav += [*(["prev"] if place != beside[0] else []), *(["next"] if forward and place != beside[-1] else [])]
        head = " | ".join([f"{one.user.replace(' ', '_')} {rng.randint(2, 11)} months ago", *nav])
        if not one.lost:
            sheet.put(said, place, [f"{head} [–]", ""], [one.words], ["", "reply", ""])
    return sheet


def links_cut(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a page of Hacker News without the links to the next sibling."""
    return links(said, rng, forward=False)


def mails(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a digest of mails: most answers quote and name whom they answer."""
    sheet = Sheet()
    for place, one in enumerate(said):
        above = None if one.parent is None else said[one.parent]
        header = [
            f"From: {one.user} <{one.user.split(' ')[0].lower()}@list.example>",
            f"Date: Mon, 5 May 2014 {8 + one.minute // 60:02}:{one.minute % 60:02}:00 +0000",
        ]
        header += [f"Subject: {'Re: ' if above else ''}A walk along the river", ""]
        named = (
            []
            if above is None or rng.random() < 0.3
            else [f"{above.user} wrote:", f"> {quoted_from(above.words, rng)}", ""]
        )
        if not one.lost:
            sheet.put(said, place, header, [*named, one.words])
    return sheet


def calls(said: Sequence[Said], rng: random.Random) -> Sheet:
    """Return a chat log where answers begin with "NAME:" or "NAME,"."""
    sheet = Sheet()
    for place, one in enumerate(said):
        above = None if one.parent is None else said[one.parent]
        named = "" if above is None else f"{spelt(above.user, rng).replace(' ', '_')}{rng.choice([':', ','])} "
        head = f"[{8 + one.minute // 60:02}:{one.minute % 60:02}] <{one.user.replace(' ', '_')}>"
        if not one.lost:
            sheet.put(said, place, [], [f"{head} {named}{one.words}"])
    return sheet


LAYOUTS: tuple[Callable[[Sequence[Said], random.Random], Sheet], ...] = (
    *(nested, names, numbers, counted, quotes, echoes, in_reply_to, in_reply_to_lost, reply_to_number),
    *(levels, buttons, links, links_cut, mails, calls),
)
