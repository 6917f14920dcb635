"""Every figure, checked through its axes."""

from __future__ import annotations

import time
from operator import mul

import numpy as np
import polars as pl
import pytest
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_rgb

from toolkit.errors import ToolkitError
from toolkit.figures import (
    FORMS,
    chain_matrix,
    corpus_heatmap,
    draw,
    draw_all,
    first_hot,
    icicle,
    ladder,
    observed_null,
    time_depth,
    transition_matrix,
    tree_heatmap,
)
from toolkit.figures.draw import fitting
from toolkit.spread import spread
from toolkit.tables import SPREAD

WEIGHTS = (0.2126, 0.7152, 0.0722)


def linear(channel):
    return ((channel + 0.055) / 1.055) ** 2.4 if channel > 0.04045 else channel / 12.92


def axes_of(drawing, name):
    return next(axes for axes in drawing.figure.axes if axes.get_label() == name)


def artists(axes, kind, name):
    return next(each for each in axes.collections if isinstance(each, kind) and each.get_label() == name)


def words(drawing):
    texts = [*drawing.figure.texts, *(text for axes in drawing.figure.axes for text in axes.texts)]
    return [text.get_text() for text in texts]


@pytest.fixture
def thread(synthetic):
    comments = synthetic.make_comments(30, seed=4)
    return comments, synthetic.make_scores(comments, seed=4, missing=0.1)


def test_tree_heatmap_shows_every_score_in_tree_order(thread, synthetic):
    comments, scores = thread
    drawing = tree_heatmap(comments, scores, at=synthetic.AT)
    shown = axes_of(drawing, "heat").images[0].get_array()
    wanted = drawing.table.select(synthetic.LABELS).to_numpy()
    assert shown.shape == (30, len(synthetic.LABELS))
    assert np.array_equal(shown.mask, np.isnan(wanted))
    assert np.allclose(shown.compressed(), wanted[~np.isnan(wanted)])
    hatched = axes_of(drawing, "heat").collections[0]
    assert hatched.get_hatch()
    assert len(hatched.get_paths()) == int(np.isnan(wanted).sum()) > 0


def test_tree_heatmap_marks_hot_nodes_missing_nodes_and_near_scores(thread, synthetic):
    comments, scores = thread
    drawing = tree_heatmap(comments, scores, at=synthetic.AT)
    tree = axes_of(drawing, "tree")
    n_hot, n_missing = int(drawing.table["hot"].sum()), int(drawing.table["hot"].is_null().sum())
    assert len(artists(tree, PathCollection, "hot").get_offsets()) == n_hot > 0
    assert len(artists(tree, PathCollection, "missing").get_offsets()) == n_missing > 0
    hot, cold = (artists(tree, PathCollection, name) for name in ("hot", "scored"))
    assert hot.get_sizes()[0] > 2 * cold.get_sizes()[0]
    values = drawing.table.select(synthetic.LABELS).to_numpy()
    near = np.abs(values - np.array([synthetic.AT[name] for name in synthetic.LABELS])) <= 0.08
    assert len(axes_of(drawing, "heat").collections[-1].get_offsets()) == int(near.sum())


def test_tree_heatmap_draws_inferred_and_carried_edges_apart(thread, synthetic):
    comments, scores = thread
    drawing = tree_heatmap(comments, scores, at=synthetic.AT | {"dehumanisation": 0.2})
    table, tree = drawing.table, axes_of(drawing, "tree")
    replies = table.filter(pl.col("parent").is_not_null())
    drawn = {line.get_label(): line for line in tree.collections if isinstance(line, LineCollection)}
    n_guessed = replies.filter("inferred", ~pl.col("carried")).height
    n_carried = replies.filter("carried").height
    assert len(drawn["inferred"].get_segments()) == n_guessed > 0
    assert len(drawn["carried"].get_segments()) + len(drawn["carried, inferred"].get_segments()) == n_carried > 0
    assert sum(len(line.get_segments()) for line in drawn.values()) == replies.height
    assert drawn["inferred"].get_linestyle() != drawn["stated"].get_linestyle()
    assert drawn["carried"].get_linewidth()[0] > drawn["stated"].get_linewidth()[0]


