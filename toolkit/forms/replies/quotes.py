"""Quotations that bear no mark, told from the writer's own words by the comment above they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.forms.base import Comment
from toolkit.forms.replies.words import ORIGINAL_LINE, SAID_LINE, Above, pieces_of
from toolkit.forms.replies.writers import Writers

__all__ = ["set_apart"]

# Each line is looked for in every comment above: a comment quotes so often, so many lines.
QUOTATIONS = 6
QUOTATION_LINES = 12
# A short line is looked for in so many comments above.
LINES_BACK = 60
WHOLE = re.compile(r"^[\"“”„«»]\s?(?P<words>[^\"“”„«»]+?)\s?[\"“”„«»][.,:]?$")


def set_apart(comment: Comment, above: Above, writers: Writers) -> Comment:
    """Return `comment` with such quotations moved from ``text`` to ``quoted``.

    They stand below "NAME wrote:", or are a whole line between quotation marks.

    Parameters
    ----------
    comment : the next one
    above, writers : the comments above it, and who wrote them
    """
    lines = comment.text.split("\n")
    opening = [place for place, line in enumerate(lines) if _said(line, writers) or WHOLE.match(line.strip())]
    opening = opening[:QUOTATIONS]
    gone = {at for place in opening for at in _block(lines, place, above)}
    if not gone:
        return comment
    quoted = [*([comment.quoted] if comment.quoted else []), *(lines[place].strip() for place in sorted(gone))]
    own = [line for place, line in enumerate(lines) if place not in gone]
    return replace(comment, text="\n".join(own).strip(), quoted="\n".join(quoted))


def _said(line: str, writers: Writers) -> bool:
    bare = line.strip()
    match = SAID_LINE.match(bare) if bare.endswith(":") else ORIGINAL_LINE.match(bare)
    return match is not None and bool(writers.places(match["user"]))


def _block(lines: Sequence[str], place: int, above: Above) -> list[int]:
    """Return the lines of the quotation that opens at `place`; none if its words stand in no comment above."""
    whole = WHOLE.match(lines[place].strip())
    if whole is not None:
        return [place] if _stand(whole["words"], above) else []
    gone = []
    original = ORIGINAL_LINE.match(lines[place].strip()) is not None
    for at in range(place + 1, min(len(lines), place + 1 + QUOTATION_LINES)):
        words = lines[at].strip()
        if words and not _stand(words, above) and not (original and _whole_line(words, above)):
            break
        gone += [at] if lines[at].strip() else []
    return [place, *gone] if gone or original else []


def _whole_line(words: str, above: Above) -> bool:
    """Return true if a comment above has these words, however few, as a line of its own."""
    return any(f"\n{words}\n" in f"\n{text}\n" for text in above.texts[-LINES_BACK:])


def _stand(words: str, above: Above) -> bool:
    pieces = pieces_of([words])
    return bool(pieces) and (bool(above.holding(pieces)) or above.altered(pieces) is not None)
