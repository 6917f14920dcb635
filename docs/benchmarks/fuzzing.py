"""Pages that cost the most: adversarial lines put together at random, the worst kept and changed, crashes shown.

Run ``python docs/benchmarks/fuzzing.py --seconds 300``. A case that costs more than a second a megabyte, or one that
crashes, belongs into ``tests/forms/test_hostile.py``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from dataclasses import dataclass

from toolkit.forms import read
from toolkit.sources import page_of

PIECES = (
    *("a", "x", "A", "1", "12", "2012", "May", "may 5", "5 May 2012", "May 5, 2012", "12:12", "3:14 pm", "at"),
    *("on", "by", "1/2/2012", "1.1.", "12.05.2012", "2012-05-12", "12 12", "ago", "3 days ago", "1 ", "2 wk"),
    *("3h", "yesterday", "vor", "says:", "said", "wrote:", "bob", "Bob", "Ann Lee", "user7", "@bob", "@", ">"),
    *("> ", "»", "→", "#7", "#", "12.", "• ", "- ", "-", "–", "—", "~", "|", " | ", "·", "\t", ";", ":", ": "),
    *(",", ".", "...", "…", "!", "?", "*", "**", "=", "_", "(", ")", "[", "]", "[[", "]]", "<", ">", "{"),
    *("(talk)", "(UTC)", "(1, X)", "(Score:5)", "[quote]", "[/quote]", "[–]", "reply", "Reply", "in reply to"),
    *("reply to", "parent", "root", "points", "level 2", "comments", "12 Comments", "Leave a reply", "From: a"),
    *("Date: 1", "To: b", "Re: ", "http://a.b/c ", "www.", "©", "hello there", "I think you", " ", "    "),
    *("  ", "\xa0", "\u200e", "İ", "ſ", "ß", "ﬁ", "٣", "²", "𝟏", "年", "月", "é", "и", "мая", "назад", "🎉"),
    *("\x0b", "\r"),
)  # fmt: skip
SIZE = 40_000
KEPT = 24
LONGEST_LINE = 400
# A call makes one table, however short its page; so much of its time is no page's.
EMPTY = page_of("", "page.txt")


@dataclass(frozen=True, slots=True)
class Case:
    """Lines that are repeated to make a page, in turn; "{n}" stands for the number of the round."""

    lines: tuple[str, ...]

    def page(self, size: int = SIZE) -> str:
        """Return about `size` characters."""
        block = "".join(f"{line}\n" for line in self.lines)
        rounds = max(1, size // max(1, len(block)))
        return "".join(block.replace("{n}", str(number)) for number in range(rounds))


def made_line(random_: random.Random) -> str:
    """Return a line of a few pieces, repeated to a random length."""
    pieces = random_.choices(PIECES, k=random_.randint(1, 5))
    unit = random_.choice(("", " ")).join(pieces) + random_.choice(("", "", " ", "{n}"))
    length = random_.choice((1, 1, 1, 60, 90, 120, 160, 199, LONGEST_LINE))
    line = (unit * (length // max(1, len(unit)) + 1))[: max(length, len(unit))]
    return random_.choice(("", "", "", " ", "    ", "• ", "12. ")) + line


def made(random_: random.Random) -> Case:
    """Return a new case of one to four lines, some of them blank."""
    return Case(
        tuple(random_.choice((made_line(random_), made_line(random_), "")) for _ in range(random_.randint(1, 4)))
    )


def changed(case: Case, other: Case, random_: random.Random) -> Case:
    """Return `case` with a line or a piece put in, left out, doubled, or taken from `other`."""
    lines = list(case.lines)
    at = random_.randrange(len(lines))
    line = lines[at]
    cut = random_.randint(0, len(line))
    piece = random_.choice(PIECES)
    lines[at] = random_.choice(
        (
            f"{line[:cut]}{piece}{line[cut:]}",
            line[:cut],
            line[cut:],
            f"{line}{line}"[:LONGEST_LINE],
            made_line(random_),
            "",
        )
    )
    if random_.random() < 0.3:
        lines.insert(at, random_.choice((*other.lines, "", made_line(random_))))
    if len(lines) > 1 and random_.random() < 0.3:
        lines.pop(random_.randrange(len(lines)))
    return Case(tuple(lines[:8]))


def seconds(text: str) -> float:
    """Return the processor time of reading `text` as one page, without the time of an empty one."""
    spent = []
    for page in (EMPTY, page_of(text, "page.txt")):
        start = time.process_time()
        read([page])
        spent.append(time.process_time() - start)
    return max(0.0, spent[1] - spent[0])


def told(case: Case) -> str:
    """Return what a page of `case` costs, a page of four times the size, and a line."""
    text, large = case.page(), case.page(4 * SIZE)
    small_cost, large_cost = (min(seconds(one) for _ in range(2)) for one in (text, large))
    small_rate, large_rate = small_cost / len(text.encode()) * 1e6, large_cost / len(large.encode()) * 1e6
    per_line = large_cost / large.count("\n") * 1e6
    return f"{small_rate:6.2f} s/MB, {large_rate:6.2f} at four times the size, {per_line:4.0f} µs/line  {case.lines!r}"


def cost(case: Case) -> float:
    """Return seconds a megabyte; a high figure is measured again, since a machine may pause."""
    text = case.page()
    megabytes = len(text.encode()) / 1e6
    spent = seconds(text)
    return (min(spent, seconds(text)) if spent > megabytes else spent) / megabytes


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def worst(seed: int, limit: float) -> tuple[list[tuple[float, Case]], int]:
    """Search for `limit` seconds; return the costliest cases, the worst first, and how many were tried."""
    random_ = random.Random(seed)  # noqa: S311  (made pages, no secrets)
    kept: list[tuple[float, Case]] = []
    tried, end = 0, time.monotonic() + limit
    while time.monotonic() < end:
        fresh = len(kept) < KEPT or random_.random() < 0.4
        case = made(random_) if fresh else changed(random_.choice(kept)[1], random_.choice(kept)[1], random_)
        tried += 1
        try:
            kept.append((cost(case), case))
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError, AssertionError):
            _tell(f"CRASH {case.lines!r}\n{traceback.format_exc()}")
        kept = sorted(kept, key=lambda pair: -pair[0])[:KEPT]
    return kept, tried


def main() -> None:
    """Print the worst cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kept, tried = worst(options.seed, options.seconds)
    _tell(f"{tried} pages of {SIZE / 1000:.0f} kB tried")
    for _, case in kept:
        _tell(told(case))


if __name__ == "__main__":
    main()
