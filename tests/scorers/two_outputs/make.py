"""Writes the model beside it: a table of words with one logit a token and two a text, the greatest of its words'.

Run with the extra `train`, which has onnx: ``python tests/scorers/two_outputs/make.py``.
"""

import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

# token: logits of being a part of what is toxic, of toxicity, of dehumanisation
WORDS = {
    "[PAD]": (-9, -9, -9), "[UNK]": (-4, -4, -4), "[CLS]": (-4, -4, -4), "[SEP]": (-4, -4, -4), "the": (-4, -4, -4),
    "velds": (-4, -4, -4), "are": (-4, -4, -4), "ver": (3, 2, 4), "##min": (3, 2, 2), "stupid": (4, 4, -4),
    "plague": (1, 2, 3), "a": (-4, -4, -4), "and": (-4, -4, -4), ",": (-4, -4, -4), ".": (-4, -4, -4),
    "caf\u00e9": (-4, -4, -4),
}  # fmt: skip
SETTINGS = {
    "name": "two-outputs",
    "version": "1",
    "labels": ["toxicity", "dehumanisation"],
    "thresholds": {"toxicity": 0.5, "dehumanisation": 0.5},
    "calibration": {"toxicity": [1.0, 0.0], "dehumanisation": [1.0, 0.0]},
    "max_tokens": 8,
    "unspells": True,
    "marked": {"threshold": 0.6, "calibration": [0.5, 0.0]},
    "about": {"encoder": "a table of words", "languages": "none", "licence": "Apache-2.0", "size": "2 kB"},
}


def model():
    """Return the graph: look up, part, keep the first column as it is and take the greatest of the others."""
    from onnx import TensorProto, checker, helper, numpy_helper

    table = np.array(list(WORDS.values()), dtype=np.float32)
    constants = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(np.array([1, 2], dtype=np.int64), "parts"),
        numpy_helper.from_array(np.array([2], dtype=np.int64), "last"),
        numpy_helper.from_array(np.array([1], dtype=np.int64), "tokens"),
    ]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["found"], axis=0),
        helper.make_node("Split", ["found", "parts"], ["of_tokens", "of_words"], axis=2),
        helper.make_node("Squeeze", ["of_tokens", "last"], ["token_logits"]),
        helper.make_node("ReduceMax", ["of_words", "tokens"], ["logits"], keepdims=0),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2]),
        helper.make_tensor_value_info("token_logits", TensorProto.FLOAT, ["batch", "tokens"]),
    ]
    graph = helper.make_graph(nodes, "two_outputs", inputs, outputs, constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    checker.check_model(made)
    return made


def tokenizer():
    """Return a WordPiece tokenizer of these words."""
    places = {word: place for place, word in enumerate(WORDS)}
    made = Tokenizer(models.WordPiece(places, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.BertProcessing(("[SEP]", places["[SEP]"]), ("[CLS]", places["[CLS]"]))
    return made


if __name__ == "__main__":
    from onnx import save

    here = Path(__file__).parent
    save(model(), here / "model.onnx")
    tokenizer().save(str(here / "tokenizer.json"))
    (here / "scorer.json").write_text(json.dumps(SETTINGS, indent=1) + "\n", encoding="utf-8")
