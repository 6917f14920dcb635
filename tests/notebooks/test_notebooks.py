"""Every notebook runs top to bottom, alone, without a network, and keeps the rules of its folder."""

from __future__ import annotations

import ast
import html
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit

pytestmark = pytest.mark.notebooks

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))
# Of the processor, not of the clock, so that a busy machine fails nothing; a cell may wait longer for its turn.
MOST_SECONDS = 120
MOST_SECONDS_WAITED = 900
ALONE = """
import socket

def refuse(host, *rest, **options):
    raise OSError(f"a notebook asked for {host}")

socket.getaddrinfo = refuse
socket.create_connection = refuse
"""


@pytest.fixture(scope="module", params=NAMES)
def notebook(request):
    jupytext = pytest.importorskip("jupytext", reason="jupytext is not installed: pip install '.[notebooks]'")
    return request.param, jupytext.read(FOLDER / f"{request.param}.md")


def sources(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def files():
    return {path: path.stat().st_mtime_ns for folder in (FOLDER, ROOT / "seeds") for path in folder.iterdir()}


def test_there_are_the_four():
    assert NAMES == ["choosing_thresholds", "does_it_spread", "first_audit", "leaving_perspective"]


@pytest.fixture(scope="module")
def run(notebook):
    """The notebook with its outputs, its processor seconds, and whether the sample files are as they were."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install '.[notebooks]'")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed: pip install '.[notebooks]'")
    nbformat = pytest.importorskip("nbformat")
    cells = nbformat.from_dict(notebook[1])
    cells.cells.insert(0, nbformat.v4.new_code_cell(ALONE))
    cells.cells.append(nbformat.v4.new_code_cell("import time; print(time.process_time())"))
    # The kernel is a process of its own: it must meet the toolkit that is tested, and no settings of the user.
    changed = {"PYTHONPATH": str(Path(toolkit.__file__).parents[1]), "JUPYTER_PLATFORM_DIRS": "1"}
    client = nbclient.NotebookClient(
        cells, timeout=MOST_SECONDS_WAITED, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    before = files()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in changed.items():
            patch.setenv(name, value)
        client.execute()
    return cells, float(cells.cells[-1].outputs[0].text), files() == before


def test_it_runs_top_to_bottom_alone_in_time_and_changes_no_file(run):
    cells, seconds, same_files = run
    ran = [cell for cell in cells.cells if cell.cell_type == "code"]
    assert len(ran) > 8
    assert all(cell.execution_count for cell in ran)
    assert seconds < MOST_SECONDS
    assert same_files
    said = [output.text for cell in ran for output in cell.outputs if output.get("name") == "stderr"]
    assert not [text for text in said if "Warning" in text]


def test_no_text_of_a_comment_stands_open(run):
    shown, folded = "", ""
    for cell in run[0].cells:
        for output in cell.get("outputs", ()):
            parts = [
                output.get("text", ""),
                *(output.get("data", {}).get(kind, "") for kind in ("text/plain", "text/html")),
            ]
            for part in parts:
                shown += html.unescape(re.sub("<details>.*?</details>", "", part, flags=re.DOTALL)) + "\n"
                folded += html.unescape("".join(re.findall("<details>.*?</details>", part, flags=re.DOTALL)))
    texts = toolkit.read([FOLDER / "labelled_texts.csv", ROOT / "seeds"])["text"]
    long = [text for text in texts if len(text) >= 30]
    assert [text for text in long if text in shown] == []
    # The same search does find texts where they are folded away.
    assert ("show_table" in "\n".join(sources(run[0]))) == any(text in folded for text in long)


def test_it_tells_a_story_and_defines_nothing(notebook):
    _, cells = notebook
    assert cells.cells[0].source.startswith("# ")
    for source in sources(cells):
        found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, DEFINITIONS)]
        assert not found, source


DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def test_it_uses_public_names_only(notebook):
    for source in sources(notebook[1]):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "toolkit":
                public = set(importlib.import_module(node.module).__all__)
                assert {alias.name for alias in node.names} <= public, node.module
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_"), node.attr
                if isinstance(node.value, ast.Name) and node.value.id == "toolkit":
                    assert node.attr in toolkit.__all__


def test_its_code_keeps_the_style_of_the_house(notebook, tmp_path):
    pytest.importorskip("ruff", reason="ruff is not installed")
    jupytext = pytest.importorskip("jupytext")
    name, cells = notebook
    path = tmp_path / f"{name}.ipynb"
    jupytext.write(cells, path)
    for words in (["check"], ["format", "--check", "--diff"]):
        command = [sys.executable, "-m", "ruff", *words, "--config", str(ROOT / "pyproject.toml"), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr


def test_links_and_files_it_names_are_there(notebook):
    _, cells = notebook
    text = "\n".join(cell.source for cell in cells.cells)
    for path in re.findall(r"\"([\w./-]+\.(?:csv|txt))\"|\"(\.\./[\w./-]+)\"", text):
        assert (FOLDER / (path[0] or path[1])).exists(), path
    for name in re.findall(r"`((?:choosing|does|first|leaving)_\w+)`", text):
        assert name in NAMES


def test_the_folder_keeps_texts_and_tables_and_no_output():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "notebooks"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {Path(line).suffix for line in listed.stdout.split()} <= {".md", ".csv", ".toml"}
    for name in NAMES:
        asked = ["git", "check-ignore", "-q", f"notebooks/{name}.ipynb"]
        assert subprocess.run(asked, cwd=ROOT, check=False).returncode == 0, name
