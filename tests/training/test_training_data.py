"""The mapping from labelled files to training rows, on invented rows."""

import numpy as np
import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.training.contrasts import contrast_rows, respell
from toolkit.training.data import ROWS_PER_SOURCE, read_labelled, sample_rows
from toolkit.training.labels import LABELS

NAMED = ("toxicity", "insult", "threat", "identity_attack", "dehumanisation")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labelled")
    rows = [
        {"text": f"remark {i} of {source}", "source": source, "licence": "CC0", "split": "train"}
        | dict.fromkeys(NAMED)
        | {"toxicity": i % 2, "threat": 1 if i == 0 else None}
        for source in ("edos", "jigsaw_pooled", "toxic_spans")
        for i in range(60)
    ]
    schema = {"text": pl.String(), "source": pl.String(), "licence": pl.String(), "split": pl.String()}
    pl.DataFrame(rows, schema=schema | dict.fromkeys(NAMED, pl.Int8())).write_parquet(folder / "labelled.parquet")
    six = [
        {"comment_text": f"remark {i} of jigsaw_pooled", "severe_toxic": int(i < 3), "obscene": int(i < 5)}
        for i in range(60)
    ]
    pl.DataFrame(six).write_parquet(folder / "jigsaw_six_labels.parquet")
    marks = [("remark 0 of toxic_spans", 1, "Profane/Obscene"), ("remark 0 of toxic_spans", 2, "Profane/Obscene")]
    marks += [("remark 1 of toxic_spans", 1, "Insult"), ("remark 1 of toxic_spans", 2, None)]
    marks += [
        ("remark 2 of toxic_spans", 1, "Profane/Obscene"),
        *((("remark 2 of toxic_spans", w, None)) for w in (2, 3, 4)),
    ]
    pl.DataFrame(marks, schema=["comment_text", "worker", "type"], orient="row").write_parquet(
        folder / "toxic_spans_typed.parquet"
    )
    spans = {"text": ["remark 1 of toxic_spans"], "spans": ["[0, 1, 2]"], "split": ["train"]}
    pl.DataFrame(spans).write_parquet(folder / "toxic_spans.parquet")
    return read_labelled(folder)


def value(table, text, column):
    return table.filter(text=text)[column][0]


def test_labels_are_mapped_and_silence_stays_null(labelled):
    assert labelled.columns == ["text", "source", "split", "weight", *LABELS, "marked"]
    assert value(labelled, "remark 0 of edos", "violence") == 1
    assert value(labelled, "remark 1 of edos", "violence") is None
    assert value(labelled, "remark 2 of jigsaw_pooled", "severe_toxicity") == 1
    assert value(labelled, "remark 9 of jigsaw_pooled", "obscene") == 0
    assert [value(labelled, f"remark {i} of toxic_spans", "obscene") for i in range(4)] == [1, 0, None, None]


def test_sources_without_a_split_are_split_here_and_the_others_left(labelled):
    splits = labelled.group_by("source").agg(pl.col("split").unique().sort())
    found = dict(splits.iter_rows())
    assert found["edos"] == ["train"]
    assert found["toxic_spans"] == ["dev", "test", "train"]
    held = labelled.filter(pl.col("source") == "toxic_spans", pl.col("split") != "train")
    assert 3 <= held.height <= 25


def test_rows_are_drawn_by_seed_and_rare_positives_come_first(labelled, monkeypatch):
    monkeypatch.setitem(ROWS_PER_SOURCE, "edos", 10)
    drawn = sample_rows(labelled, seed=1).filter(source="edos")
    assert drawn.height == 10
    assert drawn["violence"].sum() == 1
    assert drawn.equals(sample_rows(labelled, seed=1).filter(source="edos"))
    assert not drawn.equals(sample_rows(labelled, seed=2).filter(source="edos"))


def test_contrasts_hold_both_sides_and_no_placeholder_is_left():
    rows = contrast_rows(seed=0)
    assert rows.equals(contrast_rows(seed=0))
    assert rows.height > 1_500
    assert not rows["text"].str.contains("{", literal=True).any()
    for label in ("identity_attack", "dehumanisation", "violence"):
        assert rows[label].drop_nulls().n_unique() == 2


def test_a_group_is_as_often_attacked_as_spared():
    rows = contrast_rows(seed=0)
    for group in ("Muslims", "migrants", "women"):
        named = rows.filter(pl.col("text").str.contains(rf"\b{group}\b"))["identity_attack"]
        assert 0.25 < named.mean() < 0.75


def test_marked_characters_are_joined(labelled):
    assert value(labelled, "remark 1 of toxic_spans", "marked").to_list() == [0, 1, 2]
    assert value(labelled, "remark 0 of toxic_spans", "marked") is None


def test_respelling_changes_a_word_or_two_and_leaves_short_ones():
    draw = np.random.default_rng(1)
    changed = [respell("the ferry left before noon", draw) for _ in range(40)]
    assert all(text.startswith("the ") for text in changed)
    # Two like letters that change places leave a word as it was.
    assert sum(text != "the ferry left before noon" for text in changed) > 30
    assert len(set(changed)) > 20
    assert respell("an ox ate it", draw) == "an ox ate it"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ToolkitError, match="no such file"):
        read_labelled(tmp_path)
