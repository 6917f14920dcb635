"""Texts -> scores: order, duplicates, windows, batches and the cache, once for every scorer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.scorers.cache import Cache
from toolkit.scorers.fold import fold
from toolkit.scorers.unspell import unspell
from toolkit.tables import COMMENTS, SCORES, check

__all__ = ["Loaded", "LookedUp", "Mark", "Match", "Scorer", "score_table", "score_texts"]

# Texts between two writes of the cache: what a killed run can lose.
BATCH = 64
# Texts asked of the cache at once, so that its answers for a million are never in memory together.
LOOKED_UP_AT_ONCE = 20_000
# What the column of windows can hold.
MOST_WINDOWS = 65_535

Values = NDArray[np.float32]
# Characters from start to end, half-open, and a probability in [0, 1].
Mark = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scorer in memory.

    Parameters
    ----------
    split : text -> the pieces it is scored in, in order; at least one
    score : n pieces -> ``(n, labels) float32 in [0, 1]``; a piece's row must not depend on the others
    mark : text -> its tokens, each with the probability that people would mark it; null for models without it
    """

    split: Callable[[str], list[str]]
    score: Callable[[Sequence[str]], Values]
    mark: Callable[[str], list[Mark]] | None = None


class Match(NamedTuple):
    """How comments met a file of scores already obtained; all but `source` and `left_out` are counts.

    Parameters
    ----------
    source : the file
    n_by_id, n_by_text : comments found in it
    n_missing, n_without_text : comments that got no score, since the file does not know them or they have no text
    n_texts_differ : comments found by id whose text in the file is another, such as one with its quotations
    n_rows_unused : scored rows of the file that belong to none of the comments
    n_rows_empty, n_rows_broken : rows of the file without a score, and lines that are none
    n_scored_otherwise : comments that stand there with several scores, of which the last was taken
    left_out : columns of the file not taken, since another column holds the same label
    """

    source: str
    n_by_id: int
    n_by_text: int
    n_missing: int
    n_without_text: int
    n_texts_differ: int
    n_rows_unused: int
    n_rows_empty: int
    n_rows_broken: int
    n_scored_otherwise: int
    left_out: tuple[str, ...]

    @property
    def n_found(self) -> int:
        """Comments that have scores."""
        return self.n_by_id + self.n_by_text

    def words(self) -> str:
        """Return what a person must know of it, in one line."""
        n_asked = self.n_found + self.n_missing
        said = [
            f"{self.n_found} of {n_asked} comments have scores there, {self.n_by_id} by id, {self.n_by_text} by text"
        ]
        said += [f"{what}: {n}" for what, n in (
            ("without a score there", self.n_missing),
            ("comments without text", self.n_without_text),
            ("found by id, but with another text there", self.n_texts_differ),
            ("scored several times, the last was taken", self.n_scored_otherwise),
            ("rows of the file that no comment here has", self.n_rows_unused),
            ("rows of the file without a score", self.n_rows_empty),
            ("lines of the file that cannot be read", self.n_rows_broken),
        ) if n]  # fmt: skip
        said += [f"columns left out: {', '.join(self.left_out)}"] if self.left_out else []
        return "; ".join(said)


class LookedUp(NamedTuple):
    """Scores found for comments: ``(n, labels) float32``, NaN for none, ``(n,) uint16`` windows, and the count."""

    values: Values
    windows: NDArray[np.uint16]
    match: Match


@dataclass(frozen=True, slots=True)
class Scorer:
    """One way to score texts.

    Parameters
    ----------
    name, version : together the value of the column ``scorer``, as ``name@version``
    labels : what it scores, in the order of its columns
    thresholds : the score from which a comment counts as hot, one a label
    digest : changes whenever a score could; the key of the cache
    load : brings the model into memory
    about : languages, size, licence and the like, for people
    unspells : a text is also scored with its respellings undone, and the higher score counts
    marked_from : the probability from which a token counts as marked
    look_up : COMMENTS -> scores already obtained; such a scorer has no model to load
    """

    name: str
    version: str
    labels: tuple[str, ...]
    thresholds: Mapping[str, float]
    digest: str
    load: Callable[[], Loaded]
    about: Mapping[str, str]
    unspells: bool = False
    marked_from: float = 0.5
    look_up: Callable[[pl.DataFrame], LookedUp] | None = None

    @property
    def id(self) -> str:
        """``name@version``, as it stands in ``SCORES``."""
        return f"{self.name}@{self.version}"


