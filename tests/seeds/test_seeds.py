"""The sample pages against what was written into them: bounds to the line, writers, parents, times."""

import json
from pathlib import Path

import polars as pl
import pytest

from toolkit.forms import read
from toolkit.sources import pages

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
# Just under what is reached: a change that reads worse shows here.
FLOORS = {"bounds": 0.9, "writers": 0.9, "parents": 0.9, "times": 0.9}
TRUTHS = sorted(HERE.glob("*.json"))


def judged(path):
    """Right, wanted: for bounds, writers, parents of replies and times of one page."""
    truth = json.loads(path.read_text(encoding="utf-8"))["comments"]
    found = read(pages(SEEDS / f"{path.stem}.txt")).comments
    rows = {(row["line_start"], row["line_end"]): row for row in found.iter_rows(named=True)}
    place = {row["comment_id"]: (row["line_start"], row["line_end"]) for row in found.iter_rows(named=True)}
    bounds = [(comment["start_line"], comment["end_line"]) for comment in truth]
    right = {"bounds": 0, "writers": 0, "parents": 0, "times": 0}
    for comment, at in zip(truth, bounds, strict=True):
        if at not in rows:
            continue
        row = rows[at]
        answered = place.get(row["reply_to"])
        wanted = [comment["parent"], *comment.get("parent_alt", [])]
        right["bounds"] += 1
        right["writers"] += row["user"] == comment["author"]
        right["parents"] += (bounds.index(answered) if answered in bounds else None) in wanted
        stamp = row["timestamp"]
        right["times"] += (stamp and stamp.strftime("%Y-%m-%dT%H:%M")) == comment["timestamp"]
    return right, len(truth), found.height


@pytest.fixture(scope="module")
def judgements():
    return {path.stem: judged(path) for path in TRUTHS}


def test_every_page_has_its_truth():
    assert [path.stem for path in TRUTHS] == sorted(path.stem for path in SEEDS.glob("*.txt"))


def test_articles_give_no_comment(judgements):
    assert {name: n_found for name, (_, n, n_found) in judgements.items() if n == 0 and n_found} == {}


def test_the_sample_pages_are_read_right(judgements):
    right = pl.DataFrame([counts for counts, _, _ in judgements.values()]).sum().row(0, named=True)
    wanted = sum(n for _, n, _ in judgements.values())
    found = sum(n_found for _, _, n_found in judgements.values())
    assert 2 * right["bounds"] / (wanted + found) >= FLOORS["bounds"]
    for value in ("writers", "parents", "times"):
        assert right[value] / right["bounds"] >= FLOORS[value], value
