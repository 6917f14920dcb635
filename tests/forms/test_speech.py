"""What the table of bytes tells of a body must be what the patterns tell."""

import random
import re
from pathlib import Path

import pytest

from toolkit.forms.speech import _ended, _read, _read_ascii

LINES = [
    line
    for path in sorted(Path(__file__).parent.glob("*/*.txt"))
    for line in path.read_text(encoding="utf-8").split("\n")
]
PIECES = (
    *("i", "I'm", "j'ai", "J AI", "i've", "me", "mein", "Meinung", "ha", "HAHAHA", "lol", "aha", "thanks", "je", "_i_"),
    *("!", "?", "? ", ":)", ";-D", ":p", "12", "(", "'", '."', ".", "..", ". )", " ", "\n", "\t", "\x1c", "\x00", "-"),
)  # fmt: skip
ENDED = re.compile(r"\S[.!?…。！？]['\")”’»」]*\s*$", re.MULTILINE)


def _bodies(seed: int) -> list[str]:
    mixer = random.Random(seed)
    bodies = ["".join(mixer.choices(PIECES, k=mixer.randint(0, 8))) for _ in range(300)]
    for lines in (mixer.choices(LINES, k=mixer.randint(1, 3)) for _ in range(200)):
        words = " ".join(lines).split(" ")
        words.insert(mixer.randrange(len(words) + 1), mixer.choice(PIECES))
        bodies.append(mixer.choice((" ", "\n")).join(words))
    return bodies


@pytest.mark.parametrize("seed", range(10))
def test_a_table_reads_what_the_patterns_read(seed: int) -> None:
    bodies = [body for body in _bodies(seed) if body.isascii()]
    assert [body for body in bodies if _read_ascii(body) != _read(body)] == []


@pytest.mark.parametrize("seed", range(10))
def test_sentences_end_as_the_pattern_has_it(seed: int) -> None:
    bodies = _bodies(seed)
    assert [body for body in bodies if any(map(_ended, body.split("\n"))) != bool(ENDED.search(body))] == []
