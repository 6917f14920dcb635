"""What the bytes of a page do not name must not be there: a form would never be asked for it."""

import random
import re
from pathlib import Path

import pytest

from toolkit.forms.grams import Grams, grams_of
from toolkit.forms.inline import HEAD_LENGTH, hinted_if_cut
from toolkit.forms.outline import Outline
from toolkit.forms.saying import ends_in_say
from toolkit.forms.sifting import SAY_ENDS
from toolkit.forms.view import MARK, is_heading

LINES = [
    line
    for path in sorted(Path(__file__).parent.glob("*/*.txt"))
    for line in path.read_text(encoding="utf-8").split("\n")
]
PIECES = (
    *(
        "•",
        "- ",
        "12. ",
        "٣. ",
        "#7 ",
        "\t",
        "\u2003",
        "\xa0",
        " says",
        " SAGT",
        " dit.",
        "：",
        "…",
        "..",
        ":",
        ";",
        "4",
    ),
    *("²", "𝟏", " ago", " 3 Std. ", " · 2h", " | ", "é", "😀", "İ", "ſ", "комментариев 3", "3 ОТВЕТА", " сказал(а)"),
)
WORDS = ("ago", "gestern", "märz", "yıl", "назад", "önce", "response", "il y a")


def _mixed(seed: int) -> list[str]:
    mixer = random.Random(seed)
    lines = []
    for line in mixer.choices(LINES, k=300):
        cut = mixer.randrange(len(line) + 1)
        lines.append(line[:cut] + mixer.choice(("", *PIECES)) + line[cut:] + mixer.choice(("", "", *PIECES)))
    return lines


@pytest.mark.parametrize("seed", range(20))
def test_no_line_is_left_out(seed: int) -> None:
    lines = _mixed(seed)
    texts = [line.strip() for line in lines]
    outline = Outline(lines)
    known = {
        "marked": [at for at, text in enumerate(texts) if MARK.match(text)],
        "indented": [at for at, line in enumerate(lines) if line[:1].isspace() and texts[at]],
        "spoken": [at for at, text in enumerate(texts) if text and ends_in_say(text)],
        "called": [at for at, text in enumerate(texts) if text.endswith(SAY_ENDS)],
        "headed": [at for at, text in enumerate(texts) if is_heading(text)],
        "with_digits": [at for at, text in enumerate(texts) if re.search(r"\d", text)],
    }
    missing = {name: sorted(set(ats) - set(getattr(outline, name))) for name, ats in known.items()}
    assert {name: [lines[at] for at in ats] for name, ats in missing.items() if ats} == {}
    parted = [at for at, text in enumerate(texts) if hinted_if_cut(text)]
    assert [lines[at] for at in set(parted) - set(outline.parted(HEAD_LENGTH))] == []


@pytest.mark.parametrize("lines", [(), ("",), ("", ""), ("a",), ("12",), ("é",), ("\udc80",)])
def test_the_smallest_pages_have_an_outline(lines: tuple[str, ...]) -> None:
    outline = Outline(lines)
    assert len(outline.sizes) == len(lines)
    assert set(outline.with_digits) == {at for at, line in enumerate(lines) if line.isdigit()}
    for name in ("dated", "headed", "marked", "indented", "spoken", "called"):
        assert all(0 <= at < len(lines) for at in getattr(outline, name))


@pytest.mark.parametrize("seed", range(10))
def test_words_are_found_wherever_they_stand(seed: int) -> None:
    mixer = random.Random(seed)
    grams = Grams({word: list(grams_of(word)) for word in WORDS})
    letters = "".join(WORDS) + " .\n"
    text = "".join(mixer.choice((*WORDS, *letters)) for _ in range(2000))
    spelt = "".join(letter.upper() if mixer.random() < 0.3 and len(letter.upper()) == 1 else letter for letter in text)
    found = grams.ends(bytes(spelt.encode()).lower())
    for word in WORDS:
        # A word without four bytes of its own cannot be told, and one that is cut short is found more often.
        if len(word.encode()) >= 4 and "ı" not in word:
            assert len(found.get(word, [])) >= spelt.lower().count(word)


def test_other_words_are_not_found() -> None:
    assert Grams({"day": [b"gestern"]}).ends(b"gesternabend gest gestein") == {"day": [7]}
    assert Grams({"day": [b"gestern"]}).ends(b"abc") == {}
