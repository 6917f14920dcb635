"""Words quoted, looked for in the comments above."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.forms.alternatives import any_of
from toolkit.forms.bodies import ATTRIBUTION
from toolkit.forms.languages import ORIGINALLY_BY, SAY
from toolkit.forms.replies.writers import Writers, fold

__all__ = ["ORIGINAL_LINE", "SAID_LINE", "Above", "pieces_of"]

# Fewer letters are found by chance.
QUOTED_LENGTH = 24
# A quotation cut short is in pieces of so many letters at least; it is known by the first few.
PIECE_LENGTH = 12
PIECES = 6
WANTED_LENGTH = 240
# Words are looked for in this many comments above, altered words in fewer, since that is slow.
QUOTED_BACK = 200
ALTERED_BACK = 60
TEXT_LENGTH = 4000
# rapidfuzz partial ratio, 0 to 100, from which altered words count as found. Of 65 quotations without an exact match in
# the threads of Guest et al. 2021 (doi:10.18653/v1/2021.eacl-main.114), the comment that aligns best is a wrong one up
# to 62, and once at 98; five right ones lie between 70 and 100, and the gap between the two is where the cut stands.
CUT = 80.0
# Aligning is slow: tried only with the comments that share most pairs of words, this share of the quotation's at least.
PAIR_SHARE = 0.25
ALIGNED = 3
NAME_WORDS = 4
CUT_SHORT = re.compile(
    r"\[\s?(?:\.{2,4}|…)\s?\]|\(\s?(?:\.{3,4}|…)\s?\)|\.{3,}|…|\[(?:snip|cut)\]|<snip>", re.IGNORECASE
)
# "NAME wrote:", with or without the words around it.
SAID_LINE = re.compile(
    r"^(?:@\s?|(?:Originally )?(?:Posted|Quote|Zitat|Citation) (?:by|von|de):?\s)?(?P<user>\S.{0,60}?)"
    rf"(?:\s(?:{any_of(SAY)}))?(?:\s(?:on|at|am)\s.{4, 40})?\s?:$",
    re.IGNORECASE,
)

# "Originally posted by NAME", and the button behind it.
ORIGINAL_LINE = re.compile(
    rf"^(?:{any_of(ORIGINALLY_BY)}):?\s(?P<user>\S.{{0,40}}?)"
    r"(?:\s(?:view post|beitrag anzeigen|voir le message|ver mensaje|ver post|visualizza messaggio|bericht bekijken"
    r"|visa inlägg|vis indlæg|se innlegg|wyświetl post|посмотреть сообщение|mesajı görüntüle))?:?$",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    """Return `text` as words are compared: no case, no punctuation."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text)).casefold().strip()


def _pairs(plain: str) -> Iterator[tuple[str, str]]:
    return itertools.pairwise(plain.split())


def pieces_of(lines: Sequence[str]) -> list[str]:
    """Return the pieces of a quotation as they are compared; none if too little is quoted to find it."""
    parts = [_plain(part)[:WANTED_LENGTH] for line in lines for part in CUT_SHORT.split(line)]
    pieces = [part for part in parts if len(part) >= PIECE_LENGTH][:PIECES]
    return pieces if sum(map(len, pieces)) >= QUOTED_LENGTH else []


@dataclass(slots=True)
class Above:
    """The comments above, in whose own words quotations are looked for.

    Parameters
    ----------
    texts : in page order
    plain, pairs : as they are compared; made when the first quotation asks, since most pages have none
    """

    texts: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    pairs: list[frozenset[tuple[str, str]]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Append the next comment's own words."""
        self.texts.append(text)

    def answered(self, quoted: str | None, writers: Writers) -> tuple[int, str] | None:
        """Return whose words `quoted` are and the kind of evidence, or null.

        Parameters
        ----------
        quoted : words of others, with the lines that say who wrote them
        writers : of the comments above
        """
        if not quoted:
            return None
        lines = quoted.split("\n")
        named = next((places for line in lines[:PIECES] if (places := _attributed(line, writers))), ())
        pieces = pieces_of([line for line in lines if not ATTRIBUTION.match(line)])
        holding = self.holding(pieces)
        holding = [place for place in holding if place in named] or holding
        if holding:
            return holding[-1], "quote" if len(holding) == 1 else "quote_again"
        altered = self.altered(pieces)
        if altered is not None:
            return altered, "quote_altered"
        return (named[-1], "quote_name") if named else None

    def holding(self, pieces: Sequence[str]) -> list[int]:
        """Return the comments that hold the most of `pieces` word for word, and at least one, in page order."""
        self._catch_up()
        first = max(0, len(self.plain) - QUOTED_BACK)
        found = Counter(
            place for piece in pieces for place in range(first, len(self.plain)) if piece in self.plain[place]
        )
        most = max(found.values(), default=0)
        return sorted(place for place, n in found.items() if n == most)

    def altered(self, pieces: Sequence[str]) -> int | None:
        """Return the comment that `pieces` align with best, the nearest of equals; null if none reaches `CUT`."""
        if not pieces or not self.texts:
            return None
        from rapidfuzz import fuzz  # most pages quote nothing and need not wait for it

        self._catch_up()
        letters, longest = sum(map(len, pieces)), max(map(len, pieces))
        pairs = {pair for piece in pieces for pair in _pairs(piece)}
        least = max(1, PAIR_SHARE * len(pairs))
        sharing = [
            (shared, place)
            for place in range(max(0, len(self.plain) - ALTERED_BACK), len(self.plain))
            if (shared := len(pairs & self.pairs[place])) >= least and len(self.plain[place]) >= longest * CUT / 100
        ]
        aligned = [
            (sum(len(piece) * fuzz.partial_ratio(piece, self.plain[place][:TEXT_LENGTH]) for piece in pieces), place)
            for _, place in sorted(sharing, reverse=True)[:ALIGNED]
        ]
        best, place = max(aligned, default=(0.0, 0))
        return place if best >= CUT * letters else None

    def _catch_up(self) -> None:
        for text in self.texts[len(self.plain) :]:
            self.plain.append(_plain(text))
            self.pairs.append(frozenset(_pairs(self.plain[-1][:TEXT_LENGTH])))


def _attributed(line: str, writers: Writers) -> Sequence[int]:
    """Return the comments of the writer whom an attribution line names."""
    match = ORIGINAL_LINE.match(line.strip()) or SAID_LINE.match(line.strip())
    if match is not None and (places := writers.places(match["user"])):
        return places
    if not ATTRIBUTION.match(line):
        return ()
    words = line.replace(",", " ").split()
    for n in range(NAME_WORDS, 0, -1):
        for first in range(len(words) - n + 1):
            name = fold(" ".join(words[first : first + n]))
            if len(name) > 2 and name in writers.by_name:
                return writers.by_name[name]
    return ()
