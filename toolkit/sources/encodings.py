"""Bytes -> text, and a problem row wherever the text is not simply what the file says."""

from __future__ import annotations

import codecs
import importlib.util
import re

from toolkit.sources.opening import need
from toolkit.sources.pages import Problem

__all__ = ["encoding_of", "remark_on", "repaired", "text_of"]

# Above this share of control characters a file is no text in any encoding we know.
CONTROL_SHARE = 0.02
CONTROLS = bytes([*range(9), *range(14, 27), 28, 29, 30, 31])
SNIFFED_BYTES = 65_536
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# The encodings an undeclared page may be in; all of them keep the line feed, so no line number moves.
LATIN = ("cp1252", "cp1250", "cp1254", "iso8859_2")
OTHERS = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "shift_jis", "euc_jp", "gb18030", "big5", "cp949")
# The Latin code pages differ in a few letters only. By this much a guess must look more like a language than
# cp1252 does; set on 18 own sentences in 10 languages, where the ties lay at or below 0.08 and were all wrong.
COHERENCE_MARGIN = 0.1
# UTF-8 that was once read as cp1252: a lead byte seen as a letter, then a continuation seen as a sign.
MOJIBAKE = re.compile(
    "Ã[\x80-\xbf\u0152-\u0192\u2018-\u203a]|â€[\x80-\xbf\u0152-\u0192\u2018-\u203a\u20ac\u2122]|Â[\xa0-\xbf]"
)
LEADS = ("Ã", "â€", "Â")
# Codecs that are no page's encoding: some are slow on hostile bytes, UTF-16 without its mark is a wrong claim.
NOT_PAGES = (
    "punycode",
    "idna",
    "unicode_escape",
    "raw_unicode_escape",
    "utf-7",
    "utf-16",
    "utf-32",
    "mbcs",
    "undefined",
)


def text_of(raw: bytes, source: str, *, declared: str | None = None) -> tuple[str | None, list[Problem]]:
    """Return the text of `raw` and what is to be said of its encoding; no text where the bytes are no text.

    Parameters
    ----------
    raw : the bytes
    source : for the problem rows
    declared : the encoding that the page or its server names; believed where it fits
    """
    encoding, remarkable = encoding_of(raw, declared=declared)
    if encoding is None:
        return None, []
    # Five bytes have no letter in cp1252; they become a visible mark instead of an error.
    return raw.decode(encoding, "replace"), [remark_on(source, encoding)] if remarkable else []


def encoding_of(raw: bytes, *, declared: str | None = None) -> tuple[str | None, bool]:
    """Return the encoding of `raw`, and whether it is worth a remark; null where the bytes are no text.

    Notes
    -----
    In this order: a byte order mark, a declared encoding that shifts between alphabets, UTF-8 (no other
    text is valid UTF-8 by chance), the declared encoding, what charset-normalizer finds where it is
    installed, cp1252.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return encoding, encoding != "utf-8-sig"
    if _binary(raw):
        return None, False
    name = _known(declared)
    shifting = name is not None and name.startswith(("iso2022", "hz"))
    for known in (name, "utf-8") if shifting else ("utf-8", name):
        if known is not None and _fits(raw, known):
            return known, False
    return _guess(raw), True


def remark_on(source: str, encoding: str) -> Problem:
    """Return the problem row of a file that is not UTF-8."""
    what = f"the file is not UTF-8 and was read as {encoding}"
    return Problem(source, None, "encoding", what, "save it as UTF-8 where letters look wrong")


def _binary(raw: bytes) -> bool:
    head = raw[:SNIFFED_BYTES]
    return len(head) - len(head.translate(None, CONTROLS)) > CONTROL_SHARE * len(head)


def _known(declared: str | None) -> str | None:
    if declared is None:
        return None
    try:
        name = codecs.lookup(declared.strip("\"' ")).name
    except (LookupError, ValueError):
        return None
    # Browsers read Latin-1 as cp1252, and so do the people who declare it.
    name = "cp1252" if name in {"iso8859-1", "ascii"} else name
    return None if name.startswith(NOT_PAGES) else name


def _guess(raw: bytes) -> str:
    if importlib.util.find_spec("charset_normalizer") is None:
        return "cp1252"
    normalizer = need("charset_normalizer", package="charset-normalizer", purpose="guessing an encoding")
    lines = [line for line in raw.split(b"\n") if not line.isascii()]
    head = b"\n".join(lines)[:SNIFFED_BYTES]
    matches = normalizer.from_bytes(head, cp_isolation=[*LATIN, *OTHERS], enable_fallback=False)
    best = matches.best()
    if best is None:
        return "cp1252"
    name = str(best.encoding)
    if name in OTHERS:
        return name if _fits(raw, name) else "cp1252"
    same = head.decode(name, "replace") == head.decode("cp1252", "replace")
    western = next((match for match in matches if match.encoding == "cp1252"), None)
    close = western is not None and best.coherence - western.coherence < COHERENCE_MARGIN
    return "cp1252" if same or close or not _fits(raw, name) else name


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except (UnicodeError, LookupError):
        # base64 and its like are codecs too, of bytes
        return False
    return True


def repaired(text: str, source: str) -> tuple[str, list[Problem]]:
    """Return `text` with the lines mended that were UTF-8 once read as another encoding.

    A clean text comes back as it is, and no line moves: lines are mended one by one, and a repair that
    would change their number is not made.
    """
    if not any(lead in text for lead in LEADS) or MOJIBAKE.search(text) is None:
        return text, []
    if importlib.util.find_spec("ftfy") is None:
        what, mend = "letters look garbled, as of UTF-8 read as cp1252", "pip install 'threadheat[web]' to mend them"
        return text, [Problem(source, None, "mojibake", what, mend)]
    ftfy = need("ftfy", package="ftfy", purpose="mending garbled letters")
    lines = text.split("\n")
    mended = [ftfy.fix_encoding(line) if MOJIBAKE.search(line) and ftfy.is_bad(line) else line for line in lines]
    mended = [new if "\n" not in new else old for old, new in zip(lines, mended, strict=True)]
    changed = [number for number, (old, new) in enumerate(zip(lines, mended, strict=True), 1) if old != new]
    if not changed:
        return text, []
    what = f"letters of {len(changed)} lines were garbled (UTF-8 read as another encoding) and have been mended"
    return "\n".join(mended), [Problem(source, changed[0], "mojibake-mended", what, "compare them with the file")]
