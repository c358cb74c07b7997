"""Limits on what one document may cost: time, memory, size, pages, cells. A document that exceeds one fails alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.model.issues import ReadError

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Ocr:
    """How pages without usable text are read: `engine` (auto, never, tesseract, rapidocr), languages, seconds per page.

    `languages` are ISO 639-1 codes or Tesseract's own. If empty, they are detected from the document.
    """

    engine: str = "auto"
    languages: tuple[str, ...] = ()
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one document: `seconds` to read it, `memory` and `size` in bytes, `pages` of a PDF, table `cells`.

    `memory` is the address space of the reading process, including about 300 MB of libraries. Pages read by OCR have a
    time limit of their own (`ocr`).
    """

    seconds: float = 120.0
    memory: int = 2048 * MEGABYTE
    size: int = 256 * MEGABYTE
    pages: int = 3000
    cells: int = 2_000_000
    ocr: Ocr = field(default_factory=Ocr)


_time_granters: list[Callable[[float], None]] = []


def set_time_granter(grant: Callable[[float], None]) -> None:
    """Set the function that extends the time limit of this process; it is called with seconds from now."""
    _time_granters[:] = [grant]


def request_time(seconds: float) -> None:
    """Request at least `seconds` from now before the time limit applies. OCR requests time page by page."""
    for grant in _time_granters:
        grant(seconds)


def check_size(size: int, limits: Limits) -> None:
    """Raise `ReadError` if a file has more bytes than allowed.

    >>> check_size(10, Limits(size=20))
    """
    if size > limits.size:
        raise ReadError("file-too-large", _describe_excess(f"{size:,} bytes", f"{limits.size:,}", "max-size"))


def check_pages(pages: int, limits: Limits) -> None:
    """Raise `ReadError` if a document has more pages than allowed.

    >>> check_pages(10, Limits(pages=20))
    """
    if pages > limits.pages:
        raise ReadError("too-many-pages", _describe_excess(f"{pages:,} pages", f"{limits.pages:,}", "max-pages"))


def check_cells(cells: int, limits: Limits) -> None:
    """Raise `ReadError` if the tables of a document have more cells than allowed.

    >>> check_cells(10, Limits(cells=20))
    """
    if cells > limits.cells:
        raise ReadError("too-many-cells", _describe_excess(f"{cells:,} table cells", f"{limits.cells:,}", "max-cells"))


def _describe_excess(amount: str, maximum: str, option: str) -> str:
    advice = f"If it is a report, raise {option} in ogp.toml, table [ogp]"
    return f"The file has {amount}, more than the limit of {maximum}. {advice}."
