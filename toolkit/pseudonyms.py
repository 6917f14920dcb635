"""Screen names -> pseudonyms, the same for the same user under the same key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from pathlib import Path

import polars as pl

from toolkit.errors import ToolkitError
from toolkit.tables import COMMENTS, check

__all__ = ["KEY_BYTES", "key_of", "pseudonymise"]

KEY_BYTES = 32
# For whoever names no key: the same user keeps a pseudonym while this process lives, and nobody can undo it later.
OF_THIS_PROCESS = secrets.token_bytes(KEY_BYTES)
PSEUDONYM = re.compile(r"user-[a-z2-7]{8}")


def key_of(path: Path | str) -> bytes:
    """Return the key kept at `path`, made and kept there, readable by its owner alone, if there is none.

    Raises
    ------
    ToolkitError : the file holds something else
    """
    path = Path(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(KEY_BYTES) + "\n", encoding="ascii")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ToolkitError("not a key of pseudonyms", where=str(path), mend="delete it; a new one will be made")
    return key


def pseudonymise(comments: pl.DataFrame, key: bytes = OF_THIS_PROCESS) -> pl.DataFrame:
    """Return `comments` with every user's name replaced by a keyed pseudonym.

    Parameters
    ----------
    comments : COMMENTS
    key : `KEY_BYTES` random bytes; without it nobody can try names against the pseudonyms. The default
        is drawn anew by every process

    Returns
    -------
    COMMENTS; names that differ only in case or outer spaces get one pseudonym, pseudonyms stay as they
    are, null stays null. The texts are left alone: a name inside a text is not replaced

    Examples
    --------
    >>> import polars as pl
    >>> from toolkit.tables import complete
    >>> table = pl.DataFrame({"thread_id": ["t", "t"], "comment_id": ["1", "2"], "user": ["Ash", "ash "]})
    >>> pseudonymise(complete(table), bytes(32))["user"].to_list()
    ['user-pfbmbtko', 'user-pfbmbtko']
    """
    comments = check(comments, COMMENTS)
    names = comments["user"].drop_nulls().unique().to_list()
    table = {name: _pseudonym(name, key) for name in names}
    replaced = pl.col("user").replace_strict(table, default=None, return_dtype=pl.String())
    return comments.with_columns(replaced.alias("user")) if table else comments


def _pseudonym(name: str, key: bytes) -> str:
    if PSEUDONYM.fullmatch(name):
        return name
    digest = hmac.new(key, name.strip().casefold().encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return "user-" + base64.b32encode(digest[:5]).decode().lower()
