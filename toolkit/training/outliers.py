"""Products whose inputs have outliers -> a few channels in fp32, and the rest fit for eight bits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.training.train import load_tokenizer

__all__ = ["part_outliers", "ranges", "weighted_products"]

Floats = NDArray[np.float32]

# How much of an input's range is moved into its weights, in [0, 1]. By this alone .5, .65 and .8 flipped .061, .011
# and .007 of the decisions on 200 texts (no scaling: .039); with outliers in fp32 beside it, .75 flipped .006.
BALANCE = 0.75
# Channels multiplied in fp32. The wide input of a feed-forward block's second product has most of the outliers.
N_WIDE, N_NARROW = 16, 4
LEAST = 1e-5


class _Parted(NamedTuple):
    """One input: the prefix of its new names, what its channels are divided by, and the channels kept in fp32."""

    tag: str
    scale: Floats
    few: NDArray[np.int64]


def weighted_products(model: Any) -> list[Any]:
    """Return the nodes of an ONNX `model` that multiply by a matrix of weights."""
    matrices = {weight.name for weight in model.graph.initializer if len(weight.dims) == 2}
    return [node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in matrices]


def ranges(fp32: Path, tokenizer_folder: Path, texts: list[str], *, max_tokens: int) -> dict[str, Floats]:
    """Return the largest value, without its sign, of every channel that enters a product, over `texts`.

    Returns
    -------
    name of the input -> ``(channels,) float32``
    """
    import onnx
    import onnxruntime

    model = onnx.load(str(fp32))
    names = sorted({node.input[0] for node in weighted_products(model)})
    for name in names:
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    tokenizer = load_tokenizer(tokenizer_folder, max_tokens=max_tokens)
    tokenizer.no_padding()
    largest: dict[str, Floats] = {}
    for encoded in tokenizer.encode_batch_fast(texts):
        ids = np.array([encoded.ids], dtype=np.int64)
        for name, values in zip(
            names, session.run(names, {"input_ids": ids, "attention_mask": np.ones_like(ids)}), strict=True
        ):
            of_text = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            largest[name] = np.maximum(largest.get(name, of_text), of_text)
    return largest


def part_outliers(model: Any, largest: dict[str, Floats]) -> list[str]:
    """Change `model` so that eight bits can hold what enters its products, and nothing else of it.

    Parameters
    ----------
    model : ONNX in fp32, changed in place; what it computes stays the same
    largest : of `ranges`

    Returns
    -------
    names of the small products that must stay in fp32

    Notes
    -----
    Each channel of an input is divided by a scale that its row of the weights is multiplied by, which moves
    part of its range into the weights (Xiao et al. 2023). The channels that are still the widest are taken out
    and multiplied in fp32 beside the others (Dettmers et al. 2022).

    References
    ----------
    Xiao et al. (2023), SmoothQuant, arXiv:2211.10438. Dettmers et al. (2022), LLM.int8(), arXiv:2208.07339.
    """
    weights = {weight.name: weight for weight in model.graph.initializer}
    together: dict[str, list[Any]] = {}
    for node in weighted_products(model):
        together.setdefault(node.input[0], []).append(node)
    parted = {
        name: _scaled(name, [_values(weights[node.input[1]]) for node in nodes], largest[name])
        for name, nodes in together.items()
    }
    products = {node.name: node.input[0] for nodes in together.values() for node in nodes}
    nodes, seen, small = [], set(), []
    for node in list(model.graph.node):
        name = products.get(node.name)
        if name is None:
            nodes.append(node)
            continue
        if name not in seen:
            nodes += _inputs(model, name, parted[name])
            seen.add(name)
        nodes += _products(model, node, weights[node.input[1]], parted[name])
        small.append(f"{node.name}_few")
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return small


def _values(weight: Any) -> Floats:
    from onnx import numpy_helper

    values: Floats = numpy_helper.to_array(weight)
    return values


def _scaled(name: str, weights: list[Floats], largest: Floats) -> _Parted:
    of_weights = np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0)
    scale = np.maximum(largest, LEAST) ** BALANCE / np.maximum(of_weights, LEAST) ** (1 - BALANCE)
    n_few = N_WIDE if len(scale) > 2 * weights[0].shape[1] else N_NARROW
    few = np.sort(np.argsort(-largest / scale)[: min(n_few, len(scale) // 4)])
    return _Parted(name.replace("/", "_"), scale.astype(np.float32), few.astype(np.int64))


def _inputs(model: Any, name: str, parted: _Parted) -> Iterator[Any]:
    """The two readings of an input: scaled and without its outliers, and the outliers alone."""
    from onnx import helper, numpy_helper

    factor = (1 / parted.scale).astype(np.float32)
    factor[parted.few] = 0
    model.graph.initializer.extend(
        [
            numpy_helper.from_array(factor, f"{parted.tag}_factor"),
            numpy_helper.from_array(parted.few, f"{parted.tag}_places"),
        ]
    )
    yield helper.make_node("Mul", [name, f"{parted.tag}_factor"], [f"{parted.tag}_rest"], name=f"{parted.tag}_scaling")
    yield helper.make_node(
        "Gather", [name, f"{parted.tag}_places"], [f"{parted.tag}_few"], axis=-1, name=f"{parted.tag}_picking"
    )


def _products(model: Any, node: Any, weight: Any, parted: _Parted) -> Iterator[Any]:
    """The product of the scaled rest, that of the outliers, and their sum under the old name."""
    from onnx import helper, numpy_helper

    values = _values(weight)
    rest = values * parted.scale[:, None]
    rest[parted.few] = 0
    few = f"{weight.name}_few"
    model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values[parted.few]), few))
    weight.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(rest), weight.name))
    whole = node.output[0]
    node.input[0], node.output[0] = f"{parted.tag}_rest", f"{whole}_rest"
    yield node
    yield helper.make_node("MatMul", [f"{parted.tag}_few", few], [f"{whole}_few"], name=f"{node.name}_few")
    yield helper.make_node("Add", [f"{whole}_rest", f"{whole}_few"], [whole], name=f"{node.name}_sum")
