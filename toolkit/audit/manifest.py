"""What a run was made from and what it made, so that another person can check it byte by byte."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from toolkit.audit.shard import Spec, file_digest
from toolkit.scorers import pick
from toolkit.writing import whole_or_not

__all__ = ["manifest_of", "write_manifest"]

# Packages whose version can change a number or a text, where they are installed.
COUNTED = (
    "charset-normalizer", "fastwarc", "ftfy", "numpy", "onnxruntime", "polars", "resiliparse", "scipy", "tokenizers",
)  # fmt: skip


def manifest_of(
    receipts: Sequence[Mapping[str, Any]], spec: Spec, tables: Mapping[str, Path], counts: Mapping[str, int]
) -> dict[str, Any]:
    """Return the manifest of an audit.

    Parameters
    ----------
    receipts : of its shards
    spec : its options and seed
    tables : the tables it wrote, by file name
    counts : pages, comments and the like, by name

    Notes
    -----
    It holds no clock time: the same pages and options give the same manifest, byte for byte, on the
    same versions.
    """
    scorer = pick(spec.scorer)
    options = {name: value for name, value in asdict(spec).items() if name != "cache"}
    return {
        "threadheat": version("threadheat"),
        "python": platform.python_version(),
        "packages": {name: found for name in COUNTED if (found := _version(name))},
        "options": options,
        "scorer": {"id": scorer.id, "digest": scorer.digest, "thresholds": dict(scorer.thresholds)},
        "counts": dict(counts),
        "inputs": [entry for receipt in receipts for entry in receipt["inputs"]],
        "tables": {name: {"sha256": file_digest(path)} for name, path in tables.items()},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def write_manifest(manifest: Mapping[str, Any], path: Path) -> Path:
    """Write the manifest as JSON, whole or not at all."""
    with whole_or_not(path) as unfinished:
        unfinished.write_text(json.dumps(manifest, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    return path
