"""Signs that people talk to each other on a page, in every language we know."""

from __future__ import annotations

import re

from toolkit.forms.alternatives import any_of

__all__ = ["TALK", "TALK_WORDS", "WRITING"]

# A form for writing a comment stands below a comment section.
WRITING = re.compile(
    r"repl|comment|koment|kommentar|antwort|e-?mail|respon|resp[ou]|reactie|risposta|комментар|адрес", re.IGNORECASE
)
_WORDS = """
    i i'm i’m i've my me you your thank thanks lol agree ich mein mir du dir danke je j'ai merci vous moi yo gracias mi
    tú usted obrigado obrigada eu você grazie io ik jij bedankt я мне ты спасибо вы jag mig mitt tack jeg takk tak ja
    mnie mój moja dzięki ben bana benim sen
"""
TALK_WORDS = tuple(_WORDS.split())
TALK = re.compile(rf"\b(?:{any_of(TALK_WORDS)}|teşekkür\w*)\b|[!?！？]", re.IGNORECASE)
