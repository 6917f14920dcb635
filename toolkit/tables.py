"""The four tables every stage takes and gives, their checks, and their files.

``COMMENTS``, ``SCORES``, ``SPANS`` and ``SPREAD`` are polars schemas. A stage calls `check` on what it
takes in and trusts it from there. Tables are values: no stage changes one in place, and none adds
columns to ``COMMENTS``.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.writing import whole_or_not

__all__ = [
    "BASES",
    "COMMENTS",
    "SCORES",
    "SPANS",
    "SPREAD",
    "check",
    "complete",
    "keep_scorer",
    "labels_of",
    "load",
    "save",
]

BASES = pl.Enum(["stated", "layout", "inferred", "unknown"])
PRECISIONS = pl.Enum(["second", "minute", "day"])

COMMENTS = pl.Schema(
    {
        "thread_id": pl.String(),
        "comment_id": pl.String(),
        "reply_to": pl.String(),
        "user": pl.String(),
        "timestamp": pl.Datetime("us", "UTC"),
        "timestamp_precision": PRECISIONS,
        "position": pl.UInt32(),
        "depth": pl.UInt16(),
        "text": pl.String(),
        "quoted": pl.String(),
        "user_basis": BASES,
        "reply_basis": BASES,
        "timestamp_basis": BASES,
        "reply_confidence": pl.Float32(),
        "form": pl.String(),
        "source": pl.String(),
        "line_start": pl.UInt32(),
        "line_end": pl.UInt32(),
        "notes": pl.List(pl.String()),
    }
)

# One Float32 column in [0, 1] a label follows these.
SCORES = pl.Schema({"thread_id": pl.String(), "comment_id": pl.String(), "scorer": pl.String(), "windows": pl.UInt16()})

SPANS = pl.Schema(
    {
        "thread_id": pl.String(),
        "comment_id": pl.String(),
        "scorer": pl.String(),
        "label": pl.String(),
        "start": pl.UInt32(),
        "end": pl.UInt32(),
        "weight": pl.Float32(),
        "source": pl.Enum(["model", "lexicon"]),
        "domain": pl.String(),
    }
)

SPREAD = pl.Schema(
    {
        "label": pl.String(),
        "metric": pl.String(),
        "control": pl.String(),
        "value": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "null_value": pl.Float64(),
        "p": pl.Float64(),
        "n": pl.UInt32(),
        "k_effective": pl.Float64(),
        "status": pl.String(),
    }
)

KEY = ("thread_id", "comment_id")
NULLABLE = {
    "COMMENTS": {
        "reply_to", "user", "timestamp", "timestamp_precision", "depth", "quoted", "reply_confidence",
    },
    "SCORES": set[str](),
    "SPANS": {"domain"},
    "SPREAD": {"value", "low", "high", "null_value", "p", "k_effective"},
}  # fmt: skip
UNIQUE = {"COMMENTS": KEY, "SCORES": (*KEY, "scorer")}

# What a table without the column would say of itself: a plain edge list is a full set of stated replies.
DEFAULTS: dict[str, object] = {
    "text": "",
    "user_basis": "stated",
    "reply_basis": "stated",
    "timestamp_basis": "stated",
    "form": "table",
    "source": "table",
    "line_start": 0,
    "line_end": 0,
    "notes": [],
    "scorer": "table@0",
    "windows": 1,
}

# Spreadsheets run a cell that starts with one of these as a formula.
FORMULA = r"^[=+\-@\t\r]"
FORMULA_KEPT = r"^'([=+\-@\t\r'])"


def _name(schema: pl.Schema) -> str:
    named = {"COMMENTS": COMMENTS, "SCORES": SCORES, "SPANS": SPANS, "SPREAD": SPREAD}
    return next(name for name, known in named.items() if known is schema)


def check(table: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Return `table` if it keeps the contract of `schema`.

    Parameters
    ----------
    table : any DataFrame
    schema : ``COMMENTS``, ``SCORES``, ``SPANS`` or ``SPREAD``

    Returns
    -------
    the same rows, columns in the order of the schema (labels of ``SCORES`` after them, as they came)

    Raises
    ------
    ToolkitError : a column is missing, of another type, unknown, or null where it must not be; a key
        appears twice; a score lies outside [0, 1]
    """
    name = _name(schema)
    for column, dtype in schema.items():
        if column not in table.columns:
            raise ToolkitError(f"no column {column!r}", where=name, mend=f"add it as {dtype}")
        if table.schema[column] != dtype:
            what = f"column {column!r} is {table.schema[column]}"
            raise ToolkitError(what, where=name, mend=f"cast it to {dtype}")
        if column not in NULLABLE[name] and table[column].null_count():
            raise ToolkitError(f"column {column!r} has nulls", where=name, mend="fill or drop those rows")
    extra = [column for column in table.columns if column not in schema]
    if name == "SCORES":
        _check_scores(table, extra)
    elif extra:
        raise ToolkitError(f"unknown columns {', '.join(extra)}", where=name, mend="keep them in a table of their own")
    if name in UNIQUE:
        _check_unique(table, UNIQUE[name], name)
    return table.select(*schema, *extra)


