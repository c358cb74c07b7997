"""Rows of a milestone table bound to its columns: page breaks, merged cells, lists in one cell, ticked levels.

Lines of a printed cell: paragraphs taken back that only a page end or a narrow column made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon import split_label
from pipeline.lexicon.vocabularies import find_code
from pipeline.model import Cell, Line, RawValue, Table, TableRow
from pipeline.structure.commitments import legends
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.dates import find_date_chains
from pipeline.structure.grids import find_heading, is_empty, is_tick
from pipeline.structure.lines import cut_line, join_lines, lines_of, make_value, split_paragraphs, text_of
from pipeline.structure.milestones.columns import (
    DATES,
    TEXTS,
    Columns,
    cells_under,
    column_fields,
    raw_fields,
)
from pipeline.structure.milestones.item_parts import RawMilestone, read_due_date
from pipeline.structure.milestones.lists import read_list
from pipeline.structure.milestones.numbering import (
    bare_number,
    bullet_end,
    is_milestone_number,
    split_milestone_number,
)
from pipeline.structure.rows import join_rows
from pipeline.structure.text_labels.places import is_dangling

PRINTED = 30
"""Characters: in a cell with longer lines the reader of pages joins sentences."""


def join_wrapped(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a narrow printed cell, those joined that end with a word which needs another behind it."""
    if not lines or lines[0].anchor.box is None or max(len(line.text) for line in lines) >= PRINTED:
        return tuple(lines)
    texts = [line.text for line in lines]
    pairs = zip(lines, ["", *texts], strict=False)
    return tuple(replace(line, glue="space") if _ends_dangling(above) else line for line, above in pairs)


def _ends_dangling(text: str) -> bool:
    return text != "" and is_dangling(text.rsplit(None, 1)[-1])


VOCABULARY = "milestone_status"


@dataclass(slots=True)
class _Walk:
    """The rows read so far; cells merged over several rows are held for the rows that they reach."""

    columns: dict[str, Cell]
    levels: tuple[Cell, ...] = ()
    rows: list[dict[str, tuple[Line, ...]]] = field(default_factory=list)
    marks: list[RawValue | None] = field(default_factory=list)
    held: dict[str, tuple[Cell, int]] = field(default_factory=dict)
    until: int = 0


def read_rows(rows: Sequence[TableRow], columns: Columns, levels: tuple[Cell, ...] = ()) -> Iterator[RawMilestone]:
    """Yield the milestones of the rows below a heading row; `levels` are its cells that name completion levels."""
    walk = _Walk(dict(columns), levels)
    for row in _join_broken(rows, columns):
        _add_row(walk, row)
    if not any(name in walk.columns for name in DATES):
        walk.rows = _with_due_dates(walk.rows)
    counted = _are_counted([join_lines(cells["text"]) for cells in walk.rows])
    for index, (cells, mark) in enumerate(zip(walk.rows, walk.marks, strict=True), start=1):
        listed = _read_listed(cells["text"]) if "number" not in cells else ()
        if len(listed) > 1:
            yield from _iterate_several(listed, cells)
        else:
            yield _build_milestone(cells, str(index) if counted else None, mark)


def _with_due_dates(rows: list[dict[str, tuple[Line, ...]]]) -> list[dict[str, tuple[Line, ...]]]:
    """Return the rows with the dates that close their texts as dates, where no column holds any and all texts have one.

    A date behind a few of the texts may be of what they are about: 'the report (2018)'.
    """
    split = [read_due_date(cells["text"]) for cells in rows]
    found = [parts for parts in split if parts is not None]
    if len(found) < len(rows):
        return rows
    return [{**cells, "text": text, "end_date": date} for cells, (text, date) in zip(rows, found, strict=True)]


def _join_broken(rows: Sequence[TableRow], columns: Columns) -> list[TableRow]:
    """Join rows that a page end breaks: the rest has no number and no date, and continues in mid-sentence."""
    joined: list[TableRow] = []
    for row in rows:
        if joined and row.after_break and _goes_on(joined[-1], row, columns):
            joined[-1] = join_rows(joined[-1], row)
        else:
            joined.append(row)
    return joined


