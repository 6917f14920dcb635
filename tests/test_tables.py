from datetime import UTC, datetime

import polars as pl
import pytest

import toolkit
from toolkit.errors import ToolkitError
from toolkit.pseudonyms import key_of
from toolkit.scorers.perspective import open_scores
from toolkit.sources import is_corpus, is_threads
from toolkit.tables import COMMENTS, SCORES, SPREAD, check, complete, keep_scorer, labels_of, load, save

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\tx",
    "'=quoted",
    "plain",
    "<script>alert(1)</script>",
    "\x1b[31m",
    'a,"b"\nc',
    "",
]


@pytest.fixture
def comments():
    n = len(HOSTILE)
    return complete(
        pl.DataFrame(
            {
                "thread_id": ["t"] * n,
                "comment_id": [str(i) for i in range(n)],
                "reply_to": [None, *(str(i) for i in range(n - 1))],
                "user": [*HOSTILE[:-1], None],
                "text": HOSTILE,
                "timestamp": [datetime(2021, 3, 4, 5, 6, 7, 8, tzinfo=UTC)] + [None] * (n - 1),
                "timestamp_precision": ["second"] + [None] * (n - 1),
                "notes": [["number-jump", "boundary-unsure"]] + [[]] * (n - 1),
                "reply_confidence": [None] + [0.25] * (n - 1),
                "depth": range(n),
            }
        )
    )


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".jsonl"])
def test_what_is_saved_is_loaded_again(comments, tmp_path, ending):
    path = save(comments, tmp_path / f"comments{ending}")
    assert load(path, COMMENTS).equals(comments)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_path_may_be_a_string(comments, tmp_path):
    saved = toolkit.save(comments, str(tmp_path / "comments.parquet"))
    assert saved == tmp_path / "comments.parquet"
    assert toolkit.load(str(saved), COMMENTS).equals(comments)
    key = key_of(str(tmp_path / "pseudonyms.key"))
    assert key == key_of(tmp_path / "pseudonyms.key")
    assert not is_threads(str(tmp_path))
    assert not is_corpus(str(tmp_path))
    with pytest.raises(ToolkitError, match="no such file"):
        open_scores(str(tmp_path / "none.csv"))


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".jsonl"])
def test_the_same_table_gives_the_same_bytes(comments, tmp_path, ending):
    first = save(comments, tmp_path / f"first{ending}").read_bytes()
    assert save(comments.clone(), tmp_path / f"second{ending}").read_bytes() == first


def test_no_cell_of_a_csv_runs_as_a_formula(comments, tmp_path):
    cells = pl.read_csv(save(comments, tmp_path / "c.csv"), infer_schema=False)
    for column in ("user", "text"):
        assert not cells[column].drop_nulls().str.contains(r"^[=+\-@\t\r]").any()


def test_an_empty_table_keeps_its_columns(tmp_path):
    empty = pl.DataFrame(schema=SPREAD)
    for ending in (".parquet", ".csv"):
        assert load(save(empty, tmp_path / f"e{ending}"), SPREAD).schema == SPREAD


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda t: t.drop("text"), "no column 'text'"),
        (lambda t: t.with_columns(pl.col("position").cast(pl.Int64())), "'position' is Int64"),
        (lambda t: t.with_columns(extra=pl.lit(1)), "unknown columns extra"),
        (lambda t: t.with_columns(text=pl.lit(None, dtype=pl.String())), "'text' has nulls"),
        (lambda t: pl.concat([t, t]), "share their thread_id and comment_id"),
    ],
)
def test_a_broken_contract_is_named(comments, broken, says):
    with pytest.raises(ToolkitError, match=says):
        check(broken(comments), COMMENTS)


def test_scores_are_probabilities():
    keys = {"thread_id": ["t"], "comment_id": ["a"], "scorer": ["s@1"], "windows": pl.Series([1], dtype=pl.UInt16())}
    for value, says in ((1.5, "leaves"), (float("nan"), "leaves")):
        table = pl.DataFrame({**keys, "heat": pl.Series([value], dtype=pl.Float32())})
        assert labels_of(table) == ("heat",)
        with pytest.raises(ToolkitError, match=says):
            check(table, SCORES)
    with pytest.raises(ToolkitError, match="cast it to Float32"):
        check(pl.DataFrame({**keys, "heat": [0.5]}), SCORES)


def test_a_plain_edge_list_becomes_comments():
    table = complete(pl.DataFrame({"thread_id": ["t", "t"], "comment_id": ["a", "b"], "reply_to": [None, "a"]}))
    assert table["reply_basis"].to_list() == ["stated", "stated"]
    assert table["position"].to_list() == [0, 1]
    with pytest.raises(ToolkitError, match="no column 'comment_id'"):
        complete(pl.DataFrame({"thread_id": ["t"]}))
    with pytest.raises(ToolkitError, match="does not fit"):
        complete(pl.DataFrame({"thread_id": ["t"], "comment_id": ["a"], "depth": ["deep"]}))


def test_files_that_are_not_there_or_not_known(tmp_path):
    with pytest.raises(ToolkitError, match="no such file"):
        load(tmp_path / "none.parquet", COMMENTS)
    with pytest.raises(ToolkitError, match=r"unknown format \.xlsx"):
        save(pl.DataFrame(), tmp_path / "t.xlsx")


def test_a_plain_table_of_scores_becomes_scores():
    table = complete(pl.DataFrame({"thread_id": [1], "comment_id": [2], "heat": [0.25]}), SCORES)
    assert labels_of(table) == ("heat",)
    assert table.row(0) == ("1", "2", "table@0", 1, 0.25)
    with pytest.raises(ToolkitError, match="leaves"):
        complete(pl.DataFrame({"thread_id": [1], "comment_id": [2], "heat": [25]}), SCORES)


def test_one_scorer_is_chosen_by_its_name_and_takes_its_labels_alone():
    rows = [("t", "a", "old@1", 0.5, None), ("t", "a", "old@2", 0.75, None), ("t", "a", "new@1", 0.25, 0.125)]
    table = pl.DataFrame(rows, schema=["thread_id", "comment_id", "scorer", "insult", "threat"], orient="row")
    scores = complete(table, SCORES)
    kept = keep_scorer(scores, "old@2")
    assert (labels_of(kept), kept["insult"].to_list()) == (("insult",), [0.75])
    assert labels_of(keep_scorer(scores, "new")) == ("insult", "threat")
    assert keep_scorer(keep_scorer(scores, "new")).equals(keep_scorer(scores, "new"))
    with pytest.raises(ToolkitError, match="scores of 3 scorers") as error:
        keep_scorer(scores)
    assert "--scorer new@1" in str(error.value)
    with pytest.raises(ToolkitError, match="2 scorers are called 'old'"):
        keep_scorer(scores, "old")
    with pytest.raises(ToolkitError, match="no scorer 'newer'"):
        keep_scorer(scores, "newer")
    # one scorer that scored nothing keeps its labels: they are missing, not unknown
    alone = scores.filter(scorer="old@1").with_columns(insult=pl.lit(None, dtype=pl.Float32()))
    assert labels_of(keep_scorer(alone, "old")) == ("insult", "threat")


def test_times_without_a_zone_are_taken_as_utc():
    naive = pl.DataFrame({"thread_id": ["t"], "comment_id": ["a"], "timestamp": [datetime(2021, 3, 4, 5, 6)]})
    assert complete(naive)["timestamp"][0] == datetime(2021, 3, 4, 5, 6, tzinfo=UTC)
