"""Long threads: one row a branch, its longest reply chain from left to right, sorted by where heat begins."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.figures.colours import HEAT, NEAR, colour_bar, hatch_cells, ring_cells, squares
from toolkit.figures.drawing import Drawing
from toolkit.figures.frame import INK, head, panel, white_to
from toolkit.figures.places import main_label, place
from toolkit.figures.words import count_words, with_hot

__all__ = ["chain_matrix"]

# Shorter chains have nowhere to go; more rows than this are finer than print.
SHORTEST = 3
MOST_ROWS = 200
# Longer chains are cut here in the picture, not in the table; the counts say how many.
LAST_PLACE = 40
FIRST_HOT = "#0b6e99"
TOP_INCHES, BOTTOM_INCHES = 1.05, 0.6
# In lower rows, rings and dashes would cover the scores.
ROOM_INCHES = 0.1
KEY = (
    "One row a top-level branch: its longest chain of replies, left to right. Blue: the first hot comment. "
    "Hatched: no score. White: the chain has ended."
)
KEY_OF_FEW = " Ring: close to the threshold. Dashed: the reply is inferred."

Rows = NDArray[np.int64]


def chain_matrix(
    comments: pl.DataFrame, scores: pl.DataFrame, *, at: Mapping[str, float], label: str | None = None
) -> Drawing:
    """Draw the longest chain of every top-level branch as a row of scores, sorted by the first hot comment.

    Parameters
    ----------
    comments : COMMENTS of one thread or of many, any number
    scores : SCORES of one scorer
    at : score from which a comment is hot, for each label, in [0, 1]
    label : the label drawn; dehumanisation unless told

    Returns
    -------
    axes "chains"; the table holds one row a cell: chain, place along it, comment, score

    Raises
    ------
    ToolkitError : no branch has a chain of `SHORTEST` comments, an unknown label

    Notes
    -----
    One chain a branch: every leaf's chain would show the comments they share again and again.
    """
    label = main_label(scores, at, label)
    marked = with_hot(place(comments, scores), label, at[label])
    paths = _longest_chains(marked)
    n_branches = len(paths)
    paths = _sorted(sorted(paths, key=lambda path: (-len(path), path[0]))[:MOST_ROWS], marked)
    if not paths:
        what = f"no branch has a chain of {SHORTEST} comments"
        raise ToolkitError(what, where="chain_matrix", mend="draw the tree heatmap or the corpus")
    cells = _cells(paths, marked)
    longest = min(max(map(len, paths)), LAST_PLACE)
    height = max(1.6, min(6.5, 0.16 * len(paths)))
    figure = Figure(figsize=(0.75 + 6.5 + 1.95, height + TOP_INCHES + BOTTOM_INCHES))
    axes = panel(figure, "chains", left=0.75, top=TOP_INCHES, width=6.5, height=height)
    _draw_cells(axes, cells, (len(paths), longest))
    _draw_first_hot(axes, cells, len(paths))
    roomy = height / len(paths) >= ROOM_INCHES
    if roomy:
        _draw_doubt(axes, cells.filter(pl.col("place") < LAST_PLACE), at[label])
    bar = panel(figure, "bar", left=0.75 + 6.5 + 0.8, top=TOP_INCHES, width=0.14, height=min(height, 3.2))
    colour_bar(figure, bar, words=f"{label} score", marks={f"hot ≥ {at[label]:.2f}": at[label]})
    counts = _counts(paths, n_branches, marked)
    head(figure, title="Longest reply chain of each branch", counts=counts, key=KEY + KEY_OF_FEW * roomy)
    return Drawing("chain_matrix", "Longest reply chain of each branch", figure, cells, _alt(cells, counts, label))


def _longest_chains(marked: pl.DataFrame) -> list[list[int]]:
    """Return the rows of the longest chain of every branch, from its top down, where long enough."""
    parent, depth = marked["parent"].fill_null(-1).to_numpy(), marked["depth"].to_numpy()
    branch = _branches(marked)
    deepest: dict[int, int] = {}
    for row in range(marked.height):
        best = deepest.get(branch[row])
        if branch[row] >= 0 and (best is None or depth[row] > depth[best]):
            deepest[branch[row]] = row
    paths = []
    for top, end in deepest.items():
        path = [end]
        while path[-1] != top:
            path.append(int(parent[path[-1]]))
        if len(path) >= SHORTEST:
            paths.append(path[::-1])
    return paths


def _branches(marked: pl.DataFrame) -> list[int]:
    """Return the top of each row's branch; below the root post where a thread has only one top-level comment."""
    parent = marked["parent"].fill_null(-1).to_numpy()
    tops = marked.group_by("thread_id").agg(n=pl.col("parent").is_null().sum())
    single = marked.join(tops, on="thread_id", how="left", maintain_order="left")["n"].to_numpy() == 1
    branch: list[int] = []
    for row in range(marked.height):
        above = parent[row]
        if above < 0:
            branch.append(-1 if single[row] else row)
        else:
            branch.append(row if branch[above] < 0 else branch[above])
    return branch


