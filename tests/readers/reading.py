"""Read files made on the spot, through the same door as the run."""

from __future__ import annotations

from pathlib import Path

from pipeline.files.media import detect_media_type
from pipeline.model import Document, SourceDocument, TextBlock
from pipeline.readers import read_file


def read_bytes(folder: Path, data: bytes | str) -> Document:
    """Write the content under a name that says nothing and read it."""
    path = folder / "file"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_file(path, SourceDocument("0" * 16, "file", "0" * 64, detect_media_type(path), path.stat().st_size))


def page(body: str, head: str = "") -> str:
    """Return an HTML page."""
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def shown(document: Document) -> list[tuple[str, int, str]]:
    """Return kind, level and text (marker in front, lines joined by a bar) of the text blocks."""
    return [(block.kind, block.level, said(block)) for block in document.blocks if isinstance(block, TextBlock)]


def said(block: TextBlock) -> str:
    """Return a block's text, its marker in front, lines joined by a bar."""
    return " ".join(filter(None, (block.marker, "|".join(line.text for line in block.lines))))
