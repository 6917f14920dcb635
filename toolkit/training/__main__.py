"""``python -m toolkit.training``: the shipped model from labelled texts, one command or step by step."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
import typer

from toolkit.scorers import Cache, pick
from toolkit.training.calibrate import Made
from toolkit.training.contrasts import contrast_rows
from toolkit.training.data import read_labelled, sample_rows
from toolkit.training.export import export
from toolkit.training.finish import finish
from toolkit.training.marks import read_marks
from toolkit.training.teaching import said, taught
from toolkit.training.token_head import fit_token_head
from toolkit.training.train import Settings, train

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Labelled = Annotated[Path, typer.Option(help="folder with the labelled Parquet files")]
Encoder = Annotated[Path, typer.Option(help="folder with the encoder's config, weights, tokenizer and licence")]
Out = Annotated[Path, typer.Option(help="folder for checkpoints and the finished scorer (OUT/onnx)")]
Precision = Literal["float32", "bfloat16"]

VERSION = "0.2.1"


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
    larger = pick(teacher) if teacher else None
    model: Path | None = None
    every = []
    for turn in range(rounds):
        every.append(_drawn(table, seed=seed, turn=turn, share=share))
        if larger:
            with Cache(out / "teacher.sqlite") as cache:
                every[-1] = taught(every[-1], said(every[-1]["text"].to_list(), larger, cache=cache))
        settings = Settings(seed=seed + turn, layers=layers, bf16=precision == "bfloat16")
        model = train(every[-1], encoder, out / f"round-{turn}", settings, earlier=model)
    assert model is not None  # noqa: S101  there is at least one round
    fit_token_head(model.parent, table.filter(split="train"))
    folder = out / "onnx"
    export(model, encoder, folder, table.filter(split="train")["text"].to_list(), layers=layers)
    kept = f"{layers} layers from below" if layers else "all layers"
    learned = f"taught by {larger.id}" if larger else "fine-tuned"
    made = Made(name, VERSION, f"{encoder.name}, {kept}, {learned}, int8", teacher)
    finish(folder, table, pl.concat(every), made, seed=seed, marks=_marks(labelled))


@app.command()
def measure(
    folder: Annotated[Path, typer.Argument(help="the OUT/onnx folder of a finished run, or a copy of a shipped model")],
    labelled: Labelled,
    version: Annotated[str, typer.Option(help="of the scorer from now on")],
    seed: Annotated[int, typer.Option(help="of the run that made it")] = 0,
    rounds: Annotated[int, typer.Option(help="of the run that made it", min=1)] = 2,
    teacher: Annotated[str | None, typer.Option(help="the scorer it learned from, if any")] = None,
) -> None:
    """Calibrate and measure a finished model anew, after a change of rule or data, and write its card."""
    settings = json.loads((folder / "scorer.json").read_text(encoding="utf-8"))
    made = Made(settings["name"], version, settings["about"]["encoder"], teacher)
    table = read_labelled(labelled)
    drawn = pl.concat(_drawn(table, seed=seed, turn=turn) for turn in range(rounds))
    finish(folder, table, drawn, made, seed=seed, marks=_marks(labelled))


def _drawn(table: pl.DataFrame, *, seed: int, turn: int, share: float = 1.0) -> pl.DataFrame:
    contrasts = contrast_rows(seed=seed + turn).filter(split="train")
    return pl.concat([sample_rows(table, seed=seed, share=share, turn=turn), contrasts])


def _marks(labelled: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return read_marks(labelled, split="kept"), read_marks(labelled, split="dev")


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
