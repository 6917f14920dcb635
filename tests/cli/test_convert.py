"""``threadheat convert`` and what ``threadheat read`` takes besides text pages."""

import json
import subprocess
import sys

import polars as pl
import pytest

from toolkit.sources import read_threads


def threadheat(*arguments, **options):
    command = [sys.executable, "-c", "from toolkit.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


@pytest.fixture
def folder(tmp_path):
    rows = [
        {"thread_id": "t", "id": "1", "parent": None, "nick": "Ash", "text": "a"},
        {"thread_id": "t", "id": "2", "parent": "1", "nick": "Birch", "text": "b"},
    ]
    pl.DataFrame(rows).write_csv(tmp_path / "mine.csv")
    return tmp_path


def test_names_become_pseudonyms_the_same_in_every_export(folder):
    for out in ("a.jsonl", "corpus"):
        done = threadheat("convert", "mine.csv", "-o", out, "--column", "user=nick", cwd=folder)
        assert done.returncode == 0, done.stderr
    first, second = (read_threads(folder / name).comments for name in ("a.jsonl", "corpus"))
    assert first.equals(second)
    assert all(name.startswith("user-") for name in first["user"])
    assert "Birch" not in (folder / "corpus" / "utterances.jsonl").read_text(encoding="utf-8")


def test_names_are_written_where_they_are_asked_for(folder):
    done = threadheat("convert", "mine.csv", "-o", "a.csv", "--column", "user=nick", "--names", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert read_threads(folder / "a.csv").comments["user"].to_list() == ["Ash", "Birch"]
    assert not (folder / "pseudonyms.key").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("mine.csv", "-o", "a.xlsx"), "unknown format .xlsx"),
        (("mine.csv", "-o", "a.csv", "--to", "letter"), "no kind 'letter'"),
        (("mine.csv", "-o", "a.csv", "--column", "nick"), "no column: 'nick'"),
        (("mine.csv", "-o", "a.csv", "--kind", "letter"), "no kind 'letter'"),
        (("nowhere.csv", "-o", "a.csv"), "no such file"),
    ],
)
def test_errors_say_how_to_mend_them(folder, arguments, says):
    done = threadheat("convert", *arguments, cwd=folder)
    assert done.returncode == 2
    assert says in done.stderr
    assert "to mend:" in done.stderr


def test_read_takes_ready_threads(folder):
    done = threadheat("read", "mine.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["reply_to"] for line in done.stdout.splitlines()] == [None, "1"]
