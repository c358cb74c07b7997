"""Labels in tables: next to their answers, over them, over columns; titles in rows across; tables within cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.lexicon import match_exact_label, match_label, split_label
from pipeline.model import Block, Cell, Table, TableRow, TextBlock
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.grids import find_cell_under
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.milestones.columns import find_line_of_time
from pipeline.structure.numbers import is_named
from pipeline.structure.outline.tree import OutlineItem
from pipeline.structure.rows import (
    goes_on_with_form,
    is_level_with_label,
    join_boxes,
    join_rows,
    join_rows_that,
    merge_continued_rows,
)
from pipeline.structure.surfaces.piece import (
    Piece,
    Surface,
    holds_label,
    split_label_above,
    split_labels_below,
    split_stacked_labels,
)
from pipeline.structure.surfaces.registers import (
    is_bar,
    is_heading_row,
    is_register_head,
    reaches_into,
    read_register,
    split_records,
)
from pipeline.structure.surfaces.row_groups import RowGroup, find_row_groups, without_numbering
from pipeline.structure.surfaces.table_heads import (
    FEWEST_COLUMNS,
    LONGEST_LABEL,
    NUMBER,
    end_of_answer,
    end_of_scale,
    find_level_grid,
    has_other_columns,
    head_fields,
    is_band,
    is_grid,
    is_label_row,
    is_milestone_head,
    is_scale_label,
    names_scale,
    opens_with_question,
    without_group_names,
)
from pipeline.structure.surfaces.texts import text_pieces
from pipeline.structure.surfaces.two_row_heads import join_heads

LONGEST_BAR = 40
"""Words of a row across a form that may be a title."""

FEWEST_RECORDS = 2
"""Rows below the heads of a register: one alone is a form with its labels over the answers."""

THEME = frozenset({"theme"})
"""The field of rows across above the commitments of a register."""

REST: tuple[object, ...] = ("rest",)
"""Style of an answer without a label next to it: it continues the answer of the row above, on the page before too."""


def table_pieces(
    table: Table, index: int, of_commitments: bool = False, asked: bool = False, above: int = 0
) -> Iterator[Piece]:
    """Yield the pieces of a table; with `of_commitments` the rows below the heads of activities are commitments.

    `asked` says that the label above the table asks for milestones; `above` counts the labels of its form above it.
    """
    merged = join_rows_that(is_level_with_label, merge_continued_rows(table, _goes_on))
    filled = without_group_names(list(_filled_rows(merged)))
    rows = without_numbering(join_heads([part for row in filled for part in split_stacked_labels(row)]))
    at = len(rows) if find_line_of_time(rows) else 0
    yield from _milestone_pieces(rows, table, index) if at else ()
    labels = 0
    while at < len(rows):
        head = head_fields(rows[at])
        is_milestones = is_milestone_head(rows[at], rows[at + 1 :], labels + above, asked and at == 0)
        if grid := find_level_grid(rows, at):
            end = grid.end
            whole = _make_labelled_piece("row", grid.label, grid.whole, _row_style(grid.label))
            yield from _number_pieces([replace(whole, asks=grid.asks)] if grid.whole else [], index)
            yield from _milestone_pieces(grid.milestones, table, index) if grid.milestones else ()
        elif not is_milestones and (end := end_of_scale(rows, at)) > at:
            yield from _number_pieces(_scale_pieces(rows[at:end]), index)
        elif not labels and (groups := find_row_groups(rows[at:])):
            end = at + groups[0].end
            yield from _group_pieces(rows[at], groups, table, index, at)
        elif is_milestones and of_commitments and len(rows) > at + 1:
            end = len(rows)
            yield from _register_pieces(rows[at:end], head, table, index, at)
        elif is_milestones and at + 1 < len(rows):
            end = _end_of_grid(rows, at)
            yield from _milestone_pieces(rows[at:end], table, index)
        elif (end := _end_of_headless(rows, at)) > at + 1:
            yield from _number_pieces(_of_row(rows[at]), index)
            yield from _milestone_pieces(rows[at + 1 : end], table, index)
        elif is_register_head(head, rows, at):
            end = len(rows)
            yield from _register_pieces(rows[at:end], head, table, index, at)
        elif over := _labels_over(rows, at):
            end = end_of_answer(rows, at + 1)
            yield from _number_pieces(over, index)
        elif at == 0 and len(rows) > 1 and is_grid(rows) and not is_milestone_head(rows[1], rows[2:]):
            yield _make_plain_piece(table, index)
            return
        else:
            end = at + 1
            yield from _number_pieces(_of_row(rows[at]), index)
        labels += sum(map(is_label_row, rows[at:end]))
        at = end


def _goes_on(above: TableRow, below: TableRow) -> bool:
    return not names_scale(above) and goes_on_with_form(above, below)


def _is_label(cell: Cell) -> bool:
    text = text_of(cell)
    return len(text.split()) <= LONGEST_LABEL and match_exact_label(text) is not None and not is_level(text)


def _filled_rows(rows: Sequence[TableRow]) -> Iterator[TableRow]:
    """Yield the rows that hold something; below the names of a scale a fill alone is a mark."""
    in_scale = False
    for row in rows:
        filled = any(text_of(cell) or cell.blocks or cell.marked for cell in row.cells)
        if filled or (in_scale and any(cell.fill for cell in row.cells)):
            yield row
        in_scale = names_scale(row) or (in_scale and not filled)


def _end_of_grid(rows: Sequence[TableRow], at: int) -> int:
    """Return the index behind the rows that a milestone table's head is over."""
    width = len(rows[at].cells)
    end = at + 1
    while end < len(rows):
        is_other = len(rows[end].cells) < min(width, FEWEST_COLUMNS) or (is_label_row(rows[end]) and width > 2)
        if (is_other or has_other_columns(rows[at], rows[end])) and not reaches_into(rows[at:end], rows[end]):
            break
        end += 1
    return end