def test_tree_heatmap_hides_text_unless_asked(thread, synthetic):
    comments, scores = thread
    first = comments["text"][0][:20]
    hidden = tree_heatmap(comments, scores, at=synthetic.AT)
    shown = tree_heatmap(comments, scores, at=synthetic.AT, reveal=True)
    assert not any(first in text for text in words(hidden))
    assert any(first in text for text in words(shown))
    assert "text" not in hidden.table.columns
    assert len(axes_of(hidden, "names").patches) == 30


def test_tree_heatmap_prints_n_thresholds_and_names_only_while_they_fit(synthetic):
    small, large = synthetic.make_comments(40, seed=1), synthetic.make_comments(41, seed=1)
    with_names = tree_heatmap(small, synthetic.make_scores(small), at=synthetic.AT)
    without = tree_heatmap(large, synthetic.make_scores(large), at=synthetic.AT)
    assert {axes.get_label() for axes in with_names.figure.axes} >= {"names", "tree", "heat", "bar"}
    assert "names" not in {axes.get_label() for axes in without.figure.axes}
    assert any(text.startswith("n = 41 comments") for text in words(without))
    heads = [tick.get_text() for tick in axes_of(without, "heat").get_xticklabels()]
    assert "dehumanisation ≥ 0.40" in heads


def test_rows_stay_at_least_seven_dots_high(synthetic):
    comments = synthetic.make_comments(150, seed=1)
    heat = axes_of(tree_heatmap(comments, synthetic.make_scores(comments), at=synthetic.AT), "heat")
    assert heat.get_window_extent().height / 150 >= 7


def test_too_many_rows_are_refused_with_the_form_that_serves(synthetic):
    comments = synthetic.make_comments(401)
    with pytest.raises(ToolkitError, match="draw the icicle"):
        tree_heatmap(comments, synthetic.make_scores(comments), at=synthetic.AT)


def test_unknown_origin_is_marked(synthetic):
    comments = synthetic.make_comments(5).with_columns(reply_to=pl.Series([None, "c0", "gone", "c2", None]))
    drawing = tree_heatmap(comments, synthetic.make_scores(comments, missing=0), at=synthetic.AT)
    assert len(artists(axes_of(drawing, "tree"), PathCollection, "origin unknown").get_offsets()) == 1


def test_icicle_draws_each_comment_once_and_never_outside_its_parent(synthetic):
    comments = synthetic.make_comments(300, seed=2)
    drawing = icicle(comments, synthetic.make_scores(comments), at=synthetic.AT)
    axes, table = axes_of(drawing, "icicle"), drawing.table
    scored, missing = (artists(axes, PolyCollection, name) for name in ("scored", "missing"))
    assert len(scored.get_paths()) + len(missing.get_paths()) == 300
    assert missing.get_hatch()
    replies = table.filter(pl.col("parent").is_not_null())
    parents = table[replies["parent"].to_list()]
    assert (replies["left"] >= parents["left"]).all()
    assert (replies["left"] + replies["width"] <= parents["left"] + parents["width"]).all()
    tops = table.filter(pl.col("parent").is_null())
    assert tops["width"].sum() == axes.get_xlim()[1]


def test_icicle_rings_what_is_near_the_threshold_where_there_is_room(synthetic):
    comments = synthetic.make_comments(60, seed=2)
    drawing = icicle(comments, synthetic.make_scores(comments), at=synthetic.AT)
    near = drawing.table.filter((pl.col("score") - 0.4).abs() <= 0.08)
    rings = [each for each in axes_of(drawing, "icicle").collections if isinstance(each, PathCollection)]
    assert {len(each.get_offsets()) for each in rings} == {near.height}
    assert near.height > 0


def test_chain_matrix_shows_doubt_while_rows_are_high_enough(synthetic):
    comments = synthetic.make_comments(300, seed=2)
    few = chain_matrix(comments, synthetic.make_scores(comments), at=synthetic.AT)
    axes = axes_of(few, "chains")
    near = few.table.filter((pl.col("score") - 0.4).abs() <= 0.08).height
    guessed = few.table.filter(pl.col("inferred"), pl.col("place") > 0).height
    assert {len(each.get_offsets()) for each in axes.collections if isinstance(each, PathCollection)} == {near}
    assert len(artists(axes, LineCollection, "inferred").get_segments()) == guessed > 0
    comments = synthetic.make_comments(3000, seed=2, reach=0.3)
    many = axes_of(chain_matrix(comments, synthetic.make_scores(comments), at=synthetic.AT), "chains")
    assert not [each for each in many.collections if isinstance(each, PathCollection | LineCollection)]


