"""Texts that live elsewhere in the repository and are pages of the site too: notebooks, model cards, samples."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

REPOSITORY = Path(__file__).parents[2]
MADE = REPOSITORY / "docs" / "made"
TEXTS = {"samples": "seeds/README.md", "contributing": "CONTRIBUTING.md", "changelog": "CHANGELOG.md"}
MODELS = REPOSITORY / "toolkit" / "scorers" / "models"
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
# Links as they read on a forge, and the pages of the site that they mean.
LINKS = (
    (re.compile(r"\]\((?:\.\./)+notebooks/(\w+)\.md"), r"](/made/notebooks/\1.md"),
    (re.compile(r"\]\((?:\.\./)+toolkit/scorers/models/(\w+)/MODEL_CARD\.md"), r"](/made/models/\1.md"),
    (re.compile(r"\]\((?:\.\./)+toolkit/__init__\.py"), "](/made/api/toolkit.rst"),
    (re.compile(r"\]\((?:\.\./)+toolkit/(\w+)(?:/__init__)?\.py"), r"](/made/api/toolkit.\1.rst"),
    (re.compile(r"\]\((?:\.\./)+toolkit/(\w+)/(\w+)\.py"), r"](/made/api/toolkit.\1.\2.rst"),
    # a folder of the repository is no page of the site
    (re.compile(r"\[([^]]+)\]\((?:\.\./)+tests/[^)]*\)"), r"`\1`"),
)
NOTEBOOK = """
:::{{note}}
This is `notebooks/{name}.md`, to be read here without its outputs.
The README's line turns it into a notebook that runs on your machine.
:::
"""


def pages() -> dict[str, str]:
    """Return the pages by where they go, without ending."""
    found = {target: (REPOSITORY / source).read_text(encoding="utf-8") for target, source in TEXTS.items()}
    for card in sorted(MODELS.glob("*/MODEL_CARD.md")):
        found[f"models/{card.parent.name}"] = card.read_text(encoding="utf-8")
    for notebook in sorted((REPOSITORY / "notebooks").glob("*.md")):
        title, rest = FRONT_MATTER.sub("", notebook.read_text(encoding="utf-8")).strip().split("\n", 1)
        found[f"notebooks/{notebook.stem}"] = f"{title}\n{NOTEBOOK.format(name=notebook.stem)}{rest}\n"
    return found


def write_if_new(path: Path, text: str) -> None:
    """Write `text` unless it stands there already, so that Sphinx reads anew only what changed."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def make(_app: Sphinx) -> None:
    """Write the copies (event ``builder-inited``)."""
    for target, text in pages().items():
        write_if_new(MADE / f"{target}.md", text)


def lead_to_pages(_app: Sphinx, _docname: str, source: list[str]) -> None:
    """Let links into the repository lead to their pages of the site (event ``source-read``)."""
    for link, page in LINKS:
        source[0] = link.sub(page, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("builder-inited", make)
    app.connect("source-read", lead_to_pages)
    return {"parallel_read_safe": True}
