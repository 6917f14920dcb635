"""Microdata of a page -> the comments it states; one walk through the tree, whatever nests in what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toolkit.sources.opening import need
from toolkit.sources.stated import Stated

__all__ = ["found_in_markup"]

TYPES = ("schema.org/Comment", "schema.org/UserComments", "schema.org/Answer")
TEXTS = {"text", "commentText"}
WRITERS = {"author", "creator"}
DATES = {"dateCreated", "datePublished", "commentTime"}


@dataclass(slots=True)
class Scope:
    """An open element that matters: an item, the writer inside one, or an entry of a list."""

    kind: str
    comment: int | None
    depth: int


class Walk:
    """What is known on the way through the tree; an element ends where one no deeper begins."""

    def __init__(self) -> None:
        self.found: list[Stated] = []
        self.items: list[Scope] = []
        self.entries: list[Scope] = []
        self.inside_text: int | None = None

    def start(self, context: Any) -> None:
        """Take in an element that opens."""
        node, depth = context.node, context.depth
        for scopes in (self.items, self.entries):
            while scopes and scopes[-1].depth >= depth:
                scopes.pop()
        if self.inside_text is not None and depth > self.inside_text:
            return
        self.inside_text = None
        if node.tag == "li":
            self.entries.append(Scope("entry", None, depth))
        wanted = set((node.getattr("itemprop") or "").split())
        if node.hasattr("itemscope"):
            self.items.append(self._item(node.getattr("itemtype") or "", wanted, depth))
            if self.items[-1].kind == "comment":
                self.found[-1].key = node.getattr("itemid") or node.getattr("id")
        elif wanted and self.items and self.items[-1].comment is not None:
            self._property(node, wanted, depth)

    def _item(self, kind: str, wanted: set[str], depth: int) -> Scope:
        if any(name in kind for name in TYPES):
            above = next((item.comment for item in reversed(self.items) if item.kind == "comment"), None)
            stated = Stated(parent=above, basis="unknown" if above is None else "stated")
            below = self._entered(len(self.found))
            if above is None and below is not None:
                stated.parent, stated.basis = below, "layout"
            self.found.append(stated)
            return Scope("comment", len(self.found) - 1, depth)
        inner = self.items[-1] if self.items else None
        if inner is not None and inner.kind == "comment" and wanted & WRITERS:
            return Scope("writer", inner.comment, depth)
        return Scope("other", None, depth)

    def _entered(self, comment: int) -> int | None:
        """Mark the list entries that this comment opens, and return the comment of the entry around them."""
        # Those without a comment yet are the last ones, so each is marked once.
        for entry in reversed(self.entries):
            if entry.comment is not None:
                return entry.comment
            entry.comment = comment
        return None

    def _property(self, node: Any, wanted: set[str], depth: int) -> None:
        item = self.items[-1]
        comment = self.found[item.comment or 0]
        if item.kind == "writer":
            if "name" in wanted and comment.user is None:
                comment.user = _said(node)
        elif wanted & TEXTS and comment.text is None:
            comment.text = node.html
            self.inside_text = depth
        elif wanted & WRITERS and comment.user is None:
            comment.user = _said(node)
        elif wanted & DATES and comment.date is None:
            comment.date = node.getattr("datetime") or node.getattr("content") or _said(node)
        elif "url" in wanted and comment.key is None:
            comment.key = node.getattr("href") or node.getattr("content")


def _said(node: Any) -> str | None:
    return " ".join((node.getattr("content") or node.text or "").split()) or None


def found_in_markup(tree: Any) -> list[Stated]:
    """Return the comments that the microdata of a parsed page states, in their order.

    A comment item inside another answers it, as stated; an item in a list below another's list entry
    answers it by the page's layout, which is how WordPress nests.
    """
    walk = Walk()
    root = tree.document.document_element
    if root is not None:
        traverse = need("resiliparse.parse.html", package="resiliparse", purpose="reading HTML").traverse_dom
        traverse(root, walk.start, elements_only=True)
    return walk.found
