"""Answer edges that nothing states: from @name, #number, and words quoted."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.forms.base import Comment
from toolkit.forms.replies.quotes import set_apart
from toolkit.forms.replies.words import Above
from toolkit.forms.replies.writers import Writers, fold

__all__ = ["propose"]

MENTIONS = 8
HEAD_LENGTH = 400
NAME_LENGTH = 60
NAME_WORDS = 6
# Two or three words with capitals, and the first word of a sentence behind them.
WHOLE_NAME = re.compile(r"^[^\W\d_a-zß-ÿ][\w'’.-]*(?: [^\W\d_a-zß-ÿ][\w'’.-]*){1,2}(?= [^\W\d_a-zß-ÿ])")
NUMBER = re.compile(r"(?:@|#|>>)\s?#?(\d{1,5})\b")


def propose(comments: Sequence[Comment], numbers: Sequence[int | None] | None = None) -> list[Comment]:
    """Return `comments` where those without a parent got one from @name, a number, or a quotation.

    Parameters
    ----------
    comments : in page order
    numbers : the number of each comment, where the page prints or order gives one; null = none has one

    Returns
    -------
    the comments; words that stand there as a quotation, and are found in a comment above, went from ``text`` to
    ``quoted``
    """
    writers, above = Writers(), Above()
    by_number = {number: place for place, number in enumerate(numbers or ()) if number is not None}
    numbered = "number_in_order" if all(place + 1 == number for number, place in by_number.items()) else "number"
    linked: list[Comment] = []
    for place, original in enumerate(comments):
        comment, found = set_apart(original, above, writers), None
        if comment.reply_to is None and (comment.depth or 0) == 0:
            found = (
                _named(comment, writers)
                or _numbered(comment, place, by_number, numbered)
                or above.answered(comment.quoted, writers)
            )
        if found is not None and found[0] < place:
            notes = (*comment.notes, "reply-from-mention")
            comment = replace(comment, notes=notes).answering(*found)
        linked.append(comment)
        above.add(comment.text)
        writers.add(comment.user, place)
    return linked


def _named(comment: Comment, writers: Writers) -> tuple[int, str] | None:
    head = comment.text[:HEAD_LENGTH]
    own = fold(comment.user) if comment.user else None
    for match in itertools.islice(re.finditer(r"@\s?(?=\S)", head), MENTIONS):
        ahead = head[match.end() : match.end() + NAME_LENGTH]
        stops = sorted({piece.end() for piece in re.finditer(r"[^\s,:;!?]+", ahead)}, reverse=True)
        for stop in stops[-NAME_WORDS:]:
            name = fold(re.sub(r"[^\w)]+$", "", ahead[:stop]))
            places = writers.places(name) if len(name) > 1 and name != own else ()
            if places:
                return places[-1], "name" if len(places) == 1 else "name_again"
    return _begun(head, own, writers)


def _begun(head: str, own: str | None, writers: Writers) -> tuple[int, str] | None:
    """Return the last comment of a writer whose whole name opens the text, as some sites put it ("ANNA MOSS I do")."""
    for match in itertools.islice(WHOLE_NAME.finditer(head), 1):
        for n_words in (3, 2):
            words = match[0].split()[:n_words]
            name = fold(" ".join(words))
            places = writers.places(name) if len(words) == n_words and name != own else ()
            if places:
                return places[-1], "call_again"
    return None


def _numbered(comment: Comment, place: int, by_number: Mapping[int, int], evidence: str) -> tuple[int, str] | None:
    numbers = [int(match[1]) for match in itertools.islice(NUMBER.finditer(comment.text[:HEAD_LENGTH]), MENTIONS)]
    # "#12 #7 I agree": a body may begin with its own number.
    if len(numbers) > 1 and by_number.get(numbers[0]) == place:
        numbers = numbers[1:]
    return (by_number[numbers[0]], evidence) if numbers and numbers[0] in by_number else None
