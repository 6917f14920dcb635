"""An encoder -> one with the tokens that English comments need: rare ones left out, and one for every emoji."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from toolkit.training.emojis import with_emojis

__all__ = ["keep_tokens", "prepared", "tokens_met"]

# Letters of an uncased English vocabulary: what is written in another script is unknown to the model anyway.
LETTERS = ("LATIN", "FEMININE", "MASCULINE", "MODIFIER")
# Numbers of special tokens in front of a vocabulary are wired into an encoder's graph: they stay where they are.
N_WIRED = 4
# A token met in fewer texts than this cannot have been learned: its word is read by its pieces.
LEAST_MET = 4


def prepared(encoder: Path, texts: list[str], out: Path) -> Path:
    """Write an encoder to `out` that has tokens for emojis, and those alone that `texts` need.

    Parameters
    ----------
    encoder : folder with config, safetensors weights, tokenizer and licence
    texts : of training
    out : folder to write

    Returns
    -------
    `out`
    """
    from safetensors.numpy import load_file, save_file

    whole = with_emojis(encoder, out / "whole")
    out.mkdir(parents=True, exist_ok=True)
    words = whole / "tokenizer.json"
    kept = keep_tokens(words, tokens_met(words, texts, least=LEAST_MET), out / "tokenizer.json")
    weights = load_file(whole / "model.safetensors")
    (place,) = [name for name in weights if name.endswith("embeddings.word_embeddings.weight")]
    weights[place] = weights[place][kept]
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((whole / "config.json").read_text(encoding="utf-8"))
    (out / "config.json").write_text(json.dumps({**config, "vocab_size": len(kept)}), encoding="utf-8")
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(encoder / name, out / name)
    shutil.rmtree(whole)
    return out


def tokens_met(tokenizer_file: Path, texts: Iterable[str], *, least: int = 1) -> set[int]:
    """Return the numbers of the tokens that occur in `least` of `texts` or more."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    n_met = Counter(number for encoded in tokenizer.encode_batch_fast(list(texts)) for number in set(encoded.ids))
    return {number for number, n in n_met.items() if n >= least}


def keep_tokens(tokenizer_file: Path, met: set[int], out: Path) -> list[int]:
    """Write a WordPiece tokenizer of fewer tokens to `out`.

    Parameters
    ----------
    tokenizer_file : ``tokenizer.json`` of a WordPiece tokenizer
    met : numbers of the tokens met in training
    out : ``tokenizer.json`` to write

    Returns
    -------
    old numbers of the tokens kept, in the order of their new numbers: the rows of the word embeddings that stay

    Notes
    -----
    Kept are special tokens, single letters and signs, so that every word still falls into pieces, and the
    tokens that were met. A word whose token went is read by its pieces.
    """
    whole = json.loads(tokenizer_file.read_text(encoding="utf-8"))
    special = {token["content"] for token in whole["added_tokens"]}
    ordered = sorted(whole["model"]["vocab"].items(), key=lambda item: item[1])
    kept = [
        (token, number)
        for token, number in ordered
        if number < N_WIRED or token in special or (_latin(token) and (number in met or _single(token)))
    ]
    renumbered = {token: place for place, (token, _) in enumerate(kept)}
    whole["model"]["vocab"] = renumbered
    for token in whole["added_tokens"]:
        token["id"] = renumbered[token["content"]]
    _renumber(whole["post_processor"], renumbered)
    whole["truncation"] = whole["padding"] = None
    out.write_text(json.dumps(whole, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return [number for _, number in kept]


def _latin(token: str) -> bool:
    return all(not letter.isalpha() or unicodedata.name(letter, "").startswith(LETTERS) for letter in token)


def _single(token: str) -> bool:
    return len(token.removeprefix("##")) == 1


def _renumber(post_processor: dict[str, Any], numbers: dict[str, int]) -> None:
    """Give the tokens that frame a text their new numbers."""
    for end in ("sep", "cls"):
        if end in post_processor:
            post_processor[end][1] = numbers[post_processor[end][0]]
    for name, token in post_processor.get("special_tokens", {}).items():
        token["ids"] = [numbers[name]]
