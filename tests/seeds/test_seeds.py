"""The sample pages against what was written into them: bounds to the line, writers, parents, times."""

from pathlib import Path

import polars as pl
import pytest

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
# Just under what is reached: a change that reads worse shows here.
FLOORS = {"bounds": 0.96, "writers": 0.98, "parents": 0.93, "times": 0.98}
TRUTHS = sorted(HERE.glob("*.json"))


@pytest.fixture(scope="module")
def judgements(judged):
    return {path.stem: judged(path, SEEDS / f"{path.stem}.txt") for path in TRUTHS}


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
