"""SPREAD -> one verdict a label, in words, by fixed rules.

The rules, in this order:

1. The headline (risk difference within thread and depth) is refused: **cannot tell**.
2. Its interval lies above 0 and the shuffle test, adjusted for the labels looked at, gives p <= .05: **association**;
   but if under a harder control the interval holds 0 and ends below the headline's value: **explained** where it also
   ends at or below `MEANINGFUL`, **cannot tell** where what is left of the association may still matter.
3. Its interval lies below 0: **opposite**.
4. Interval and test disagree, or the interval reaches above `MEANINGFUL`, so that an effect that matters is not
   excluded: **cannot tell**.
5. Otherwise **no evidence**: an association larger than the interval's upper end is excluded.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from toolkit.errors import ToolkitError

__all__ = ["MEANINGFUL", "Verdict", "verdict"]

# A reply that is hot this much more often under hot parents matters; where it is not excluded, silence proves nothing.
MEANINGFUL = 0.10
LEVEL = 0.05
HARDER = ("branch_depth", "thread_depth_time", "user", "user_thread_depth")
IN_WORDS = {
    "branch_depth": "top-level branches",
    "thread_depth_time": "time within threads",
    "user": "users",
    "user_thread_depth": "users with threads and depths",
}

Cells = dict[str, float | str | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers of one label allow to say.

    Parameters
    ----------
    label : the label
    word : "association", "explained", "opposite", "no evidence" or "cannot tell"
    because : the figures behind the word
    caveats : what could still explain it, or what else was looked at
    """

    label: str
    word: str
    because: str
    caveats: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([f"{self.label}: {self.because}", *self.caveats])


def verdict(spread: pl.DataFrame, label: str) -> Verdict:
    """Return the verdict on `label`.

    Parameters
    ----------
    spread : SPREAD
    label : one of its labels

    Returns
    -------
    Verdict; "no evidence" means that an association that matters was looked for and excluded, "cannot tell"
    that the threads are too few to say

    Raises
    ------
    ToolkitError : `spread` has no headline row for `label`
    """
    rows = {(str(each["metric"]), str(each["control"])): each for each in _of(spread, label)}
    head = rows.get(("risk_difference", "thread_depth"))
    if head is None:
        known = ", ".join(spread["label"].unique().sort().to_list())
        raise ToolkitError(f"no headline for label {label!r}", where="SPREAD", mend=f"choose from {known}")
    low, high, p = _number(head, "low"), _number(head, "high"), _chance(rows, head)
    if low is None or high is None:
        return Verdict(label, "cannot tell", _too_little(head), _detectable(rows))
    effect = f"{_number(head, 'value'):+.3f} (95 % interval {low:+.3f} to {high:+.3f})"
    if low > 0 and p is not None and p <= LEVEL:
        within = "within threads and depths, replies to hot parents are hot more often than replies to cold ones"
        found = f"Association along reply edges: {within}, by {effect}."
        return _with_ladder(label, found, rows, head)
    if high < 0:
        return Verdict(label, "opposite", f"Replies are less often hot under hot parents: {effect}.", _frailty(head))
    if low > 0 and p is not None:
        split = f"Cannot tell: the difference is {effect}, but the shuffle test is not below {LEVEL} (p {p:.3f})."
        return Verdict(label, "cannot tell", split, (*_detectable(rows), *_frailty(head)))
    if high > MEANINGFUL or p is None:
        unsure = f"Cannot tell: the difference is {effect}, so neither none nor {MEANINGFUL:+.2f} is excluded."
        return Verdict(label, "cannot tell", unsure, (*_detectable(rows), *_frailty(head)))
    none = (
        f"No evidence of association along reply edges: the difference is {effect}; more than {high:+.3f} is excluded."
    )
    return Verdict(label, "no evidence", none, _frailty(head))


