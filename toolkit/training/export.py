"""A trained classifier -> ONNX, fp32 and int8, with what the change of precision costs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.training.labels import LABELS
from toolkit.training.outliers import part_outliers, ranges
from toolkit.training.train import build, load_tokenizer
from toolkit.training.vocabulary import keep_tokens, tokens_met

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
    texts : of training: tokens that they never use are left out, and a few of them show which channels are wide
    layers : how many of the encoder's layers the model has, from below; 0: all

    Notes
    -----
    Weights are quantised per channel to 7 bits (``reduce_range``): on processors without VNNI the
    8-bit product of AVX2 saturates, and the same text would score differently on another machine.
    The few channels that eight bits cannot hold stay in fp32: `toolkit.training.outliers`.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    fp32, parted = out / "model_fp32.onnx", out / "parted.onnx"
    kept = keep_tokens(
        encoder / "tokenizer.json", tokens_met(encoder / "tokenizer.json", texts), out / "tokenizer.json"
    )
    _export_fused(model_path, encoder, fp32, layers=layers, kept=kept)
    model = onnx.load(str(fp32))
    shown = np.random.default_rng(0).permutation(len(texts))[:N_SHOWN]
    small = part_outliers(model, ranges(fp32, out, [texts[i] for i in shown], max_tokens=64))
    onnx.save(model, str(parted))
    quantize_dynamic(
        str(parted),
        str(out / "model.onnx"),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=small,
        # the fused operators are unknown to shape inference, so it has to be told what flows there
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    parted.unlink()
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(encoder / name, out / f"ENCODER-{name}")


def _export_fused(model_path: Path, encoder: Path, fp32: Path, *, layers: int, kept: list[int]) -> None:
    """Trace the model and fuse attention, layer norms and activations into ONNX Runtime's operators."""
    import torch
    from onnxruntime.transformers import optimizer

    model: Any = build(encoder, layers=layers)
    model.load_state_dict(torch.load(model_path, weights_only=True))
    model.eval()
    words = model.encoder.embeddings.word_embeddings
    words.weight = torch.nn.Parameter(words.weight[kept], requires_grad=False)
    config = model.encoder.config
    config._attn_implementation = "eager"
    # Not padding, whatever the tokenizer's number for it is.
    example = torch.full((2, 16), 5, dtype=torch.int64)
    names = ("input_ids", "attention_mask")
    axes = {name: {0: "batch", 1: "tokens"} for name in (*names, "token_logits")}
    raw = fp32.with_name("raw.onnx")
    # dynamo=False: the newer exporter writes a graph in which no attention is recognised (measured: 0 of 6)
    torch.onnx.export(
        model, (example, torch.ones_like(example)), str(raw), dynamo=False, opset_version=17,
        input_names=list(names), output_names=["logits", "token_logits"],
        dynamic_axes={**axes, "logits": {0: "batch"}},
    )  # fmt: skip
    fused = optimizer.optimize_model(
        str(raw), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
    )
    fused.save_model_to_file(str(fp32))
    raw.unlink()


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
