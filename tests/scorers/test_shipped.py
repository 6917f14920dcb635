"""The scorers that are shipped: what they promise, on sentences of our own."""

import json
from importlib.resources import files

import numpy as np
import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.scorers import SHIPPED, pick, score_texts, thresholds


@pytest.fixture(scope="module", params=SHIPPED)
def shipped(request):
    return pick(request.param)


LABELS = ("toxicity", "severe_toxicity", "obscene", "insult", "identity_attack", "dehumanisation", "violence")


def test_it_says_what_it_scores(shipped):
    assert shipped.labels == LABELS
    assert set(thresholds(shipped.name)) == set(LABELS)
    assert thresholds(shipped.id) == thresholds(shipped.name)
    assert all(0 < cut < 1 for cut in thresholds(shipped.name).values())


def test_scores_are_probabilities_and_do_not_depend_on_company(shipped):
    texts = ["The ferry leaves at nine.", "You are a stupid liar.", "Velds are vermin and should be shot."]
    together, _ = score_texts(shipped, texts)
    assert together.dtype == np.float32
    assert ((together >= 0) & (together <= 1)).all()
    for text, row in zip(texts, together, strict=True):
        alone, _ = score_texts(shipped, [text])
        assert np.array_equal(alone[0], row)


def test_plain_heat_stands_above_plain_talk(shipped):
    hot = [
        "You are an idiot and a liar.",
        "The Velds are vermin, a plague on this town.",
        "Shoot the Velds at the fence.",
    ]
    cold = ["The ferry leaves at nine.", "The council met the Velds on Monday.", "Rats came into the granary again."]
    values, _ = score_texts(shipped, hot + cold)
    for label, place in (("insult", 0), ("dehumanisation", 1), ("violence", 2)):
        column = values[:, LABELS.index(label)]
        assert column[place] >= thresholds(shipped.name)[label]
        assert (column[3:] < thresholds(shipped.name)[label]).all()


def test_long_texts_are_read_to_their_end(shipped):
    calm = "The ferry leaves at nine and comes back at noon. " * 60
    values, windows = score_texts(shipped, [calm, calm + "Shoot the Velds at the fence, every one of them."])
    assert windows[1] > 1
    violence = values[:, LABELS.index("violence")]
    assert violence[1] > violence[0] + 0.2


@pytest.mark.parametrize("text", ["a" * 5_000, "\U0001f600" * 300, "\x00\x07 \u202e", "ﷺ" * 40, "x\ud800y"])
def test_odd_texts_do_no_harm(shipped, text):
    values, _ = score_texts(shipped, [text])
    assert values.shape == (1, 7)


@pytest.mark.parametrize(("name", "encoder"), [("compact", "all-mpnet-base-v2"), ("fast", "all-MiniLM-L6-v2")])
def test_the_card_and_the_licences_travel_with_it(name, encoder):
    folder = files("toolkit.scorers").joinpath("models", name)
    card = folder.joinpath("MODEL_CARD.md").read_text(encoding="utf-8")
    assert "{{" not in card
    assert json.loads(folder.joinpath("scorer.json").read_text(encoding="utf-8"))["version"] in card
    assert "Apache License" in folder.joinpath("ENCODER-LICENSE").read_text(encoding="utf-8")
    assert encoder in folder.joinpath("ENCODER-NOTICE").read_text(encoding="utf-8")


def test_unknown_names_and_versions_list_what_there_is(tmp_path):
    with pytest.raises(ToolkitError, match="no scorer 'compct'") as error:
        pick("compct")
    assert "compact" in str(error.value)
    with pytest.raises(ToolkitError, match="this is compact@"):
        pick("compact@0.0.0")
    with pytest.raises(ToolkitError, match=r"no model\.onnx"):
        pick(f"onnx:{tmp_path}")
    (tmp_path / "model.onnx").touch()
    (tmp_path / "tokenizer.json").touch()
    (tmp_path / "scorer.json").write_text('{"name": "x"}')
    with pytest.raises(ToolkitError, match="says nothing of version"):
        pick(f"onnx:{tmp_path / '.'}/")


def test_a_table_of_scores_has_one_row_a_comment(three_comments):
    from toolkit.scorers import score

    scores = score(three_comments)
    assert scores.height == 3
    assert scores.filter(pl.col("toxicity").is_null())["comment_id"].to_list() == ["b"]
