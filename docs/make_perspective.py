"""Run the commands of ``docs/perspective.md`` on its sample files, and write their output under them.

python docs/make_perspective.py
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).parent / "perspective.md"
SAMPLES = PAGE.parents[1] / "tests" / "scorers" / "perspective"
COMMAND = re.compile(r"^    \$ threadheat (.+)\n((?:    (?!\$).*\n)*)", re.MULTILINE)


def page() -> str:
    """Return the page with the output that its commands have now."""
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SAMPLES, folder, dirs_exist_ok=True)
        return COMMAND.sub(lambda found: _ran(found[1], folder), text)


def _ran(arguments: str, folder: str) -> str:
    command = [sys.executable, "-c", "from toolkit.cli import main; main()", *shlex.split(arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  our own page
    if done.returncode not in {0, 2}:
        raise RuntimeError(done.stderr)
    said = "".join(f"    {line}\n" for line in (done.stderr + done.stdout).splitlines())
    return f"    $ threadheat {arguments}\n{said}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
