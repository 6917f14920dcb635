"""The words that a reader knows, by how common they are: from the vocabulary of the shipped tokenizer."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["SHORT", "Words", "is_known", "rank", "shaped", "words", "words_digest"]

# Words of one and two letters; the vocabulary holds every other pair of letters too.
_SHORT = "a i am an as at be by do go he if in is it me my no of oh ok on or so to up us we"
SHORT = frozenset(re.findall(r"[a-z]+", _SHORT))
# The place among the words of those that `words.txt` adds: about as common as "disgusting".
ADDED = 12_000
ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ily", "y"), ("iness", "y"), ("iest", "y"), ("ier", "y"), ("s", ""), ("es", ""),
    ("ed", ""),
    ("ing", ""), ("er", ""), ("ers", ""), ("or", ""), ("ors", ""), ("est", ""), ("ly", ""), ("y", ""), ("ish", ""),
    ("ness", ""),
    ("less", ""), ("ful", ""), ("able", ""), ("ability", ""), ("ism", ""), ("ist", ""), ("ists", ""), ("ity", ""),
    ("al", ""),
    ("ally", ""), ("ian", ""), ("ians", ""), ("ion", ""), ("ions", ""), ("ation", ""), ("ations", ""), ("ive", ""),
    ("ize", ""),
    ("izes", ""), ("ized", ""), ("izing", ""), ("ise", ""), ("ised", ""), ("ising", ""), ("ment", ""),
    ("ments", ""), ("like", ""),
    ("hood", ""), ("ship", ""), ("wise", ""), ("ings", ""), ("ic", ""), ("ical", ""), ("ably", ""), ("ous", ""),
    ("ance", ""),
    ("our", "or"), ("ours", "ors"), ("oured", "ored"), ("isation", "ization"),
    ("ise", "y"), ("ised", "y"), ("ising", "y"), ("ize", "y"), ("ized", "y"), ("izing", "y"), ("ical", "y"),
    ("ist", "y"),
)  # fmt: skip
BEGINNINGS = {
    "un", "re", "non", "anti", "pre", "over", "mis", "dis", "out", "under", "sub", "inter", "super", "micro", "in",
    "im", "ir",
    "counter", "co", "de", "ex", "fore", "self", "semi", "multi", "pro", "post", "neo", "pseudo", "cyber", "hyper",
    "bio", "mega",
}  # fmt: skip
LONGEST_ENDING, LONGEST_BEGINNING = max(len(ending) for ending, _ in ENDINGS), max(map(len, BEGINNINGS))
INSTEAD = {ending: [instead for other, instead in ENDINGS if other == ending] for ending, _ in ENDINGS}


class Words(NamedTuple):
    """The words and what is looked up in them.

    Parameters
    ----------
    ranks : word -> its place by frequency, 0 the most common
    hidden : those that people mask or misspell on purpose
    shapes : (length, first letter) -> words of that length and letter
    """

    ranks: dict[str, int]
    hidden: frozenset[str]
    shapes: dict[tuple[int, str], list[str]]


@cache
def words() -> Words:
    """Return the words; the two files are read once.

    Notes
    -----
    The vocabulary is BERT's, whose words stand roughly in the order of their frequency in Wikipedia and
    books; pieces of words are left out.
    """
    home = files("toolkit.scorers")
    vocabulary = json.loads(home.joinpath("models", "compact", "tokenizer.json").read_text(encoding="utf-8"))
    whole = [word for word in vocabulary["model"]["vocab"] if word.isalpha() and word.isascii()]
    ranks = {word: place for place, word in enumerate(whole) if len(word) > 2 or word in SHORT}
    lines = home.joinpath("words.txt").read_text(encoding="utf-8").splitlines()
    added = [word for line in lines if not line.startswith("#") for word in line.split()]
    for word in added:
        bare = word.lstrip("!")
        ranks[bare] = min(ADDED, ranks.get(bare, ADDED))
    shapes = defaultdict(list)
    for word in ranks:
        shapes[len(word), word[0]].append(word)
    return Words(ranks, frozenset(word[1:] for word in added if word[0] == "!"), dict(shapes))


@cache
def words_digest() -> str:
    """Return the SHA-256 of the words in their order: other words read other texts otherwise."""
    ranks = words().ranks
    return hashlib.sha256(" ".join(sorted(ranks, key=ranks.__getitem__)).encode()).hexdigest()


def rank(word: str) -> int | None:
    """Return the place of a lower-case word among the words, the most common first; null where it is none."""
    return words().ranks.get(word)


@lru_cache(50_000)
def is_known(word: str) -> bool:
    """Tell whether a lower-case word is one of the words, or made from one by a common ending or beginning.

    Examples
    --------
    >>> is_known("vermin"), is_known("unreadable"), is_known("scuttling"), is_known("vremin")
    (True, True, True, False)
    """
    if word in words().ranks or _from_stem(word):
        return True
    for length in range(2, min(LONGEST_BEGINNING, len(word) - 3) + 1):
        if word[:length] in BEGINNINGS and (word[length:] in words().ranks or _from_stem(word[length:])):
            return True
    return False


def _from_stem(word: str) -> bool:
    ranks = words().ranks
    for length in range(1, min(LONGEST_ENDING, len(word) - 3) + 1):
        stem = word[:-length]
        for instead in INSTEAD.get(word[-length:], ()):
            if stem + instead in ranks or (not instead and stem + "e" in ranks):
                return True
            if stem[-1] == stem[-2] and stem[:-1] in ranks:
                return True
    return False


def shaped(pattern: str) -> list[str]:
    """Return the words that `pattern` fits, a lower-case word with ``.`` for each letter that is not seen."""
    if pattern[0] == ".":
        lists = [found for (length, _), found in words().shapes.items() if length == len(pattern)]
    else:
        lists = [words().shapes.get((len(pattern), pattern[0]), [])]
    fits = re.compile(pattern).fullmatch
    return [word for found in lists for word in found if fits(word)]
