"""A text -> the pieces a model can take, cut by the model's own tokenizer."""

from __future__ import annotations

from tokenizers import Tokenizer

__all__ = ["split"]


def split(tokenizer: Tokenizer, max_tokens: int, text: str) -> list[str]:
    """Cut `text` at token borders into pieces of at most `max_tokens`, each sharing a quarter with the next.

    Parameters
    ----------
    tokenizer : neither truncates nor pads
    max_tokens : what the model takes at once, its special tokens among them
    text : any text

    Notes
    -----
    A piece is tokenized again where it is scored, and a word cut in two can then make more tokens than it had in the
    whole. Such a piece is shortened until it fits, so that no model has to cut off what nobody would see missing.
    """
    special = tokenizer.num_special_tokens_to_add(is_pair=False)
    room = max_tokens - special
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    if len(offsets) <= room:
        return [text]
    pieces: list[str] = []
    start, reached = 0, 0
    while reached < len(offsets):
        end = min(start + room, len(offsets))
        piece = text[offsets[start][0] : offsets[end - 1][1]]
        while (n_over := len(tokenizer.encode(piece, add_special_tokens=False).ids) - room) > 0 and end - start > 1:
            end = max(start + 1, end - n_over)
            piece = text[offsets[start][0] : offsets[end - 1][1]]
        pieces.append(piece)
        reached = end
        # a piece of few tokens must not begin where the one before it began
        start = max(start + 1, end - room // 4)
    return pieces
