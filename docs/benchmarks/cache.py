"""What a million comments cost beside the model: duplicates, the cache written, the cache read again.

Run ``python docs/benchmarks/cache.py --comments 1000000``. One comment in three repeats another. The model is a fake
one that takes no time, so what is printed is the toolkit's own time and memory. The run fails where a text is scored
twice, or where the second run scores anything or gives other scores.
"""

from __future__ import annotations

import argparse
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.scorers import Cache, Loaded, Scorer, score_texts

LABELS = ("toxicity", "severe_toxicity", "obscene", "insult", "identity_attack", "dehumanisation", "violence")
PLACES = (
    "ferry",
    "harbour",
    "granary",
    "lantern",
    "bridge",
    "river",
    "market",
    "lock",
    "fence",
    "field",
    "mill",
    "boat",
)


class Fake:
    """Scores a text by its length, and counts what it was asked."""

    def __init__(self) -> None:
        self.n_asked = 0

    def score(self, pieces: Sequence[str]) -> NDArray[np.float32]:
        """Return one number for all labels of a piece."""
        self.n_asked += len(pieces)
        lengths = np.array([[len(piece) % 97 / 97] for piece in pieces], dtype=np.float32)
        return np.repeat(lengths, len(LABELS), axis=1)


def comments(n: int) -> list[str]:
    """Return n texts, a third of them again as they stand elsewhere, in an order made by chance."""
    n_distinct = n - n // 3
    texts = [
        f"Remark {i}: the {PLACES[i % 11]} by the {PLACES[i // 11 % 11]} was late again, and nobody at the "
        f"{PLACES[i // 121 % 11]} could say why, so we waited."
        for i in range(n_distinct)
    ]
    chance = np.random.default_rng(1)
    texts += [texts[i] for i in chance.integers(n_distinct, size=n - n_distinct)]
    return [texts[i] for i in chance.permutation(n)]


def megabytes() -> float:
    """Return the most memory that this process has held so far."""
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Score the same comments twice with one cache, and print time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=1_000_000)
    n = parser.parse_args().comments
    fake, texts = Fake(), comments(n)
    n_distinct = n - n // 3
    scorer = Scorer("fake", "1", LABELS, {}, "fake 1", lambda: Loaded(lambda text: [text], fake.score), {})
    say(f"{n:,} comments, {n_distinct:,} of them distinct; {megabytes():,.0f} MB with the texts in memory")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scores.sqlite"
        for run in ("first", "second"):
            before, start = fake.n_asked, time.perf_counter()
            with Cache(path) as cache:
                found.append(score_texts(scorer, texts, cache=cache)[0])
            seconds = time.perf_counter() - start
            say(
                f"{run} run: {fake.n_asked - before:,} texts scored, {seconds:.0f} s, "
                f"{seconds / n * 1e6:.0f} µs a comment, peak {megabytes():,.0f} MB"
            )
        say(f"the cache: {path.stat().st_size / 1e6:.0f} MB")
    if fake.n_asked != n_distinct or not np.array_equal(*found):
        sys.exit("a text was scored twice, or not as before")


if __name__ == "__main__":
    main()
