"""Cells that a spreadsheet opens as text, whatever they begin with."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


def safe(text: str) -> str:
    """Return a cell that no spreadsheet runs: with an apostrophe before what looks like a formula.

    >>> safe("=HYPERLINK(1)"), safe("Open data"), safe("'=quoted")
    ("'=HYPERLINK(1)", 'Open data', "''=quoted")
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def plain(cell: str) -> str:
    """Return the text of a cell as `safe` was given it.

    >>> plain("'=HYPERLINK(1)"), plain("'tis open"), plain(safe("'-"))
    ('=HYPERLINK(1)', "'tis open", "'-")
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
