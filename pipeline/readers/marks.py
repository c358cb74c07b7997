"""Tell check boxes by their glyphs."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Block, Table

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
