"""Read one file of the raw folder within limits, and detect its language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil
from pathlib import Path

from pipeline.files.media import PDF
from pipeline.lexicon import language
from pipeline.model import Block, Document, SourceDocument, TextBlock
from pipeline.model.issues import ReadError
from pipeline.readers import read_file
from pipeline.readers.pdf import count_pages, read_part
from pipeline.runtime.limits import Limits, check_cells, check_size
from pipeline.structure.lines import text_of

_LANGUAGE_SAMPLE = 20_000
"""Characters at the front of a document from which its language is detected: more change no answer."""

_LEAST_BLANKS = 4
"""Blanks from which a cell of a data file is a sentence: names and codes have no language."""


LEAST_PAGES = 15
"""Pages that are worth a task: of a document of 42 pages two workers take 0.75 of the time that one takes, of one of
21 pages 0.9, which starting the second worker uses up."""


def page_ranges(
    raw: Path, source: SourceDocument, limits: Limits, most: int, workers: int
) -> tuple[tuple[int, int], ...]:
    """Return the page ranges (first, last) of at most so many pages in which a long PDF may be read side by side.

    Empty for a file of another kind, a short one, and one that can't be read: reading the whole file reports why.
    """
    if most < 1 or source.media_type != PDF:
        return ()
    try:
        check_size(source.size_bytes, limits)
        pages = count_pages(raw / source.path, limits)
    except (ReadError, OSError):
        return ()
    return divide_pages(pages, most, workers)


def divide_pages(pages: int, most: int, workers: int) -> tuple[tuple[int, int], ...]:
    """Divide pages into even ranges of at most so many, as many for each worker; none for what is read in one go.

    >>> divide_pages(58, 50, 2), divide_pages(120, 50, 2)[0], divide_pages(20, 50, 2)
    (((1, 29), (30, 58)), (1, 30), ())
    """
    count = max(ceil(pages / most), min(workers, pages // LEAST_PAGES))
    count = ceil(count / workers) * workers if count > workers else count
    edges = [pages * part // count for part in range(count + 1)] if count > 1 else []
    return tuple((first + 1, last) for first, last in pairwise(edges) if first < last)


def read_pages(raw: Path, source: SourceDocument, first: int, last: int) -> bytes:
    """Read some pages of a PDF for `read_document`, which puts them together."""
    return read_part(raw / source.path, first, last)


def read_document(
    raw: Path, source: SourceDocument, limits: Limits | None = None, parts: Sequence[bytes] | None = None
) -> Document:
    """Read one file and fill in its language; raise `ReadError` where it can't be read or exceeds a limit.

    `parts` are all pages of a PDF as `read_pages` gave them: the document is the same as without.
    """
    limits = limits or Limits()
    check_size(source.size_bytes, limits)
    if not source.language:
        language.preload_identifier()
    document = read_file(raw / source.path, source, limits, parts)
    check_cells(count_cells(document), limits)
    detected = source.language or language.detect_language(_language_sample(document))
    return replace(document, language=detected or document.language)


def _language_sample(document: Document) -> str:
    """Return the front of a document's text; of a data file the cells of its first records that hold sentences."""
    if not document.records:
        return text_of(document.blocks)[:_LANGUAGE_SAMPLE]
    cells = (cell for record in document.records for cell in record.values() if cell.count(" ") >= _LEAST_BLANKS)
    sample = ""
    for cell in cells:
        sample += f"{cell}\n"
        if len(sample) >= _LANGUAGE_SAMPLE:
            break
    return sample


def count_cells(document: Document) -> int:
    """Count the cells of a document's tables, tables within tables too, and of its records."""
    return sum(map(_count_block_cells, document.blocks)) + sum(map(len, document.records))


def _count_block_cells(block: Block) -> int:
    if isinstance(block, TextBlock):
        return 0
    return sum(1 + sum(map(_count_block_cells, cell.blocks)) for row in block.rows for cell in row.cells)
