"""Spans of a model that says which tokens are toxic, and of one asked with words left out."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import toolkit
from toolkit.scorers import Loaded, Scorer
from toolkit.scorers.erasure import erase
from toolkit.scorers.evidence import merged
from toolkit.scorers.onnx import open_folder
from toolkit.tables import SPANS, check, complete

FOLDER = Path(__file__).parent / "two_outputs"


def comments_of(*texts):
    ids = [str(i) for i in range(len(texts))]
    return complete(pl.DataFrame({"thread_id": ["t"] * len(texts), "comment_id": ids, "text": texts}))


def spans_of(*texts, source="model", scorer=None):
    found = check(toolkit.spans(comments_of(*texts), scorer=scorer or open_folder(FOLDER)), SPANS)
    return [
        (texts[int(row["comment_id"])][row["start"] : row["end"]], row["label"], round(row["weight"], 2))
        for row in found.filter(source=source).iter_rows(named=True)
    ]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_toxic_tokens_are_marked_where_they_were_written():
    # token_calibration halves the logit: 3 of vermin is sigmoid(1.5), 4 of stupid sigmoid(2)
    text = "caf\u00e9,  the Velds are ver\u00admin and  STUPID."
    found = [row for row in spans_of(text) if row[1] == "toxicity"]
    assert found == [
        ("ver\u00admin", "toxicity", round(sigmoid(1.5), 2)),
        ("STUPID", "toxicity", round(sigmoid(2), 2)),
    ]


def test_neighbouring_tokens_make_one_span_and_colder_ones_none():
    assert [row[0] for row in spans_of("stupid vermin plague and the plague") if row[1] == "toxicity"] == [
        "stupid vermin plague",
        "plague",
    ]
    mark = open_folder(FOLDER).load().mark
    assert mark("plague") == [(0, 6, pytest.approx(sigmoid(0.5)))]
    assert merged(mark("plague"), at=0.7) == []


def test_tokens_of_every_window_are_marked_once():
    # windows of six tokens that share one
    text = "the velds are stupid and the velds are a plague and stupid the the"
    loaded = open_folder(FOLDER).load()
    assert len(loaded.split(text)) > 1
    assert [text[a:b] for a, b, _ in merged(loaded.mark(text), at=0.6)] == ["stupid", "plague", "stupid"]


def test_respelled_words_are_marked_as_they_were_written():
    text = "the Velds are  v.e.r.m.i.n and a plague"
    assert spans_of(text) == [
        ("v.e.r.m.i.n", "dehumanisation", 0.98),
        ("v.e.r.m.i.n", "toxicity", 0.82),
        ("plague", "toxicity", 0.62),
    ]


def test_the_word_that_carries_the_score_is_found_by_leaving_it_out():
    assert [row for row in spans_of("the velds are vermin.") if row[1] == "dehumanisation"] == [
        ("vermin", "dehumanisation", round(1 - sigmoid(-4) / sigmoid(4), 2))
    ]


def test_cold_comments_have_no_evidence():
    assert spans_of("the velds are a caf\u00e9", "", "the", "[CLS]") == []


def test_a_model_without_tokens_marks_none(fake_scorer):
    assert fake_scorer.load().mark is None
    assert spans_of("LOUD RATS", scorer=fake_scorer) == []
    assert [row[0] for row in spans_of("LOUD RATS", scorer=fake_scorer, source="lexicon")] == ["RATS"]


class Weighing:
    """Scores a text by the words it has: each adds to the logit of the one label."""

    def __init__(self, weights, window=None):
        self.weights, self.window, self.asked = weights, window, []

    def split(self, text):
        words = text.split()
        step = self.window or len(words)
        return [" ".join(words[i : i + step]) for i in range(0, len(words), step)]

    def score(self, pieces):
        self.asked += pieces
        logits = [sum(self.weights.get(word.strip("(.,!)"), 0.0) for word in piece.split()) - 3.0 for piece in pieces]
        return np.array([[sigmoid(logit)] for logit in logits], dtype=np.float32)


def erased(weights, text, window=None):
    weighing = Weighing(weights, window)
    found = erase(Loaded(split=weighing.split, score=weighing.score), text, [0])[0]
    return [text[start:end] for start, end, _ in found], found, weighing


def test_words_that_only_count_together_are_reported_together():
    words, found, _ = erased({"send": 0.0, "them": 3.0, "back": 3.0}, "we will send (them back!) soon enough, we said")
    assert words == ["them back"]
    assert found[0][2] == pytest.approx(1 - sigmoid(-3) / sigmoid(3), abs=1e-5)


def test_two_places_far_apart_are_two_spans_and_the_heavier_comes_first():
    text = "vermin " + "and so on and so on " * 3 + "plague"
    words, found, _ = erased({"vermin": 3.0, "plague": 4.0}, text)
    assert words == ["plague", "vermin"]
    assert found[0][2] > found[1][2]


def test_heat_that_no_stretch_carries_gives_no_span():
    assert erased({"hot": 10.0}, "hot so hot so so hot so so so hot")[0] == []


@pytest.mark.parametrize("n", [3, 64, 65, 400, 3_000])
def test_the_cost_is_bounded_and_the_word_is_found(n):
    text = " ".join(["calm"] * (n // 2) + ["vermin"] + ["calm"] * (n - n // 2 - 1))
    words, _, weighing = erased({"vermin": 6.0}, text)
    assert words == ["vermin"]
    assert len(weighing.asked) <= 1 + 64 + 15 + 3 * (3 * -(-n // 64)) + 10


def test_only_the_hottest_window_is_looked_at():
    text = "plague is here now vermin is here now"
    words, found, weighing = erased({"plague": 4.0, "vermin": 6.0}, text, window=4)
    assert words == ["vermin"]
    assert text.index("vermin") == found[0][0]
    assert not any("plague" in piece for piece in weighing.asked[2:])


def test_the_shipped_model_rests_on_the_words_that_hurt():
    text = "The ferry is late, and the Velds are vermin, a plague on this town."
    found = toolkit.spans(comments_of("The ferry is late.", text)).filter(source="model", label="dehumanisation")
    assert found["comment_id"].unique().to_list() == ["1"]
    marked = " ".join(text[start:end] for start, end in found.select("start", "end").iter_rows())
    assert "vermin" in marked or "plague" in marked
    assert "ferry" not in marked


def test_spans_take_scores_as_they_are_and_keep_the_order_of_the_comments():
    comments = comments_of("stupid", "the", "a plague")
    scorer = open_folder(FOLDER)
    scores = toolkit.score(comments, scorer)
    found = toolkit.spans(comments, scores, scorer)
    assert found["comment_id"].to_list() == sorted(found["comment_id"].to_list())
    assert found.equals(toolkit.spans(comments, None, scorer))
    cooled = scores.with_columns(pl.lit(0.1, dtype=pl.Float32()).alias(label) for label in scorer.labels)
    assert toolkit.spans(comments, cooled, scorer).filter(source="model").is_empty()


def test_a_comment_is_hot_by_the_scorers_own_threshold():
    weighing = Weighing({"stupid": 4.0})
    loaded = Loaded(split=weighing.split, score=weighing.score)
    for cut, n in ((0.7, 1), (0.75, 0)):
        scorer = Scorer("w", "1", ("violence",), {"violence": cut}, "d", lambda: loaded, {})
        assert len(spans_of("so stupid", scorer=scorer)) == n
