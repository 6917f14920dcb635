"""Letters of other alphabets that look like Latin ones, and signs and digits that stand for letters."""

from __future__ import annotations

import re
from itertools import product

from toolkit.scorers.words import rank

__all__ = ["from_signs", "latin"]

_PAIRS = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "һ": "h", "н": "h", "і": "i", "ї": "i", "ј": "j",
    "к": "k",
    "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "у": "y", "ѵ": "v",
    "ԝ": "w", "х": "x",
    "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u",
    "χ": "x", "γ": "y",
    "ω": "w", "ζ": "z", "μ": "u", "σ": "o", "ɑ": "a", "ɡ": "g", "ı": "i", "ɩ": "i", "ո": "n", "օ": "o", "ս": "u",
    "հ": "h",
    "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k",
    "ʟ": "l", "ᴍ": "m",
    "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y", "ᴢ": "z",
}  # fmt: skip
# Capitals that look otherwise than their small letters do.
_CAPITALS = {
    "А": "A", "В": "B", "Е": "E", "З": "3", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T",
    "У": "Y", "Х": "X",
    "І": "I", "Ј": "J", "Ѕ": "S", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M",
    "Ν": "N", "Ο": "O",
    "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X",
}  # fmt: skip
LATIN = str.maketrans(_PAIRS | _CAPITALS)
# What a sign or digit may stand for, the likeliest first.
SIGNS = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "il", "|": "li",
    "+": "t",
    "€": "e", "£": "l", "¡": "i", "6": "g", "9": "g",
}  # fmt: skip
SIGN = re.compile(r"[0134567898@$!|+€£¡]")
# Letters, then a number, or a number, then letters: T34, level2, 1st, 70s, 5k, 4th.
CODE = re.compile(r"[a-z]+[0-9]+|[0-9]{2,}[a-z]+|[0-9][a-z]{1,3}")
READINGS = 16


def latin(word: str) -> str | None:
    """Return `word` in Latin letters where it mixes them with look-alikes, or is a known word in disguise.

    Examples
    --------
    >>> latin("v\u0435rmin"), latin("\u0441\u043a\u0430\u043b\u0430"), latin("\u03bcm")
    ('vermin', None, None)
    """
    read = word.translate(LATIN)
    if read == word or len(word) < 3 or not read.isascii():
        return None
    own = sum(letter.isalpha() and letter.isascii() for letter in word)
    if own:
        return read
    return read if len(read) > 3 and rank(read.lower()) is not None else None


def from_signs(word: str) -> str | None:
    """Return the known word that a lower-case `word` spells with digits and signs for letters.

    Codes, ordinals and amounts stay: letters before or after a number, and what spells no word of four letters.

    Examples
    --------
    >>> [from_signs(word) for word in ("v3rm1n", "r@t$", "k!ll", "covid19", "b2b", "1st", "t34", "4x4", "mp3")]
    ['vermin', 'rats', 'kill', None, None, None, None, None, None]
    """
    signs = SIGN.findall(word)
    letters = sum(letter.isalpha() for letter in word)
    if not signs or letters + len(signs) != len(word) or letters < 2 or CODE.fullmatch(word):
        return None
    if len(word) < 4 and any(sign.isdigit() for sign in signs):
        return None
    options = [SIGNS.get(letter, letter) for letter in word]
    read = ["".join(spelt) for spelt, _ in zip(product(*options), range(READINGS), strict=False)]
    known = [(rank(spelt), spelt) for spelt in read if rank(spelt) is not None]
    if known:
        return min(known)[1]
    return next((spelt for spelt in read if len(spelt) > 4 and spelt[-1] == "s" and rank(spelt[:-1]) is not None), None)
