"""Docling without OCR: the tables that its models find. It fetches them from a hub at first use."""

from __future__ import annotations

from functools import cache
from typing import Any


def read(path: str) -> list[list[str]]:
    """Return the rows of all tables, a merged cell once."""
    document = _converter().convert(path).document
    return [row for table in document.tables for row in _rows(table.data.grid)]


@cache
def _converter() -> Any:
    from docling.datamodel.base_models import InputFormat
    from docling.datamodel.pipeline_options import PdfPipelineOptions
    from docling.document_converter import DocumentConverter, PdfFormatOption

    options = PdfFormatOption(pipeline_options=PdfPipelineOptions(do_ocr=False))
    return DocumentConverter(format_options={InputFormat.PDF: options})


def _rows(grid: list[list[Any]]) -> list[list[str]]:
    return [
        [
            cell.text if (cell.start_row_offset_idx, cell.start_col_offset_idx) == (row, column) else ""
            for column, cell in enumerate(cells)
        ]
        for row, cells in enumerate(grid)
    ]
