"""A specimen of an IRM report as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scripts.specimens.docx_file import new_document, pack_document
from scripts.specimens.irm.parts import Box, Bullets, Heading, Paragraph, Part, make_grid
from scripts.specimens.sketch import Look
from scripts.specimens.sketch_docx import add_grid


def as_docx(parts: Sequence[Part], language: str, mark: str, ruled: bool = True) -> bytes:
    """Return the document; `language` goes into its properties."""
    document = new_document("", "")
    document.core_properties.language = language
    for part in parts:
        _add_part(document, part, mark, Look(ruled=ruled))
    return pack_document(document)


def _add_part(document: Any, part: Part, mark: str, look: Look) -> None:
    if isinstance(part, Heading):
        document.add_heading(part.text, part.level)
    elif isinstance(part, Paragraph):
        paragraph = document.add_paragraph()
        if part.label:
            paragraph.add_run(part.label + " ").bold = True
        paragraph.add_run(part.text).bold = part.bold or None
    elif isinstance(part, Bullets):
        for item in part.items:
            document.add_paragraph(item, style="List Bullet")
    elif isinstance(part, Box):
        cell = document.add_table(1, 1, style="Table Grid").cell(0, 0)
        for index, text in enumerate(part.paragraphs):
            paragraph = cell.add_paragraph() if index else cell.paragraphs[0]
            paragraph.add_run(text).bold = index == 0 or None
    else:
        add_grid(document, make_grid(part, mark), look)
