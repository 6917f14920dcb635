"""A plan of shards -> their receipts, on one process or several."""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.audit.shard import Spec, audit_shard

__all__ = ["Shard", "plan", "run", "whole"]

# A shard is what a killed run may have to read again: at most this many files or bytes.
FILES_A_SHARD = 500
BYTES_A_SHARD = 8_000_000


@dataclass(frozen=True, slots=True)
class Shard:
    """Some page files and the folder their tables go to."""

    files: tuple[Path, ...]
    folder: Path


def plan(files: Sequence[Path], folder: Path) -> list[Shard]:
    """Cut `files`, in order, into shards under `folder`.

    The folder of a shard is named after the paths of its files, so the same files find their shard again.
    """
    shards: list[tuple[Path, ...]] = []
    current: list[Path] = []
    size = 0
    for file in files:
        length = file.stat().st_size if file.is_file() else 0
        if current and (len(current) == FILES_A_SHARD or size + length > BYTES_A_SHARD):
            shards.append(tuple(current))
            current, size = [], 0
        current.append(file)
        size += length
    if current:
        shards.append(tuple(current))
    return [whole(paths, folder) for paths in shards]


def whole(files: Sequence[Path], folder: Path) -> Shard:
    """Return the one shard of `files` under `folder`."""
    return Shard(tuple(files), folder / _name(files))


def _name(files: Sequence[Path]) -> str:
    return hashlib.sha256("\0".join(map(str, files)).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def run(
    shards: Sequence[Shard],
    spec: Spec,
    *,
    workers: int = 1,
    progress: Callable[[int, int, int, int], None] | None = None,
) -> list[dict[str, Any]]:
    """Audit every shard and return the receipts, in the order of `shards`.

    Parameters
    ----------
    shards : of `plan`
    spec : what to do
    workers : processes, started afresh and not forked; 1 stays in this one
    progress : called with (shards done, shards, texts scored in the running shard, texts to score there)
    """
    receipts = []
    if workers == 1 or len(shards) == 1:
        for done, shard in enumerate(shards):
            inside = partial(progress, done, len(shards)) if progress else None
            receipts.append(audit_shard(shard.files, shard.folder, spec, progress=inside))
        return receipts
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(shards)), mp_context=spawn) as pool:
        tasks = [pool.submit(audit_shard, shard.files, shard.folder, spec) for shard in shards]
        for done, task in enumerate(tasks, 1):
            receipts.append(task.result())
            if progress:
                progress(done, len(shards), 0, 0)
    return receipts
