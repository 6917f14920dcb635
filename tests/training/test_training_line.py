"""Train, resume, export, calibrate, evaluate and write the card, with an encoder of random weights."""

import json
import string

import polars as pl
import pytest

pytestmark = pytest.mark.train
torch = pytest.importorskip("torch", reason="needs the extra train")
transformers = pytest.importorskip("transformers", reason="needs the extra train")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    folder = tmp_path_factory.mktemp("encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "calm", "vile", "the", "ferry", "left", *string.ascii_lowercase]
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64
    )
    torch.manual_seed(0)
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    (folder / "LICENSE").write_text("licence of the encoder\n")
    (folder / "NOTICE").write_text("notice of the encoder\n")
    return folder


@pytest.fixture(scope="module")
def rows():
    from toolkit.training.labels import LABELS

    table = [
        {"text": f"the ferry left {'vile' if i % 2 else 'calm'} {'abcdefgh'[i % 8]}", "source": "made", "weight": 1.0}
        | dict.fromkeys(LABELS, i % 2)
        | {"split": "train" if i < 160 else "dev", "marked": list(range(15, 19)) if i % 4 == 1 else None}
        for i in range(240)
    ]
    return pl.DataFrame(
        table,
        schema_overrides={"weight": pl.Float32(), **dict.fromkeys(LABELS, pl.Int8()), "marked": pl.List(pl.Int64())},
    )


def asked_of(table):
    from toolkit.training.lesson import rows_of

    return rows_of(table.with_columns(fold=pl.lit(-1)))[0]


def settings(**changes):
    from toolkit.training.train import Settings

    return Settings(epochs=6, batch=8, learning_rate=3e-3, head_learning_rate=1e-2, checkpoint_steps=20, **changes)


def test_a_stopped_training_ends_like_an_undisturbed_one(encoder, rows, tmp_path, monkeypatch):
    from toolkit.training import train as room

    whole = torch.load(room.train(asked_of(rows), encoder, tmp_path / "whole", settings()), weights_only=True)
    step = room._step
    taken = []

    def stopping(*arguments, **named):
        taken.append(1)
        if len(taken) == 50:
            raise KeyboardInterrupt
        return step(*arguments, **named)

    monkeypatch.setattr(room, "_step", stopping)
    with pytest.raises(KeyboardInterrupt):
        room.train(asked_of(rows), encoder, tmp_path / "stopped", settings())
    resumed = torch.load(room.train(asked_of(rows), encoder, tmp_path / "stopped", settings()), weights_only=True)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


@pytest.mark.filterwarnings("ignore")
def test_the_line_from_rows_to_a_card(encoder, rows, tmp_path):
    from toolkit.scorers import score_texts
    from toolkit.scorers.onnx import open_folder
    from toolkit.training.__main__ import ship
    from toolkit.training.calibrate import Made
    from toolkit.training.export import export
    from toolkit.training.finish import finish
    from toolkit.training.train import train

    train_rows = rows.filter(split="train")
    folder = tmp_path / "onnx"
    export(train(asked_of(train_rows), encoder, tmp_path, settings()), encoder, folder, train_rows["text"].to_list())
    table = pl.concat([rows, rows.filter(split="dev").with_columns(split=pl.lit("test"))])
    finish(folder, table, train_rows, Made("tiny", "0", "random weights"), seed=0)
    values, _ = score_texts(open_folder(folder), ["the ferry left vile a", "the ferry left calm a"])
    assert (values[0] > 0.9).all()
    assert (values[1] < 0.1).all()
    figures = pl.read_csv(folder / "figures_test.csv").filter(source="all")
    assert figures.height == 7
    assert figures["auc"].min() > 0.99
    assert "{{" not in (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    ship(folder, tmp_path / "shipped")
    assert json.loads((tmp_path / "shipped" / "scorer.json").read_text())["labels"] == list(open_folder(folder).labels)
    assert not (tmp_path / "shipped" / "model_fp32.onnx").exists()


def test_the_token_head_learns_what_was_marked(encoder, rows, tmp_path):
    from toolkit.training.token_head import fit_token_head
    from toolkit.training.train import build, load_tokenizer, train

    asked = rows.filter(split="train")
    path = train(asked_of(asked), encoder, tmp_path, settings())
    before = torch.load(path, weights_only=True)
    fit_token_head(tmp_path, encoder, asked)
    after = torch.load(path, weights_only=True)
    assert all(torch.equal(before[name], after[name]) for name in before if not name.startswith("token."))
    model = build(encoder)
    model.load_state_dict(after)
    encoded = load_tokenizer(encoder, max_tokens=64).encode("the ferry left vile a")
    with torch.inference_mode():
        _, marks = model.eval()(torch.tensor([encoded.ids]), torch.tensor([encoded.attention_mask]))
    vile = encoded.tokens.index("vile")
    others = [i for i, token in enumerate(encoded.tokens) if token in ("the", "ferry", "left", "a")]
    assert marks[0, vile] > 0 > marks[0, others].max()


def test_teachers_do_not_mark_what_they_have_read(encoder, rows, tmp_path):
    from toolkit.training.lesson import rows_of
    from toolkit.training.teaching import taught, teach, told
    from toolkit.training.train import predict, train

    # each fold says the contrary of the other, so a teacher agrees with the fold that it has read
    split = rows.filter(split="train").with_columns(fold=pl.int_range(pl.len()) // 80 % 2)
    flipped = split.with_columns(pl.when(fold=1).then(1 - pl.col("insult")).otherwise("insult").alias("insult"))
    asked, folds = rows_of(flipped)
    folders = teach(asked, folds, encoder, tmp_path, settings(), n_teachers=2)
    said = told(folders, asked.texts, folds)
    assert ((said[:, 3] > 0.5) != (asked.targets[:, 3] > 0.5)).mean() > 0.9
    alone = [predict(folder, asked.texts) for folder in folders]
    assert said[:80] == pytest.approx(alone[0][:80])
    everybody = told(folders, asked.texts, folds * 0 - 1)
    assert everybody == pytest.approx(sum(alone) / 2, abs=1e-6)
    targets = taught(asked, said)
    assert targets.targets == pytest.approx((asked.targets + said) / 2)
    pupil = train(targets, encoder, tmp_path / "pupil", settings(layers=1))
    assert pupil.is_file()


def test_a_word_and_an_emoji_glued_to_it_are_both_read(encoder, tmp_path):
    from tokenizers import Tokenizer

    from toolkit.training.train import build
    from toolkit.training.vocabulary import prepared

    texts = ["the vile ferry left", "the calm ferry left", "the 🐀 left"] * 4
    made = prepared(encoder, texts, tmp_path / "prepared")
    tokens = Tokenizer.from_file(str(made / "tokenizer.json")).encode("the ferry🐀 🐀")
    assert tokens.tokens == ["[CLS]", "the", "ferry", "##🐀", "🐀", "[SEP]"]
    model = build(made)
    weights = model.encoder.embeddings.word_embeddings.weight
    glued, alone = tokens.ids[3], tokens.ids[4]
    assert torch.equal(weights[glued], weights[alone])
    letters = Tokenizer.from_file(str(encoder / "tokenizer.json")).encode("rat", add_special_tokens=False).ids
    old = build(encoder).encoder.embeddings.word_embeddings.weight[letters].mean(0)
    assert torch.nn.functional.cosine_similarity(weights[alone], old, dim=0) > 0.999
