"""Scores already obtained from the Perspective API; texts and scores are invented."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.scorers import find_spans, pick, score, thresholds
from toolkit.scorers.perspective_rows import read_rows
from toolkit.spread import spread
from toolkit.tables import COMMENTS, SCORES, SPANS, check, complete, load, save

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "perspective_2018_2k.parquet"
TEXTS = ("The ferry leaves at nine.", "You are a fool, Ash.", "Velds are vermin. Good night.")


def answer(toxicity, **others):
    values = {"TOXICITY": toxicity, **others}
    return {
        "attributeScores": {
            name: {"summaryScore": {"value": value, "type": "PROBABILITY"}} for name, value in values.items()
        },
        "languages": ["en"],
    }


@pytest.fixture
def comments():
    table = {"thread_id": ["t"] * 4, "comment_id": list("abcd"), "text": [*TEXTS, ""]}
    return complete(pl.DataFrame(table))


def lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def found(comments, path):
    """The toxicity of each comment, and the count."""
    told = []
    scores = check(score(comments, f"perspective:{path}", told=told.append), SCORES)
    assert scores.select("thread_id", "comment_id").equals(comments.select("thread_id", "comment_id"))
    toxicity = scores["toxicity"].to_list()
    assert [value is not None for value in toxicity] == [n > 0 for n in scores["windows"]]
    return [None if value is None else round(value, 4) for value in toxicity], told[0]


BY_ID = {"a": answer(0.02), "b": answer(0.8), "c": answer(0.93)}
WRAPPED = {
    "id and response": [{"id": key, "text": "", "response": value} for key, value in BY_ID.items()],
    "id beside the scores": [{"comment_id": key, **value} for key, value in BY_ID.items()],
    "the request kept": [
        {"request": {"comment": {"text": text}}, "response": value}
        for text, value in zip(TEXTS, BY_ID.values(), strict=True)
    ],
    "client token": [{**value, "clientToken": key} for key, value in BY_ID.items()],
    "4CAT, its first files": [{key: value} for key, value in BY_ID.items()],
    "4CAT, now": [
        {**value, "item_id": key, "body": text}
        for (key, value), text in zip(BY_ID.items(), TEXTS, strict=True)
    ],
    "answer as a text in a cell": [{"id": key, "answer": json.dumps(value)} for key, value in BY_ID.items()],
    "answer as Python writes it": [{"id": key, "answer": str(value)} for key, value in BY_ID.items()],
    "attributes one by one": [
        {"id": key, "first": value, "second": answer(value["attributeScores"]["TOXICITY"]["summaryScore"]["value"])}
        for key, value in BY_ID.items()
    ],
    "a plain object": [
        {"id": key, "scores": {"TOXICITY": value["attributeScores"]["TOXICITY"]["summaryScore"]["value"]}}
        for key, value in BY_ID.items()
    ],
    "text as the name": [{text: value} for text, value in zip(TEXTS, BY_ID.values(), strict=True)],
    "one object of all": [BY_ID],
}  # fmt: skip


@pytest.mark.parametrize("shape", WRAPPED)
def test_answers_are_found_however_they_were_stored(shape, comments, tmp_path):
    toxicity, match = found(comments, lines(tmp_path / "old.jsonl", WRAPPED[shape]))
    assert toxicity == [0.02, 0.8, 0.93, None]
    assert (match.n_found, match.n_missing, match.n_without_text) == (3, 0, 1)


@pytest.mark.parametrize("ending", [".json", ".jsonl.gz"])
def test_arrays_and_packed_files_are_read(ending, comments, tmp_path):
    rows = WRAPPED["id and response"]
    path = tmp_path / f"old{ending}"
    raw = json.dumps(rows, indent=1) if ending == ".json" else "\n".join(map(json.dumps, rows))
    path.write_bytes(raw.encode() if ending == ".json" else gzip.compress(raw.encode()))
    assert found(comments, path)[0] == [0.02, 0.8, 0.93, None]


COLUMNS = (
    "TOXICITY", "toxicity", "Toxicity", "toxicity_score", "perspective_toxicity", "TOXICITY@6", "Perspective TOXICITY",
    "attributeScores.TOXICITY.summaryScore.value", "toxicity_prob", "TOXICITY.score",
)  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_a_column_an_attribute_is_known_by_many_names(column, ending, comments, tmp_path):
    table = pl.DataFrame({"id": list("abx"), column: [0.02, 0.8, 0.5], "likes": [3, 4, 5]})
    path = tmp_path / f"flat{ending}"
    if ending == ".tsv":
        table.write_csv(path, separator="\t")
    else:
        {".csv": table.write_csv, ".jsonl": table.write_ndjson, ".parquet": table.write_parquet}[ending](path)
    toxicity, match = found(comments, path)
    assert toxicity == [0.02, 0.8, None, None]
    assert (match.n_by_id, match.n_missing, match.n_rows_unused) == (2, 1, 1)
    assert pick(f"perspective:{path}").labels == ("toxicity",)


def test_two_columns_of_one_attribute_never_pass_in_silence(comments, tmp_path):
    table = pl.DataFrame({"id": ["a"], "TOXICITY@5": [0.1], "TOXICITY@6": [0.2], "SEVERE_TOXICITY": [0.05]})
    table.write_csv(tmp_path / "versions.csv")
    toxicity, match = found(comments, tmp_path / "versions.csv")
    assert toxicity[0] == 0.2
    assert match.left_out == ("TOXICITY@5",)
    table = pl.DataFrame({"id": ["a"], "toxicity": [1], "perspective_toxicity": [0.2]})
    table.write_csv(tmp_path / "named.csv")
    assert found(comments, tmp_path / "named.csv")[0][0] == 0.2
    pl.DataFrame({"id": ["a"], "toxicity": [0.1], "TOXICITY_score": [0.2]}).write_csv(tmp_path / "twice.csv")
    with pytest.raises(ToolkitError, match="two columns hold toxicity"):
        pick(f"perspective:{tmp_path / 'twice.csv'}")


def test_what_is_not_there_is_null_and_counted_never_zero(comments, tmp_path):
    rows = [
        {"id": "a", "response": answer(0.02, THREAT=0.0)},
        {"id": "b", "response": {"error": {"code": 400, "message": "language not supported"}}},
        {"id": "z", "response": answer(0.5)},
    ]
    path = lines(tmp_path / "old.jsonl", rows)
    path.write_text(path.read_text() + '{"id": "c", "resp')
    scores = score(comments, f"perspective:{path}")
    assert scores["toxicity"].is_null().to_list() == [False, True, True, True]
    assert scores["threat"].to_list() == [0.0, None, None, None]
    match = found(comments, path)[1]
    assert (match.n_rows_unused, match.n_rows_empty, match.n_rows_broken) == (1, 1, 1)
    said = match.words()
    assert "1 of 3 comments have scores there, 1 by id, 0 by text" in said
    assert "without a score there: 2; comments without text: 1" in said
    assert "lines of the file that cannot be read: 1" in said


def test_ids_go_with_their_threads(tmp_path):
    table = {"thread_id": ["s", "t", "t"], "comment_id": ["1", "1", "2"], "text": ["One.", "Another.", "Third."]}
    comments = complete(pl.DataFrame(table))
    path = tmp_path / "flat.csv"
    pl.DataFrame({"conversation_id": ["t", "s"], "id": ["1", "1"], "TOXICITY": [0.9, 0.1]}).write_csv(path)
    assert found(comments, path)[0] == [0.1, 0.9, None]
    # without threads the id 1 could be either comment, so neither is given its score
    pl.DataFrame({"id": ["1", "2"], "TOXICITY": [0.9, 0.2]}).write_csv(path)
    assert found(comments, path)[0] == [None, None, 0.2]


def test_names_of_reddit_are_met_with_and_without_their_kind(tmp_path):
    comments = complete(pl.DataFrame({"thread_id": ["x1"], "comment_id": ["k9"], "text": ["Green boats."]}))
    path = tmp_path / "flat.csv"
    pl.DataFrame({"link_id": ["t3_x1"], "id": ["t1_k9"], "toxicity": [0.25]}).write_csv(path)
    assert found(comments, path)[0] == [0.25]


def test_texts_are_met_as_every_scorer_reads_them(comments, tmp_path):
    rows = [{"text": "The  ferry\nleaves at ni\u200bne. ", **answer(0.02)}, {"text": "You are a fool", **answer(0.7)}]
    toxicity, match = found(comments, lines(tmp_path / "old.jsonl", rows))
    assert toxicity == [0.02, None, None, None]
    assert match.n_by_text == 1


def test_ids_of_another_numbering_are_refused(comments, tmp_path):
    rows = [{"id": key, "text": f"Other words {key}.", **answer(0.5)} for key in "abc"]
    with pytest.raises(ToolkitError, match="3 of 3 found by id have another text"):
        found(comments, lines(tmp_path / "old.jsonl", rows))
    rows = [{"id": key, "text": text, **answer(0.5)} for key, text in zip("abc", TEXTS, strict=True)]
    rows[1]["text"] = "> Who is? You are a fool, Ash."
    assert found(comments, lines(tmp_path / "quoted.jsonl", rows))[1].n_texts_differ == 1


def test_of_several_scores_the_last_counts_and_this_is_said(comments, tmp_path):
    rows = [{"id": "a", **answer(value)} for value in (0.1, 0.1, 0.3)]
    toxicity, match = found(comments, lines(tmp_path / "old.jsonl", rows))
    assert toxicity[0] == 0.3
    assert match.n_scored_otherwise == 1
    assert match.n_rows_unused == 0


def test_a_file_that_knows_nobody_is_refused_but_not_for_a_part(comments, tmp_path):
    path = lines(tmp_path / "old.jsonl", [{"id": "z", **answer(0.5)}])
    with pytest.raises(ToolkitError, match="none of its 1 scored rows belongs to any of 3 comments"):
        score(comments, f"perspective:{path}")
    assert score(comments, f"perspective:{path}", part=True)["toxicity"].null_count() == 4


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"id": "a", "TOXICITY": 93}, "toxicity is '93', not a score"),
        ({"id": "a", "TOXICITY": "high"}, "not a score in"),
        ({"id": "a", "TOXICITY": True}, "toxicity is 'True', not a score"),
        ({"id": "a", "likes": 3}, "no score of the Perspective API"),
        (answer(0.5), "nothing says of which comments"),
    ],
)
def test_other_files_are_refused_with_their_reason(row, what, comments, tmp_path):
    with pytest.raises(ToolkitError, match=what):
        score(comments, f"perspective:{lines(tmp_path / 'old.jsonl', [row])}")


def test_odd_cells_do_no_harm(comments, tmp_path):
    span = {"begin": 0, "end": 2**40, "score": {"value": 0.5}}
    rows = [
        {"id": "a", "cell": "{1: 'summaryScore', 2: 3}", **answer(0.25)},
        {"id": "b", "cell": "{" * 50_000 + "summaryScore" + "}" * 50_000, **answer(0.5)},
        {"id": ["c"], "response": {"attributeScores": []}},
        {"id": "c", "response": {"attributeScores": {"TOXICITY": {"spanScores": [span, 3, {}]}}}},
        {"id": "d", "response": {"attributeScores": {"TOXICITY": {"summaryScore": None}, "": {}}}},
    ]
    toxicity, match = found(comments, lines(tmp_path / "old.jsonl", rows))
    assert toxicity == [0.25, 0.5, None, None]
    assert match.n_rows_empty == 3
    answered = [{"id": key, "cell": row["cell"], "TOXICITY": 0.5} for key, row in zip("ab", rows, strict=False)]
    assert found(comments, lines(tmp_path / "flat.jsonl", answered))[0][:2] == [0.5, 0.5]


def test_a_file_written_anew_is_read_anew(comments, tmp_path):
    path = lines(tmp_path / "old.jsonl", [{"id": "a", **answer(0.5)}])
    first = pick(f"perspective:{path}")
    assert first is pick(f"perspective:{path}")
    lines(path, [{"id": "a", **answer(0.25)}, {"id": "b", **answer(0.5)}])
    assert pick(f"perspective:{path}").id != first.id
    assert found(comments, path)[0][:2] == [0.25, 0.5]


def test_spans_hold_only_where_the_text_is_the_one_scored(comments, tmp_path):
    scored = answer(0.93)
    scored["attributeScores"]["TOXICITY"]["spanScores"] = [
        {"begin": 0, "end": 17, "score": {"value": 0.97, "type": "PROBABILITY"}},
        {"begin": 18, "end": 29, "score": {"value": 0.01, "type": "PROBABILITY"}},
        {"begin": 18, "end": 64, "score": {"value": 0.5, "type": "PROBABILITY"}},
    ]
    rows = [{"id": "b", "text": "Other words.", **scored}, {"id": "c", "text": TEXTS[2], **scored}]
    spans = check(find_spans(comments, lines(tmp_path / "old.jsonl", rows)), SPANS)
    assert spans.select("comment_id", "label", "start", "end").rows() == [
        ("c", "toxicity", 0, 17),
        ("c", "toxicity", 18, 29),
    ]


def test_spread_knows_the_thresholds_when_the_file_is_gone(comments, tmp_path):
    path = lines(tmp_path / "old.jsonl", [{"id": key, **value} for key, value in BY_ID.items()])
    save(score(comments, f"perspective:{path}"), tmp_path / "scores.parquet")
    path.unlink()
    scores = load(tmp_path / "scores.parquet", SCORES)
    assert thresholds(scores["scorer"][0])["toxicity"] == 0.7
    measured = spread(comments, scores, permutations=0)
    prevalence = measured.filter(pl.col("metric") == "prevalence")
    assert prevalence["value"].to_list() == pytest.approx([2 / 3])
    assert prevalence["n"].to_list() == [3]


def test_the_scores_of_2018_are_found_by_text_and_by_id():
    if not SAMPLE.is_file():
        pytest.skip("no comments scored in 2018 at ../shared/data")
    rows = read_rows(SAMPLE)
    assert rows.table.height == 2_000
    assert set(rows.left_out) == {"TOXICITY@5", "SEVERE_TOXICITY@1"}
    source = pl.read_parquet(SAMPLE)
    table = source.select(thread_id=pl.lit("w"), comment_id="id", text="comment_text")
    toxicity, match = found(complete(table), SAMPLE)
    assert match.n_by_id == 2_000
    assert toxicity == [round(value, 4) for value in source["TOXICITY@6"]]
    renamed = complete(table.with_columns(comment_id=pl.int_range(pl.len()).cast(pl.String())))
    assert found(renamed, SAMPLE)[1].n_by_text == 2_000
    assert check(renamed, COMMENTS).height == 2_000
