"""A scorer without a model, for tests in which the words do not matter."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from toolkit.scorers import Loaded, Scorer
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
