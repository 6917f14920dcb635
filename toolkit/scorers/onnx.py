"""A folder with an ONNX classifier -> a scorer: ``model.onnx``, ``tokenizer.json``, ``scorer.json``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Loaded, Scorer

__all__ = ["open_folder"]

FILES = ("model.onnx", "tokenizer.json", "scorer.json")
NEEDED = ("name", "version", "labels", "thresholds", "calibration", "max_tokens", "about")


def open_folder(folder: Path) -> Scorer:
    """Return the scorer that lies in `folder`; the model is read when first used.

    Parameters
    ----------
    folder : holds ``model.onnx`` (input_ids and attention_mask to one logit a label),
        ``tokenizer.json`` and ``scorer.json`` (name, version, labels, thresholds, calibration: slope
        and shift of each label's logit, max_tokens, about)

    Raises
    ------
    ToolkitError : a file is missing or ``scorer.json`` says too little
    """
    for name in FILES:
        if not (folder / name).is_file():
            raise ToolkitError(f"no {name}", where=str(folder), mend=f"a scorer's folder holds {', '.join(FILES)}")
    about = json.loads((folder / "scorer.json").read_text(encoding="utf-8"))
    if missing := [key for key in NEEDED if key not in about]:
        raise ToolkitError(f"says nothing of {', '.join(missing)}", where=str(folder / "scorer.json"))
    if absent := [label for label in about["labels"] if label not in about["calibration"]]:
        raise ToolkitError(f"no calibration for {', '.join(absent)}", where=str(folder / "scorer.json"))
    return Scorer(
        name=about["name"],
        version=about["version"],
        labels=tuple(about["labels"]),
        thresholds=about["thresholds"],
        digest=_digest(folder),
        load=partial(_load, folder, about),
        about=about["about"],
    )


def _digest(folder: Path) -> str:
    """One digest over what decides a score; the texts for people in ``about`` do not."""
    whole = hashlib.sha256()
    for name in FILES[:2]:
        with (folder / name).open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    settings = json.loads((folder / "scorer.json").read_text(encoding="utf-8"))
    deciding = {key: settings[key] for key in ("labels", "calibration", "max_tokens")}
    whole.update(json.dumps(deciding, sort_keys=True).encode())
    return whole.hexdigest()


def _load(folder: Path, about: dict[str, Any]) -> Loaded:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    calibration = np.array([about["calibration"][label] for label in about["labels"]], dtype=np.float64)
    return Loaded(
        split=partial(_split, tokenizer, about["max_tokens"]),
        score=partial(_score, session, tokenizer, calibration),
    )


def _split(tokenizer: Tokenizer, max_tokens: int, text: str) -> list[str]:
    """Cut `text` at token borders into pieces of at most `max_tokens`, each sharing a quarter with the next."""
    room = max_tokens - tokenizer.num_special_tokens_to_add(is_pair=False)
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    if len(offsets) <= room:
        return [text]
    starts = range(0, len(offsets) - room // 4, room - room // 4)
    return [text[offsets[i][0] : offsets[min(i + room, len(offsets)) - 1][1]] for i in starts]


def _score(
    session: onnxruntime.InferenceSession,
    tokenizer: Tokenizer,
    calibration: NDArray[np.float64],
    pieces: Sequence[str],
) -> NDArray[np.float32]:
    """Run every piece alone: int8 ranges are taken over a whole batch, so company would change a score."""

    def run(ids: list[int]) -> NDArray[np.float32]:
        row = np.array([ids], dtype=np.int64)
        logits: NDArray[np.float32] = session.run(None, {"input_ids": row, "attention_mask": np.ones_like(row)})[0]
        first: NDArray[np.float32] = logits[0]
        return first

    encoded = tokenizer.encode_batch_fast(list(pieces))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        logits = np.stack(list(pool.map(run, (piece.ids for piece in encoded)))).astype(np.float64)
    slope, shift = calibration[:, 0], calibration[:, 1]
    probability: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(slope * logits + shift)))
    return probability.astype(np.float32)
