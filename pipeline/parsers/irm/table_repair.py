"""Tables without rulings, mended: a name's last line that fell out of the table, and signs of a table that was lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.model import Block, Cell, Line, Table, TableRow, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.irm.labelled_ratings import opens_with_label
from pipeline.parsers.irm.words import SCALES, is_level_of
from pipeline.structure.lines import lines_of, text_of

LEADING = 0.8
"""Heights of a line: a line that follows within it stands in the same cell, one farther below opens a paragraph."""

FEWEST_LABELS = 2
LONGEST_PAIR = 60
"""Characters."""


def mended(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks; a line close below the last name of an unruled table goes back into its cell."""
    held: Table | None = None
    for block in map(_parted, blocks):
        if held is not None and isinstance(block, TextBlock) and _belongs(held, block):
            held = _with(held, block)
            continue
        if held is not None:
            yield held
        held = block if isinstance(block, Table) and not block.ruled else None
        if held is None:
            yield block
    if held is not None:
        yield held


def _parted(block: Block) -> Block:
    """Return a paragraph as one a line where several of its lines are labels: plain text has no other sign of it."""
    if isinstance(block, Table) or sum(opens_with_label(line.text) for line in block.lines) < FEWEST_LABELS:
        return block
    return replace(block, lines=tuple(replace(line, glue="paragraph") for line in block.lines))


def _first(table: Table) -> Cell | None:
    return table.rows[-1].cells[0] if table.rows and table.rows[-1].cells else None


def _belongs(table: Table, block: TextBlock) -> bool:
    cell = _first(table)
    above = lines_of(cell) if cell else ()
    if cell is None or not above or block.kind != "paragraph" or not block.lines:
        return False
    upper, lower = above[-1].anchor, block.lines[0].anchor
    if upper.box is None or lower.box is None or upper.page != lower.page:
        return False
    height = upper.box.bottom - upper.box.top
    close = 0 <= lower.box.top - upper.box.top <= (1 + LEADING) * height
    under = abs(lower.box.x0 - upper.box.x0) < height and all(_within(cell, line) for line in block.lines)
    return close and under


def _within(cell: Cell, line: Line) -> bool:
    return line.anchor.box is not None and line.anchor.box.x1 <= cell.right + 1


def _with(table: Table, block: TextBlock) -> Table:
    last = table.rows[-1]
    cell = last.cells[0]
    lines = (*lines_of(cell), replace(block.lines[0], glue="space"), *block.lines[1:])
    whole = replace(cell, blocks=(TextBlock("paragraph", lines),))
    return replace(table, rows=(*table.rows[:-1], TableRow((whole, *last.cells[1:]), last.after_break)))


def lost_rows(blocks: Iterable[Block]) -> Iterator[Issue]:
    """Yield an issue where paragraphs hold nothing but levels of two scales: the ratings of a table that was lost."""
    found = [block for block in blocks if isinstance(block, TextBlock) and is_pair(text_of(block))]
    if len(found) > 1:
        text = (
            f"{len(found)} lines hold ratings of a table whose columns were lost ('{text_of(found[0])}'); they were "
            "not read. Another format of the report may have the table."
        )
        yield Issue("parse", "warning", "grid-not-read", text, found[0].lines[0].anchor.page)


def is_pair(text: str) -> bool:
    """Say whether a text is two levels of two scales.

    >>> is_pair("Transformative Not Started"), is_pair("Not started"), is_pair("Limited progress was made")
    (True, False, False)
    """
    words = text.split()
    if not 1 < len(words) <= 6 or len(text) > LONGEST_PAIR:
        return False
    parts = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return any(_of_two(*pair) for pair in parts)


def _of_two(first: str, second: str) -> bool:
    left = {name for name in SCALES if name != "relevance" and is_level_of(name, first)}
    right = {name for name in SCALES if name != "relevance" and is_level_of(name, second)}
    return any(one != other for one in left for other in right)
