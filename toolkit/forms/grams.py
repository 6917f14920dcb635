"""Where any of many words stand in a text: four bytes of each are looked up at every place at once.

A pattern with some hundred words to choose from walks the text letter by letter, and a search for each word walks it a
hundred times. Here a hash of the four bytes at each even place is looked up in one table of flags, and the two in the
middle of a word in another, which numpy does for the whole text in a few steps; only the few places that are hit are
looked at one by one.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["GRAM", "SPACES", "Grams", "cased", "grams_of"]

GRAM = 4
Pairs: TypeAlias = npt.NDArray[np.uint16]
# Odd numbers that spread pairs of letters over a table.
_FIRST, _SECOND, _THIRD = np.uint16(40503), np.uint16(25173), np.uint16(13849)
# All white space of a line, in bytes.
SPACES = tuple(chr(at).encode() for at in range(0x10000) if chr(at).isspace() and chr(at) != "\n")


class Grams:
    """Words of several groups, found together.

    Parameters
    ----------
    words : for each group its words, as `grams_of` gives them
    """

    def __init__(self, words: Mapping[str, Iterable[bytes]]) -> None:
        self._words: dict[bytes, list[tuple[str, bytes]]] = defaultdict(list)
        for group, ones in words.items():
            for word in ones:
                self._words[word[:GRAM]].append((group, word))
        grams = np.frombuffer(b"".join(self._words), dtype=np.uint8).reshape(-1, GRAM)
        self._flags = np.zeros(1 << 16, dtype=np.bool_)
        # A second table, hashed otherwise, leaves out nearly all places that hit the first one by chance.
        self._others = np.zeros(1 << 16, dtype=np.bool_)
        pairs = np.frombuffer(grams.tobytes(), dtype=np.uint16)
        self._flags[_hashed(pairs[::2], pairs[1::2])] = self._others[_hashed_again(pairs[::2], pairs[1::2])] = True
        # A word that begins at an odd place has its second and third byte at an even one.
        self._inner = np.zeros(1 << 16, dtype=np.bool_)
        self._inner[np.frombuffer(grams[:, 1:3].tobytes(), dtype=np.uint16)] = True

    def ends(self, text: bytes) -> dict[str, list[int]]:
        """Return for each group that occurs where its words end in `text`, ASCII letters of which are small."""
        found: dict[str, list[int]] = {}
        if len(text) < GRAM:
            return found
        for place in sorted((*self._even(text), *self._odd(text))):
            for group, word in self._words.get(text[place : place + GRAM], ()):
                if len(word) == GRAM or text.startswith(word, place):
                    found.setdefault(group, []).append(place + len(word))
        return found

    def _even(self, text: bytes) -> list[int]:
        """Return the even places where a word may begin."""
        pairs = _pairs(text, 0)
        first, second = pairs[:-1], pairs[1:]
        hits = self._flags.take(_hashed(first, second), mode="clip").nonzero()[0]
        places: list[int] = (2 * hits[self._others[_hashed_again(first[hits], second[hits])]]).tolist()
        return places

    def _odd(self, text: bytes) -> list[int]:
        """Return the odd places where a word may begin."""
        pairs = _pairs(text, 1)
        hits = self._inner.take(_pairs(text, 0)[1 : len(pairs)], mode="clip").nonzero()[0]
        first, second = pairs[hits], pairs[hits + 1]
        hits = hits[self._flags[_hashed(first, second)] & self._others[_hashed_again(first, second)]]
        places: list[int] = (2 * hits + 1).tolist()
        return places


def _pairs(text: bytes, start: int) -> Pairs:
    """Return every second byte of `text` from `start`, and the one behind it, as one number."""
    return np.frombuffer(text, dtype=np.uint16, offset=start, count=(len(text) - start) // 2)


def _hashed(first: Pairs, second: Pairs) -> Pairs:
    hashed = first * _FIRST
    hashed ^= second * _SECOND
    return hashed


def _hashed_again(first: Pairs, second: Pairs) -> Pairs:
    return (first * _SECOND) ^ (second * _THIRD)


def grams_of(word: str) -> Iterator[bytes]:
    r"""Yield what `Grams` searches for: bytes that every text with `word` has, in small or capital letters.

    A word of fewer bytes than `GRAM` gives none; it needs something before or behind it.

    Examples
    --------
    >>> list(grams_of("response")), list(grams_of("märz"))
    ([b'response'], [b'm\xc3\x84r', b'm\xc3\xa4r'])
    """
    plain = max("".join(letter if letter.isascii() else "\0" for letter in word).split("\0"), key=len)
    if len(plain) >= GRAM:
        yield plain.encode()
        return
    letters = next((at for at in range(len(word)) if len(word[: at + 1].encode()) >= GRAM), len(word))
    yield from sorted({spelling[:GRAM] for spelling in cased(word[: letters + 1]) if len(spelling) >= GRAM})


def cased(word: str) -> Iterator[bytes]:
    """Yield `word` in all mixtures of small and capital letters beyond ASCII, in bytes."""
    letters = [
        {letter} if letter.isascii() else {one for one in (letter, letter.upper()) if len(one) == 1} for letter in word
    ]
    for spelling in itertools.product(*map(sorted, letters)):
        yield "".join(spelling).encode()
