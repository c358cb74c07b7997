"""MarkItDown: the Markdown of a file, cells of its tables parted."""

from __future__ import annotations


def read(path: str) -> list[list[str]]:
    """Return the lines; those of a table as their cells."""
    from markitdown import MarkItDown

    text = MarkItDown().convert(path).text_content
    return [_cells(line) for line in text.splitlines() if line.strip(" |-:")]


def _cells(line: str) -> list[str]:
    found = line.strip()
    return [cell.strip() for cell in found.strip("|").split("|")] if found.startswith("|") else [found]
