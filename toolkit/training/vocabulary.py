"""A tokenizer and its word embeddings -> the tokens that English comments need."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

__all__ = ["keep_tokens", "tokens_met"]

# Letters of an uncased English vocabulary: what is written in another script is unknown to the model anyway.
LETTERS = ("LATIN", "FEMININE", "MASCULINE", "MODIFIER")
# Numbers of special tokens in front of a vocabulary are wired into an encoder's graph: they stay where they are.
N_WIRED = 4


def tokens_met(tokenizer_file: Path, texts: Iterable[str]) -> set[int]:
    """Return the numbers of the tokens that occur in `texts`."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return {number for encoded in tokenizer.encode_batch_fast(list(texts)) for number in encoded.ids}


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
