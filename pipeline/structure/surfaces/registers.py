"""Registers: tables with one commitment a row, or in several rows that belong together.

A commitment takes several rows where its cell is merged over them or blank below, one milestone in each, and where rows
numbered 3.1 and 3.2 are below its own row 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice

from pipeline.model import Anchor, Cell, Line, TableRow, TextBlock
from pipeline.structure.commitments.completion import LEVELS, repeats_levels
from pipeline.structure.dates import is_date
from pipeline.structure.grids import is_empty, measure_overlap
from pipeline.structure.lines import text_of
from pipeline.structure.milestones.columns import TEXTS, cells_under, column_field, date_field
from pipeline.structure.milestones.numbering import is_milestone_number
from pipeline.structure.numbers import split_number
from pipeline.structure.rows import join_rows
from pipeline.structure.surfaces.table_heads import (
    FEWEST_COLUMNS,
    NUMBER,
    SUBJECT,
    heads_merged_cells,
    subject_column,
)

STEP = "milestone"
"""The heading that the steps of a commitment get, in whose column the register's heading asks for commitments."""

Records = tuple[TableRow, tuple[TableRow, ...]]
"""A commitment's row, and the table of its milestones with their heads; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Register:
    """A register's heading row, the fields of its columns by their heading cells, and the rows below it.

    `asked` are the fields that the cells of a column show, whatever their heading says.
    """

    heading: TableRow
    fields: Mapping[Cell, str]
    asked: Mapping[Cell, str]
    rows: tuple[TableRow, ...]

    @property
    def subject(self) -> Cell | None:
        """The heading of the column that names the commitments."""
        named = (cell for cell in self.heading.cells if self.fields.get(cell) in ("commitment", "title"))
        told = (cell for cell in self.heading.cells if self.fields.get(cell) in SUBJECT)
        return next(named, None) or next(told, None)

    @property
    def numbers(self) -> Cell | None:
        """The heading of the column of numbers."""
        return next((cell for cell, field in self.fields.items() if field == "number"), None)


def read_register(rows: Sequence[TableRow], head: Mapping[int, str]) -> Register:
    """Return the register whose heading row is the first of these; `head` are fields by their place in it."""
    heading = rows[0]
    printed = _read_words(heading)
    below = tuple(row for row in rows[1:] if _read_words(row) != printed)
    body = [row for row in below if not is_bar(row)]
    subject = subject_column(head, heading, [row for row in body if len(row.cells) > 1][:2])
    if subject is None and not SUBJECT & set(head.values()):
        # Where nothing is called a commitment, texts merged down beside activities are, else the activities.
        activities = next((heading.cells[place] for place, field in head.items() if field == "milestones"), None)
        is_above = 0 not in head and heads_merged_cells(heading, body)
        subject = heading.cells[0] if is_above else activities
    asked = {subject: "commitment"} if subject is not None else {}
    for place, cell in enumerate(heading.cells):
        if cell is not subject and (field := _asked_field(cell, head.get(place), body)):
            asked[cell] = field
    named = {heading.cells[place]: field for place, field in head.items()}
    register = Register(heading, {**named, **asked}, asked, below)
    if _steps_column(register) is None and (steps := _find_steps(register)):
        register = replace(register, fields={**register.fields, steps: "milestones"})
    rows = tuple(row for row in register.rows if not _is_total(register, row))
    return _without_repeats(replace(register, rows=rows))


def _is_total(register: Register, row: TableRow) -> bool:
    """Return whether a row has words where others have a number, and no title: 'Total of milestones'."""
    words = cell_text(register.numbers, row)
    is_worded = any(map(str.isalpha, words)) and not NUMBER.fullmatch(words)
    return is_worded and not is_bar(row) and not cell_text(register.subject, row)


def _find_steps(register: Register) -> Cell | None:
    """Return the heading over the steps where its words don't say so: texts next to one cell of the commitment.

    Dates or numbers of their own show that they are steps and not parts of a text.
    """
    subject, openers = register.subject, [cell for cell in (register.subject, register.numbers) if cell]
    later: list[TableRow] = []
    above: TableRow | None = None
    for row in register.rows:
        is_blank = above is not None and not is_bar(row) and not any(cell_text(cell, row) for cell in openers)
        if is_blank and any(map(text_of, row.cells)):
            later.append(row)
        elif not is_blank:
            above = None if is_bar(row) or subject is None or not cell_text(subject, row) else row
    texts = {cell: [text for row in later if (text := cell_text(cell, row))] for cell in register.heading.cells}
    told = {cell: held for cell, held in texts.items() if 2 * len(held) > len(later)}
    marked = [cell for cell, held in told.items() if all(is_date(text) or is_milestone_number(text) for text in held)]
    free = (cell for cell in told if cell not in marked and register.fields.get(cell) in (None, *TEXTS))
    return next(free, None) if marked else None


def _without_repeats(register: Register) -> Register:
    """Return a register with what each milestone's row repeats of its commitment left blank, as if it were merged.

    A sheet of data prints a commitment's name, lead and dates in the row of each milestone.
    """
    if register.subject is None or _steps_column(register) is None:
        return register
    openers: dict[int, TableRow] = {}
    for at in range(1, len(register.rows)):
        above = openers.get(at - 1, register.rows[at - 1])
        if _repeats_name(register, above, register.rows[at]):
            openers[at] = above
    repeated = [
        cell
        for cell in register.heading.cells
        if all(cell_text(cell, register.rows[at]) == cell_text(cell, above) for at, above in openers.items())
    ]
    rows = (_leave_blank(row, repeated) if at in openers else row for at, row in enumerate(register.rows))
    return replace(register, rows=tuple(rows))


def _repeats_name(register: Register, above: TableRow, row: TableRow) -> bool:
    """Return whether a row has the name and number of the one above, and another milestone."""
    if is_bar(above) or is_bar(row):
        return False
    (name, number, step), others = (
        [cell_text(cell, one) for cell in (register.subject, register.numbers, _steps_column(register))]
        for one in (row, above)
    )
    return bool(name and step) and [name, number] == others[:2] and step != others[2]


def _leave_blank(row: TableRow, headings: Sequence[Cell]) -> TableRow:
    blank = [cell for heading in headings if (cell := find_cell(heading, row))]
    return replace(row, cells=tuple(replace(cell, blocks=()) if cell in blank else cell for cell in row.cells))


def _read_words(row: TableRow) -> list[list[str]]:
    return [text_of(cell).split() for cell in row.cells]


def is_bar(row: TableRow) -> bool:
    """Return whether a row is one text across the columns."""
    filled = [cell for cell in row.cells if text_of(cell)]
    return len(row.cells) == 1 or (len(filled) == 1 and filled[0].column_span > 1)


def find_cell(heading: Cell, row: TableRow) -> Cell | None:
    """Return the cell of a row that is under a heading, by the better half of the narrower one; None for none."""
    best = max(row.cells, key=lambda cell: measure_overlap(cell, heading), default=None)
    if best is None:
        return None
    narrower = min(best.right - best.left, heading.right - heading.left)
    return best if measure_overlap(best, heading) > narrower / 2 else None


def cell_text(heading: Cell | None, row: TableRow) -> str:
    """Return the text of a row's cell under a heading, empty where there is none."""
    cell = find_cell(heading, row) if heading is not None else None
    return text_of(cell) if cell is not None else ""


