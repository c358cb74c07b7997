"""Detect the media type of a file from its content, never from its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from pipeline.files.decoding import decode_text

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
HTML = "text/html"
TEXT = "text/plain"
CSV = "text/csv"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
OLE = "application/x-ole-storage"

_HEAD = 65_536
"""Bytes of a file's beginning that are looked at."""

_TAIL = 66_000
"""Bytes of a file's end that are looked at: a ZIP archive's closing record may have a comment of 65,535 bytes."""

_LARGEST_DIRECTORY = 8 << 20
"""Bytes of a ZIP directory that is opened: Python takes about six times as much memory, and 20,000 parts need 2 MB."""

_LARGEST_TYPES = 1_000_000
"""Bytes of a list of parts that are read: that of a document with 1,000 pictures has 150,000."""

_LARGEST_OLE = 256 << 20
"""Bytes of an old Office file that are searched: as many as a document may have by default."""

_STEP = 1 << 20
_BLANK = b"\xef\xbb\xbf \t\r\n\x00"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"PAR1", "application/vnd.apache.parquet"),
)

_OFFICE_PARTS: tuple[tuple[str, str], ...] = (
    ("wordprocessingml", DOCX),
    ("ms-word.", DOCX),
    ("spreadsheetml", XLSX),
    ("ms-excel.", XLSX),
    ("presentationml", PPTX),
    ("ms-powerpoint.", PPTX),
)

_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)

_OBJECT = re.compile(rb"(?:^|[\r\n\s])\d{1,10} \d{1,5} obj\b")
_MAIN_PART = re.compile(
    rb'ContentType\s{0,80}=\s{0,80}"application/(vnd\.[a-z.-]{1,80})[^"]{0,60}\.main\+xml"', re.IGNORECASE
)
_TAGS = re.compile(r"<(!doctype html|html|head|body|main|div|table|p|h[1-6]|ul|ol|span|meta)[\s>/]", re.IGNORECASE)


def detect_media_type(path: Path) -> str:
    """Return the media type of a file by its content; raise `OSError` alone, where the file can't be read.

    A file may be damaged in any way: whatever a library raises, the file has a type, and its reader says what is wrong.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
        if not head:
            return EMPTY
        try:
            return _detect_binary(stream, head, tail) or _detect_text(head, size)
        except OSError:
            raise
        except Exception:  # libraries raise many kinds of errors on damaged files, and not only those they document
            return UNKNOWN


def _detect_binary(stream: BinaryIO, head: bytes, tail: bytes) -> str | None:
    if head.lstrip(_BLANK).startswith(b"%PDF-") or _is_damaged_pdf(head, tail[-2048:]):
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_in_zip(stream, head, tail)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _detect_ole(stream)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic) and not _reads_as_text(magic, head)), None)


def _reads_as_text(magic: bytes, head: bytes) -> bool:
    """Two letters alone prove nothing: 'BM' opens bitmaps and sentences."""
    return len(magic) < 3 and magic.isascii() and magic.isalpha() and b"\x00" not in head


def _is_damaged_pdf(head: bytes, tail: bytes) -> bool:
    """Return whether content is a PDF with a damaged header, which PDFium still opens: it has objects and an end."""
    ended = b"%%EOF" in tail or b"startxref" in tail
    return bool(_OBJECT.search(head)) and (ended or b"%PDF-" in head[:1024])


def _detect_in_zip(stream: BinaryIO, head: bytes, tail: bytes) -> str:
    if _directory_size(tail) > _LARGEST_DIRECTORY:
        return "application/zip"
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                return _detect_office(_read_member(archive, "[Content_Types].xml", _LARGEST_TYPES))
            if "mimetype" in names:
                kind = _read_member(archive, "mimetype", 100).decode("ascii", "replace").strip()
                return kind if re.fullmatch(r"[a-z]+/[A-Za-z0-9.+-]+", kind) else "application/zip"
    except Exception:  # zlib.error, lzma.LZMAError, struct.error: whatever a damaged archive makes a library raise
        # A damaged archive may have lost its directory; the names of its first members still show the format.
        return DOCX if b"word/" in head else XLSX if b"xl/" in head else "application/zip"
    return "application/zip"


def _directory_size(tail: bytes) -> int:
    """Return the size of an archive's directory as its closing record states it, 0 where there is no such record."""
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Read the beginning of a member; raise `zipfile.BadZipFile` for a compression that no Office file has.

    LZMA and bzip2 take memory as the archive wants it, before a byte is unpacked.
    """
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"compression {info.compress_type}")
    with archive.open(info) as part:
        return part.read(most)


def _detect_office(types: bytes) -> str:
    if types.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        types = types.decode("utf-16", "replace").encode()
    main_part = _MAIN_PART.search(types.replace(b"'", b'"'))
    main = main_part.group(1).decode("ascii").lower() if main_part else ""
    kind = next((kind for word, kind in _OFFICE_PARTS if word in main + "."), None)
    return kind or "application/zip"


def _detect_ole(stream: BinaryIO) -> str:
    """Detect an old Office file by the names of its streams, wherever the directory of streams is."""
    wanted = [(name.encode("utf-16-le"), kind) for name, kind in _OLE_STREAMS]
    stream_names: set[str] = set()
    stream.seek(0)
    before = b""
    for _ in range(_LARGEST_OLE // _STEP):
        chunk = stream.read(_STEP)
        if not chunk:
            break
        stream_names |= {kind for name, kind in wanted if name in before + chunk}
        before = chunk[-64:]
    return next((kind for _, kind in wanted if kind in stream_names), OLE)


def _detect_text(head: bytes, size: int) -> str:
    decoded = decode_text(_complete_lines(head) if size > len(head) else head)
    text = decoded.text
    if decoded.lost > len(text) * 0.01 or _compute_control_share(text) > 0.005:
        return UNKNOWN
    if _is_html(text):
        return HTML
    start = text.lstrip()
    if start.startswith("<?xml"):
        return "application/xml"
    if start.startswith(("{", "[")) and _is_json(start):
        return "application/json"
    if start.startswith(("MIME-Version:", "From: <Saved by")) and "multipart/related" in start[:2000]:
        return "multipart/related"
    from pipeline.files.csv_dialect import find_dialect

    return CSV if find_dialect(text) else TEXT


def _complete_lines(head: bytes) -> bytes:
    """Cut a head at its last line end, so that no character is cut in two."""
    end = head.rfind(b"\n")
    return head[: end + 1] if end > 0 and b"\x00" not in head else head[: len(head) // 4 * 4]


def _compute_control_share(text: str) -> float:
    controls = sum(1 for character in text if character < " " and character not in "\t\n\r\f\v\x1a")
    return controls / max(len(text), 1)


def _is_html(text: str) -> bool:
    start = text.lstrip("\ufeff \t\r\n")[:4000]
    if start[:14].lower().startswith(("<!doctype html", "<html")):
        return True
    if not start.startswith("<"):
        return False
    return len({tag.lower() for tag in _TAGS.findall(text)}) >= (1 if "<html" in start.lower() else 2)


def _is_json(text: str) -> bool:
    # '[1] A footnote' opens no list of numbers; a list of objects is what a download gives.
    pairs = {"{": ('"', "}"), "[": ("{", "[", '"')}
    return text[1:].lstrip().startswith(pairs[text[0]])
