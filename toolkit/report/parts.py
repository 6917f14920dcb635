"""The smaller parts of a report as words: counts, chains, threads, thresholds, problems, what was left out."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from toolkit.figures.places import short_name
from toolkit.figures.words import count_words
from toolkit.report.chains import hottest_chains
from toolkit.report.listing import LONGEST_TEXT, Listing
from toolkit.tables import labels_of

__all__ = [
    "counts_line",
    "left_out_lines",
    "shown_chains",
    "shown_hottest",
    "shown_problems",
    "shown_threads",
    "shown_thresholds",
]

MOST_STEPS = 12
MOST_HOTTEST = 5
MOST_THREADS = 200
MOST_PROBLEMS = 500


def counts_line(listing: Listing) -> str:
    """Return one sentence: how many comments, threads and users."""
    placed = listing.placed
    users = placed["user"].drop_nulls().n_unique()
    n_nameless = placed["user"].null_count()
    nameless = f"; {count_words(n_nameless, 'comment')} without a known user" if n_nameless else ""
    threads = count_words(placed["thread_id"].n_unique(), "thread")
    return f"{count_words(placed.height, 'comment')} in {threads} by {count_words(users, 'user')}{nameless}."


def left_out_lines(listing: Listing) -> list[str]:
    """Return a sentence for each thing that the page does not hold."""
    lines = []
    if listing.n_listed < listing.n_comments:
        lines.append(
            f"This page lists {listing.n_listed:,} of {listing.n_comments:,} comments: the hot ones first, then what "
            "they answer, then the others in order. The tables beside it hold all of them."
        )
    if listing.n_texts_left_out:
        texts = count_words(listing.n_texts_left_out, "listed comment")
        lines.append(f"The texts of {texts} are left out to keep this page small; the source lines are given.")
    if listing.n_texts_cut:
        lines.append(f"{count_words(listing.n_texts_cut, 'text')} cut after {LONGEST_TEXT:,} characters.")
    return lines


def shown_chains(listing: Listing, *, at: Mapping[str, float], label: str) -> list[dict[str, object]]:
    """Return the hottest chains, each with its first `MOST_STEPS` comments."""
    shown = []
    for chain in hottest_chains(listing.placed, at=at, label=label):
        steps = [
            {
                "id": short_name(str(step["comment_id"]), str(step["thread_id"])),
                "user": step["user"] or "unknown",
                "score": f"{step['score']:.2f}",
                "step": round(float(str(step["score"])) * 20),
                "inferred": step["inferred"] and number > 0,
                "listed": step["listed"],
            }
            for number, step in enumerate(chain[:MOST_STEPS])
        ]
        shown.append({"thread": chain[0]["thread_id"], "steps": steps, "more": max(0, len(chain) - MOST_STEPS)})
    return shown


def shown_hottest(
    listing: Listing, comments: pl.DataFrame, *, at: Mapping[str, float], label: str, lines: Mapping[str, str]
) -> list[dict[str, object]]:
    """Return the `MOST_HOTTEST` comments with the highest scores of `label`, each with the lines it stands in.

    Parameters
    ----------
    listing : what the page lists
    comments : COMMENTS, for the lines of each
    at, label : what counts as hot
    lines : source -> address of its numbered lines
    """
    keys = ["thread_id", "comment_id"]
    places = comments.select(*keys, "source", "line_start", "line_end")
    highest = listing.placed.filter(pl.col(label).is_not_null()).sort(label, "row", descending=[True, False])
    rows = highest.head(MOST_HOTTEST).join(places, on=keys, how="left", maintain_order="left")
    return [
        {
            "id": short_name(str(row["comment_id"]), str(row["thread_id"])),
            "thread": row["thread_id"],
            "user": row["user"] or "unknown",
            "score": f"{row[label]:.2f}",
            "step": round(row[label] * 20),
            "hot": row[label] >= at[label],
            "listed": row["listed"],
            "source": row["source"],
            "lines": _lines(row["line_start"], row["line_end"]),
            "address": f"{lines[row['source']]}#L{row['line_start']}"
            if row["source"] in lines and row["line_start"]
            else "",
        }
        for row in rows.iter_rows(named=True)
    ]


def _lines(start: int, end: int) -> str:
    if start == 0:
        return ""
    return f"line {start}" if start == end else f"lines {start}–{end}"


def _address(page: str | None, line: int) -> str:
    return f"{page}#L{line}" if page and line else ""


def shown_threads(
    listing: Listing, comments: pl.DataFrame, *, at: Mapping[str, float], label: str
) -> tuple[list[dict[str, object]], int]:
    """Return the threads with the most hot comments, and how many are left out.

    Parameters
    ----------
    listing : what the page lists
    comments : COMMENTS, for the source of each thread
    at, label : what counts as hot

    Returns
    -------
    at most `MOST_THREADS` threads with their counts; ``number`` is null where none of its comments is listed
    """
    sources = comments.group_by("thread_id").agg(source=pl.col("source").first())
    known_depth = pl.when(pl.col("state") == "ok").then("depth")
    threads = (
        listing.placed.group_by("thread_id")
        .agg(
            n=pl.len(),
            scored=pl.col(label).count(),
            hot=(pl.col(label) >= at[label]).sum(),
            deepest=known_depth.max(),
        )
        .join(sources, on="thread_id", how="left")
        .sort("hot", "n", "thread_id", descending=[True, True, False])
    )
    listed = listing.placed.filter(pl.col("listed").is_not_null())["thread_id"].unique(maintain_order=True)
    number = {name: row for row, name in enumerate(listed)}
    shown = [
        {
            "name": row["thread_id"],
            "number": number.get(row["thread_id"]),
            "n": f"{row['n']:,}",
            "scored": f"{row['scored']:,}",
            "hot": f"{row['hot']:,}",
            "share": f"{row['hot'] / row['scored']:.2f}" if row["scored"] else "–",
            "deepest": "–" if row["deepest"] is None else f"{row['deepest']:,}",
            "source": row["source"],
        }
        for row in threads.head(MOST_THREADS).iter_rows(named=True)
    ]
    return shown, max(0, threads.height - MOST_THREADS)


def shown_thresholds(scores: pl.DataFrame, at: Mapping[str, float]) -> list[dict[str, str]]:
    """Return every label with its threshold and its counts."""
    return [
        {
            "label": label,
            "at": f"{at[label]:.2f}",
            "hot": f"{int((scores[label] >= at[label]).sum()):,}",
            "scored": f"{scores[label].count():,}",
        }
        for label in labels_of(scores)
        if label in at
    ]


def shown_problems(problems: pl.DataFrame | None) -> dict[str, object]:
    """Return the problems as words, the first `MOST_PROBLEMS` of them."""
    if problems is None:
        return {"columns": [], "rows": [], "n": 0, "left_out": 0}
    rows = [["" if cell is None else str(cell) for cell in row] for row in problems.head(MOST_PROBLEMS).iter_rows()]
    left_out = max(0, problems.height - MOST_PROBLEMS)
    return {"columns": problems.columns, "rows": rows, "n": f"{problems.height:,}", "left_out": left_out}