def _check_scores(scores: pl.DataFrame, labels: list[str]) -> None:
    for label in labels:
        if scores.schema[label] != pl.Float32():
            what = f"label {label!r} is {scores.schema[label]}"
            raise ToolkitError(what, where="SCORES", mend="cast it to Float32")
        column = scores[label].drop_nulls()
        if column.len() and not column.is_between(0, 1).all():
            raise ToolkitError(f"label {label!r} leaves [0, 1]", where="SCORES", mend="give probabilities")


def _check_unique(table: pl.DataFrame, key: tuple[str, ...], name: str) -> None:
    twice = table.select(key).filter(pl.struct(key).is_duplicated())
    if twice.height:
        first = ", ".join(str(value) for value in twice.row(0))
        what = f"{twice.height} rows share their {' and '.join(key)}, the first being {first}"
        raise ToolkitError(what, where=name, mend="make the ids unique")


def complete(table: pl.DataFrame, schema: pl.Schema = COMMENTS) -> pl.DataFrame:
    """Return `table` with every column of `schema`, for tables made elsewhere.

    Parameters
    ----------
    table : holds thread_id and comment_id, and any other columns of the schema; integers of another
        width, integer ids and strings for categories are cast, times without a zone are taken as UTC
    schema : ``COMMENTS``, or ``SCORES``, whose other columns are labels

    Returns
    -------
    the checked table; a column that was missing is null, or says that the table states it
    (`DEFAULTS`); ``position`` counts the rows of each thread

    Raises
    ------
    ToolkitError : an id column is missing or a value does not fit its column
    """
    name = _name(schema)
    if missing := [column for column in KEY if column not in table.columns]:
        raise ToolkitError(f"no column {missing[0]!r}", where=name, mend="every comment needs its ids")
    filled = table
    if "position" in schema and "position" not in table.columns:
        filled = filled.with_columns(position=pl.int_range(pl.len()).over("thread_id"))
    absent = [column for column in schema if column not in filled.columns]
    filled = filled.with_columns(pl.lit(DEFAULTS.get(column), dtype=schema[column]).alias(column) for column in absent)
    wanted = dict(schema)
    if schema is SCORES:
        wanted |= dict.fromkeys((label for label in table.columns if label not in schema), pl.Float32())
    try:
        filled = filled.select(pl.col(column).cast(dtype) for column, dtype in wanted.items())
    except pl.exceptions.PolarsError as error:
        what = f"a value does not fit its column: {error}".split("\n", maxsplit=1)[0]
        raise ToolkitError(what, where=name, mend="see the table's contract") from error
    return check(filled, schema)


def labels_of(scores: pl.DataFrame) -> tuple[str, ...]:
    """Return the label columns of a ``SCORES`` table, in order."""
    return tuple(column for column in scores.columns if column not in SCORES)