def _sorted(paths: list[list[int]], marked: pl.DataFrame) -> list[list[int]]:
    hot = marked["hot"].fill_null(value=False).to_numpy()

    def key(path: list[int]) -> tuple[int, int, int]:
        places = np.flatnonzero(hot[path])
        return (int(places[0]) if places.size else len(hot), -len(path), path[0])

    return sorted(paths, key=key)


def _cells(paths: list[list[int]], marked: pl.DataFrame) -> pl.DataFrame:
    rows = pl.DataFrame(
        {
            "chain": np.concatenate([np.full(len(path), number) for number, path in enumerate(paths)]),
            "place": np.concatenate([np.arange(len(path)) for path in paths]),
            "row": np.concatenate([np.array(path) for path in paths]),
        }
    )
    kept = marked.select("row", "thread_id", "comment_id", "user", "depth", "inferred", "score", "hot")
    return rows.join(kept, on="row", how="left", maintain_order="left").drop("row")


def _draw_cells(axes: Axes, cells: pl.DataFrame, shape: tuple[int, int]) -> None:
    shown = cells.filter(pl.col("place") < LAST_PLACE)
    scores = np.full(shape, np.nan)
    scores[shown["chain"].to_numpy(), shown["place"].to_numpy()] = shown["score"].to_numpy()
    axes.imshow(np.ma.masked_invalid(scores), cmap=HEAT, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    missing = shown.filter(pl.col("score").is_null()).select("place", "chain").to_numpy().astype(np.float64)
    hatch_cells(axes, squares(missing)).set_label("missing")
    white_to(axes)
    axes.set_xlim(-0.5, shape[1] - 0.5)
    axes.set_ylim(shape[0] - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("replies along the chain", fontsize=8, color=INK)
    axes.set_ylabel("branches", fontsize=8, color=INK)


def _draw_first_hot(axes: Axes, cells: pl.DataFrame, n_chains: int) -> None:
    """Draw a line along the left side of the first hot comment of each chain that has one."""
    first = cells.filter(pl.col("hot")).group_by("chain").agg(pl.col("place").min()).sort("chain")
    at = np.full(n_chains, np.nan)
    at[first["chain"].to_numpy()] = first["place"].to_numpy()
    edges = np.repeat(at, 2) - 0.5
    down = np.arange(n_chains)[:, None] + np.array([-0.5, 0.5])[None, :]
    axes.plot(edges, down.ravel(), color=FIRST_HOT, linewidth=1.6, label="first hot", zorder=4)


def _draw_doubt(axes: Axes, cells: pl.DataFrame, at: float) -> None:
    """Ring the scores close to the threshold, and dash the side where a reply is inferred."""
    near = cells.filter((pl.col("score") - at).abs() <= NEAR).select("place", "chain")
    ring_cells(axes, near.to_numpy().astype(np.float64), size=14.0)
    guessed = cells.filter(pl.col("inferred"), pl.col("place") > 0).select("place", "chain").to_numpy()
    sides = guessed[:, None, :].astype(np.float64) + np.array([[-0.5, -0.5], [-0.5, 0.5]])[None, :, :]
    dashes = LineCollection(list(sides), colors="#55555c", linewidths=1.0, linestyles=[(0, (2, 2))], label="inferred")
    dashes.set_zorder(3.5)
    axes.add_collection(dashes, autolim=False)


def _counts(paths: list[list[int]], n_branches: int, marked: pl.DataFrame) -> str:
    n_cut = sum(len(path) > LAST_PLACE for path in paths)
    cut = f", {count_words(n_cut, 'chain')} cut after {LAST_PLACE}" if n_cut else ""
    which = f"{len(paths):,} longest of {n_branches:,}" if len(paths) < n_branches else f"{n_branches:,}"
    return f"n = {which} branches with {SHORTEST} or more in a chain, of {count_words(marked.height, 'comment')}{cut}"


def _alt(cells: pl.DataFrame, counts: str, label: str) -> str:
    n_chains = cells["chain"].n_unique()
    with_heat = cells.filter(pl.col("hot"))["chain"].n_unique()
    first = cells.filter(pl.col("hot")).group_by("chain").agg(pl.col("place").min())["place"]
    half = "" if first.is_empty() else f", in half of them at place {int(np.median(first.to_numpy()))} or earlier"
    return (
        f"Matrix of reply chains by {label}, {counts}. {with_heat:,} of {n_chains:,} chains hold a hot comment{half}. "
        f"{int(cells['score'].is_null().sum()):,} cells without a score are hatched."
    )
