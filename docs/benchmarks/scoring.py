"""How fast comments are scored: Detoxify as it comes, its checkpoint in our batches, ONNX, and the shipped scorers.

Run ``python docs/benchmarks/scoring.py``, with folders of further scorers behind it where wanted. All share the same
comments, made here, and one thread; CPU time is counted, so that a busy machine matters little. The checkpoint has
BERT's size and random weights, which no speed depends on. The last column is the share of the highest rate of int8
products that this core reaches in one large multiplication, counting two operations a weight and token that is not
padding: what is left to gain.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime

from toolkit.scorers import SHIPPED, export, pick, score_texts

MODELS = Path(str(sys.modules["toolkit.scorers"].__file__)).parent / "models"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CLASSES = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
# Words a comment: half have fewer than 25, one in twenty more than 150.
MEDIAN_WORDS, SPREAD, SHORTEST, LONGEST = 25, 1.1, 5, 400


def words() -> list[str]:
    """Return 3,000 English words, frequent ones first: one token each for every scorer here, as most words are."""
    vocabulary = json.loads((MODELS / "compact" / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return [word for word in sorted(vocabulary, key=vocabulary.__getitem__) if len(word) > 1 and word.isalpha()][:3000]


def comments(n: int) -> list[str]:
    """Return `n` comments of 5 to 400 words, most of them short, no two alike."""
    random_ = random.Random(1)  # noqa: S311  made texts
    known = words()
    likely = [1 / (rank + 10) for rank in range(len(known))]
    lengths = [int(random_.lognormvariate(np.log(MEDIAN_WORDS), SPREAD)) for _ in range(n)]
    return [" ".join(random_.choices(known, likely, k=min(max(k, SHORTEST), LONGEST))) for k in lengths]


def checkpoint(folder: Path) -> Path:
    """Write a checkpoint in Detoxify's format, of BERT-base's size, with a tokenizer that knows the words."""
    import torch
    import transformers

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    known = [*special, *words(), *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    vocabulary = {word: i for i, word in enumerate(dict.fromkeys(known))}
    transformers.BertTokenizer(vocab=vocabulary, model_max_length=512).save_pretrained(folder)
    config = transformers.BertConfig(num_labels=len(CLASSES))
    config.save_pretrained(folder)
    torch.manual_seed(0)
    model = transformers.BertForSequenceClassification(config)
    arguments = {
        "num_classes": len(CLASSES),
        "model_type": str(folder),
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
    }
    said = {"arch": {"args": arguments}, "dataset": {"args": {"classes": CLASSES}}}
    torch.save({"config": said, "state_dict": model.state_dict()}, folder / "random.ckpt")
    return folder / "random.ckpt"


def peak(side: int = 1024, seconds: float = 2.0) -> float:
    """Return int8 operations a CPU second in products of square matrices: two for each multiplication."""
    from onnx import TensorProto, helper

    square = [side, side]
    made = (("a", TensorProto.UINT8), ("b", TensorProto.INT8))
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "peak",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, square)],
        [helper.make_tensor_value_info("c", TensorProto.INT32, square)],
        # a constant, as weights are, so that it is packed once
        [helper.make_tensor("b", made[1][1], square, np.ones(square, np.int8).tobytes(), raw=True)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), _one_thread(), providers=["CPUExecutionProvider"])
    inputs = {"a": np.ones(square, np.uint8)}
    session.run(None, inputs)
    best = float("inf")
    end = time.process_time() + seconds
    while time.process_time() < end:
        best = min(best, _cpu_seconds(functools.partial(session.run, None, inputs)))
    return 2 * side**3 / best


def _one_thread() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return options


def _cpu_seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def operations(folder: Path, texts: list[str]) -> float:
    """Return the operations the products with weights need on the texts' own tokens, from the ONNX file's weights."""
    import onnx
    from tokenizers import Tokenizer

    model = onnx.load(str(folder / "model.onnx"))
    gathered = {node.input[0] for node in model.graph.node if node.op_type == "Gather"}
    embeddings = {name for node in model.graph.node if "Embed" in node.op_type for name in node.input} | gathered
    sizes = [int(np.prod(w.dims)) for w in model.graph.initializer if len(w.dims) == 2 and w.name not in embeddings]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return 2.0 * sum(sizes) * sum(len(encoded.ids) for encoded in tokenizer.encode_batch_fast(texts))


def scored(name: str, texts: list[str]) -> float:
    """Return the CPU seconds of scoring, the model in memory."""
    scorer = pick(name)
    loaded = scorer.load()
    ready = type(scorer)(**{field: getattr(scorer, field) for field in scorer.__slots__} | {"load": lambda: loaded})
    score_texts(ready, texts[:2])
    return _cpu_seconds(lambda: score_texts(ready, texts))


def show(texts: list[str], rows: list[tuple[str, float, Path]], shares: list[float], highest: float) -> None:
    """Write the table."""
    n_words = sorted(len(text.split()) for text in texts)
    head = f"{len(texts)} comments of {n_words[0]} to {n_words[-1]} words, median {n_words[len(n_words) // 2]}"
    sys.stdout.write(f"{head}; {platform.machine()}, one thread; int8 peak {highest / 1e9:.0f} GOP/s\n\n")
    sys.stdout.write("| scorer | CPU seconds | comments a second | times Detoxify | share of the int8 peak |\n")
    sys.stdout.write("|---|--:|--:|--:|--:|\n")
    for (name, seconds, _), share in zip(rows, shares, strict=True):
        speed = f"{len(texts) / seconds:.1f} | {rows[0][1] / seconds:.1f}"
        sys.stdout.write(f"| {name} | {seconds:.2f} | {speed} | {share:.1%} |\n")


def main() -> None:
    """Print the table."""
    import torch
    from detoxify import Detoxify

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, help="folders of further scorers")
    parser.add_argument("--texts", type=int, default=256)
    options = parser.parse_args()
    torch.set_num_threads(1)
    # the pools of the scorers ask how many cores there are: one
    os.cpu_count = lambda: 1
    texts = comments(options.texts)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        path = checkpoint(folder)
        named = f"detoxify:original={path}"
        for precision in ("fp32", "int8"):
            export(named, folder / precision, precision=precision, texts=texts[:2])
        package = Detoxify(checkpoint=str(path))
        package.predict(texts[:2])
        rows = [("Detoxify `original`, `predict`", _cpu_seconds(lambda: package.predict(texts)), folder / "fp32")]
        rows += [("the same checkpoint, our batches", scored(named, texts), folder / "fp32")]
        rows += [(f"its ONNX {p}", scored(f"onnx:{folder / p}", texts), folder / p) for p in ("fp32", "int8")]
        rows += [(f"`{name}`, shipped", scored(name, texts), MODELS / name) for name in SHIPPED]
        rows += [(f"`{one.name}`", scored(f"onnx:{one}", texts), one) for one in options.folders]
        highest = peak()
        shares = [operations(weights, texts) / seconds / highest for _, seconds, weights in rows]
    show(texts, rows, shares, highest)


if __name__ == "__main__":
    main()
