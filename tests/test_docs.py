"""The pages of the docs that are made from the code are as the code is now."""

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


def maker(name):
    spec = importlib.util.spec_from_file_location(f"make_{name}", DOCS / f"make_{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["tables", "forms"])
def test_a_page_made_from_the_code_is_up_to_date(name):
    module = maker(name)
    made = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert made == module.page(), f"run: python docs/make_{name}.py"


def test_the_commands_of_a_page_still_say_what_it_shows():
    written = (DOCS / "perspective.md").read_text(encoding="utf-8")
    now = maker("perspective").page()
    assert len(now.splitlines()) == len(written.splitlines())
    for shown, said in zip(written.splitlines(), now.splitlines(), strict=True):
        # what the model gives may differ between processors, and with its next version; so may a refusal
        assert _unnumbered(said) == _unnumbered(shown), "run: python docs/make_perspective.py"


def _unnumbered(line):
    return re.sub(r"[0-9]+(\.[0-9]+)*", "#", line)[: 40 if line.startswith("      ") else None].rstrip()
