"""Scores already obtained, kept in one SQLite file by text and model."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError

__all__ = ["Cache"]

Entry = tuple[NDArray[np.float32], int]

# SQLite takes at most 999 parameters a statement in its oldest builds still in use.
KEYS_AT_ONCE = 500
# 32 MB of the file beside it; SQLite's own measure of 1,000 pages is reached every 15 batches.
PAGES_GATHERED = 8_000


class Cache:
    """Scores on disk; a text is stored as its SHA-256 only, never in words.

    Parameters
    ----------
    path : the SQLite file, made if it is not there

    Raises
    ------
    ToolkitError : `path` is a file of another kind

    Examples
    --------
    >>> import numpy as np, tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Cache(Path(folder) / "scores.sqlite") as cache:
    ...     cache.keep("model 1", {"good day": (np.array([0.25], dtype=np.float32), 1)})
    ...     cache.find("model 1", ["good day", "unseen"]), cache.find("model 2", ["good day"])
    ({'good day': (array([0.25], dtype=float32), 1)}, {})
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # several processes of one audit share the file; each waits for the others' short writes
        self._file = sqlite3.connect(path, timeout=60.0)
        try:
            self._file.execute("PRAGMA journal_mode=WAL")
            # A killed run loses nothing by this, nor does the file break when the power fails: only the last
            # seconds can then be missing. Waiting for the disk after every batch took longer than a fast model.
            self._file.execute("PRAGMA synchronous=NORMAL")
            # Keys are hashes, so each batch touches pages all over the file: gather more before they are copied.
            self._file.execute(f"PRAGMA wal_autocheckpoint={PAGES_GATHERED}")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS scores (key BLOB PRIMARY KEY, windows INTEGER, labels BLOB) WITHOUT ROWID"
            )
        except sqlite3.DatabaseError as error:
            self._file.close()
            raise ToolkitError(
                f"not a score cache: {error}", where=str(path), mend="delete or rename the file"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def find(self, digest: str, texts: Sequence[str]) -> dict[str, Entry]:
        """Return the entries of those `texts` that the model of `digest` has scored."""
        keys = {_key(digest, text): text for text in texts}
        found: dict[str, Entry] = {}
        todo = list(keys)
        for start in range(0, len(todo), KEYS_AT_ONCE):
            part = todo[start : start + KEYS_AT_ONCE]
            marks = ",".join("?" * len(part))
            rows = self._file.execute(f"SELECT key, windows, labels FROM scores WHERE key IN ({marks})", part)  # noqa: S608  marks only
            for key, windows, labels in rows:
                found[keys[key]] = (np.frombuffer(labels, dtype="<f4"), windows)
        return found

    def keep(self, digest: str, entries: Mapping[str, Entry]) -> None:
        """Write `entries`, text to (labels, windows), in one transaction."""
        rows = [
            (_key(digest, text), windows, labels.astype("<f4").tobytes()) for text, (labels, windows) in entries.items()
        ]
        with self._file:
            self._file.executemany("INSERT OR REPLACE INTO scores VALUES (?, ?, ?)", rows)


def _key(digest: str, text: str) -> bytes:
    return hashlib.sha256(f"{digest}\0{text}".encode("utf-8", "surrogatepass")).digest()
