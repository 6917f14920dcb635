"""COMMENTS -> one GraphML file: a node a comment, an edge a reply, from the reply to what it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from toolkit.writing import whole_or_not

__all__ = ["save_graphml", "speakable"]

# Columns of a node, and the types that GraphML has for them; a moment is a text in ISO 8601.
OF_NODES = {
    "thread_id": "string", "comment_id": "string", "user": "string", "timestamp": "string",
    "timestamp_precision": "string", "position": "long", "depth": "long", "text": "string", "quoted": "string",
    "user_basis": "string", "timestamp_basis": "string", "form": "string", "source": "string", "line_start": "long",
    "line_end": "long", "notes": "string",
}  # fmt: skip
# A comment that answers nobody has no edge, so its basis stands at the node; the edge has it too.
OF_EDGES = {"reply_basis": "string", "reply_confidence": "double"}
# XML 1.0 forbids these even when written as numbers.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PICTURES = 0x2400


def save_graphml(comments: pl.DataFrame, path: Path) -> Path:
    """Write `comments` as a directed graph and return its file.

    Parameters
    ----------
    comments : COMMENTS
    path : the file

    Notes
    -----
    A control character, which XML cannot hold, becomes the sign that pictures it (U+2400 and on), so that
    the positions in a text stay as they are. An edge is written where the parent is a row of the thread.
    """
    with whole_or_not(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="\n") as file:
        _write(comments, file)
    return path


def _write(comments: pl.DataFrame, file: TextIO) -> None:
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for place, names in (("node", {**OF_NODES, **OF_EDGES}), ("edge", OF_EDGES)):
        for name, kind in names.items():
            key = quoteattr(f"{place}_{name}")
            file.write(f'  <key id={key} for="{place}" attr.name={quoteattr(name)} attr.type="{kind}"/>\n')
    file.write('  <graph edgedefault="directed">\n')
    nodes = {key: row for row, key in enumerate(comments.select("thread_id", "comment_id").iter_rows())}
    for number, row in enumerate(comments.iter_rows(named=True)):
        file.write(f'    <node id="n{number}">')
        file.writelines(_values("node", {**OF_NODES, **OF_EDGES}, row))
        file.write("</node>\n")
    for number, row in enumerate(comments.iter_rows(named=True)):
        parent = nodes.get((row["thread_id"], row["reply_to"]))
        if parent is not None:
            file.write(f'    <edge source="n{number}" target="n{parent}">')
            file.writelines(_values("edge", OF_EDGES, row))
            file.write("</edge>\n")
    file.write("  </graph>\n</graphml>\n")


def _values(place: str, names: Mapping[str, str], row: Mapping[str, Any]) -> Iterator[str]:
    for name in names:
        value = row[name]
        if value is not None:
            yield f'<data key="{place}_{name}">{speakable(_written(value))}</data>'


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return "|".join(value) if isinstance(value, list) else str(value)


def speakable(text: str) -> str:
    r"""Return `text` as XML can hold it, a character for a character.

    Examples
    --------
    >>> speakable("a\x00b & c")
    'a␀b &amp; c'
    """
    return escape(FORBIDDEN.sub(_pictured, text), {"\r": "&#13;"})


def _pictured(found: re.Match[str]) -> str:
    place = ord(found[0])
    return chr(PICTURES + place) if place < 32 else "\ufffd"