def keep_scorer(scores: pl.DataFrame, name: str | None = None) -> pl.DataFrame:
    """Return the rows of one scorer, with the labels that it has.

    Parameters
    ----------
    scores : SCORES, of one scorer or of several
    name : the scorer as the table has it, or its name without ``@version`` where that is one scorer's alone;
        not needed where the table holds one scorer

    Returns
    -------
    the rows of that scorer, in their order; labels that only other scorers of the table have are gone

    Raises
    ------
    ToolkitError : the table mixes scorers and none is named, or it has no such scorer

    Examples
    --------
    >>> ids = {"thread_id": ["t", "t"], "comment_id": ["a", "a"], "scorer": ["old@1", "new@1"]}
    >>> both = complete(pl.DataFrame({**ids, "insult": [0.5, 0.25], "threat": [0.75, None]}), SCORES)
    >>> labels_of(keep_scorer(both, "new")), labels_of(keep_scorer(both, "old@1"))
    (('insult',), ('insult', 'threat'))
    """
    known = scores["scorer"].unique().sort().to_list()
    fitting = known if name is None else [one for one in known if name in {one, one.partition("@")[0]}]
    if name is None and len(known) > 1:
        what = f"scores of {len(known)} scorers: {', '.join(known)}"
        mend = f"choose one: --scorer {known[0]}, or toolkit.tables.keep_scorer(scores, {known[0]!r})"
        raise ToolkitError(what, where="SCORES", mend=mend)
    if name is not None and len(fitting) != 1:
        what = f"{len(fitting)} scorers are called {name!r}" if fitting else f"no scorer {name!r}"
        raise ToolkitError(what, where="SCORES", mend=f"name one of {', '.join(known) or 'none: it is empty'}")
    if len(known) < 2:
        return scores
    kept = scores.filter(pl.col("scorer") == fitting[0])
    others = scores.filter(pl.col("scorer") != fitting[0])
    foreign = [label for label in labels_of(scores) if not kept[label].count() and others[label].count()]
    return kept.drop(foreign)


def save(table: pl.DataFrame, path: Path | str) -> Path:
    """Write `table` in the format that the ending of `path` names, whole or not at all.

    Parameters
    ----------
    table : any table
    path : ends in .parquet, .csv or .jsonl; CSV joins lists with ``|`` and puts ``'`` before a cell
        that a spreadsheet would run as a formula

    Returns
    -------
    the path

    Raises
    ------
    ToolkitError : an ending that is not known
    """
    path = Path(path)
    suffix = _suffix(path)
    with whole_or_not(path) as unfinished:
        if suffix == ".parquet":
            table.write_parquet(unfinished, compression="zstd", statistics=False)
        elif suffix == ".csv":
            _plain(table).write_csv(unfinished, datetime_format="%Y-%m-%dT%H:%M:%S%.fZ")
        else:
            table.write_ndjson(unfinished)
    return path


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    lists = [column for column, dtype in table.schema.items() if isinstance(dtype, pl.List)]
    strings = [column for column, dtype in table.schema.items() if dtype == pl.String()]
    joined = table.with_columns(pl.col(column).list.join("|") for column in lists)
    guard = f"{FORMULA}|{FORMULA_KEPT}"
    return joined.with_columns(
        pl.when(pl.col(column).str.contains(guard)).then("'" + pl.col(column)).otherwise(column).alias(column)
        for column in strings
    )


def load(path: Path | str, schema: pl.Schema) -> pl.DataFrame:
    """Read a table that `save` wrote and check it.

    Raises
    ------
    ToolkitError : no such file, an ending that is not known, or a broken contract
    """
    path = Path(path)
    suffix = _suffix(path)
    if not path.is_file():
        raise ToolkitError("no such file", where=str(path), mend="check the path")
    if suffix == ".parquet":
        table = pl.read_parquet(path)
    elif suffix == ".csv":
        table = _from_plain(pl.read_csv(path, infer_schema=False), schema)
    else:
        table = _from_json(pl.read_ndjson(path, infer_schema_length=None), schema)
    return check(table, schema)


def _from_plain(table: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    columns = []
    for column in table.columns:
        dtype = schema.get(column, pl.Float32())
        cell = pl.col(column).str.replace(FORMULA_KEPT, "$1")
        if isinstance(dtype, pl.List):
            cell = pl.when(cell.fill_null("") == "").then(pl.lit([], dtype=dtype)).otherwise(cell.str.split("|"))
        elif isinstance(dtype, pl.Datetime):
            cell = cell.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us", time_zone="UTC")
        elif column == "text":
            cell = cell.fill_null("")
        columns.append(cell.cast(dtype).alias(column))
    return table.select(columns)


def _from_json(table: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    columns = []
    for column in table.columns:
        dtype = schema.get(column, pl.Float32())
        cell = pl.col(column)
        if isinstance(dtype, pl.Datetime) and table.schema[column] == pl.String():
            cell = cell.str.to_datetime(time_unit="us", time_zone="UTC")
        columns.append(cell.cast(dtype).alias(column))
    return table.select(columns)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in {".parquet", ".csv", ".jsonl"}:
        what = f"unknown format {suffix or 'without ending'}"
        raise ToolkitError(what, where=str(path), mend="end the name in .parquet, .csv or .jsonl")
    return suffix
