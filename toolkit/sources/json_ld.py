"""JSON-LD of a page -> the comments it states."""

from __future__ import annotations

import json
from typing import Any

from toolkit.sources.stated import Stated

__all__ = ["found_in_json"]

TYPES = {"Comment", "Answer", "UserComments"}
TEXTS = ("text", "commentText", "articleBody", "description")
WRITERS = ("author", "creator")
DATES = ("dateCreated", "datePublished", "commentTime", "uploadDate")
KEYS = ("@id", "url", "identifier")
# Under these a comment stands in for another that it answers; it is not listed there.
POINTERS = {"parentItem", "about", "isPartOf", "mainEntityOfPage"}


def found_in_json(scripts: list[str]) -> tuple[list[Stated], int | None, int]:
    """Return the comments that JSON-LD scripts state, in their order.

    Parameters
    ----------
    scripts : the contents of the page's ``application/ld+json`` elements

    Returns
    -------
    the comments; the largest number of comments that the data claims for the page; how many scripts are no JSON
    """
    found: list[Stated] = []
    claimed: list[int] = []
    broken = 0
    for script in scripts:
        try:
            root = json.loads(script.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            broken += 1
            continue
        _walk(root, found, claimed)
    return _resolved(found), max(claimed, default=None), broken


def _walk(root: Any, found: list[Stated], claimed: list[int]) -> None:
    # A list of what is still to be seen, and not recursion: the data may nest as deep as it likes.
    waiting: list[tuple[Any, int | None]] = [(root, None)]
    while waiting:
        node, parent = waiting.pop()
        if isinstance(node, list):
            waiting += [(item, parent) for item in reversed(node)]
        elif isinstance(node, dict):
            if isinstance(count := node.get("commentCount"), int):
                claimed.append(count)
            if _is_comment(node):
                found.append(_stated(node, parent))
                parent = len(found) - 1
            inner = [value for name, value in node.items() if name not in POINTERS and isinstance(value, dict | list)]
            waiting += [(value, parent) for value in reversed(inner)]


def _is_comment(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.rpartition("/")[2] in TYPES for name in names)


def _stated(node: dict[str, Any], parent: int | None) -> Stated:
    pointed = node.get("parentItem")
    return Stated(
        text=_first(node, TEXTS),
        user=_name(next((node[name] for name in WRITERS if node.get(name)), None)),
        date=_first(node, DATES),
        key=_first(node, KEYS),
        parent=parent,
        parent_key=_first(pointed, KEYS)
        if isinstance(pointed, dict)
        else pointed
        if isinstance(pointed, str)
        else None,
        basis="unknown" if parent is None else "stated",
    )


def _first(node: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((node[name] for name in names if isinstance(node.get(name), str) and node[name].strip()), None)


def _name(writer: Any) -> str | None:
    # A list of writers, or of lists of them: the first that has a name.
    for _ in range(4):
        if isinstance(writer, list):
            writer = writer[0] if writer else None
        elif isinstance(writer, dict):
            writer = writer.get("name") or writer.get("alternateName")
    return writer.strip() or None if isinstance(writer, str) else None


def _resolved(found: list[Stated]) -> list[Stated]:
    """Join what is split: bare references to a comment listed elsewhere, and answers named by key."""
    whole = {one.key: one for one in found if one.key is not None and one.text is not None}
    bare = [one.text is None and one.key in whole for one in found]
    for one, is_bare in zip(found, bare, strict=True):
        if is_bare and one.key is not None and one.parent is not None and whole[one.key].parent is None:
            whole[one.key].parent, whole[one.key].basis = one.parent, "stated"
    kept = [place for place, is_bare in enumerate(bare) if not is_bare]
    places = {old: new for new, old in enumerate(kept)}
    by_key = {found[old].key: new for old, new in places.items() if found[old].key is not None}
    result = [found[old] for old in kept]
    for one in result:
        one.parent = None if one.parent is None else places.get(one.parent)
        if one.parent is None and one.parent_key in by_key:
            one.parent, one.basis = by_key[one.parent_key], "stated"
    return result
