"""The commonest words of each language: which one a page is written in."""

from __future__ import annotations

__all__ = ["STOPWORDS"]

_STOPWORDS = {
    "en": "and are be for have is it not of that the they this to was with you",
    "de": "auch auf das den der die ein es ich ist mit nicht sich und wie wir zu",
    "fr": "ce dans des est et il je la le les pas pour que qui sur une vous",
    "es": "como con el es las lo los muy más no para pero por que se una y",
    "pt": "as com e eu foi isso mais muito não o os para que se um uma é",
    "it": "anche che come con di e gli il lo ma non per più si sono una è",
    "nl": "dat de een en het ik is je maar met niet ook op te van voor zijn",
    "sv": "att av den det en ett inte jag med och på som till är var",
    "da": "af at den det en er et ikke jeg med og på som til var",
    "pl": "ale co do i jak jest na nie się to w z za że",
    "tr": "bir bu da de değil için ile ki mi ne o ve çok",
    "ru": "в все же за и как на не но он по с так у что это я",
}
STOPWORDS = {name: frozenset(words.split()) for name, words in _STOPWORDS.items()}
