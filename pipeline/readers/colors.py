"""Read colors as web pages and office files write them."""

from __future__ import annotations

import re
from functools import lru_cache

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])", re.IGNORECASE)
_FUNCTION = re.compile(
    r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]{1,6}%?)\s*)?\)", re.IGNORECASE
)
_LONGEST_VALUE = 200
"""Characters of a value that are looked at."""

_WORD = re.compile(r"[a-z]{3,20}", re.IGNORECASE)


def parse_color(value: str) -> str | None:
    """Return the color in a CSS value or attribute as RRGGBB; None for none and transparent.

    >>> [parse_color(value) for value in ("#92d050", "rgb(255, 192, 0) none repeat", "green", "transparent")]
    ['92D050', 'FFC000', '008000', None]
    """
    value = value[:_LONGEST_VALUE].replace("!important", "").strip()
    function = _FUNCTION.search(value)
    if function:
        *parts, alpha = function.groups()
        if alpha is not None and float(alpha.rstrip("%") or 0) == 0:
            return None
        return "".join(f"{min(int(part), 255):02X}" for part in parts)
    hexadecimal = _HEX.search(value) if "#" in value else _HEX.fullmatch(value)
    if hexadecimal:
        digits = hexadecimal.group(1).upper()
        return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return _find_named_color(value)


def _find_named_color(value: str) -> str | None:
    from PIL import ImageColor

    for word in _WORD.findall(value):
        named = ImageColor.colormap.get(word.lower())
        if named:
            red, green, blue = ImageColor.getrgb(named if isinstance(named, str) else word)[:3]
            return f"{red:02X}{green:02X}{blue:02X}"
    return None


LEAST_HUE = 48
"""The parts of a color that is no grey differ by at least this: the tints of letters and shadows differ by less."""


@lru_cache(maxsize=10_000)
def has_hue(rrggbb: str) -> bool:
    """Return whether a color is neither black nor grey nor white.

    >>> has_hue("00B050"), has_hue("7F7F80"), has_hue("auto")
    (True, False, False)
    """
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", rrggbb):
        return False
    parts = [int(rrggbb[k : k + 2], 16) for k in (0, 2, 4)]
    return max(parts) - min(parts) >= LEAST_HUE
