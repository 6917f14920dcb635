"""A scorer without a model, for tests in which the words do not matter."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from toolkit.forms import read
from toolkit.scorers import Loaded, Scorer
from toolkit.sources import pages
from toolkit.tables import complete


class Counted:
    """Scores a text by its share of capital letters, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def split(self, text: str) -> list[str]:
        return [text[i : i + 20] for i in range(0, len(text), 20)]

    def score(self, pieces):
        self.asked += pieces
        capitals = [sum(letter.isupper() for letter in piece) / len(piece) for piece in pieces]
        return np.array([[share, 1 - share] for share in capitals], dtype=np.float32)


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def fake_scorer(counted) -> Scorer:
    return Scorer(
        name="capitals",
        version="1",
        labels=("loud", "quiet"),
        thresholds={"loud": 0.5, "quiet": 0.9},
        digest="capitals 1",
        load=lambda: Loaded(split=counted.split, score=counted.score),
        about={},
    )


@pytest.fixture
def three_comments() -> pl.DataFrame:
    return complete(
        pl.DataFrame(
            {
                "thread_id": ["t", "t", "t"],
                "comment_id": ["a", "b", "c"],
                "reply_to": [None, "a", "b"],
                "user": ["Ash", "Birch", "Ash"],
                "text": ["LOUD", "", "soft"],
            }
        )
    )


def _judged(truth_path, page_path):
    """Right, wanted, found: bounds to the line, and writers, parents and times where the bounds are right."""
    truth = json.loads(truth_path.read_text(encoding="utf-8"))["comments"]
    found = read(pages(page_path)).comments
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
        stated = comment["timestamp"]
        right["bounds"] += 1
        right["writers"] += row["user"] == comment["author"]
        right["parents"] += (bounds.index(answered) if answered in bounds else None) in wanted
        right["times"] += (row["timestamp"] and row["timestamp"].isoformat()[: len(stated or "")]) == stated
    return right, len(truth), found.height


@pytest.fixture(scope="session")
def judged():
    return _judged