def test_corpus_heatmap_counts_by_hand(synthetic):
    comments = pl.concat(synthetic.make_comments(4, thread=name) for name in ("a", "b")).with_columns(
        reply_to=pl.Series([None, None, None, "c0"] * 2)
    )
    scores = synthetic.make_scores(comments, missing=0).with_columns(
        dehumanisation=pl.Series([0.1, 0.2, 0.3, 0.9, 0.9, 0.8, 0.1, None], dtype=pl.Float32)
    )
    drawing = corpus_heatmap(comments, scores, at=synthetic.AT)
    rows = drawing.table.select("heat_row", "threads", "depth", "n_comments", "n_scored", "n_hot", "share").rows()
    assert rows == [
        (0, "b", 0, 3, 3, 2, pytest.approx(2 / 3)),
        (0, "b", 1, 1, 0, 0, None),
        (1, "a", 0, 3, 3, 0, 0.0),
        (1, "a", 1, 1, 1, 1, 1.0),
    ]
    heat = axes_of(drawing, "heat")
    assert heat.images[0].get_array().mask.tolist() == [[False, True], [False, True]]
    assert len(artists(heat, PolyCollection, "few").get_paths()) == 1
    assert len(artists(heat, PolyCollection, "missing").get_paths()) == 1


def test_corpus_heatmap_pools_neighbours_and_loses_no_comment(synthetic):
    comments = pl.concat(synthetic.make_comments(3, thread=f"t{number}", seed=number) for number in range(450))
    drawing = corpus_heatmap(comments, synthetic.make_scores(comments), at=synthetic.AT)
    assert drawing.table["heat_row"].n_unique() == 150
    assert drawing.table["n_comments"].sum() == 1350


def test_corpus_heatmap_leaves_out_a_column_of_root_posts(synthetic):
    comments = pl.concat(
        synthetic.make_comments(4, thread=name).with_columns(reply_to=pl.Series([None, "c0", "c0", "c1"]))
        for name in ("a", "b")
    )
    drawing = corpus_heatmap(comments, synthetic.make_scores(comments), at=synthetic.AT)
    assert sorted(drawing.table["depth"].unique()) == [1, 2]


def test_ladder_gives_no_interval_to_what_is_refused(synthetic):
    drawing = ladder(synthetic.make_spread())
    panel = axes_of(drawing, "risk_difference")
    marks = {line.get_label() for line in panel.lines}
    refused = [line for line in panel.lines if line.get_label() == "refused"]
    assert marks >= {"ok", "fragile", "refused", "interval"}
    assert [line.get_markerfacecolor() for line in refused] == ["white"]
    intervals = [line for line in panel.lines if line.get_label() == "interval"]
    assert len(intervals) == 5
    row = drawing.table.filter(pl.col("control") == "thread_depth", pl.col("metric") == "risk_difference")
    assert any(np.allclose(line.get_xdata(), [row["low"][0], row["high"][0]]) for line in intervals)
    assert any("refused: 2.1 effective threads" in text for text in words(drawing))
    assert "refused" in drawing.alt


def test_ladder_has_its_rungs_in_order_and_ratios_on_a_log_scale(synthetic):
    drawing = ladder(synthetic.make_spread().reverse())
    names = [tick.get_text() for tick in axes_of(drawing, "risk_difference").get_yticklabels()]
    assert names[:2] == ["nothing held fixed", "same thread and depth (headline)"]
    assert axes_of(drawing, "odds_ratio").get_xscale() == "log"


def test_ladder_of_another_label_is_refused(synthetic):
    with pytest.raises(ToolkitError, match="labels here: dehumanisation"):
        ladder(synthetic.make_spread(), label="violence")


