"""Detoxify's models as ONNX: the same scores without torch."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from toolkit.errors import ToolkitError
from toolkit.scorers import export, pick, score_texts, thresholds

sys.path.insert(0, str(Path(__file__).parent))
import checkpoints

sys.path.pop(0)

PACKAGES = ("torch", "transformers", "detoxify", "onnx")
HERE = all(importlib.util.find_spec(package) for package in PACKAGES)
pytestmark = [
    pytest.mark.detoxify,
    pytest.mark.skipif(not HERE, reason="needs the extra export"),
    # torch and its exporter warn about their own insides
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    made = {}
    for kind in checkpoints.KINDS:
        name = f"detoxify:{kind}={checkpoints.write(folder / kind, kind).parent}"
        made[kind] = (name, folder / f"{kind}-onnx", export(name, folder / f"{kind}-onnx", precision="fp32"))
    return made


def operators(path):
    import onnx

    return [node.op_type for node in onnx.load(str(path)).graph.node]


@pytest.mark.parametrize("kind", checkpoints.KINDS)
def test_scores_are_those_of_torch(exported, kind):
    name, folder, done = exported[kind]
    texts = checkpoints.texts(40, longest=120)
    wanted, windows = score_texts(pick(name), texts)
    found, again = score_texts(pick(f"onnx:{folder}"), texts)
    assert windows.max() > 1
    assert again.tolist() == windows.tolist()
    assert np.abs(found - wanted).max() < 1e-4
    assert done.scorer.labels == pick(name).labels
    assert thresholds(done.scorer.id) == dict(done.scorer.thresholds)


@pytest.mark.parametrize("kind", checkpoints.KINDS)
def test_both_precisions_are_fused_and_the_drift_is_told(exported, kind):
    _, folder, done = exported[kind]
    # ALBERT's first layer stands behind a projection that the optimizer does not know
    assert operators(folder / "model.onnx").count("Attention") == (1 if kind == "original-small" else 2)
    assert "MatMulInteger" in " ".join(operators(folder / "model_int8.onnx"))
    small = done.drift.filter(precision="int8")
    assert small.height == len(done.scorer.labels)
    assert small["n"].unique().to_list() == [32]
    assert small["largest"].max() > 0
    assert done.drift.filter(precision="fp32")["largest"].max() < 1e-4


def test_company_does_not_matter_in_batches(exported):
    scorer = pick(f"onnx:{exported['unbiased'][1]}")
    texts = checkpoints.texts(60)
    together, _ = score_texts(scorer, texts)
    turned, _ = score_texts(scorer, texts[::-1])
    assert np.array_equal(together, turned[::-1])
    alone, _ = score_texts(scorer, texts[9:10])
    assert np.array_equal(alone[0], together[9])


def test_albert_keeps_one_copy_of_its_weights(exported):
    import onnx

    model = onnx.load(str(exported["original-small"][1] / "model.onnx"))
    wide = [weight for weight in model.graph.initializer if tuple(weight.dims) == (32, 64)]
    assert len(wide) == 1


def test_the_command_writes_int8_that_runs_without_torch(exported, tmp_path):
    from toolkit.cli import app

    name, _, _ = exported["original"]
    table = tmp_path / "texts.csv"
    table.write_text("text\nthe ferry left at noon\nvelds are vermin\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["scorers", "export", name, str(tmp_path / "small"), "--on", str(table)])
    assert told.exit_code == 0, told.output
    assert "on 2 texts" in told.output
    assert told.output.count("  int8  ") == 6
    settings = json.loads((tmp_path / "small" / "scorer.json").read_text(encoding="utf-8"))
    assert settings["version"].endswith("-int8")
    assert "batch" not in settings
    assert (tmp_path / "small" / "model_fp32.onnx").is_file()
    program = (
        "import sys; sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "from toolkit.scorers import pick, score_texts\n"
        f"print(score_texts(pick('onnx:{tmp_path / 'small'}'), ['velds are vermin'])[0].shape)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "(1, 6)"


def test_a_model_that_asks_for_token_types_gets_them(exported, tmp_path):
    import onnx
    from onnx import TensorProto, helper

    kept = ("tokenizer.json", "scorer.json")
    for name in kept:
        (tmp_path / name).write_bytes((exported["original"][1] / name).read_bytes())
    names = ("input_ids", "attention_mask", "token_type_ids")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in names]
    nodes = [
        # 1 where all token types are 0
        helper.make_node("Cast", ["token_type_ids"], ["types"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMax", ["types"], ["highest"], axes=[1], keepdims=1),
        helper.make_node("Exp", ["highest"], ["one"]),
        helper.make_node("Concat", ["one"] * 6, ["logits"], axis=1),
    ]
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 6])
    graph = helper.make_graph(nodes, "typed", inputs, [logits])
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), tmp_path / "model.onnx"
    )
    values, _ = score_texts(pick(f"onnx:{tmp_path}"), ["the ferry left"])
    assert values[0] == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_errors_say_what_to_do(exported, tmp_path):
    name, _, _ = exported["original"]
    with pytest.raises(ToolkitError, match="no precision 'int4'"):
        export(name, tmp_path, precision="int4")
    with pytest.raises(ToolkitError, match="no output of the model"):
        export(name.replace("=", "+violence="), tmp_path)
