"""Pictures as files: the same bytes each time, with their table and their words."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import draw, save_figure


@pytest.fixture
def drawn(synthetic):
    comments = synthetic.make_comments(12, seed=1)
    scores = synthetic.make_scores(comments)
    return lambda: draw(comments, scores, at=synthetic.AT)


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_same_bytes_run_after_run(drawn, tmp_path, suffix):
    first = save_figure(drawn(), tmp_path / f"a.{suffix}").read_bytes()
    again = save_figure(drawn(), tmp_path / f"b.{suffix}").read_bytes()
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
    assert len(first) > 2000


def test_a_path_may_be_a_string(drawn, tmp_path):
    assert save_figure(drawn(), str(tmp_path / "a.svg")) == tmp_path / "a.svg"
    assert (tmp_path / "a.csv").is_file()


def test_saving_twice_changes_nothing(drawn, tmp_path):
    drawing = drawn()
    assert (
        save_figure(drawing, tmp_path / "a.svg").read_bytes() == save_figure(drawing, tmp_path / "b.svg").read_bytes()
    )


def test_files_carry_their_words_and_no_date(drawn, tmp_path):
    drawing = drawn()
    png = save_figure(drawing, tmp_path / "a.png").read_bytes()
    svg = save_figure(drawing, tmp_path / "a.svg").read_text("utf-8")
    pdf = save_figure(drawing, tmp_path / "a.pdf").read_bytes()
    assert b"Description" in png
    assert "10 comments" not in svg
    assert "Thread pages/0: 12 comments" in svg
    assert "dc:date" not in svg
    assert b"CreationDate" not in pdf


def test_table_and_words_lie_beside(drawn, tmp_path):
    drawing = drawn()
    save_figure(drawing, tmp_path / "deep" / "tree.png")
    assert pl.read_csv(tmp_path / "deep" / "tree.csv").height == 12
    assert drawing.alt in (tmp_path / "deep" / "tree.txt").read_text("utf-8")
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["tree.csv", "tree.png", "tree.txt"]


def test_formulas_in_names_do_not_run_in_a_spreadsheet(synthetic, tmp_path):
    comments = synthetic.make_comments(3).with_columns(user=pl.lit("=cmd()"))
    save_figure(draw(comments, synthetic.make_scores(comments), at=synthetic.AT, names=True), tmp_path / "a.png")
    assert ",'=cmd()," in (tmp_path / "a.csv").read_text("utf-8")


def test_other_endings_are_refused(drawn, tmp_path):
    with pytest.raises(ToolkitError, match=r"\.png, \.svg, \.pdf"):
        save_figure(drawn(), tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []


def test_users_appear_under_pseudonyms_unless_asked(synthetic):
    comments = synthetic.make_comments(3).with_columns(user=pl.lit("Heron"))
    scores = synthetic.make_scores(comments)
    assert draw(comments, scores, at=synthetic.AT).table["user"].str.starts_with("user-").all()
    assert draw(comments, scores, at=synthetic.AT, names=True).table["user"].unique().to_list() == ["Heron"]


def test_a_notebook_shows_it_at_its_own_size_with_its_words(drawn):
    drawing = drawn()
    png, about = drawing._repr_png_()
    assert png.startswith(b"\x89PNG")
    assert about == {"width": round(drawing.figure.get_figwidth() * 96), "alt": drawing.alt}
    assert repr(drawing) == f"{drawing.title}\n{drawing.alt}"
