"""Detoxify's models as scorers, against the package itself, on checkpoints of random weights."""

import importlib.util
import random
import shutil
import socket
import string
import sys
from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.scorers import _pick, pick, score_texts, thresholds
from toolkit.scorers.batches import Shape, in_batches
from toolkit.scorers.windows import split

sys.path.insert(0, str(Path(__file__).parent))
import checkpoints

sys.path.pop(0)

PACKAGES = ("torch", "transformers", "detoxify")
HERE = all(importlib.util.find_spec(package) for package in PACKAGES)
needs_extra = pytest.mark.skipif(not HERE, reason="needs the extra detoxify")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoints")
    return {kind: checkpoints.write(folder / kind, kind) for kind in checkpoints.KINDS}


def scorer_of(path, kind="original"):
    _pick.cache_clear()
    return pick(f"detoxify:{kind}={path}")


@pytest.mark.detoxify
@needs_extra
@pytest.mark.parametrize("kind", checkpoints.KINDS)
def test_scores_are_those_of_the_package(made, kind):
    from detoxify import Detoxify

    texts = checkpoints.texts(30, longest=8)
    reference = Detoxify(checkpoint=str(made[kind])).predict(texts)
    scorer = scorer_of(made[kind].parent, kind)
    assert scorer.labels == tuple(reference)
    assert set(thresholds(f"detoxify:{kind}")) == set(scorer.labels)
    assert set(scorer.thresholds.values()) == {0.5}
    values, windows = score_texts(scorer, texts)
    wanted = np.array(list(reference.values())).T
    assert wanted.std(axis=0).min() > 0.01
    assert np.abs(values - wanted).max() < 1e-5
    assert windows.max() == 1


@pytest.mark.detoxify
@needs_extra
def test_order_company_and_number_of_texts_do_not_matter(made):
    scorer = scorer_of(made["original"])
    texts = checkpoints.texts(300)
    together, _ = score_texts(scorer, texts)
    turned, _ = score_texts(scorer, texts[::-1])
    assert np.array_equal(together, turned[::-1])
    for place in (0, 7, 299):
        alone, _ = score_texts(scorer, [texts[place]])
        assert np.array_equal(alone[0], together[place])
    none, windows = score_texts(scorer, [])
    assert none.shape == (0, 6)
    assert windows.shape == (0,)


@pytest.mark.detoxify
@needs_extra
@pytest.mark.parametrize("kind", checkpoints.KINDS)
def test_a_long_text_is_read_to_its_end(made, kind):
    scorer = scorer_of(made[kind], kind)
    calm = "the ferry left at noon. " * 30
    values, windows = score_texts(scorer, [calm + "zqxj " * 30, calm])
    assert windows.min() > 1
    assert not np.allclose(values[0], values[1], atol=1e-3)


@pytest.mark.detoxify
@needs_extra
def test_a_folder_of_ones_own_needs_no_network(made, monkeypatch):
    def cut(*arguments, **named):
        raise AssertionError("the network was used")

    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, cut)
    monkeypatch.setattr(socket, "getaddrinfo", cut)
    with pytest.raises(AssertionError, match="network"):
        socket.create_connection(("localhost", 9))
    for kind, path in made.items():
        values, _ = score_texts(scorer_of(path.parent, kind), ["the ferry left."])
        assert ((values > 0) & (values < 1)).all()


def changed(made, tmp_path, change):
    import torch

    shutil.copytree(made["original"].parent, tmp_path / "changed")
    path = tmp_path / "changed" / "toxic.ckpt"
    loaded = torch.load(path, weights_only=True)
    change(loaded)
    torch.save(loaded, path)
    return path


def rename(loaded):
    loaded["state_dict"]["classifier.heaviness"] = loaded["state_dict"].pop("classifier.weight")


def add(loaded):
    loaded["state_dict"]["bert.extra.weight"] = loaded["state_dict"]["classifier.weight"]


def cut_short(loaded):
    loaded["state_dict"]["classifier.weight"] = loaded["state_dict"]["classifier.weight"][:, :-1].clone()


@pytest.mark.detoxify
@needs_extra
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (rename, "1 weights missing, 1 unknown, among them classifier.weight"),
        (add, "0 weights missing, 1 unknown, among them bert.extra.weight"),
        (cut_short, "size mismatch for classifier.weight"),
    ],
)
def test_weights_that_do_not_fit_are_an_error(made, tmp_path, change, said):
    with pytest.raises(ToolkitError, match=said):
        scorer_of(changed(made, tmp_path, change)).load()


@pytest.mark.detoxify
@needs_extra
def test_checkpoints_that_are_none_are_an_error(made, tmp_path):
    import torch

    with pytest.raises(ToolkitError, match="num_classes"):
        scorer_of(changed(made, tmp_path, lambda loaded: loaded["config"]["arch"]["args"].pop("num_classes")))
    torn = tmp_path / "changed" / "toxic.ckpt"
    torn.write_bytes(made["original"].read_bytes()[:1000])
    with pytest.raises(ToolkitError, match="weights alone"):
        scorer_of(torn)
    torch.save({"config": Path, "state_dict": {}}, torn)
    with pytest.raises(ToolkitError, match="weights alone"):
        scorer_of(torn)
    with pytest.raises(ToolkitError, match="is a BertForSequenceClassification") as error:
        scorer_of(made["original"], "unbiased")
    assert "name it original" in str(error.value)