def make_transitions(labels=("insult", "dehumanisation", "violence")):
    """A row for each ordered pair of labels: those from violence are refused, the others tell their places."""
    rows = []
    for to, reply in enumerate(labels):
        for of, parent in enumerate(labels):
            refused = parent == "violence"
            rows.append(
                {
                    "label": reply,
                    "metric": "risk_difference" if parent == reply else f"risk_difference_from_{parent}",
                    "control": "thread_depth",
                    "value": (of * 10 + to) / 100,
                    "low": None if refused else 0.0,
                    "high": None if refused else 0.4,
                    "null_value": 0.0,
                    "p": 0.02,
                    "n": 500,
                    "k_effective": 20.0,
                    "status": "refused: 1.2 effective threads, 4 are needed" if refused else "ok",
                }
            )
    return pl.DataFrame(rows, schema=SPREAD)


def test_transition_matrix_has_parents_in_rows_and_hatches_what_is_refused():
    drawing = transition_matrix(make_transitions())
    panel = axes_of(drawing, "transitions")
    shown = panel.images[0].get_array()
    assert shown[:2].tolist() == [[0.0, 0.01, 0.02], [0.1, 0.11, 0.12]]
    assert shown.mask[2].all()
    hatched = [found for found in panel.collections if found.get_label() == "refused"]
    assert len(hatched[0].get_paths()) == 3
    assert [tick.get_text() for tick in panel.get_yticklabels()] == ["insult", "dehumanisation", "violence"]
    assert drawing.table.filter(parent="insult", label="violence")["value"].to_list() == [0.02]
    assert "dehumanisation to violence: +0.12" in drawing.alt
    assert "3 refused" in drawing.alt


def test_numbers_of_the_transition_matrix_read_on_their_colours():
    values = pl.Series([0.0, 0.3, 0.44, 0.5, 0.6, 0.7, -0.5, -0.45, -0.3])
    panel = axes_of(
        transition_matrix(make_transitions().with_columns(value=values, status=pl.lit("ok"))), "transitions"
    )
    image = panel.images[0]
    for text in panel.texts:
        column, row = (int(place) for place in text.get_position())
        ground, ink = to_rgb(image.cmap(image.norm(image.get_array()[row, column]))[:3]), to_rgb(text.get_color())
        light = sorted(0.05 + sum(map(mul, WEIGHTS, map(linear, rgb))) for rgb in (ground, ink))
        assert light[1] / light[0] >= 4.5, text.get_text()


def test_transition_matrix_of_one_label_is_refused(synthetic):
    with pytest.raises(ToolkitError, match="two labels or more"):
        transition_matrix(synthetic.make_spread())
    assert transition_matrix(make_transitions().with_columns(status=pl.lit("refused: too few"))).table.height == 9


@pytest.fixture(scope="module")
def measured(synthetic):
    comments = synthetic.make_corpus(40, seed=3)
    scores = synthetic.make_scores(comments).drop("insult", "obscene", "severe_toxicity", "identity_attack")
    # Nobody is hot in it.
    scores = scores.with_columns(violence=pl.lit(0.1, dtype=pl.Float32))
    return comments, scores, spread(comments, scores, at=synthetic.AT)


def test_observed_stands_over_the_very_shuffles_behind_its_p(measured, synthetic):
    comments, scores, found = measured
    drawing = observed_null(comments, scores, found, at=synthetic.AT)
    for metric in ("risk_difference", "reproduction"):
        panel = axes_of(drawing, metric)
        (row,) = drawing.table.filter(label="dehumanisation", metric=metric).to_dicts()
        place = [tick.get_text() for tick in panel.get_yticklabels()] if metric == "risk_difference" else None
        assert place is None or place == ["toxicity", "dehumanisation", "violence"]
        marks = [line for line in panel.lines if line.get_label() == "observed" and round(line.get_ydata()[0]) == 1]
        assert [line.get_xdata()[0] for line in marks] == [row["value"]]
        intervals = [list(line.get_xdata()) for line in panel.lines if line.get_label() == "interval"]
        assert [row["low"], row["high"]] in intervals
        boxes = {box.get_x(): box.get_width() for box in panel.patches if box.get_label() == "most draws"}
        assert boxes[row["null_low"]] == pytest.approx(row["null_high"] - row["null_low"])
        assert row["null_n_draws"] == 999
        # Beyond all draws p is the least it can be, and within their middle it is no small one.
        assert (row["p"] == pytest.approx(0.001)) == (row["value"] > row["null_highest"])
    assert "observed" in drawing.alt
    assert f"p {row['p']:.3f}" in drawing.alt