def _asked_field(heading: Cell, named: str | None, rows: Sequence[TableRow]) -> str | None:
    """Return the field that the cells of a column show, None where its heading says it."""
    texts = [text for row in rows if (text := cell_text(heading, row))]
    label = text_of(heading)
    if not texts:
        return None
    if (not label or column_field(label) == "number") and all(NUMBER.fullmatch(text) for text in texts):
        return "number"
    if all(map(is_date, texts)):
        # 'Fin' over dates is an end and no aim; what no one knows over nothing but dates is the time.
        return date_field(label) or ("timeline" if named is None else None)
    return "status" if label and named not in LEVELS and repeats_levels(texts) else None


def split_records(register: Register) -> Iterator[Records]:
    """Yield the commitments of a register in order, each with the table of its milestones; rows across alone.

    A cell that reaches down over several commitments is each one's own, and so is the theme above a blank cell.
    """
    held: dict[Cell, Cell] = {}
    for row, steps in _split_rows(register):
        if is_bar(row):
            held = {}
            yield row, steps
            continue
        own = {heading: cell for heading in register.heading.cells if (cell := find_cell(heading, row))}
        for heading, cell in list(held.items()):
            if not (reaches_into([TableRow((cell,))], row) or register.fields.get(heading) == "theme"):
                del held[heading]
        missing = [cell for heading, cell in held.items() if heading not in own or not text_of(own[heading])]
        blank = {own[heading] for heading in held if heading in own and not text_of(own[heading])}
        held |= {heading: cell for heading, cell in own.items() if text_of(cell)}
        cells = [cell for cell in row.cells if cell not in blank]
        yield replace(row, cells=tuple(sorted([*cells, *missing], key=lambda cell: cell.left))), steps


