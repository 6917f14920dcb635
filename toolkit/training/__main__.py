"""``python -m toolkit.training``: the shipped model from labelled texts, one command or step by step."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
import typer

from toolkit.scorers import Cache, pick
from toolkit.training.calibrate import MAX_TOKENS, Made, calibrate
from toolkit.training.card import write_card
from toolkit.training.contrasts import contrast_rows
from toolkit.training.data import SPLIT_HERE, read_labelled, sample_rows
from toolkit.training.evaluate import decisions, drift, figures, probe
from toolkit.training.export import export
from toolkit.training.marks import calibrate_marks, mark_figures, read_marks
from toolkit.training.teaching import said, taught
from toolkit.training.token_head import fit_token_head
from toolkit.training.train import Settings, train

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Labelled = Annotated[Path, typer.Option(help="folder with the labelled Parquet files")]
Encoder = Annotated[Path, typer.Option(help="folder with the encoder's config, weights, tokenizer and licence")]
Out = Annotated[Path, typer.Option(help="folder for checkpoints and the finished scorer (OUT/onnx)")]
Precision = Literal["float32", "bfloat16"]

VERSION = "0.2.0"
CONTRASTS = "contrasts"
# Texts on which int8 is held against fp32: enough to see one decision in a thousand flip.
N_DRIFT = 2_000


@app.command()
def run(
    labelled: Labelled,
    encoder: Encoder,
    out: Out,
    name: Annotated[str, typer.Option(help="of the scorer: compact, or fast")] = "compact",
    seed: Annotated[int, typer.Option(help="of the draw of rows and their order")] = 0,
    layers: Annotated[int, typer.Option(help="of the encoder that are kept, from below; 0: all")] = 0,
    share: Annotated[float, typer.Option(help="of each source's rows, for quick trials")] = 1.0,
    rounds: Annotated[int, typer.Option(help="over new rows of the sources, while there are any", min=1)] = 2,
    precision: Annotated[Precision, typer.Option(help="of products; bfloat16 is slow without AVX-512")] = "float32",
    teacher: Annotated[str | None, typer.Option(help="a larger scorer to learn from too, such as compact")] = None,
) -> None:
    """Train (or continue), export, calibrate, evaluate and write the card."""
    table = read_labelled(labelled)
    model: Path | None = None
    every = []
    for turn in range(rounds):
        contrasts = contrast_rows(seed=seed + turn).filter(split="train")
        every.append(pl.concat([sample_rows(table, seed=seed, share=share, turn=turn), contrasts]))
        if teacher:
            with Cache(out / "teacher.sqlite") as cache:
                every[-1] = taught(every[-1], said(every[-1]["text"].to_list(), pick(teacher), cache=cache))
        settings = Settings(seed=seed + turn, layers=layers, bf16=precision == "bfloat16")
        model = train(every[-1], encoder, out / f"round-{turn}", settings, earlier=model)
    assert model is not None  # noqa: S101  there is at least one round
    fit_token_head(model.parent, table.filter(split="train"))
    table = pl.concat([table, contrast_rows(seed=seed).filter(split="dev")])
    drawn = pl.concat(every)
    folder = out / "onnx"
    export(model, encoder, folder, table.filter(split="train")["text"].to_list(), layers=layers)
    kept = f"{layers} layers from below" if layers else "all layers"
    made = Made(name, VERSION, f"{encoder.name}, {kept}, fine-tuned, int8")
    marks = (read_marks(labelled, split="kept"), read_marks(labelled, split="dev"))
    finish(folder, table, drawn, made, seed=seed, marks=marks)


def finish(
    folder: Path,
    table: pl.DataFrame,
    drawn: pl.DataFrame,
    made: Made,
    *,
    seed: int,
    marks: tuple[pl.DataFrame, pl.DataFrame] | None = None,
) -> None:
    """Calibrate the exported model on dev, measure it on dev and test, and write its card.

    Parameters
    ----------
    folder : of the exported model
    table : labelled rows with their split
    drawn : rows trained on
    made : what the scorer is called and made from
    seed : of the resamples behind the intervals
    marks : texts with marked characters: those kept from training, which decide, and those to measure on
    """
    dev, test = table.filter(split="dev"), table.filter(split="test")
    written = dev.filter(pl.col("source") != CONTRASTS)
    published = test.filter(~pl.col("source").is_in(SPLIT_HERE))
    with Cache(folder / "raw.sqlite") as cache:
        calibrate(folder, dev, made, cache=cache)
    if marks:
        calibrate_marks(folder, marks[0])
    with Cache(folder / "scores.sqlite") as cache:
        tables = {
            "dev": figures(folder, written, seed=seed, cache=cache),
            "test": figures(folder, test, seed=seed, cache=cache),
            "published": figures(folder, published, seed=seed, cache=cache),
            "contrasts": decisions(folder, dev.filter(source=CONTRASTS), cache=cache),
            "probes": probe(folder),
            "marks": mark_figures(folder, dict(zip(("kept", "dev"), marks, strict=True)) if marks else {}),
            "drift": drift(folder, test["text"].head(N_DRIFT).to_list(), max_tokens=MAX_TOKENS),
        }
    for name, found in tables.items():
        found.write_csv(folder / f"figures_{name}.csv")
    write_card(folder, tables, drawn=drawn)


@app.command()
def ship(
    built: Annotated[Path, typer.Argument(help="the OUT/onnx folder of a finished run")],
    into: Annotated[Path, typer.Argument(help="the folder the package ships, toolkit/scorers/models/compact")],
) -> None:
    """Copy what the package ships, and nothing else."""
    into.mkdir(parents=True, exist_ok=True)
    for name in ("model.onnx", "tokenizer.json", "scorer.json", "MODEL_CARD.md", "ENCODER-LICENSE", "ENCODER-NOTICE"):
        shutil.copyfile(built / name, into / name)


if __name__ == "__main__":
    app()
