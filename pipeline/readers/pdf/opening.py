"""Open a PDF and read its pages, or raise an error that says why they can't be read."""

from __future__ import annotations

import logging
import pickle
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from math import atan2, degrees
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipeline.model.issues import Issue, ReadError
from pipeline.readers.pdf.chars.drawing import Drawing, Fill, Stroke, is_thin
from pipeline.readers.pdf.chars.excluded_text import remove_off_page
from pipeline.readers.pdf.chars.geometry import Numbers, PageFrame
from pipeline.readers.pdf.chars.glyphs import NO_GLYPHS, Glyphs, Style
from pipeline.readers.pdf.chars.words import Word, make_word
from pipeline.readers.pdf.page import PageContent, build_content, read_page
from pipeline.readers.pdf.page_quality import describe_quality, flag_garbled, is_garbled, remove_text
from pipeline.readers.pdf.scans.ocr_fallback import OcrResult, describe_remedy, needs_ocr, read_by_ocr
from pipeline.readers.pdf.stream_damage import describe_damage
from pipeline.runtime.limits import Limits, check_pages
from pipeline.runtime.sandbox import paused_garbage_collection, resumed_garbage_collection

_XFA = Issue(
    "read",
    "warning",
    "pdf-xfa-form",
    "The PDF is a dynamic form whose fields are not on its pages; open it in Adobe Reader and print it to a PDF.",
)
# Issues report what pypdfium2 would print (it can't run dynamic forms; messages on closing).
logging.getLogger("pypdfium2").addHandler(logging.NullHandler())

_PROPERTIES = {"Title": "title", "Author": "author", "CreationDate": "created", "Subject": "subject"}
_DATE = re.compile(r"^D:(\d{4})(\d{2})(\d{2}).*$")
_MOST_BOOKMARKS = 4000
"""Bookmarks that are read: no plan or report has more, and a damaged outline may be endless."""


