"""Find packed parts of a PDF that are damaged: PDFium reads them up to the damage and says nothing of the rest."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from pipeline.model.issues import Issue

_PACKED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*[/>]")
_NO_TEXT = (b"/Image", b"/Length1", b"/Type1C", b"/OpenType", b"/CIDFontType0C", b"/XRef", b"/Metadata")
"""What the dictionaries of pictures, font programs and tables of objects have: damage there loses no text unseen."""
_LONGEST_HEAD = 2_000
"""Bytes of the dictionary before a stream: those of pages have up to 300."""
_STEP, _MOST_BYTES = 1 << 20, 256 << 20
"""Bytes that are unpacked at a time, and of one file: 1,000 pages of a report have 40 MB."""


def describe_damage(content: bytes) -> tuple[Issue, ...]:
    """Return an issue where streams with text do not unpack to what their checksum says; encrypted files are not told.

    >>> describe_damage(b"%PDF-1.7 1 0 obj <</Filter /FlateDecode>> stream\\nx\\nendstream")[0].code
    'damaged-part'
    """
    if b"/Encrypt" in content:
        return ()
    count = sum(map(_is_damaged, _iterate_packed(content)))
    if not count:
        return ()
    message = f"{count} packed parts of the file are damaged: text of its pages may be missing or wrong. Get it again."
    return (Issue("read", "warning", "damaged-part", message),)


def _iterate_packed(content: bytes) -> Iterator[bytes]:
    """Yield the packed bytes of each stream that may hold text, up to where it ends in the file."""
    left, end = _MOST_BYTES, 0
    while (at := content.find(b"stream", end)) != -1 and left > 0:
        end = at + len(b"stream")
        head = content[max(0, at - _LONGEST_HEAD) : at].rpartition(b" obj")[2]
        if head.endswith(b"end") or not _PACKED.search(head) or any(word in head for word in _NO_TEXT):
            continue
        start = end + (2 if content.startswith(b"\r\n", end) else 1)
        end = content.find(b"endstream", start)
        end = len(content) if end == -1 else end
        left -= end - start
        yield content[start:end]


def _is_damaged(packed: bytes) -> bool:
    """Return whether bytes do not unpack; a lost checksum at the end, which some programs leave out, is no damage."""
    return not (_unpacks(packed, zlib.MAX_WBITS) or _unpacks(packed[2:], -zlib.MAX_WBITS, has_sum=False))


def _unpacks(packed: bytes, window: int, has_sum: bool = True) -> bool:
    unpacking = zlib.decompressobj(window)
    try:
        for _ in range(_MOST_BYTES // _STEP):
            unpacking.decompress(packed, _STEP)
            packed = unpacking.unconsumed_tail
            if unpacking.eof or not packed:
                break
    except zlib.error:
        return False
    # What is left where a checksum should be is one that differs.
    return unpacking.eof and (has_sum or len(unpacking.unused_data.strip()) < 4)
