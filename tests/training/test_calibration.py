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


def test_a_threshold_is_as_precise_as_wanted_and_never_one_that_nothing_passes():
    from toolkit.training.calibrate import LEAST_PRECISION, OF_FEW, _threshold

    draw = np.random.default_rng(4)
    scores = draw.random(20_000)
    clear = (draw.random(20_000) < scores**2).astype(np.float64)
    hot = scores >= _threshold(clear, scores, scores >= 0)
    assert clear[hot].mean() >= LEAST_PRECISION - 0.01
    # six in ten of the highest are right, and so are a few by chance above them
    vague = (draw.random(20_000) < 0.6 * scores).astype(np.float64)
    vague[np.argsort(scores)[-3:]] = 1
    hot = scores >= _threshold(vague, scores, scores >= 0)
    assert OF_FEW - 0.01 <= vague[hot].mean() < LEAST_PRECISION
    assert vague[hot].sum() > 0.1 * vague.sum()
    # written contrasts that score 1 satisfy any precision, and are no reason to find no comment that people wrote
    written = np.append(scores, np.ones(3_000))
    both = np.append(vague, np.append(np.ones(2_500), np.zeros(500)))
    people = np.arange(len(written)) < 20_000
    assert (written[people] >= _threshold(both, written, people)).mean() > 0.1
