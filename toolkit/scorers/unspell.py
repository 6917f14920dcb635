"""Respelled text -> as its reader undoes it: look-alikes, digits, masks, letters apart, words joined, typos."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from string import ascii_lowercase
from typing import NamedTuple

from toolkit.scorers.joined import apart
from toolkit.scorers.lookalikes import from_signs, latin
from toolkit.scorers.words import is_known, rank, shaped, words

__all__ = ["UNSPELLING", "Edit", "edits_of", "unspell"]

# To be raised when a text is read otherwise than before: scores kept from then are no longer right.
UNSPELLING = 3
# What a text is cut at before its words are looked at.
PIECE = re.compile(r"[^\s,;:\"“”/\\<>\[\]{}=…?&~^—–]+")
EDGE = "|.'’‘`!-_*()#%"
ADDRESS = re.compile(
    r"://|www\.|@\w[\w-]*\.\w|\w\.(?:com|org|net|edu|gov|html?|php|jpe?g|png|gif|svg|pdf)\b", re.IGNORECASE
)
# Single letters with the same sign between them, three or more: "v e r m i n", "r-a-t-s".
LETTERS = re.compile(r"(?<![^\W_])(?<![^\W_]['’.])[^\W_]([ ._*·|+-])[^\W_](?:\1[^\W_])+(?![^\W_])(?!['’][^\W_])")
# Said long without any wish to hide.
SAID = {"lmao", "haha", "hahaha", "whoa", "yeah", "hmmm", "ahhh", "aaah", "oooh"}
REPEATED = re.compile(r"([a-z])\1\1+")
PLAIN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ROMAN = re.compile(r"[ivxlcdm]+")
MASK = re.compile(r"[*#%]")
# A word must be this common to be what a mask or a typo stands for, unless it is one that people hide.
COMMON, MUCH_COMMONER = 12_000, 6_000
# A text with more strange words than this share is in another language, or of names: its typos stay.
STRANGE = 0.34
LONGEST = 200


class Edit(NamedTuple):
    """Characters `start` to `end` of a text are to be read as `new`."""

    start: int
    end: int
    new: str


def unspell(text: str) -> str:
    """Return `text` with the words restored that were respelled to pass a filter, or in haste.

    Parameters
    ----------
    text : as `toolkit.scorers.fold.fold` gives it

    Returns
    -------
    `text` itself where nothing is respelled; the reading is a guess by a list of English words, so a score of
    it stands beside the score of the text as it is

    Examples
    --------
    >>> unspell("Th3y are v.e.r.m.i.n, KillThemAll, the r@ts, on 1st May")
    'They are vermin, Kill Them All, the rats, on 1st May'
    """
    while edits := edits_of(text):
        text = applied(text, edits)
    return text


def applied(text: str, edits: list[Edit]) -> str:
    """Return `text` with `edits` made, which stand in order and do not overlap."""
    parts, done = [], 0
    for start, end, new in edits:
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


def edits_of(text: str) -> list[Edit]:
    """Return what to read otherwise in `text`; what they make may need a further reading."""
    if found := _letters_apart(text):
        return found
    sure: list[Edit] = []
    likely: list[Edit] = []
    n_words = n_strange = 0
    place = 0
    ranks = words().ranks
    for chunk in text.split(" "):
        start, place = place, place + len(chunk) + 1
        if chunk in ranks:
            n_words += 1
            continue
        for begin, end, new, is_sure, strange in _of_chunk(chunk) if len(chunk) <= LONGEST else ():
            n_words += 1
            n_strange += strange
            if new is not None:
                (sure if is_sure else likely).append(Edit(start + begin, start + end, new))
    if likely and n_strange <= max(1.0, STRANGE * n_words):
        return sorted(sure + likely)
    return sure


def _letters_apart(text: str) -> list[Edit]:
    found = []
    for match in LETTERS.finditer(text):
        run = match[0][::2]
        if match[1] == "." and run.isupper() and len(run) < 6:
            continue  # U.S.A.
        read = _together(run) if len(run) <= LONGEST else None
        if read:
            found.append(Edit(match.start(), match.end(), read))
    return found


def _together(run: str) -> str | None:
    lower = run.lower()
    if len(run) > 3 and (rank(lower) or (len(run) > 4 and run.isalpha() and is_known(lower))):
        return run
    if len(run) > 3 and (read := from_signs(lower)):
        return read
    return apart(run, tagged=True) if run.isalpha() and len(run) > 4 else None


@lru_cache(50_000)
def _of_chunk(chunk: str) -> tuple[tuple[int, int, str | None, bool, bool], ...]:
    """Return each word of `chunk`: start, end, how to read it or null, whether that is sure, whether it is strange."""
    if ADDRESS.search(chunk):
        return ()
    found = []
    for match in PIECE.finditer(chunk):
        core = match[0].strip(EDGE)
        if not core:
            continue
        start = match.start() + match[0].index(core)
        end = start + len(core)
        tagged = match[0].startswith("#")
        if match[0].lstrip("(*'‘").startswith("@") and len(core) < 7:
            continue  # @handle
        new, is_sure = _of_word(core, tagged=tagged)
        strange = new is None and not _is_plain(core) if is_sure else True
        found.append((start, end, new, is_sure, strange))
    return tuple(found)


def _is_plain(core: str) -> bool:
    return all(len(part) < 3 or is_known(part) for part in re.split(r"[^a-z]+", core.lower()))


def _of_word(core: str, *, tagged: bool) -> tuple[str | None, bool]:
    """Return how to read a word, or null, and whether it is sure enough to be read so in any company."""
    read = core if core.isascii() else latin(core) or core
    lower = read.lower()
    if is_known(lower):
        return (None if read == core else read), True
    if PLAIN.fullmatch(read):
        new, is_sure = _of_letters(read, lower, tagged=tagged)
    else:
        new, is_sure = from_signs(lower) or _unmasked(lower) or _sewn(lower), True
    if new is None:
        return (None if read == core else read), True
    return _as_in(read, new), is_sure


def _of_letters(read: str, lower: str, *, tagged: bool) -> tuple[str | None, bool]:
    if not lower.isalpha():
        return _sewn(lower), True
    if not lower.isascii():
        return None, True
    if new := _unstretched(lower):
        return new, True
    if new := apart(read, tagged=tagged):
        return new, tagged or not read.islower()
    return (_corrected(lower) if read.islower() else None), False


def _unmasked(lower: str) -> str | None:
    """Return the one word of this shape: ``v*rmin``, ``id#ot``."""
    n_masks = len(MASK.findall(lower))
    pattern = MASK.sub(".", lower)
    if not 0 < n_masks < 3 or len(lower) < 4 or not pattern.replace(".", "").isalpha() or not pattern.isascii():
        return None
    if len(lower) < 2 * n_masks + 2:
        return None
    fits = shaped(pattern)
    hidden = [word for word in fits if word in words().hidden]
    common = [word for word in fits if words().ranks[word] < COMMON]
    best = hidden if len(hidden) == 1 else common
    return best[0] if len(best) == 1 else None


