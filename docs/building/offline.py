"""The site opens without a network: no script, style, font or picture comes from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

FOREIGN = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"(?:https?:)?//|<link\b[^>]*\bhref=\"(?:https?:)?//")
FOREIGN_STYLE = re.compile(r"@import\s+(?:url\()?[\"']?(?:https?:)?//|url\([\"']?(?:https?:)?//")


def check(app: Sphinx, error: Exception | None) -> None:
    """Fail the build where a file of the site would fetch something (event ``build-finished``)."""
    if error or app.builder.format != "html":
        return
    for pattern, kind in ((FOREIGN, "*.html"), (FOREIGN_STYLE, "*.css")):
        for path in sorted(Path(app.outdir).rglob(kind)):
            if found := pattern.search(path.read_text(encoding="utf-8")):
                raise ExtensionError(f"{path.name} would fetch something: {found[0]}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("build-finished", check)
    return {"parallel_read_safe": True}
