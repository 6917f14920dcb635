"""Every code that a room gives has its meaning in one table, and none is there that nothing gives."""

import ast
from pathlib import Path

import toolkit
from toolkit.notes import CODES, NOTES, PROBLEMS

# Words like codes that are none: a name of a field, a library, a codec.
OTHERS = {
    "reply-to",
    "charset-normalizer",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-32",
    "utf-7",
    "iso8859-1",
    "latin-1",
    "x-gzip",
}
# Put together from a reason where they are given.
PUT_TOGETHER = {"submission-left-out", "placeholder-left-out"}


def _written(file):
    """Return the strings of a file that are codes or look like one: words in lower case, joined."""
    strings = {
        node.value
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {
        text
        for text in strings
        if text in CODES or ("-" in text and all(word.isalnum() and word == word.lower() for word in text.split("-")))
    }


def _given_to(file):
    """Return the codes that a file gives to problem rows by their place, whatever they look like."""
    calls = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Problem")
    codes = (argument for call in named for argument in call.args[2:3] if isinstance(argument, ast.Constant))
    return {code.value for code in codes}


def _files(*rooms):
    return [file for room in rooms for file in sorted((Path(toolkit.__file__).parent / room).rglob("*.py"))]


def _all(found, files):
    return set().union(*map(found, files))


def test_every_code_given_is_in_the_table_and_every_code_there_is_given() -> None:
    found = _all(_written, _files("sources", "forms")) - OTHERS
    assert found | PUT_TOGETHER | _all(_given_to, _files("audit")) == CODES.keys()
    given = _all(_given_to, _files("."))
    assert {"no-comments", "page-twice"} <= given <= PROBLEMS.keys()


def test_what_a_code_means_is_said_once() -> None:
    assert {code for code in NOTES.keys() & PROBLEMS.keys() if NOTES[code] != PROBLEMS[code]} == set()
    assert all(meaning and meaning == meaning.strip(" .") for meaning in CODES.values())
