"""COMMENTS -> SPANS: where words stand that dehumanising metaphors are made of."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import groupby

import polars as pl

from toolkit.tables import COMMENTS, SPANS, check

__all__ = ["LEXICON", "find_metaphors"]

LEXICON = "metaphors@0.2.0"
# Between the words of a phrase: spaces, or one hyphen.
SPACE = r"(?:\s{1,9}|-)"


def find_metaphors(comments: pl.DataFrame) -> pl.DataFrame:
    """Mark the words of the metaphor lexicon, with the domain each belongs to.

    Parameters
    ----------
    comments : COMMENTS

    Returns
    -------
    SPANS with source ``lexicon``, label ``dehumanisation`` and weight 1, in the order of `comments`;
    a match says that the word is there, not that it is meant of people: "the flood destroyed the
    bridge" matches too

    References
    ----------
    Mendelsohn, Tsvetkov and Jurafsky (2020), doi:10.3389/frai.2020.00055, for the domains vermin and
    disease; Mendelsohn and Budak (2025), arXiv:2502.13246, for the others. The words are the project's own.
    """
    comments = check(comments, COMMENTS)
    pattern = _pattern()
    rows = [
        (
            thread,
            comment,
            LEXICON,
            "dehumanisation",
            match.start(),
            match.end(),
            1.0,
            "lexicon",
            str(match.lastgroup).partition("_")[0],
        )
        for thread, comment, text in comments.select("thread_id", "comment_id", "text").iter_rows()
        for match in pattern.finditer(text)
    ]
    return check(pl.DataFrame(rows, schema=SPANS, orient="row"), SPANS)


@cache
def _pattern() -> re.Pattern[str]:
    lines = files("toolkit.scorers").joinpath("lexicon.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    forms = [(domain, form) for domain, words in pairs for form in words.split()]
    # a phrase goes before a word that it begins with, of whatever domain
    forms.sort(key=lambda pair: "_" not in pair[1])
    groups = [
        f"(?P<{domain}_{is_word:d}>{'|'.join(form.replace('_', SPACE) for _, form in part)})"
        for (is_word, domain), part in groupby(forms, key=lambda pair: ("_" not in pair[1], pair[0]))
    ]
    return re.compile(rf"\b(?:{'|'.join(groups)})\b", re.IGNORECASE)
