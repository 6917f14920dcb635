"""Respelled words are restored, and what is no respelling stays."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.scorers.base import Loaded, Scorer, score_texts
from toolkit.scorers.fold import fold
from toolkit.scorers.unspell import unspell

RESTORED = {
    "the Grons are v e r m i n": "the Grons are vermin",
    "the Grons are v.e.r.m.i.n": "the Grons are vermin",
    "r-a-t-s, all of them": "rats, all of them",
    "they are v3rm1n": "they are vermin",
    "k!ll the engine": "kill the engine",
    "drown the r@ts": "drown the rats",
    "v*rmin and f*lth": "vermin and filth",
    "theyareallvermin": "they are all vermin",
    "KillThemAll": "Kill Them All",
    "#sendthemback": "#send them back",
    "raaaats everywhere": "rats everywhere",
    "they are vremin": "they are vermin",
    "they are p\u0430r\u0430sites": "they are parasites",
    "sc.um": "scum",
}
KEPT = (
    "COVID19 cases rose on the 1st of May at 3am",
    "the U.S.A. and the E.U. met at the G20",
    "write to ferry@harbour.example or see www.harbour.example/rates",
    "see https://harbour.example/a-b-c/v3rm1n.html",
    "@r4t_king wrote that on 2012-10-04 at 7:45",
    "b2b, mp3, 4x4, T34, H2O and C3PO",
    "J. R. R. Tolkien wrote it",
    "options a, b and c, or a b c for short",
    "Featherstonehaugh of Hereabouts-on-Sea",
    "the price was $5, 10% more than in '98",
    "\u0441\u043a\u0430\u043b\u0430 \u0438 \u043c\u043e\u0440\u0435",
    "the flood destroyed the bridge and the rats came in",
)


@pytest.mark.parametrize(("written", "read"), RESTORED.items())
def test_respelled_words_are_restored(written, read):
    assert unspell(fold(written)) == read


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_respelling_stays(text):
    assert unspell(text) == text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_read_the_same_again(text):
    read = unspell(fold(text))
    assert unspell(read) == read


@pytest.mark.parametrize("piece", ["a ", "a.", "v3", "vermin", "f*", "aA", "aaab", "\u0430b", "#aB", "-_a"])
def test_the_cost_grows_with_the_length(piece):
    def cost(n):
        text = fold(piece * n)
        start = time.process_time()
        unspell(text)
        return time.process_time() - start

    cost(100)
    assert cost(40_000) < 2.0


def _scorer(*, unspells):
    def score(pieces):
        return np.array([[0.9 if "vermin" in piece else 0.1] for piece in pieces], dtype=np.float32)

    loaded = Loaded(split=lambda text: [text[i : i + 40] for i in range(0, len(text), 40)], score=score)
    return Scorer("made", "1", ("heat",), {"heat": 0.5}, "d", lambda: loaded, {}, unspells=unspells)


def test_the_higher_of_two_readings_counts():
    texts = ["they are v3rm1n", "they are calm", "they are vermin", None, " "]
    both, windows = score_texts(_scorer(unspells=True), texts)
    plain, _ = score_texts(_scorer(unspells=False), texts)
    assert both[:3, 0].tolist() == pytest.approx([0.9, 0.1, 0.9])
    assert plain[:3, 0].tolist() == pytest.approx([0.1, 0.1, 0.9])
    assert np.isnan(both[3:]).all()
    assert windows.tolist() == [1, 1, 1, 0, 0]
