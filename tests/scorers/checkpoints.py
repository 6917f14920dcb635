"""Checkpoints in Detoxify's own format, of four architectures, with random weights and tokenizers made here."""

from __future__ import annotations

import random
import string

WORDS = ("the", "ferry", "left", "at", "noon", "velds", "are", "vermin", "calm", "you", "liar", "granary", "met", "of")
# not in alphabetical order: no model may be right by sorting
FIRST = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
SECOND = ["toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit"]
KINDS = {
    "original": ("Bert", FIRST, 6),
    "unbiased": ("Roberta", SECOND, 16),
    "multilingual": ("XLMRoberta", SECOND, 16),
    "original-small": ("Albert", FIRST, 6),
}


def _pieces(special):
    """A unigram vocabulary: words, halves of words and letters."""
    words = [f"\u2581{word}" for word in WORDS] + [f"\u2581{word[:2]}" for word in WORDS]
    letters = ["\u2581", *string.ascii_lowercase, *".,!"]
    tokens = list(dict.fromkeys([*special, *words, *letters]))
    return [(token, 0.0 if token in special else -1.0 - 0.1 * i) for i, token in enumerate(tokens)]


def _tokenizer(family, transformers):
    if family == "Bert":
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        tails = [f"##{letter}" for letter in string.ascii_lowercase]
        tokens = [*special, *WORDS, *string.ascii_lowercase, *tails, *".,!"]
        return transformers.BertTokenizer(vocab={token: i for i, token in enumerate(dict.fromkeys(tokens))})
    if family == "Roberta":
        from tokenizers import pre_tokenizers

        special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
        merges = [("\u0120", "t"), ("\u0120t", "h"), ("\u0120th", "e"), ("a", "r"), ("i", "n")]
        tokens = [*special, *sorted(pre_tokenizers.ByteLevel.alphabet()), *("".join(pair) for pair in merges)]
        return transformers.RobertaTokenizer(vocab={token: i for i, token in enumerate(tokens)}, merges=merges)
    if family == "XLMRoberta":
        return transformers.XLMRobertaTokenizer(vocab=_pieces(["<s>", "<pad>", "</s>", "<unk>"]))
    return transformers.AlbertTokenizer(vocab=_pieces(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]))


def write(folder, kind, *, seed=0, positions=64):
    """Write checkpoint, config and tokenizer of that kind into `folder`; give the checkpoint's path."""
    import torch
    import transformers

    family, classes, n_classes = KINDS[kind]
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(family, transformers)
    pad = tokenizer.pad_token_id
    tokenizer.model_max_length = positions
    tokenizer.save_pretrained(folder)
    config = getattr(transformers, f"{family}Config")(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        num_labels=n_classes, pad_token_id=pad,
        max_position_embeddings=positions + (pad + 1 if "Roberta" in family else 0),
        **({"embedding_size": 16} if family == "Albert" else {}),
    )  # fmt: skip
    torch.manual_seed(seed)
    model = getattr(transformers, f"{family}ForSequenceClassification")(config)
    for weights in model.parameters():
        # scores must differ between texts, or any mistake would pass
        if weights.ndim == 2:
            torch.nn.init.normal_(weights, std=0.4)
    state = model.state_dict()
    state[f"{model.base_model_prefix}.embeddings.position_ids"] = torch.arange(positions).unsqueeze(0)
    config.num_labels = 2
    config.save_pretrained(folder)
    arguments = {
        "num_classes": n_classes,
        # what Detoxify asks the hub for; a folder keeps the reference of the tests offline
        "model_type": str(folder),
        "model_name": f"{family}ForSequenceClassification",
        "tokenizer_name": f"{family}Tokenizer",
    }
    path = folder / "toxic.ckpt"
    said = {"arch": {"args": arguments}, "dataset": {"args": {"classes": classes}}}
    torch.save({"config": said, "state_dict": state}, path)
    return path


def texts(n, *, longest=40):
    """Plain texts of 1 to `longest` words, all different."""
    random_ = random.Random(7)
    made = {}
    while len(made) < n:
        made[" ".join(random_.choices(WORDS, k=random_.randint(1, longest))) + random_.choice([".", "!", ""])] = None
    return list(made)
