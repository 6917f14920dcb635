"""M10, the soft mode: the scores themselves instead of hot and cold, so that no threshold decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.spread.edges import Forest, Heat, Ints, grouped
from toolkit.spread.effects import headline_edges
from toolkit.spread.intervals import jackknife, p_value, ranks, ratio, totals
from toolkit.spread.nulls import in_blocks
from toolkit.spread.rows import Row, row

__all__ = ["score_correlation"]

Floats = NDArray[np.float64]

# Scores cannot be shuffled as cheaply as two states; 199 draws place p within .02 of where 999 would.
MOST_DRAWS = 199


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Scores at both ends of edges, centred within strata."""

    x: Floats  # parent
    y: Floats  # child
    thread: Ints


def score_correlation(
    trees: Forest, heat: Heat, *, stratum: Ints, permutations: int, seed: int | tuple[int, ...]
) -> list[Row]:
    """Return the correlation of scores along reply edges, raw and within thread x depth.

    Parameters
    ----------
    trees : the forest
    heat : one label
    stratum : (edges,) thread x depth, -1 where the depth is unknown
    permutations, seed : of the shuffles of replies' scores within strata, at most 199

    Returns
    -------
    rows score_correlation (Pearson) with controls none and thread_depth, score_rank_correlation (Spearman) with
    thread_depth; strata with one parent only say nothing and are left out. ``null_value`` of the raw one is the
    correlation of the strata's means: what threads and depths alone would show.

    Notes
    -----
    r = sum x y / sqrt(sum x^2 sum y^2), x and y centred by the mean over the edges of their stratum (for Spearman
    the ranks of the centred scores). Interval on Fisher's scale, jackknife over threads.

    References
    ----------
    Fisher 1915, doi:10.1093/biomet/10.4.507.
    """
    edges = headline_edges(trees, heat)
    raw = _pairs(trees, heat, np.zeros_like(stratum), edges)
    within = _several_parents(trees, stratum, edges & (stratum >= 0))
    inside = _pairs(trees, heat, stratum, within)
    ranked = _Pairs(_ranks(inside.x), _ranks(inside.y), inside.thread)
    codes = grouped(stratum, keep=within)[within]
    p = _tests(inside, ranked, codes, draws=min(permutations, MOST_DRAWS), seed=seed)
    return [
        _correlation(trees, "score_correlation", "none", raw, null=_of_means(trees, heat, stratum, edges)),
        _correlation(trees, "score_correlation", "thread_depth", inside, null=0.0, p=p[0]),
        _correlation(trees, "score_rank_correlation", "thread_depth", ranked, null=0.0, p=p[1]),
    ]