@dataclass(frozen=True, slots=True)
class PdfReading:
    """What is read from a file: its readable pages, properties, outline, and issues."""

    pages: tuple[PageContent, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    outline: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def count_pages(path: Path, limits: Limits) -> int:
    """Return the number of pages; raise `ReadError` as `read_file` does before it reads the first."""
    with open_pdf(path) as document:
        check_pages(len(document), limits)
        return len(document)


def read_part(path: Path, numbers: Iterable[int]) -> dict[int, PageContent]:
    """Read pages with PDFium only; pages that it can't read are left out. `read_file` takes such parts."""
    with open_pdf(path) as document:
        return _read_with_pdfium(document, numbers)


def read_file(path: Path, limits: Limits | None = None, parts: Mapping[int, PageContent] | None = None) -> PdfReading:
    """Read all pages of a PDF; pages that PDFium can't read or reads as garbage are tried with pdfplumber, then OCR.

    `parts` are the pages as `read_part` returned them; without it they are read here. Raises `ReadError` as `open_pdf`
    does, `too-many-pages`, and `needs-ocr` where no page holds text.
    """
    limits = limits or Limits()
    try:
        with open_pdf(path) as document:
            check_pages(len(document), limits)
            pdfium_pages = _read_with_pdfium(document, range(1, len(document) + 1)) if parts is None else parts
            reading = _read_scans(document, _read_pages(document, path, pdfium_pages), limits)
            reading = replace(reading, issues=(*reading.issues, *describe_damage(path.read_bytes())))
    except ReadError as error:
        pages = read_with_pdfplumber(path) if error.code == "pdf-unreadable" else {}
        if not pages:
            raise
        reading = PdfReading(tuple(pages.values()))
    if not any(page.words for page in reading.pages):
        raise ReadError(
            "needs-ocr", f"The PDF holds no text that can be read, only its picture. {describe_remedy(limits)}."
        )
    return reading


def _read_scans(document: pdfium.PdfDocument, reading: PdfReading, limits: Limits) -> PdfReading:
    """Read the pages without usable text by OCR; report nonsense and hidden text, and leave both out."""
    scans = [page for page in reading.pages if is_garbled(page) or needs_ocr(document, page)]
    ocr_result = read_by_ocr(document, scans, limits) if scans else OcrResult({})
    issues = [issue for page in reading.pages for issue in describe_quality(page, page.number in ocr_result.pages)]
    # Text typed on a scan remains where OCR returned nothing, unless it is the only text of the document.
    scan_numbers = {page.number for page in scans}
    has_other_text = bool(ocr_result.pages) or any(
        page.words for page in reading.pages if page.number not in scan_numbers
    )
    emptied_pages = {page.number: remove_text(page) for page in scans if is_garbled(page) or not has_other_text}
    pages = tuple({**emptied_pages, **ocr_result.pages}.get(page.number, page) for page in reading.pages)
    return replace(reading, pages=pages, issues=(*reading.issues, *issues, *ocr_result.issues))


def _read_with_pdfium(document: pdfium.PdfDocument, numbers: Iterable[int]) -> dict[int, PageContent]:
    pages: dict[int, PageContent] = {}
    with paused_garbage_collection():
        for number in numbers:
            with suppress(pdfium.PdfiumError, ValueError, ArithmeticError):
                pages[number] = flag_garbled(read_page(document, number))
    return pages


def _read_pages(document: pdfium.PdfDocument, path: Path, pdfium_pages: Mapping[int, PageContent]) -> PdfReading:
    pages = dict(pdfium_pages)
    doubtful = [n for n in range(1, len(document) + 1) if n not in pages or is_garbled(pages[n])]
    if doubtful:
        slow_pages = {number: flag_garbled(page) for number, page in read_with_pdfplumber(path, doubtful).items()}
        pages |= {number: page for number, page in slow_pages.items() if page.words and not is_garbled(page)}
    issues = [_issue_unreadable(number) for number in doubtful if number not in pages]
    if document.get_formtype() == c.FORMTYPE_XFA_FULL:
        issues.append(_XFA)
    in_order = tuple(page for _, page in sorted(pages.items()))
    return PdfReading(in_order, _read_properties(document), _read_outline(document), tuple(issues))


def _issue_unreadable(number: int) -> Issue:
    message = f"Page {number} is damaged and was left out; compare it with the original."
    return Issue("read", "warning", "page-unreadable", message, page=number)


@contextmanager
def open_pdf(path: Path) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF for reading and close it again.

    Raises `ReadError`: `empty-file`, `pdf-encrypted` (a password is needed), `pdf-unreadable`.
    """
    if path.stat().st_size == 0:
        raise ReadError("empty-file", "The file has no content; fetch it again from its source.")
    document = _open_document(path)
    try:
        if document.get_formtype() != c.FORMTYPE_NONE:
            document.init_forms()
        yield document
    finally:
        document.close()


def _open_document(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        repaired = _restore_header(path)
        if repaired is None:
            raise _explain_error(error) from error
    try:
        return pdfium.PdfDocument(repaired)
    except pdfium.PdfiumError as error:
        raise _explain_error(error) from error


def _restore_header(path: Path) -> bytes | None:
    """Return the bytes with a header put in front where the file lost its own but holds a PDF's objects."""
    content = path.read_bytes()
    if b"%PDF-" in content[:1024] or b" obj" not in content or b"endobj" not in content:
        return None
    return b"%PDF-1.7\n" + content


def _explain_error(error: pdfium.PdfiumError) -> ReadError:
    if getattr(error, "err_code", None) == c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
        return ReadError(
            "pdf-encrypted", "The PDF asks for a password; save a copy without one and put it in the raw folder."
        )
    return ReadError(
        "pdf-unreadable", "The PDF is damaged or not a PDF; fetch it again, or repair it by printing it to a new PDF."
    )


def _read_properties(document: pdfium.PdfDocument) -> dict[str, str]:
    """Return the properties of the file: title, author, created, subject."""
    metadata = document.get_metadata_dict(skip_empty=True)
    properties = {name: " ".join(str(metadata.get(key, "")).split()) for key, name in _PROPERTIES.items()}
    properties["created"] = _DATE.sub(r"\1-\2-\3", properties["created"])
    return {name: value for name, value in properties.items() if value}


def _read_outline(document: pdfium.PdfDocument) -> dict[str, int]:
    """Return the outline's entries, case folded, with their level from 1 to 6."""
    levels: dict[str, int] = {}
    for count, bookmark in enumerate(document.get_toc(max_depth=6)):
        if count >= _MOST_BOOKMARKS:
            break
        title = " ".join((bookmark.get_title() or "").split()).casefold()
        if title:
            levels.setdefault(title, min(bookmark.level + 1, 6))
    return levels


class _Words(NamedTuple):
    """Words by columns: different numbers; where among them box, start, end, base and size are; the other fields."""

    numbers: Numbers
    places: npt.NDArray[np.int32]
    others: tuple[tuple[Any, ...], ...]


def pack_pages(pages: Mapping[int, PageContent]) -> bytes:
    """Return pages as bytes."""
    words = _to_columns([word for page in pages.values() for word in page.words])
    pages_without_words = [(number, len(page.words), replace(page, words=())) for number, page in pages.items()]
    return zlib.compress(pickle.dumps((words, pages_without_words), protocol=5), 1)


def unpack_pages(parts: Iterable[bytes]) -> dict[int, PageContent]:
    """Return the pages that `pack_pages` took, part by part, by their numbers.

    >>> unpack_pages([pack_pages({}), pack_pages({})])
    {}
    """
    pages: dict[int, PageContent] = {}
    for part in parts:
        # The bytes come from a process of the same run, which read them from the document by our own code.
        packed_words, pages_without_words = pickle.loads(zlib.decompress(part))  # noqa: S301
        words = _to_words(packed_words)
        pages |= {
            number: replace(page, words=tuple(islice(words, count))) for number, count, page in pages_without_words
        }
    return pages


def _to_columns(words: Sequence[Word]) -> _Words:
    rows = [(*word.box, word.start, word.end, word.base, word.size) for word in words]
    numbers = np.array(rows, dtype=np.float64).reshape(-1, 8)
    # Compared by their bits: -0.0 stays what it is.
    distinct, places = np.unique(numbers.view(np.int64), return_inverse=True)
    others = tuple(zip(*((word.text, *word[6:]) for word in words), strict=True))
    return _Words(distinct.view(np.float64), places.reshape(numbers.shape).astype(np.int32), others)


def _to_words(words: _Words) -> Iterator[Word]:
    if not words.others:
        return iter(())
    numbers = words.numbers.tolist()
    x0, top, x1, bottom, *lines = ([numbers[place] for place in column] for column in words.places.T.tolist())
    boxes = zip(x0, top, x1, bottom, strict=True)
    text, *others = words.others
    return map(make_word, zip(map(intern, text), boxes, *lines, *others, strict=True))


QUALITY = "read-by-pdfplumber"
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
_CID = re.compile(r"\(cid:\d+\)")

PlumberObject = Mapping[str, Any]


def _to_hex(color: object) -> str | None:
    """Return a color of one (grey), three (RGB) or four (CMYK) parts as RRGGBB.

    >>> _to_hex((1, 0, 0)), _to_hex(0.0), _to_hex((0, 0, 0, 0)), _to_hex(None)
    ('FF0000', '000000', 'FFFFFF', None)
    """
    values = color if isinstance(color, (tuple, list)) else (color,)
    parts = [float(part) for part in values if isinstance(part, (int, float))]
    if len(parts) != len(values) or len(parts) not in (1, 3, 4):
        return None
    if len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    return "".join(f"{round(255 * min(max(part, 0.0), 1.0)):02X}" for part in (parts * 3)[:3])


def _read_drawing(page: Any, shift: tuple[float, float]) -> Drawing:
    strokes: list[Stroke] = []
    fills: list[Fill] = []
    for shape in (*page.rects, *page.lines):
        x0, x1 = shape["x0"] - shift[0], shape["x1"] - shift[0]
        top, bottom = shape["top"] - shift[1], shape["bottom"] - shift[1]
        if is_thin(x1 - x0, bottom - top):
            is_level = bottom - top <= x1 - x0
            strokes.append(
                Stroke((top + bottom) / 2, x0, x1, True) if is_level else Stroke((x0 + x1) / 2, top, bottom, False)
            )
            continue
        color = _to_hex(shape.get("non_stroking_color")) if shape.get("fill") else None
        if color:
            fills.append(Fill((x0, top, x1, bottom), color))
        if shape.get("stroke") and shape["object_type"] == "rect":
            strokes += [Stroke(at, x0, x1, True) for at in (top, bottom)]
            strokes += [Stroke(at, top, bottom, False) for at in (x0, x1)]
    return Drawing(tuple(strokes), tuple(fills))


def _read_style(char: PlumberObject) -> Style:
    a, b = char["matrix"][0], char["matrix"][1]
    return Style(round(float(char["size"]), 1), bool(_BOLD.search(char["fontname"])), round(degrees(atan2(b, a))) % 360)


def _read_glyphs(chars: Sequence[PlumberObject], height: float, shift: tuple[float, float]) -> Glyphs:
    rows: list[tuple[int, tuple[float, ...], tuple[float, float], Style]] = []
    for char in chars:
        box = (char["x0"] - shift[0], char["top"] - shift[1], char["x1"] - shift[0], char["bottom"] - shift[1])
        origin = (char["matrix"][4] - shift[0], height - char["matrix"][5] - shift[1])
        text = "\ufffd" if _CID.fullmatch(char["text"]) else char["text"]
        rows += [(ord(letter), box, origin, _read_style(char)) for letter in text]
    if not rows:
        return NO_GLYPHS
    styles = tuple(dict.fromkeys(row[3] for row in rows))
    index_of_style = {style: k for k, style in enumerate(styles)}
    return Glyphs(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows]),
        np.array([index_of_style[row[3]] for row in rows], dtype=np.int64),
        styles,
        np.zeros(len(rows), dtype=bool),
    )