def _with_ladder(label: str, found: str, rows: dict[tuple[str, str], Cells], head: Cells) -> Verdict:
    """Return the verdict on an association, by what harder controls leave of it."""
    shrunk = _shrunk(rows, _number(head, "value") or 0.0)
    rest = (*_rungs(rows), *_siblings(rows), *_frailty(head))
    if not shrunk:
        return Verdict(label, "association", found, rest)
    ends = {rung: _number(rows[("risk_difference", rung)], "high") or 0.0 for rung in shrunk}
    by = [f"{IN_WORDS[rung]} ({_left(rows[('risk_difference', rung)])})" for rung in shrunk]
    if min(ends.values()) <= MEANINGFUL:
        by = [words for words, end in zip(by, ends.values(), strict=True) if end <= MEANINGFUL]
        gone = f"But not within {', nor within '.join(by)}: what they share explains it."
        return Verdict(label, "explained", found, (gone, *rest))
    within = ", and within ".join(by)
    less = f"Cannot tell: it shrinks within {within}, where neither none nor {MEANINGFUL:+.2f} is excluded."
    return Verdict(label, "cannot tell", f"{found} {less}", rest)


def _left(cells: Cells) -> str:
    low, high, value = (_number(cells, column) for column in ("low", "high", "value"))
    return f"{value:+.3f}, {low:+.3f} to {high:+.3f}"


def _of(spread: pl.DataFrame, label: str) -> list[Cells]:
    return spread.filter(pl.col("label") == label).to_dicts()


def _number(cells: Cells | None, column: str) -> float | None:
    value = None if cells is None else cells[column]
    return value if isinstance(value, float) else None


def _chance(rows: dict[tuple[str, str], Cells], head: Cells) -> float | None:
    """Return the headline's p, adjusted for the number of labels where that is known."""
    adjusted = _number(rows.get(("q_value", "thread_depth")), "value")
    return _number(head, "p") if adjusted is None else adjusted


def _too_little(head: Cells) -> str:
    reason = str(head["status"]).removeprefix("refused: ")
    return f"Cannot tell: too little data within threads and depths ({reason})."


def _detectable(rows: dict[tuple[str, str], Cells]) -> tuple[str, ...]:
    smallest = _number(rows.get(("detectable_difference", "thread_depth")), "value")
    if smallest is None:
        return ("No effect of any size could have been seen.",)
    if smallest >= 1:
        return ("Not even the largest possible effect would have been seen reliably.",)
    return (f"Only differences of about {smallest:.2f} or more would have been seen reliably.",)


def _shrunk(rows: dict[tuple[str, str], Cells], value: float) -> list[str]:
    """Return the harder controls that shrink the association, rather than only making it unsure."""
    gone = []
    for rung in HARDER:
        cells = rows.get(("risk_difference", rung))
        low, high = (_number(cells, column) for column in ("low", "high"))
        if low is not None and high is not None and low <= 0 and high < value:
            gone.append(rung)
    return gone


def _rungs(rows: dict[tuple[str, str], Cells]) -> tuple[str, ...]:
    """Return which harder controls it survives, which it does not, and which say nothing."""
    lows = {rung: _number(rows.get(("risk_difference", rung)), "low") for rung in HARDER}
    kept = [IN_WORDS[rung] for rung, low in lows.items() if low is not None and low > 0]
    lost = [IN_WORDS[rung] for rung, low in lows.items() if low is not None and low <= 0]
    mute = [IN_WORDS[rung] for rung, low in lows.items() if low is None]
    parts = (("It remains within", kept), ("It is not clear of 0 within", lost), ("Nothing can be said within", mute))
    return tuple(f"{start} {', '.join(names)}." for start, names in parts if names)


def _siblings(rows: dict[tuple[str, str], Cells]) -> tuple[str, ...]:
    p = _number(rows.get(("sibling_pairs", "thread_depth")), "p")
    if p is None:
        return ("Shared context not excluded: the sibling control had nothing to compare.",)
    if p <= LEVEL:
        return (
            f"Shared context not excluded: replies to the same comment share heat beyond their parent's (p {p:.3f}).",
        )
    return (f"The sibling control is silent (p {p:.2f}); what users or hours share may still explain part of it.",)


def _frailty(head: Cells) -> tuple[str, ...]:
    return ("Fragile: fewer than 15 effective threads.",) if head["status"] == "fragile" else ()
