"""Shuffled heat -> every metric that is tested by shuffles, in one pass over the draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.assortative import assortativity
from toolkit.spread.edges import Forest, Heat, Ints, grouped
from toolkit.spread.effects import EFFECTS, headline_edges, summed
from toolkit.spread.intervals import ratio, totals
from toolkit.spread.nulls import listed, measured
from toolkit.spread.virality import grown, virality_classes

__all__ = ["CASCADE_SIZES", "null_metrics"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Sizes at which the tail of the cascades is reported.
CASCADE_SIZES = (2, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class _Places:
    """The scored comments of unbroken trees by level, thread by thread, and where each one's edges lead."""

    hot: Bools
    cell: Ints
    level: Ints
    parent: Ints  # place of the scored parent, -1 = none
    above: Ints  # stratum of the headline edge above it; n_strata = one without a stratum, n_strata + 1 = no such edge
    below: Ints  # stratum of the headline edges below it; n_strata = without one, or none
    fan: Floats  # headline edges below it, of any depth
    size: Floats  # (n_strata,) edges


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
    blocks = measured(partial(_block, places), places.hot, places.cell, permutations=permutations, seed=seed)
    names = blocks[0] if blocks else {}
    return {name: np.concatenate([block[name] for block in blocks]) for name in names}


def _places(trees: Forest, heat: Heat, stratum: Ints) -> _Places:
    rows = np.flatnonzero((heat.state >= 0) & (trees.cell >= 0))
    rows = rows[np.argsort(trees.cell[rows], kind="stable")]
    place_of = np.full(heat.state.size + 1, -1, dtype=np.int64)
    place_of[rows] = np.arange(rows.size)
    edges = headline_edges(trees, heat)
    stratum = _telling(trees, heat, stratum, edges)[edges]
    n_strata = int(stratum.max(initial=-1)) + 1
    known = np.where(stratum >= 0, stratum, n_strata)
    above = np.full(heat.state.size, n_strata + 1, dtype=np.int64)
    above[trees.child[edges]] = known
    below = np.full(heat.state.size, n_strata, dtype=np.int64)
    below[trees.parent[edges]] = known
    fan = np.bincount(trees.parent[edges], minlength=heat.state.size).astype(np.float64)
    return _Places(
        hot=heat.state[rows] == 1,
        cell=trees.cell[rows],
        level=trees.level[rows],
        parent=place_of[trees.parent_of[rows]],
        above=above[rows],
        below=below[rows],
        fan=fan[rows],
        size=totals(stratum[stratum >= 0], n_strata),
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
    draws, n = drawn.shape
    draw, place = listed(drawn)
    parent = places.parent[place]
    # Places without a parent look at another place, and are masked.
    linked = np.flatnonzero(drawn.ravel()[draw * n + parent] & (parent >= 0))
    child_draw, of_child = draw[linked], place[linked]
    child, above = child_draw * n + of_child, child_draw * n + parent[linked]
    return {
        **_effects(places, draws, (draw, place), (child_draw, of_child)),
        "hot_hot": totals(child_draw, draws),
        **_cascades(places, drawn.shape, (child, above, places.level[of_child])),
    }


def _effects(places: _Places, draws: int, hot: tuple[Ints, Ints], both: tuple[Ints, Ints]) -> dict[str, Floats]:
    """Return the edge effect within thread x depth and without control.

    Parameters
    ----------
    hot : draw and place of the hot comments
    both : draw and place of those under hot ones
    """
    n_strata = places.size.size
    wide = n_strata + 2

    def counted(draw: Ints, stratum: Ints, weight: Floats | None = None) -> tuple[Floats, Floats]:
        """Return (draws, strata) and (draws,): all edges, also those without a stratum."""
        slot = draw * wide + stratum if draws > 1 else stratum
        found = np.bincount(slot, weight, minlength=draws * wide).reshape(draws, wide).astype(np.float64)
        return found[:, :n_strata], found[:, :-1].sum(axis=1)

    (draw, place), (child_draw, child) = hot, both
    a, a_all = counted(child_draw, places.above[child])
    m, m_all = counted(draw, places.above[place])
    n1, n1_all = counted(draw, places.below[place], places.fan[place])
    inside = _summed(a, m, n1, places.size)
    n_edges = float((places.above <= n_strata).sum())
    pooled = summed(np.stack([a_all, m_all - a_all, n1_all, n_edges - n1_all], axis=-1))
    found = {"assortativity none": assortativity(a_all, m_all - a_all, n1_all, n_edges - n1_all)}
    return found | {
        f"{metric} {control}": _neutral(ratio(sums[:, above], sums[:, below]), neutral)
        for control, sums in (("thread_depth", inside), ("none", pooled))
        for metric, (above, below, _, neutral) in EFFECTS.items()
    }


def _summed(a: Floats, m: Floats, n1: Floats, n: Floats) -> Floats:
    """Return the sums over strata of `toolkit.spread.effects.summed`, (draws, 6), written so that little is computed.

    Parameters
    ----------
    a, m, n1 : (draws, strata) hot-hot edges, hot replies, edges from hot parents
    n : (strata,) edges
    """
    share = n1 / n

    def product(x: Floats, y: Floats) -> Floats:
        return np.asarray(np.einsum("ij,ij->i", x, y), dtype=np.float64)

    sum_a = a.sum(axis=1)
    a_share, m_share, n1_share = (product(part, share) for part in (a, m, n1))
    under_hot, under_cold = sum_a - a_share, m_share - a_share
    # a (n0 - b) = a (n - n1 - m + a) and b (n1 - a) = m n1 - m a - a n1 + a a.
    spare = a / n
    a_m, a_a = product(spare, m), product(spare, a)
    terms = (
        under_hot - under_cold,
        n1.sum(axis=1) - n1_share,
        under_hot,
        under_cold,
        under_hot - a_m + a_a,
        under_cold - a_m + a_a,
    )
    found = np.stack(terms, axis=-1)
    # What is left of a difference of equal sums is rounding, not an edge.
    found[np.abs(found) < 1e-9 * (1 + sum_a[:, None])] = 0
    return found


def _neutral(value: Floats, neutral: float) -> Floats:
    return np.where(np.isnan(value), neutral, value)


def _cascades(places: _Places, shape: tuple[int, int], links: tuple[Ints, Ints, Ints]) -> dict[str, Floats]:
    """Return the sizes and the virality of the hot components with an edge.

    Parameters
    ----------
    shape : draws and places
    links : hot comments under hot ones, these, and the level of the former
    """
    draws, n = shape
    sizes, virality, root = grown(*links, n=draws * n)
    of_draw = root // n if draws > 1 else np.zeros(root.size, dtype=np.int64)
    largest = np.full(draws, 1.0 if places.hot.any() else 0.0)
    np.maximum.at(largest, of_draw, sizes)
    cap = max(CASCADE_SIZES)
    slot = of_draw * (cap + 1) + np.minimum(sizes, cap).astype(np.int64)
    n_of, sum_of = (totals(slot, draws * (cap + 1), part).reshape(draws, cap + 1) for part in (None, virality))
    found = {"largest": largest}
    for size in CASCADE_SIZES:
        found[f"at_least_{size}"] = n_of[:, size:].sum(axis=1)
    for name, chosen in virality_classes(np.arange(cap + 1)).items():
        found[name] = ratio(sum_of[:, chosen].sum(axis=1), n_of[:, chosen].sum(axis=1))
    return found
