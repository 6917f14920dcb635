"""Pages looked at together must look as each does alone, and none that the cheap look passes over may hold comments."""

import random
import runpy
from pathlib import Path

import pytest

from toolkit.forms import FORMS, read
from toolkit.forms.ahead import NAMED, outlines_of
from toolkit.forms.inline import HEAD_LENGTH
from toolkit.forms.outline import Outline
from toolkit.forms.sifting import ruled_out
from toolkit.sources import Page, page_of

HERE = Path(__file__).parent
TEXTS = [
    path.read_text(encoding="utf-8")
    for folder in (HERE, HERE.parent / "pages" / "practice")
    for path in sorted(folder.rglob("*.txt"))
]
MADE = runpy.run_path(str(HERE.parents[1] / "docs" / "benchmarks" / "reading.py"))["made_pages"]


# Of a short line the bytes before it are looked at, too: more may be named beside other pages, never less.
LOOSE = ("dated", "spoken")


def _told(outline: Outline) -> dict[str, object]:
    return {
        **{name: list(getattr(outline, name)) for name in NAMED if name not in LOOSE},
        "parted": outline.parted(HEAD_LENGTH),
        "words": {group: sorted(ends) for group, ends in outline.words.items()},
        "text": outline.text,
        "times": outline.times,
        "opening": outline.openings(b"[<0123456789"),
        "with_digits": outline.with_digits,
    }


@pytest.mark.parametrize("seed", range(20))
def test_pages_together_look_as_each_does_alone(seed: int) -> None:
    mixer = random.Random(seed)
    pages = [text.split("\n") for text in (*mixer.sample(TEXTS, 6), "", "12", "• é")]
    mixer.shuffle(pages)
    for together, lines in zip(outlines_of(pages), pages, strict=True):
        alone = Outline(lines)
        assert _told(together) == _told(alone)
        assert all(set(getattr(together, name)) >= set(getattr(alone, name)) for name in LOOSE)


def test_pages_read_together_are_read_as_each_is_alone() -> None:
    pages = [page_of(text, f"page-{at}.txt") for at, text in enumerate(TEXTS[::7])]
    alone = [row for page in pages for row in read([page]).comments.rows()]
    assert read(pages).comments.rows() == alone


def _passed_over(page: Page) -> list[str]:
    return [name for name, form in FORMS.items() if ruled_out(page, name) and form.fits(page) > 0]


def test_no_practice_page_and_no_made_page_is_passed_over() -> None:
    pages = [*(page_of(text, "page.txt") for text in TEXTS), *MADE(0.3, 5)]
    wrong = {page.source: names for page in pages if (names := _passed_over(page))}
    assert wrong == {}
