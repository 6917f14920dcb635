"""The only error the toolkit raises on purpose: it says what, where and how to mend it."""

from __future__ import annotations

__all__ = ["ToolkitError"]


class ToolkitError(Exception):
    """Something the user can mend.

    Parameters
    ----------
    what : what is wrong, one sentence without a full stop
    where : the file, line, column or option it is about
    mend : what to do about it

    Examples
    --------
    >>> print(ToolkitError("no such file", where="page.txt", mend="check the path"))
    page.txt: no such file
    to mend: check the path
    """

    def __init__(self, what: str, *, where: str | None = None, mend: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        first = self.what if self.where is None else f"{self.where}: {self.what}"
        return first if self.mend is None else f"{first}\nto mend: {self.mend}"
