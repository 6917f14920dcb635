"""A trained classifier -> ONNX, fp32 and int8, with what the change of precision costs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

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

    Notes
    -----
    Weights are quantised per channel to 7 bits (``reduce_range``): on processors without VNNI the
    8-bit product of AVX2 saturates, and the same text would score differently on another machine. The
    second matrix of every feed-forward block meets activations with outliers, which eight bits cannot
    hold: its weights are stored in eight bits and multiplied in fp32.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    fp32 = out / "model_fp32.onnx"
    _export_fused(model_path, encoder, fp32, layers=layers)
    whole = onnx.load(str(fp32))
    down = _down_projections(whole)
    quantize_dynamic(
        str(fp32),
        str(out / "model.onnx"),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=list(down),
        # the fused operators are unknown to shape inference, so it has to be told what flows there
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    small = onnx.load(str(out / "model.onnx"))
    _store_in_eight_bits(small, set(down.values()))
    onnx.save(small, str(out / "model.onnx"))
    _copy_tokenizer(encoder, out)


def _down_projections(model: Any) -> dict[str, str]:
    """Return node and weight of every product that leads from the wide layer of a block back to its width."""
    shapes = {weight.name: tuple(weight.dims) for weight in model.graph.initializer}
    products = {node.name: node.input[1] for node in model.graph.node if node.op_type == "MatMul"}
    return {name: weight for name, weight in products.items() if _narrows(shapes.get(weight, ()))}


def _narrows(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[0] > 2 * shape[1]


def _store_in_eight_bits(model: Any, names: set[str]) -> None:
    """Replace fp32 weights by eight bits and a scale a column, brought back to fp32 when the model is loaded."""
    from onnx import helper, numpy_helper

    for weight in [one for one in model.graph.initializer if one.name in names]:
        values = numpy_helper.to_array(weight)
        scale = np.maximum(np.abs(values).max(axis=0), 1e-8).astype(np.float32) / 127
        stored = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
        name = weight.name
        model.graph.initializer.remove(weight)
        model.graph.initializer.extend(
            [numpy_helper.from_array(stored, f"{name}_stored"), numpy_helper.from_array(scale, f"{name}_scale")]
        )
        node = helper.make_node("DequantizeLinear", [f"{name}_stored", f"{name}_scale"], [name], axis=1)
        model.graph.node.insert(0, node)


def _export_fused(model_path: Path, encoder: Path, fp32: Path, *, layers: int) -> None:
    """Trace the model and fuse attention, layer norms and activations into ONNX Runtime's operators."""
    import torch
    from onnxruntime.transformers import optimizer

    model: Any = build(encoder, layers=layers)
    model.load_state_dict(torch.load(model_path, weights_only=True))
    model.eval()
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
