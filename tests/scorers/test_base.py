import numpy as np
import polars as pl

from toolkit.scorers import Cache, score, score_texts
from toolkit.tables import SCORES, check


def test_each_distinct_text_is_scored_once_and_order_is_kept(fake_scorer, counted):
    values, windows = score_texts(fake_scorer, ["soft", "LOUD", "soft", "LOUD"])
    assert counted.asked == ["soft", "LOUD"]
    assert values[:, 0].tolist() == [0, 1, 0, 1]
    assert windows.tolist() == [1, 1, 1, 1]


def test_no_text_gives_null_and_never_zero(fake_scorer, three_comments):
    scores = score(three_comments, fake_scorer)
    assert check(scores, SCORES).columns[-2:] == ["loud", "quiet"]
    assert scores["loud"].to_list() == [1.0, None, 0.0]
    assert scores["windows"].to_list() == [1, 0, 1]
    blank, windows = score_texts(fake_scorer, [None, "", " \u200b\n"])
    assert np.isnan(blank).all()
    assert windows.tolist() == [0, 0, 0]


def test_a_long_text_takes_the_maximum_of_its_windows(fake_scorer):
    values, windows = score_texts(fake_scorer, ["x" * 20 + "Y" * 20 + "z" * 5])
    assert windows.tolist() == [3]
    assert values.tolist() == [[1.0, 1.0]]


def test_an_empty_list_gives_an_empty_array(fake_scorer):
    values, windows = score_texts(fake_scorer, [])
    assert values.shape == (0, 2)
    assert windows.shape == (0,)


def test_the_cache_spares_the_second_run_and_knows_its_model(fake_scorer, counted, tmp_path):
    texts = [f"text {i}" for i in range(150)]
    with Cache(tmp_path / "scores.sqlite") as cache:
        first, _ = score_texts(fake_scorer, texts, cache=cache)
        asked = len(counted.asked)
        second, _ = score_texts(fake_scorer, [*texts, "NEW"], cache=cache)
        assert counted.asked[asked:] == ["NEW"]
        assert np.array_equal(first, second[:-1])
        assert cache.find("another model", texts) == {}


def test_a_killed_run_loses_at_most_one_batch(fake_scorer, counted, tmp_path):
    texts = [f"text {i}" for i in range(200)]

    def stop(done, total):
        if done >= 128:
            raise KeyboardInterrupt

    with Cache(tmp_path / "scores.sqlite") as cache:
        try:
            score_texts(fake_scorer, texts, cache=cache, progress=stop)
        except KeyboardInterrupt:
            counted.asked.clear()
        score_texts(fake_scorer, texts, cache=cache)
    assert len(counted.asked) == 72


def test_scores_keep_the_rows_of_the_comments(fake_scorer, three_comments):
    scores = score(three_comments.reverse(), fake_scorer)
    assert scores["comment_id"].to_list() == ["c", "b", "a"]
    assert scores["scorer"].unique().to_list() == ["capitals@1"]
    assert scores.schema["loud"] == pl.Float32()
