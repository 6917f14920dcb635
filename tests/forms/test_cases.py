"""Every form case: a page and the comments it must give, side by side in one folder a family."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit.forms import read
from toolkit.sources import page_of

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*.txt"))


def _expected(case: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in case.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_case_reads_as_expected(case: Path) -> None:
    comments = read([page_of(case.read_text(encoding="utf-8"), case.name)]).comments
    place = {comment_id: index for index, comment_id in enumerate(comments["comment_id"])}
    found = [
        {
            "start_line": row["line_start"],
            "end_line": row["line_end"],
            "user": row["user"],
            "reply_to": None if row["reply_to"] is None else place[row["reply_to"]],
            "timestamp": None if row["timestamp"] is None else _stamp(row["timestamp"], row["timestamp_precision"]),
        }
        for row in comments.iter_rows(named=True)
    ]
    assert found == [{key: row[key] for key in found[0]} if found else row for row in _expected(case)]


def _stamp(moment: object, precision: str) -> str:
    length = {"day": 10, "minute": 16, "second": 19}[precision]
    return str(moment).replace(" ", "T")[:length]


def test_there_are_cases() -> None:
    assert len(CASES) > 40
