"""Limits on what one document may cost: time, memory, size, pages, cells. A document that exceeds one fails alone.

The options of a run are the limits of its documents and how it is carried out.
"""

from __future__ import annotations

import os
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


PAGES_PER_TASK = 50
"""Pages that a worker reads at once when a long PDF is split. 50 pages take about a second to read, a hundred times as
long as opening the file again for another page range.
"""

Progress = Callable[[int, int, str], None]
"""Called after each document with the number done, the total and the path of the document."""


def core_count() -> int:
    """Return the number of CPU cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class ExecutionEngine:
    """Where documents are read: in processes of this machine, or on the Dask cluster of a `scheduler`
    (tcp://host:8786).

    `wait` is how many seconds the scheduler may take to answer, and how long the cluster may be without a worker.
    """

    name: str = "processes"
    scheduler: str = ""
    wait: float = 30.0


class EngineError(Exception):
    """The cluster can't be used. The message says what to do."""


class OptionError(ValueError):
    """An option has an impossible value. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run.

    A long PDF is split into tasks of at most `pages_per_task` pages; 0 turns splitting off. `partition_by` names the
    columns whose values divide tables into files.
    """

    workers: int
    use_cache: bool = True
    limits: Limits = field(default_factory=Limits)
    include_contacts: bool = True
    pages_per_task: int = PAGES_PER_TASK
    partition_by: tuple[str, ...] = ()
    engine: ExecutionEngine = field(default_factory=ExecutionEngine)