def score_texts(
    scorer: Scorer,
    texts: Sequence[str | None],
    *,
    cache: Cache | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Values, NDArray[np.uint16]]:
    """Score texts, each distinct one once.

    Parameters
    ----------
    scorer : any scorer
    texts : n texts; null and blank ones are not scored
    cache : scores found here are not computed again; new ones are kept batch by batch
    progress : called with (scored, to score) after every batch

    Returns
    -------
    ``(n, labels) float32 in [0, 1]``, NaN where not scored, and ``(n,) uint16``: how many windows
    each text took, 0 where not scored. The score of a text of several windows is their maximum, as
    Detoxify's users are advised to take; so is that of a text and its reading without respellings.
    """
    places, rows = _places(texts)
    # one row a distinct text, and a last one, which -1 means, for those that have none
    values = np.full((len(places) + 1, len(scorer.labels)), np.nan, dtype=np.float32)
    windows = np.zeros(len(places) + 1, dtype=np.uint16)
    wanted = list(places)
    if cache:
        for start in range(0, len(wanted), LOOKED_UP_AT_ONCE):
            for text, (known, n) in cache.find(scorer.digest, wanted[start : start + LOOKED_UP_AT_ONCE]).items():
                values[places[text]], windows[places[text]] = known, n
        wanted = [text for text, place in places.items() if not windows[place]]
    # texts of like length share a batch, so that little of it is padding
    wanted.sort(key=len)
    n_done = 0
    for batch, highest, n_pieces in _scored(scorer, wanted):
        at = [places[text] for text in batch]
        values[at], windows[at] = highest, n_pieces
        if cache:
            cache.keep(scorer.digest, dict(zip(batch, zip(highest, n_pieces.tolist(), strict=True), strict=True)))
        n_done += len(batch)
        if progress:
            progress(n_done, len(wanted))
    return values[rows], windows[rows]


def _places(texts: Sequence[str | None]) -> tuple[dict[str, int], NDArray[np.int64]]:
    """Return each distinct text, folded, with its place, and of every text the place; -1 where it has no words."""
    places: dict[str, int] = {}
    rows = np.full(len(texts), -1, dtype=np.int64)
    for row, text in enumerate(texts):
        if text and (folded := fold(text)):
            rows[row] = places.setdefault(folded, len(places))
    return places, rows


def _scored(scorer: Scorer, texts: Sequence[str]) -> Iterator[tuple[Sequence[str], Values, NDArray[np.uint16]]]:
    if not texts:
        return  # nothing is new, so the model need not be read
    loaded = scorer.load()
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        yield batch, *_score_batch(loaded, batch, unspells=scorer.unspells)


def _score_batch(loaded: Loaded, batch: Sequence[str], *, unspells: bool) -> tuple[Values, NDArray[np.uint16]]:
    windows = [loaded.split(text) for text in batch]
    pieces = windows
    if unspells:
        pieces = [of_text + _read_otherwise(loaded, text) for of_text, text in zip(windows, batch, strict=True)]
    scored = loaded.score([piece for of_text in pieces for piece in of_text])
    n_pieces = np.array([len(of_text) for of_text in pieces])
    highest = np.maximum.reduceat(scored, np.cumsum(n_pieces) - n_pieces, axis=0)
    n_windows = np.array([len(of_text) for of_text in windows])
    return highest, np.minimum(n_windows, MOST_WINDOWS).astype(np.uint16)


def _read_otherwise(loaded: Loaded, text: str) -> list[str]:
    """Return the windows of `text` as its reader undoes its respellings; none where there are none."""
    read = unspell(text)
    return loaded.split(read) if read != text else []


def score_table(
    comments: pl.DataFrame,
    scorer: Scorer,
    *,
    cache: Cache | None = None,
    progress: Callable[[int, int], None] | None = None,
    told: Callable[[Match], None] | None = None,
) -> pl.DataFrame:
    """Score every comment.

    Parameters
    ----------
    comments : COMMENTS, n rows
    scorer, cache, progress : as for `score_texts`
    told : called once with the count where scores are looked up

    Returns
    -------
    SCORES, n rows in the order of `comments`; null labels and 0 windows where there is no text, or where
    scores are looked up and a comment has none
    """
    comments = check(comments, COMMENTS)
    if scorer.look_up is None:
        values, windows = score_texts(scorer, comments["text"].to_list(), cache=cache, progress=progress)
    else:
        values, windows, match = scorer.look_up(comments)
        if told:
            told(match)
    columns = {
        label: pl.Series(values[:, i], dtype=pl.Float32()).fill_nan(None) for i, label in enumerate(scorer.labels)
    }
    table = comments.select("thread_id", "comment_id").with_columns(
        scorer=pl.lit(scorer.id), windows=pl.Series(windows, dtype=pl.UInt16()), **columns
    )
    return check(table, SCORES)
