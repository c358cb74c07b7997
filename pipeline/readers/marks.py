"""Tell check boxes and coloured dots by their glyphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.model import Block, Table
from pipeline.readers.colours import has_hue

CHECKED = frozenset("☑☒🗹🗷⊠⮽\uf0fe\uf0fd\uf053\uf054\uf078")
"""Ticked boxes: Unicode's and those of Wingdings and Wingdings 2 in the private-use area."""

UNCHECKED = frozenset("☐□◻▢❏❑❒⬜\uf0a8\uf06f\uf071\uf072\uf0a3\uf02a")


def marked(blocks: Iterable[Block]) -> bool | None:
    """Return the state of the one check box that a cell consists of; None where it holds other text or no box.

    >>> from pipeline.model import Anchor, Line, TextBlock
    >>> marked([TextBlock("paragraph", (Line("☒", Anchor()),))])
    True
    """
    text = ""
    for block in blocks:
        if isinstance(block, Table) or block.marker:
            return None
        text += "".join(line.text for line in block.lines)
    if len(text) != 1:
        return None
    return True if text in CHECKED else False if text in UNCHECKED else None


DOTS = frozenset("●⬤•◉◍■◼▪◆⚫⏺🔘\uf06c\uf06e\uf0b7\uf0a7")
"""Glyphs that show nothing but their colour where they are alone in a cell."""

_LIGHTS = {
    **dict.fromkeys("🟢🟩💚✅", "00B050"),
    **dict.fromkeys("🟡🟠🟨🟧💛🧡", "FFC000"),
    **dict.fromkeys("🔴🟥❤⛔", "FF0000"),
    **dict.fromkeys("🔵🟦💙", "0070C0"),
}
"""Emoji that have a colour of their own."""


def dot_colour(blocks: Sequence[Block], tints: Sequence[str | None]) -> str | None:
    """Return the colour of the dot that a cell consists of; None where it holds other text or a dot in black or grey.

    `tints` are the colours of its letters, or of shapes in a cell without text.

    >>> from pipeline.model import Anchor, Line, TextBlock
    >>> dot = [TextBlock("paragraph", (Line("●", Anchor()),))]
    >>> dot_colour(dot, ["00B050"]), dot_colour(dot, ["000000"]), dot_colour([], ["FF0000"])
    ('00B050', None, 'FF0000')
    """
    if any(isinstance(block, Table) or block.marker for block in blocks):
        return None
    text = "".join(line.text for block in blocks if not isinstance(block, Table) for line in block.lines)
    text = text.replace("\ufe0f", "").replace(" ", "")
    if text and set(text) <= _LIGHTS.keys() and len(set(text)) == 1:
        return _LIGHTS[text[0]]
    if text and (len(set(text)) > 1 or text[0] not in DOTS):
        return None
    hues = [tint for tint in tints if tint and has_hue(tint)]
    return hues[-1] if len(set(hues)) == 1 else None
