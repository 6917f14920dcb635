"""Forms that may fit best are asked first: what a form says of its best fit must hold, or it would never be asked."""

from pathlib import Path

import pytest

from toolkit.forms import FORMS
from toolkit.sources import page_of

PAGES = sorted(Path(__file__).parent.glob("*/*.txt"))


@pytest.mark.parametrize("form", FORMS)
def test_no_form_fits_better_than_it_says(form: str) -> None:
    fits = [FORMS[form].fits(page_of(path.read_text(encoding="utf-8"), path.name)) for path in PAGES]
    assert 0 <= min(fits) <= max(fits) <= FORMS[form].most <= 1
