"""A picture with its words and its table, and the files it becomes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import polars as pl
from matplotlib.figure import Figure

from toolkit.errors import ToolkitError
from toolkit.tables import save
from toolkit.writing import whole_or_not

__all__ = ["Drawing", "picture_bytes", "save_figure"]

FORMATS = ("png", "svg", "pdf")
# Pixels an inch, as style sheets count them.
SCREEN_DOTS = 96
# Without these, an SVG would carry random ids and the day it was drawn.
STILL = mpl.RcParams({"svg.hashsalt": "threadheat", "svg.fonttype": "path"})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Drawing:
    """One picture.

    Parameters
    ----------
    name : short, fit for a file name
    title : one line above the picture
    figure : matplotlib's, bound to no window
    table : the numbers behind every mark, one row a mark or cell; never comment text
    alt : what the picture shows, in words, for readers who do not see it
    """

    name: str
    title: str
    figure: Figure
    table: pl.DataFrame
    alt: str

    def __repr__(self) -> str:
        return f"{self.title}\n{self.alt}"

    def _repr_png_(self) -> tuple[bytes, dict[str, int | str]]:
        # A notebook would show every dot as a pixel, so that letters were far larger than its own.
        width = round(self.figure.get_figwidth() * SCREEN_DOTS)
        return picture_bytes(self, "png"), {"width": width, "alt": self.alt}


def picture_bytes(drawing: Drawing, suffix: str, *, dots: int = 150) -> bytes:
    """Return the picture as the bytes of a file, the same for the same drawing.

    Parameters
    ----------
    drawing : the picture
    suffix : png, svg or pdf
    dots : dots an inch, for png

    Raises
    ------
    ToolkitError : another suffix
    """
    if suffix not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise ToolkitError(f"unknown picture format {suffix or 'without ending'}", mend=f"end the name in {known}")
    buffer = io.BytesIO()
    with mpl.rc_context(STILL):
        drawing.figure.savefig(buffer, format=suffix, dpi=dots, facecolor="white", metadata=_metadata(drawing, suffix))
    return buffer.getvalue()


def _metadata(drawing: Drawing, suffix: str) -> dict[str, str | None]:
    """Return what the file says of itself: title and alt text, no date and no version."""
    if suffix == "svg":
        return {"Title": drawing.title, "Description": drawing.alt, "Creator": "Threadheat", "Date": None}
    if suffix == "pdf":
        return {
            "Title": drawing.title,
            "Subject": drawing.alt,
            "Creator": "Threadheat",
            "Producer": None,
            "CreationDate": None,
        }
    return {"Title": drawing.title, "Description": drawing.alt, "Software": "Threadheat"}


def save_figure(drawing: Drawing, path: Path | str) -> Path:
    """Write a picture, and beside it the table (.csv) and the words (.txt) behind it.

    Parameters
    ----------
    drawing : what `tree_heatmap` and its like return
    path : ends in .png, .svg or .pdf; folders are made as needed

    Returns
    -------
    the path; the same drawing gives the same bytes

    Raises
    ------
    ToolkitError : another ending
    """
    path = Path(path)
    content = picture_bytes(drawing, path.suffix.lower().removeprefix("."))
    with whole_or_not(path) as unfinished:
        unfinished.write_bytes(content)
    save(drawing.table, path.with_suffix(".csv"))
    with whole_or_not(path.with_suffix(".txt")) as unfinished:
        unfinished.write_bytes(f"{drawing.title}\n\n{drawing.alt}\n".encode())
    return path
