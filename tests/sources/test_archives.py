"""WARC and WET: pages with their address, and damage that costs one record."""

import gzip
from datetime import UTC, datetime

import pytest

from toolkit.sources import Page, pages, thread_id_of
from toolkit.sources import archives as room

pytest.importorskip("fastwarc", reason="fastwarc (extra web) is not installed")
pytest.importorskip("resiliparse", reason="resiliparse (extra web) is not installed")
zstandard = pytest.importorskip("zstandard", reason="zstandard (extra web) is not installed")


def record(name, body, kind="response", content="application/http; msgtype=response"):
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://ferry.example/{name}\r\n"
        f"WARC-Date: 2020-02-03T04:05:06Z\r\nWARC-Record-ID: <urn:uuid:{name}>\r\nContent-Type: {content}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def http(body, *, head="Content-Type: text/html; charset=utf-8", code="200 OK"):
    return f"HTTP/1.1 {code}\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def html(name, words="A ferry."):
    return record(name, http(f"<p>{words}</p>".encode()))


A, B, C = html("a"), html("b"), html("c")


def read(tmp_path, raw, name="crawl.warc"):
    (tmp_path / name).write_bytes(raw)
    found = list(pages(tmp_path / name))
    return [one for one in found if isinstance(one, Page)], [one for one in found if not isinstance(one, Page)]


@pytest.mark.parametrize(
    ("name", "pack"),
    [("c.warc", lambda raw: raw), ("c.warc.gz", gzip.compress), ("c.warc.zst", zstandard.compress)],
)
def test_every_record_is_a_page_with_its_address_and_its_day(tmp_path, name, pack):
    found, problems = read(tmp_path, pack(A) + pack(B), name)
    assert [page.source for page in found] == ["https://ferry.example/a", "https://ferry.example/b"]
    assert found[0].lines == ("A ferry.",)
    assert found[0].retrieved == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert found[0].container.endswith(name)
    assert problems == []


def test_a_wet_file_gives_its_texts(tmp_path):
    found, problems = read(
        tmp_path, gzip.compress(record("w", "Grün\nist gut\n".encode(), "conversion", "text/plain")), "c.wet.gz"
    )
    assert found[0].lines == ("Grün", "ist gut")
    assert problems == []


@pytest.mark.parametrize(
    ("body", "head", "words"),
    [
        (gzip.compress(b"<p>packed</p>"), "Content-Type: text/html\r\nContent-Encoding: gzip", "packed"),
        (b"<p>unpacked</p>", "Content-Type: text/html\r\nContent-Encoding: gzip", "unpacked"),
        (b"6\r\n<p>chu\r\n6\r\nnk</p>\r\n0\r\n\r\n", "Content-Type: text/html\r\nTransfer-Encoding: chunked", "chunk"),
        (b"<p>whole</p>", "Content-Type: text/html\r\nTransfer-Encoding: chunked", "whole"),
        ("<p>Café</p>".encode("latin-1"), "Content-Type: text/html; charset=ISO-8859-1", "Café"),
        (b"just words", "Content-Type: text/plain", "just words"),
    ],
)
def test_a_body_is_read_however_it_was_sent(tmp_path, body, head, words):
    found, problems = read(tmp_path, record("x", http(body, head=head)))
    assert found[0].lines == (words,)
    assert problems == []


@pytest.mark.parametrize(
    ("raw", "left", "code"),
    [
        (A + b"garbage\r\n\r\n" + B, "ab", "record-broken"),
        (A.replace(b"Content-Length: ", b"Content-Length: x", 1) + B, "b", "record-broken"),
        (gzip.compress(A) + b"junk" * 9 + gzip.compress(B), "ab", "record-broken"),
        (gzip.compress(A) + gzip.compress(b"junk") + gzip.compress(B), "ab", "record-broken"),
        (gzip.compress(A) + gzip.compress(B)[:-30] + gzip.compress(C), "ac", "record-broken"),
        (A + B[:-10], "ab", "record-cut"),
        (A + B[:40], "a", "record-broken"),
        (b"no archive at all\n", "", "record-broken"),
    ],
)
def test_damage_costs_the_record_it_lies_in_and_no_other(tmp_path, raw, left, code):
    found, problems = read(tmp_path, raw)
    assert "".join(page.source[-1] for page in found if page.source[-1] in left) == left
    assert code in [problem.code for problem in problems]


def test_what_is_no_page_is_counted(tmp_path):
    raw = record("e", http(b"<p>gone</p>", code="404 Not Found")) + record(
        "i", http(b"\x89PNG", head="Content-Type: image/png")
    )
    found, problems = read(tmp_path, raw + A)
    assert len(found) == 1
    assert [problem.code for problem in problems] == ["records-left-out"]
    assert problems[0].what.startswith("2 ")


def test_a_page_that_stands_there_twice_is_given_once_and_told(tmp_path):
    found, problems = read(tmp_path, A + html("a", "Another ferry.") + A)
    assert len({thread_id_of(page) for page in found}) == len(found) == 2
    assert [problem.code for problem in problems] == ["page-twice"]


def test_one_page_in_two_archives_is_two_threads(tmp_path):
    (tmp_path / "one.warc").write_bytes(A)
    (tmp_path / "two.warc").write_bytes(A)
    assert len({thread_id_of(page) for page in pages(tmp_path)}) == 2


def test_records_are_read_one_at_a_time(tmp_path, monkeypatch):
    read_so_far = []
    monkeypatch.setattr(room, "page_of_raw", lambda raw, source, **_: read_so_far.append(source) or [])
    (tmp_path / "c.warc").write_bytes(b"".join(html(str(i)) for i in range(50)))
    stream = room._records(tmp_path / "c.warc")
    next(stream)
    assert read_so_far == []
    list(room.pages_of_archive(tmp_path / "c.warc"))
    assert len(read_so_far) == 50