def test_shuffles_of_the_headline_lie_about_none(measured, synthetic):
    comments, scores, found = measured
    table = observed_null(comments, scores, found, at=synthetic.AT, label="dehumanisation").table
    assert table["label"].unique().to_list() == ["dehumanisation"]
    difference, reproduction = (table.filter(metric=metric) for metric in ("risk_difference", "reproduction"))
    assert abs(difference["null_median"][0]) < 0.03
    assert reproduction["null_median"][0] == pytest.approx(reproduction["null_value"][0], abs=0.02)


def test_what_shuffling_cannot_change_has_no_range_and_says_so(measured, synthetic):
    comments, scores, found = measured
    drawing = observed_null(comments, scores, found, at=synthetic.AT, label="violence")
    assert not axes_of(drawing, "risk_difference").patches
    assert not [line for line in axes_of(drawing, "reproduction").lines if line.get_label() == "observed"]
    assert any(text.count("shuffling changes nothing") == 2 for text in words(drawing))
    refused = found.with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64)).with_columns(
        status=pl.lit("refused: 2.1 effective threads, 4 needed")
    )
    hollow = observed_null(comments, scores, refused, at=synthetic.AT, label="dehumanisation")
    panel = axes_of(hollow, "risk_difference")
    assert [line.get_markerfacecolor() for line in panel.lines if line.get_label() == "refused"] == ["white"]
    assert not [line for line in panel.lines if line.get_label() == "interval"]
    assert any("refused: 2.1 effective threads" in text for text in words(hollow))


def test_shuffles_at_another_threshold_than_the_observed_are_refused(measured, synthetic):
    comments, scores, found = measured
    with pytest.raises(ToolkitError, match="hot comments of 'dehumanisation'"):
        observed_null(comments, scores, found, at=synthetic.AT | {"dehumanisation": 0.7})
    with pytest.raises(ToolkitError, match="no label that was measured"):
        observed_null(comments, scores, found.filter(label="toxicity"), at=synthetic.AT, label="violence")
    with pytest.raises(ToolkitError, match="observed_null needs"):
        draw(comments, scores, at=synthetic.AT, form="observed_null")


def test_chain_matrix_has_one_chain_a_branch_sorted_by_first_heat(synthetic):
    comments = synthetic.make_comments(800, seed=6)
    drawing = chain_matrix(comments, synthetic.make_scores(comments, seed=6), at=synthetic.AT)
    cells = drawing.table
    tops = cells.filter(pl.col("place") == 0)
    assert tops["comment_id"].n_unique() == tops.height
    first = cells.filter(pl.col("hot")).group_by("chain").agg(pl.col("place").min()).sort("chain")
    assert first["place"].is_sorted()
    assert first["chain"].to_list() == list(range(first.height))
    shown = axes_of(drawing, "chains").images[0].get_array()
    assert shown.count() == cells.filter(pl.col("place") < 40)["score"].count()


def test_chain_matrix_starts_below_a_single_root_post(synthetic):
    comments = synthetic.make_comments(7).with_columns(reply_to=pl.Series([None, "c0", "c0", "c1", "c2", "c3", "c4"]))
    drawing = chain_matrix(comments, synthetic.make_scores(comments), at=synthetic.AT)
    assert set(drawing.table.filter(pl.col("place") == 0)["comment_id"]) == {"c1", "c2"}


def test_time_depth_columns_hold_equally_many_comments(synthetic):
    comments = synthetic.make_comments(600, seed=3)
    drawing = time_depth(comments, synthetic.make_scores(comments), at=synthetic.AT)
    sizes = drawing.table.group_by("bin").agg(pl.col("n_comments").sum())["n_comments"]
    assert sizes.sum() == 600
    assert sizes.max() - sizes.min() <= 1
    few = drawing.table.filter(pl.col("n_scored") < 5).height
    heat = axes_of(drawing, "heat")
    assert len(artists(heat, PolyCollection, "few").get_paths()) == few > 0
    unsure = drawing.table.filter(pl.col("n_scored") >= 5, (pl.col("high") - pl.col("low")) / 2 > 0.2).height
    assert len(artists(heat, PathCollection, "unsure").get_offsets()) == unsure > 0


