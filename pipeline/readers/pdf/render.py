"""Draw a page with boxes on it, for people who check the source of a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from pipeline.model import Box
from pipeline.readers.pdf.opening import open_pdf
from pipeline.readers.pdf.scans.pages import is_drawable

RED = (220, 20, 20)
WIDTH = 2  # pixels of a box's line


def draw_boxes(path: Path, page: int, boxes: Iterable[Box], scale: float = 2.0) -> bytes:
    """Return page `page` (from 1) as PNG with red boxes; boxes are in points from the top left, `scale` pixels a point.

    Raises `ValueError` where the document has no such page.
    """
    with pdfium.PdfDocument(path) as document:
        if not 1 <= page <= len(document):
            raise ValueError(f"{path.name} has {len(document)} pages, there is no page {page}.")
        image: Image.Image = document[page - 1].render(scale=scale).to_pil().convert("RGB")
    pen = ImageDraw.Draw(image)
    for box in boxes:
        pen.rectangle([side * scale for side in (box.x0, box.top, box.x1, box.bottom)], outline=RED, width=WIDTH)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def render_pages(path: Path, pages: Iterable[int], scale: float) -> Iterator[tuple[int, bytes]]:
    """Yield (page, WebP) of pages counted from 1, `scale` pixels a point; one that is not there or flat is left out."""
    with open_pdf(path) as document:
        for page in pages:
            if 1 <= page <= len(document) and is_drawable(document[page - 1]):
                image: Image.Image = document[page - 1].render(scale=scale).to_pil().convert("RGB")
                buffer = BytesIO()
                image.save(buffer, "WEBP", quality=70)
                yield page, buffer.getvalue()


def picture_size(path: Path) -> tuple[int, int]:
    """Return width and height of a picture in pixels."""
    with Image.open(path) as image:
        width, height = image.size
        return width, height
