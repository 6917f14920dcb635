"""The labels that the shipped scorers have, in the order of their columns."""

from __future__ import annotations

__all__ = ["LABELS"]

LABELS = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "insult",
    "identity_attack",
    "dehumanisation",
    "violence",
)
