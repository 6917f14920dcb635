"""Text as the model should see it; what is shown to people is never folded."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold"]

# What no reader sees: control characters, soft hyphens, fillers, zero-width and direction marks,
# variation selectors, tags.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0e\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def fold(text: str) -> str:
    r"""Return `text` without characters that a reader cannot see, in compatibility form, spaces joined.

    Examples
    --------
    >>> fold("ve\u200brmin  in \uff54he\u00a0granary")
    'vermin in the granary'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    # half of a surrogate pair, left by a broken export, is no character in any encoding
    whole = text.encode("utf-8", "replace").decode("utf-8")
    shown = UNSEEN.sub("", unicodedata.normalize("NFKC", whole))
    return " ".join(shown.split())
