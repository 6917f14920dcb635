"""Signs that people talk to each other on a page, in every language we know."""

from __future__ import annotations

import re

__all__ = ["TALK", "WRITING"]

# A form for writing a comment stands below a comment section.
WRITING = re.compile(
    r"repl|comment|koment|kommentar|antwort|e-?mail|respon|resp[ou]|reactie|risposta|комментар|адрес", re.IGNORECASE
)
TALK = re.compile(
    r"\b(?:i|i'm|i’m|i've|my|me|you|your|thanks?|lol|agree|ich|mein|mir|du|dir|danke|je|j'ai|merci|vous|moi|yo|gracias|mi|tú|usted|"
    r"obrigad[oa]|eu|você|grazie|io|ik|jij|bedankt|я|мне|ты|спасибо|вы|jag|mig|mitt|tack|jeg|mig|takk|tak|ja|mnie|mój|moja|dzięki|ben|bana|benim|sen|teşekkür\w*)\b|[!?]",
    re.IGNORECASE,
)
