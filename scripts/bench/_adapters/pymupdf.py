"""PyMuPDF: what `find_tables` gives of every page. Its licence (AGPL) keeps it out of the project: comparison only."""

from __future__ import annotations


def read(path: str) -> list[list[str]]:
    """Return the rows of all tables."""
    import pymupdf

    with pymupdf.open(path) as document:
        return [
            [cell or "" for cell in row]
            for page in document
            for table in page.find_tables().tables
            for row in table.extract()
        ]
