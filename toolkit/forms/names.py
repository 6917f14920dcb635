"""Names without the words of the template around them, told by what all names of a page share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from toolkit.forms.alternatives import any_of
from toolkit.forms.asides import without_asides
from toolkit.forms.languages import COMMENT_BY, FROM, POST_AUTHOR, POSTED_BY
from toolkit.forms.marks import reply_to_in, tidy

__all__ = ["before_verb", "fixed_words", "plain_names", "votes_glued"]

# What stands around a name when nearly all names of a page have it: a number, a title and a bracket, a tagline.
PARTS = (
    re.compile(r"[(\[#]{0,2}\d{1,6}[)\].:]{1,2}\s+(\S.*)$"),
    re.compile(rf"(?:{any_of((*COMMENT_BY, *POSTED_BY))})\s(\S.*)$", re.IGNORECASE),
    re.compile(rf"(?:\d{{1,5}}\s[^\W\d_]{{2,12}}\s)?(?:#?\d{{1,6}}\s)(?:{any_of(FROM)})\s(\S.*)$"),
    re.compile(r"[^()]+\(([^()]+)$"),
    re.compile(r"(\S.*?)\s+[·•|–—]\s+\S.*$"),
    re.compile(r"([^()]*[^()\s])\s+\([^()]{1,40}\)$"),
    re.compile(r"\[[^\]]{2,20}\]\s*(\S.*)$"),
    re.compile(r"(\S.*?)\s*<[^<>]*>$"),
)
PARTS_SHARE = VERB_SHARE = 0.7
# Votes behind a name ("NAME 12").
COUNT = re.compile(r"\s[+-]?\d{1,5}(?:p|pts?|points?|punkte|puntos)?$")
COUNT_SHARE = 0.8
# With its unit ("NAME 12p") the number can be nothing else; some writers have none.
POINTS = re.compile(r"\s[+-]?\d{1,5}(?:p|pts?|points?|punkte|puntos)$")
POINTS_SHARE = 0.5
# The number of an answer to an answer.
DOTTED = re.compile(r"^\d{1,4}(?:\.\d{1,3}){1,9}\.?\s+(?=\S)")
# A portrait's text and the name.
TWICE = re.compile(r"(\S.{1,30})\s\1$")
# Votes before a name ("+9 # NAME", "-1 NAME").
VOTES = re.compile(r"^(?:[+-]?\d+\s*#\d{0,4}|[+-]\d+|#)\s+(?=\S)")
# Votes that a copy glued to the name ("+2ANNA", "0BERT"), and the writer's part glued between.
GLUED_VOTES = re.compile(r"^(?:[+-]\d{1,3}?|0)(?=[^\W\d]|\d{2}|\(|\[)")
GLUED_SHARE = 0.8
# The article's author or the site's own people.
GLUED_ROLE = re.compile(
    r"^(?:author|autor|autorin|auteur|auteure|autore|autrice|автор|yazar|författare|forfatter|mod|moderator|moderador"
    r"|moderatore|modérateur|модератор|admin|administrator|redaktion|redactie|rédaction|redacción|redazione|редакция)"
    r"(?=(?-i:[A-ZÀ-ÞА-Я]))",
    re.IGNORECASE,
)
# What a blog writes behind the name of its own writer ("ANNA Post author").
ROLE_BEHIND = re.compile(rf"(?<=\S)\s+(?:{any_of(POST_AUTHOR)})$", re.IGNORECASE)


def plain_names(names: list[str], *, numbered: bool) -> list[str]:
    """Strip from the names of a group the words and numbers that belong to the template."""
    if sum(bool(VOTES.match(name)) for name in names) * 2 > len(names):
        names = [tidy(re.sub(r"^0\s+(?=\S)", "", VOTES.sub("", name))) for name in names]
    names = _unglued([DOTTED.sub("", name) for name in names])
    names = _parted(_once(names))
    if len(names) > 2 and sum(bool(COUNT.search(name)) for name in names) >= COUNT_SHARE * len(names):
        names = [COUNT.sub("", name) for name in names]
    if len(names) > 2 and sum(bool(POINTS.search(name)) for name in names) >= POINTS_SHARE * len(names):
        names = [POINTS.sub("", name) for name in names]
    names = _counted(names)
    for _ in range(2):
        fixed = fixed_words(names)
        names = [_without(name, fixed) for name in before_verb(names)]
        if numbered or sum(bool(re.match(r"#?\d{1,7}\b\W", name)) for name in names) * 2 > len(names):
            names = [
                tidy(re.sub(r"^#?\d{1,7}[.)]?(?:\s+|$)", "", tidy(re.sub(r"^[+-]\d+\s", "", name)))) for name in names
            ]
            numbered = False
    return without_asides([ROLE_BEHIND.sub("", name) for name in _once(names)])


def _unglued(names: list[str]) -> list[str]:
    if not votes_glued(names):
        return names
    return [GLUED_ROLE.sub("", tidy(GLUED_VOTES.sub("", name))) for name in names]


def votes_glued(names: Sequence[str]) -> bool:
    """Return true if votes stand right before nearly all names, without a space, some with a sign."""
    glued = [name for name in names if GLUED_VOTES.match(name)]
    signed = sum(name[0] in "+-" for name in glued)
    return len(glued) >= GLUED_SHARE * len(names) and signed > 1


def _once(names: list[str]) -> list[str]:
    """Return each name once where a portrait's text or a menu says it again."""
    return [TWICE.sub(r"\1", name) if _doubled(name) else name for name in names]


