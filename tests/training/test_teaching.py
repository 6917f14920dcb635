"""Targets of people and of a larger scorer, mixed."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from toolkit.errors import ToolkitError
from toolkit.scorers import Cache, pick
from toolkit.training.labels import LABELS
from toolkit.training.teaching import said, taught

SMALL = Path(__file__).parent.parent / "scorers" / "two_outputs"
TEXTS = ["You stupid, worthless fool.", "The ferry leaves at nine.", ""]


def labelled(**given):
    empty = {label: pl.Series([None] * len(TEXTS), dtype=pl.Int8()) for label in LABELS}
    return pl.DataFrame(
        {"text": TEXTS, **empty, **{label: pl.Series(v, dtype=pl.Int8()) for label, v in given.items()}}
    )


def test_the_teacher_fills_what_nobody_was_asked_and_counts_half_elsewhere(tmp_path):
    with Cache(tmp_path / "teacher.sqlite") as cache:
        told = said(TEXTS, pick("compact"), cache=cache)
        again = said(TEXTS, pick("compact"), cache=cache)
    assert np.array_equal(told, again, equal_nan=True)
    insult, violence = (LABELS.index(label) for label in ("insult", "violence"))
    assert told[0, insult] > 0.5 > told[1, insult]
    mixed = taught(labelled(insult=[1, 1, 1]), told)
    assert mixed["insult"].to_list() == pytest.approx([*(1 + told[:2, insult]) / 2, 1.0])
    assert mixed["violence"].to_list()[:2] == pytest.approx(told[:2, violence].tolist())
    assert mixed["violence"][2] is None


def test_a_teacher_without_every_label_is_refused():
    with pytest.raises(ToolkitError, match="does not score"):
        said(TEXTS, pick(f"onnx:{SMALL}"))
