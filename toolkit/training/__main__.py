"""``python -m toolkit.training``: the shipped model from labelled texts, one command or step by step."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import polars as pl
import typer
from tokenizers import Tokenizer

from toolkit.training.calibrate import MAX_TOKENS, Made
from toolkit.training.data import read_labelled
from toolkit.training.export import export
from toolkit.training.finish import finish
from toolkit.training.lesson import lesson, rows_of, rows_to_draw
from toolkit.training.marks import read_marks
from toolkit.training.teaching import taught, teach, told
from toolkit.training.token_head import fit_token_head
from toolkit.training.train import Settings, train
from toolkit.training.vocabulary import prepared

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Labelled = Annotated[Path, typer.Option(help="folder with the labelled Parquet files")]
Encoder = Annotated[Path, typer.Option(help="folder with the encoder's config, weights, tokenizer and licence")]
Out = Annotated[Path, typer.Option(help="folder of the run, for what every step leaves; the scorer is OUT/onnx")]
Name = Annotated[str, typer.Option(help="of the scorer: compact, or fast")]
Seed = Annotated[int, typer.Option(help="of the draw of rows and their order")]
Layers = Annotated[int, typer.Option(help="of the encoder that the pupil keeps, from below; 0: all")]
Teachers = Annotated[int, typer.Option(help="models of all layers that the pupil learns from", min=1)]
TaughtBy = Annotated[Path | None, typer.Option(help="folder of another run: learn from its teachers")]
Device = Annotated[Literal["cpu", "cuda"], typer.Option(help="where models are trained")]
Precision = Annotated[Literal["float32", "bfloat16"], typer.Option(help="of products; bfloat16 is slow on some")]
Epochs = Annotated[int, typer.Option(help="in which the pupil reads every row", min=1)]
Rate = Annotated[float, typer.Option(help="learning rate of the pupil; a smaller encoder wants a greater one")]
Rounds = Annotated[int, typer.Option(help="over new rows of the sources, while there are any", min=1)]
Share = Annotated[float, typer.Option(help="of each source's rows, for quick trials")]
Against = Annotated[str | None, typer.Option(help="a scorer to measure it beside, such as compact")]

VERSION = "0.3.0"
# A teacher sees whole comments, the pupil what a scorer reads at once.
TEACHER = Settings(batch=128, learning_rate=5e-5, dropout=0.1, max_tokens=128)
PUPIL = Settings(batch=128, learning_rate=8e-5, epochs=2, dropout=0.1, max_tokens=MAX_TOKENS)


@app.command()
def draw(
    labelled: Labelled, encoder: Encoder, out: Out, seed: Seed = 0, rounds: Rounds = 4, share: Share = 1.0
) -> None:
    """Draw the rows and fit the encoder's vocabulary to them: OUT/lesson.parquet, OUT/encoder."""
    out.mkdir(parents=True, exist_ok=True)
    table = read_labelled(labelled)
    drawn = rows_to_draw(table, seed=seed, rounds=rounds, share=share)
    prepared(encoder, drawn["text"].unique().to_list(), out / "encoder")
    words = Tokenizer.from_file(str(out / "encoder" / "tokenizer.json"))
    lesson(drawn, words, max_tokens=MAX_TOKENS).write_parquet(out / "lesson.parquet")
    told = {"encoder": encoder.name, "seed": seed, "rounds": rounds, "share": share}
    (out / "drawn.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


@app.command()
def learn(
    out: Out,
    seed: Seed = 0,
    layers: Layers = 0,
    teachers: Teachers = 3,
    taught_by: TaughtBy = None,
    epochs: Epochs = PUPIL.epochs,
    learning_rate: Rate = PUPIL.learning_rate,
    device: Device = "cpu",
    precision: Precision = "float32",
) -> None:
    """Train the teachers and their pupil on what was drawn: OUT/teacher-0 and so on, OUT/pupil."""
    teacher, pupil = (
        replace(kind, device=device, bf16=precision == "bfloat16", seed=seed) for kind in (TEACHER, PUPIL)
    )
    school = taught_by or out
    rows = pl.read_parquet(school / "lesson.parquet")
    texts, folds = rows_of(rows)
    if taught_by is None:
        whole = np.flatnonzero((rows["part"] != "window").to_numpy())
        folders = teach(texts.taken(whole), folds[whole], out / "encoder", out, teacher, n_teachers=teachers)
        np.save(out / "told.npy", told(folders, texts.texts, folds))
    read = np.flatnonzero((rows["part"] != "long").to_numpy())
    targets = taught(texts, np.load(school / "told.npy")).taken(read)
    train(
        targets,
        out / "encoder",
        out / "pupil",
        replace(pupil, layers=layers, epochs=epochs, learning_rate=learning_rate),
    )


@app.command()
def complete(
    labelled: Labelled,
    out: Out,
    name: Name = "compact",
    seed: Seed = 0,
    against: Against = None,
    version: Annotated[str, typer.Option(help="of the scorer from now on")] = VERSION,
) -> None:
    """Fit the token head, export the pupil, calibrate and measure it, and write its card: OUT/onnx."""
    table = read_labelled(labelled)
    settings = json.loads((out / "pupil" / "settings.json").read_text(encoding="utf-8"))
    layers, encoder = settings["layers"], out / "encoder"
    fit_token_head(out / "pupil", encoder, table.filter(split="train"))
    texts = table.filter(split="train")["text"].to_list()
    export(out / "pupil" / "model.pt", encoder, out / "onnx", texts, layers=layers)
    measure(labelled, out, name=name, version=version, seed=seed, against=against)


@app.command()
def measure(
    labelled: Labelled,
    out: Out,
    name: Name = "compact",
    seed: Seed = 0,
    against: Against = None,
    version: Annotated[str, typer.Option(help="of the scorer from now on")] = VERSION,
) -> None:
    """Calibrate and measure a finished run anew, after a change of rule or data, and write its card."""
    settings = json.loads((out / "pupil" / "settings.json").read_text(encoding="utf-8"))
    kept = f"{settings['layers']} layers from below" if settings["layers"] else "all layers"
    encoder = json.loads((out / "drawn.json").read_text(encoding="utf-8"))["encoder"]
    made = Made(name, version, f"{encoder}, {kept}, int8", against)
    rows = pl.read_parquet(out / "lesson.parquet").filter(pl.col("part") != "window")
    marks = read_marks(labelled, split="kept"), read_marks(labelled, split="dev")
    finish(out / "onnx", read_labelled(labelled), rows, made, seed=seed, marks=marks)


@app.command()
def run(
    labelled: Labelled,
    encoder: Encoder,
    out: Out,
    name: Name = "compact",
    seed: Seed = 0,
    layers: Layers = 0,
    share: Share = 1.0,
    rounds: Rounds = 4,
    teachers: Teachers = 3,
    taught_by: TaughtBy = None,
    epochs: Epochs = PUPIL.epochs,
    learning_rate: Rate = PUPIL.learning_rate,
    device: Device = "cpu",
    precision: Precision = "float32",
    against: Against = None,
) -> None:
    """Draw, learn (or go on) and complete."""
    draw(labelled, encoder, out, seed=seed, rounds=rounds, share=share)
    learn(
        out,
        seed=seed,
        layers=layers,
        teachers=teachers,
        taught_by=taught_by,
        epochs=epochs,
        learning_rate=learning_rate,
        device=device,
        precision=precision,
    )
    complete(labelled, out, name=name, seed=seed, against=against)


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
