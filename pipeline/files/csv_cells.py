"""Cells that a spreadsheet opens as text, whatever they begin with."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


def escape_formula(text: str) -> str:
    """Return a cell that no spreadsheet runs: with an apostrophe before what looks like a formula.

    >>> escape_formula("=HYPERLINK(1)"), escape_formula("Open data"), escape_formula("'=quoted")
    ("'=HYPERLINK(1)", 'Open data', "''=quoted")
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unescape_formula(cell: str) -> str:
    """Return the text of a cell as `escape_formula` was given it.

    >>> unescape_formula("'=HYPERLINK(1)"), unescape_formula("'tis open"), unescape_formula(escape_formula("'-"))
    ('=HYPERLINK(1)', "'tis open", "'-")
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
