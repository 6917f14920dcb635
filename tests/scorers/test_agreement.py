"""How far scorers agree: values worked by hand, other people's code, and what must be refused."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import spearmanr

from toolkit.errors import ToolkitError
from toolkit.scorers.agreement import AGREEMENT, ALIKE, METRICS, agreement
from toolkit.tables import SCORES, complete

AT = {"a": {"insult": 0.5}, "b": {"insult": 0.7}}


def table(a, b, labels=("insult", "insult")):
    ids = [str(i) for i in range(len(a))]
    blocks = [
        pl.DataFrame({"thread_id": "t", "comment_id": ids, "scorer": f"{name}@1", label: values},
                     schema_overrides={label: pl.Float32()})
        for name, values, label in zip("ab", (a, b), labels, strict=True)
    ]  # fmt: skip
    return complete(pl.concat(blocks, how="diagonal"), SCORES)


def found(a, b, **options):
    """Metric -> (value, low, high, status)."""
    rows = agreement(table(a, b), at=options.pop("at", AT), **options)
    assert rows.schema == AGREEMENT
    assert rows["metric"].to_list() == list(METRICS)
    return {
        row["metric"]: tuple(row[name] for name in ("value", "low", "high", "status"))
        for row in rows.iter_rows(named=True)
    }


def counted(both, a_alone, b_alone, neither):
    """Scores in which so many comments are hot under both, one alone, none; thresholds 0.5 and 0.7 are reached."""
    cells = [(0.5, 0.7)] * both + [(0.9, 0.6)] * a_alone + [(0.4, 0.8)] * b_alone + [(0.1, 0.2)] * neither
    return [a for a, _ in cells], [b for _, b in cells]


def test_kappa_and_agreement_as_worked_by_hand():
    # 4 hot to both, 1 to a, 2 to b, 13 to none: observed 17/20, expected .25 x .3 + .75 x .7 = .6,
    # kappa (.85 - .6) / .4; its variance is (.0418103125 + .0032709375 - .0256) / (20 x .4^4) = .0380493
    values = found(*counted(4, 1, 2, 13))
    assert values["kappa"][:3] == pytest.approx((0.625, 0.625 - 1.959964 * 0.0380493**0.5, 1.0), abs=1e-5)
    assert values["share_hot_a"][0] == pytest.approx(0.25)
    # Wilson: (.25 + z²/40 +- z sqrt(.25 x .75 / 20 + z²/1600)) / (1 + z²/20)
    assert values["share_hot_a"][1:3] == pytest.approx((0.11186, 0.46870), abs=1e-4)
    assert values["share_hot_b"][0] == pytest.approx(0.3)
    assert values["positive_agreement"][0] == pytest.approx(8 / 11)
    assert values["negative_agreement"][0] == pytest.approx(26 / 29)
    # delta method: 4 x 4 x 3 x 7 / 11^4
    half = 1.959964 * (336 / 14641) ** 0.5
    assert values["positive_agreement"][1:3] == pytest.approx((8 / 11 - half, 1.0), abs=1e-5)
    assert {value[3] for metric, value in values.items() if metric != "spearman"} == {"ok"}


def test_spearman_as_worked_by_hand():
    # sum of squared differences 40 + 26, so r = 1 - 6 x 66 / 990 = .6; z = .693147, variance (1 + .18) / 7
    order = [5, 4, 3, 2, 1, 10, 8, 6, 7, 9]
    value, low, high, status = found([i / 20 for i in range(1, 11)], [i / 20 for i in order])["spearman"]
    assert (value, low, high) == pytest.approx((0.6, -0.11110, 0.90481), abs=1e-4)
    assert status == "ok"


def test_ties_take_their_mean_rank_as_scipy_has_it():
    chance = np.random.default_rng(3)
    a = chance.integers(0, 6, 200) / 10
    b = np.clip(a + chance.integers(-2, 3, 200) / 10, 0, 1)
    a, b = a.astype(np.float32), b.astype(np.float32)
    assert found(a.tolist(), b.tolist())["spearman"][0] == pytest.approx(spearmanr(a, b).statistic, abs=1e-9)


@pytest.mark.parametrize("counts", [(4, 1, 2, 13), (30, 5, 9, 56), (1, 12, 15, 2), (80, 3, 3, 14)])
def test_kappa_is_that_of_statsmodels(counts):
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    known = inter_rater.cohens_kappa([[counts[0], counts[1]], [counts[2], counts[3]]])
    value, low, high, _ = found(*counted(*counts))["kappa"]
    assert value == pytest.approx(known.kappa)
    assert low == pytest.approx(max(known.kappa_low, -1))
    assert high == pytest.approx(min(known.kappa_upp, 1))


def test_the_interval_of_spearman_covers_as_often_as_it_says():
    chance = np.random.default_rng(11)
    rho = 0.6
    true = 6 / np.pi * np.arcsin(rho / 2)
    inside = 0
    for _ in range(400):
        x, y = chance.multivariate_normal([0, 0], [[1, rho], [rho, 1]], 60).T
        scaled = [(1 / (1 + np.exp(-v))).tolist() for v in (x, y)]
        _, low, high, _ = found(*scaled)["spearman"]
        inside += low <= true <= high
    # 0.95 and four standard errors
    assert abs(inside / 400 - 0.95) < 4 * (0.95 * 0.05 / 400) ** 0.5


def test_what_nothing_can_be_said_of_is_refused_with_its_reason():
    constant = found([0.3] * 12, [i / 12 for i in range(12)])
    assert constant["spearman"] == (None, None, None, "refused: scores are constant")
    assert constant["kappa"] == (0.0, None, None, "refused: one of the two calls every comment the same")
    cold = found([0.1] * 12, [0.2] * 12)
    assert cold["kappa"] == (None, None, None, "refused: both call every comment the same")
    assert cold["positive_agreement"][3] == "refused: no comment is hot to either"
    few = found(*counted(2, 1, 1, 2))
    assert few["kappa"][1:] == (None, None, "refused: 6 comments, 10 needed")
    assert few["kappa"][0] == pytest.approx(1 / 3)
    assert few["spearman"][1:] == (None, None, "refused: 6 comments, 10 needed")
    same = found(*counted(5, 0, 0, 7))
    assert same["kappa"][:3] == (1.0, None, None)
    assert same["kappa"][3] == "refused: they never differ, so no interval"
    assert found(*counted(0, 5, 5, 7))["positive_agreement"] == (
        0.0,
        None,
        None,
        "refused: they never agree, so no interval",
    )
    nobody = found([None, 0.5], [0.5, None])
    assert {value[0] for value in nobody.values()} == {None}


def test_comments_that_one_has_not_scored_are_left_out():
    a, b = counted(4, 1, 2, 13)
    rows = agreement(table([*a, 0.9, None], [*b, None, 0.1]), at=AT)
    assert rows["n"].unique().to_list() == [20]
    assert rows.filter(metric="kappa")["value"].to_list() == pytest.approx([0.625])


def test_unknown_thresholds_refuse_what_needs_them_alone():
    values = found(*counted(4, 1, 2, 13), at={"a": {"insult": 0.5}})
    assert values["spearman"][3] == "ok"
    assert values["kappa"] == (None, None, None, "refused: no threshold known for b@1")


def test_labels_of_other_names_are_compared_only_when_asked():
    a, b = counted(4, 1, 2, 13)
    mixed = table(a, b, labels=("violence", "threat"))
    at = {"a": {"violence": 0.5}, "b@1": {"threat": 0.7}}
    with pytest.raises(ToolkitError, match="no two scorers share a label"):
        agreement(mixed, at=at)
    rows = agreement(mixed, at=at, alike=ALIKE)
    assert rows.select("label_a", "label_b").unique().rows() == [("violence", "threat")]
    assert rows.filter(metric="kappa")["value"].to_list() == pytest.approx([0.625])


def test_three_scorers_are_compared_two_by_two():
    a, b = counted(4, 1, 2, 13)
    two = table(a, b)
    three = pl.concat([two, two.filter(scorer="a@1").with_columns(scorer=pl.lit("c@1"))])
    pairs = agreement(three, at=AT).select("scorer_a", "scorer_b").unique(maintain_order=True).rows()
    assert pairs == [("a@1", "b@1"), ("a@1", "c@1"), ("b@1", "c@1")]


def test_one_scorer_alone_is_refused():
    with pytest.raises(ToolkitError, match="scores of 1 scorer"):
        agreement(table([0.1], [0.2]).filter(scorer="a@1"))
