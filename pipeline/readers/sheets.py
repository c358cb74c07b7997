"""Lay out data files as documents: their records as a table, for those that no parser of data files knows.

A register with one commitment a row, a form of labels and answers or a page of text are such files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Anchor, Block, Cell, Document, Line, Table, TableRow, TextBlock
from pipeline.readers.cleaning import clean_text

OTHER_SHEETS = "sheets-not-read"
"""Code of the issue that only one sheet of a workbook is data: laid out as a document, all are read."""

MOST_ROWS = 2_000
"""Rows of a sheet that is laid out: a plan's tracker has some hundreds, larger ones are data."""


FEWEST_COLUMNS = 3
"""Columns of a register: two columns are a form, whose rows of one cell are headings."""

Span = tuple[int, int]
"""Rows and columns that a merged cell reaches over."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet that holds something: its number, its cells, and what merged ones reach over."""

    number: int
    cells: Sequence[str]
    merged: Mapping[int, Span] = field(default_factory=dict)

    @property
    def filled(self) -> list[int]:
        """The columns that hold something."""
        return [column for column, cell in enumerate(self.cells) if cell.strip()]


def lay_out_records(document: Document) -> tuple[Document, Document] | None:
    """Return a data file as a document of text and one table, and its front: the text and the header.

    None where it is too large to be a document. What its records say is not what the file is.
    """
    if not document.records or len(document.records) > MOST_ROWS:
        return None
    columns = tuple(document.records[0])
    rows = [columns, *(tuple(record[column] for column in columns) for record in document.records)]
    names = ["header", *(f"record[{number}]" for number in range(1, len(rows)))]
    table = make_table(rows, [[f"{name}/{column}" for column in columns] for name in names])
    issues = tuple(issue for issue in document.issues if issue.code != OTHER_SHEETS)
    laid_out = replace(document, blocks=(*document.blocks, table), records=(), issues=issues)
    return laid_out, replace(laid_out, blocks=(*document.blocks, replace(table, rows=table.rows[:1])))


def lay_out_sheets(sheets: Sequence[tuple[str, Sequence[SheetRow]]]) -> Iterator[Block]:
    """Yield the sheets of a workbook one below the other; a row of one cell is a paragraph, others make tables."""
    for name, rows in sheets:
        for part in split_tables(rows[:MOST_ROWS]):
            yield from _lay_out_table(name, part)


def split_tables(rows: Sequence[SheetRow]) -> list[Sequence[SheetRow]]:
    """Return the rows of each table of a sheet, those that a blank row parts; a large sheet is one table."""
    if len(rows) > MOST_ROWS:
        return [rows]
    starts = [at for at in range(1, len(rows)) if rows[at].number > rows[at - 1].number + 1]
    parts: list[Sequence[SheetRow]] = []
    for start, end in zip([0, *starts], [*starts, len(rows)], strict=True):
        block = rows[start:end]
        if parts and not _is_other_table(parts[-1], block):
            parts[-1] = [*parts[-1], *block]
        else:
            parts.append(block)
    return parts


def _is_other_table(above: Sequence[SheetRow], below: Sequence[SheetRow]) -> bool:
    """Return whether rows below a blank one have a header of their own, or are half as wide: totals, a legend."""
    wide = [len(row.filled) for row in above if len(row.filled) > 1]
    rows = [row for row in below if len(row.filled) > 1]
    if not wide or not rows:
        return False
    if 2 * max(len(row.filled) for row in rows) <= min(wide):
        return True
    head, *body = rows
    if not body or any(char.isdigit() for cell in head.cells for char in cell):
        return False
    return any(all(_is_figure(row, column) for row in body) for column in head.filled)


def _is_figure(row: SheetRow, column: int) -> bool:
    """Return whether a cell holds a number or a date as a sheet stores it."""
    cell = row.cells[column].strip() if column < len(row.cells) else ""
    return cell[:1].isdigit() and not any(map(str.isalpha, cell))


def _lay_out_table(name: str, rows: Sequence[SheetRow]) -> Iterator[Block]:
    together: list[SheetRow] = []
    for row in rows:
        if len(row.filled) == 1 and not _is_below_merged(together, row):
            yield from _make_tables(name, together)
            together = []
            yield from _make_blocks(row.cells[row.filled[0]], f"{name}/row[{row.number}]/{row.filled[0] + 1}")
        else:
            together.append(row)
    yield from _make_tables(name, together)


