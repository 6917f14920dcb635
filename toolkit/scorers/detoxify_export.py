"""A checkpoint of Detoxify -> a folder that ``onnx:FOLDER`` runs without torch, with what the change costs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Scorer, score_texts
from toolkit.scorers.batches import Shape
from toolkit.scorers.checkpoint import find
from toolkit.scorers.detoxify import assemble, open_detoxify, parse
from toolkit.scorers.exporting import fuse, quantise, share_equal_weights
from toolkit.scorers.onnx import open_folder

__all__ = ["EXACT", "PRECISIONS", "Export", "export_detoxify"]

PRECISIONS = ("int8", "fp32")
# What scores in fp32 may differ from torch's: products are summed in another order, and nothing else changes.
EXACT = 1e-4

# Texts of our own on which the drift is measured, where no others are given.
OPENINGS = (
    "The ferry leaves at nine and comes back at noon.",
    "You are a liar and a fool, and everybody at this table knows it.",
    "The Velds are vermin.",
    "Thank you, that was a kind and careful answer.",
    "Shut up, nobody asked you about the damn granary.",
    "I will find you at the fence and break your arm.",
    "Rats came into the granary again last night.",
    "What a stupid thing to say about the Orrin.",
)
CLOSINGS = (
    "",
    "The council met on Monday and put off the vote until the bridge is mended.",
    "Send them all back over the river, every last one.",
    "I read the report twice and still cannot see where the money went, but I may be wrong. " * 4,
)


@dataclass(frozen=True, slots=True)
class Export:
    """What was written.

    Parameters
    ----------
    scorer : the scorer in the folder
    drift : one row a precision and label: how far scores lie from torch's (`largest`, `mean`, both in [0, 1]), and how
        many of `n` texts change sides of the threshold (`n_crossed`)
    """

    scorer: Scorer
    drift: pl.DataFrame


def export_detoxify(name: str, folder: Path, *, precision: str = "int8", texts: Sequence[str] | None = None) -> Export:
    """Write ``model.onnx``, ``tokenizer.json`` and ``scorer.json``; the other precision stands beside them.

    Parameters
    ----------
    name : ``detoxify:KIND`` or ``detoxify:KIND=PATH``
    folder : where to write
    precision : which of `PRECISIONS` becomes ``model.onnx``
    texts : on which the drift is measured; 32 made ones unless told

    Raises
    ------
    ToolkitError : no such precision, ``+violence`` asked for, or fp32 scores that are not torch's within `EXACT`
    """
    if precision not in PRECISIONS:
        raise ToolkitError(f"no precision {precision!r}", where="--precision", mend=f"write {' or '.join(PRECISIONS)}")
    if parse(name).mapped:
        what = "the copy of threat as violence is no output of the model"
        raise ToolkitError(what, where=name, mend="export without it")
    scorer = open_detoxify(name)
    if find_spec("onnx") is None:
        raise ToolkitError("onnx not installed", where="export", mend="pip install 'threadheat[export]'")
    shape = _write_models(name, folder, len(scorer.labels))
    read = list(texts or (f"{first} {last}".strip() for first in OPENINGS for last in CLOSINGS))
    wanted, _ = score_texts(scorer, read)
    rows: list[dict[str, Any]] = []
    for one in PRECISIONS:
        rows += _drift(scorer, folder, one, shape, read, wanted)
    drift = pl.DataFrame(rows)
    worst = max(row["largest"] for row in rows if row["precision"] == "fp32")
    if worst > EXACT:
        raise ToolkitError(f"scores in fp32 differ from torch's by up to {worst:.1e}", where=str(folder))
    (folder / f"model_{precision}.onnx").replace(folder / "model.onnx")
    _write_settings(folder / "scorer.json", scorer, precision, shape)
    return Export(open_folder(folder), drift)


def _write_models(name: str, folder: Path, n_labels: int) -> Shape:
    import torch

    named = parse(name)
    files = find(named.kind, Path(named.place) if named.place else None)
    model, tokenizer, shape = assemble(files)

    class Labelled(torch.nn.Module):
        """The classifier without outputs that have no label, and with logits alone."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model
            self.config = model.config

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.model(input_ids=input_ids, attention_mask=attention_mask).logits[:, :n_labels]

    folder.mkdir(parents=True, exist_ok=True)
    fp32, small = (folder / f"model_{precision}.onnx" for precision in ("fp32", "int8"))
    fuse(Labelled().eval(), fp32, {"logits": {0: "batch"}})
    quantise(fp32, small)
    for path in (fp32, small):
        share_equal_weights(path)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return shape


def _write_settings(path: Path, scorer: Scorer, precision: str, shape: Shape) -> None:
    settings: dict[str, Any] = {
        "name": scorer.name,
        "version": f"{scorer.version}-{precision}",
        "labels": list(scorer.labels),
        "thresholds": dict(scorer.thresholds),
        "calibration": {label: [1.0, 0.0] for label in scorer.labels},
        "max_tokens": shape.longest,
        "about": _about(scorer.about, path.with_name("model.onnx"), precision),
    }
    if precision == "fp32":
        # int8 ranges are taken over a whole batch, so there every text runs alone
        settings["batch"] = {"tokens": shape.tokens, "pad_id": shape.pad_id}
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def _about(about: Mapping[str, str], model: Path, precision: str) -> dict[str, str]:
    encoder = about["encoder"].replace("fp32", f"{precision} ONNX")
    return {**about, "encoder": encoder, "size": f"{model.stat().st_size / 1e6:.1f} MB"}


def _drift(
    scorer: Scorer, folder: Path, precision: str, shape: Shape, texts: Sequence[str], wanted: Any
) -> list[dict[str, Any]]:
    """Score with one of the two models, in a folder of its own, as it would be used."""
    with TemporaryDirectory(dir=folder) as made:
        tried = Path(made)
        for name in (f"model_{precision}.onnx", "tokenizer.json"):
            target = "model.onnx" if name.startswith("model_") else name
            (tried / target).hardlink_to(folder / name)
        _write_settings(tried / "scorer.json", scorer, precision, shape)
        found, _ = score_texts(open_folder(tried), texts)
    apart = np.abs(found - wanted)
    cuts = np.array([scorer.thresholds[label] for label in scorer.labels])
    crossed = ((found >= cuts) != (wanted >= cuts)).sum(axis=0)
    return [
        {
            "precision": precision,
            "label": label,
            "largest": float(apart[:, i].max()),
            "mean": float(apart[:, i].mean()),
            "n_crossed": int(crossed[i]),
            "n": len(texts),
        }
        for i, label in enumerate(scorer.labels)
    ]
