"""Read one file of the raw folder within limits, and tell its language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline import language
from pipeline.layout.lines import text_of
from pipeline.limits import Limits, check_cells, check_size
from pipeline.model import Block, Document, SourceDocument, TextBlock
from pipeline.readers import read

_ENOUGH = 20_000
"""Characters of a document by which its language is told."""


def read_document(raw: Path, source: SourceDocument, limits: Limits | None = None) -> Document:
    """Read one file and fill in its language; raise `ReadError` where it can't be read or exceeds a limit."""
    limits = limits or Limits()
    check_size(source.size_bytes, limits)
    if not source.language:
        language.make_ready()
    document = read(raw / source.path, source, limits)
    check_cells(cells_of(document), limits)
    found = source.language or language.detect_language(text_of(document.blocks)[:_ENOUGH]) or document.language
    return replace(document, language=found)


def cells_of(document: Document) -> int:
    """Count the cells of a document's tables, tables within tables too, and of its records."""
    return sum(map(_cells, document.blocks)) + sum(map(len, document.records))


def _cells(block: Block) -> int:
    if isinstance(block, TextBlock):
        return 0
    return sum(1 + sum(map(_cells, cell.blocks)) for row in block.rows for cell in row.cells)
