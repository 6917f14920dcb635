"""Rows as they were read -> COMMENTS: ids, threads, parents and moments put right, each change counted."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np
import polars as pl

from toolkit.sources.pages import Problem
from toolkit.sources.threads.times import timed
from toolkit.tables import BASES, COMMENTS, PRECISIONS, check

__all__ = ["settled"]

KEY = ["thread_id", "comment_id"]
# How tables write "answers nothing".
NOTHING = ("0", "-1", "none", "None", "null", "nan", "NaN", "NA")
EMPTY_NOTES = pl.lit([], dtype=pl.List(pl.String()))


def settled(
    rows: pl.DataFrame, *, has_replies: bool, timezone: str, ids_are_global: bool = False
) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the comments of `rows`, and what had to be put right.

    Parameters
    ----------
    rows : of the schema `toolkit.sources.threads.raw.RAW`
    has_replies : whether the table says at all who answers whom
    timezone : zone of moments that state none, an IANA name
    ids_are_global : whether one id means one comment in all files

    Returns
    -------
    COMMENTS in the order of the rows; of rows alike in all but their line, the first
    """
    problems: list[Problem] = []
    rows = _named(rows, has_replies=has_replies)
    rows, found = _single(rows, ids_are_global=ids_are_global)
    problems += found
    rows, found = _answered(rows, has_replies=has_replies)
    problems += found
    rows = _hung(rows)
    rows, found = _in_trees(rows)
    problems += found
    rows, found = timed(rows, timezone=timezone)
    problems += found
    return _typed(rows), problems


def _named(rows: pl.DataFrame, *, has_replies: bool) -> pl.DataFrame:
    """Fill ids: the row's number in its file, and as thread the file's name."""
    number = pl.int_range(pl.len()).over("source").cast(pl.String())
    no_threads = rows["thread_id"].null_count() == rows.height
    sources = rows["source"].unique(maintain_order=True).to_list()
    files = {source: PurePath(source).name for source in sources}
    files = files if len(set(files.values())) == len(files) else {source: source for source in sources}
    return rows.with_columns(
        comment_id=pl.coalesce("comment_id", number),
        thread_id=pl.coalesce("thread_id", pl.col("source").replace_strict(files, return_dtype=pl.String())),
        notes=pl.col("notes").str.split("|").fill_null(EMPTY_NOTES),
        # Threads that no column names are the reply trees themselves.
        in_trees=pl.lit(no_threads and has_replies),
    )


def _single(rows: pl.DataFrame, *, ids_are_global: bool) -> tuple[pl.DataFrame, list[Problem]]:
    if not rows.select(pl.struct(KEY).is_duplicated().any()).item():
        return rows, []
    rows, problems = (rows, list[Problem]()) if ids_are_global else _apart(rows)
    said = [*KEY, "reply_to", "user", "timestamp", "text"]
    again = ~pl.struct(said).is_first_distinct()
    if ids_are_global:
        # Of a comment that was archived again after its removal, nothing new is left.
        emptied = (pl.col("text").fill_null("") == "") & ~pl.struct(KEY).is_first_distinct()
        again = again | emptied
    rows = rows.with_columns(again=again)
    for line, source, comment in rows.filter("again").select("line", "source", "comment_id").iter_rows():
        what = f"comment {comment} stands there twice, word for word or emptied; the second was left out"
        problems.append(Problem(source, line, "comment-twice", what, "nothing"))
    rows = rows.filter(~pl.col("again")).drop("again")
    return _renamed(rows, problems)


