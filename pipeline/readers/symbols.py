"""Read characters of symbol fonts as the characters that they draw: `schemas/symbols.json` lists them."""

from __future__ import annotations

from functools import cache

from pipeline.schema.data import load_data

_PRIVATE = 0xF000  # the private-use page to which symbol fonts are mapped
_DEFAULT = "wingdings"


@cache
def load_symbols(font: str) -> dict[int, str]:
    """Return what a symbol font draws: code of a byte -> character; empty for other fonts."""
    table = load_data("symbols").get(font, {})
    return {int(code, 16): character for code, character in table.items()} if isinstance(table, dict) else {}


def is_symbol_font(font: str) -> bool:
    """Return whether a font, by its name in lower case, draws signs in place of letters.

    >>> is_symbol_font("wingdings 2"), is_symbol_font("calibri")
    (True, False)
    """
    return bool(load_symbols(font))


def decode_symbol(font: str, char: str) -> str:
    r"""Return the character of a `w:sym` element: its font and its code in hexadecimal.

    A sign without a like in Unicode stays the private-use character that files carry for it.

    >>> decode_symbol("Wingdings", "F0FC"), decode_symbol("Symbol", "F0B3"), decode_symbol("Calibri", "2713")
    ('✓', '≥', '✓')
    """
    try:
        code = int(char, 16)
        character = chr(code)
    except (ValueError, OverflowError):
        return ""
    if _PRIVATE <= code <= _PRIVATE + 0xFF or code <= 0xFF:
        low = code & 0xFF
        name = font.lower()
        sign = load_symbols(name if is_symbol_font(name) else _DEFAULT).get(low)
        return sign or (chr(low) if name == "symbol" and low < 0x7F else chr(_PRIVATE + low))
    return "" if 0xD800 <= code <= 0xDFFF else character


def decode_symbol_font(text: str, font: str) -> str:
    """Return text set in a symbol font as the characters that it shows; other text as it is.

    >>> decode_symbol_font("P", "wingdings 2"), decode_symbol_font("a b", "symbol"), decode_symbol_font("P", "")
    ('✓', 'α β', 'P')
    """
    if not font:
        return text
    return "".join(c if c.isspace() else decode_symbol(font, f"{ord(c):X}") for c in text)


@cache
def _private_signs() -> dict[int, str]:
    return {_PRIVATE + code: sign for code, sign in load_symbols(_DEFAULT).items()}


def decode_private_use(text: str) -> str:
    r"""Return text with private-use characters, as files carry those of Wingdings, as the signs that they draw.

    >>> decode_private_use("\uf06f Not started \uf0fe Limited"), decode_private_use("plain")
    ('□ Not started ☑ Limited', 'plain')
    """
    return text if text.isascii() else text.translate(_private_signs())
