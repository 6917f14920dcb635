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
from toolkit.scorers.base import Loaded, Mark, Scorer
from toolkit.scorers.batches import Shape, in_batches
from toolkit.scorers.unspell import UNSPELLING
from toolkit.scorers.windows import split
from toolkit.scorers.words import words_digest

__all__ = ["open_folder"]

FILES = ("model.onnx", "tokenizer.json", "scorer.json")
NEEDED = ("name", "version", "labels", "thresholds", "calibration", "max_tokens", "about")
DECIDING = ("labels", "calibration", "max_tokens", "batch")


def open_folder(folder: Path) -> Scorer:
    """Return the scorer that lies in `folder`; the model is read when first used.

    Parameters
    ----------
    folder : holds ``model.onnx`` (input_ids and attention_mask to one logit a label),
        ``tokenizer.json`` and ``scorer.json`` (name, version, labels, thresholds, calibration: slope
        and shift of each label's logit, max_tokens, about; and for models that are not quantised batch: tokens of a
        batch and pad_id, without which every text runs alone; marked: threshold and calibration of its token_logits,
        where it has them; unspells: respelled texts are read both ways). Where a model also takes token_type_ids,
        they are 0

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
        unspells=bool(about.get("unspells")),
        marked_from=float(about.get("marked", {}).get("threshold", 0.5)),
    )


def _digest(folder: Path) -> str:
    """One digest over what decides a score; the texts for people in ``about`` do not."""
    whole = hashlib.sha256()
    for name in FILES[:2]:
        with (folder / name).open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    settings = json.loads((folder / "scorer.json").read_text(encoding="utf-8"))
    deciding = {key: settings[key] for key in DECIDING if key in settings}
    if settings.get("unspells"):
        deciding["unspelling"] = [UNSPELLING, words_digest()]
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
        split=partial(split, tokenizer, about["max_tokens"]),
        score=partial(_score, session, tokenizer, calibration, _shape(about)),
        mark=partial(_mark, session, tokenizer, about) if "marked" in about else None,
    )


def _shape(about: dict[str, Any]) -> Shape | None:
    batch = about.get("batch")
    return Shape(batch["tokens"], about["max_tokens"], batch["pad_id"]) if batch else None


def _mark(session: onnxruntime.InferenceSession, tokenizer: Tokenizer, about: dict[str, Any], text: str) -> list[Mark]:
    """Return each token of `text` with its probability; where windows share a token, the higher counts."""
    whole = tokenizer.encode(text)
    inner = [(i, offset) for i, offset in zip(whole.ids, whole.offsets, strict=True) if offset[1] > offset[0]]
    first, last = whole.ids[0], whole.ids[-1]
    room = about["max_tokens"] - 2
    slope, shift = about["marked"]["calibration"]
    best = np.zeros(len(inner))
    for start in range(0, max(len(inner) - room // 4, 1), room - room // 4):
        part = [i for i, _ in inner[start : start + room]]
        ids = np.array([[first, *part, last]], dtype=np.int64)
        logits = session.run(["token_logits"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0, 1:-1]
        found = 1 / (1 + np.exp(-(slope * logits.astype(np.float64) + shift)))
        best[start : start + room] = np.maximum(best[start : start + room], found)
    return [(offset[0], offset[1], float(p)) for (_, offset), p in zip(inner, best, strict=True)]


def _score(
    session: onnxruntime.InferenceSession,
    tokenizer: Tokenizer,
    calibration: NDArray[np.float64],
    shape: Shape | None,
    pieces: Sequence[str],
) -> NDArray[np.float32]:
    """Run pieces in batches of that shape, or each alone: int8 ranges are taken over a whole batch."""
    typed = any(one.name == "token_type_ids" for one in session.get_inputs())

    def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        inputs = {"input_ids": ids, "attention_mask": mask}
        if typed:
            inputs["token_type_ids"] = np.zeros_like(ids)
        logits: NDArray[np.float32] = session.run(None, inputs)[0]
        return logits

    def run_alone(ids: list[int]) -> NDArray[np.float32]:
        row = np.array([ids], dtype=np.int64)
        first: NDArray[np.float32] = run(row, np.ones_like(row))[0]
        return first

    encoded = [piece.ids for piece in tokenizer.encode_batch_fast(list(pieces))]
    if shape:
        logits = in_batches(encoded, run, shape).astype(np.float64)
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            logits = np.stack(list(pool.map(run_alone, encoded))).astype(np.float64)
    slope, shift = calibration[:, 0], calibration[:, 1]
    probability: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(slope * logits + shift)))
    return probability.astype(np.float32)