@pytest.mark.detoxify
@needs_extra
def test_what_is_absent_is_named_with_the_commands_that_bring_it(made, tmp_path, monkeypatch):
    import torch

    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    _pick.cache_clear()
    for name in ("detoxify:original", f"detoxify:original={tmp_path}", f"detoxify:original={tmp_path / 'no.ckpt'}"):
        with pytest.raises(ToolkitError) as error:
            pick(name)
        assert "curl -L -o detoxify-original/toxic_original-c1212f89.ckpt https://github.com/unitaryai" in str(
            error.value
        )
        assert "hf download bert-base-uncased config.json tokenizer.json" in str(error.value)
    shutil.copy(made["original"], tmp_path / "one.ckpt")
    shutil.copy(made["original"].parent / "config.json", tmp_path)
    with pytest.raises(ToolkitError, match="no tokenizer beside"):
        pick(f"detoxify:original={tmp_path}")


@pytest.mark.detoxify
@needs_extra
def test_the_digest_changes_with_weights_and_tokenizer(made, tmp_path):
    first = scorer_of(made["original"])
    other = scorer_of(checkpoints.write(tmp_path / "other", "original", seed=1))
    assert first.digest != other.digest
    assert first.version != other.version
    same = tmp_path / "same"
    shutil.copytree(made["original"].parent, same)
    assert scorer_of(same).digest == first.digest
    (same / "tokenizer.json").write_text((same / "tokenizer.json").read_text().replace("ferry", "fairy"))
    assert scorer_of(same).digest != first.digest


@pytest.mark.detoxify
@needs_extra
def test_threats_count_as_violence_only_when_asked(made):
    plain, mapped = scorer_of(made["original"]), scorer_of(made["original"], "original+violence")
    assert mapped.labels == (*plain.labels, "violence")
    assert mapped.name == "detoxify:original+violence"
    assert mapped.digest != plain.digest
    values, _ = score_texts(mapped, ["velds are vermin."])
    assert values[0, -1] == values[0, plain.labels.index("threat")]


def test_names_are_checked_and_thresholds_need_no_checkpoint():
    for name in ("detoxify:", "detoxify:originall", "detoxify:original+war=x"):
        with pytest.raises(ToolkitError, match="no scorer") as error:
            pick(name)
        assert "unbiased-small" in str(error.value)
    known = thresholds("detoxify:unbiased+violence@c7548aa0")
    assert known["sexual_explicit"] == known["violence"] == 0.5
    assert "violence" not in thresholds("detoxify:original@c1212f89")


def test_batches_keep_order_and_their_shape_is_the_texts_own():
    shapes = []

    def run(ids, mask):
        shapes.append(ids.shape)
        assert mask.any(axis=1).all()
        return ((ids * mask).sum(axis=1, keepdims=True) + 1000 * ids.shape[1]).astype(np.float32)

    texts = [[place + 1] * n_tokens for place, n_tokens in enumerate((3, 50, 8, 3, 9, 50, 2))]
    found = in_batches(texts, run, Shape(tokens=16, longest=50, pad_id=0))
    wanted = [sum(ids) + 1000 * Shape(16, 50, 0).width(len(ids)) for ids in texts]
    assert found[:, 0].tolist() == wanted
    assert set(shapes) == {(2, 8), (1, 16), (1, 50)}


def test_windows_fit_even_where_a_word_is_cut():
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = [("<unk>", 0.0), ("\u2581", -1.0), *((letter, -1.0) for letter in string.ascii_lowercase)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    random_ = random.Random(3)
    text = "".join(random_.choices(string.ascii_lowercase, k=90)) + " cab" + " ".join(string.ascii_lowercase)
    # eight tokens of the text become nine where they stand alone: a word begins with a token of its own
    assert len(tokenizer.encode(text[8:16]).ids) == 9
    pieces = split(tokenizer, 8, text)
    assert all(len(tokenizer.encode(piece).ids) <= 8 for piece in pieces)
    reached, at = 0, -1
    for piece in pieces:
        at = text.find(piece, at + 1)
        assert 0 <= at <= reached + 1
        reached = at + len(piece)
    assert reached == len(text)
    assert split(tokenizer, 8, "cab") == ["cab"]


def test_checkpoints_are_where_the_package_looks_for_them():
    urls = pytest.importorskip("detoxify.detoxify", reason="needs the extra detoxify").MODEL_URLS

    from toolkit.scorers.checkpoint import RELEASED, RELEASES

    assert {kind: RELEASES + path for kind, path in RELEASED.items()} == urls
