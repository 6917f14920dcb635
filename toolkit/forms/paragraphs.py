"""Headers gone, no list left: the paragraphs below a heading that counts, with names between them or without.

Extraction of main content leaves of many pages "7 responses to ..." and a paragraph a comment; of others the names on
lines of their own as well, without dates.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

from toolkit.forms.base import Comment, Form
from toolkit.forms.bodies import assemble
from toolkit.forms.edges import is_site
from toolkit.forms.marks import Mark, namelike
from toolkit.forms.replies import propose
from toolkit.forms.sections import Section, counted_section
from toolkit.forms.view import Line, View, glance, view
from toolkit.sources import Page

__all__ = ["PARAGRAPHS"]

FIT = 0.5
# Names have so many words at most, sentences more.
NAME_WORDS, TOLD_WORDS = 5, 4
# So many comments make a section, and so many names.
LEAST, LEAST_NAMES = 2, 3
# This share of the paragraphs are sentences, and this share of those that the heading counts is there.
TOLD_SHARE, LEFT_SHARE = 0.7, 0.3
ENDS = '.!?…:)"”»’'


@lru_cache(maxsize=2)
def _marks(seen: View) -> tuple[list[Mark], list[list[Line]]]:
    """Return the marks of names, or the paragraphs where there are none."""
    section = counted_section(seen)
    if section is None or any(line.mark or line.stamp for line in section.lines):
        return [], []
    blocks = _blocks(section)
    named = [len(block) == 1 and _name(block[0]) for block in blocks]
    if sum(named) >= LEAST_NAMES:
        alternate = named[0] and not named[-1] and not any(a and b for a, b in itertools.pairwise(named))
        fits = alternate and sum(named) <= section.count and len(blocks) <= 3 * sum(named)
        names = [block[0] for block, name in zip(blocks, named, strict=True) if name]
        return [Mark(line.at, line.at, line.indent, line.text) for line in names] if fits else [], []
    told = sum(map(_told, blocks))
    few = max(LEAST, LEFT_SHARE * section.count) <= len(blocks) <= section.count
    return [], blocks if few and told >= TOLD_SHARE * len(blocks) else []


def _blocks(section: Section) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in section.lines:
        if is_site(line.text):
            continue
        if line.gap or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _name(line: Line) -> bool:
    return namelike(line.text, words=NAME_WORDS) and line.text[-1] not in ENDS


def _told(block: list[Line]) -> bool:
    return block[-1].text[-1] in ENDS and sum(len(line.text.split()) for line in block) >= TOLD_WORDS


def _fits(page: Page) -> float:
    return FIT if glance(page).headed and any(_marks(view(page))) else 0.0


def _read(page: Page) -> list[Comment]:
    seen = view(page)
    marks, blocks = _marks(seen)
    if marks:
        return propose(assemble(seen, marks))
    alone = [
        Mark(block[0].at - 1, block[0].at - 1, block[0].indent, notes=["boundary-unsure", "no-name"])
        for block in blocks
    ]
    return propose(assemble(seen, alone))


PARAGRAPHS = Form("paragraphs", _fits, _read, FIT)
