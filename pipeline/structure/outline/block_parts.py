"""Part blocks that hold several: items of a list by their bullets, a bold line from the text below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import eq

from pipeline.model import Block, Glue, Line, Table, TextBlock
from pipeline.structure.lines import cut_line, join_lines, open_paragraph

LONGEST_LARGE_LINE = 25
"""Words of a paragraph that its larger type makes a heading."""

NARROW_LINE = 0.75
"""Share of its block's width below which a bold line ends before the margin: a line of its own, not a wrapped one."""

_BULLET = re.compile(r"[•●▪■◦➢✓\ue000-\uf8ff]\s{0,3}(?=\S)")


def split_typed_items(block: Block) -> Iterator[Block]:
    """Yield the items of a list that are lines of one block, by the bullets in front of them; another block as it is.

    A bullet within a line opens an item where the same one opens the line. What opens with a bullet is an item also
    where its type makes it a heading.

    >>> from pipeline.model import Anchor
    >>> lines = Line("Steps:", Anchor()), Line("• Open data (2012)• Portal", Anchor()), Line("of data", Anchor())
    >>> [(part.kind, join_lines(part.lines)) for part in split_typed_items(TextBlock("paragraph", lines))]
    [('paragraph', 'Steps:'), ('list_item', 'Open data (2012)'), ('list_item', 'Portal\\nof data')]
    """
    if isinstance(block, Table) or block.kind == "note":
        yield block
        return
    marker, lines = block.marker, list[Line]()
    opens_block = True
    for line in block.lines:
        for bullet, part in _split_at_bullets(line, block.marker if opens_block else None):
            if bullet and (lines or not opens_block or block.kind != "list_item"):
                if lines:
                    yield _make_part(block, lines, marker)
                marker, lines = bullet, []
            lines.append(part)
            opens_block = False
    if lines:
        yield _make_part(block, lines, marker)


def _split_at_bullets(line: Line, marker: str | None) -> Iterator[tuple[str | None, Line]]:
    """Yield the parts of a line that bullets open, each with its bullet; None for text without one."""
    opened = _BULLET.match(line.text)
    bullet = opened[0].strip() if opened else marker if marker and _BULLET.match(f"{marker} x") else None
    starts = [found.start() for found in _BULLET.finditer(line.text) if found[0].strip() == bullet]
    edges = sorted({0, *starts, len(line.text)})
    for start, end in pairwise(edges):
        found = _BULLET.match(line.text, start) if start in starts else None
        begin = found.end() if found else start
        part = cut_line(line, begin, end)
        if part is not None:
            glue: Glue = "paragraph" if start else part.glue
            yield (bullet if found else None), replace(part, glue=glue, bold_start=max(line.bold_start - begin, 0))


def _make_part(block: TextBlock, lines: Sequence[Line], marker: str | None) -> TextBlock:
    """Return some lines of a block: the block itself, if they are all, else an item or a paragraph."""
    if len(lines) == len(block.lines) and all(map(eq, lines, block.lines)):
        return block
    if marker:
        level = block.level if block.kind == "list_item" else 0
        return TextBlock("list_item", open_paragraph(lines), level, marker)
    return replace(block, lines=open_paragraph(lines))


def split_bold_line(block: Block) -> Iterator[Block]:
    """Part a bold line that opens a paragraph from the text below it: a heading that shares its paragraph.

    >>> from pipeline.model import Anchor
    >>> lines = Line("Expected results", Anchor(), bold=True), Line("Open data.", Anchor())
    >>> [part.kind for part in split_bold_line(TextBlock("paragraph", lines))]
    ['heading', 'paragraph']
    """
    if isinstance(block, Table) or block.kind != "paragraph" or len(block.lines) < 2 or not block.lines[0].bold:
        yield block
        return
    end = next((i for i, line in enumerate(block.lines) if not line.bold), 0)
    if not end or len(join_lines(block.lines[:end]).split()) > LONGEST_LARGE_LINE or not _ends_line(block.lines, end):
        yield block
        return
    yield TextBlock("heading", block.lines[:end], 6)
    yield TextBlock("paragraph", open_paragraph(block.lines[end:]))


def _ends_line(lines: Sequence[Line], end: int) -> bool:
    """Return whether the bold part fills lines of its own: a break follows it, or it stops before the margin."""
    if lines[end].glue == "paragraph":
        return True
    boxes = [line.anchor.box for line in lines]
    last = boxes[end - 1]
    if last is None or any(box is None for box in boxes):
        return False
    left, right = min(b.x0 for b in boxes if b), max(b.x1 for b in boxes if b)
    return last.x1 - left < NARROW_LINE * (right - left) and not lines[end].text[:1].islower()
