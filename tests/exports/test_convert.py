"""COMMENTS -> every kind, and back where the kind can hold them."""

import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.exports import KINDS, convert
from toolkit.sources import read_threads


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet", "corpus"])
def test_what_was_written_reads_as_the_same_table(tmp_path, hard, name):
    assert read_threads(convert(hard, tmp_path / name)).comments.equals(hard)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet", "corpus", "a.graphml"])
def test_a_table_without_rows_is_no_error(tmp_path, hard, name):
    assert convert(hard.clear(), tmp_path / name).exists()


def test_the_kind_can_be_named_and_the_ending_must_fit_it(tmp_path, hard):
    assert (convert(hard, tmp_path / "my.corpus", kind="convokit") / "utterances.jsonl").is_file()
    with pytest.raises(ToolkitError, match=r"ends in \.graphml"):
        convert(hard, tmp_path / "a.csv", kind="graphml")
    with pytest.raises(ToolkitError, match="name one of: " + ", ".join(KINDS)):
        convert(hard, tmp_path / "a.csv", kind="letter")
    with pytest.raises(ToolkitError, match=r"unknown format \.xlsx"):
        convert(hard, tmp_path / "a.xlsx")


def test_only_comments_can_be_written(tmp_path):
    with pytest.raises(ToolkitError, match="COMMENTS"):
        convert(pl.DataFrame({"a": [1]}), tmp_path / "a.csv")
