"""What the page's script is given: every comment once, inert, and what was left out is counted."""

from __future__ import annotations

import json

import polars as pl

from toolkit.report import listing as room
from toolkit.report.listing import list_comments
from toolkit.tables import SPANS


def listed(comments, scores, synthetic, spans=None):
    return list_comments(comments, scores, spans=spans, at=synthetic.AT, label="dehumanisation")


def test_columns_are_as_long_as_the_table_and_parents_point_at_them(synthetic):
    comments = synthetic.make_corpus(5, seed=1)
    found = listed(comments, synthetic.make_scores(comments), synthetic)
    columns = found.columns
    assert {len(columns[name]) for name in ("id", "text", "depth", "time", "parent", "from", "notes")} == {
        comments.height
    }
    wanted = {(row["thread_id"], row["comment_id"]): row["reply_to"] for row in comments.iter_rows(named=True)}
    for row, parent in enumerate(columns["parent"]):
        key = (columns["threads"][columns["thread"][row]], columns["id"][row])
        assert wanted[key] == (None if parent < 0 else columns["id"][parent])


def test_missing_scores_are_minus_one_and_hot_is_decided_before_rounding(synthetic):
    comments = synthetic.make_comments(3).with_columns(reply_to=pl.lit(None, dtype=pl.String))
    scores = synthetic.make_scores(comments, missing=0).with_columns(
        dehumanisation=pl.Series([0.39999, None, 0.4], dtype=pl.Float32),
        **dict.fromkeys(("violence",), pl.lit(None, dtype=pl.Float32)),
    )
    columns = listed(comments, scores, synthetic).columns
    at = columns["labels"].index("dehumanisation")
    assert columns["scores"][at] == [400, -1, 400]
    assert [bits >> at & 1 for bits in columns["hot"]] == [0, 0, 1]
    assert columns["scores"][columns["labels"].index("violence")] == [-1, -1, -1]


def test_hot_comments_and_what_they_answer_come_first_when_room_is_short(synthetic, monkeypatch):
    monkeypatch.setattr(room, "MOST_COMMENTS", 2)
    comments = synthetic.make_comments(6).with_columns(reply_to=pl.Series([None, None, None, "c2", None, None]))
    low = pl.Series([0.1] * 6, dtype=pl.Float32)
    scores = synthetic.make_scores(comments, missing=0).with_columns(low.alias(name) for name in synthetic.LABELS)
    scores = scores.with_columns(insult=pl.Series([0.1, 0.1, 0.1, 0.9, 0.1, 0.1], dtype=pl.Float32))
    found = listed(comments, scores, synthetic)
    assert found.columns["id"] == ["c2", "c3"]
    assert (found.n_listed, found.n_comments) == (2, 6)


def test_texts_without_room_are_null_not_lost(synthetic, monkeypatch):
    monkeypatch.setattr(room, "MOST_TEXT_BYTES", 100)
    comments = synthetic.make_comments(6)
    found = listed(comments, synthetic.make_scores(comments), synthetic)
    assert found.n_texts_left_out == found.columns["text"].count(None) > 0
    assert all(length > 0 for length in found.columns["length"])


def test_long_texts_are_cut_and_say_how_long_they_were(synthetic):
    comments = synthetic.make_comments(2).with_columns(text=pl.Series(["x" * 9000, "short"]))
    found = listed(comments, synthetic.make_scores(comments), synthetic)
    assert found.n_texts_cut == 1
    assert [len(text) for text in found.columns["text"]] == [4000, 5]
    assert found.columns["length"] == [9000, 5]


def test_spans_outside_a_text_are_dropped(synthetic):
    comments = synthetic.make_comments(2).with_columns(text=pl.lit("a short text"))
    row = {
        "thread_id": "pages/0",
        "scorer": "s",
        "label": "violence",
        "weight": 1.0,
        "source": "lexicon",
        "domain": "flood\x1b",
    }
    spans = pl.DataFrame(
        [
            row | {"comment_id": "c0", "start": 2, "end": 7},
            row | {"comment_id": "c0", "start": 2, "end": 99},
            row | {"comment_id": "c1", "start": 5, "end": 5},
            row | {"comment_id": "c9", "start": 1, "end": 2},
        ],
        schema=SPANS,
    )
    columns = listed(comments, synthetic.make_scores(comments), synthetic, spans).columns
    at = columns["labels"].index("violence")
    assert columns["spans"] == {"0": [[2, 7, at, "lexicon", "flood\ufffd"]]}


def test_ten_thousand_long_comments_stay_small(synthetic):
    comments = synthetic.make_comments(10_000, reach=0.3).with_columns(text=pl.lit("A sentence that goes on. " * 24))
    found = listed(comments, synthetic.make_scores(comments), synthetic)
    assert len(json.dumps(found.columns, ensure_ascii=False, separators=(",", ":")).encode()) < 3_200_000
    assert found.n_texts_left_out > 0
