"""WARC and WET files -> pages, one record at a time; damage costs the record it lies in and no other."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.errors import ToolkitError
from toolkit.sources.opening import LARGEST_PAGE, need
from toolkit.sources.pages import Page, Problem
from toolkit.sources.texts import page_of_raw

__all__ = ["pages_of_archive"]

# What begins a record, by the first bytes of the file: gzip and Zstandard pack every record on its own.
BEGINNINGS = {b"\x1f\x8b": b"\x1f\x8b\x08", b"\x28\xb5": b"\x28\xb5\x2f\xfd"}
PLAIN_BEGINNING = b"WARC/1."
CHUNK = 2**20
PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


class Record(NamedTuple):
    """One record that may hold a page."""

    address: str
    payload: bytes
    declared: str | None
    retrieved: datetime | None
    kind: str
    good: bool
    cut: bool


def pages_of_archive(path: Path) -> Iterator[Page | Problem]:
    """Yield the pages of a WARC or WET file, their address as ``source``, and the remarks on its records.

    Notes
    -----
    Pages are HTML and plain text that a server gave with success, and the texts of a WET file. A page that
    stands in the file twice, same address and same text, is given once. The archive's date is the page's
    date of retrieval.

    Raises
    ------
    ToolkitError : fastwarc, or for HTML resiliparse, is not installed
    """
    seen: set[int] = set()
    n_left_out = 0
    for record in _records(path):
        if isinstance(record, Problem):
            yield record
        elif not record.good or record.kind not in PAGE_TYPES:
            n_left_out += 1
        else:
            yield from _once(_read(record, path), seen)
    if n_left_out:
        what = f"{n_left_out} records hold no page (pictures, errors, redirects, other types) and were left out"
        yield Problem(str(path), None, "records-left-out", what, "nothing, unless they should be pages")


def _read(record: Record, path: Path) -> Iterator[Page | Problem]:
    if record.cut:
        what = "the record breaks off before its end"
        yield Problem(record.address, None, "record-cut", what, "take the archive from its source again")
    yield from page_of_raw(
        record.payload,
        record.address,
        markup=record.kind != "text/plain",
        declared=record.declared,
        container=str(path),
        retrieved=record.retrieved,
    )


def _once(found: Iterator[Page | Problem], seen: set[int]) -> Iterator[Page | Problem]:
    for one in found:
        if isinstance(one, Page):
            key = hash((one.source, one.digest))
            if key in seen:
                what = "the file holds the same page at the same address once more; it was left out"
                yield Problem(one.source, None, "page-twice", what, "nothing")
                continue
            seen.add(key)
        yield one


def _records(path: Path) -> Iterator[Record | Problem]:
    warc = need("fastwarc.warc", package="fastwarc", purpose="reading WARC and WET")
    wanted = warc.WarcRecordType.response | warc.WarcRecordType.resource | warc.WarcRecordType.conversion
    position: int | None = 0
    told = False
    while position is not None:
        last = position
        with path.open("rb") as file:
            file.seek(position)
            try:
                for raw in warc.ArchiveIterator(file, record_types=wanted, parse_http=True, auto_decode="none"):
                    last = raw.stream_pos
                    record = _record(raw, path)
                    told = told and isinstance(record, Problem)
                    yield record
            except OSError as error:
                if not told:
                    yield _broken(path, last, str(error))
                told = True
            else:
                return
        # What broke lies behind the last record that was read; go on where the next one begins.
        position = _next(path, last + 1)


def _broken(path: Path, place: int, why: str) -> Problem:
    what = f"a record at or behind byte {place} cannot be read: {why}"
    return Problem(str(path), None, "record-broken", what, "take the archive from its source again")


def _next(path: Path, start: int) -> int | None:
    with path.open("rb") as file:
        mark = BEGINNINGS.get(file.read(2), PLAIN_BEGINNING)
        file.seek(start)
        kept = b""
        place = start
        while chunk := file.read(CHUNK):
            found = (kept + chunk).find(mark)
            if found >= 0:
                return place - len(kept) + found
            kept = (kept + chunk)[-len(mark) + 1 :]
            place += len(chunk)
    return None


def _record(raw: Any, path: Path) -> Record | Problem:
    address = (raw.headers.get("WARC-Target-URI") or "").strip("<> \r\n")
    if not address or raw.record_date is None:
        return _broken(path, raw.stream_pos, "its header is not whole")
    size = raw.content_length
    if size > LARGEST_PAGE:
        what = f"the record is larger than {LARGEST_PAGE // 2**20} MiB and was left out"
        return Problem(address, None, "too-large", what, "split it")
    try:
        payload = raw.reader.read()
    except OSError as error:
        return _broken(path, raw.stream_pos, str(error))
    head = raw.http_headers
    plain = payload if head is None else _decoded(payload, head)
    kind = (raw.http_content_type if head is not None else raw.headers.get("Content-Type")) or "text/html"
    if plain is None:
        return _broken(path, raw.stream_pos, "its content is packed in a way that cannot be read")
    return Record(
        address=address,
        payload=plain,
        declared=None if head is None else raw.http_charset,
        retrieved=raw.record_date,
        kind=kind.partition(";")[0].strip().lower(),
        good=head is None or 200 <= (_status(head) or 0) < 300,
        cut=len(payload) < size or raw.headers.get("WARC-Truncated") is not None,
    )


def _status(head: Any) -> int | None:
    try:
        return int(head.status_code)
    except (TypeError, ValueError):
        return None


def _decoded(payload: bytes, head: Any) -> bytes | None:
    if "chunked" in (head.get("Transfer-Encoding") or "").lower():
        payload = _joined(payload)
    packed = (head.get("Content-Encoding") or "").strip().lower()
    if packed in {"gzip", "x-gzip"}:
        # Some archives unpack what they store and keep the header as it was.
        return _unzipped(payload, 31) if payload.startswith(b"\x1f\x8b") else payload
    if packed == "deflate":
        return _unzipped(payload, 15) or _unzipped(payload, -15) or payload
    if packed == "br":
        return _unbrotlied(payload)
    return payload


def _joined(payload: bytes) -> bytes:
    """Return a body sent in chunks as one; a body that is not, although its header says so, as it is."""
    parts: list[bytes] = []
    place = 0
    while place < len(payload):
        end = payload.find(b"\r\n", place, place + 32)
        try:
            size = int(payload[place:end].partition(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return payload if not parts else b"".join(parts)
        if size == 0:
            break
        parts.append(payload[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(parts)


def _unzipped(payload: bytes, window: int) -> bytes | None:
    try:
        return zlib.decompressobj(window).decompress(payload, LARGEST_PAGE)
    except zlib.error:
        return None


def _unbrotlied(payload: bytes) -> bytes | None:
    try:
        brotli = need("brotli", package="brotli", purpose="reading pages packed with Brotli")
    except ToolkitError:
        return None
    try:
        return bytes(brotli.Decompressor().process(payload, output_buffer_limit=LARGEST_PAGE))
    except brotli.error:
        # A page stored unpacked under the old header is text; a broken one is not.
        return payload if payload.lstrip()[:1] == b"<" else None
