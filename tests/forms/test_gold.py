"""The gold pages kept outside the project: floors for bounds, writers, answers, dates and false comments."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from toolkit.forms import FORMS, read, reading
from toolkit.sources import pages

HERE = Path(__file__).parent
THREADS = HERE.parents[2] / "shared" / "threads"
SITES = ("chat", "wiki", "mail", "hackernews", "reddit", "reddit_levels", "slashdot", "stackexchange", "disqus")
GOLD = "d05e75f81d87d0768c098d741872919ab5246b8361fbea9cef46c6408e3da123"
FAMILIES = ("says", "name_date", "name_then_date", "date_first", "footer")

pytestmark = pytest.mark.skipif(not THREADS.is_dir(), reason="no gold pages at ../shared/threads")


def _module(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _scores(*folders: str) -> dict[str, Any]:
    score, gold = _module(THREADS / "score.py", "gold_score"), _module(HERE / "gold.py", "gold_format")
    places = [THREADS / folder for folder in folders]
    predicted = gold.predictions(read(pages(places)).comments)
    # The gold set's own loader leaves its files open, which is an error here.
    known = {
        file.stem: (json.loads(file.read_text(encoding="utf-8")), file.with_suffix(".txt").read_text(encoding="utf-8"))
        for place in places
        for file in sorted(place.glob("*.json"))
    }
    return score.evaluate(known, predicted | {name: [] for name in known if name not in predicted})["overall"]


def test_the_gold_pages_are_those_the_floors_were_pinned_on() -> None:
    whole = hashlib.sha256()
    for file in sorted([*THREADS.glob("dev/*"), *THREADS.glob("seeds/*")]):
        whole.update(file.name.encode() + b"\0" + file.read_bytes())
    assert whole.hexdigest() == GOLD


def test_real_pages() -> None:
    scores = _scores("seeds")
    for measure in ("F1", "parent_of_replies", "author", "author_inferable", "author_null", "timestamp"):
        assert scores[measure] >= 0.9, measure
    assert scores["false_comments"] == 0


def test_dev_and_real_pages() -> None:
    scores = _scores("dev", "seeds")
    floors = {"F1": 0.97, "parent_of_replies": 0.95, "author": 0.97, "timestamp": 0.97, "timestamp_null": 0.97}
    for measure, floor in floors.items():
        assert scores[measure] >= floor, measure
    assert scores["false_comments"] == 0


def test_template_alone_reads_pages_of_families_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {name: form for name, form in FORMS.items() if name not in (*SITES, *FAMILIES)}
    monkeypatch.setattr(reading, "FORMS", left)
    scores = _scores("dev", "seeds")
    assert scores["F1"] >= 0.8
    assert scores["false_comments"] == 0
