"""What the larger scorer says, asked once."""

from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.scorers import Cache, pick
from toolkit.training.labels import LABELS

pytestmark = pytest.mark.train
pytest.importorskip("sklearn", reason="needs the extra train")

SMALL = Path(__file__).parent.parent / "scorers" / "two_outputs"
TEXTS = ["You stupid, worthless fool.", "The ferry leaves at nine.", ""]


def test_what_is_kept_is_what_was_said(tmp_path):
    from toolkit.training.beside import said

    with Cache(tmp_path / "beside.sqlite") as cache:
        told = said(TEXTS, pick("compact"), cache=cache)
        again = said(TEXTS, pick("compact"), cache=cache)
    assert np.array_equal(told, again, equal_nan=True)
    insult = LABELS.index("insult")
    assert told[0, insult] > 0.5 > told[1, insult]
    assert np.isnan(told[2]).all()


def test_a_scorer_without_every_label_is_refused():
    from toolkit.training.beside import said

    with pytest.raises(ToolkitError, match="does not score"):
        said(TEXTS, pick(f"onnx:{SMALL}"))
