"""What one document may cost: time, memory, size, pages, cells. A document that exceeds a limit fails alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.model.issues import ReadError

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Ocr:
    """How pages without usable text are read: `engine` (auto, never, tesseract, rapidocr), languages, seconds a page.

    `languages` are ISO 639-1 codes or Tesseract's; none: they are found out from the document.
    """

    engine: str = "auto"
    languages: tuple[str, ...] = ()
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one document: `seconds` to read it, `memory` and `size` in bytes, `pages` of a PDF, table `cells`.

    Memory is the address space of the process that reads, its libraries (about 300 MB) included. Pages read by OCR
    (`ocr`) have their own time.
    """

    seconds: float = 120.0
    memory: int = 2048 * MEGABYTE
    size: int = 256 * MEGABYTE
    pages: int = 3000
    cells: int = 2_000_000
    ocr: Ocr = field(default_factory=Ocr)


_grants: list[Callable[[float], None]] = []


def grant_time_by(grant: Callable[[float], None]) -> None:
    """Name the function that gives this process more time, told of seconds from now."""
    _grants[:] = [grant]


def ask_for_time(seconds: float) -> None:
    """Ask for at least `seconds` from now before the time limit strikes; OCR does so page by page."""
    for grant in _grants:
        grant(seconds)


def check_size(size: int, limits: Limits) -> None:
    """Raise `ReadError` where a file has more bytes than it may.

    >>> check_size(10, Limits(size=20))
    """
    if size > limits.size:
        raise ReadError("file-too-large", _exceeds(f"{size:,} bytes", f"{limits.size:,}", "--max-size"))


def check_pages(pages: int, limits: Limits) -> None:
    """Raise `ReadError` where a document has more pages than it may.

    >>> check_pages(10, Limits(pages=20))
    """
    if pages > limits.pages:
        raise ReadError("too-many-pages", _exceeds(f"{pages:,} pages", f"{limits.pages:,}", "--max-pages"))


def check_cells(cells: int, limits: Limits) -> None:
    """Raise `ReadError` where a document's tables have more cells than they may.

    >>> check_cells(10, Limits(cells=20))
    """
    if cells > limits.cells:
        raise ReadError("too-many-cells", _exceeds(f"{cells:,} table cells", f"{limits.cells:,}", "--max-cells"))


def _exceeds(what: str, most: str, option: str) -> str:
    return f"The file has {what}, more than the limit of {most}. If it is a report, raise the limit with {option}."
