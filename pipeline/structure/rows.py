"""Rows that a page end breaks in two, and words that boxes part, joined again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.lexicon import is_prompt, match_label
from pipeline.model import Block, Cell, Glue, Line, Table, TableRow, TextBlock
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.grids import find_cell_under, innermost_cells
from pipeline.structure.lines import lines_of, text_of

LONGEST_LABEL_IN_PROMPT = 4
"""Words: prompts speak of other fields ('its main objective'), so that so short a text may be a label all the same."""

FEWEST_BOXES, FEWEST_SIGNS = 6, 3
"""Filled boxes that spell a word or date, and different signs in them: '1/1/22' is the shortest date."""

ROW_FIELDS = ("milestones", "completion", "status")
"""Fields of which each row next to the label is an answer of its own."""

Continues = Callable[[TableRow, TableRow], bool]
"""Says whether the second row is the rest of the first."""


def opens_empty(above: TableRow, below: TableRow) -> bool:
    """Return whether the row below continues the one above: same columns, first cell empty, another not.

    That is how a broken row looks where the first column holds a label or a number, the usual case.
    """
    if not above.cells or not below.cells or len(above.cells) != len(below.cells):
        return False
    return not text_of(below.cells[0]) and any(text_of(cell) for cell in below.cells)


def merge_continued_rows(table: Table, continues: Continues = opens_empty) -> tuple[TableRow, ...]:
    """Return the table's rows with those that continue after a page end put back into the row that they belong to."""
    return join_rows_that(lambda above, below: below.after_break and continues(above, below), table.rows)


def join_rows_that(continues: Continues, rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """Return the rows with each that continues the one above, on a new page or wrapped, put into it."""
    joined: list[TableRow] = []
    for row in rows:
        if joined and continues(joined[-1], row):
            joined[-1] = join_rows(joined[-1], row)
        else:
            joined.append(row)
    return tuple(joined)


def goes_on_with_form(above: TableRow, below: TableRow) -> bool:
    """Return whether a form's row on a new page is the rest of the last row on the page before.

    A row that opens with a label of its own is new; one whose label cell is empty, or continues the label or prompt of
    the row above, is not. Marks below the headings of a completion grid stay a row of their own.
    """
    filled = [cell for cell in below.cells if text_of(cell)]
    if not filled or any((label := match_label(text_of(cell))) and label.field == "completion" for cell in above.cells):
        return False
    if _label_goes_on(above, filled[0]):
        return True
    if match_label(text_of(filled[0])) is not None:
        return False
    if len(below.cells) > 1 and all(text_of(cell)[:1].islower() for cell in below.cells):
        return len(above.cells) == len(below.cells)
    if len(below.cells) == 1:
        return (
            len(above.cells) == 1 and match_label(text_of(above.cells[0])) is None and text_of(filled[0])[:1].islower()
        )
    return not text_of(below.cells[0])


def is_level_with_label(above: TableRow, below: TableRow) -> bool:
    """Return whether a row is a second cell of text next to the label of the row above; steps and levels stay rows."""
    if (len(above.cells), len(below.cells)) != (2, 1):
        return False
    label, cell = above.cells[0], below.cells[0]
    if cell.left < label.right or cell.row >= label.row + label.row_span or cell.marked:
        return False
    asked = match_label(text_of(label))
    is_text = asked is None or asked.field not in ROW_FIELDS
    return is_text and not is_level(text_of(cell)) and match_label(text_of(cell)) is None


def _label_goes_on(above: TableRow, opener: Cell) -> bool:
    """Return whether a cell continues the label or the prompt in the cell above it."""
    over = [c for c in above.cells if min(c.right, opener.right) > max(c.left, opener.left) and text_of(c)]
    # A figure without words is the number of a step.
    if not over or not any(map(str.isalpha, text_of(opener))):
        return False
    before, after = text_of(over[0]), text_of(opener)
    known, whole, own = match_label(before), match_label(f"{before} {after}"), match_label(after)
    if whole is None:
        return own is None and known is not None and is_prompt(after)
    mid_sentence = after[:1].islower() and is_prompt(after) and known is not None and known.field == whole.field
    if own is None or mid_sentence:
        return True
    if own.method == "prefix":
        # A label with its own prompt behind it is a row of its own.
        return False
    # Both 'implementing agency' and 'responsible person from implementing agency' are labels: the whole one counts
    # where the row above was none, was known by likeness alone, or had no more than the beginning of its prompt.
    if known is None or (known.method == "fuzzy" and whole.method == "exact"):
        return True
    goes_on_prompting = len(after.split()) > LONGEST_LABEL_IN_PROMPT and is_prompt(after)
    return known.field == whole.field and whole.method == "prefix" and goes_on_prompting


def join_boxes(cells: Sequence[Cell]) -> tuple[Block, ...]:
    """Return the answer that boxes of one letter each spell, an empty one a blank; nothing for other cells.

    Scores and marks are few or all alike.
    """
    spelt: list[Line] = []
    glue: Glue = "none"
    for box in (inner for cell in cells for inner in innermost_cells(cell)):
        lines = lines_of(box)
        if len(lines) > 1 or any(len(line.text.strip()) > 1 for line in lines):
            return ()
        spelt += [replace(line, text=line.text.strip(), glue=glue) for line in lines]
        glue = "none" if lines else "space"
    is_word = len(spelt) >= FEWEST_BOXES and len({line.text for line in spelt}) >= FEWEST_SIGNS
    return (TextBlock("paragraph", tuple(spelt)),) if is_word else ()


def join_rows(above: TableRow, below: TableRow) -> TableRow:
    """Put the cells of the row below into the cells above that they are under, by horizontal overlap."""
    for cell in below.cells:
        if over := find_cell_under(cell, above):
            joined = _join_cells(over, cell)
            above = replace(above, cells=tuple(joined if other is over else other for other in above.cells))
    return above


def _join_cells(above: Cell, below: Cell) -> Cell:
    return replace(
        above,
        blocks=join_blocks(above.blocks, below.blocks),
        anchors=(*above.anchors, *below.anchors),
        fill=above.fill or below.fill,
    )


def join_blocks(above: tuple[Block, ...], below: tuple[Block, ...]) -> tuple[Block, ...]:
    """Put blocks of one cell that a page end parts behind each other; a sentence that continues stays one paragraph."""
    if not above or not below:
        return above or below
    last, first = above[-1], below[0]
    if isinstance(last, TextBlock) and isinstance(first, TextBlock) and _continues_paragraph(last, first):
        opened = replace(first.lines[0], glue="space")
        whole = replace(last, lines=(*last.lines, opened, *first.lines[1:]))
        return (*above[:-1], whole, *below[1:])
    return above + below


def _continues_paragraph(last: TextBlock, first: TextBlock) -> bool:
    # A page end is no paragraph end: only a closed sentence before it, or a list marker behind it, makes one.
    if first.kind != "paragraph" or first.marker or not last.lines or not first.lines:
        return False
    return (
        not last.lines[-1].text.endswith((".", "!", "?", ":", ";", "”", '"', ")")) or first.lines[0].text[0].islower()
    )
