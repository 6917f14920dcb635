"""The two numbers that make probabilities of logits."""

import numpy as np
import pytest

pytestmark = pytest.mark.train
pytest.importorskip("sklearn", reason="needs the extra train")


@pytest.mark.parametrize(("slope", "shift"), [(1.0, 0.0), (0.6, -0.8), (1.4, 0.5), (0.9, -0.5)])
def test_a_known_slope_and_shift_are_found_again(slope, shift):
    from toolkit.training.calibrate import platt

    draw = np.random.default_rng(3)
    logits = draw.normal(-1.0, 3.0, 20_000)
    truth = (draw.random(20_000) < 1 / (1 + np.exp(-(slope * logits + shift)))).astype(np.float64)
    assert platt(logits, truth) == pytest.approx((slope, shift), abs=0.06)
