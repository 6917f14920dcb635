"""Shuffled heat -> every metric that is tested by shuffles, in one pass over the draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.assortative import assortativity
from toolkit.spread.edges import Forest, Heat, Ints, grouped
from toolkit.spread.effects import EFFECTS, headline_edges, summed
from toolkit.spread.intervals import ratio, totals
from toolkit.spread.nulls import shuffles
from toolkit.spread.virality import viralities, virality_classes

__all__ = ["CASCADE_SIZES", "null_metrics"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Sizes at which the tail of the cascades is reported.
CASCADE_SIZES = (2, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class _Places:
    """The scored comments of unbroken trees, and where each one's edges lead; -1 = no such edge."""

    hot: Bools
    cell: Ints
    parent: Ints  # place of the scored parent
    stratum: Ints  # stratum of the headline edge above it
    counted: Bools  # the edge above it is a headline edge
    fan: Ints  # headline edges below it, of any depth
    own_stratum: Ints  # stratum of the headline edges below it


@dataclass(frozen=True, slots=True)
class _Hot:
    """The hot comments of a block of draws, in the order of draws and places."""

    draws: int
    where: Ints  # draw x places + place
    draw: Ints
    place: Ints
    parent: Ints  # place of the scored parent, -1 = none
    under_hot: Bools


def null_metrics(
    trees: Forest, heat: Heat, *, stratum: Ints, permutations: int, seed: int | tuple[int, ...]
) -> dict[str, Floats]:
    """Return the metrics under shuffles of heat within thread x depth.

    Parameters
    ----------
    trees : the forest
    heat : one label
    stratum : (edges,) thread x depth, -1 where the depth is unknown
    permutations : number of draws
    seed : same seed, same draws

    Returns
    -------
    name -> (permutations,) values. A draw in which nothing can be compared counts as no association.
    """
    places = _places(trees, heat, stratum)
    blocks = [
        _block(places, drawn) for drawn in shuffles(places.hot, places.cell, permutations=permutations, seed=seed)
    ]
    names = blocks[0] if blocks else {}
    return {name: np.concatenate([block[name] for block in blocks]) for name in names}


def _places(trees: Forest, heat: Heat, stratum: Ints) -> _Places:
    rows = np.flatnonzero((heat.state >= 0) & (trees.cell >= 0))
    rows = rows[np.argsort(trees.cell[rows], kind="stable")]
    place_of = np.full(heat.state.size + 1, -1, dtype=np.int64)
    place_of[rows] = np.arange(rows.size)
    edges = headline_edges(trees, heat)
    counted = np.zeros(heat.state.size, dtype=np.bool_)
    counted[trees.child[edges]] = True
    stratum = _telling(trees, heat, stratum, edges)
    above = np.full(heat.state.size, -1, dtype=np.int64)
    above[trees.child[edges]] = stratum[edges]
    below = np.full(heat.state.size, -1, dtype=np.int64)
    below[trees.parent[edges]] = stratum[edges]
    fan = np.bincount(trees.parent[edges], minlength=heat.state.size)
    return _Places(
        hot=heat.state[rows] == 1,
        cell=trees.cell[rows],
        parent=place_of[trees.parent_of[rows]],
        stratum=above[rows],
        counted=counted[rows],
        fan=fan[rows],
        own_stratum=below[rows],
    )


def _telling(trees: Forest, heat: Heat, stratum: Ints, edges: Bools) -> Ints:
    """Return `stratum` without strata that weigh nothing in every draw: one parent, or a cell of one state."""
    held = edges & (stratum >= 0)
    parents = np.flatnonzero(np.bincount(trees.parent[held]))
    scored = (heat.state >= 0) & (trees.cell >= 0)
    n_cells = int(trees.cell.max(initial=-1)) + 1
    n_scored = totals(trees.cell[scored], n_cells)
    n_hot = totals(trees.cell[scored], n_cells, heat.state[scored] == 1)
    varied = (n_hot > 0) & (n_hot < n_scored) & (totals(trees.cell[parents], n_cells) > 1)
    return grouped(stratum, keep=held & varied[trees.cell[trees.parent]])