def _split_rows(register: Register) -> Iterator[Records]:
    if steps := _find_numbered_steps(register):
        yield from _split_numbered(register, steps)
        return
    blocks = list(_iterate_blocks(register))
    own = _own_columns(register, blocks)
    for block in blocks:
        yield _split_block(register, block, own)


# One milestone a row, next to a commitment's merged or blank cells.


def _iterate_blocks(register: Register) -> Iterator[list[TableRow]]:
    """Yield the rows of each commitment together; a row across is alone."""
    block: list[TableRow] = []
    for row in register.rows:
        if block and (not is_bar(row) or reaches_into(block, row)) and _is_next_step(register, block, row):
            block.append(row)
            continue
        if block:
            yield block
        block = [row]
    if block:
        yield block


def _is_next_step(register: Register, block: Sequence[TableRow], row: TableRow) -> bool:
    """Return whether a row holds the next milestone of the commitment above: under its merged cell or a blank one."""
    subject, steps = register.subject, _steps_column(register)
    if subject is None or is_bar(block[0]):
        return False
    opener = find_cell(subject, block[0])
    if opener is not None and reaches_into([TableRow((opener,))], row):
        return True
    if steps is None or cell_text(subject, row):
        return False
    return bool(cell_text(steps, row)) and bool(cell_text(steps, block[0]))


def _steps_column(register: Register) -> Cell | None:
    return next((cell for cell, field in register.fields.items() if field == "milestones"), None)


def _own_columns(register: Register, blocks: Sequence[Sequence[TableRow]]) -> list[Cell]:
    """Return the headings of the columns in which a milestone's row has a cell of its own, in any commitment."""
    steps = _steps_column(register)
    later = [row for block in blocks for row in block[1:]]
    return [cell for cell in register.heading.cells if cell is steps or any(cell_text(cell, row) for row in later)]


def _split_block(register: Register, block: Sequence[TableRow], own: Sequence[Cell]) -> Records:
    """Return a commitment's row with the cells that reach over all its rows, and the others as a table."""
    first, *later = block
    steps = _steps_column(register)
    if steps is None:
        return reduce(join_rows, later, first), ()
    if is_bar(first) or (not later and not _is_single_step(find_cell(steps, first), own)):
        return first, ()
    until = max(row.cells[0].row for row in block) + 1
    held = {id(cell) for heading in own for cell in cells_under(first, heading)}
    mine = tuple(cell for cell in first.cells if id(cell) in held and not (later and cell.row + cell.row_span >= until))
    if not mine:
        return first, ()
    shared = tuple(cell for cell in first.cells if cell not in mine)
    heads = [cell for cell in own if any(find_cell(cell, row) for row in (replace(first, cells=mine), *later))]
    if column_field(text_of(steps)) not in TEXTS[:2]:
        heads = [_rename(cell, STEP) if cell is steps else cell for cell in heads]
    return replace(first, cells=shared), (TableRow(tuple(heads)), replace(first, cells=mine), *later)


def _is_single_step(cell: Cell | None, own: Sequence[Cell]) -> bool:
    """Return whether a commitment of one row has one milestone, where milestones have columns of their own."""
    if cell is None or len(own) < 2 or len(cell.blocks) != 1 or is_empty(text_of(cell)):
        return False
    block = cell.blocks[0]
    return isinstance(block, TextBlock) and block.kind == "paragraph"


# Rows numbered below others.


