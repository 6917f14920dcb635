"""Where each comment is drawn."""

from __future__ import annotations

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import draw
from toolkit.figures.places import main_label, one_thread, place, plain, thresholds_of
from toolkit.figures.words import with_hot


def test_replies_stand_below_what_they_answer(synthetic):
    comments = synthetic.make_corpus(6, seed=3)
    placed = place(comments, synthetic.make_scores(comments))
    below = placed.filter(pl.col("parent").is_not_null())
    assert placed.height == comments.height
    assert (below["parent"] < below["row"]).all()
    depths = placed["depth"]
    assert (depths.gather(below["parent"]) + 1 == below["depth"]).all()


def test_same_picture_whatever_the_order_of_rows(synthetic):
    comments = synthetic.make_comments(40, seed=1)
    scores = synthetic.make_scores(comments)
    shuffled = place(comments.sample(fraction=1, shuffle=True, seed=5), scores.reverse())
    assert shuffled.equals(place(comments, scores))


def test_scores_go_to_their_comment_and_missing_stays_missing(synthetic):
    comments = synthetic.make_comments(30, seed=2)
    scores = synthetic.make_scores(comments, missing=0).reverse().filter(pl.col("comment_id") != "c7")
    placed = place(comments, scores)
    wanted = dict(scores.select("comment_id", "violence").iter_rows())
    assert dict(placed.select("comment_id", "violence").iter_rows()) == {**wanted, "c7": None}


def test_runs_count_hot_replies_to_hot_comments(synthetic):
    comments = synthetic.make_comments(4, seed=0).with_columns(
        reply_to=pl.Series([None, "c0", "c1", "c1"]), timestamp=pl.lit(None, dtype=pl.Datetime("us", "UTC"))
    )
    scores = synthetic.make_scores(comments, missing=0).with_columns(
        dehumanisation=pl.Series([0.9, 0.9, None, 0.4], dtype=pl.Float32)
    )
    marked = with_hot(place(comments, scores), "dehumanisation", 0.4)
    assert marked["hot"].to_list() == [True, True, None, True]
    assert marked["run"].to_list() == [1, 2, 0, 3]
    assert marked["carried"].to_list() == [False, True, False, True]


def test_mixed_scorers_are_refused(synthetic):
    comments = synthetic.make_comments(3)
    scores = synthetic.make_scores(comments)
    two = pl.concat([scores, scores.with_columns(scorer=pl.lit("other@1"))])
    with pytest.raises(ToolkitError, match=r"compact@1, other@1"):
        place(comments, two)
    with pytest.raises(ToolkitError, match="choose one: --scorer compact@1"):
        draw(comments, two)


def test_labels_and_threads_are_named_in_errors(synthetic):
    scores = synthetic.make_scores(synthetic.make_comments(3))
    with pytest.raises(ToolkitError, match="choose one of toxicity"):
        main_label(scores, synthetic.AT, "kindness")
    with pytest.raises(ToolkitError, match="no label"):
        main_label(scores, {})
    assert main_label(scores, {"insult": 0.5}) == "insult"
    comments = synthetic.make_corpus(3)
    with pytest.raises(ToolkitError, match="3 threads"):
        one_thread(place(comments, synthetic.make_scores(comments)))


def test_given_thresholds_win(synthetic):
    scores = synthetic.make_scores(synthetic.make_comments(3))
    assert thresholds_of(scores, {"insult": 0.1}) == {"insult": 0.1}


@pytest.mark.parametrize("text", ["a\x1b[31m", "a\u202eb", "a\x00", "a\u2028b", "a\nb", "\U000e0041"])
def test_nothing_active_reaches_a_picture(text):
    shown = plain(text)
    assert "\ufffd" in shown
    assert shown.isprintable()