def _end_of_headless(rows: Sequence[TableRow], at: int) -> int:
    """Return the index behind milestone rows without heads that follow their label alone in a row."""
    filled = [cell for cell in rows[at].cells if text_of(cell)]
    match = match_exact_label(text_of(filled[0])) if len(filled) == 1 else None
    end = at + 1
    if match is not None and match.field == "milestones":
        while end < len(rows) and len(rows[end].cells) >= FEWEST_COLUMNS and not _is_label(rows[end].cells[0]):
            end += 1
    return end


def _make_plain_piece(table: Table, index: int) -> Piece:
    page = table.anchors[0].page if table.anchors else None
    return Piece("table", "", (), answer=(table,), block=table, table=index, page=page)


def _milestone_pieces(rows: Sequence[TableRow], table: Table, index: int) -> Iterator[Piece]:
    beside = rows[0].cells[0]
    least = 2 if _is_label(beside) else 3
    if len(rows) >= least and beside.row_span >= len(rows) and len(rows[0].cells) > FEWEST_COLUMNS - 1:
        # A label next to all rows is none of the table's columns.
        rows = (replace(rows[0], cells=rows[0].cells[1:]), *rows[1:])
    part = replace(table, rows=tuple(rows))
    heads = (beside, *rows[0].cells)
    label = next((cell for cell in heads if (m := match_label(text_of(cell))) and m.field == "milestones"), None)
    lines = lines_of(label) if label else ()
    page = table.anchors[0].page if table.anchors else None
    yield Piece("table", "milestones", lines, answer=(part,), block=part, table=index, page=page)


# A register: one commitment a row.


def _register_pieces(
    rows: Sequence[TableRow], head: Mapping[int, str], table: Table, index: int, first: int
) -> Iterator[Piece]:
    register = read_register(rows, head)
    for number, (row, steps) in enumerate(split_records(register), first + 1):
        if not steps and (is_bar(row) or (register.numbers is not None and is_heading_row(register, row))):
            title = [cell for cell in row.cells if text_of(cell) and not NUMBER.fullmatch(text_of(cell))]
            yield from _number_pieces(_bar_pieces(title, THEME), index)
            continue
        record = number if len(rows) > FEWEST_RECORDS else -1
        for label in register.heading.cells:
            cell = find_cell_under(label, row)
            asked = register.asked.get(label)
            if cell is None or not (text_of(label) or asked):
                continue
            piece = _make_labelled_piece("column", label, (cell,), ("column", index))
            # A sign such as '#' has no letters by which the label recurs.
            text = piece.text if piece.key else asked or piece.text
            yield replace(piece, text=text, record=record, table=index, asks=asked)
        if steps:
            yield from (replace(piece, record=number) for piece in _milestone_pieces(steps, table, index))


