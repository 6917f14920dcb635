"""The models of Detoxify (Hanu and Unitary team 2020, github.com/unitaryai/detoxify) as scorers, offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.scorers.base import Loaded, Scorer
from toolkit.scorers.batches import Shape, in_batches
from toolkit.scorers.checkpoint import KINDS, Files, build, find, load_tokenizer, read
from toolkit.scorers.windows import split

__all__ = ["Named", "assemble", "open_detoxify", "parse", "plain_thresholds"]

PREFIX = "detoxify:"
SHAPE = "detoxify:KIND or detoxify:KIND=PATH, where PATH is a checkpoint or its folder"
NEEDED = ("detoxify", "torch", "transformers")

# Detoxify publishes no thresholds.
THRESHOLD = 0.5
# The names of the first challenge's labels, as Detoxify itself renames them when it loads a checkpoint.
RENAMED = {"toxic": "toxicity", "severe_toxic": "severe_toxicity", "identity_hate": "identity_attack"}
LABELS = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "threat",
    "insult",
    "identity_attack",
    "sexual_explicit",
)
# Asked for with KIND+violence: one more column, a copy of `threat`. A threat announces harm; violence, as this
# project means it, is also wished, justified or celebrated, so the copy misses much of it.
MAPPED = ("violence", "threat")

# No model of Detoxify was trained on more; above that, texts are read in windows.
MOST_TOKENS = 512
# rows times width of a batch: above it, a core of today gains no more than a tenth
BATCH_TOKENS = 256
# RoBERTa numbers its positions from the padding token's number plus one.
POSITIONS_AFTER_PADDING = ("roberta", "xlm-roberta")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says: kind, whether `threat` also counts as `violence`, version and path, empty where not said."""

    kind: str
    mapped: bool
    version: str
    place: str


def parse(name: str) -> Named:
    """Take a scorer's name apart.

    Parameters
    ----------
    name : ``detoxify:KIND``, behind it ``+violence``, ``@VERSION`` and ``=PATH`` where wanted

    Raises
    ------
    ToolkitError : Detoxify has no model of that kind

    Examples
    --------
    >>> parse("detoxify:unbiased+violence=models/unbiased")
    Named(kind='unbiased', mapped=True, version='', place='models/unbiased')
    """
    words, _, place = name.removeprefix(PREFIX).partition("=")
    words, _, version = words.partition("@")
    kind, plus, extra = words.partition("+")
    if kind not in KINDS or (plus and extra != MAPPED[0]):
        mend = f"write {SHAPE}; KIND is one of {', '.join(KINDS)}, +{MAPPED[0]} behind it counts threats as violence"
        raise ToolkitError(f"no scorer {name!r}", mend=mend)
    return Named(kind, bool(plus), version, place)


def plain_thresholds(name: str) -> dict[str, float]:
    """Return the thresholds of a scorer of Detoxify whose checkpoint may lie on another machine."""
    named = parse(name)
    # the first challenge, whose comments `original` was trained on, had no such label
    labels = LABELS[:-1] if named.kind.startswith("original") else LABELS
    return dict.fromkeys((*labels, MAPPED[0]) if named.mapped else labels, THRESHOLD)


