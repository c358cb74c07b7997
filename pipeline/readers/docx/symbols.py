"""Read characters of symbol fonts: Wingdings as private-use characters, others as the character that they show."""

from __future__ import annotations

_OTHERS: dict[str, dict[int, str]] = {
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x2A: "☐", 0xA3: "☐", 0x30: "□"},
    "webdings": {0x61: "✔", 0x72: "✗", 0x63: "☐", 0x67: "■"},
}
"""What these fonts show at a code: the same code is another sign in Wingdings."""

_PRIVATE = 0xF000


def symbol(font: str, char: str) -> str:
    r"""Return the character of a `w:sym` element: its font and its code in hexadecimal.

    >>> symbol("Wingdings", "F0FC") == "\uf0fc", symbol("Wingdings 2", "0052"), symbol("Calibri", "2713")
    (True, '☑', '✓')
    """
    try:
        code = int(char, 16)
        shown = chr(code)
    except (ValueError, OverflowError):
        return ""
    if _PRIVATE <= code <= _PRIVATE + 0xFF or code <= 0xFF:
        low = code & 0xFF
        return _OTHERS.get(font.lower(), {}).get(low) or chr(_PRIVATE + low)
    return "" if 0xD800 <= code <= 0xDFFF else shown


def from_font(text: str, font: str) -> str:
    """Return text set in a symbol font as the characters that it shows; other text as it is.

    >>> from_font("P", "wingdings 2"), from_font("P", "")
    ('✓', 'P')
    """
    if not font:
        return text
    return "".join(c if c.isspace() else symbol(font, f"{ord(c):X}") for c in text)
