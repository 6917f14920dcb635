"""A trained classifier -> ONNX, fp32 and int8, with what the change of precision costs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.training.labels import LABELS
from toolkit.training.train import build, load_tokenizer

__all__ = ["export", "logits_of"]


def export(model_path: Path, encoder: Path, out: Path) -> None:
    """Write ``model_fp32.onnx``, ``model.onnx`` (int8) and ``tokenizer.json`` under `out`.

    Parameters
    ----------
    model_path : ``model.pt`` of `toolkit.training.train`
    encoder : the folder it was trained from
    out : folder to write to

    Notes
    -----
    Weights are quantised per channel to 7 bits (``reduce_range``): on processors without VNNI the
    8-bit product of AVX2 saturates, and the same text would score differently on another machine.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    fp32 = out / "model_fp32.onnx"
    _export_fused(model_path, encoder, fp32)
    quantize_dynamic(
        str(fp32),
        str(out / "model.onnx"),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        # the fused operators are unknown to shape inference, so it has to be told what flows there
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    _copy_tokenizer(encoder, out)


def _export_fused(model_path: Path, encoder: Path, fp32: Path) -> None:
    """Trace the model and fuse attention, layer norms and activations into ONNX Runtime's operators."""
    import torch
    from onnxruntime.transformers import optimizer

    model: Any = build(encoder)
    model.load_state_dict(torch.load(model_path, weights_only=True))
    model.eval()
    config = model.encoder.config
    config._attn_implementation = "eager"
    example = torch.ones(2, 16, dtype=torch.int64)
    names = ("input_ids", "attention_mask")
    axes = {name: {0: "batch", 1: "tokens"} for name in names}
    raw = fp32.with_name("raw.onnx")
    # dynamo=False: the newer exporter writes a graph in which no attention is recognised (measured: 0 of 6)
    torch.onnx.export(
        model, (example, example), str(raw), dynamo=False, opset_version=17,
        input_names=list(names), output_names=["logits"], dynamic_axes={**axes, "logits": {0: "batch"}},
    )  # fmt: skip
    fused = optimizer.optimize_model(
        str(raw), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
    )
    fused.save_model_to_file(str(fp32))
    raw.unlink()


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
