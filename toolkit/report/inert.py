"""Text of strangers made harmless for a screen: nothing that steers a terminal, a page or the reading direction."""

from __future__ import annotations

import re

__all__ = ["inert", "script_json"]

# C0 without tab and newline, DEL, C1, line and paragraph separators, what turns the direction of writing
# (embeddings, overrides, isolates), and characters that Unicode calls invisible operators or tags.
ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufeff\U000e0000-\U000e007f]")


def inert(text: str) -> str:
    r"""Return `text` with every active character replaced by U+FFFD, so that no offset moves.

    Tab and newline stay, and so do letters of every script.

    Examples
    --------
    >>> inert("red\x1b[31m \u202eevil")
    'red�[31m �evil'
    """
    return ACTIVE.sub("\ufffd", text)


def script_json(text: str) -> str:
    r"""Return a JSON document that may stand inside a script element: no tag can begin or end in it.

    Examples
    --------
    >>> script_json('["</script>"]')
    '["\\u003c/script\\u003e"]'
    """
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
