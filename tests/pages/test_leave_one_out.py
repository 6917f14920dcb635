"""Pages whose own form is switched off: the template alone reads what has a header or footer that repeats."""

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
GOLD = HERE.parents[2] / "shared" / "threads"
FLOOR = 0.8


@pytest.fixture(scope="module")
def study():
    spec = importlib.util.spec_from_file_location(
        "make_leave_one_out", HERE.parents[1] / "docs" / "make_leave_one_out.py"
    )
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their own module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


FOLDERS = [(HERE.parent / "forms", HERE / "practice"), (GOLD / "dev", GOLD / "seeds")]


@pytest.mark.parametrize("folders", FOLDERS, ids=["own", "gold"])
def test_pages_with_headers_are_read_without_their_form(study, folders):
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("no gold pages at ../shared/threads")
    headed = [case for case in study.cases(folders) if case.headed]
    assert len(headed) > 20
    _, whole, without, alone = study.tally(map(study.left_out, headed))
    assert without.f1 >= FLOOR
    assert alone.f1 >= FLOOR
    assert whole.f1 >= without.f1 >= alone.f1


def test_a_form_switched_off_reads_nothing(study):
    chat = next(case for case in study.cases([HERE.parent / "forms" / "chat"]) if "irc" in case.page.source)
    form, whole, without, alone = study.left_out(chat)
    assert form == "chat"
    assert whole.f1 == 1
    assert without.f1 < whole.f1
    assert alone == study.Tally(whole.wanted, 0, 0)