def _goes_on(above: TableRow, below: TableRow, columns: Columns) -> bool:
    text, text_above = (_text_under(row, columns) for row in (below, above))
    filled = [cell for cell in below.cells if text_of(cell)]
    if not text:
        return bool(filled)
    numbers = cells_under(below, columns["number"]) if "number" in columns else []
    if split_milestone_number(text)[0] or any(map(text_of, numbers)) or _has_date(below, columns):
        return False
    cut_off = _has_date(above, columns) and not text_above.endswith((".", ";"))
    return text[0].islower() or cut_off or len(filled) == 1


def _text_under(row: TableRow, columns: Columns) -> str:
    heading = columns[_text_column(columns)]
    return " ".join(text_of(cell) for cell in cells_under(row, heading))


def _text_column(columns: Columns) -> str:
    return next(name for name in (*TEXTS, *columns) if name in columns)


def _has_date(row: TableRow, columns: Columns) -> bool:
    cells = [cell for name in DATES if name in columns for cell in cells_under(row, columns[name])]
    return any(find_date_chains(text_of(cell)) for cell in cells)


def _add_row(walk: _Walk, row: TableRow) -> None:
    """Read one row: names of levels, a milestone, or more of the one above."""
    filled = [cell for cell in row.cells if text_of(cell)]
    named = tuple(cell for cell in filled if is_level(text_of(cell)))
    if len(named) > 1 and len(named) == len(filled):
        walk.levels = named
        return
    if row.cells and row.cells[0].row < walk.until and not cells_under(row, walk.columns[_text_column(walk.columns)]):
        return  # who else takes part, beside a milestone whose own cell reaches over several rows
    _add_cells(walk, row)


def _add_cells(walk: _Walk, row: TableRow) -> None:
    main = _text_column(walk.columns)
    under = {name: cells_under(row, heading) for name, heading in walk.columns.items()}
    numbers, texts = _part_numbers(under.get("number", []), under[main])
    cells: dict[str, tuple[Line, ...]] = {"text": _without_bullet(texts)}
    if numbers:
        cells["number"] = numbers
    for name in walk.columns.keys() - {main, "number"}:
        cells[name] = _answer_lines(under[name]) or _held_lines(walk, name, row)
        for cell in under[name]:
            if cell.row_span > 1:
                walk.held[name] = (cell, cell.row + cell.row_span)
    if cells["text"]:
        walk.rows.append(cells)
        walk.marks.append(_read_tick(row, walk.levels) or _read_light(under.get("status", ())))
        walk.until = max((cell.row + cell.row_span for cell in under[main] if text_of(cell)), default=0)
    elif walk.rows and not numbers:
        for name, lines in cells.items():
            walk.rows[-1][name] = walk.rows[-1].get(name) or lines


def _read_tick(row: TableRow, levels: Sequence[Cell]) -> RawValue | None:
    """Return the level that a row ticks."""
    ticked = [cell for cell in row.cells if cell.marked or is_tick(text_of(cell))] if levels else []
    heading = find_heading(ticked[0], levels) if len(ticked) == 1 else None
    if heading is None:
        return None
    return RawValue(text_of(heading), "mark", lines_of(ticked[0]), ticked[0].anchors)


def _read_light(cells: Sequence[Cell]) -> RawValue | None:
    """Return the colour of a status cell that holds nothing else."""
    lit = [(cell, name) for cell in cells if not text_of(cell) and (name := legends.name_color(cell.fill))]
    return RawValue(lit[0][1], "colour", (), lit[0][0].anchors) if len(lit) == 1 == len(cells) else None


def _answer_lines(cells: Iterable[Cell]) -> tuple[Line, ...]:
    """Return the lines of cells without the column's label, which some forms print in every row."""
    lines = join_wrapped(lines_of([block for cell in cells for block in cell.blocks]))
    label = split_label(lines[0].text, fields=column_fields()) if lines else None
    if label is None or is_level(lines[0].text[: len(lines[0].text) - len(label[1])].strip(" :.–—-")):
        return lines
    rest = cut_line(lines[0], len(lines[0].text) - len(label[1])) if label[1] else None
    return (*([rest] if rest else []), *lines[1:])