def _row_number(register: Register, row: TableRow) -> str | None:
    if is_bar(row):
        return None
    number = cell_text(register.numbers, row)
    if NUMBER.fullmatch(number):
        return "".join(number.split()).rstrip(".)")
    return split_number(cell_text(register.subject, row))[0] if not number else None


def _find_parents(register: Register) -> dict[int, int]:
    """Return the index of each row whose number is below another's, with the index of that row: 3.1 below 3."""
    found: dict[int, int] = {}
    places: dict[str, int] = {}
    for at, row in enumerate(register.rows):
        number = _row_number(register, row)
        if number is None:
            continue
        above = number.rpartition(".")[0]
        if above and above in places:
            found[at] = places[above]
        places[number] = at
    return found


def is_heading_row(register: Register, row: TableRow) -> bool:
    """Return whether a row holds a title, with its number or in a register of numbers without one, and nothing else."""
    filled = [cell for cell in row.cells if text_of(cell)]
    title = find_cell(register.subject, row) if register.subject is not None else None
    if title is None or not text_of(title):
        return False
    number = find_cell(register.numbers, row) if register.numbers is not None else None
    return all(cell is title or cell is number for cell in filled)


def _find_numbered_steps(register: Register) -> Mapping[int, int]:
    """Return the rows that are steps, each with the row of its commitment.

    Below a row with a title alone are commitments.
    """
    if register.subject is None or _steps_column(register) is not None:
        return {}
    parents = _find_parents(register)
    return {at: above for at, above in parents.items() if not is_heading_row(register, register.rows[above])}


def _split_numbered(register: Register, steps: Mapping[int, int]) -> Iterator[Records]:
    tables: dict[int, list[TableRow]] = {}
    for at in steps:
        above = steps[at]
        # The steps of a step are its commitment's as well.
        while above in steps:
            above = steps[above]
        tables.setdefault(above, []).append(register.rows[at])
    for at, row in enumerate(register.rows):
        if at not in steps:
            yield row, _head_steps(register, tables[at]) if at in tables else ()


def _head_steps(register: Register, rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """Return steps below their heads: the one over commitments asks for milestones there."""
    filled = [cell for cell in register.heading.cells if any(cell_text(cell, row) for row in rows)]
    heads = [_rename(cell, STEP) if cell is register.subject else cell for cell in filled]
    return (TableRow(tuple(heads)), *rows)


def _rename(cell: Cell, text: str) -> Cell:
    anchor = cell.anchors[0] if cell.anchors else Anchor()
    return replace(cell, blocks=(TextBlock("paragraph", (Line(text, anchor),)),))


def is_register_head(head: Mapping[int, str], rows: Sequence[TableRow], at: int) -> bool:
    """Return whether a row heads a register: a column for what the commitment is, by its name or behind the numbers."""
    row = rows[at]
    filled = [cell for cell in row.cells if text_of(cell)]
    if len(filled) < FEWEST_COLUMNS or len(head) < 2:
        return False
    named = {id(row.cells[place]) for place in head}
    known = [cell for cell in filled if id(cell) in named or column_field(text_of(cell))]
    below = list(islice((after for after in _iterate_openers(rows[at:]) if len(after.cells) > 1), 2))
    if len(known) * 2 < len(filled) or not below:
        return False
    if any(len(after.cells) < FEWEST_COLUMNS for after in below) or reaches_into(rows[at : at + 1], rows[at + 1]):
        return False
    return bool(set(head.values()) & SUBJECT) or subject_column(head, row, below) is not None


def _iterate_openers(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    """Yield the rows below the first into which no text above reaches: rows under merged cells have fewer cells."""
    until: int | None = None
    for row in rows:
        if until is not None and not (row.cells and row.cells[0].row < until):
            yield row
        ends = (cell.row + cell.row_span for cell in row.cells if cell.row_span > 1 and text_of(cell))
        until = max([until or 0, *ends])


def reaches_into(above: Sequence[TableRow], row: TableRow) -> bool:
    """Return whether a cell of the rows above reaches down into a row."""
    merged = (cell for other in above for cell in other.cells if cell.row_span > 1)
    until = max((cell.row + cell.row_span for cell in merged), default=0)
    return bool(row.cells) and row.cells[0].row < until
