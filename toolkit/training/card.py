"""Figures -> the model card that travels with the model."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import polars as pl

__all__ = ["write_card"]

BESIDE = "On test, each with its own thresholds: rank correlation of the scores, and kappa of the calls."


def write_card(folder: Path, tables: dict[str, pl.DataFrame], *, drawn: pl.DataFrame) -> Path:
    """Write ``MODEL_CARD.md`` into `folder` from the template beside this file.

    Parameters
    ----------
    folder : holds ``scorer.json``
    tables : ``dev`` and ``test`` (of `figures`), ``probes`` (of `probe`), ``drift`` (of `drift`)
    drawn : the rows trained on

    Returns
    -------
    the card's path
    """
    settings = json.loads((folder / "scorer.json").read_text(encoding="utf-8"))
    rows = drawn.group_by("source", maintain_order=True).agg(rows=pl.len(), weight=pl.col("weight").first())
    overall = {name: tables[name].filter(source="all").drop("source") for name in ("dev", "test")}
    by_source = tables["test"].filter(pl.col("source") != "all")
    filled = {
        "id": f"{settings['name']}@{settings['version']}",
        "size": settings["about"]["size"],
        "max_tokens": str(settings["max_tokens"]),
        "rows": _markdown(rows),
        "reliability": _markdown(_diagram(tables["reliability"])),
        "dev": _markdown(overall["dev"]),
        "test": _markdown(overall["test"]),
        "published": _markdown(tables["published"].filter(source="all").drop("source")),
        "marks": _markdown(tables["marks"]),
        "contrasts": _markdown(tables["contrasts"]),
        "exam": _markdown(tables["exam"]),
        "encoder": settings["about"]["encoder"],
        "by_source": _markdown(
            by_source.select("label", "source", "n", "n_positive", "auc", "auc_low", "auc_high", "calibration_error")
        ),
        "probes": _markdown(tables["probes"]),
        "drift": _markdown(tables["drift"]),
        "beside": _section("Beside the larger scorer", BESIDE, tables.get("beside")),
    }
    text = files("toolkit.training").joinpath("card.md").read_text(encoding="utf-8")
    for key, value in filled.items():
        text = text.replace(f"{{{{ {key} }}}}", value)
    path = folder / "MODEL_CARD.md"
    path.write_text(text, encoding="utf-8")
    return path


def _section(title: str, said: str, table: pl.DataFrame | None) -> str:
    return "" if table is None else f"## {title}\n\n{said}\n\n{_markdown(table)}\n\n"


def _diagram(reliability: pl.DataFrame) -> pl.DataFrame:
    """One row a bin, one column a label; a cell says how many of a hundred have the label, and of how many texts."""
    cell = pl.format("{} of {}", (pl.col("share") * 100).round(0).cast(pl.Int64()).cast(pl.String()) + " %", "n")
    scores = pl.format("{} to {}", pl.col("low").round(1), (pl.col("low") + 0.1).round(1))
    told = reliability.select("label", "low", scores=scores, cell=cell)
    return told.pivot("label", index=["low", "scores"], values="cell").sort("low").drop("low").fill_null("")


def _markdown(table: pl.DataFrame) -> str:
    lines = ["| " + " | ".join(table.columns) + " |", "|" + "---|" * table.width]
    for row in table.iter_rows():
        cells = ("" if cell is None else f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row)
        lines += ["| " + " | ".join(cells) + " |"]
    return "\n".join(lines)