def test_time_depth_without_times_says_so(synthetic):
    comments = synthetic.make_comments(20).with_columns(timestamp=pl.lit(None, dtype=pl.Datetime("us", "UTC")))
    with pytest.raises(ToolkitError, match="fewer than two times"):
        time_depth(comments, synthetic.make_scores(comments), at=synthetic.AT)


def three_threads(synthetic, scores=(0.1, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9)):
    """Thread a goes hot at its 2nd comment, b ends cold after its 3rd, c goes hot at its 2nd."""
    comments = pl.concat(synthetic.make_comments(3, thread=name, seed=3) for name in "abc")
    # Thread b is old enough to be over, not just still cold.
    older = pl.when(pl.col("thread_id") == "b").then(pl.col("timestamp") - pl.duration(days=9)).otherwise("timestamp")
    comments = comments.with_columns(timestamp=older)
    return comments, synthetic.make_scores(comments, missing=0).with_columns(
        dehumanisation=pl.Series(scores, dtype=pl.Float32)
    )


def test_first_hot_steps_where_threads_go_hot_and_end(synthetic):
    comments, scores = three_threads(synthetic)
    drawing = first_hot(comments, scores, at=synthetic.AT)
    axes = axes_of(drawing, "incidence")
    lines = {line.get_label(): line for line in axes.lines}
    assert lines["hot"].get_xdata().tolist() == [0, 1, 2, 3, 4]
    assert lines["hot"].get_ydata() == pytest.approx([0, 0, 2 / 3, 2 / 3, 2 / 3])
    assert drawing.table["ended"].to_list() == pytest.approx([0, 0, 1 / 3])
    assert lines["alike"].get_ydata()[0] == pytest.approx(1 / 3)
    assert [text for text in words(drawing) if text.isdigit()] == ["3", "3", "3", "1"]
    assert any("n = 3 threads" in text and "refused: 3.0 effective threads" in text for text in words(drawing))
    # Refused: no band, and the line is no firm one.
    assert len(artists(axes, PolyCollection, "band").get_paths()) == 0
    assert lines["hot"].get_linestyle() == "--"
    assert "0.67 of threads have gone hot (no interval), 0.33 have ended without heat" in drawing.alt


def test_first_hot_has_its_interval_as_a_band(synthetic):
    comments = synthetic.make_corpus(40, seed=3)
    drawing = first_hot(comments, synthetic.make_scores(comments), at=synthetic.AT | {"dehumanisation": 0.6})
    axes, last = axes_of(drawing, "incidence"), drawing.table.row(-1, named=True)
    assert last["low"] < last["value"] < last["high"]
    corners = np.concatenate([path.vertices for path in artists(axes, PolyCollection, "band").get_paths()])
    edge = corners[corners[:, 0] == drawing.table.height + 1][:, 1]
    assert [edge.min(), edge.max()] == pytest.approx([last["low"], last["high"]])
    assert next(line for line in axes.lines if line.get_label() == "hot").get_linestyle() == "-"
    assert f"{last['low']:.2f} to {last['high']:.2f}" in drawing.alt


def test_first_hot_leaves_out_and_counts_threads_without_times(synthetic):
    comments, scores = three_threads(synthetic)
    untimed = pl.when(pl.col("thread_id") != "b").then("timestamp")
    drawing = first_hot(comments.with_columns(timestamp=untimed), scores, at=synthetic.AT)
    assert any("n = 2 threads" in text and "1 left out (no time or score)" in text for text in words(drawing))
    with pytest.raises(ToolkitError, match="all have a time"):
        first_hot(comments.with_columns(timestamp=pl.lit(None, pl.Datetime("us", "UTC"))), scores, at=synthetic.AT)


@pytest.mark.parametrize(
    ("n", "form"),
    [(1, "tree_heatmap"), (150, "tree_heatmap"), (151, "icicle"), (2000, "icicle"), (2001, "chain_matrix")],
)
def test_form_follows_size(synthetic, n, form):
    assert fitting(synthetic.make_comments(n)) == form


