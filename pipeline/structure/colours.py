"""Names of cell colours: the hue decides, so that every shade of a traffic light has one name."""

from __future__ import annotations

import colorsys

HUES: tuple[tuple[str, float, float], ...] = (
    ("red", 0, 18),
    ("amber", 18, 68),
    ("green", 68, 170),
    ("blue", 170, 260),
    ("purple", 260, 330),
    ("red", 330, 360),
)
"""Name, first and last hue in degrees."""

LEAST_SATURATION = 0.16
"""Below it a fill is a shade of grey or a tint for looks (`DEEAF6`), not a mark; spreadsheets' light green has 0.17."""


def name_color(rrggbb: str | None) -> str | None:
    """Return the colour's name (red, amber, green, blue, purple), or None for none, grey, black and white.

    >>> name_color("00B050"), name_color("FFC000"), name_color("FFFF00"), name_color("C00000")
    ('green', 'amber', 'amber', 'red')
    >>> name_color("F2F2F2"), name_color(None)
    (None, None)
    >>> name_color("C6EFCE"), name_color("FFEB9C"), name_color("FFC7CE"), name_color("E2EFD9"), name_color("FBE4D5")
    ('green', 'amber', 'red', None, None)
    """
    if rrggbb is None or len(rrggbb) != 6:
        return None
    red, green, blue = (int(rrggbb[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < LEAST_SATURATION or brightness < 0.2:
        return None
    return next(label for label, low, high in HUES if low <= hue * 360 <= high)