def _doubled(name: str) -> bool:
    """Return true if what stands behind a space stands before it as well: the pattern tries every letter."""
    return any(sign.isspace() and name[:at].endswith(name[at + 1 :]) for at, sign in enumerate(name))


def _counted(names: list[str]) -> list[str]:
    """Strip a number before a name that only says which comment of the page it is."""
    matches = [re.match(r"(\d{1,5})\s+(?=\S)", name) for name in names]
    own = [match is not None and int(match[1]) == place + 1 for place, match in enumerate(matches)]
    return [
        name[match.end() :] if match and ours else name for name, match, ours in zip(names, matches, own, strict=True)
    ]


def _parted(names: list[str]) -> list[str]:
    """Return the names out of what surrounds nearly all: "(1) NAME", "TITLE (NAME", "NAME · TAGLINE", "NAME (TOWN)"."""
    for pattern in PARTS:
        matches = [pattern.match(name) for name in names]
        if len(names) > 2 and sum(match is not None for match in matches) >= PARTS_SHARE * len(names):
            names = [tidy(match[1]) if match else name for match, name in zip(matches, names, strict=True)]
    return names


def before_verb(names: list[str]) -> list[str]:
    """Cut at a word in lower case that stands inside every name: "NAME rated it well", "NAME rated it badly"."""
    # "NAME in reply to NAME" says more than a verb.
    split = [name.split() for name in names if name and reply_to_in(name) is None]
    inner = Counter(word for words in split for word in {*words[1:-1]} if word.islower() and word.isalpha())
    common = {word for word, n in inner.items() if n >= max(3, VERB_SHARE * len(split))}
    if not common:
        return names
    cut = [name if not name else _until(name.split(), common) for name in names]
    # "Written by NAME": the word stands before the names.
    return cut if len(set(cut)) > 1 else names


def _until(words: list[str], common: set[str]) -> str:
    at = next((at for at, word in enumerate(words) if at and word in common), len(words))
    return tidy(" ".join(words[:at]))


def fixed_words(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words that all names of a group begin and end with: the template's own words."""
    split = [name.split() for name in names if name]
    if len(split) < 2 or len({name.casefold() for name in names}) < 2:
        return [], []
    lead: list[str] = []
    while all(len(words) > len(lead) + 1 for words in split) and _fixed([words[len(lead)] for words in split]):
        lead.append(split[0][len(lead)])
    tail: list[str] = []
    while all(len(words) > len(lead) + len(tail) + 1 for words in split) and _fixed(
        [words[-1 - len(tail)] for words in split]
    ):
        tail.insert(0, split[0][-1 - len(tail)])
    return lead, tail


def _fixed(words: Sequence[str]) -> bool:
    """Two people may share a name, three hardly; a word in lower case is no name."""
    return len({word.casefold() for word in words}) == 1 and (len(words) > 2 or words[0].islower())


def _without(name: str, fixed: tuple[list[str], list[str]]) -> str:
    words = name.split()
    lead, tail = fixed
    if lead and [word.casefold() for word in words[: len(lead)]] == [word.casefold() for word in lead]:
        words = words[len(lead) :]
    if tail and [word.casefold() for word in words[-len(tail) :]] == [word.casefold() for word in tail]:
        words = words[: -len(tail)]
    return tidy(" ".join(words))
