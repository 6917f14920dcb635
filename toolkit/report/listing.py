"""The comments of a report as compact columns: what the page's script lists, filters and sorts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from toolkit.figures.places import place, short_name
from toolkit.report.inert import inert, script_json
from toolkit.tables import labels_of

__all__ = ["Listing", "list_comments", "without_texts"]

# What keeps a page of 10,000 comments under 4 MB and quick: rows, then bytes of text over all of them.
MOST_COMMENTS = 10_000
MOST_TEXT_BYTES = 1_900_000
LONGEST_TEXT = 4_000
KEY = ("thread_id", "comment_id")
LINK_WORDS = (
    "top",
    "reply",
    "missing",
    "unknown",
    "self",
    "cycle",
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The comments that a page lists.

    Parameters
    ----------
    columns : ready for JSON; comments in reading order of their trees
    placed : the rows of `toolkit.figures.places.place`, all of them, with ``listed`` (row in the page, or null)
    n_listed, n_comments : rows in the page and in the table
    n_texts_left_out, n_texts_cut : listed comments without their text, and with its beginning only
    """

    columns: dict[str, object]
    placed: pl.DataFrame
    n_listed: int
    n_comments: int
    n_texts_left_out: int
    n_texts_cut: int


def list_comments(
    comments: pl.DataFrame,
    scores: pl.DataFrame,
    *,
    spans: pl.DataFrame | None,
    at: Mapping[str, float],
    label: str,
    lines: Mapping[str, str] | None = None,
) -> Listing:
    """Return the comments that fit a page: hot ones first, then what they answer, then the others in order.

    Parameters
    ----------
    comments : COMMENTS, n rows
    scores : SCORES of one scorer
    spans : SPANS of the same scorer, or null
    at : score from which a comment is hot, for each label, in [0, 1]
    label : the label shown first
    lines : source -> address of its numbered lines

    Returns
    -------
    at most `MOST_COMMENTS` comments with at most `MOST_TEXT_BYTES` bytes of text, and what was left out
    """
    placed = place(comments, scores)
    labels = [name for name in labels_of(scores) if name in at]
    placed = placed.with_columns(rank=_rank(placed, at, labels))
    kept = placed.sort("rank", "row").head(MOST_COMMENTS).sort("row")
    places = kept.select("row", listed=pl.int_range(pl.len()))
    placed = placed.join(places, on="row", how="left", maintain_order="left")
    rows = kept.join(comments.select(*KEY, *WORDS), on=KEY, how="left", maintain_order="left")
    rows, n_left_out, n_cut = _with_texts(rows)
    columns: dict[str, object] = {
        "labels": labels,
        "at": [round(at[name], 4) for name in labels],
        "label": labels.index(label),
        **_named(rows, "thread", "thread_id"),
        **_named(rows, "user", "user"),
        **_named(rows, "source", "source"),
        "lines": [(lines or {}).get(source, "") for source in rows["source"].drop_nulls().unique(maintain_order=True)],
        **_replies(rows, placed),
        "id": [inert(short_name(*names)) for names in rows.select("comment_id", "thread_id").iter_rows()],
        "depth": rows["depth"].to_list(),
        "time": _times(rows),
        "text": rows["text"].to_list(),
        "quoted": rows["quoted"].to_list(),
        "length": rows["n_characters"].to_list(),
        "from": rows["line_start"].to_list(),
        "to": rows["line_end"].to_list(),
        "notes": [[inert(note) for note in notes] for notes in rows["notes"]],
        "scores": [_thousandths(rows[name]) for name in labels],
        "hot": _hot_bits(rows, at, labels),
        "spans": _marks(spans, rows, labels),
    }
    return Listing(columns, placed, rows.height, placed.height, n_left_out, n_cut)


WORDS = (
    "text", "quoted", "timestamp_precision", "reply_basis", "reply_confidence", "source", "line_start", "line_end",
    "notes",
)  # fmt: skip


def _rank(placed: pl.DataFrame, at: Mapping[str, float], labels: list[str]) -> pl.Series:
    """Return 0 for comments that are hot under any label, 1 for what they answer, 2 for the others."""
    hot = placed.select(pl.any_horizontal([pl.col(name) >= at[name] for name in labels]).fill_null(value=False))
    is_hot = hot.to_series().to_numpy()
    rank = np.where(is_hot, 0, 2)
    parents = placed["parent"].fill_null(-1).to_numpy()[is_hot]
    parents = parents[parents >= 0]
    rank[parents] = np.minimum(rank[parents], 1)
    return pl.Series(rank, dtype=pl.UInt8)


