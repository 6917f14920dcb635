"""One shard: some page files -> their comments, scores, spans and problems, and a receipt, written last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.forms import reading_of
from toolkit.scorers import pick, score, spans
from toolkit.tables import save
from toolkit.writing import whole_or_not

__all__ = ["PROBLEMS", "Spec", "audit_shard", "file_digest", "is_done", "options_digest"]

PROBLEMS = pl.Schema(
    {"source": pl.String(), "line": pl.UInt32(), "code": pl.String(), "what": pl.String(), "mend": pl.String()}
)
TABLES = ("comments", "scores", "spans", "problems")
# Raised when a change of the code changes what a shard holds, so that old receipts no longer fit.
LAYOUT = 2
SHARD_OPTIONS = ("scorer", "timezone", "retrieved")


@dataclass(frozen=True, slots=True)
class Spec:
    """What an audit does to each page.

    Parameters
    ----------
    scorer : a name that `toolkit.scorers.pick` knows
    timezone : zone of dates that state none, an IANA name
    retrieved : when the pages were taken; null = ages such as "3 hours ago" give no timestamp
    permutations, seed : of the test of spread; they change no shard
    cache : SQLite file of scores, shared by all shards; where it lies changes no result
    """

    scorer: str = "compact"
    timezone: str = "UTC"
    retrieved: datetime | None = None
    permutations: int = 999
    seed: int = 0
    cache: Path | None = None


def options_digest(spec: Spec) -> str:
    """Return the SHA-256 of all that decides a shard's tables besides its pages."""
    options = {key: value for key, value in asdict(spec).items() if key in SHARD_OPTIONS}
    deciding = {**options, "model": pick(spec.scorer).digest, "layout": LAYOUT}
    return hashlib.sha256(json.dumps(deciding, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def audit_shard(
    files: Sequence[Path], out: Path, spec: Spec, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Read, score and mark the pages of `files`, and write their tables under `out`.

    Parameters
    ----------
    files : page files or ready-made threads; a thread never spans two shards
    out : folder of this shard alone
    spec : what to do
    progress : called with (scored, to score)

    Returns
    -------
    the receipt: inputs with their digests, options digest, counts, digests of the tables. A shard whose
    receipt fits its pages and options is not computed again
    """
    inputs, options = _inputs(files), options_digest(spec)
    receipt = _receipt(out)
    if receipt and _fits(receipt, inputs, options) and _whole(out, receipt):
        return receipt
    tables = _tables(files, spec, progress)
    written = {name: file_digest(save(table, out / f"{name}.parquet")) for name, table in tables.items()}
    receipt = {
        "inputs": inputs,
        "options": options,
        "counts": {
            "files": len(inputs),
            "comments": tables["comments"].height,
            "scored": tables["scores"].filter(pl.col("windows") > 0).height,
            "spans": tables["spans"].height,
            "problems": tables["problems"].height,
        },
        "tables": written,
    }
    with whole_or_not(out / "receipt.json") as unfinished:
        unfinished.write_text(json.dumps(receipt, indent=1) + "\n", encoding="utf-8")
    return receipt


def _tables(files: Sequence[Path], spec: Spec, progress: Callable[[int, int], None] | None) -> dict[str, pl.DataFrame]:
    reading = reading_of(files, timezone=spec.timezone, retrieved=spec.retrieved)
    comments = reading.comments
    rows = [asdict(problem) for problem in reading.problems]
    scores = score(comments, spec.scorer, cache=spec.cache, progress=progress, part=True)
    # erasing words one by one would cost more than all the scores; ``threadheat score --spans`` does it
    found = spans(comments, scores, spec.scorer, erase=False)
    return {
        "comments": comments,
        "scores": scores,
        "spans": found,
        "problems": pl.DataFrame(rows, schema=PROBLEMS),
    }


def is_done(files: Sequence[Path], out: Path, spec: Spec) -> bool:
    """Tell whether the receipt under `out` fits these pages and options, and its tables are whole."""
    receipt = _receipt(out)
    return receipt is not None and _fits(receipt, _inputs(files), options_digest(spec)) and _whole(out, receipt)


def _inputs(files: Sequence[Path]) -> list[dict[str, Any]]:
    return [{"path": str(file), **_fingerprint(file)} for file in files]


def _fits(receipt: dict[str, Any], inputs: list[dict[str, Any]], options: str) -> bool:
    return bool(receipt["inputs"] == inputs and receipt["options"] == options)


def _fingerprint(file: Path) -> dict[str, Any]:
    try:
        if file.is_dir():  # a corpus: one source of several files
            parts = sorted(part for part in file.rglob("*") if part.is_file())
            digests = "".join(f"{part.relative_to(file)}\0{file_digest(part)}\n" for part in parts)
            total = sum(part.stat().st_size for part in parts)
            return {"bytes": total, "sha256": hashlib.sha256(digests.encode("utf-8", "surrogateescape")).hexdigest()}
        return {"bytes": file.stat().st_size, "sha256": file_digest(file)}
    except OSError as error:
        # An unreadable file is an input too: it gets its problem row when it is read.
        return {"bytes": None, "sha256": None, "error": error.strerror}


def _receipt(out: Path) -> dict[str, Any] | None:
    path = out / "receipt.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _whole(out: Path, receipt: dict[str, Any]) -> bool:
    return all(
        (out / f"{name}.parquet").is_file() and file_digest(out / f"{name}.parquet") == receipt["tables"][name]
        for name in TABLES
    )
