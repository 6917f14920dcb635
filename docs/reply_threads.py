"""Threads with invented words, known answers and stated noise.

All shares below are assumptions; where one was taken from real threads, it says so.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["NOISE", "Said", "invented", "names_for", "quoted_from", "spelt", "words"]

NOISE = {
    "comments that the page lost": 0.03,
    "headers one column off": 0.1,
    "headers half a level off": 0.01,
    "comments under a name that somebody else in the thread bears too": 0.02,
    "names written otherwise where they are addressed (case, spaces)": 0.15,
    "names cut to their first word or letters where they are addressed": 0.05,
    "comments that address or quote another than the one they answer": 0.03,
    "comments at the top that name a number or a person all the same": 0.04,
    "quotations shortened by dots": 0.2,
    "quotations with a word changed, left out or swapped": 0.25,
    "comments that repeat a sentence of another without a sign": 0.05,
    "'NAME wrote:' above words that are not on the page": 0.15,
}
LOST, SHIFTED, HALF, NAMESAKE, RESPELT, CUT_NAME, MISTAKEN, STRAY, SHORTENED, ALTERED, REPEATED, ELSEWHERE = (
    NOISE.values()
)
TOP_SHARE = 0.3
# How fast the chance to be answered falls with the comments between; so chosen that of those who wrote several comments
# the last is answered in two cases of three, as in the threads of Guest et al. 2021 (354 of 526).
RECENCY = 1.4
# A few people write most.
NAMES = 12
FIRST_NAMES = """
Anna Annabel Bo Bob Cem Dara Edda Eddard Fen Gil Hanne Ilse Jo Joan Kai Kaia Lumi Mara Marah Nils Odo Pia Quin Rut Sten
Tove Ulf Vera Wim Yara Zoe tin_kettle moss42 greyheron old_bridge rainbarrel
"""
LAST_NAMES = "Berg Holm Tarn Vik Sund Lind Ask"
NOUNS = """
ferry harbour lantern bridge orchard kettle bicycle library river window garden market station tower meadow bakery clock
ladder engine blanket mountain valley museum violin carpet basket compass feather anchor chimney
"""
ADJECTIVES = "old green narrow quiet early broken wooden distant heavy cheap bright crooked late empty warm grey"
VERBS = "opens closes leaks moves shines smells waits turns stops rattles floats ends begins fades rings"
ENDS = """before the winter/after lunch/on most Fridays/without any warning/for about an hour/since the flood
near the school/behind the mill/in every season/at half past nine"""
OPENINGS = "I think/You may find that/As far as I know/I doubt it, since/My neighbour says/Honestly,/We saw that"
POOLS = {
    text: re.split(r"[/\n]" if "/" in text else r"\s+", text.strip())
    for text in (*(FIRST_NAMES, LAST_NAMES, NOUNS, ADJECTIVES, VERBS, ENDS, OPENINGS),)
}


@dataclass(slots=True)
class Said:
    """One comment: whom it answers in the thread, who wrote it, what they say, and if the page still has it."""

    parent: int | None
    user: str
    words: str
    minute: int
    lost: bool = False


def _one(pool: str, rng: random.Random) -> str:
    return rng.choice(POOLS[pool])


def _sentence(rng: random.Random) -> str:
    a, b, c = rng.sample(POOLS[NOUNS], 3)
    what, where = f"the {_one(ADJECTIVES, rng)} {a}", f"by the {_one(ADJECTIVES, rng)} {b}"
    return f"{what} {where} {_one(VERBS, rng)} {_one(ENDS, rng)}, like a {c}."


def words(rng: random.Random) -> str:
    """Return a few invented sentences."""
    rest = (_sentence(rng) for _ in range(rng.randrange(3)))
    return " ".join([f"{_one(OPENINGS, rng)} {_sentence(rng)}", *(one[0].upper() + one[1:] for one in rest)])


def invented(rng: random.Random) -> list[Said]:
    """Return a thread of 8 to 30 comments in order of time."""
    first = rng.sample(POOLS[FIRST_NAMES], NAMES)
    names = [name if rng.random() < 0.7 else f"{name} {_one(LAST_NAMES, rng)}" for name in first]
    users = rng.choices(names, weights=[1 / (place + 1) for place in range(len(names))], k=rng.randint(8, 30))
    said: list[Said] = []
    for place, user in enumerate(users):
        others = [at for at in range(place) if said[at].user != user]
        weights = [(place - at) ** -RECENCY for at in others]
        parent = None if not others or rng.random() < TOP_SHARE else rng.choices(others, weights=weights)[0]
        said.append(Said(parent, user, words(rng), 7 * place))
    return noisy(said, rng)


def names_for(users: Sequence[str], rng: random.Random) -> dict[str, str]:
    """Return an invented name for each of `users`."""
    pool = rng.sample(POOLS[FIRST_NAMES], len(POOLS[FIRST_NAMES]))
    return {
        user: pool[place] if place < len(pool) else f"{pool[place % len(pool)]}{place}"
        for place, user in enumerate(dict.fromkeys(users))
    }


def noisy(said: list[Said], rng: random.Random) -> list[Said]:
    """Return the thread with comments lost, names shared and sentences repeated."""
    for place, one in enumerate(said):
        one.lost = rng.random() < LOST
        if place and rng.random() < NAMESAKE:
            one.user = rng.choice(said[:place]).user
        if place and rng.random() < REPEATED:
            one.words = f"{rng.choice(said[:place]).words.split('. ')[0].rstrip('.')}. {one.words}"
    return said


def spelt(name: str, rng: random.Random) -> str:
    """Return `name` as somebody addresses it."""
    chance = rng.random()
    if chance < CUT_NAME:
        return name.partition(" ")[0] if " " in name else name[: max(2, len(name) - 2)]
    return rng.choice([name.lower(), name.replace(" ", ""), name.upper()]) if chance < CUT_NAME + RESPELT else name


def quoted_from(text: str, rng: random.Random) -> str:
    """Return a sentence of `text` as somebody quotes it."""
    chosen = rng.choice([one.rstrip(".") for one in text.split(". ")])
    pieces = chosen.split(" ")
    chance = rng.random()
    if chance < SHORTENED:
        third = max(3, len(pieces) // 3)
        return " ".join([*pieces[:third], rng.choice(["...", "[...]", "…"]), *pieces[-third:]])
    if chance < SHORTENED + ALTERED:
        at = rng.randrange(len(pieces) - 1)
        changed = rng.choice([[_one(NOUNS, rng)], [], [pieces[at + 1], pieces[at]]])
        return " ".join([*pieces[:at], *changed, *pieces[at + max(1, len(changed)) :]])
    return rng.choice([chosen, chosen.upper(), f"“{chosen}”"])
