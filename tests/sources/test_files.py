"""Files and folders: what is walked, packed, broken, kept."""

import gzip
import json
import os
import sys
from pathlib import Path

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.sources import Page, found, listed, pages, thread_id_of

ZSTD = pytest.importorskip("zstandard", reason="zstandard (extra web) is not installed")


def codes(stream):
    return [one.code for one in stream if not isinstance(one, Page)]


def texts(stream):
    return [one.lines for one in stream if isinstance(one, Page)]


def test_a_walk_takes_pages_and_no_tables(tmp_path):
    for name in ("a.txt", "b.HTML", "c.txt.zst", "d.warc.gz", "e.parquet", "f.csv", ".g.txt", "README.txt", "h.pdf"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in found(tmp_path)] == ["a.txt", "b.HTML", "c.txt.zst", "d.warc.gz"]
    assert [path.name for path in found(tmp_path, tables=True)] == [
        "a.txt",
        "b.HTML",
        "c.txt.zst",
        "d.warc.gz",
        "e.parquet",
    ]


def test_a_folder_of_convokit_stands_for_itself(tmp_path):
    corpus = tmp_path / "all" / "corpus"
    corpus.mkdir(parents=True)
    for name in ("utterances.jsonl", "corpus.json", "notes.txt"):
        (corpus / name).write_text("{}", encoding="utf-8")
    assert found(tmp_path) == [corpus]
    assert codes(pages(corpus)) == ["table"]


@pytest.mark.parametrize("pack", [gzip.compress, ZSTD.compress, lambda raw: raw])
def test_packed_files_are_known_by_their_bytes(tmp_path, pack):
    (tmp_path / "p.txt").write_bytes(pack(b"one\ntwo\n"))
    assert texts(pages(tmp_path)) == [("one", "two")]


@pytest.mark.parametrize("pack", [gzip.compress, ZSTD.compress])
def test_a_packed_file_that_breaks_off_gives_what_is_whole(tmp_path, pack):
    words = "".join(f"line {i} {hash(str(i))}\n" for i in range(100_000)).encode()
    (tmp_path / "p.txt.gz").write_bytes(pack(words)[:-2_000])
    stream = list(pages(tmp_path))
    assert codes(stream) == ["cut-short"]
    assert texts(stream)[0][0].startswith("line 0 ")


def test_a_file_that_cannot_be_unpacked_at_all_is_told(tmp_path):
    (tmp_path / "p.txt.gz").write_bytes(b"\x1f\x8bnonsense")
    assert codes(pages(tmp_path)) == ["unreadable"]


def test_an_html_file_needs_no_doctype(tmp_path):
    pytest.importorskip("resiliparse", reason="resiliparse (extra web) is not installed")
    (tmp_path / "p.html").write_text("<b>Ash</b> &amp; Birch", encoding="utf-8")
    (tmp_path / "q.txt").write_text("a < b & c", encoding="utf-8")
    assert texts(pages(tmp_path)) == [("Ash & Birch",), ("a < b & c",)]


def test_plain_text_asks_for_no_library(tmp_path, monkeypatch):
    for module in ("resiliparse.parse.html", "fastwarc.warc", "zstandard", "ftfy", "charset_normalizer"):
        monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "p.txt").write_text("Grün", encoding="utf-8")
    assert texts(pages(tmp_path)) == [("Grün",)]


@pytest.mark.parametrize(("name", "raw"), [("p.warc", b"WARC/1.0"), ("p.html", b"<p>"), ("p.zst", b"\x28\xb5\x2f\xfd")])
def test_a_missing_library_says_how_to_get_it(tmp_path, monkeypatch, name, raw):
    for module in ("resiliparse.parse.html", "fastwarc.warc", "zstandard"):
        monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ToolkitError, match=r"pip install 'threadheat\[web\]'"):
        list(pages(tmp_path / name))


def test_kept_text_is_what_the_lines_refer_to(tmp_path):
    pytest.importorskip("resiliparse", reason="resiliparse (extra web) is not installed")
    (tmp_path / "p.html").write_text("<ul><li>Ash<li>Birch</ul>", encoding="utf-8")
    (page,) = pages(tmp_path / "p.html", keep_text=tmp_path / "kept")
    kept = (tmp_path / "kept" / f"{thread_id_of(page)}.txt").read_text(encoding="utf-8")
    assert tuple(kept.splitlines()) == page.lines


def test_kept_text_of_an_address_has_a_name_that_files_can_have(tmp_path):
    address = "https://ferry.example/" + "x" * 300 + "?a=b&c=d:e"
    pl.DataFrame({"url": [address], "text": ["words"]}).write_parquet(tmp_path / "p.parquet")
    list(pages(tmp_path / "p.parquet", text_column="text", keep_text=tmp_path / "kept"))
    (kept,) = (tmp_path / "kept").iterdir()
    assert kept.read_text(encoding="utf-8") == "words\n"


@pytest.mark.parametrize("name", ["p.parquet", "p.jsonl", "p.jsonl.gz"])
def test_a_table_of_pages_gives_a_page_a_row(tmp_path, name):
    rows = [
        {"url": "https://ferry.example/1", "body": "one\ntwo"},
        {"url": None, "body": "three"},
        {"url": "x", "body": None},
    ]
    if name.endswith("parquet"):
        pl.DataFrame(rows).write_parquet(tmp_path / name)
    else:
        raw = "".join(json.dumps(row) + "\n" for row in rows).encode()
        (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith("gz") else raw)
    stream = list(pages(tmp_path / name, text_column="body"))
    assert texts(stream) == [("one", "two"), ("three",)]
    assert [one.source for one in stream] == ["https://ferry.example/1", f"{tmp_path / name}#2", "x"]
    assert codes(stream) == ["empty"]


def test_a_broken_line_of_a_table_of_pages_costs_that_line(tmp_path):
    (tmp_path / "p.jsonl").write_text('[1]\n{"body": "a"}\n{broken\n\n{"body": "b", "url": "u"}\n', encoding="utf-8")
    stream = list(pages(tmp_path / "p.jsonl", text_column="body"))
    assert texts(stream) == [("a",), ("b",)]
    assert [one.line for one in stream if not isinstance(one, Page)] == [1, 3]


@pytest.mark.parametrize("name", ["p.parquet", "p.jsonl"])
def test_a_column_that_is_not_there_is_an_error(tmp_path, name):
    table = pl.DataFrame({"url": ["u"], "body": ["a"]})
    (table.write_parquet if name.endswith("parquet") else table.write_ndjson)(tmp_path / name)
    with pytest.raises(ToolkitError, match="no column 'words'"):
        list(pages(tmp_path / name, text_column="words"))
    with pytest.raises(ToolkitError, match="no column 'address'"):
        list(pages(tmp_path / name, text_column="body", source_column="address"))


def test_a_table_without_a_named_column_is_no_page(tmp_path):
    (tmp_path / "p.csv").write_text("a,b\n", encoding="utf-8")
    assert codes(pages(tmp_path / "p.csv")) == ["table"]


def test_a_name_that_is_not_utf_8_is_no_harm(tmp_path):
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    try:
        Path(name).write_bytes(b"words")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    (page,) = pages(tmp_path)
    assert page.lines == ("words",)
    assert thread_id_of(page)


def test_nothing_given_and_nothing_there_are_errors(tmp_path):
    with pytest.raises(ToolkitError, match="no page was given"):
        listed([])
    with pytest.raises(ToolkitError, match="no such file or folder"):
        listed(tmp_path / "nowhere")
    assert listed([tmp_path, tmp_path / "nowhere"])[1][1].code == "missing"
