"""What a body's words tell of it: talk, questions, laughter, sentences, figures; each body is read once.

Nearly all bodies are ASCII, and cut into words by one table of bytes; a pattern with a hundred words to choose from
takes ten times as long. The patterns decide where a body has other letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.forms.alternatives import any_of
from toolkit.forms.talk import TALK, TALK_WORDS

__all__ = ["Speech", "speech_of"]

# The readings of one page share their bodies: so many are remembered.
REMEMBERED = 1 << 9

_OWN = """
    i i'm i’m i've i’ve my me thank thanks ich mir danke je j'ai j’ai merci mon ma yo mi gracias eu meu obrigado
    obrigada io mio grazie ik mijn bedankt я мне мой спасибо jag mig tack jeg takk tak mnie mój dzięki ben bana
"""
OWN = re.compile(rf"\b(?:{any_of(_OWN.split())}|mein\w*)\b", re.IGNORECASE)
ASKED = re.compile(r"\?\s*$|\?\s|？", re.MULTILINE)
LOUD = re.compile(r"!|\b(?:lol|haha\w*|ha)\b|[\U0001f300-\U0001faff☺☹♥]|[:;]-?[)(DP]", re.IGNORECASE)
SMILEY = re.compile(r"[:;]-?[)(DP]", re.IGNORECASE)
# An answer called for by somebody's name or number.
CALLED = re.compile(r"\s*(?:@|#\d|>>\d)\S")
# Sentences end with a stop, titles do not.
STOPS, QUOTES = ".!?…。！？", "'\")”’»」"
SPACE = ord(" ")
DIGITS, LETTERS = b"0123456789", bytes(range(65, 91)) + bytes(range(97, 123))
# Capital letters become small, and what is in no word becomes a space.
WORDS = bytes(sign if chr(sign).isalnum() or chr(sign) == "_" else SPACE for sign in bytes(range(128)).lower()) + bytes(
    range(128, 256)
)


def _plain(words: Iterable[str]) -> frozenset[bytes]:
    """Return those of `words` that are one word in ASCII."""
    return frozenset(word.encode() for word in words if word.isascii() and word.isalpha())


TALKING, OWNING, LAUGHING = _plain(TALK_WORDS), _plain(_OWN.split()), _plain(("lol", "ha"))
# "j'ai" is two words to the table; all others with a sign inside begin with "i", which tells enough.
HAVING = frozenset({b"j", b"ai"})


@dataclass(frozen=True, slots=True)
class Speech:
    """What one body tells.

    Parameters
    ----------
    talk, own, asked, loud, called, ended : it holds such words or signs
    n_digits, n_letters : how many digits, and how many letters and digits
    """

    talk: bool
    own: bool
    asked: bool
    loud: bool
    called: bool
    ended: bool
    n_digits: int
    n_letters: int


@lru_cache(maxsize=REMEMBERED)
def speech_of(text: str) -> Speech:
    """Return what the words of a body tell."""
    read = _read_ascii if text.isascii() else _read
    talk, own, loud, n_digits, n_letters = read(text)
    asked = ("?" in text or "？" in text) and ASKED.search(text) is not None
    ended = any(map(_ended, reversed(text.split("\n"))))
    return Speech(talk, own, asked, loud, CALLED.match(text) is not None, ended, n_digits, n_letters)


def _read(text: str) -> tuple[bool, bool, bool, int, int]:
    found = (pattern.search(text) is not None for pattern in (TALK, OWN, LOUD))
    return (*found, sum(map(str.isdigit, text)), sum(map(str.isalnum, text)))  # type: ignore[return-value]


def _read_ascii(text: str) -> tuple[bool, bool, bool, int, int]:
    raw = text.encode()
    bare = raw.translate(WORDS)
    words = set(bare.split())
    talk = "!" in text or "?" in text or not words.isdisjoint(TALKING) or _having(words, text, TALK)
    own = not words.isdisjoint(OWNING) or _begins(bare, b"mein", words) or _having(words, text, OWN)
    loud = "!" in text or not words.isdisjoint(LAUGHING) or _begins(bare, b"haha", words) or _smiles(text)
    n_digits = len(raw) - len(raw.translate(None, DIGITS))
    return talk, own, loud, n_digits, len(raw) - len(raw.translate(None, DIGITS + LETTERS))


def _having(words: set[bytes], text: str, pattern: re.Pattern[str]) -> bool:
    return words >= HAVING and pattern.search(text) is not None


def _begins(bare: bytes, stem: bytes, words: set[bytes]) -> bool:
    return stem in bare and any(word.startswith(stem) for word in words)


def _smiles(text: str) -> bool:
    return (":" in text or ";" in text) and SMILEY.search(text) is not None


def _ended(line: str) -> bool:
    end = line.rstrip().rstrip(QUOTES)[-2:]
    return len(end) > 1 and end[1] in STOPS and not end[0].isspace()
