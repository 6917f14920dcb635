"""Drawings -> data addresses that a page holds inside, while they fit."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

from PIL import Image

from toolkit.figures.drawing import Drawing, picture_bytes

__all__ = ["shown_pictures"]

# All pictures together; with the comments a page stays under 4 MB.
MOST_BYTES = 700_000
# An SVG up to this size stays sharp at every zoom for little room, and needs no second drawing.
SMALL_BYTES = 30_000
DOTS = 144
SCREEN_DOTS = 96
# Colours of a picture as PNG: a quarter of the bytes, and only edges of letters look for another neighbour.
COLOURS = 256


def shown_pictures(drawings: Sequence[Drawing]) -> tuple[list[dict[str, object]], list[str]]:
    """Return the pictures that fit a page, and the names of those that do not.

    Parameters
    ----------
    drawings : in the order of the page

    Returns
    -------
    title, alt, source (a data address), width and height in screen dots; and what was left out

    Notes
    -----
    An SVG stands in an image element, where no script of
    it can run and the page's policy on styles does not reach it.
    """
    shown: list[dict[str, object]] = []
    left_out: list[str] = []
    room = MOST_BYTES
    for drawing in drawings:
        kind, content = _smallest(drawing)
        source = f"data:{kind};base64,{base64.b64encode(content).decode()}"
        if len(source) > room:
            left_out.append(drawing.name)
            continue
        room -= len(source)
        width, height = (round(float(inches) * SCREEN_DOTS) for inches in drawing.figure.get_size_inches())
        shown.append({"title": drawing.title, "alt": drawing.alt, "source": source, "width": width, "height": height})
    return shown, left_out


def _smallest(drawing: Drawing) -> tuple[str, bytes]:
    """Return the picture as SVG while that is small, else the smaller of SVG and PNG, with its media type."""
    svg = picture_bytes(drawing, "svg")
    png = b"" if len(svg) <= SMALL_BYTES else _few_colours(picture_bytes(drawing, "png", dots=DOTS))
    return ("image/png", png) if png and len(png) < len(svg) else ("image/svg+xml", svg)


def _few_colours(png: bytes) -> bytes:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, "png", optimize=True)
    return buffer.getvalue()
