"""The confidences of answer edges are those the study measured, and hold on pages it was not fitted on."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import polars as pl
import pytest

from toolkit.forms.evidence import EVIDENCE

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
THREADS = HERE.parents[1] / "shared" / "threads"
CONFIDENCE = {kind: evidence.confidence for kind, evidence in EVIDENCE.items()}
CELLS = re.compile(r"^\| (?P<kind>\w+) \| (?P<basis>\w+) \| (?P<what>.+?) \| (?P<n>\d+) \| (?P<fitted>[\d.]+) \|", re.M)
# Threads a layout: enough to meet nearly every kind.
SMALL = 6


@pytest.fixture(scope="module")
def study():
    sys.path.insert(0, str(DOCS))
    yield importlib.import_module("make_reply_study")
    sys.path.remove(str(DOCS))


@pytest.fixture(scope="module")
def drawn(study):
    return study.table(study.of_invented("a third set", threads=SMALL))


def test_the_confidences_are_those_of_the_study() -> None:
    rows = list(CELLS.finditer((DOCS / "replies.md").read_text(encoding="utf-8")))
    assert {row["kind"]: (row["basis"], row["what"], float(row["fitted"])) for row in rows} == {
        kind: (evidence.basis, evidence.what, evidence.confidence) for kind, evidence in EVIDENCE.items()
    }
    assert all(int(row["n"]) >= 50 for row in rows)


def test_every_kind_of_evidence_is_met_in_the_invented_threads(drawn) -> None:
    assert set(drawn["kind"]) <= EVIDENCE.keys()
    assert EVIDENCE.keys() - set(drawn["kind"]) <= {"indent_jump", "level_jump", "nav_guess"}


def test_the_confidences_hold_on_other_invented_threads(study, drawn) -> None:
    assert study.calibration_error(drawn, CONFIDENCE) <= 0.05


def test_a_wrong_table_of_confidences_is_noticed(study, drawn) -> None:
    assert study.calibration_error(drawn, dict.fromkeys(EVIDENCE, 0.5)) > 0.3


@pytest.mark.skipif(not THREADS.is_dir(), reason="no gold pages at ../shared/threads")
def test_the_confidences_hold_on_gold_and_practice_pages(study) -> None:
    gold = pl.concat([study.table(study.of_gold(name, THREADS / name)) for name in ("dev", "seeds")])
    assert study.calibration_error(gold, CONFIDENCE) <= 0.05
    # On pages of sites in no list some headers are read wrongly, and their edges with them.
    found = pl.concat([gold, study.table(study.of_gold("practice", study.PRACTICE))])
    assert found.height >= 300
    assert study.calibration_error(found, CONFIDENCE) <= 0.07


def test_the_calibration_error_by_hand(study) -> None:
    # One bin: stated 0.9, right 0.5; weight 4 of 5. Another: stated 0.1, right 0; weight 1 of 5.
    found = study.table([*(("x", "a", place < 2) for place in range(4)), ("x", "b", False)])
    assert study.calibration_error(found, {"a": 0.9, "b": 0.1}) == pytest.approx(0.8 * 0.4 + 0.2 * 0.1)
