"""A file -> its bytes, unpacked as they are read, and the optional libraries, asked for by name."""

from __future__ import annotations

import gzip
import importlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from toolkit.errors import ToolkitError

__all__ = ["BROKEN", "LARGEST_PAGE", "bare_name", "lines_of", "need", "opened", "unpacked"]

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# Dumps of Reddit are packed with a window of 2 GiB; the default of the library is 128 MiB.
ZSTD_WINDOW = 2**31
# No page is larger; a small file that unpacks to more than this is a bomb.
LARGEST_PAGE = 256 * 2**20
CHUNK = 2**20
PACKED = (".gz", ".zst")
# What a damaged file raises while it is read; zstandard's own error joins them where it is loaded.
BROKEN: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error)


def need(module: str, *, package: str, purpose: str) -> Any:
    """Return an optional library's module.

    Raises
    ------
    ToolkitError : it is not installed
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        mend = "pip install 'threadheat[web]'"
        raise ToolkitError(f"{purpose} needs the library {package}", where=module, mend=mend) from error


def bare_name(path: Path) -> str:
    """Return the file's name in lower case, without an ending that only says how it is packed.

    Examples
    --------
    >>> bare_name(Path("pages/Ferry.HTML.gz"))
    'ferry.html'
    """
    name = path.name.lower()
    return next((name.removesuffix(ending) for ending in PACKED if name.endswith(ending)), name)


def opened(path: Path) -> BinaryIO:
    """Return the bytes of `path` as a stream, unpacked on the way where they are gzip or Zstandard.

    The first bytes decide, not the name. Reading raises one of `BROKEN` where the file is damaged.

    Raises
    ------
    ToolkitError : Zstandard, and the library is not installed
    OSError : the file cannot be opened
    """
    file = path.open("rb")
    magic = file.peek(4)[:4]
    if magic.startswith(GZIP_MAGIC):
        file.close()
        return cast("BinaryIO", gzip.open(path))
    if magic != ZSTD_MAGIC:
        return file
    try:
        zstandard = need("zstandard", package="zstandard", purpose="reading .zst")
    except ToolkitError:
        file.close()
        raise
    reader = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).stream_reader(file, read_across_frames=True)
    return cast("BinaryIO", io.BufferedReader(_Told(reader, zstandard, path), CHUNK))


class _Told(io.RawIOBase):
    """A stream of Zstandard that tells of damage as gzip does, with an `OSError`, and of a missing end."""

    def __init__(self, reader: Any, library: Any, path: Path) -> None:
        self.reader = reader
        self.codec = library
        self.path = path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            size = int(self.reader.readinto(buffer))
        except self.codec.ZstdError as error:
            raise OSError(str(error)) from error
        if size == 0 and not _is_whole(self.path, self.codec):
            raise EOFError("the file ends inside a packed piece")
        return size

    def close(self) -> None:
        self.reader.close()
        super().close()


def _is_whole(path: Path, library: Any) -> bool:
    """Return whether the last frame of a Zstandard file is there to its end; the library itself does not tell."""
    size = path.stat().st_size
    place = 0
    with path.open("rb") as file:
        while place < size:
            file.seek(place)
            head = file.read(18)
            if head[1:4] == b"\x2a\x4d\x18":
                place += 8 + int.from_bytes(head[4:8], "little")
                continue
            if head[:4] != ZSTD_MAGIC or len(head) < 9:
                return False
            place += int(library.frame_header_size(head))
            is_last = False
            while not is_last and place < size:
                file.seek(place)
                block = int.from_bytes(file.read(3), "little")
                is_last = bool(block & 1)
                # A block of one repeated byte holds that byte alone.
                place += 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
            if not is_last:
                return False
            place += 4 if head[4] & 4 else 0
    return place == size


def unpacked(path: Path) -> tuple[bytes, str | None]:
    """Return the bytes of `path`, unpacked as far as they are whole, and what cut them short.

    Raises
    ------
    ToolkitError : as `opened`
    OSError : the file cannot be opened
    """
    chunks: list[bytes] = []
    size = 0
    with opened(path) as stream:
        try:
            while chunk := stream.read(CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                if size > LARGEST_PAGE:
                    return b"".join(chunks)[:LARGEST_PAGE], f"it is larger than {LARGEST_PAGE // 2**20} MiB"
        except BROKEN as error:
            return b"".join(chunks), str(error)
    return b"".join(chunks), None


def lines_of(stream: BinaryIO) -> Iterator[bytes | str]:
    """Yield the lines of `stream`; where it breaks off, the last value is the reason, a string."""
    try:
        yield from stream
    except BROKEN as error:
        yield str(error)
