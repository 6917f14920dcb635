"""Pages of numbered lines beside a report: what stands where, hidden until asked for, and inert."""

import re

import polars as pl
import pytest

import toolkit
from toolkit.report import write_lines
from toolkit.report.lines import FOLDER
from toolkit.sources import Page, pages

SEED = "seeds/harbour-vote.txt"


@pytest.fixture
def comments():
    return toolkit.read(SEED)


def test_every_line_has_its_number_and_every_comment_its_place(comments, tmp_path):
    written = write_lines([page for page in pages(SEED) if isinstance(page, Page)], comments, tmp_path)
    assert list(written) == [SEED]
    page = (tmp_path / written[SEED]).read_text(encoding="utf-8")
    (raw,) = pages(SEED)
    numbers = re.findall(r'<li id="L(\d+)" value="(\d+)"', page)
    assert numbers == [(str(n), str(n)) for n in range(1, len(raw.lines) + 1)]
    named = dict(re.findall(r'id="L(\d+)"[^>]*><span class="id">#(\d+)</span>', page))
    assert named == {
        str(row["line_start"]): row["comment_id"].rsplit("-", 1)[1] for row in comments.iter_rows(named=True)
    }
    inside = {int(n) for n in re.findall(r'id="L(\d+)" value="\d+" class="in"', page)}
    assert inside == {
        n for start, end in comments.select("line_start", "line_end").iter_rows() for n in range(start, end + 1)
    }


def test_pages_without_comments_and_comments_without_lines_are_left_out(comments, tmp_path):
    other = Page("other.txt", ("a page", "of nothing"), "0")
    assert write_lines([other], comments, tmp_path) == {}
    unplaced = comments.with_columns(line_start=pl.lit(0, pl.UInt32), line_end=pl.lit(0, pl.UInt32))
    assert write_lines(pages(SEED), unplaced, tmp_path) == {}
    assert not (tmp_path / FOLDER).exists()


def test_no_line_of_a_stranger_is_markup(comments, tmp_path):
    evil = "</span><script>alert(1)</script>\u202e"
    source = '"><img src=x onerror=alert(1)>.txt'
    page = Page(source, (evil, "Anna says:"), "0")
    one = comments.head(1).with_columns(
        source=pl.lit(source), line_start=pl.lit(1, pl.UInt32), line_end=pl.lit(1, pl.UInt32)
    )
    written = write_lines([page], one, tmp_path)
    assert re.fullmatch(rf"{FOLDER}/[0-9a-f]{{12}}\.html", written[source])
    text = (tmp_path / written[source]).read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert "\u202e" not in text
    assert "default-src 'none'" in text
