"""A trained classifier -> ONNX, fp32 and int8, with what the change of precision costs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.scorers.exporting import fuse, quantise
from toolkit.training.labels import LABELS
from toolkit.training.train import build, load_tokenizer

__all__ = ["export", "logits_of"]


def export(model_path: Path, encoder: Path, out: Path, *, layers: int = 0) -> None:
    """Write ``model_fp32.onnx``, ``model.onnx`` (int8) and ``tokenizer.json`` under `out`.

    Parameters
    ----------
    model_path : ``model.pt`` of `toolkit.training.train`
    encoder : the folder it was trained from
    out : folder to write to
    layers : how many of the encoder's layers the model has, from below; 0: all
    """
    import torch

    out.mkdir(parents=True, exist_ok=True)
    model: Any = build(encoder, layers=layers)
    model.load_state_dict(torch.load(model_path, weights_only=True))
    fp32 = out / "model_fp32.onnx"
    fuse(model.eval(), fp32, {"logits": {0: "batch"}, "token_logits": {0: "batch", 1: "tokens"}})
    quantise(fp32, out / "model.onnx")
    _copy_tokenizer(encoder, out)


def _copy_tokenizer(encoder: Path, out: Path) -> None:
    tokenizer = load_tokenizer(encoder, max_tokens=512)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(encoder / name, out / f"ENCODER-{name}")


def logits_of(onnx_path: Path, tokenizer_folder: Path, texts: list[str], *, max_tokens: int) -> np.ndarray:
    """Return the logits of `texts`, each run alone: ``(n, 7) float32``, columns as `LABELS`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(str(onnx_path), options, providers=["CPUExecutionProvider"])
    tokenizer = load_tokenizer(tokenizer_folder, max_tokens=max_tokens)
    tokenizer.no_padding()
    rows = np.empty((len(texts), len(LABELS)), dtype=np.float32)
    for i, encoded in enumerate(tokenizer.encode_batch_fast(texts)):
        ids = np.array([encoded.ids], dtype=np.int64)
        rows[i] = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
    return rows