def _several_parents(trees: Forest, stratum: Ints, edges: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, first = np.unique(trees.parent[edges], return_index=True)
    n_parents = np.bincount(stratum[edges][first], minlength=int(stratum.max(initial=-1)) + 1)
    kept = edges.copy()
    kept[edges] = n_parents[stratum[edges]] > 1
    return kept


def _pairs(trees: Forest, heat: Heat, stratum: Ints, edges: NDArray[np.bool_]) -> _Pairs:
    parent, child, group = trees.parent[edges], trees.child[edges], stratum[edges]
    x, y = (_centred(heat.score[rows].astype(np.float64), group) for rows in (parent, child))
    return _Pairs(x, y, trees.thread[parent])


def _means(value: Floats, group: Ints) -> Floats:
    n_groups = int(group.max(initial=-1)) + 1
    return ratio(totals(group, n_groups, value), totals(group, n_groups))[group]


def _centred(value: Floats, group: Ints) -> Floats:
    centred = value - _means(value, group)
    return np.where(np.abs(centred) < 1e-12, 0, centred)


def _ranks(value: Floats) -> Floats:
    return ranks(value) - (value.size + 1) / 2


def _correlation(
    trees: Forest, metric: str, control: str, pairs: _Pairs, *, null: float | None, p: float | None = None
) -> Row:
    products = (pairs.x * pairs.y, pairs.x**2, pairs.y**2)
    xy, xx, yy = (totals(pairs.thread, trees.n_threads, product) for product in products)

    def r(xy: Floats, xx: Floats, yy: Floats) -> Floats:
        return ratio(xy, np.sqrt(np.maximum(xx, 0) * np.maximum(yy, 0)))

    left_out = r(xy.sum() - xy, xx.sum() - xx, yy.sum() - yy)
    value = float(r(xy.sum(), xx.sum(), yy.sum()))
    return row(metric, control, jackknife(value, left_out, xx, scale="atanh"), n=pairs.x.size, null=null, p=p)


def _of_means(trees: Forest, heat: Heat, stratum: Ints, edges: NDArray[np.bool_]) -> float | None:
    """Return the raw correlation that remains on average when scores are shuffled within strata."""
    used = edges & (stratum >= 0)
    x, y = (heat.score[rows[used]].astype(np.float64) for rows in (trees.parent, trees.child))
    if x.size < 2 or x.std() == 0 or y.std() == 0:
        return None
    mean_x, mean_y = _means(x, stratum[used]), _means(y, stratum[used])
    return float(((mean_x - x.mean()) * (mean_y - y.mean())).mean() / (x.std() * y.std()))


def _tests(
    inside: _Pairs, ranked: _Pairs, codes: Ints, *, draws: int, seed: int | tuple[int, ...]
) -> tuple[float | None, float | None]:
    """Return the p values of both correlations, replies' scores shuffled within strata."""
    n = codes.size
    if n == 0 or draws == 0 or not inside.x.any() or not inside.y.any():
        return None, None
    order = np.argsort(codes, kind="stable")
    parents, replies = ([part[order] for part in side] for side in ((inside.x, ranked.x), (inside.y, ranked.y)))
    shuffled = _Shuffler(codes[order])

    def products(rng: np.random.Generator, draws: int) -> Floats:
        rows = shuffled.draw(rng, draws)
        return np.stack([y[rows] @ x for x, y in zip(parents, replies, strict=True)])

    blocks = in_blocks(products, n, permutations=draws, seed=seed)
    drawn = np.concatenate(blocks, axis=1)
    observed = [float(pairs.x @ pairs.y) for pairs in (inside, ranked)]
    first_p, second_p = (p_value(observed[place], drawn[place]) for place in range(2))
    return first_p, second_p


class _Shuffler:
    """Strata, sorted, whose entries are to be shuffled.

    Notes
    -----
    One 64-bit number an entry, from the left its stratum, random bits and its place in the stratum: sorting the
    numbers shuffles within strata. Two entries share their random bits, and then keep their order, with a chance
    below 2^-20 where a thread has fewer than a million replies.
    """

    def __init__(self, codes: Ints) -> None:
        first = np.flatnonzero(np.diff(codes, prepend=-1))
        self.start = np.repeat(first, np.diff(np.append(first, codes.size)))
        place = np.arange(codes.size) - self.start
        self.n_place = int(place.max()).bit_length()
        self.n_draw = 64 - self.n_place - int(codes.max()).bit_length()
        self.fixed = (codes.astype(np.uint64) << np.uint64(self.n_draw + self.n_place)) | place.astype(np.uint64)

    def draw(self, rng: np.random.Generator, draws: int) -> Ints:
        """Return (draws, entries) the entry that comes to each place."""
        keys = rng.integers(0, 1 << 64, (draws, self.fixed.size), dtype=np.uint64)
        keys >>= np.uint64(64 - self.n_draw)
        keys <<= np.uint64(self.n_place)
        keys |= self.fixed
        keys.sort(axis=1)
        keys &= np.uint64((1 << self.n_place) - 1)
        return np.asarray(keys.view(np.int64) + self.start, dtype=np.int64)