def _group_pieces(head: TableRow, groups: Sequence[RowGroup], table: Table, index: int, first: int) -> Iterator[Piece]:
    """Yield the rows across above commitments, and of each commitment its title, what is said of it and its steps."""
    for number, group in enumerate(groups, first + 1):
        for row in group.above:
            yield from _number_pieces(_bar_pieces([cell for cell in row.cells if text_of(cell)], THEME), index)
        own = [*_title_pieces(head, group), *(piece for row in group.said for piece in _of_row(row))]
        if group.steps:
            own += _milestone_pieces([head, *group.steps], table, index)
        yield from (replace(piece, record=number, table=index) for piece in own)


def _title_pieces(head: TableRow, group: RowGroup) -> Iterator[Piece]:
    """Yield the number and title of a commitment, the texts below it, and the cells under a heading."""
    title, *texts = group.name.blocks
    for cell in group.title.cells:
        if cell is group.name:
            yield _make_asking_piece("commitment", replace(cell, blocks=(title,)))
            yield from _bar_pieces((replace(cell, blocks=tuple(texts)),)) if texts else ()
        elif text_of(cell) and cell.right <= group.name.left:
            yield _make_asking_piece("number", cell)
        elif split_label(text_of(cell)):
            yield from _bar_pieces((cell,))
        elif text_of(cell) and (label := find_cell_under(cell, head)):
            yield _make_labelled_piece("column", label, (cell,), ("column",))


def _make_asking_piece(field: str, cell: Cell) -> Piece:
    """Return a cell as the answer to a label that is not printed."""
    page = cell.anchors[0].page if cell.anchors else None
    return Piece("column", field, (), style=("column",), answer=cell.blocks, cells=(cell,), page=page, asks=field)


# A form: label and answer in one row, titles across.


def _labels_over(rows: Sequence[TableRow], at: int) -> list[Piece]:
    """Return labels that are over their answers: a row of nothing but labels, the answers in the row below."""
    if at + 1 >= len(rows):
        return []
    row, below = rows[at], rows[at + 1]
    filled = [cell for cell in row.cells if text_of(cell)]
    head = head_fields(row, sure=True)
    are_labels = len(head) >= len(filled) or (2 * len(head) > len(filled) and is_band(row, below))
    if not filled or not are_labels or len(below.cells) != len(row.cells) or len(head_fields(below)):
        return []
    if any(is_level(text_of(cell)) for cell in filled) or names_scale(below):
        return []
    if len(filled) == 1 and (len(row.cells) > 1 or not text_of(below.cells[0]) or opens_with_question(below.cells[0])):
        return []
    for rest in rows[at + 2 : end_of_answer(rows, at + 1)]:
        below = join_rows(below, rest)
    return [
        _make_labelled_piece("over", cell, (answer,), ("over",))
        for cell in filled
        if (answer := find_cell_under(cell, below))
    ]


def _of_row(row: TableRow) -> Iterator[Piece]:
    filled = [cell for cell in row.cells if cell.blocks or cell.marked]
    if not filled:
        return
    first = row.cells[0]
    if all(map(holds_label, filled)) and (len(filled) > 1 or split_label_above(filled[0])):
        yield from (piece for cell in filled for piece in _of_labelled_cell(cell))
    elif len(filled) > 1 and (closed := split_labels_below(filled)):
        yield from (_make_labelled_piece("over", label, (answer,), ("below",)) for label, answer in closed)
    elif len(filled) == 1 and (filled[0] is first or len(row.cells) == 1):
        if len(row.cells) > 1 and len(text_of(first).split()) <= LONGEST_LABEL:
            yield _make_labelled_piece("row", first, row.cells[1:], _row_style(first))
        else:
            yield from _bar_pieces(filled)
    elif filled[0] is not first and len(filled) > 1 and _is_label(filled[0]):
        yield _make_labelled_piece("row", filled[0], row.cells[row.cells.index(filled[0]) + 1 :], _row_style(filled[0]))
    elif len(filled) > 1 and not any(map(str.isalnum, text_of(first))):
        blocks = [block for cell in filled if cell is not first for block in cell.blocks]
        yield from (replace(_make_text_piece(_as_item(block)), style=REST) for block in blocks)
    elif filled[0] is not first or len(text_of(first).split()) > LONGEST_LABEL:
        style = REST if filled[0] is not first else ()
        yield from (replace(_make_text_piece(block), style=style) for cell in filled for block in cell.blocks)
    else:
        label = _innermost_label(row)
        pairs = _split_pairs(row) or [(label, row.cells[row.cells.index(label) + 1 :])]
        yield from (_make_labelled_piece("row", asked, answer, _row_style(asked)) for asked, answer in pairs)


def _of_labelled_cell(cell: Cell) -> Iterable[Piece]:
    parts = split_label_above(cell)
    return (_make_labelled_piece("over", parts[0], (parts[1],), ("over",)),) if parts else _bar_pieces([cell])


