"""Write ``docs/replies.md`` and ``docs/replies.svg``: how often each kind of evidence for an answer is right.

python docs/make_reply_study.py PATH/threads PATH/guest_threads.parquet

``threads`` holds the gold pages (folders ``dev`` and ``seeds``). The confidences of `toolkit.forms.evidence.EVIDENCE`
are the column "fitted" of the page; a test holds the two together.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import polars as pl
from reply_edges import of_gold, of_invented, of_real, of_real_quotations, table
from reply_threads import NOISE

from toolkit.forms.evidence import EVIDENCE

HERE = Path(__file__).parent
PAGE, FIGURE = HERE / "replies.md", HERE / "replies.svg"
PRACTICE = HERE.parent / "tests" / "pages" / "practice"
BINS = 10
FITTED_ON = ("invented, first half", "practice")
HELD = ("invented, second half", "dev", "seeds")
REAL = ("real trees", "real quotations")
# A 95 % interval reaches so many standard errors.
REACH = 1.96


def fitted(found: pl.DataFrame) -> dict[str, tuple[int, float]]:
    """Return for each kind the edges it was fitted on and the share right, to two places and never quite 0 or 1."""
    counts = shares(found, *FITTED_ON)
    return {
        kind: (n, min(0.99, max(0.01, round(share, 2))))
        for kind in EVIDENCE
        for n, share in [counts.get(kind, (0, 0.5))]
    }


def calibration_error(found: pl.DataFrame, confidence: dict[str, float]) -> float:
    """Return the expected calibration error: mean distance of the share right from the confidence, ten equal bins."""
    sure = found.with_columns(sure=pl.col("kind").replace_strict(confidence, return_dtype=pl.Float64()))
    bins = sure.group_by((pl.col("sure") * BINS).floor().clip(0, BINS - 1).alias("bin")).agg(
        n=pl.len(), gap=(pl.col("right").cast(pl.Float64()).mean() - pl.col("sure").mean()).abs()
    )
    return float((bins["n"] * bins["gap"]).sum() / max(1, bins["n"].sum()))


def all_edges(threads: Path, guest: Path) -> pl.DataFrame:
    """Return the edges of every set."""
    parts = [
        *(table(of_invented(name)) for name in (FITTED_ON[0], HELD[0])),
        table(of_gold("practice", PRACTICE)),
        *(table(of_gold(name, threads / name)) for name in ("dev", "seeds")),
        table(of_real(guest)),
        table(of_real_quotations(guest)),
    ]
    return pl.concat(parts)


def shares(found: pl.DataFrame, *sets: str) -> dict[str, tuple[int, float]]:
    """Return for each kind the edges of `sets` and the share right."""
    counts = (
        found.filter(pl.col("set").is_in(sets))
        .group_by("kind", maintain_order=True)
        .agg(n=pl.len(), right=pl.col("right").mean())
    )
    return {kind: (n, right) for kind, n, right in counts.iter_rows()}


def page(found: pl.DataFrame) -> str:
    """Return the page as Markdown."""
    fit = fitted(found)
    confidence = {kind: share for kind, (_, share) in fit.items()}
    columns = [shares(found, HELD[0]), shares(found, "dev", "seeds", "practice"), shares(found, *REAL)]
    rows = [
        (
            kind,
            EVIDENCE[kind].basis,
            EVIDENCE[kind].what,
            str(n),
            f"{share:.2f}",
            *(cell for column in columns for cell in _cells(column, kind)),
        )
        for kind, (n, share) in fit.items()
    ]
    head = (
        "kind",
        "basis",
        "what the page shows",
        "n fitted",
        "fitted",
        "n held",
        "right",
        "n gold",
        "right",
        "n real",
        "right",
    )
    errors = [
        (name, str(part.height), f"{part['right'].mean():.3f}", f"{calibration_error(part, confidence):.3f}")
        for name, sets in _sets()
        for part in [found.filter(pl.col("set").is_in(sets))]
    ]
    return TEXT.format(
        noise=_markdown(("what goes wrong", "share"), [(what, f"{share:.2f}") for what, share in NOISE.items()]),
        kinds=_markdown(head, rows),
        errors=_markdown(("edges of", "n", "right", "expected calibration error"), errors),
    )


def _sets() -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("all that is held out: invented, second half, dev and seeds", HELD),
        ("dev and seeds", HELD[1:]),
        ("dev, seeds and practice", (*HELD[1:], "practice")),
        ("real trees, laid out", REAL[:1]),
        ("real quotations", REAL[1:]),
    ]


def _cells(column: dict[str, tuple[int, float]], kind: str) -> tuple[str, str]:
    n, share = column.get(kind, (0, None))
    return str(n), "" if share is None else f"{share:.2f}"


def _markdown(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def draw(found: pl.DataFrame) -> None:
    """Write the reliability figure: one point a kind of evidence and set, with 95 % intervals (Wilson)."""
    confidence = {kind: share for kind, (_, share) in fitted(found).items()}
    mpl.rcParams.update({"svg.hashsalt": "replies", "svg.fonttype": "none", "font.size": 9})
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, zorder=0)
    for label, sets, marker, colour in (
        ("invented, held out", HELD[:1], "o", "#0072b2"),
        ("real answers (Guest et al. 2021)", REAL, "s", "#d55e00"),
    ):
        by_kind = {kind: cell for kind, cell in shares(found, *sets).items() if cell[0] >= 10}
        stated = np.array([confidence[kind] for kind in by_kind])
        n, right = (np.array(column) for column in zip(*by_kind.values(), strict=True))
        middle = (right + REACH**2 / (2 * n)) / (1 + REACH**2 / n)
        half = REACH * np.sqrt(right * (1 - right) / n + (REACH / (2 * n)) ** 2) / (1 + REACH**2 / n)
        axes.errorbar(
            stated,
            right,
            np.clip([right - middle + half, middle + half - right], 0, 1),
            fmt=marker,
            color=colour,
            label=label,
            markersize=4,
            linewidth=1,
            markerfacecolor="none",
        )
    axes.set(
        xlabel="stated confidence",
        ylabel="share of answer edges that are right",
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.02),
    )
    axes.legend(frameon=False, loc="upper left")
    title = "Stated confidence of answer edges and the share that is right"
    figure.savefig(FIGURE, metadata={"Date": None, "Title": title})


TEXT = """# How far to trust who answers whom