def _block(places: _Places, drawn: Bools) -> dict[str, Floats]:
    """Return all metrics for a block of draws, from the list of its hot comments."""
    n = drawn.shape[1]
    where = np.flatnonzero(drawn)
    draw = where // n
    place = where - draw * n
    parent = places.parent[place]
    # Places without a parent look at the last place, and are masked.
    under_hot = drawn.ravel()[where - place + parent] & (parent >= 0)
    hot = _Hot(drawn.shape[0], where, draw, place, parent, under_hot)
    return {**_effects(places, hot), **_cascades(places, hot, n)}


def _effects(places: _Places, hot: _Hot) -> dict[str, Floats]:
    """Return the edge effect within thread x depth and without control."""
    draws, draw, place = hot.draws, hot.draw, hot.place
    kid = places.counted[place]
    both = kid & hot.under_hot
    n_strata = int(places.stratum.max(initial=-1)) + 1
    size = np.bincount(places.stratum[places.stratum >= 0], minlength=n_strata).astype(np.float64)

    def per_stratum(which: Bools, stratum: Ints, weight: Ints | None = None) -> Floats:
        held = which & (stratum >= 0)
        slot = draw[held] * n_strata + stratum[held]
        weights = None if weight is None else weight[held]
        return np.bincount(slot, weights, minlength=draws * n_strata).reshape(draws, n_strata).astype(np.float64)

    def in_all(which: Bools, weight: Ints | None = None) -> Floats:
        weights = None if weight is None else weight[which]
        return np.bincount(draw[which], weights, minlength=draws).astype(np.float64)

    fan = places.fan[place]
    a = per_stratum(both, places.stratum[place])
    n1 = per_stratum(fan > 0, places.own_stratum[place], fan)
    m = per_stratum(kid, places.stratum[place])
    inside = summed(np.stack([a, m - a, n1, size - n1], axis=-1)).sum(axis=1)
    a, m, n1 = in_all(both), in_all(kid), in_all(fan > 0, fan)
    pooled = summed(np.stack([a, m - a, n1, places.counted.sum() - n1], axis=-1))
    found = {"assortativity none": assortativity(a, m - a, n1, places.counted.sum() - n1)}
    return found | {
        f"{metric} {control}": _neutral(ratio(sums[:, above], sums[:, below]), neutral)
        for control, sums in (("thread_depth", inside), ("none", pooled))
        for metric, (above, below, _, neutral) in EFFECTS.items()
    }


def _neutral(value: Floats, neutral: float) -> Floats:
    return np.where(np.isnan(value), neutral, value)


def _cascades(places: _Places, hot: _Hot, n: int) -> dict[str, Floats]:
    """Return hot-hot edges, and the sizes of hot components."""
    linked = hot.under_hot
    child = hot.where[linked]
    result = {"hot_hot": totals(hot.draw[linked], hot.draws)}
    sizes, virality, of_draw = _grown(child, child - hot.place[linked] + hot.parent[linked], n)
    largest = np.full(hot.draws, 1.0 if places.hot.any() else 0.0)
    np.maximum.at(largest, of_draw, sizes)
    result["largest"] = largest
    for size in CASCADE_SIZES:
        result[f"at_least_{size}"] = totals(of_draw[sizes >= size], hot.draws)
    for name, chosen in virality_classes(sizes).items():
        total = totals(of_draw[chosen], hot.draws, virality[chosen])
        result[name] = ratio(total, totals(of_draw[chosen], hot.draws))
    return result


def _grown(child: Ints, parent: Ints, n: int) -> tuple[Floats, Floats, Ints]:
    """Return size and virality of the cascades with an edge, and the draw each one lies in."""
    seen = np.zeros(int(max(child.max(initial=-1), parent.max(initial=-1))) + 1, dtype=np.int8)
    seen[child] = seen[parent] = 1
    nodes = np.flatnonzero(seen)
    number = np.cumsum(seen, dtype=np.int32) - 1
    above = np.full(nodes.size, -1, dtype=np.int64)
    above[number[child]] = number[parent]
    sizes, virality, roots = viralities(above)
    return sizes, virality, nodes[roots] // n