def _part_numbers(numbers: Sequence[Cell], texts: Sequence[Cell]) -> tuple[tuple[Line, ...], list[Cell]]:
    """Part the cells that hold a number alone from those that hold the milestone's text."""
    own = [cell for cell in (*numbers, *texts) if text_of(cell)]
    marks = [cell for cell in own if is_milestone_number(text_of(cell))]
    rest = [cell for cell in own if cell not in marks]
    return (lines_of(marks[0]) if marks and rest else ()), [cell for cell in rest if cell not in numbers] or rest


def _without_bullet(cells: Iterable[Cell]) -> tuple[Line, ...]:
    lines = list(join_wrapped(lines_of([block for cell in cells for block in cell.blocks])))
    end = bullet_end(lines[0].text) if lines else 0
    if end and (rest := cut_line(lines[0], end)):
        lines[0] = rest
    return tuple(lines)


def _held_lines(walk: _Walk, name: str, row: TableRow) -> tuple[Line, ...]:
    """Return the lines of a cell that reaches down into this row."""
    if name not in walk.held or not row.cells:
        return ()
    cell, until = walk.held[name]
    return _answer_lines([cell]) if cell.row < row.cells[0].row < until else ()


def _are_counted(texts: Sequence[str]) -> bool:
    """Return whether the rows count 1, 2, 3 ... in front of their text without a stop behind the number."""
    figures = [text.split()[0] if len(text.split()) > 1 else "" for text in texts]
    return len(texts) > 1 and figures == [str(index) for index in range(1, len(texts) + 1)]


def _build_milestone(cells: dict[str, tuple[Line, ...]], counted: str | None, mark: RawValue | None) -> RawMilestone:
    lines, number = cells["text"], None
    if "number" in cells:
        number = RawValue(bare_number(join_lines(cells["number"])), "column", cells["number"])
    else:
        printed, end = split_milestone_number(lines[0].text)
        if counted and printed is None:
            printed, end = counted, len(counted)
        rest = cut_line(lines[0], end)
        if printed and (rest or len(lines) > 1):
            number = RawValue(printed, "column", lines[:1])
            lines = (*([rest] if rest else []), *lines[1:])
    milestone = RawMilestone(RawValue(join_lines(lines), "column", lines), number)
    return replace(milestone, **_read_answers(cells) | ({"status": mark} if mark else {}))


def _read_answers(cells: dict[str, tuple[Line, ...]]) -> dict[str, RawValue]:
    """Return the answers of a row by raw field; of several columns for one field the first one counts."""
    answers: dict[str, RawValue] = {}
    for name, raw in raw_fields().items():
        if cells.get(name) and raw not in ("text", "number", *answers):
            answers[raw] = make_value(cells[name], "column")
    status = answers.get("status")
    if status and not find_code(VOCABULARY, status.text) and not is_empty(status.text):
        # Words that the vocabulary does not know are no level.
        answers["status_raw"] = answers.pop("status")
    return answers


def _read_listed(lines: Sequence[Line]) -> tuple[RawMilestone, ...]:
    """Return the numbered milestones that one cell lists; nothing where it holds one or its lettered parts."""
    numbers = [split_milestone_number(paragraph[0].text)[0] for paragraph in split_paragraphs(lines)]
    listed = [number for number in numbers if number]
    if len(listed) < 2 or not numbers[0] or any(number.isalpha() for number in listed):
        return ()
    return tuple(read_list(lines))


def _iterate_several(listed: Sequence[RawMilestone], cells: dict[str, tuple[Line, ...]]) -> Iterator[RawMilestone]:
    """Yield the milestones of one cell; the other cells' lines are theirs where there is one each, or one for all."""
    columns = {
        name: split_paragraphs(lines) for name, lines in cells.items() if name not in ("text", "number") and lines
    }
    for index, milestone in enumerate(listed):
        own = {
            name: parts[index] if len(parts) == len(listed) else parts[0]
            for name, parts in columns.items()
            if len(parts) in (1, len(listed))
        }
        yield replace(milestone, **_read_answers(own))


def rows_below(table: Table, head: TableRow) -> tuple[TableRow, ...]:
    """Return the rows of a table below its heading row, without repetitions of it."""
    rows = table.rows[table.rows.index(head) + 1 :]
    printed = [text_of(cell) for cell in head.cells]
    return tuple(row for row in rows if [text_of(cell) for cell in row.cells] != printed)
