"""Read characters of symbol fonts as the characters that they draw: `schemas/symbols.json` lists them."""

from __future__ import annotations

from functools import cache

from pipeline.schema.data import reference

_PRIVATE = 0xF000
_DEFAULT = "wingdings"


@cache
def drawn_by(font: str) -> dict[int, str]:
    """Return what a symbol font draws: code of a byte -> character; empty for other fonts."""
    table = reference("symbols").get(font, {})
    return {int(code, 16): character for code, character in table.items()} if isinstance(table, dict) else {}


def is_symbol_font(font: str) -> bool:
    """Say whether a font, by its name in lower case, draws signs in place of letters.

    >>> is_symbol_font("wingdings 2"), is_symbol_font("calibri")
    (True, False)
    """
    return bool(drawn_by(font))


def symbol(font: str, char: str) -> str:
    r"""Return the character of a `w:sym` element: its font and its code in hexadecimal.

    A sign without a like in Unicode stays the private-use character that files carry for it.

    >>> symbol("Wingdings", "F0FC"), symbol("Symbol", "F0B3"), symbol("Calibri", "2713")
    ('✓', '≥', '✓')
    """
    try:
        code = int(char, 16)
        shown = chr(code)
    except (ValueError, OverflowError):
        return ""
    if _PRIVATE <= code <= _PRIVATE + 0xFF or code <= 0xFF:
        low = code & 0xFF
        name = font.lower()
        known = drawn_by(name if is_symbol_font(name) else _DEFAULT).get(low)
        return known or (chr(low) if name == "symbol" and low < 0x7F else chr(_PRIVATE + low))
    return "" if 0xD800 <= code <= 0xDFFF else shown


def from_font(text: str, font: str) -> str:
    """Return text set in a symbol font as the characters that it shows; other text as it is.

    >>> from_font("P", "wingdings 2"), from_font("a b", "symbol"), from_font("P", "")
    ('✓', 'α β', 'P')
    """
    if not font:
        return text
    return "".join(c if c.isspace() else symbol(font, f"{ord(c):X}") for c in text)


@cache
def _private() -> dict[int, str]:
    return {_PRIVATE + code: sign for code, sign in drawn_by(_DEFAULT).items()}


def from_private(text: str) -> str:
    r"""Return text with private-use characters, as files carry those of Wingdings, as the signs that they draw.

    >>> from_private("\uf06f Not started \uf0fe Limited"), from_private("plain")
    ('□ Not started ☑ Limited', 'plain')
    """
    return text if text.isascii() else text.translate(_private())
