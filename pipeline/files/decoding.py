"""Turn bytes into text: byte order mark, UTF-8, the encoding that the file declares, else detection."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from pipeline.files.script_encodings import detect_cyrillic, detect_latin

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
"""Pages that declare these mean Windows-1252: browsers read them so (WHATWG Encoding)."""

_NO_TEXT = frozenset({"undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "charmap"})
"""Codecs of Python that are no encoding of pages: they always fail, or transform plain text."""

_SAMPLE = 200_000
"""Bytes that detection looks at: it is slow and more of them do not change its mind."""

_HEAD = 20_000
"""Bytes that are looked at for UTF-16 without a mark."""

_BLANKS = 1 / 60
"""Share of blanks and line ends that a text has at least."""

_LEAST_FOREIGN = 5
"""Words beyond ASCII from which on they alone are asked for the encoding."""

_TOLERATED = 0.02
"""Share of broken characters among those beyond ASCII up to which a text is damaged UTF-8, not another encoding."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding that it was read in and how many characters could not be read (shown as U+FFFD)."""

    text: str
    encoding: str
    lost: int = 0


def decode_text(data: bytes, declared: str | None = None) -> Decoded:
    """Decode text of unknown encoding; `declared` is what the file or its transport says of it.

    >>> decode_text("Санамж бичиг".encode("utf-8"))
    Decoded(text='Санамж бичиг', encoding='utf-8', lost=0)
    >>> decode_text(b"caf\\xe9", declared="iso-8859-1").text
    'café'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_lossily(data[len(mark) :], encoding)
    wide = _detect_utf16(data)
    if wide:
        return _decode_lossily(data, wide)
    decoded = (
        _decode_strictly(data, "utf-8") or _decode_damaged_utf8(data) or _decode_strictly(data, _find_codec(declared))
    )
    return decoded or _decode_by_detection(data)


def _decode_strictly(data: bytes, encoding: str | None) -> Decoded | None:
    if not encoding:
        return None
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeError, LookupError):
        return None


def _decode_lossily(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _detect_utf16(data: bytes) -> str | None:
    """Detect UTF-16 without a mark: no other text has zero bytes, and blanks show the order of the bytes."""
    head = data[: _HEAD - _HEAD % 2]
    if b"\x00" not in head:
        return None
    blanks = {encoding: _count_blanks(head, encoding) for encoding in ("utf-16-le", "utf-16-be")}
    encoding = max(blanks, key=lambda name: blanks[name])
    return encoding if blanks[encoding] >= len(head) / 2 * _BLANKS else None


def _count_blanks(data: bytes, encoding: str) -> int:
    text = data.decode(encoding, "replace")
    odd = sum(1 for character in text if (character < " " and character not in "\t\n\r\f") or character == "\ufffd")
    return 0 if odd > len(text) * _TOLERATED else sum(1 for character in text if character in " \n\t")


def _decode_damaged_utf8(data: bytes) -> Decoded | None:
    found = _decode_lossily(data, "utf-8")
    beyond = sum(1 for character in found.text if character > "\x7f")
    return found if found.lost <= beyond * _TOLERATED else None


def _find_codec(declared: str | None) -> str | None:
    name = (declared or "").strip().strip("\"'").lower()
    name = _DECLARED.get(name, name)
    try:
        codec = codecs.lookup(name).name if name else None
    except (LookupError, ValueError):
        return None
    return None if codec in _NO_TEXT or (codec or "").replace("-", "_") in _NO_TEXT else codec


def _decode_by_detection(data: bytes) -> Decoded:
    sample = data[:_SAMPLE]
    known = detect_cyrillic(sample) or detect_latin(sample)
    if known:
        return _decode_lossily(data, known)
    from charset_normalizer import from_bytes

    best = from_bytes(_extract_foreign_words(sample)).best()
    return _decode_lossily(data, best.encoding if best else "cp1252")


def _extract_foreign_words(data: bytes) -> bytes:
    """Return the words with bytes beyond ASCII where a text has others too: much English hides what the rest is."""
    words = [word for word in data.split() if not word.isascii()]
    foreign = b" ".join(words)
    return foreign if len(words) >= _LEAST_FOREIGN and len(foreign) * 2 < len(data) else data
