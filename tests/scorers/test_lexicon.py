import polars as pl

from toolkit.scorers import find_metaphors
from toolkit.scorers.fold import fold
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


def test_no_comment_gives_an_empty_table():
    assert spans_of().is_empty()


def test_folding_leaves_clean_text_alone():
    assert fold("It’s a “quiet” café – 3½ km away, naïve 😀") == "It’s a “quiet” café – 31⁄2 km away, naïve 😀"
    assert fold("v\u200be\u00adr\u2060min") == "vermin"
    assert fold("\x1b[31mred\x07") == "[31mred"
