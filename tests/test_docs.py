"""The pages of the docs that are made from the code are as the code is now."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("name", ["tables", "forms"])
def test_a_page_made_from_the_code_is_up_to_date(name):
    spec = importlib.util.spec_from_file_location(f"make_{name}", DOCS / f"make_{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert made == module.page(), f"run: python docs/make_{name}.py"
