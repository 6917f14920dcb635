"""COMMENTS -> a file or folder of the kind asked for."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.exports.convokit import save_convokit
from toolkit.exports.graphml import save_graphml
from toolkit.tables import COMMENTS, check, save

__all__ = ["KINDS", "convert", "kind_of"]

# The ending that names the kind; a corpus of ConvoKit is a folder and has none.
KINDS = {"csv": ".csv", "jsonl": ".jsonl", "parquet": ".parquet", "convokit": "", "graphml": ".graphml"}


def convert(comments: pl.DataFrame, path: Path | str, *, kind: str | None = None) -> Path:
    """Write `comments` for another tool and return where they lie.

    Parameters
    ----------
    comments : COMMENTS; names of users are written as they stand, see `toolkit.pseudonyms.pseudonymise`
    path : file, or for ConvoKit a folder that is not there yet or is empty
    kind : one of `KINDS`; null = the one that the ending of `path` names, ConvoKit where it has none

    Returns
    -------
    `path`

    Raises
    ------
    ToolkitError : an unknown kind, an ending that belongs to another, or a folder that is not empty

    Notes
    -----
    CSV, JSONL, Parquet and ConvoKit folders read by `toolkit.sources.read_threads` give the same table
    again. GraphML keeps every value but is not read back.
    """
    comments, path = check(comments, COMMENTS), Path(path)
    kind = kind or kind_of(path)
    if kind not in KINDS:
        raise ToolkitError(f"no kind {kind!r}", where="kind", mend=f"name one of: {', '.join(KINDS)}")
    if kind == "convokit":
        return save_convokit(comments, path)
    if path.suffix.lower() != KINDS[kind]:
        what = f"a file of kind {kind} ends in {KINDS[kind]}"
        raise ToolkitError(what, where=str(path), mend="change the name or the kind")
    return save_graphml(comments, path) if kind == "graphml" else save(comments, path)


def kind_of(path: Path) -> str:
    """Return the kind that the ending of `path` names.

    Raises
    ------
    ToolkitError : it names none
    """
    suffix = path.suffix.lower()
    for kind, ending in KINDS.items():
        if suffix == ending:
            return kind
    known = ", ".join(ending for ending in KINDS.values() if ending)
    mend = f"end the name in one of {known}, or in nothing for a folder of ConvoKit"
    raise ToolkitError(f"unknown format {suffix}", where=str(path), mend=mend)
