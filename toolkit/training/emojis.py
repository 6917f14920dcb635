"""An encoder whose vocabulary has no emojis -> one that reads each as the words of its name."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

__all__ = ["EMOJIS", "name_of", "with_emojis"]

# Blocks of pictures: enclosed letters, flags, pictographs, faces, transport, dingbats.
BLOCKS = ((0x2600, 0x27C0), (0x1F170, 0x1F18A), (0x1F1E6, 0x1F200), (0x1F300, 0x1F650), (0x1F680, 0x1F700))
LATER_BLOCKS = ((0x1F900, 0x1FA00), (0x1FA70, 0x1FB00))
# Words of a name that say how it is drawn, not what it shows.
HOW = {"face", "with", "sign", "symbol", "of", "and", "black", "white", "heavy", "negative", "squared", "letter",
       "regional", "indicator", "latin", "capital", "the", "for", "emoji", "modifier", "person"}  # fmt: skip
# Names that readers of comments would not give.
CALLED = {
    "💩": "shit", "🔫": "gun", "🤮": "vomiting disgust", "🤢": "disgust sick", "🖕": "fuck you", "🙄": "eye roll",
    "🤡": "clown", "😂": "laughing", "🤣": "laughing", "🏻": "white skin", "🏼": "white skin", "🏽": "brown skin",
    "🏾": "brown skin", "🏿": "black skin", "🪳": "cockroach", "🚮": "trash", "🗑": "trash", "🙃": "irony",
}  # fmt: skip

EMOJIS = tuple(
    chr(number)
    for first, end in (*BLOCKS, *LATER_BLOCKS)
    for number in range(first, end)
    if unicodedata.category(chr(number)) in {"So", "Sk"}  # what has a category has a name
)


def name_of(emoji: str) -> str:
    """Return the words that a reader may say for an emoji.

    Examples
    --------
    >>> name_of("🐀"), name_of("🕌"), name_of("😡"), name_of("🇫")
    ('rat', 'mosque', 'pouting', 'f')
    """
    if emoji in CALLED:
        return CALLED[emoji]
    name = unicodedata.name(emoji).lower().replace("-", " ").split()
    return " ".join([word for word in name if word not in HOW] or name)


def with_emojis(encoder: Path, out: Path) -> Path:
    """Write an encoder to `out` that has a token for each of `EMOJIS`, alone and glued to what is before it.

    Parameters
    ----------
    encoder : folder with config, safetensors weights and a WordPiece tokenizer
    out : folder to write

    Returns
    -------
    `out`

    Notes
    -----
    Without a token an emoji is unknown, and so is the word it is glued to. The vector of each is the mean of
    the vectors of its name's pieces, drawn out to their mean length, so that 🐀 starts as "rat".
    """
    from safetensors.numpy import load_file, save_file

    out.mkdir(parents=True, exist_ok=True)
    told = json.loads((encoder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer: Tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    weights = load_file(encoder / "model.safetensors")
    (place,) = [name for name in weights if name.endswith("embeddings.word_embeddings.weight")]
    old = weights[place]
    added: dict[str, NDArray[np.float32]] = {}
    for emoji in EMOJIS:
        vector = _vector(old, tokenizer.encode(name_of(emoji), add_special_tokens=False).ids)
        added |= {token: vector for token in (emoji, f"##{emoji}") if token not in told["model"]["vocab"]}
    told["model"]["vocab"] |= {token: len(old) + i for i, token in enumerate(added)}
    (out / "tokenizer.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    weights[place] = np.concatenate([old, np.stack(list(added.values())).astype(old.dtype)]) if added else old
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((encoder / "config.json").read_text(encoding="utf-8"))
    (out / "config.json").write_text(json.dumps({**config, "vocab_size": len(weights[place])}), encoding="utf-8")
    return out


def _vector(embeddings: NDArray[np.float32], pieces: list[int]) -> NDArray[np.float32]:
    rows = embeddings[pieces]
    mean = rows.mean(axis=0)
    length = np.linalg.norm(rows, axis=1).mean()
    drawn: NDArray[np.float32] = mean * (length / max(float(np.linalg.norm(mean)), 1e-6))
    return drawn
