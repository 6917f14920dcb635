"""Files that are there whole or not at all, however a run ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["whole_or_not"]


@contextmanager
def whole_or_not(path: Path) -> Iterator[Path]:
    """Yield a hidden name beside `path` to write to; it takes the place of `path` when all went well.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_or_not(Path(folder) / "new" / "page.txt") as unfinished:
    ...         n_written = unfinished.write_text("whole")
    ...     (Path(folder) / "new" / "page.txt").read_text()
    'whole'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    yield unfinished
    unfinished.replace(path)
