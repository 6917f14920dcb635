"""Write ``docs/forms.md``: what each form looks like, from the cases that test it.

python docs/make_forms.py
"""

from __future__ import annotations

import json
from pathlib import Path

CASES = Path(__file__).parents[1] / "tests" / "forms"
PAGE = Path(__file__).parent / "forms.md"
# So many lines of a case are shown, from the one above the first header on.
LINES, ABOVE = 14, 4


def page() -> str:
    """Return the page as Markdown."""
    parts = [
        "# What the forms look like\n\n"
        "Written by `python docs/make_forms.py` from `tests/forms`: of every family the first case, around its first\n"
        "comments. Numbers are the lines of the case. Sites in no list are read by what repeats on the page:\n"
        "[reading.md](reading.md).\n"
    ]
    for folder in sorted(path for path in CASES.iterdir() if path.is_dir()):
        cases = sorted(folder.glob("*.jsonl"))
        shown = next((case for case in cases if case.read_text(encoding="utf-8").strip()), None)
        if shown is not None:
            names = ", ".join(case.stem for case in cases)
            parts.append(f"## {folder.name}\n\nCases: {names}\n\n```text\n{_excerpt(shown)}\n```\n")
    return "\n".join(parts)


def _excerpt(case: Path) -> str:
    first = json.loads(case.read_text(encoding="utf-8").splitlines()[0])["start_line"]
    lines = case.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    start = max(0, first - 1 - ABOVE)
    return "\n".join(
        f"{number:>4}  {line}".rstrip() for number, line in enumerate(lines[start : start + LINES], start + 1)
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
