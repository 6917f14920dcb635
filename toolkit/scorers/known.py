"""Every scorer there is, those too that are not on this machine: what each scores and how to get it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.scorers import SHIPPED, pick
from toolkit.scorers.base import Scorer

__all__ = ["Known", "known_scorers"]

# What stands for a path of one's own is never here.
OWN = (":FOLDER", ":FILE")
SHIPPED_GET = "it travels in the package"


@dataclass(frozen=True, slots=True)
class Known:
    """One scorer, for people and for programs.

    Parameters
    ----------
    name : what ``--scorer`` takes; capitals stand for a path of one's own
    here : whether it can score on this machine as it is
    get : where it is, or how to get it
    labels : what it scores
    thresholds : the score from which a comment counts as hot, one a label
    about : encoder, languages, size, licence; of those that are here the version too
    """

    name: str
    here: bool
    get: str
    labels: tuple[str, ...]
    thresholds: Mapping[str, float]
    about: Mapping[str, str]

    def plain(self) -> dict[str, Any]:
        """Return it as one flat object."""
        return {
            "name": self.name,
            "here": self.here,
            **self.about,
            "labels": list(self.labels),
            "thresholds": dict(self.thresholds),
            "get": self.get,
        }


def known_scorers() -> list[Known]:
    """Return the scorers, the shipped ones first; no model is loaded, and nothing asked of a network."""
    told = json.loads(files("toolkit.scorers").joinpath("known.json").read_text(encoding="utf-8"))
    shipped = [_here(name, pick(name), SHIPPED_GET) for name in SHIPPED]
    return shipped + [_told(row) for row in told]


def _told(row: Mapping[str, Any]) -> Known:
    about = {key: row[key] for key in ("encoder", "languages", "licence", "size")}
    absent = Known(row["name"], False, row["get"], tuple(row["labels"]), row["thresholds"], about)  # noqa: FBT003
    if row["name"].endswith(OWN):
        return absent
    try:
        return _here(row["name"], pick(row["name"]), row["get"])
    except ToolkitError:
        return absent


def _here(name: str, scorer: Scorer, get: str) -> Known:
    about = {"version": scorer.version, **scorer.about}
    return Known(name, True, get, scorer.labels, scorer.thresholds, about)  # noqa: FBT003
