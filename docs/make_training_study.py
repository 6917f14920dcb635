"""What each choice in the training of ``compact`` gives, one changed at a time: ``docs/training.md``.

    python -m toolkit.training draw --labelled DATA --encoder all-mpnet-base-v2 --out OUT
    python docs/make_training_study.py DATA OUT --device cuda

Every variant is trained once, on the same third of the rows; its predictions are kept in OUT/study, so that a run that
was stopped goes on. Needs the extra `train`, and a graphics card for the ten minutes that it takes.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.metrics import average_precision_score, roc_auc_score

from toolkit.training.contrasts import CONTRASTS, contrast_rows
from toolkit.training.data import SPLIT_HERE, read_labelled
from toolkit.training.evaluate import HATEFUL
from toolkit.training.labels import LABELS
from toolkit.training.lesson import rows_of
from toolkit.training.train import Rows, Settings, predict, train

PAGE = Path(__file__).with_name("training.md")
START, END = "<!-- study -->\n", "<!-- /study -->"
SHARE, SEED = 0.35, 5
# Contrast templates of the first version of the model.
N_FIRST = 917
NOISY = ("implicit_hate", "hatexplain", "davidson", "jigsaw_wiki_10k_binary", "slur_corpus_part")
SMOOTHING = 0.1
Variant = Callable[[pl.DataFrame, Path], pl.DataFrame]


def _same(rows: pl.DataFrame, _: Path) -> pl.DataFrame:
    return rows


def _no_contrasts(rows: pl.DataFrame, _: Path) -> pl.DataFrame:
    return rows.filter(pl.col("source") != CONTRASTS)


def _first_contrasts(rows: pl.DataFrame, _: Path) -> pl.DataFrame:
    # templates are filled in order, so those of the first version are filled as when they stood alone
    first = pl.concat(contrast_rows(seed=seed, n_templates=N_FIRST) for seed in range(4))["text"].implode()
    return rows.filter((pl.col("source") != CONTRASTS) | pl.col("text").is_in(first))


def _adversarial_once(rows: pl.DataFrame, _: Path) -> pl.DataFrame:
    return rows.with_columns(weight=pl.when(source="hatemojibuild").then(1.0).otherwise("weight"))


def _smoothed(rows: pl.DataFrame, _: Path) -> pl.DataFrame:
    noisy = pl.col("source").is_in(NOISY)
    less = ((pl.col(label) * (1 - 2 * SMOOTHING) + SMOOTHING).alias(label) for label in LABELS)
    return rows.with_columns(
        pl.when(noisy).then(new).otherwise(pl.col(name)).alias(name) for name, new in zip(LABELS, less, strict=True)
    )


def _weak(rows: pl.DataFrame, labelled: Path) -> pl.DataFrame:
    told = pl.read_parquet(labelled / "implicit_hate_stage2.parquet").unique("post", keep="last")
    named = rows.join(told.select(text="post", kind="implicit_class"), on="text", how="left", maintain_order="left")
    return named.with_columns(
        dehumanisation=pl.when(kind="inferiority").then(1.0).otherwise("dehumanisation"),
        violence=pl.when(kind="incitement").then(1.0).otherwise("violence"),
    ).drop("kind")


def _swapped(rows: pl.DataFrame, _: Path) -> pl.DataFrame:
    groups = pl.read_csv(
        files("toolkit.training").joinpath("fillings.tsv").read_bytes(), separator="\t", quote_char=None
    )
    draw = np.random.default_rng(0)
    texts = rows["text"].to_list()
    for column in ("many", "adjective"):
        names = sorted(set(groups.filter(kind="group")[column].drop_nulls()) - {""}, key=len, reverse=True)
        found = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
        texts = [found.sub(lambda _, names=names: names[draw.integers(len(names))], text) for text in texts]
    other = pl.Series(texts, dtype=pl.String())
    return rows.with_columns(text=pl.when(source=CONTRASTS).then("text").otherwise(other))


VARIANTS: dict[str, tuple[str, Variant]] = {
    "base": ("as trained, but on people's labels alone", _same),
    "no_contrasts": ("without contrasts", _no_contrasts),
    "first_contrasts": ("with the contrasts of the first version", _first_contrasts),
    "adversarial_once": ("adversarial rows counted once, not three times", _adversarial_once),
    "smoothed": ("labels of noisy sources smoothed to .1 and .9", _smoothed),
    "weak": ("inferiority as dehumanisation, incitement as violence", _weak),
    "swapped": ("groups named in people's texts swapped for others", _swapped),
}


def held_back(labelled: Path) -> pl.DataFrame:
    """Return what is measured on: dev as the sources publish it, and the contrasts of templates kept from training."""
    table = read_labelled(labelled)
    contrasts = contrast_rows(seed=0).select(table.columns)
    return pl.concat([table, contrasts]).filter(split="dev").filter(~pl.col("source").is_in(SPLIT_HERE))


def measured(name: str, rows: pl.DataFrame, said: np.ndarray) -> dict[str, str]:
    """Return a row of the table: AUC and average precision on dev, and both sides of the contrasts."""
    written = (rows["source"] == CONTRASTS).to_numpy()
    cells = {"variant": name}
    for label in ("toxicity", "insult", "identity_attack", "dehumanisation", "violence"):
        asked = rows[label].is_not_null().to_numpy() & ~written
        truth, scores = rows[label].to_numpy()[asked], said[asked, LABELS.index(label)]
        cells[label] = f"{roc_auc_score(truth, scores):.3f}"
        if label in {"dehumanisation", "violence"}:
            cells[label] += f" ({average_precision_score(truth, scores):.2f})"
    hateful = (rows.select(pl.max_horizontal(HATEFUL)).to_series().fill_null(0) == 1).to_numpy()[written]
    highest = said[written][:, [LABELS.index(label) for label in HATEFUL]].max(axis=1)
    cells["contrasts"] = f"{roc_auc_score(hateful, highest):.3f}"
    right = (highest[hateful] >= 0.5).mean(), (highest[~hateful] < 0.5).mean()
    return {**cells, "hateful": f"{right[0]:.3f}", "not": f"{right[1]:.3f}"}


def main() -> None:
    """Train what is not trained yet, and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("labelled", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--device", default="cpu")
    given = parser.parse_args()
    lesson = pl.read_parquet(given.out / "lesson.parquet").filter(pl.col("part") != "long")
    places = np.sort(np.random.default_rng(SEED).permutation(lesson.height)[: int(lesson.height * SHARE)])
    rows, held = lesson[places], held_back(given.labelled)
    table = []
    for name, (words, change) in VARIANTS.items():
        kept = given.out / "study" / f"{name}.npy"
        if not kept.exists():
            settings = Settings(
                layers=10, batch=128, learning_rate=8e-5, dropout=0.1, device=given.device, bf16=given.device == "cuda"
            )
            asked: Rows = rows_of(change(rows, given.labelled))[0]
            train(asked, given.out / "encoder", kept.with_suffix(""), settings)
            np.save(kept, predict(kept.with_suffix(""), held["text"].to_list()))
        table.append(measured(words, held, np.load(kept)))
    lines = ["| " + " | ".join(table[0]) + " |", "|" + "---|" * len(table[0])]
    lines += ["| " + " | ".join(row.values()) + " |" for row in table]
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(START)[0], page.split(END)[1]
    PAGE.write_text(before + START + "\n".join(lines) + "\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
