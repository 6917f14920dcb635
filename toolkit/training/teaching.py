"""A trained model's probabilities -> targets for a smaller one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.training.labels import LABELS
from toolkit.training.train import build, load_tokenizer

__all__ = ["probabilities", "taught"]

BATCH = 64
# What the teacher's word counts where people have given a label; elsewhere it is all there is.
SHARE = 0.5


def taught(rows: pl.DataFrame, teacher: NDArray[np.float32]) -> pl.DataFrame:
    """Return `rows` with targets of people and teacher mixed, and the teacher's where nobody was asked.

    Parameters
    ----------
    rows : text and the labels, 1, 0 or null
    teacher : of `probabilities`, for the same rows

    Returns
    -------
    `rows` with Float32 labels in [0, 1], none null

    References
    ----------
    Hinton, Vinyals and Dean (2015), arXiv:1503.02531
    """
    mixed = []
    for i, label in enumerate(LABELS):
        said = pl.Series("said", teacher[:, i], dtype=pl.Float32())
        own = rows[label].cast(pl.Float32())
        mixed.append((own * (1 - SHARE) + said * SHARE).fill_null(said).alias(label))
    return rows.with_columns(mixed)


def probabilities(texts: list[str], teacher: Path) -> NDArray[np.float32]:
    """Return what a trained model says of `texts`, in bfloat16: ``(n, 7) float32 in [0, 1]``.

    Parameters
    ----------
    texts : n texts
    teacher : folder that `toolkit.training.train` wrote: ``model.pt`` and ``settings.json``
    """
    import torch

    settings = json.loads((teacher / "settings.json").read_text(encoding="utf-8"))
    encoder = Path(settings["encoder"])
    model = build(encoder, layers=settings["layers"])
    model.load_state_dict(torch.load(teacher / "model.pt", weights_only=True))
    model.eval()
    tokenizer = load_tokenizer(encoder, max_tokens=settings["max_tokens"])
    order = np.argsort([len(text) for text in texts], kind="stable")
    said = np.empty((len(texts), len(LABELS)), dtype=np.float32)

    def score(places: NDArray[np.int64]) -> None:
        encoded = tokenizer.encode_batch_fast([texts[i] for i in places])
        ids, mask = (torch.tensor([getattr(e, name) for e in encoded]) for name in ("ids", "attention_mask"))
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            said[places] = torch.sigmoid(model(ids, mask)[0].float()).numpy()

    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        list(pool.map(score, (order[start : start + BATCH] for start in range(0, len(order), BATCH))))
    return said