def _apart(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    """Keep threads of two files apart that only happen to have one name: they use one id for two comments."""
    said = ["user", "timestamp", "text"]
    first = [pl.col(name).first().over(KEY) for name in ("source", *said)]
    other = pl.any_horizontal(pl.col(name).ne_missing(value) for name, value in zip(said, first[1:], strict=True))
    clash = rows.filter(pl.col("source").ne_missing(first[0]) & other)
    if clash.is_empty():
        return rows, []
    pairs = clash.select("thread_id", "source").unique(maintain_order=True).with_columns(clashes=True)
    rows = rows.join(pairs, on=["thread_id", "source"], how="left", maintain_order="left")
    apart = pl.col("source") + "#" + pl.col("thread_id")
    rows = rows.with_columns(thread_id=pl.when("clashes").then(apart).otherwise("thread_id")).drop("clashes")
    problems = [
        Problem(
            source,
            None,
            "thread-id-shared",
            f"{n} threads have ids that another file uses for other comments; they are kept apart by file",
            "read files with ids of their own one by one",
        )
        for source, n in pairs.group_by("source", maintain_order=True).len().iter_rows()
    ]
    return rows, problems


def _renamed(rows: pl.DataFrame, problems: list[Problem]) -> tuple[pl.DataFrame, list[Problem]]:
    """Give comments of one id but other words an id of their own."""
    turn = pl.int_range(1, pl.len() + 1).over(KEY)
    rows = rows.with_columns(turn=turn)
    for line, source, comment, number in rows.filter(pl.col("turn") > 1).select(
        "line", "source", "comment_id", "turn"
    ).iter_rows():  # fmt: skip
        what = f"another comment has the id {comment} too; this one became {comment}~{number}"
        problems.append(Problem(source, line, "id-repeated", what, "make the ids unique"))
    again = pl.col("turn") > 1
    rows = rows.with_columns(
        comment_id=pl.when(again).then(pl.format("{}~{}", "comment_id", "turn")).otherwise("comment_id"),
        notes=pl.when(again).then(pl.col("notes").list.concat(pl.lit(["id-repeated"]))).otherwise("notes"),
    ).drop("turn")
    if rows.select(pl.struct(KEY).is_duplicated().any()).item():
        return _renamed(rows, problems)
    return rows, problems


def _answered(rows: pl.DataFrame, *, has_replies: bool) -> tuple[pl.DataFrame, list[Problem]]:
    """Keep the answers whose parent is a row of the thread; say of the others why not."""
    known = rows.select("thread_id", reply_to="comment_id").with_columns(is_row=True)
    # Spreadsheets make 12.0 of a whole number in a column with gaps.
    whole = rows.with_columns(reply_to=pl.col("reply_to").str.replace(r"^(\d+)\.0$", "$1"))
    rows = whole.join(known, on=["thread_id", "reply_to"], how="left", maintain_order="left")
    is_row = pl.col("is_row").fill_null(value=False)
    asked = pl.col("reply_to").is_not_null()
    itself = asked & (pl.col("reply_to") == pl.col("comment_id"))
    nothing = asked & ~is_row & (pl.col("reply_to").is_in(NOTHING) | (pl.col("reply_to") == pl.col("thread_id")))
    missing = asked & ~is_row & ~nothing
    # In ConvoKit one utterance opens a conversation; another that answers none has lost its parent.
    opens = ~asked & (pl.col("form") == "convokit") & pl.col("reply_basis").is_null()
    second = opens & (opens.cum_sum().over("thread_id") > 1)
    rows = rows.with_columns(
        itself=itself.fill_null(value=False), missing=missing.fill_null(value=False), second=second
    )
    problems = _counted(rows)
    lost = pl.col("itself") | pl.col("missing") | pl.col("second")
    basis = pl.when(lost).then(pl.lit("unknown")).otherwise(
        pl.coalesce("reply_basis", pl.lit("stated" if has_replies else "unknown"))
    )  # fmt: skip
    notes = pl.col("notes")
    noted = (
        pl.when("itself")
        .then(notes.list.concat(pl.lit(["parent-self"])))
        .when("missing")
        .then(notes.list.concat(pl.lit(["parent-missing"])))
        .when("second")
        .then(notes.list.concat(pl.lit(["several-roots"])))
        .otherwise(notes)
    )
    kept = pl.when(lost | ~is_row).then(None).otherwise("reply_to")
    return rows.with_columns(reply_to=kept, reply_basis=basis, notes=noted.list.unique(maintain_order=True)), problems


def _counted(rows: pl.DataFrame) -> list[Problem]:
    problems = []
    told = {
        "itself": ("parent-self", "comments answer themselves; whom they answer is unknown"),
        "missing": ("parent-missing", "comments answer one that is not in the thread; whom they answer is unknown"),
        "second": (
            "several-roots",
            "comments answer none although another opens their thread; whom they answer is unknown",
        ),
    }
    for column, (code, what) in told.items():
        counted = rows.filter(column).group_by("source", maintain_order=True).agg(pl.len(), pl.col("line").first())
        for source, n, line in counted.iter_rows():
            problems.append(Problem(source, line, code, f"{n} {what}", "add the missing comments if you have them"))
    return problems


def _hung(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``depth`` where the replies say it, and ``top``, the row at the top of each row's tree."""
    rows = rows.with_row_index("row")
    at = rows.select("thread_id", pl.col("comment_id").alias("reply_to"), above="row")
    joined = rows.join(at, on=["thread_id", "reply_to"], how="left", maintain_order="left")
    own = np.arange(rows.height)
    above = np.where(joined["above"].is_null().to_numpy(), own, joined["above"].fill_null(0).to_numpy()).astype(
        np.int64
    )
    steps = (above != own).astype(np.int64)
    top = above
    first = np.minimum(own, top)
    # Every round doubles how far up each row looks.
    for _ in range(max(1, int(rows.height).bit_length())):
        steps = steps + steps[top]
        first = np.minimum(first, first[top])
        top = top[top]
    rooted = above[top] == top
    # A circle has no top; its first row stands for it.
    top = np.where(rooted, top, first[top])
    sure = rooted & (joined["reply_basis"].fill_null("unknown") != "unknown").to_numpy()[top]
    return joined.drop("row", "above", "is_row", "itself", "missing", "second").with_columns(
        top=pl.Series(top),
        rooted=pl.Series(rooted),
        depth=pl.coalesce(
            pl.col("depth").cast(pl.UInt16, strict=False),
            pl.when(pl.Series(sure)).then(pl.Series(steps).cast(pl.UInt16, strict=False)),
        ),
    )


def _in_trees(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    problems = []
    circles = (
        rows.filter(~pl.col("rooted")).group_by("source", maintain_order=True).agg(pl.len(), pl.col("line").first())
    )
    for source, n, line in circles.iter_rows():
        what = f"{n} comments answer each other in a circle, or hang below one"
        problems.append(Problem(source, line, "reply-circle", what, "mend the ids; spread cuts the circle open"))
    if rows.is_empty() or not rows["in_trees"].any():
        return rows, problems
    ids = rows["comment_id"].gather(rows["top"])
    for source, n in (
        rows.with_columns(ids).group_by("source", maintain_order=True).agg(pl.col("top").n_unique()).iter_rows()
    ):
        what = f"no column names the threads; the {n} reply trees were taken for them"
        problems.append(
            Problem(source, None, "threads-from-replies", what, "name a column for thread_id if there is one")
        )
    return rows.with_columns(thread_id=ids), problems


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    def basis(column: str, value: str) -> pl.Expr:
        stated = pl.when(pl.col(value).is_null()).then(pl.lit("unknown")).otherwise(pl.lit("stated"))
        given = pl.col(column).cast(BASES, strict=False).cast(pl.String())
        return (
            pl.when(pl.col(value).is_null()).then(pl.lit("unknown")).otherwise(pl.coalesce(given, stated)).alias(column)
        )

    sure = pl.col("reply_confidence").cast(pl.Float32, strict=False)
    filled = rows.with_columns(
        basis("user_basis", "user"),
        basis("timestamp_basis", "timestamp"),
        pl.col("text").fill_null(""),
        pl.coalesce("page", "source").alias("source"),
        pl.coalesce(pl.col("page_start").cast(pl.UInt32, strict=False), "line").alias("line_start"),
        pl.coalesce(pl.col("page_end").cast(pl.UInt32, strict=False), "line").alias("line_end"),
        pl.when(sure.is_between(0, 1)).then(sure).alias("reply_confidence"),
        pl.col("reply_basis").cast(BASES, strict=False).fill_null("unknown"),
        pl.col("timestamp_precision").cast(PRECISIONS, strict=False),
        position=pl.coalesce(
            pl.col("position").cast(pl.UInt32, strict=False), pl.int_range(pl.len(), dtype=pl.UInt32).over("thread_id")
        ),
    )
    return check(filled.select(pl.col(name).cast(dtype) for name, dtype in COMMENTS.items()), COMMENTS)
