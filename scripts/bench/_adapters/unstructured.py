"""Unstructured: the text elements of the strategy that needs no model."""

from __future__ import annotations


def read(path: str) -> list[list[str]]:
    """Return the lines of all elements."""
    from unstructured.partition.pdf import partition_pdf

    elements = partition_pdf(path, strategy="fast")
    if not elements:  # it logs what went wrong and returns nothing
        raise RuntimeError("no text; it fetches the spaCy model en_core_web_sm at first use")
    return [[line] for element in elements for line in element.text.splitlines() if line.strip()]
