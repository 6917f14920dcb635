"""A trained classifier -> ONNX, fp32 and int8, with what the change of precision costs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.scorers.exporting import eight_bits, fuse
from toolkit.training.labels import LABELS
from toolkit.training.outliers import part_outliers, ranges
from toolkit.training.train import build, load_tokenizer

__all__ = ["export", "logits_of"]

# Texts that show how wide each channel gets.
N_SHOWN = 150


def export(model_path: Path, encoder: Path, out: Path, texts: list[str], *, layers: int = 0) -> None:
    """Write ``model_fp32.onnx``, ``model.onnx`` (int8) and ``tokenizer.json`` under `out`.

    Parameters
    ----------
    model_path : ``model.pt`` of `toolkit.training.train`
    encoder : the folder it was trained from
    out : folder to write to
    texts : of training: a few of them show which channels are wide
    layers : how many of the encoder's layers the model has, from below; 0: all

    Notes
    -----
    The few channels that eight bits cannot hold stay in fp32: `toolkit.training.outliers`.
    """
    import onnx
    import torch

    out.mkdir(parents=True, exist_ok=True)
    fp32, parted = out / "model_fp32.onnx", out / "parted.onnx"
    shutil.copyfile(encoder / "tokenizer.json", out / "tokenizer.json")
    model: Any = build(encoder, layers=layers)
    model.load_state_dict(torch.load(model_path, weights_only=True))
    fuse(model.eval(), fp32, {"logits": {0: "batch"}, "token_logits": {0: "batch", 1: "tokens"}})
    graph = onnx.load(str(fp32))
    shown = np.random.default_rng(0).permutation(len(texts))[:N_SHOWN]
    small = part_outliers(graph, ranges(fp32, out, [texts[i] for i in shown], max_tokens=64))
    onnx.save(graph, str(parted))
    eight_bits(parted, out / "model.onnx", small)
    parted.unlink()
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
