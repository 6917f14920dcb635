"""The kinds of ready threads: how each is known, and what each means by its fields."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.sources.stated import own_words
from toolkit.sources.threads.raw import MORE, Fields, written

__all__ = ["KINDS", "Kind", "kind_of_row"]

# What a removed comment of Reddit says in place of its words, and of its writer.
REMOVED = {"[deleted]", "[removed]", "[ Removed by Reddit ]", "[unavailable]"}
KIND_OF_ID = re.compile(r"t[1-6]_")
REFERENCE = re.compile(r">>(\d{1,20})\b")
BLUESKY = re.compile(r"^(?:at://|https://bsky\.app/).*/")
MARKUP = re.compile(r"<(?:p|br|a|span|div|blockquote|em|strong)\b[^<>]*>", re.IGNORECASE)
PLACEHOLDER = "placeholder"
# Fields that utterances have when `toolkit.exports` wrote them.
OF_AN_EXPORT = {PLACEHOLDER, "user_known", "reply_basis"}
EXPORTED = {
    "thread_id": "thread_id",
    "comment_id": "comment_id",
    "reply_to": "answers",
    "page": "source",
    "page_start": "line_start",
    "page_end": "line_end",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table of ready threads.

    Parameters
    ----------
    name : it becomes ``COMMENTS.form``
    fits : whether a row, as it is read, is of this kind
    clean : the row's fields, put right; or the code of why the row is no comment
    aliases : names of fields that only this kind uses
    """

    name: str
    fits: Callable[[Mapping[str, Any]], bool]
    clean: Callable[[Fields, Mapping[str, Any]], Fields | str]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _note(fields: Fields, note: str) -> None:
    fields["notes"] = f"{fields['notes']}|{note}" if fields.get("notes") else note


def _is_reddit(row: Mapping[str, Any]) -> bool:
    named = any(str(row.get(name) or "").startswith(("t1_", "t3_")) for name in ("link_id", "parent_id", "name"))
    return named or ("subreddit" in row and ("body" in row or "selftext" in row))


def _reddit(fields: Fields, row: Mapping[str, Any]) -> Fields | str:
    thread, comment = _bare(fields.get("thread_id")), _bare(fields.get("comment_id"))
    if "selftext" in row or ("title" in row and "body" not in row) or (thread is not None and thread == comment):
        words = (row.get("title") or row.get("subject"), fields.get("text") or row.get("selftext"))
        text = "\n\n".join(str(part) for part in words if part)
        fields |= {"thread_id": thread or comment, "comment_id": comment, "reply_to": None, "text": text}
        fields["form"] = "submission"
    else:
        fields |= {"thread_id": thread, "comment_id": comment, "reply_to": _bare(fields.get("reply_to"))}
    return _written_on_reddit(fields)


def _bare(name: str | None) -> str | None:
    return None if name is None else name[3:] if KIND_OF_ID.match(name) else name


def _written_on_reddit(fields: Fields) -> Fields:
    if fields.get("user") in REMOVED:
        fields["user"] = None
        _note(fields, "user-deleted")
    text = (fields.get("text") or "").strip()
    if text in REMOVED:
        _note(fields, "comment-removed")
        fields["text"] = ""
        return fields
    # The dumps escape these three, and the writer typed none of the escapes.
    text = text.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    own: list[str] = []
    quoted: list[str] = []
    for line in text.split("\n"):
        # ">!" opens a spoiler, which is the writer's own.
        is_quote = line.startswith(">") and not line.startswith(">!")
        (quoted if is_quote else own).append(line.lstrip("> ") if is_quote else line)
    fields["text"] = "\n".join(own).strip()
    fields["quoted"] = fields.get("quoted") or "\n".join(quoted).strip() or None
    return fields


def _is_convokit(row: Mapping[str, Any]) -> bool:
    return ("reply-to" in row or "reply_to" in row) and ("speaker" in row or "user" in row) and "meta" in row


def _convokit(fields: Fields, row: Mapping[str, Any]) -> Fields | str:
    meta = row.get("meta")
    # What this toolkit exported comes back as it was: the placeholder was never a comment.
    if not isinstance(meta, dict) or not meta.keys() >= OF_AN_EXPORT:
        return fields
    if meta[PLACEHOLDER]:
        return PLACEHOLDER
    fields |= {name: written(meta.get(name)) for name in MORE}
    fields |= {name: written(meta.get(kept)) for name, kept in EXPORTED.items()}
    if not meta["user_known"]:
        fields["user"] = None
    return fields


def _is_4cat(row: Mapping[str, Any]) -> bool:
    return {"thread_id", "id", "body"} <= row.keys() and bool({"subject", "unix_timestamp", "link"} & row.keys())


def _4cat(fields: Fields, row: Mapping[str, Any]) -> Fields | str:
    if "subreddit" in row:
        return _reddit(fields, row)
    for name in ("thread_id", "comment_id", "reply_to"):
        # Bluesky: posts have one address as a record and another on the web, which end alike.
        fields[name] = BLUESKY.sub("", fields.get(name) or "") or None
    if fields["reply_to"]:
        return fields
    named = list(dict.fromkeys(REFERENCE.findall(fields.get("text") or "")))
    if named:
        # Imageboards name what they answer inside the text; of several, the first is the one most answered.
        fields["reply_to"] = named[0]
        fields["reply_basis"] = "stated" if len(named) == 1 else "inferred"
        _note(fields, "reply-from-mention")
    elif fields.get("comment_id") != fields.get("thread_id"):
        fields["reply_basis"] = "unknown"
    return fields


def _is_wordpress(row: Mapping[str, Any]) -> bool:
    return "author_name" in row and "parent" in row and ("date_gmt" in row or "date" in row)


def _is_fediverse(row: Mapping[str, Any]) -> bool:
    return "in_reply_to_id" in row or "inReplyTo" in row


def _html(fields: Fields, _row: Mapping[str, Any]) -> Fields | str:
    text = fields.get("text") or ""
    if MARKUP.search(text):
        fields["text"], quoted = own_words(text)
        fields["quoted"] = fields.get("quoted") or quoted
    else:
        fields["text"] = html.unescape(text)
    return fields


def _plain(fields: Fields, _row: Mapping[str, Any]) -> Fields | str:
    return fields


# Order breaks ties; the last fits everything.
KINDS = {
    kind.name: kind
    for kind in (
        Kind("convokit", _is_convokit, _convokit, {"thread_id": ("root",)}),
        Kind("4cat", _is_4cat, _4cat),
        Kind("reddit", _is_reddit, _reddit),
        Kind("wordpress", _is_wordpress, _html, {"thread_id": ("post",)}),
        Kind("fediverse", _is_fediverse, _html, {"thread_id": ("conversation", "context")}),
        Kind("table", lambda _row: True, _plain),
    )
}


def kind_of_row(row: Mapping[str, Any]) -> Kind:
    """Return the kind of table that a row is of."""
    return next(kind for kind in KINDS.values() if kind.fits(row))
