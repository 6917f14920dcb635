"""Where a checkpoint of Detoxify and the files of its encoder lie, and what is in them; nothing is ever downloaded."""

from __future__ import annotations

import hashlib
import os
import pickle
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import ToolkitError

__all__ = ["KINDS", "Files", "Kind", "build", "find", "load_tokenizer", "read"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the models that Detoxify publishes: the encoder it was trained from, its class, its languages."""

    encoder: str
    model: str
    languages: str = "English"


KINDS = {
    "original": Kind("bert-base-uncased", "BertForSequenceClassification"),
    "unbiased": Kind("roberta-base", "RobertaForSequenceClassification"),
    "multilingual": Kind(
        "xlm-roberta-base",
        "XLMRobertaForSequenceClassification",
        "English, French, Spanish, Italian, Portuguese, Turkish, Russian",
    ),
    "original-small": Kind("albert-base-v2", "AlbertForSequenceClassification"),
    "unbiased-small": Kind("albert-base-v2", "AlbertForSequenceClassification"),
}

# Where Detoxify 0.5 has its checkpoints; the package itself would bring torch in where only a name is wanted.
RELEASES = "https://github.com/unitaryai/detoxify/releases/download/"
RELEASED = {
    "original": "v0.1-alpha/toxic_original-c1212f89.ckpt",
    "unbiased": "v0.3-alpha/toxic_debiased-c7548aa0.ckpt",
    "multilingual": "v0.4-alpha/multilingual_debiased-0b549669.ckpt",
    "original-small": "v0.1.2/original-albert-0e1d6498.ckpt",
    "unbiased-small": "v0.1.2/unbiased-albert-c8519128.ckpt",
}
CONFIG = "config.json"
# A tokenizer is one file of the fast kind, or what its class makes one of.
TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "spiece.model", "sentencepiece.bpe.model")
BESIDE = ("merges.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")


@dataclass(frozen=True, slots=True)
class Files:
    """A checkpoint and the folder with the config and the tokenizer of its encoder."""

    checkpoint: Path
    encoder: Path

    def digest(self) -> tuple[str, str]:
        """Return the SHA-256 of the checkpoint, and one over everything that decides a score."""
        with self.checkpoint.open("rb") as file:
            weights = hashlib.file_digest(file, "sha256").hexdigest()
        whole = hashlib.sha256(weights.encode())
        for name in (CONFIG, *TOKENIZERS, *BESIDE):
            if (self.encoder / name).is_file():
                content = (self.encoder / name).read_bytes()
                whole.update(f"{name} {hashlib.sha256(content).hexdigest()}".encode())
        return weights, whole.hexdigest()


def find(kind: str, place: Path | None) -> Files:
    """Return the files of that kind.

    Parameters
    ----------
    kind : a key of `KINDS`
    place : a checkpoint, or a folder that holds one; null: where Detoxify itself keeps what it downloaded.
        Config and tokenizer are looked for beside a checkpoint that is named, then in the cache of Hugging Face

    Raises
    ------
    ToolkitError : something is not there; the error says how to get it
    """
    if place is None:
        checkpoint = _kept_by_torch(kind)
    elif place.is_dir():
        found = sorted(place.glob("*.ckpt"))
        if len(found) != 1:
            what = f"{len(found)} files end in .ckpt, and one is wanted"
            raise ToolkitError(what, where=str(place), mend="name the checkpoint itself" if found else recipe(kind))
        checkpoint = found[0]
    else:
        checkpoint = place
    if not checkpoint.is_file():
        raise ToolkitError("no such checkpoint", where=str(checkpoint), mend=recipe(kind))
    beside = checkpoint.parent
    if place is not None and (beside / CONFIG).is_file():
        if not any((beside / name).is_file() for name in TOKENIZERS):
            what = f"no tokenizer beside {CONFIG}: none of {', '.join(TOKENIZERS)}"
            raise ToolkitError(what, where=str(beside), mend=recipe(kind))
        return Files(checkpoint, beside)
    return Files(checkpoint, _kept_by_hugging_face(kind))


def _kept_by_torch(kind: str) -> Path:
    # as `torch.hub.get_dir` finds its folder; to list the scorers, torch itself need not be read
    caches = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    home = Path(os.environ.get("TORCH_HOME", f"{caches}/torch")).expanduser()
    return home / "hub" / "checkpoints" / _url(kind).rpartition("/")[2]


def _kept_by_hugging_face(kind: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    name = KINDS[kind].encoder
    try:
        folder = Path(snapshot_download(name, local_files_only=True))
    except LocalEntryNotFoundError as error:
        what = f"no config and tokenizer of {name}, beside the checkpoint or in the cache of Hugging Face"
        raise ToolkitError(what, where=f"detoxify:{kind}", mend=recipe(kind)) from error
    if not (folder / CONFIG).is_file() or not any((folder / name).is_file() for name in TOKENIZERS):
        raise ToolkitError("holds no config or no tokenizer", where=str(folder), mend=recipe(kind))
    return folder


def _url(kind: str) -> str:
    return RELEASES + RELEASED[kind]


def recipe(kind: str) -> str:
    """Return the commands that put the files of that kind into a folder, and score with it."""
    url, folder = _url(kind), f"detoxify-{kind}"
    return "\n".join(
        (
            "download the checkpoint, and config and tokenizer of its encoder, into one folder, and name the folder:",
            f"  mkdir -p {folder}",
            f"  curl -L -o {folder}/{url.rpartition('/')[2]} {url}",
            f"  hf download {KINDS[kind].encoder} {CONFIG} {TOKENIZERS[0]} --local-dir {folder}",
            f"  threadheat score TABLE --scorer detoxify:{kind}={folder}",
        )
    )


def read(checkpoint: Path) -> dict[str, Any]:
    """Return what Detoxify saved: ``config`` and ``state_dict``.

    Raises
    ------
    ToolkitError : it is no checkpoint of Detoxify, or loading it could run code
    """
    import torch

    try:
        # what is mapped is read from the disk when it is used: looking for the labels costs nothing
        mapped = zipfile.is_zipfile(checkpoint)
        loaded = torch.load(checkpoint, map_location="cpu", weights_only=True, mmap=mapped)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        first = str(error).partition("\n")[0]
        what = f"no checkpoint that loads as weights alone: {first}"
        raise ToolkitError(what, where=str(checkpoint), mend="download it again") from error
    try:
        arguments = loaded["config"]["arch"]["args"]
        classes = loaded["config"]["dataset"]["args"]["classes"]
        said = [loaded["state_dict"], classes, arguments["model_name"], arguments["tokenizer_name"]]
        n_classes = int(arguments["num_classes"])
    except (KeyError, TypeError, ValueError) as error:
        what = f"no checkpoint in Detoxify's format: {error} is not there"
        raise ToolkitError(what, where=str(checkpoint), mend="name a checkpoint that Detoxify can load") from error
    if not all(said) or len(classes) > n_classes:
        raise ToolkitError(f"{len(classes)} labels for {n_classes} outputs", where=str(checkpoint))
    return dict(loaded)


def build(files: Files) -> Any:
    """Return the classifier with every weight from the checkpoint, ready to score.

    Raises
    ------
    ToolkitError : weights are missing, too many, or of another shape than the config says

    Notes
    -----
    Detoxify asks the hub for the encoder's config, even when it is given a folder, and would run on random weights
    where names do not fit. Two things may be in a checkpoint that today's classes do not keep: the numbers of the
    positions and token types, which are counted anew, and the pooler under a RoBERTa, which its head does not read.
    """
    import transformers

    loaded = read(files.checkpoint)
    arguments = loaded["config"]["arch"]["args"]
    made = getattr(transformers, arguments["model_name"])
    config = made.config_class.from_pretrained(
        str(files.encoder), num_labels=arguments["num_classes"], local_files_only=True
    )
    model = made(config)
    try:
        missing, unexpected = model.load_state_dict(loaded["state_dict"], strict=False)
    except RuntimeError as error:
        first = next(line.strip() for line in str(error).splitlines()[1:])
        raise ToolkitError(first, where=str(files.checkpoint), mend=f"does {files.encoder} fit it?") from error
    wrong = [*missing, *(name for name in unexpected if not _harmless(name))]
    if wrong:
        what = f"{len(missing)} weights missing, {len(wrong) - len(missing)} unknown, among them {wrong[0]}"
        raise ToolkitError(what, where=str(files.checkpoint), mend="name a checkpoint that belongs to this encoder")
    return model.eval()


def _harmless(name: str) -> bool:
    counted = name.endswith((".embeddings.position_ids", ".embeddings.token_type_ids"))
    return counted or name.startswith("roberta.pooler.")


def load_tokenizer(files: Files, tokenizer_name: str) -> tuple[Any, int]:
    """Return the encoder's tokenizer, which neither truncates nor pads, and the number of its padding token."""
    import transformers
    from tokenizers import Tokenizer

    made = getattr(transformers, tokenizer_name).from_pretrained(str(files.encoder), local_files_only=True)
    tokenizer = Tokenizer.from_str(made.backend_tokenizer.to_str())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, int(made.pad_token_id)
