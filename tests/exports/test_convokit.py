"""The folder keeps every rule that ConvoKit 5 has for a corpus, and ConvoKit, where it is here, loads it."""

import json
import warnings

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.exports import convert
from toolkit.exports.convokit import PLACEHOLDER_SPEAKER, PLACEHOLDER_TEXT, UNKNOWN_SPEAKER

TYPES = {"str": str, "int": int, "float": float, "bool": bool, "list": list}


@pytest.fixture
def corpus(tmp_path, hard):
    return convert(hard, tmp_path / "corpus")


def load(corpus, name):
    return json.loads((corpus / f"{name}.json").read_text(encoding="ascii"))


def utterances(corpus):
    return [json.loads(line) for line in (corpus / "utterances.jsonl").read_text(encoding="ascii").splitlines()]


def test_ids_are_texts_and_unique_in_the_whole_corpus(corpus, hard):
    ids = [one["id"] for one in utterances(corpus)]
    assert all(isinstance(name, str) for name in ids)
    assert len(set(ids)) == len(ids) == hard.height + 1


def test_every_conversation_is_one_tree(corpus):
    for name in load(corpus, "conversations"):
        parents = {one["id"]: one["reply-to"] for one in utterances(corpus) if one["conversation_id"] == name}
        assert sum(parent is None for parent in parents.values()) == 1
        assert set(parents.values()) - {None} <= set(parents)
        for above in parents.values():
            way = [above]
            while way[-1] is not None:
                way.append(parents[way[-1]])
                assert len(way) <= len(parents)


def test_placeholders_stand_only_where_they_must_and_are_plain_to_see(corpus):
    marked = [one for one in utterances(corpus) if one["meta"]["placeholder"]]
    # u has one comment at its top, and the circle of v is cut open at one place
    assert [one["conversation_id"] for one in marked] == ["t"]
    assert marked[0]["text"] == PLACEHOLDER_TEXT
    assert marked[0]["speaker"] == PLACEHOLDER_SPEAKER
    assert marked[0]["reply-to"] is None


def test_a_placeholder_has_a_time_only_where_all_others_have_one(tmp_path, hard):
    (first,) = [one for one in utterances(convert(hard, tmp_path / "some")) if one["meta"]["placeholder"]]
    assert first["timestamp"] is None
    timed = hard.filter(pl.col("timestamp").is_not_null() & (pl.col("thread_id") == "t")).with_columns(reply_to=None)
    timed = timed.cast({"reply_to": pl.String})
    (first,) = [one for one in utterances(convert(timed, tmp_path / "all")) if one["meta"]["placeholder"]]
    assert first["timestamp"] == int(timed["timestamp"].min().timestamp())


def test_every_speaker_and_every_field_is_known(corpus):
    speakers, index = load(corpus, "speakers"), load(corpus, "index")
    assert {one["speaker"] for one in utterances(corpus)} == set(speakers)
    assert {name for name, one in speakers.items() if not one["meta"]["known"]} == {
        UNKNOWN_SPEAKER,
        PLACEHOLDER_SPEAKER,
    }
    for one in utterances(corpus):
        assert set(one["meta"]) == set(index["utterances-index"])
        for name, value in one["meta"].items():
            (kind,) = index["utterances-index"][name]
            assert value is None or type(value) is TYPES[kind.split("'")[1]]
    assert index["vectors"] == []
    assert set(load(corpus, "corpus")) == set(index["overall-index"])


def test_a_folder_that_holds_something_is_left_alone(corpus, hard):
    with pytest.raises(ToolkitError, match="something stands"):
        convert(hard, corpus)


def test_convokit_loads_it_without_complaint(corpus, hard, monkeypatch, tmp_path):
    # it writes a settings file into the home folder at import
    monkeypatch.setenv("HOME", str(tmp_path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        convokit = pytest.importorskip("convokit", reason="convokit is not installed")
    loaded = convokit.Corpus(filename=str(corpus))
    assert len(list(loaded.iter_utterances())) == hard.height + 1
    for conversation in loaded.iter_conversations():
        assert conversation.check_integrity(verbose=False)
        assert len(list(conversation.traverse("bfs"))) == len(conversation.get_utterance_ids())
    assert loaded.get_utterance("t/1").meta["notes"] == ["parent-dropped", "no-year"]