def _sewn(lower: str) -> str | None:
    """Return the known word that signs were put into: ``ver-min``, ``sc.um``."""
    parts = re.split(r"[.*_|-]", lower)
    joined = "".join(parts)
    if not joined.isalpha() or not joined.isascii() or len(joined) < 4 or len(parts) > len(joined) / 2 + 1:
        return None
    if all(len(part) > 1 and is_known(part) for part in parts):
        return None
    return joined if joined in words().hidden else None


def _unstretched(lower: str) -> str | None:
    """Return the known word without letters said long: ``raaaats``."""
    if not REPEATED.search(lower) or ROMAN.fullmatch(lower):
        return None
    once = "".join(letter for letter, _ in groupby(lower))
    shorter = [REPEATED.sub(r"\1", lower), REPEATED.sub(r"\1\1", lower), once]
    whole = [short for short in shorter if rank(short) is not None] or [short for short in shorter if is_known(short)]
    if not whole or whole[0] in SAID:
        return None
    return whole[0] if len(whole[0]) > 3 or whole[0] in words().hidden else None


def _corrected(lower: str) -> str | None:
    """Return the one common word that a swap, a letter left out or a letter doubled makes of a strange one."""
    if not 5 <= len(lower) <= 16:
        return None
    turned = {lower[:i] + lower[i + 1] + lower[i] + lower[i + 2 :] for i in range(len(lower) - 1)}
    turned |= {lower[:i] + lower[i + 1 :] for i in range(len(lower) - 1) if lower[i] == lower[i + 1]}
    longer = {lower[:i] + letter + lower[i:] for i in range(1, len(lower)) for letter in ascii_lowercase}
    ranks, hidden = words().ranks, words().hidden
    # a letter may be missing in many ways: the word must be longer and commoner
    at_most = MUCH_COMMONER if len(lower) > 5 else 0
    found = {word for word in turned if word in ranks and (word in hidden or ranks[word] < COMMON)}
    found |= {word for word in longer if word in ranks and (word in hidden or ranks[word] < at_most)}
    return found.pop() if len(found) == 1 else None


def _as_in(read: str, new: str) -> str:
    if read.isupper():
        return new.upper()
    return new[0].upper() + new[1:] if read[0].isupper() else new
