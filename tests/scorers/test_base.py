import signal
import sqlite3
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.scorers import Cache, base, score, score_texts
from toolkit.tables import SCORES, check, keep_scorer, labels_of


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


SCORES_UNTIL_KILLED = """
import sys, time
from pathlib import Path
import numpy as np
from toolkit.scorers import Cache, Loaded, Scorer, score_texts

def score(pieces):
    time.sleep(0.02)
    return np.full((len(pieces), 2), 0.25, dtype=np.float32)

scorer = Scorer("slow", "1", ("a", "b"), {}, "slow 1", lambda: Loaded(lambda text: [text], score), {})
with Cache(Path(sys.argv[1])) as cache:
    score_texts(scorer, [f"text {i}" for i in range(64_000)], cache=cache, progress=lambda *at: print(*at, flush=True))
"""


def test_a_run_that_the_system_kills_loses_at_most_one_batch(fake_scorer, tmp_path):
    path = tmp_path / "scores.sqlite"
    command = [sys.executable, "-c", SCORES_UNTIL_KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            if int(line.split()[0]) >= 5 * base.BATCH:
                running.send_signal(signal.SIGKILL)
                break
        told = line + running.stdout.read()
    n_scored = int(told.splitlines()[-1].split()[0])
    kept = sqlite3.connect(path)
    n_kept = kept.execute("SELECT count(*) FROM scores").fetchone()[0]
    kept.close()
    assert n_scored < 64_000
    assert n_scored <= n_kept <= n_scored + base.BATCH
    with Cache(path) as cache:
        assert len(cache.find("slow 1", [f"text {i}" for i in range(64_000)])) == n_kept


def test_many_texts_with_repeats_are_each_scored_once_and_never_again(fake_scorer, counted, tmp_path, monkeypatch):
    monkeypatch.setattr(base, "LOOKED_UP_AT_ONCE", 100)
    texts = [f"Text {i % 700}" for i in range(1_000)]
    with Cache(tmp_path / "scores.sqlite") as cache:
        first, _ = score_texts(fake_scorer, texts, cache=cache)
        assert sorted(counted.asked) == sorted(set(texts))
        second, windows = score_texts(fake_scorer, texts[::-1], cache=cache)
    assert len(counted.asked) == 700
    assert np.array_equal(first, second[::-1])
    assert windows.tolist() == [1] * 1_000
    assert np.array_equal(first, score_texts(fake_scorer, texts)[0])


def test_several_scorers_give_a_block_of_rows_each(fake_scorer, three_comments, tmp_path):
    old = tmp_path / "old.csv"
    pl.DataFrame({"id": ["a", "c"], "TOXICITY": [0.75, 0.5]}).write_csv(old)
    scores = score(three_comments, [fake_scorer, f"perspective:{old}"], cache=tmp_path / "scores.sqlite")
    assert labels_of(scores) == ("loud", "quiet", "toxicity")
    assert scores["comment_id"].to_list() == list("abcabc")
    assert scores["toxicity"].to_list() == [None, None, None, 0.75, None, 0.5]
    assert keep_scorer(scores, "capitals").equals(score(three_comments, fake_scorer))
    with pytest.raises(ToolkitError, match="named twice: capitals@1, capitals@1"):
        score(three_comments, [fake_scorer, fake_scorer])
    with pytest.raises(ToolkitError, match="no scorer"):
        score(three_comments, [])


def test_scores_keep_the_rows_of_the_comments(fake_scorer, three_comments):
    scores = score(three_comments.reverse(), fake_scorer)
    assert scores["comment_id"].to_list() == ["c", "b", "a"]
    assert scores["scorer"].unique().to_list() == ["capitals@1"]
    assert scores.schema["loud"] == pl.Float32()
