"""Folding and restoring say where each character comes from."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.scorers.fold import fold
from toolkit.scorers.origins import place_folded, place_unspelled
from toolkit.scorers.unspell import unspell

MARKS, SYLLABLES = "e\u0301\u0323\u0308\u0344\u0b47\u0b3e", "\u1100\u1161\u11a8\uac00\uff9e\uff76"
ODD = st.text(st.sampled_from(f"aA {MARKS}{SYLLABLES}\ufdfa\u00bd\u200b\n\t\ud800 .!0\U0001f600"))


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), ODD))
@example("\u1100\u1161\u11a8")
@example("a\u0323\u0307 q\u0307\u0323")
@example("\uff76\uff9e")
def test_the_text_is_the_folded_one_and_places_lie_inside(text):
    placed = place_folded(text)
    assert placed.text == fold(text)
    assert len(placed.starts) == len(placed.ends) == len(placed.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(placed.starts, placed.ends, strict=True))
    assert list(placed.starts) == sorted(placed.starts)
    assert list(placed.ends) == sorted(placed.ends)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_the_reading_is_the_unspelled_one(text):
    placed = place_unspelled(text)
    assert placed.text == unspell(fold(text))
    assert len(placed.starts) == len(placed.ends) == len(placed.text)


@pytest.mark.parametrize(
    ("text", "word", "written"),
    [
        ("a  flood of\u00a0rats", "rats", "rats"),
        ("x\u200by ve\u00adrmin!", "vermin", "ve\u00adrmin"),
        ("\ufdfa vermin", "vermin", "vermin"),
        ("the cafe\u0301 burns", "caf\u00e9", "cafe\u0301"),
        ("\U0001f600 are \uff56ermin", "vermin", "\uff56ermin"),
    ],
)
def test_a_word_is_found_where_it_was_written(text, word, written):
    placed = place_folded(text)
    at = placed.text.index(word)
    start, end = placed.origin(at, at + len(word))
    assert text[start:end] == written


def test_a_restored_word_comes_from_the_whole_of_what_was_written():
    text = "they  are v.e.r.m.i.n, the r@ts"
    placed = place_unspelled(text)
    assert placed.text == "they are vermin, the rats"
    found = [placed.origin(placed.text.index(word), placed.text.index(word) + len(word)) for word in ("vermin", "rats")]
    assert [text[start:end] for start, end in found] == ["v.e.r.m.i.n", "r@ts"]