Written by `python docs/make_reply_study.py` (seeds fixed). `COMMENTS.reply_confidence` is the column "fitted" below.

Each answer edge rests on one kind of evidence. Its confidence is the share of such edges that were right on two sets:
invented threads (first half), written as pages in fifteen layouts and read like any page, and the project's own
practice pages. An edge is right if it leads to the comment answered; where the page lost that comment, every edge
is wrong. The gold pages take the nearest comment shown above instead, where indents or levels jump. "The last" of a
writer's comments is a guess, whether the page states the name or not: such edges have basis inferred.

**The noise of the invented threads is an assumption.** No survey says how often pages lose comments or people misspell
a name. What was taken from real threads (Guest et al. 2021, doi:10.18653/v1/2021.eacl-main.114): of those who wrote
several comments the last is answered in two cases of three. Where noise decides, the number is as good as the guess:

{noise}
## Kinds of evidence

"held": invented threads, second half. "gold": the dev, seeds and practice pages together. "real": the threads of Guest
et al., laid out with invented words, names and the noise above except lost comments; and the quotations in them,
word for word. No confidence is fitted on these, but they are no untouched test: the rule below a button to the parent,
the cut for altered words, and how fast the chance to be answered falls, were chosen on them.

{kinds}
## Calibration

Expected calibration error: the distance of the share right from the confidence, in ten equal bins of confidence,
weighted by edges.

{errors}
![Stated confidence and share right: the kinds of evidence lie near the diagonal](replies.svg)

## What falls short

* dev, seeds and practice have few edges, nearly all right; they can refute a confidence far too low, and little else.
* Between noises the numbers move: with no comments lost, indents and levels are right nearly always.
* Real trees are Reddit's: short threads of which many are cut, so that few people write more than once.
* A jump of levels is an edge to a comment that was not answered, by this count: read `parent-dropped`, and leave
  such edges out where it matters.
"""


if __name__ == "__main__":
    edges_found = all_edges(Path(sys.argv[1]), Path(sys.argv[2]))
    draw(edges_found)
    PAGE.write_text(page(edges_found), encoding="utf-8")
