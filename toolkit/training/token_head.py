"""Characters that raters marked -> the logit of a token, on the states of a trained encoder."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from toolkit.training.train import build, load_tokenizer

__all__ = ["fit_token_head"]

BATCH = 64
STEPS = 60
RIDGE = 1e-5


def fit_token_head(trained: Path, encoder: Path, rows: pl.DataFrame) -> None:
    """Fit the token head of the model in `trained` and write it back.

    Parameters
    ----------
    trained : folder that `toolkit.training.train` wrote: ``model.pt`` and ``settings.json``
    encoder : the folder it was trained from
    rows : text and marked, the characters that raters marked as toxic; rows without marked are left out

    Notes
    -----
    A logistic regression on the encoder's last states, with a small ridge: the encoder stays as it is, and so
    do the scores. A token counts as marked where any of its characters is.
    """
    import torch

    settings = json.loads((trained / "settings.json").read_text(encoding="utf-8"))
    model: Any = build(encoder, layers=settings["layers"])
    weights = torch.load(trained / "model.pt", weights_only=True)
    model.load_state_dict(weights)
    model.eval()
    tokenizer = load_tokenizer(encoder, max_tokens=settings["max_tokens"])
    asked = rows.filter(pl.col("marked").is_not_null()).unique("text", keep="first", maintain_order=True)
    texts, marked = asked["text"].to_list(), asked["marked"].to_list()

    def states(start: int) -> tuple[Any, Any]:
        # offsets are known to `encode_batch` alone, not to its faster sister
        encoded = tokenizer.encode_batch(texts[start : start + BATCH])
        ids, mask = (torch.tensor([getattr(e, name) for e in encoded]) for name in ("ids", "attention_mask"))
        with torch.inference_mode():
            last = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        targets = torch.from_numpy(_targets(encoded, marked[start : start + BATCH]))
        known = ~targets.isnan()
        return last[known].to(torch.float32), targets[known]

    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        parts = list(pool.map(states, range(0, len(texts), BATCH)))
    weight, bias = _logistic(torch.cat([part[0] for part in parts]), torch.cat([part[1] for part in parts]))
    torch.save({**weights, "token.weight": weight, "token.bias": bias}, trained / "model.pt")


def _targets(encoded: list[Any], marked: list[list[int]]) -> np.ndarray:
    """1 for tokens that hold a marked character, 0 for others, NaN for what frames and pads a text."""
    targets = np.full((len(encoded), len(encoded[0].ids)), np.nan, dtype=np.float32)
    for row, (places, tokens) in enumerate(zip(marked, encoded, strict=True)):
        characters = set(places)
        for at, (start, end) in enumerate(tokens.offsets):
            if end > start:
                targets[row, at] = float(any(place in characters for place in range(start, end)))
    return targets


def _logistic(states: Any, targets: Any) -> tuple[Any, Any]:
    import torch

    weight = torch.zeros(1, states.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimiser: Any = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Any:
        optimiser.zero_grad()
        logits = (states @ weight.T).squeeze(-1) + bias
        loss: Any = (
            torch.nn.functional.binary_cross_entropy_with_logits(logits, targets) + RIDGE * weight.square().sum()
        )
        loss.backward()
        return loss

    optimiser.step(closure)
    return weight.detach(), bias.detach()