def _split_pairs(row: TableRow) -> list[tuple[Cell, tuple[Cell, ...]]]:
    """Return several labels of one row with the answer next to each: 'Start date | May 2018 | End date | May 2020'."""
    labels, answers = row.cells[::2], row.cells[1::2]
    if len(labels) < 2 or len(labels) != len(answers) or not all(map(_is_label, labels)):
        return []
    return [] if any(map(_is_label, answers)) else [(label, (a,)) for label, a in zip(labels, answers, strict=True)]


def _innermost_label(row: TableRow) -> Cell:
    """Return the cell of the last label before the answer: 'Other actors involved | Government | Ministry'."""
    label = row.cells[0]
    for cell in row.cells[1:-1]:
        if not _is_label(cell) or (m := match_label(text_of(cell))) is None or m.field in ("completion", "status"):
            break
        label = cell
    return label


def _scale_pieces(rows: Sequence[TableRow]) -> Iterator[Piece]:
    """Yield a scale: its label, with the names and the marks as cells of the answer."""
    labels = list(takewhile(is_scale_label, rows[0].cells))
    label = labels[-1] if labels else None
    cells = [cell for cell in rows[0].cells if cell not in labels]
    for row in rows[1:]:
        cells += [cell for cell in row.cells if label is None or cell.left >= label.right or cell.right <= label.left]
    if label is not None:
        yield _make_labelled_piece("row", label, cells, _row_style(label))
        return
    answer = tuple(block for cell in cells for block in cell.blocks)
    yield Piece("text", "", (), answer=answer, cells=tuple(cells))


def _row_style(cell: Cell) -> tuple[object, ...]:
    return ("row", all(line.bold for line in lines_of(cell)))


def _bar_pieces(cells: Sequence[Cell], leave: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Yield a row across the table: a title or label that fills it alone, else the texts in it.

    `leave` is the field whose label belongs to a title: 'Theme 1: Health' above the commitments of a register.
    """
    for cell in cells:
        text, blocks = text_of(cell), cell.blocks
        if len(blocks) == 1 and isinstance(blocks[0], TextBlock) and len(text.split()) <= LONGEST_BAR:
            lines = lines_of(cell)
            parts = list(text_pieces(_make_item(blocks[0])))
            asked = parts[:1] if parts[0].surface == "question" else parts
            answered = len(asked) < len(parts) or all(part.answer for part in parts)
            fields = {match.field if (match := match_label(part.text)) else None for part in asked}
            is_label = answered and None not in fields and not is_named(text) and fields != leave
            if parts[0].surface in ("run_in", "question") and is_label:
                yield from parts
                continue
            style = ("bar", cell.fill, all(line.bold for line in lines))
            yield Piece("bar", text.replace("\n", " "), lines, style=style, block=blocks[0], cells=(cell,))
            continue
        for block in blocks:
            if isinstance(block, Table):
                yield from table_pieces(block, -1)
            else:
                yield from text_pieces(_make_item(block))


def _make_item(block: TextBlock) -> OutlineItem:
    first = block.lines[0]
    bold = all(line.bold for line in block.lines)
    style = ("paragraph", round((first.size or 0.0) * 2) / 2, bold, 0)
    text = text_of([block])
    rank = 50 if block.kind == "heading" or (bold and len(text.split()) <= LONGEST_BAR) else 0
    top = first.anchor.box.top if first.anchor.box else None
    return OutlineItem(block, text, rank, style, first.anchor.page, top, top)


def _as_item(block: Block) -> Block:
    """Return a text whose bullet is in a cell of its own as an item of a list."""
    return replace(block, kind="list_item") if isinstance(block, TextBlock) else block


def _make_text_piece(block: Block) -> Piece:
    return Piece("text", "", (), answer=(block,), block=block)


def _make_labelled_piece(surface: Surface, label: Cell, cells: Sequence[Cell], style: tuple[object, ...]) -> Piece:
    answer = join_boxes(cells) or tuple(block for cell in cells for block in cell.blocks)
    lines = lines_of(label)
    text = re.sub(r"\s+", " ", text_of(label))
    page = lines[0].anchor.page if lines else None
    return Piece(surface, text, lines, style=style, answer=answer, cells=tuple(cells), page=page)


def _number_pieces(found: Iterator[Piece] | Sequence[Piece], index: int) -> Iterator[Piece]:
    for piece in found:
        yield replace(piece, table=index)
