"""Pages of many sites, written for the project by people who did not know the parser.

They were measured once before anybody looked at what was read from them; ``docs/reading.md`` keeps those figures.
Since then they are practice: what is reached on them is pinned, so that it cannot slip unnoticed. Exact bounds are
asked for here.
"""

from pathlib import Path

import polars as pl

PRACTICE = Path(__file__).parent / "practice"
# What is reached, rounded down: share of comments bounded to the line (F1), and what is right where they are.
FLOORS = {"bounds": 0.89, "writers": 0.96, "parents": 0.97, "times": 0.98}
# Comments read where there are none, on pages made to tempt.
FALSE = 0


def test_pages_are_read_as_well_as_before(judged):
    judgements = [judged(path, path.with_suffix(".txt")) for path in sorted(PRACTICE.glob("*.json"))]
    right = pl.DataFrame([counts for counts, _, _ in judgements]).sum().row(0, named=True)
    wanted, found = (sum(judgement[place] for judgement in judgements) for place in (1, 2))
    reached = {"bounds": 2 * right["bounds"] / (wanted + found)}
    reached |= {value: right[value] / right["bounds"] for value in ("writers", "parents", "times")}
    assert {value: share for value, share in reached.items() if share < FLOORS[value]} == {}


def test_pages_without_comments_give_none(judged):
    judgements = [judged(path, path.with_suffix(".txt")) for path in sorted(PRACTICE.glob("*.json"))]
    assert sum(found for _, wanted, found in judgements if not wanted) <= FALSE
