"""Templates that stand on both sides of a shortcut -> training rows: filled, set among other sentences, respelled."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files

import numpy as np
import polars as pl

from toolkit.training.labels import LABELS

__all__ = ["CONTRASTS", "EXAM", "bucket", "contrast_rows", "respell"]

CONTRASTS, EXAM = "contrasts", "exam"
FILLINGS_PER_TEMPLATE = 10
# Contrast rows carry what the topic alone does not say, so they count for more.
WEIGHT = 2.0
# Shares of the filled templates: written as a sentence; set among harmless ones; respelled.
AS_SENTENCE, IN_COMPANY, RESPELLED = 0.5, 0.2, 0.12
PLACEHOLDER = re.compile(r"\{([GSAUT])\}")
# Which column of the fillings a placeholder takes: groups in the plural, the singular and as an adjective, people
# of a trade or habit that nobody is protected for, things.
COLUMNS = {
    "G": ("group", "many"),
    "S": ("group", "one"),
    "A": ("group", "adjective"),
    "U": ("people", "many"),
    "T": ("thing", "one"),
}
LOOKALIKES = str.maketrans({"a": "@", "e": "3", "i": "1", "o": "0", "s": "$", "t": "7"})


def contrast_rows(*, seed: int, name: str = CONTRASTS, n_templates: int | None = None) -> pl.DataFrame:
    """Fill the contrast templates with names of groups, so that no name becomes a cue.

    Parameters
    ----------
    seed : of fillings and ways of writing
    name : ``contrasts``, or ``exam``: templates of another writer that are never trained or tuned on
    n_templates : only so many, from the first; null: all

    Returns
    -------
    DataFrame like `toolkit.training.data.read_labelled`, with phenomenon; source `name`; every template with a
    placeholder appears up to `FILLINGS_PER_TEMPLATE` times. One template in ten is kept from training,
    with all its fillings: its split is ``dev``; that of the exam is ``exam``
    """
    home = files("toolkit.training")
    templates = _read(f"{name}.tsv")[:n_templates]
    fillings = _read("fillings.tsv").partition_by("kind", as_dict=True)
    kinds = {str(kind): part.to_dicts() for (kind,), part in fillings.items()}
    company = home.joinpath("company.txt").read_text(encoding="utf-8").strip().split("\n")
    draw = np.random.default_rng([seed, 7])
    rows = []
    for template in templates.iter_rows(named=True):
        split = name if name != CONTRASTS else "dev" if bucket(template["template"]) == 0 else "train"
        labels = {label: template.get(label) for label in LABELS}
        filled = _filled(template["template"], kinds, draw)
        rows += [
            {"text": _written(text, company, draw), "split": split, "phenomenon": template["phenomenon"], **labels}
            for text in filled
        ]
    schema = {"text": pl.String(), "split": pl.String(), "phenomenon": pl.String(), **dict.fromkeys(LABELS, pl.Int8())}
    table = pl.DataFrame(rows, schema=schema).unique("text", keep="first", maintain_order=True)
    return table.select(
        "text",
        pl.lit(name).alias("source"),
        "split",
        pl.lit(WEIGHT, dtype=pl.Float32()).alias("weight"),
        *LABELS,
        pl.lit(None, dtype=pl.List(pl.Int64())).alias("marked"),
        "phenomenon",
    )


def bucket(text: str) -> int:
    """Return one of ten numbers for a text, the same everywhere: what is kept from training goes by it."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % 10


def _read(name: str) -> pl.DataFrame:
    source = files("toolkit.training").joinpath(name).read_bytes()
    return pl.read_csv(source, separator="\t", quote_char=None)


def _filled(template: str, kinds: dict[str, list[dict[str, str]]], draw: np.random.Generator) -> list[str]:
    named = sorted(set(PLACEHOLDER.findall(template)))
    if not named:
        return [template] * 2
    rows = {}
    for kind in sorted({COLUMNS[p][0] for p in named}):
        columns = [column for of_kind, column in (COLUMNS[p] for p in named) if of_kind == kind]
        whole = [row for row in kinds[kind] if all(row[column] for column in columns)]
        rows[kind] = [whole[i] for i in draw.permutation(len(whole))[:FILLINGS_PER_TEMPLATE]]
    filled = []
    for time in range(min(len(picked) for picked in rows.values())):
        words = {p: rows[COLUMNS[p][0]][time][COLUMNS[p][1]] for p in named}
        filled.append(PLACEHOLDER.sub(lambda match, words=words: words[match[1]], template))  # type: ignore[misc]
    return filled


def _written(text: str, company: list[str], draw: np.random.Generator) -> str:
    """One way that somebody may have typed the sentence."""
    if draw.random() < AS_SENTENCE:
        text = f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?' else '.'}"
    if draw.random() < RESPELLED:
        text = respell(text, draw)
    if draw.random() < IN_COMPANY:
        around = [str(sentence) for sentence in draw.choice(company, int(draw.integers(1, 4)), replace=False)]
        place = int(draw.integers(0, len(around) + 1))
        text = " ".join([*around[:place], text if text[-1] in ".!?" else f"{text}.", *around[place:]])
    return text


def respell(text: str, draw: np.random.Generator) -> str:
    """Return `text` with one or two of its words as evaders and hasty people type them."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 3]
    for place in draw.permutation(long)[: int(draw.integers(1, 3))] if long else ():
        words[place] = _respelled(words[place], draw)
    return " ".join(words)


def _respelled(word: str, draw: np.random.Generator) -> str:
    at = int(draw.integers(1, len(word) - 1))
    way = int(draw.integers(0, 6))
    if way == 0:
        return word.translate(LOOKALIKES)
    if way == 1:
        return " ".join(word)
    if way == 2:
        return f"{word[:at]}*{word[at + 1 :]}"
    if way == 3:
        return word[:at] + word[at + 1 :]
    if way == 4:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word[:at] + word[at] * 3 + word[at + 1 :]
