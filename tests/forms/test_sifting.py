"""A form that the signs rule out must not fit: else the cheap look would change a result."""

import random
from pathlib import Path

import pytest

from toolkit.forms import FORMS
from toolkit.forms.sifting import SIGNS, ruled_out
from toolkit.sources import page_of

CASES = sorted(path for path in Path(__file__).parent.glob("*/*.txt"))
TEXTS = [path.read_text(encoding="utf-8") for path in CASES]


def _wrong(text: str) -> list[str]:
    page = page_of(text, "page.txt")
    return [name for name, form in FORMS.items() if ruled_out(page, name) and form.fits(page) > 0]


def test_signs_belong_to_known_forms() -> None:
    assert set(SIGNS) <= set(FORMS)


@pytest.mark.parametrize("text", TEXTS, ids=[f"{path.parent.name}/{path.stem}" for path in CASES])
def test_no_form_of_a_case_is_ruled_out(text: str) -> None:
    assert _wrong(text) == []


@pytest.mark.parametrize("seed", range(40))
def test_no_form_of_a_mixed_page_is_ruled_out(seed: int) -> None:
    mixer = random.Random(seed)
    lines = [line for text in mixer.sample(TEXTS, 3) for line in text.split("\n")]
    cut = sorted(mixer.sample(range(len(lines)), 4))
    assert _wrong("\n".join([*lines[cut[2] : cut[3]], *lines[: cut[0]], *lines[cut[1] : cut[2]]])) == []


def test_a_page_of_prose_is_ruled_out_by_every_sign() -> None:
    page = page_of("The oven stands behind the hall.\n\nIt was built of stone, and it is warm all day.\n", "page.txt")
    assert all(ruled_out(page, name) for name in SIGNS)