def _with_texts(rows: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    """Return the rows with inert texts, cut where long and null where the page has no room for them."""
    texts = pl.Series("text", [inert(text[:LONGEST_TEXT]) for text in rows["text"]], dtype=pl.String)
    quotes = [None if text is None else inert(text[:LONGEST_TEXT]) for text in rows["quoted"]]
    rows = rows.with_columns(texts, pl.Series("quoted", quotes, dtype=pl.String))
    n_cut = int((rows["n_characters"] > LONGEST_TEXT).sum())
    n_bytes = pl.col("text").str.len_bytes() + pl.col("quoted").str.len_bytes().fill_null(0)
    fits = rows.sort("rank", "row").select("row", fits=n_bytes.cum_sum() <= MOST_TEXT_BYTES)
    rows = rows.join(fits, on="row", how="left", maintain_order="left")
    left_out = int((~rows["fits"]).sum())
    shown = [pl.when("fits").then(name).alias(name) for name in ("text", "quoted")]
    return rows.with_columns(shown), left_out, n_cut


def without_texts(listing: Listing, n_bytes: int) -> Listing:
    """Return the listing with at least `n_bytes` less of text, if it has so much: the last of those that fit go first.

    Parameters
    ----------
    listing : what a page lists
    n_bytes : as the page holds them, where some signs take six bytes
    """
    text, quoted = (list(listing.columns[name]) for name in ("text", "quoted"))  # type: ignore[call-overload]
    gained = n_gone = 0
    listed = listing.placed.filter(pl.col("listed").is_not_null()).sort("rank", "row", descending=True)["listed"]
    for row in listed:
        if gained >= n_bytes:
            break
        if text[row] is not None:
            gained += sum(
                len(script_json(json.dumps(part, ensure_ascii=False)).encode()) for part in (text[row], quoted[row])
            )
            gained -= 2 * len("null")
            text[row] = quoted[row] = None
            n_gone += 1
    columns = listing.columns | {"text": text, "quoted": quoted}
    return replace(listing, columns=columns, n_texts_left_out=listing.n_texts_left_out + n_gone)


def _named(rows: pl.DataFrame, name: str, column: str) -> dict[str, object]:
    """Return the names of a column once, and for each row the number of its name (-1 for none)."""
    names = rows[column].drop_nulls().unique(maintain_order=True)
    number = {value: row for row, value in enumerate(names)}
    return {f"{name}s": [inert(value) for value in names], name: [number.get(value, -1) for value in rows[column]]}


def _replies(rows: pl.DataFrame, placed: pl.DataFrame) -> dict[str, object]:
    """Return what each row answers: its place in the page, -1 for nothing, -2 for a comment not listed."""
    listed = placed["listed"].fill_null(-2).cast(pl.Int64)
    parent = listed.gather(rows["parent"]).fill_null(-1)
    number = {word: row for row, word in enumerate(LINK_WORDS)}
    return {
        "parent": parent.to_list(),
        "link": [number[str(link)] for link in rows["link"]],
        "basis": rows["reply_basis"].cast(pl.String).to_list(),
        "sure": [None if value is None else round(value, 2) for value in rows["reply_confidence"]],
    }


def _times(rows: pl.DataFrame) -> list[str | None]:
    minute = pl.col("timestamp").dt.strftime("%Y-%m-%d %H:%M")
    day = pl.col("timestamp").dt.strftime("%Y-%m-%d")
    return (
        rows.select(pl.when(pl.col("timestamp_precision") == "day").then(day).otherwise(minute)).to_series().to_list()
    )


def _thousandths(column: pl.Series) -> list[int]:
    """Return scores as whole thousandths, -1 where there is none: floats would double the page."""
    return (column.cast(pl.Float64) * 1000).round().fill_null(-1).cast(pl.Int64).to_list()


def _hot_bits(rows: pl.DataFrame, at: Mapping[str, float], labels: list[str]) -> list[int]:
    """Return one number a row whose bits say which labels are hot, so that rounding decides nothing."""
    bits = [
        (pl.col(name) >= at[name]).fill_null(value=False).cast(pl.Int64) * 2**row for row, name in enumerate(labels)
    ]
    return rows.select(pl.sum_horizontal(bits)).to_series().to_list()


def _marks(spans: pl.DataFrame | None, rows: pl.DataFrame, labels: list[str]) -> dict[str, list[list[object]]]:
    """Return for each listed row its spans: start, end, label, source and domain."""
    if spans is None or spans.is_empty():
        return {}
    listed = rows.select(*KEY, "n_characters", page_row=pl.int_range(pl.len())).filter(rows["text"].is_not_null())
    found = spans.join(listed, on=KEY, how="inner", maintain_order="left").filter(
        pl.col("label").is_in(labels), pl.col("start") < pl.col("end"), pl.col("end") <= pl.col("n_characters")
    )
    marks: dict[str, list[list[object]]] = {}
    wanted = found.sort("page_row", "start", "end").select("page_row", "start", "end", "label", "source", "domain")
    for row, start, end, label, source, domain in wanted.iter_rows():
        mark = [start, end, labels.index(label), str(source), None if domain is None else inert(domain)]
        marks.setdefault(str(row), []).append(mark)
    return marks
