"""Which column or field of a table is which column of ``COMMENTS``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.sources.threads.raw import FIELDS, MORE, Fields, written

__all__ = ["ALIASES", "Names"]

# The first of these that a row has is taken, where the user names none. A point leads into an object.
ALIASES: dict[str, tuple[str, ...]] = {
    "thread_id": ("thread_id", "conversation_id", "link_id"),
    "comment_id": ("comment_id", "id"),
    "reply_to": (
        "reply_to", "reply-to", "parent_id", "in_reply_to_id", "inReplyTo", "in_reply_to_status_id", "replied_to_post",
        "parent",
    ),
    "user": (
        "user", "speaker", "author", "author_name", "account.acct", "user.screen_name", "attributedTo", "username",
        "screen_name",
    ),
    "timestamp": (
        "unix_timestamp", "timestamp", "created_utc", "date_gmt", "created_at", "published", "date",
    ),
    "text": ("text", "body", "comment_text", "content.rendered", "comment", "content", "message", "full_text"),
}  # fmt: skip
KNOWN = (*FIELDS, *MORE)


class Names:
    """The columns of one table, found once for every set of fields that its rows have.

    Parameters
    ----------
    columns : column of ``COMMENTS`` -> column of the table, for those that the aliases do not find
    source : the file, for messages
    more : aliases that hold for this kind of table alone

    Raises
    ------
    ToolkitError : a name on the left is no column of ``COMMENTS``
    """

    def __init__(
        self, columns: Mapping[str, str] | None, source: str, *, more: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.aliases = {name: (*aliases, *(more or {}).get(name, ())) for name, aliases in ALIASES.items()}
        self.given = dict(columns or {})
        self.source = source
        self.found: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}
        self.seen: set[str] = set()
        if unknown := [name for name in self.given if name not in KNOWN]:
            what = f"a table of threads has no {unknown[0]!r} to fill"
            raise ToolkitError(what, where="columns", mend=f"map one of: {', '.join(KNOWN)}")

    def fields(self, row: Mapping[str, Any]) -> Fields:
        """Return a row under the names of ``COMMENTS``."""
        key = tuple(row)
        ways = self.found.get(key)
        if ways is None:
            ways = self.found[key] = self._ways(row)
            self.seen.update(ways)
        return {name: written(row[way[0]] if len(way) == 1 else _at(row, way)) for name, way in ways.items()}

    def _ways(self, row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        ways = {}
        for name in KNOWN:
            given = self.given.get(name)
            for alias in (given,) if given is not None else self.aliases.get(name, (name,)):
                way = (alias,) if alias in row else tuple(alias.split("."))
                if way[0] in row and (len(way) == 1 or isinstance(row[way[0]], dict)) and not _is_object(row, way):
                    ways[name] = way
                    break
        return ways

    def missing(self, row: Mapping[str, Any]) -> None:
        """Raise where a column that the user named, or any column of texts, is not there.

        Raises
        ------
        ToolkitError : naming the columns that are
        """
        known = ", ".join(map(str, row))
        for name, column in self.given.items():
            if name not in self.seen:
                raise ToolkitError(f"no column {column!r}", where=self.source, mend=f"name one of: {known}")
        if "text" not in self.seen and not {"comment_id", "reply_to"} <= self.seen:
            mend = f"name one with --text-column: {known}"
            raise ToolkitError("no column of texts", where=self.source, mend=mend)


def _at(row: Mapping[str, Any], way: tuple[str, ...]) -> Any:
    value: Any = row
    for step in way:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _is_object(row: Mapping[str, Any], way: tuple[str, ...]) -> bool:
    return len(way) == 1 and isinstance(row[way[0]], dict)
