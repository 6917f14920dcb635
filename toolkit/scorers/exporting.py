"""A classifier in torch -> ONNX, fp32 and int8, that runs without torch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["eight_bits", "fuse", "quantise", "share_equal_weights"]


def fuse(model: Any, fp32: Path, outputs: Mapping[str, Mapping[int, str]]) -> None:
    """Trace the model and fuse attention, layer norms and activations into ONNX Runtime's operators.

    Parameters
    ----------
    model : a torch module that takes ids and mask; ``model.encoder.config`` or ``model.config`` is its encoder's
    fp32 : the file to write
    outputs : names of what it gives, in order, with the dimensions that vary
    """
    import torch
    from onnxruntime.transformers import optimizer

    config = getattr(model, "config", None) or model.encoder.config
    config._attn_implementation = "eager"
    # Not padding, whatever the tokenizer's number for it is.
    example = torch.full((2, 16), 5, dtype=torch.int64)
    names = ("input_ids", "attention_mask")
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {name: dict(of) for name, of in outputs.items()}
    raw = fp32.with_name("raw.onnx")
    # dynamo=False: the newer exporter writes a graph in which no attention is recognised (measured: 0 of 6)
    torch.onnx.export(
        model, (example, torch.ones_like(example)), str(raw), dynamo=False, opset_version=17,
        input_names=list(names), output_names=list(outputs),
        dynamic_axes=axes,
    )  # fmt: skip
    fused = optimizer.optimize_model(
        str(raw), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
    )
    fused.save_model_to_file(str(fp32))
    raw.unlink()


def eight_bits(source: Path, small: Path, leave: list[str]) -> None:
    """Write the model at `source` with the weights of its products in eight bits, but for the nodes to `leave`.

    Notes
    -----
    Weights are quantised per channel to 7 bits (``reduce_range``): on processors without VNNI the
    8-bit product of AVX2 saturates, and the same text would score differently on another machine.
    """
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source),
        str(small),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=leave,
        # the fused operators are unknown to shape inference, so it has to be told what flows there
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def quantise(fp32: Path, small: Path) -> None:
    """Write the model with its weights in eight bits, without looking at a text.

    Notes
    -----
    The second matrix of every feed-forward block meets activations with outliers, which eight bits cannot
    hold: its weights are stored in eight bits and multiplied in fp32.
    """
    import onnx

    down = _down_projections(onnx.load(str(fp32)))
    eight_bits(fp32, small, list(down))
    model = onnx.load(str(small))
    _store_in_eight_bits(model, set(down.values()))
    onnx.save(model, str(small))


def share_equal_weights(path: Path) -> None:
    """Keep one copy of weights that several layers share, as ALBERT's all do; tracing had made one each."""
    import onnx

    model = onnx.load(str(path))
    first: dict[bytes, str] = {}
    instead: dict[str, str] = {}
    for weight in list(model.graph.initializer):
        name, weight.name = weight.name, ""
        key = hashlib.sha256(weight.SerializeToString(deterministic=True)).digest()
        weight.name = name
        if key in first:
            instead[name] = first[key]
            model.graph.initializer.remove(weight)
        else:
            first[key] = name
    for node in model.graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = instead.get(name, name)
    onnx.save(model, str(path))


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
