import time

import polars as pl
import pytest

from toolkit.scorers import find_metaphors
from toolkit.scorers.fold import fold
from toolkit.scorers.lexicon import _pattern
from toolkit.tables import SPANS, check, complete


def spans_of(*texts):
    ids = [str(i) for i in range(len(texts))]
    comments = complete(pl.DataFrame({"thread_id": ["t"] * len(texts), "comment_id": ids, "text": texts}))
    return find_metaphors(comments)


def test_spans_name_the_words_and_their_domain():
    text = "A flood of Velds, VERMIN all of them"
    spans = check(spans_of("nothing here", text), SPANS)
    assert spans["comment_id"].to_list() == ["1", "1"]
    assert [text[start:end] for start, end in spans.select("start", "end").iter_rows()] == ["flood", "VERMIN"]
    assert spans["domain"].to_list() == ["water", "vermin"]
    assert spans["source"].unique().to_list() == ["lexicon"]


def test_only_whole_words_match():
    assert spans_of("the pilgrims infer that pirates are brave", "dogma and scumble").is_empty()


@pytest.mark.parametrize(
    ("text", "words", "domain"),
    [
        ("they breed like anything", "breed like", "animal"),
        ("crawling out of the woodwork", "crawling out of", "vermin"),
        ("time for pest-control", "pest-control", "vermin"),
        ("living off us", "living off", "parasite"),
        ("it spreads like a cancer", "spreads like a cancer", "disease"),
        ("mindless drones", "mindless drones", "object"),
        ("scum of the  earth", "scum of the  earth", "filth"),
        ("open the floodgates", "floodgates", "water"),
        ("at bursting point", "at bursting point", "pressure"),
        ("by the truckload", "by the truckload", "commodity"),
        ("the enemy within", "enemy within", "war"),
    ],
)
def test_phrases_go_before_the_words_in_them(text, words, domain):
    spans = spans_of(text)
    assert [text[start:end] for start, end in spans.select("start", "end").iter_rows()] == [words]
    assert spans["domain"].to_list() == [domain]


@pytest.mark.parametrize(
    "text",
    [
        "streaming music while the bus waits",
        "she ticked the box and fixed the bug",
        "the tooling is thin and the goods were late",
        "an illness, a curse, packing a bag, washing up",
        "troops of scouts picked up litter",
    ],
)
def test_common_words_with_another_sense_are_left_out(text):
    assert spans_of(text).is_empty()


def test_every_domain_has_its_words():
    assert {name.partition("_")[0] for name in _pattern().groupindex} == {
        "animal", "vermin", "parasite", "disease", "object", "filth", "water", "pressure", "commodity", "war",
    }  # fmt: skip


def test_a_long_text_costs_linear_time():
    start = time.process_time()
    spans_of("crawling out of pour \t " * 20_000)
    assert time.process_time() - start < 5


def test_no_comment_gives_an_empty_table():
    assert spans_of().is_empty()


def test_folding_leaves_clean_text_alone():
    assert fold("It’s a “quiet” café – 3½ km away, naïve 😀") == "It’s a “quiet” café – 31⁄2 km away, naïve 😀"
    assert fold("v\u200be\u00adr\u2060min") == "vermin"
    assert fold("\x1b[31mred\x07") == "[31mred"
