"""How fast spread is measured: 2.35 million comments in 40,000 threads, and 100,000 beside ConvoKit.

Run ``python docs/benchmarks/spread.py``. The threads are simulated, one comment in four hot. Three figures have a
goal: the headline with its jackknife (5 s), one shuffle (1 s) and the whole table with 999 shuffles (5 minutes), on two
cores. ``--convokit PYTHON`` names an interpreter that can import ConvoKit, which then loads the same 100,000 comments
from its own format and walks every conversation from the top; without one that part is left out and says so.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import polars as pl

from toolkit.exports.convokit import save_convokit
from toolkit.sources import read_threads
from toolkit.spread import spread, tree
from toolkit.spread.edges import Forest, Heat, forest
from toolkit.spread.effects import edge_effect, headline_edges
from toolkit.spread.measure import heats
from toolkit.spread.shuffled import null_metrics
from toolkit.spread.simulate import Study, simulate
from toolkit.spread.strata import thread_depth

THREADS, FEW_THREADS = 40_000, 1_700
SHUFFLES = 999
Found = TypeVar("Found")

WALK = """
import sys, time
start = time.perf_counter()
from convokit import Corpus
loaded = time.perf_counter()
corpus = Corpus(filename=sys.argv[1])
read = time.perf_counter()
n = sum(1 for talk in corpus.iter_conversations() for _ in talk.traverse("dfs", as_utterance=True))
walked = time.perf_counter()
print(n, read - loaded, walked - read, loaded - start)
"""


def timed(what: Callable[[], Found]) -> tuple[Found, float]:
    """Return the result of `what`, and its seconds."""
    start = time.perf_counter()
    found = what()
    return found, time.perf_counter() - start


def headline(trees: Forest, heat: Heat) -> float | None:
    """Return the risk difference within thread and depth, its interval made too."""
    found, _ = edge_effect(trees, heat, stratum=thread_depth(trees), edges=headline_edges(trees, heat))
    return found["risk_difference"].value


def large(shuffles: int, threads: int) -> list[tuple[str, float]]:
    """Return the seconds of each step."""
    comments, scores = simulate(Study(threads=threads, persistence=0.2, sizes="heavy"), seed=1)
    say(f"{comments.height:,} comments, {threads:,} threads, {shuffles} shuffles\n")
    trees, hung = timed(lambda: forest(comments))
    (heat,), read = timed(lambda: heats(trees, scores, label=None, at=0.5))
    _, effect = timed(lambda: headline(trees, heat))
    stratum = thread_depth(trees)
    # What comes before the first shuffle is not its own cost.
    few, many = (
        timed(lambda n=n: null_metrics(trees, heat, stratum=stratum, permutations=n, seed=0))[1] for n in (1, 21)
    )
    _, whole = timed(lambda: spread(comments, scores, at=0.5, permutations=shuffles))
    return [
        ("threads repaired and hung", hung),
        ("scores joined", read),
        ("headline with jackknife", effect),
        ("one shuffle, all its metrics", (many - few) / 20),
        ("whole table", whole),
    ]


def beside(python: str | None) -> list[tuple[str, float]]:
    """Return the seconds of the same work on 100,000 comments, here and in ConvoKit."""
    comments, scores = simulate(Study(threads=FEW_THREADS, persistence=0.2, sizes="heavy"), seed=2)
    say(f"\n{comments.height:,} comments, {FEW_THREADS:,} threads\n")
    with tempfile.TemporaryDirectory() as folder:
        corpus = save_convokit(comments.with_columns(text=pl.lit("x")), Path(folder) / "corpus")
        (read, _), reading = timed(lambda: read_threads(corpus))
        rows = [
            ("corpus folder read", reading),
            ("every thread walked", timed(lambda: tree(read))[1]),
            ("headline, 999 shuffles and the rest", timed(lambda: spread(comments, scores, at=0.5))[1]),
        ]
        return rows + _convokit(python, corpus)


def _convokit(python: str | None, corpus: Path) -> list[tuple[str, float]]:
    if python is None:
        say("ConvoKit left out: name an interpreter that has it with --convokit")
        return []
    command = [python, "-c", WALK, str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  the user's interpreter
    if done.returncode:
        say(f"ConvoKit left out: {done.stderr.strip().splitlines()[-1]}")
        return []
    _, reading, walking, _ = (float(part) for part in done.stdout.split()[-4:])
    return [("ConvoKit: corpus folder read", reading), ("ConvoKit: every conversation walked", walking)]


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def show(rows: list[tuple[str, float]]) -> None:
    """Write the table."""
    say("| step | seconds |\n| --- | --- |")
    for name, seconds in rows:
        say(f"| {name} | {seconds:.2f} |")


def main() -> None:
    """Measure, and write both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--convokit", metavar="PYTHON", help="interpreter that can import ConvoKit")
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--shuffles", type=int, default=SHUFFLES)
    arguments = parser.parse_args()
    say(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    show(large(arguments.shuffles, arguments.threads))
    say(f"\nmost memory at once: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB")
    show(beside(arguments.convokit))


if __name__ == "__main__":
    main()