def open_detoxify(name: str) -> Scorer:
    """Return the scorer that `name` means; its weights are read when first used.

    Parameters
    ----------
    name : as for `parse`

    Raises
    ------
    ToolkitError : the extra is not installed, or the checkpoint or its encoder's files are not there or do not fit
    """
    named = parse(name)
    kind = named.kind
    absent = [package for package in NEEDED if find_spec(package) is None]
    if absent:
        what = f"{', '.join(absent)} not installed"
        raise ToolkitError(what, where=f"{PREFIX}{kind}", mend="pip install 'threadheat[detoxify]'")
    files = find(kind, Path(named.place) if named.place else None)
    labels = _labels(files.checkpoint, kind)
    columns = [*range(len(labels))]
    if named.mapped:
        columns.append(_copied(labels, files.checkpoint))
        labels = (*labels, MAPPED[0])
    weights, digest = files.digest()
    scorer = Scorer(
        name=f"{PREFIX}{kind}+{MAPPED[0]}" if named.mapped else f"{PREFIX}{kind}",
        # what Detoxify puts into the names of its files
        version=weights[:8],
        labels=labels,
        thresholds=dict.fromkeys(labels, THRESHOLD),
        digest=f"{digest} {' '.join(labels)}",
        load=partial(_load, files, columns),
        about={
            "encoder": f"Detoxify {kind}, {KINDS[kind].encoder} fine-tuned, fp32",
            "languages": KINDS[kind].languages,
            "licence": "Apache-2.0",
            "size": f"{files.checkpoint.stat().st_size / 1e6:.1f} MB",
            "thresholds": f"{THRESHOLD} for every label: Detoxify publishes none",
        },
    )
    if named.version and named.version != scorer.version:
        raise ToolkitError(f"this is {scorer.id}, not {name}", mend="score again, or give thresholds with at=")
    return scorer


def _labels(checkpoint: Path, kind: str) -> tuple[str, ...]:
    settings = read(checkpoint)["config"]
    model = settings["arch"]["args"]["model_name"]
    if model != KINDS[kind].model:
        fitting = [other for other, known in KINDS.items() if known.model == model]
        what = f"is a {model}, and {PREFIX}{kind} a {KINDS[kind].model}"
        raise ToolkitError(what, where=str(checkpoint), mend=f"name it {' or '.join(fitting) or 'by another scorer'}")
    return tuple(RENAMED.get(label, label) for label in settings["dataset"]["args"]["classes"])


def _copied(labels: tuple[str, ...], checkpoint: Path) -> int:
    copy, of = MAPPED
    if of not in labels or copy in labels:
        raise ToolkitError(f"{copy} cannot be copied from {of}: it scores {', '.join(labels)}", where=str(checkpoint))
    return labels.index(of)


def assemble(files: Files) -> tuple[Any, Any, Shape]:
    """Return model, tokenizer, and how its texts are batched."""
    model = build(files)
    tokenizer, pad_id = load_tokenizer(files, read(files.checkpoint)["config"]["arch"]["args"]["tokenizer_name"])
    config = model.config
    if tokenizer.get_vocab_size() > config.vocab_size:
        what = f"{tokenizer.get_vocab_size()} tokens, and the model knows {config.vocab_size}"
        raise ToolkitError(what, where=str(files.encoder), mend="take config and tokenizer from one encoder")
    taken = pad_id + 1 if config.model_type in POSITIONS_AFTER_PADDING else 0
    longest = min(MOST_TOKENS, config.max_position_embeddings - taken)
    return model, tokenizer, Shape(BATCH_TOKENS, longest, pad_id)


def _load(files: Files, columns: list[int]) -> Loaded:
    model, tokenizer, shape = assemble(files)
    return Loaded(
        split=partial(split, tokenizer, shape.longest), score=partial(_score, model, tokenizer, shape, columns)
    )


def _score(model: Any, tokenizer: Any, shape: Shape, columns: list[int], pieces: Sequence[str]) -> NDArray[np.float32]:
    """Score the pieces; outputs behind those of the labels (identity groups, in `unbiased`) only helped training."""
    import torch

    def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        with torch.inference_mode():
            logits = model(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask)).logits
            found: NDArray[np.float32] = logits.numpy()
        return found

    encoded = [piece.ids for piece in tokenizer.encode_batch_fast(list(pieces))]
    # one thread a batch: how a product is cut among threads would decide its last bits
    logits = in_batches(encoded, run, shape, start=partial(torch.set_num_threads, 1))[:, columns]
    # torch's own sigmoid rounds by where a number stands in its array
    probability: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-logits.astype(np.float64)))
    return probability.astype(np.float32)
