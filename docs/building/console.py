"""Console blocks: a page holds the commands, the build runs them and writes down what they say.

A page of the docs has blocks such as::

    ```console
    $ threadheat audit seeds -o audit
    ```

They run from the top of the page to its end, in a folder of its own that holds the sample pages (`seeds`), the files
beside the notebooks, and the audit of the sample pages (`audit`), so that any page can go on from there. A picture that
a command writes (``-o NAME.png``) is shown with its alt text; a report is linked. A command that should fail ends in
``# exit 2``; a long one may go on after a backslash. Nothing is pasted: a page with output in a block does not build.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

REPOSITORY = Path(__file__).parents[2]
MADE = REPOSITORY / "docs" / "made"
BLOCK = re.compile(r"^```console\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\$ ((?:.*\\\n)*.*)\n")
PICTURE = re.compile(r"-o (\S+)\.png\b")
PAGE = re.compile(r"-o (\S+\.html)\b|audit (?!.*--dry-run).*-o (\S+)", re.DOTALL)
FAILS = re.compile(r" +# exit (\d)$")
AUDIT = "threadheat audit seeds -o audit"
# How wide help texts and trees are, in characters: what a page shows without a scroll bar.
COLUMNS = 88
# No command here takes ten seconds on an idle machine; a busy one must not break the build.
SECONDS = 600

log = logging.getLogger(__name__)


class Workshop:
    """A temporary folder in which commands run as on a reader's machine."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="threadheat-docs-"))
        (self.root / "bin").mkdir()
        self._install("threadheat", f"#!{sys.executable}\nfrom toolkit.cli import main\n\nmain()\n")
        self._install("python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        self.bench = self.root / "bench"
        shutil.copytree(REPOSITORY / "seeds", self.bench / "seeds")
        for table in sorted((REPOSITORY / "notebooks").glob("*.csv")):
            shutil.copy(table, self.bench)
        self.run(AUDIT, self.bench)

    def _install(self, name: str, script: str) -> None:
        command = self.root / "bin" / name
        command.write_text(script, encoding="utf-8")
        command.chmod(0o755)

    def page(self, docname: str) -> Path:
        """Return a fresh folder for the commands of a page."""
        folder = self.root / "pages" / docname.replace("/", "_")
        shutil.rmtree(folder, ignore_errors=True)
        return Path(shutil.copytree(self.bench, folder))

    def run(self, command: str, folder: Path) -> str:
        """Return what `command` says, or fail the build where it does not end as it should."""
        wanted = int(found[1]) if (found := FAILS.search(command)) else 0
        path = f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(REPOSITORY), "COLUMNS": str(COLUMNS)}
        done = subprocess.run(  # noqa: S602  our own pages, which hold pipes
            command,
            shell=True,
            executable=shutil.which("bash"),
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        if done.returncode != wanted or str(self.root) in done.stdout:
            raise ExtensionError(f"{command!r} ended with {done.returncode}, not {wanted}:\n{done.stdout}")
        return done.stdout


def run_blocks(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the console blocks of a page by commands and what they say (event ``source-read``)."""
    if not BLOCK.search(source[0]) or docname.startswith("made/"):
        return
    if not hasattr(app, "workshop"):
        log.info("console: auditing the sample pages")
        app.workshop = Workshop()  # type: ignore[attr-defined]
    workshop: Workshop = app.workshop  # type: ignore[attr-defined]
    folder = workshop.page(docname)

    def ran(block: re.Match[str]) -> str:
        if COMMAND.sub("", block[1]):
            raise ExtensionError(f"{docname}: a console block holds commands alone:\n{block[0]}")
        said, shown = "", ""
        for command in COMMAND.findall(block[1]):
            began = time.monotonic()
            said += f"$ {command}\n{workshop.run(command, folder)}"
            shown += _shown(command, folder, docname)
            log.info("console: %s: %s (%.1f s)", docname, command, time.monotonic() - began)
        return f"```console\n{said.rstrip()}\n```\n{shown}"

    source[0] = BLOCK.sub(ran, source[0])


def _shown(command: str, folder: Path, docname: str) -> str:
    """Return Markdown that shows the pictures and links the reports that a command wrote."""
    page, up = docname.replace("/", "_"), "../" * docname.count("/")
    if picture := PICTURE.search(command):
        name = f"{page}_{Path(picture[1]).name}.png"
        _copy(folder / f"{picture[1]}.png", MADE / "pictures" / name)
        title, _, alt = (folder / f"{picture[1]}.txt").read_text(encoding="utf-8").strip().partition("\n\n")
        options = f":alt: {json.dumps(alt, ensure_ascii=False)}\n:target: {up}_images/{name}\n"
        return f"\n```{{figure}} /made/pictures/{name}\n{options}\n{title}\n```\n"
    if report := PAGE.search(command):
        written = folder / (report[1] or f"{report[2]}/report.html")
        _copy(written, MADE / "extra" / "reports" / f"{page}.html")
        return f'\n<a class="report" href="{up}reports/{page}.html">Open the report that this wrote</a>\n'
    return ""


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def tidy(app: Sphinx, _error: Exception | None) -> None:
    """Remove the workshop (event ``build-finished``)."""
    if hasattr(app, "workshop"):
        shutil.rmtree(app.workshop.root)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    (MADE / "extra").mkdir(parents=True, exist_ok=True)
    app.connect("source-read", run_blocks)
    app.connect("build-finished", tidy)
    return {"parallel_read_safe": False}
