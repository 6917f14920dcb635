"""Write ``docs/guest_threads.md``: real threads with human labels, and what of the raw gap survives the controls.

python docs/make_guest_study.py PATH/guest_threads.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from toolkit.spread import CONTROLS, spread
from toolkit.spread.verdict import verdict
from toolkit.tables import SCORES, complete

PAGE = Path(__file__).parent / "guest_threads.md"
RUNGS = ("none", "thread_depth", "branch_depth", "thread_depth_time", "user", "user_thread_depth")
BESIDE = (
    "hot_after_hot",
    "hot_after_cold",
    "reproduction",
    "reproduction_ratio",
    "sibling_pairs",
    "detectable_difference",
)


def tables(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the threads as COMMENTS, without their text, and the labels as SCORES: 1 where people saw misogyny."""
    rows = pl.read_parquet(path).unique("entry_id", keep="first", maintain_order=True)
    comments = rows.select(
        thread_id="link_id",
        comment_id="entry_id",
        reply_to=pl.col("parent_id").str.replace("^t[13]_", ""),
        user="author",
        timestamp=pl.from_epoch("entry_utc", time_unit="s"),
    )
    misogyny = (pl.col("level_1") == "Misogynistic").cast(pl.Float32())
    scores = rows.select(thread_id="link_id", comment_id="entry_id", misogyny=misogyny)
    return complete(comments), complete(scores, SCORES)


def page(path: Path) -> str:
    """Return the page as Markdown."""
    comments, scores = tables(path)
    found = spread(comments, scores, at=0.5, permutations=999, seed=0)
    ladder = found.filter(pl.col("metric") == "risk_difference", pl.col("control").is_in(RUNGS))
    rungs = [(control, CONTROLS[control], *_cells(ladder.filter(control=control))) for control in RUNGS]
    beside = found.filter(pl.col("metric").is_in(BESIDE), pl.col("control").is_in(["none", "thread_depth"]))
    others = [(row["metric"][0], row["control"][0], *_cells(row)) for row in beside.iter_slices(1)]
    head = ("value", "low", "high", "p", "n", "effective threads", "status")
    return "\n".join(
        [
            "# Real threads: what survives the controls\n",
            "Written by `python docs/make_guest_study.py guest_threads.parquet` (seed 0, 999 shuffles).\n",
            f"Guest et al. (2021, doi:10.18653/v1/2021.eacl-main.114) labelled {comments.height:,} posts and comments",
            f"of {comments['thread_id'].n_unique():,} Reddit threads for misogyny, by hand; reply edges are Reddit's.",
            "Hot means labelled misogynistic. The threads were picked from groups where it is common: shares say",
            "nothing of Reddit. The opening post is the parent of the first replies; such edges have one parent a",
            "thread, so they count in the first rung alone.\n",
            "## The ladder: risk difference of a hot reply under hot and under other parents\n",
            _markdown(("control", "what is held fixed", *head), rungs),
            "## Beside it\n",
            _markdown(("metric", "control", *head), others),
            "## Verdict, by the fixed rules\n",
            str(verdict(found, "misogyny")) + "\n",
        ]
    )


def _cells(row: pl.DataFrame) -> tuple[str, ...]:
    numbers = row.select("value", "low", "high", "p").row(0)
    shown = ["" if number is None else f"{number:.3f}" for number in numbers]
    k = row["k_effective"][0]
    return (*shown, str(row["n"][0]), "" if k is None else f"{k:.1f}", row["status"][0])


def _markdown(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