def is_register(rows: Sequence[SheetRow]) -> bool:
    """Return whether cells below the header are merged over several rows: a commitment's over those of its steps."""
    return len(rows) <= MOST_ROWS and any(
        down > 1 and column < len(row.cells) and row.cells[column].strip()
        for row in rows[_count_header(rows) :]
        for column, (down, _) in row.merged.items()
    )


def _count_header(rows: Sequence[SheetRow]) -> int:
    """Return how many rows the header has: those into which its merged cells reach."""
    until = max((rows[0].number + down for down, _ in rows[0].merged.values()), default=0)
    return max(1, sum(row.number < until for row in rows))


def lay_out_register(name: str, rows: Sequence[SheetRow]) -> Iterator[Block]:
    """Yield the table of a sheet whose rows of one cell are rows across, and the notes of one cell each below it."""
    last = max(at for at, row in enumerate(rows) if len(row.filled) > 1 or _is_below_merged(rows[:at], row))
    yield from _make_tables(name, rows[: last + 1])
    yield from _lay_out_table(name, rows[last + 1 :])


def _is_below_merged(above: Sequence[SheetRow], row: SheetRow) -> bool:
    return any(row.number < other.number + down for other in above for down, _ in other.merged.values())


def _make_tables(name: str, rows: Sequence[SheetRow]) -> Iterator[Block]:
    """Yield the table of these rows, without the columns to its left that are blank."""
    if rows:
        left = min((row.filled[0] for row in rows), default=0)
        paths = [
            [f"{name}/row[{row.number}]/{column}" for column in range(left + 1, len(row.cells) + 1)] for row in rows
        ]
        spans = {(index, column - left): span for (index, column), span in _count_spans(rows).items()}
        yield make_table([row.cells[left:] for row in rows], paths, spans)


def _count_spans(rows: Sequence[SheetRow]) -> Mapping[tuple[int, int], Span]:
    """Return how many of these rows each merged cell reaches over, by its place among them; blank ones don't count."""
    return {
        (index, column): (sum(row.number <= below.number < row.number + down for below in rows), across)
        for index, row in enumerate(rows)
        for column, (down, across) in row.merged.items()
    }


def make_table(
    rows: Sequence[Sequence[str]],
    paths: Sequence[Sequence[str]],
    spans: Mapping[tuple[int, int], Span] | None = None,
) -> Table:
    """Return a table of cells that lie at these paths; `spans` says which cells reach over others.

    A text alone in its row, in the first column, reaches over them all.
    """
    width = max(map(len, rows))
    alone = {(index, 0): (1, width) for index, row in enumerate(rows) if width >= FEWEST_COLUMNS and _is_alone(row)}
    spans = {**alone, **(spans or {})}
    covered = {
        (row + i, column + j)
        for (row, column), (down, across) in spans.items()
        for i in range(down)
        for j in range(across)
        if i or j
    }
    made = tuple(
        TableRow(
            tuple(
                _make_cell(index, column, text, paths[index][column], spans.get((index, column), (1, 1)))
                for column, text in enumerate(row)
                if (index, column) not in covered
            )
        )
        for index, row in enumerate(rows)
    )
    return Table(made, (Anchor(path=paths[0][0].rpartition("/")[0]),))


def _is_alone(row: Sequence[str]) -> bool:
    """Return whether a row holds words in its first cell and nothing else."""
    return any(map(str.isalpha, row[0])) and not any(cell.strip() for cell in row[1:])


def _make_cell(row: int, column: int, text: str, path: str, span: Span) -> Cell:
    down, across = span
    blocks = tuple(_make_blocks(text, path))
    right = float(column + across)
    return Cell(row, column, float(column), right, blocks, (Anchor(path=path),), row_span=down, column_span=across)


def _make_blocks(text: str, path: str) -> Iterator[TextBlock]:
    """Yield a paragraph for each line of a cell, with its span in the cell."""
    start = 0
    for part in text.split("\n"):
        if line := clean_text(part):
            lead = start + len(part) - len(part.lstrip())
            anchor = Anchor(path=path, start=lead, end=lead + len(part.strip()))
            yield TextBlock("paragraph", (Line(line, anchor),))
        start += len(part) + 1
