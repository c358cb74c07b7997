"""A commitment's running text: what introduces it, and the steps listed below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import Block, Line, Table, TextBlock
from pipeline.structure.lines import join_lines
from pipeline.structure.rows import join_blocks
from pipeline.structure.run_ins import looks_like_title, title_and_text

_DATED_END = re.compile(r"\([^()]{0,60}(?:19|20)\d\d[^()\d]{0,20}\)\s?[;.]?$")

INDENT = 10.0
"""Points by which a paragraph is indented against the introduction to be a step: half the usual indent of a list."""

FEWEST_STEPS = 1
"""Steps that make a list: one below an introduction that ends with a colon is one as well."""


@dataclass(frozen=True, slots=True)
class Body:
    """A text in two parts: paragraphs, and the steps listed below them, each as one block."""

    text: tuple[Block, ...]
    steps: tuple[TextBlock, ...]


def split_body(blocks: Sequence[Block]) -> Body:
    """Part a commitment's blocks into text and steps.

    Steps are list items, paragraphs that stand in, or paragraphs with a title of their own below an introduction that
    ends with a colon. What continues after a page end is put back first.
    """
    joined = join_over_pages(blocks)
    left = _left_edge(joined)
    text: list[Block] = []
    steps: list[TextBlock] = []
    for block in joined:
        if isinstance(block, TextBlock) and _is_step(block, left, text, steps):
            if block.kind == "list_item" and block.level and steps:
                steps[-1] = replace(steps[-1], lines=(*steps[-1].lines, *_open_paragraph(block.lines)))
            else:
                steps.append(block)
        else:
            text.append(block)
    if not text or len(steps) < FEWEST_STEPS:
        return Body(tuple(joined), ())
    return Body(tuple(text), tuple(steps))


def _is_step(block: TextBlock, left: float | None, text: Sequence[Block], steps: Sequence[TextBlock]) -> bool:
    if not text:
        return False
    if block.kind == "list_item":
        return True
    box = block.lines[0].anchor.box
    if left is not None and box is not None and box.x0 >= left + INDENT:
        return bool(steps) or _is_introduction(text[-1]) or _has_run_in_title(block) or ends_with_dates(block)
    return _has_run_in_title(block) and (_is_introduction(text[-1]) or bool(steps))


def _is_introduction(block: Block) -> bool:
    return isinstance(block, TextBlock) and join_lines(block.lines).rstrip().endswith((":", "："))


def ends_with_dates(block: TextBlock) -> bool:
    """Return whether a paragraph ends like an entry of a list: with its dates in brackets."""
    return _DATED_END.search(join_lines(block.lines)) is not None


def _has_run_in_title(block: TextBlock) -> bool:
    parts = title_and_text(block.lines)
    return parts is not None and looks_like_title(join_lines(parts[0]))


def _left_edge(blocks: Sequence[Block]) -> float | None:
    """Return where the introduction's lines begin."""
    for block in blocks:
        if isinstance(block, TextBlock) and block.kind != "list_item" and block.lines[0].anchor.box:
            return min(line.anchor.box.x0 for line in block.lines if line.anchor.box)
    return None


def join_over_pages(blocks: Sequence[Block]) -> list[Block]:
    """Put paragraphs that a page end parts together again, list items too."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if isinstance(block, TextBlock) and isinstance(above, TextBlock) and is_continuation(above, block):
            found[-1] = replace(above, lines=(*above.lines, replace(block.lines[0], glue="space"), *block.lines[1:]))
        elif found and isinstance(block, Table) and isinstance(above, Table):
            found[-1:] = list(join_blocks((above,), (block,)))
        else:
            found.append(block)
    return found


def is_continuation(above: TextBlock, block: TextBlock) -> bool:
    """Return whether a paragraph continues the one above: that has no end, this begins small or in a sentence."""
    if block.kind != "paragraph" or not above.lines or not block.lines:
        return False
    text = join_lines(above.lines).rstrip()
    if text.endswith((".", "!", "?", ":", ";", "”", '"')) or text.endswith(("。", "：")):
        return False
    if not any(map(str.isalpha, join_lines(block.lines))):
        return False
    first = block.lines[0].text[:1]
    is_open_item = above.kind == "list_item" and len(text.split()) > 3 and not text.endswith(")")
    return first.islower() or is_open_item or text.endswith((",", "-"))


def _open_paragraph(lines: Sequence[Line]) -> tuple[Line, ...]:
    return (replace(lines[0], glue="paragraph"), *lines[1:])
