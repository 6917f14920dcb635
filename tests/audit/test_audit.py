"""The whole line on a few pages of every kind, with the shipped scorer."""

import json
import sqlite3

import polars as pl
import pytest

import toolkit
from toolkit.audit import Spec
from toolkit.errors import ToolkitError
from toolkit.scorers import base
from toolkit.tables import COMMENTS, SCORES, SPANS, SPREAD, load

LIST_PAGE = """The ferry will be painted green

The harbour board has chosen a colour. Work begins in May, and the ferry stays in dock for two weeks.

Passengers may use the bus meanwhile.



  1. Green is a fine colour for a ferry, if you ask me.

    1. I agree, and the old paint was falling off. Did you see it?

      1. =HYPERLINK("http://x.example") is what somebody wrote on the notice board.

  2. <script>alert(1)</script> was on the board too, in chalk.

    1. The Velds painted that. They are vermin, the whole swarm of them.

      1. Shoot the Velds, I say, they are rats.

  3. Who pays for the bus, you or I?
"""
ARTICLE = "A quiet day at the lock\n\nNothing happened at the lock today.\n\nThe keeper read the paper.\n"
FEW = Spec(permutations=19)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "ferry.txt").write_text(LIST_PAGE, encoding="utf-8")
    (folder / "again.txt").write_text(LIST_PAGE.replace("ferry", "tram"), encoding="utf-8")
    (folder / "lock.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "long.txt").write_text("word " * 1_000_000, encoding="utf-8")
    (folder / "old.txt").write_bytes(LIST_PAGE.replace("Green", "Grün – grün").encode("cp1252"))
    return folder


@pytest.fixture(scope="module")
def audited(pages, tmp_path_factory):
    out = tmp_path_factory.mktemp("audit") / "out"
    return toolkit.audit([pages, pages / "nowhere.txt"], out, spec=FEW)


def test_the_tables_keep_their_contract_on_disk(audited):
    for name, schema in (("comments", COMMENTS), ("scores", SCORES), ("spans", SPANS), ("spread", SPREAD)):
        assert load(audited.folder / f"{name}.parquet", schema).equals(getattr(audited, name))
    assert audited.comments["thread_id"].n_unique() == 3
    assert audited.scores.height == audited.comments.height


def test_spans_say_what_the_lexicon_and_the_model_point_at(audited):
    text = "Shoot the Velds, I say, they are rats."
    spans = audited.spans.join(audited.comments, on=["thread_id", "comment_id"]).filter(text=text)
    spans = spans.with_columns(words=pl.col("text").str.slice("start", pl.col("end") - pl.col("start")))
    assert spans.filter(pl.col("source") == "lexicon")["words"].unique().to_list() == ["rats"]
    assert spans.filter(pl.col("source") == "model", pl.col("label") == "toxicity")["words"].str.contains("rats").any()
    # leaving words out is asked for with ``score --spans`` alone
    assert set(audited.spans.filter(pl.col("source") == "model")["label"]) == {"toxicity"}
    assert '"model"' in (audited.folder / "report.html").read_text(encoding="utf-8")


def test_scores_already_obtained_take_the_place_of_a_model(audited, pages, tmp_path):
    texts = audited.comments["text"].unique(maintain_order=True)
    old = tmp_path / "old.csv"
    pl.DataFrame({"text": texts, "TOXICITY": [i / len(texts) for i in range(len(texts))]}).head(4).write_csv(old)
    found = toolkit.audit(pages, tmp_path / "out", spec=Spec(scorer=f"perspective:{old}", permutations=19))
    assert found.scores["toxicity"].count() > 0
    n_missing = found.scores["toxicity"].null_count()
    remark = found.problems.filter(pl.col("code") == "scores-missing")
    what = f"{n_missing} of {found.comments.height} comments have no score in the file"
    assert remark["what"].to_list() == [what]
    pl.DataFrame({"text": ["Somebody else's words."], "TOXICITY": [0.5]}).write_csv(old)
    with pytest.raises(ToolkitError, match="scores of none of the"):
        toolkit.audit(pages, tmp_path / "none", spec=Spec(scorer=f"perspective:{old}", permutations=19))


def test_every_bad_page_has_its_line_and_no_good_one_is_lost(audited, pages):
    problems = pl.read_csv(audited.folder / "problems.csv")
    told = dict(problems.select(pl.col("source").str.split("/").list.last(), "code").unique().iter_rows())
    assert told["empty.txt"] == "empty"
    assert told["binary.txt"] == "binary"
    assert told["nowhere.txt"] == "missing"
    assert told["lock.txt"] == "no-comments"
    assert told["long.txt"] == "no-comments"
    assert told["old.txt"] == "encoding"
    old = audited.comments.filter(pl.col("source").str.ends_with("old.txt"))
    assert old["text"][0] == "Grün – grün is a fine colour for a ferry, if you ask me."
    manifest = json.loads((audited.folder / "manifest.json").read_text())
    assert manifest["counts"]["pages"] == len(list(pages.iterdir()))
    assert len(manifest["inputs"]) == len(list(pages.iterdir()))


def test_nothing_hostile_reaches_the_report_alive(audited):
    page = (audited.folder / "report.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://x.example", "")


def test_five_pages_prove_nothing_and_the_audit_says_so(audited):
    headline = audited.spread.filter(metric="risk_difference", control="thread_depth")
    assert headline.height == 7
    assert headline["status"].str.starts_with("refused").all()
    assert headline["low"].null_count() == 7
    assert "cannot tell" in (audited.folder / "report.html").read_text(encoding="utf-8").lower()


def test_the_same_pages_give_the_same_bytes(audited, pages, tmp_path):
    again = toolkit.audit([pages, pages / "nowhere.txt"], tmp_path / "again", spec=FEW)
    for name in ("comments", "scores", "spans", "spread"):
        first, second = (folder / f"{name}.parquet" for folder in (audited.folder, again.folder))
        assert first.read_bytes() == second.read_bytes()
    assert (audited.folder / "manifest.json").read_bytes() == (again.folder / "manifest.json").read_bytes()


def test_a_second_run_scores_nothing_and_a_new_page_alone(pages, tmp_path, monkeypatch):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(LIST_PAGE, encoding="utf-8")
    toolkit.audit(folder, tmp_path / "out", spec=FEW)
    cache = sqlite3.connect(tmp_path / "out" / "scores.sqlite")
    before = cache.execute("SELECT count(*) FROM scores").fetchone()[0]
    asked = []
    score_batch = base._score_batch
    monkeypatch.setattr(
        base, "_score_batch", lambda loaded, batch, **how: asked.extend(batch) or score_batch(loaded, batch, **how)
    )
    toolkit.audit(folder, tmp_path / "out", spec=FEW)
    assert asked == []
    (folder / "b.txt").write_text(
        LIST_PAGE.replace("Who pays for the bus, you or I?", "Nobody pays, do you?"), encoding="utf-8"
    )
    toolkit.audit(folder, tmp_path / "out", spec=FEW)
    assert asked == ["Nobody pays, do you?"]
    assert cache.execute("SELECT count(*) FROM scores").fetchone()[0] == before + 1
    cache.close()


def test_several_processes_give_the_same_tables(pages, audited, tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.audit.engines.FILES_A_SHARD", 3)
    split = toolkit.audit([pages, pages / "nowhere.txt"], tmp_path / "split", spec=FEW, workers=2)
    assert len(list((tmp_path / "split" / "shards").iterdir())) == 3
    assert split.comments.equals(audited.comments)
    assert split.scores.equals(audited.scores)


def test_a_damaged_shard_is_made_again(pages, tmp_path):
    out = tmp_path / "out"
    first = toolkit.audit(pages / "ferry.txt", out, spec=FEW)
    shard = next((out / "shards").iterdir())
    (shard / "comments.parquet").write_bytes(b"damaged")
    assert toolkit.audit(pages / "ferry.txt", out, spec=FEW).comments.equals(first.comments)


def test_an_audit_does_not_read_its_own_output(pages, tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.txt").write_text(LIST_PAGE, encoding="utf-8")
    for _ in range(2):
        found = toolkit.audit(folder, folder / "audit", spec=FEW)
    assert found.comments["source"].n_unique() == 1
    assert found.problems.is_empty()


def test_what_cannot_be_done_is_said(pages, tmp_path):
    with pytest.raises(ToolkitError, match="no such file or folder"):
        toolkit.audit(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "file").touch()
    with pytest.raises(ToolkitError, match="a file stands where"):
        toolkit.audit(pages, tmp_path / "file")
    with pytest.raises(ToolkitError, match="no scorer"):
        toolkit.audit(pages, tmp_path / "out", spec=Spec(scorer="nobody"))


def test_pages_without_any_comment_still_give_a_whole_audit(pages, tmp_path):
    found = toolkit.audit(pages / "lock.txt", tmp_path / "out", spec=FEW)
    assert found.comments.is_empty()
    assert found.problems["code"].to_list() == ["no-comments"]
    assert (tmp_path / "out" / "report.html").exists()


def test_users_appear_under_pseudonyms_unless_asked(tmp_path):
    said = "\n\n".join(
        f"Heron{i} says:\n\nMarch {i}, 2021 at 4:0{i} pm\n\nComment number {i} of ours.\n\nReply" for i in range(1, 7)
    )
    (tmp_path / "p.txt").write_text(
        f"A ferry\n\nThe ferry is late again today.\n\n6 comments\n\n{said}\n", encoding="utf-8"
    )
    found = toolkit.audit(tmp_path / "p.txt", tmp_path / "out", spec=FEW)
    assert "Heron3" in found.comments["user"].to_list()
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Heron3" not in page
    assert "user-" in page
    for file in (tmp_path / "out" / "figures").glob("*.csv"):
        assert "Heron" not in file.read_text(encoding="utf-8")
    toolkit.audit(tmp_path / "p.txt", tmp_path / "out", spec=FEW, names=True)
    assert "Heron3" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
