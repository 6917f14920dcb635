"""COMMENTS -> a folder that ConvoKit loads as a corpus, every conversation one whole tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import ToolkitError

__all__ = ["PLACEHOLDER_SPEAKER", "PLACEHOLDER_TEXT", "UNKNOWN_SPEAKER", "save_convokit"]

PLACEHOLDER_SPEAKER = "[placeholder]"
PLACEHOLDER_TEXT = "[placeholder: no comment; the page, or what is missing, that the comments below it answer]"
# ConvoKit needs a speaker for every utterance; these are not one person.
UNKNOWN_SPEAKER = "[unknown]"
NOTE = (
    "Utterances whose meta says placeholder are no comments: they stand where the comments answered are not in the "
    "table, so that each conversation is one tree. Their timestamp is the earliest of the conversation, or null. "
    "The speaker [unknown] stands for all writers who are not known, and is not one person. Times are seconds since "
    "1970, UTC; null where the source states none."
)
# The columns that utterances carry in their meta, and their types as ConvoKit's index names them.
META = {
    "comment_id": "str", "thread_id": "str", "answers": "str", "user_known": "bool", "placeholder": "bool",
    "position": "int", "depth": "int", "quoted": "str", "timestamp_precision": "str", "user_basis": "str",
    "reply_basis": "str", "timestamp_basis": "str", "reply_confidence": "float", "form": "str", "source": "str",
    "line_start": "int", "line_end": "int", "notes": "list",
}  # fmt: skip
OF_CONVERSATIONS = {"n_comments": "int", "placeholder": "bool"}
OF_SPEAKERS = {"known": "bool"}
OF_CORPUS = {"written_by": "str", "note": "str"}


def save_convokit(comments: pl.DataFrame, folder: Path) -> Path:
    """Write `comments` as a corpus and return its folder.

    Parameters
    ----------
    comments : COMMENTS
    folder : not there yet, or empty

    Raises
    ------
    ToolkitError : the folder holds something, or is a file

    Notes
    -----
    What ConvoKit asks for and threads as they are found do not give: ids that are strings and unique in
    the whole corpus, a speaker for every utterance, one utterance in a conversation that answers none, no
    circle, and every parent there. A thread with several comments at its top therefore hangs from one
    visible placeholder. All other columns of ``COMMENTS`` go into the meta of the utterances.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        what = "something stands where the corpus should be"
        raise ToolkitError(what, where=str(folder), mend="name a folder that is not there yet")
    folder.mkdir(parents=True, exist_ok=True)
    ids = _ids(comments)
    conversations: dict[str, dict[str, Any]] = {}
    speakers: dict[str, bool] = {}
    with (folder / ".utterances.unfinished").open("w", encoding="ascii", newline="\n") as file:
        for (thread,), part in comments.with_columns(id=pl.Series(ids, dtype=pl.String)).group_by(
            "thread_id", maintain_order=True
        ):
            utterances = list(_utterances(str(thread), part, taken=ids))
            first = utterances[0]["meta"]["placeholder"]
            conversations[str(thread)] = {"n_comments": part.height, "placeholder": first}
            for utterance in utterances:
                known = not utterance["meta"]["placeholder"] and utterance["meta"]["user_known"]
                speakers[utterance["speaker"]] = known or speakers.get(utterance["speaker"], False)
                file.write(json.dumps(utterance) + "\n")
    (folder / ".utterances.unfinished").replace(folder / "utterances.jsonl")
    _write(folder / "speakers.json", {name: _meta({"known": known}) for name, known in speakers.items()})
    _write(folder / "conversations.json", {name: _meta(meta) for name, meta in conversations.items()})
    _write(folder / "corpus.json", {"written_by": "threadheat", "note": NOTE})
    _write(folder / "index.json", _index())
    return folder


def _write(path: Path, content: Mapping[str, Any]) -> None:
    # ConvoKit opens its files in the encoding of the machine: ASCII reads alike everywhere.
    path.write_text(json.dumps(content), encoding="ascii")


def _meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    return {"meta": meta, "vectors": []}


def _index() -> dict[str, Any]:
    def types(names: Mapping[str, str]) -> dict[str, list[str]]:
        return {name: [f"<class '{kind}'>"] for name, kind in names.items()}

    return {
        "utterances-index": types(META),
        "speakers-index": types(OF_SPEAKERS),
        "conversations-index": types(OF_CONVERSATIONS),
        "overall-index": types(OF_CORPUS),
        "version": 1,
        "vectors": [],
    }


def _ids(comments: pl.DataFrame) -> list[str]:
    ids = comments["comment_id"].to_list()
    if len(set(ids)) == len(ids):
        return ids
    together = [f"{thread}/{comment}" for thread, comment in comments.select("thread_id", "comment_id").iter_rows()]
    # A slash inside the ids can make two pairs look alike; their number then tells them apart.
    return together if len(set(together)) == len(ids) else [f"{one}#{row}" for row, one in enumerate(together)]


def _utterances(thread: str, part: pl.DataFrame, *, taken: Iterable[str]) -> Iterator[dict[str, Any]]:
    rows = list(part.iter_rows(named=True))
    parents = _tree(rows)
    tops = [row for row, parent in zip(rows, parents, strict=True) if parent is None]
    above = None
    if len(tops) != 1:
        above = _free(thread, set(taken))
        yield _placeholder(above, thread, rows)
    for row, parent in zip(rows, parents, strict=True):
        known = row["user"] is not None
        yield {
            "id": row["id"],
            "conversation_id": thread,
            "text": row["text"],
            "speaker": row["user"] if known else UNKNOWN_SPEAKER,
            "meta": {
                **{name: row[name] for name in META if name in row},
                "answers": row["reply_to"],
                "user_known": known,
                "placeholder": False,
            },
            "reply-to": above if parent is None else parent,
            "timestamp": _seconds(row["timestamp"]),
            "vectors": [],
        }


def _tree(rows: list[dict[str, Any]]) -> list[str | None]:
    """Return the id of each row's parent; null at the top, and where a circle is cut open."""
    ids = {row["comment_id"]: place for place, row in enumerate(rows)}
    parents = [ids.get(row["reply_to"]) for row in rows]
    # 0 not seen, 1 on the way up now, 2 known to reach a top
    state = [0] * len(rows)
    for start in range(len(rows)):
        way = []
        place: int | None = start
        while place is not None and state[place] == 0:
            state[place] = 1
            way.append(place)
            place = parents[place]
        if place is not None and state[place] == 1:
            parents[place] = None
        for seen in way:
            state[seen] = 2
    return [None if parent is None else str(rows[parent]["id"]) for parent in parents]


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"{name}/placeholder"
    return name


def _placeholder(above: str, thread: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    moments = [_seconds(row["timestamp"]) for row in rows]
    known = [moment for moment in moments if moment is not None]
    blank: dict[str, Any] = dict.fromkeys(META)
    return {
        "id": above,
        "conversation_id": thread,
        "text": PLACEHOLDER_TEXT,
        "speaker": PLACEHOLDER_SPEAKER,
        "meta": {**blank, "thread_id": thread, "user_known": False, "placeholder": True, "notes": []},
        "reply-to": None,
        # Sorting by time needs one for every utterance or for none.
        "timestamp": min(known) if len(known) == len(moments) else None,
        "vectors": [],
    }


def _seconds(moment: datetime | None) -> int | float | None:
    if moment is None:
        return None
    seconds = moment.timestamp()
    return int(seconds) if seconds.is_integer() else seconds