def test_draw_names_the_forms_it_knows(synthetic):
    comments = synthetic.make_comments(5)
    scores = synthetic.make_scores(comments)
    with pytest.raises(ToolkitError, match="tree_heatmap, icicle"):
        draw(comments, scores, at=synthetic.AT, form="pie")
    with pytest.raises(ToolkitError, match="needs the table SPREAD"):
        draw(comments, scores, at=synthetic.AT, form="ladder")
    with pytest.raises(ToolkitError, match="transition_matrix needs"):
        draw(comments, scores, at=synthetic.AT, form="transition_matrix")
    assert draw(comments, scores, synthetic.make_spread(), at=synthetic.AT, form="ladder").name == "ladder"


def test_draw_all_gives_each_picture_its_own_name_and_words(synthetic):
    comments = synthetic.make_corpus(9, seed=2)
    drawings = draw_all(
        comments, synthetic.make_scores(comments), synthetic.make_spread(), at=synthetic.AT, n_threads=3
    )
    names = [drawing.name for drawing in drawings]
    assert names[:4] == ["ladder", "observed_null", "first_hot", "corpus_heatmap"]
    assert len(names) == len(set(names)) == 7
    assert all(len(drawing.alt) > 40 and drawing.table.height for drawing in drawings)


def test_draw_all_leaves_out_what_says_nothing(measured, synthetic):
    comments, scores, found = measured
    all_of = {drawing.name for drawing in draw_all(comments, scores, found, at=synthetic.AT, n_threads=0)}
    assert all_of == {"ladder", "observed_null", "transition_matrix", "first_hot", "corpus_heatmap"}
    hotter = draw_all(comments, scores, found, at=synthetic.AT | {"toxicity": 0.3}, n_threads=0)
    assert "observed_null" not in {drawing.name for drawing in hotter}
    refused = found.with_columns(status=pl.lit("refused: too few"))
    assert "transition_matrix" not in {drawing.name for drawing in draw_all(comments, scores, refused, at=synthetic.AT)}
    untimed = comments.with_columns(timestamp=pl.lit(None, pl.Datetime("us", "UTC")))
    assert "first_hot" not in {drawing.name for drawing in draw_all(untimed, scores, at=synthetic.AT)}


def test_no_comment_draws_nothing(synthetic):
    comments = synthetic.make_comments(3)
    assert draw_all(comments.clear(), synthetic.make_scores(comments).clear(), at=synthetic.AT) == ()


def test_hostile_names_are_drawn_as_names(synthetic):
    names = ["$\\frac{1}{", "<b>", "\x1b[31m", "名前", "a" * 300, "=1+1", None]
    comments = synthetic.make_comments(7).with_columns(
        user=pl.Series(names), thread_id=pl.lit("$x^{\n</svg>\u202e"), reply_to=pl.lit(None, dtype=pl.String)
    )
    for form in ("tree_heatmap", "icicle", "corpus_heatmap"):
        drawing = draw(comments, synthetic.make_scores(comments), at=synthetic.AT, form=form)
        drawing.figure.canvas.draw()
        assert all(text.isprintable() for text in [drawing.title, *words(drawing)])


NO_LARGE = {"auto", "ladder", "transition_matrix", "observed_null", "tree_heatmap", "icicle"}


@pytest.mark.parametrize("form", [form for form in FORMS if form not in NO_LARGE])
def test_ten_thousand_comments_are_drawn_in_five_seconds(synthetic, form):
    comments = synthetic.make_comments(10_000, seed=1, reach=0.3)
    scores = synthetic.make_scores(comments)
    began = time.process_time()
    draw(comments, scores, at=synthetic.AT, form=form).figure.canvas.draw()
    assert time.process_time() - began < 5


def test_shuffles_of_ten_thousand_comments_are_drawn_in_five_seconds(synthetic):
    comments = synthetic.make_corpus(400, seed=3)
    scores = synthetic.make_scores(comments)
    assert comments.height > 10_000
    found = spread(comments, scores, at=synthetic.AT, permutations=0)
    began = time.process_time()
    draw(comments, scores, found, at=synthetic.AT, form="observed_null").figure.canvas.draw()
    assert time.process_time() - began < 5
