"""The house's docstrings as numpydoc wants them: ``name : what it is`` holds a sentence where numpydoc has a type."""

from __future__ import annotations

import re
from itertools import groupby

from sphinx.application import Sphinx

SECTION = re.compile(r"(Parameters|Returns|Raises|Warns)$")
RULE = re.compile(r"-+$")
# numpydoc's own hook has 500, and sees what this one leaves.
BEFORE_NUMPYDOC = 400


def respell(lines: list[str]) -> list[str]:
    """Return a docstring whose sections have the sentence under the name, and what is returned in one line.

    Examples
    --------
    >>> respell(["Returns", "-------", "one row a reply,", "sorted"])
    ['Returns', '-------', 'one row a reply, sorted', '']
    >>> respell(["Raises", "------", "ValueError : if", "    none"])
    ['Raises', '------', 'ValueError', '    if none', '']
    """
    result: list[str] = []
    rest = list(lines)
    while rest:
        if len(rest) > 1 and SECTION.match(rest[0]) and RULE.match(rest[1]):
            end = next((row for row, line in enumerate(rest) if not line.strip()), len(rest))
            result += [*rest[:2], *_section(rest[0], rest[2:end]), ""]
            rest = rest[end + 1 :]
        else:
            result.append(rest.pop(0))
    return result


def _section(title: str, body: list[str]) -> list[str]:
    if title == "Returns":
        return [" ".join(line.strip() for line in body)]
    respelled, number = [], 0
    starts = []
    for line in body:
        number += not line.startswith(" ")
        starts.append(number)
    for _, entry in groupby(zip(starts, body, strict=True), key=lambda pair: pair[0]):
        sentence = " ".join(line.strip() for _, line in entry)
        name, colon, told = sentence.partition(" : ")
        respelled += [name, f"    {told}"] if colon else [sentence]
    return respelled


def process(_app: Sphinx, *what: object) -> None:
    """Respell a docstring in place (event ``autodoc-process-docstring``)."""
    lines = what[-1]
    if isinstance(lines, list):
        lines[:] = respell(lines)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.setup_extension("numpydoc")
    app.connect("autodoc-process-docstring", process, priority=BEFORE_NUMPYDOC)
    return {"parallel_read_safe": True}
