"""Camelot: the tables between ruling lines (flavour lattice) of all pages."""

from __future__ import annotations


def read(path: str) -> list[list[str]]:
    """Return the rows of all tables."""
    import camelot

    found = camelot.read_pdf(path, pages="all", flavor="lattice")
    return [[str(cell) for cell in row] for table in found for row in table.data]
