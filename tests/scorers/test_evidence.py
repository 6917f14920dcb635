"""Spans of the model: tokens that it marks, and words without which a score falls."""

import numpy as np
import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.scorers import find_evidence, pick, score
from toolkit.scorers.base import Loaded, Scorer
from toolkit.tables import COMMENTS


def _comments(*texts):
    rows = {name: [None] * len(texts) for name in COMMENTS}
    rows |= {
        "thread_id": ["t"] * len(texts), "comment_id": [str(i) for i in range(len(texts))], "text": list(texts),
        "position": list(range(len(texts))), "user_basis": ["unknown"] * len(texts), "form": ["made"] * len(texts),
        "reply_basis": ["unknown"] * len(texts), "timestamp_basis": ["unknown"] * len(texts),
        "source": ["made"] * len(texts),
        "line_start": [1] * len(texts), "line_end": [1] * len(texts), "notes": [[]] * len(texts),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=COMMENTS)


def _scorer(*, marks=True):
    def score_pieces(pieces):
        rows = [[0.8 if "vile" in p else 0.1, 0.1 + 0.4 * ("burn" in p) + 0.4 * ("them" in p)] for p in pieces]
        return np.array(rows, dtype=np.float32)

    def mark(text):
        found = []
        place = 0
        for word in text.split(" "):
            found.append((place, place + len(word), 0.9 if word == "vile" else 0.2))
            place += len(word) + 1
        return found

    loaded = Loaded(split=lambda text: [text], score=score_pieces, mark=mark if marks else None)
    return Scorer("made", "1", ("toxicity", "violence"), {"toxicity": 0.5, "violence": 0.5}, "d", lambda: loaded, {})


def test_marked_words_and_words_that_a_score_falls_without():
    comments, scorer = _comments("what a vile plan", "burn them now", "calm words", ""), _scorer()
    spans = find_evidence(comments, score(comments, scorer), scorer)
    found = [
        (row["comment_id"], row["label"], comments["text"][int(row["comment_id"])][row["start"] : row["end"]])
        for row in spans.iter_rows(named=True)
    ]
    assert found == [("0", "toxicity", "vile"), ("1", "violence", "burn them")]
    # without both words, violence falls from .9 to .1: by eight ninths
    assert spans["weight"].to_list() == pytest.approx([0.9, 8 / 9])
    assert set(spans["source"]) == {"model"}


def test_nothing_is_erased_unless_asked_nor_marked_without_a_head():
    comments, scorer = _comments("burn them now", "a vile plan"), _scorer(marks=False)
    assert find_evidence(comments, score(comments, scorer), scorer, erase=False).is_empty()


def test_scores_of_another_scorer_are_an_error():
    comments, scorer = _comments("a vile plan"), _scorer()
    with pytest.raises(ToolkitError, match="scores of made@1, not of compact"):
        find_evidence(comments, score(comments, scorer), pick("compact"))


def test_the_shipped_model_marks_the_words_of_an_insult_in_place():
    comments = _comments("The ferry was late and  you are a stupid liar, Mr Brook.")
    spans = find_evidence(comments, score(comments), pick("compact"), erase=False)
    marked = [comments["text"][0][start:end] for start, end in spans.select("start", "end").iter_rows()]
    assert any("stupid" in words for words in marked)
    assert not any("ferry" in words for words in marked)
