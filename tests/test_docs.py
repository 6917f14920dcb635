"""The pages of the docs that are made from the code are as the code is now."""

import importlib.util
import re
from pathlib import Path

import pytest
import typer

from toolkit.cli import app

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


def commands(group, *before):
    for name, command in group.commands.items():
        yield from commands(command, *before, name) if hasattr(command, "commands") else [" ".join((*before, name))]


@pytest.mark.parametrize("command", list(commands(typer.main.get_command(app))))
def test_every_command_has_a_page_with_its_help_and_an_example(command):
    lines = (DOCS / "commands" / f"{command.split()[0]}.md").read_text(encoding="utf-8").splitlines()
    assert f"$ threadheat {command} --help" in lines
    assert any(re.search(rf"\bthreadheat {command}\b(?!.*--help)", line) for line in lines)


WRITTEN = [page for page in sorted(DOCS.glob("**/*.md")) if page.relative_to(DOCS).parts[0] != "made"]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.stem)
def test_pages_hold_no_pasted_output(page):
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        assert re.sub(r"^\$ (.*\\\n)*.*\n", "", block, flags=re.MULTILINE) == ""


def _unnumbered(line):
    return re.sub(r"[0-9]+(\.[0-9]+)*", "#", line)[: 40 if line.startswith("      ") else None].rstrip()