def _read_page(page: Any, number: int) -> PageContent:
    x0, top, x1, bottom = page.cropbox if page.rotation % 180 == 0 else page.bbox
    shift = (float(x0 - page.bbox[0]), float(top - page.bbox[1]))
    frame = PageFrame(0.0, 0.0, float(x1 - x0), float(bottom - top))
    chars = [char for char in page.dedupe_chars().chars if char["text"]]
    glyphs = remove_off_page(_read_glyphs(chars, float(page.height), shift), frame)
    return build_content(number, frame, glyphs, _read_drawing(page, shift), (QUALITY,))


@contextmanager
def _open_pages(path: Path) -> Iterator[list[Any]]:
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(path) as document:
        yield document.pages


def read_with_pdfplumber(path: Path, numbers: Iterable[int] | None = None) -> dict[int, PageContent]:
    """Read pages (all, or those of these numbers) with pdfplumber; what it can't read is left out."""
    contents: dict[int, PageContent] = {}
    try:
        with resumed_garbage_collection(), _open_pages(path) as pages:
            for number in numbers if numbers is not None else range(1, len(pages) + 1):
                contents[number] = _read_page(pages[number - 1], number)
                pages[number - 1].close()
    except MemoryError:
        raise
    except Exception:  # pdfminer raises errors of every kind on damaged files; the caller reports what is missing
        return contents
    return contents
