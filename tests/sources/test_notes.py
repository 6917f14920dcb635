"""Every code that sources give has its meaning in one table, and none is there that nothing gives."""

import re
from pathlib import Path

import toolkit.sources
from toolkit.sources.notes import NOTES, PROBLEMS

CODE = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)+|binary|empty|encoding|missing|mojibake|table|unreadable)"')
# Words that look like codes and are none.
OTHERS = {"reply-to", "charset-normalizer", "utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-7", "iso8859-1", "x-gzip"}


def test_the_codes_and_their_meanings_are_the_same():
    folder = Path(toolkit.sources.__file__).parent
    files = [file for file in folder.rglob("*.py") if file.name != "notes.py"]
    written = {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))} - OTHERS
    # these two are put together from a reason
    written |= {"submission-left-out", "placeholder-left-out"}
    assert written == NOTES.keys() | PROBLEMS.keys()
