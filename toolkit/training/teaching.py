"""Several large models, none of which marks its own homework -> targets for a smaller one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.training.train import Floats, Rows, Settings, predict, train

__all__ = ["taught", "teach", "told"]

# What the teachers' word counts where people have given a label; elsewhere it is all there is.
SHARE = 0.5


def teach(
    rows: Rows, folds: NDArray[np.int64], encoder: Path, out: Path, settings: Settings, *, n_teachers: int
) -> list[Path]:
    """Train teachers, each on all rows but those of its own folds.

    Parameters
    ----------
    rows : n texts with their targets
    folds : ``(n,)``, a number of each row; teacher i does not read those that leave i when divided by the number of
        teachers; -1: read by all
    encoder : folder of the encoder they start from
    out : folder for the teachers
    settings : of their training; each takes the next seed
    n_teachers : how many

    Returns
    -------
    folder of each teacher
    """
    folders = []
    for i in range(n_teachers):
        read = np.flatnonzero((folds < 0) | (folds % n_teachers != i) | (n_teachers == 1))
        folders.append(
            train(rows.taken(read), encoder, out / f"teacher-{i}", replace(settings, seed=settings.seed + i)).parent
        )
    return folders


def told(teachers: list[Path], texts: list[str], folds: NDArray[np.int64]) -> Floats:
    """Return what the teachers say of `texts`: ``(n, 7) float32 in [0, 1]``, columns as `LABELS`.

    Of a text with a fold the one speaks that has not read it, so that a wrong label is not merely said again; of
    others, their mean.
    """
    said = np.stack([predict(folder, texts) for folder in teachers])
    asked = (folds < 0) | (folds % len(teachers) == np.arange(len(teachers))[:, None])
    mean: Floats = np.average(said, axis=0, weights=np.broadcast_to(asked[..., None], said.shape)).astype(np.float32)
    return mean


def taught(rows: Rows, told: Floats) -> Rows:
    """Return `rows` with targets of people and teachers mixed, and the teachers' where nobody was asked.

    Parameters
    ----------
    rows : n texts with their targets
    told : of `told`, for the same rows

    References
    ----------
    Hinton, Vinyals and Dean (2015), arXiv:1503.02531
    """
    own = np.isnan(rows.targets)
    mixed = np.where(own, told, rows.targets * (1 - SHARE) + told * SHARE).astype(np.float32)
    return rows._replace(targets=mixed)
