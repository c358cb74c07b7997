"""Rows of a table without rules: cells are runs of close lines in a column, rows are cells at one height."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.readers.pdf.borderless.columns import (
    BLANK_WIDTH,
    LEAST_PITCH,
    PADDING,
    ROW_GAP,
    ColumnPiece,
    is_figure,
    is_item,
    parts_columns,
)
from pipeline.readers.pdf.borderless.level_lines import LevelLines, is_covered
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import Grid, GridCell, WordGrid

MARGIN = 2.0
"""Points between the text and the edges of the grid around it."""
DRAWN_SHARE = 1.0
"""Rows are cut at drawn lines alone where these part at least this share of the rows that the text shows."""
BEGUN_SHARE = 0.25
"""Share of close lines that show that they begin a row, from which no gaps separate the rows of a table."""
LEAST_FULL = 3
"""Columns with text on two close lines that are two rows: two may be wrapped both."""
LEAST_EQUAL = 3
"""Close lines with text in all columns that are rows each: wrapped text ends earlier in one column than in others."""
LEAST_FIGURES = 2
"""Columns with figures on two close lines that are two rows: a single one may be a telephone number."""
MOST_PITCH = 1.45
"""Step between the lines of one text, in sizes: more is a gap."""
LEAST_SHOWN = 2
"""Lines that show how the cells of rows are aligned."""
DESCENT = 0.2
"""Share of the size by which letters reach below the baseline."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Close lines of one column."""

    column: int
    lines: tuple[PrintedLine, ...]

    @property
    def top(self) -> float:
        """Return the height of its upper edge."""
        return self.lines[0].base - (1 - DESCENT) * self.lines[0].size

    @property
    def bottom(self) -> float:
        """Return the height of its lower edge."""
        return self.lines[-1].base + DESCENT * self.lines[-1].size


Pieces = dict[int, PrintedLine]
"""What a line has in each column."""


@dataclass(frozen=True)
class TableLines:
    """The lines of a table and the places that part its columns; `right` is how far the last one may reach."""

    lines: Sequence[PrintedLine]
    edges: Sequence[float]
    bounds: LevelLines
    typography: Typography
    right: float

    @cached_property
    def pieces(self) -> list[Pieces]:
        """Return the pieces of each line, from the top."""
        return [self.split_line(line) for line in sorted(self.lines, key=lambda line: line.base)]

    @cached_property
    def columns(self) -> list[list[PrintedLine]]:
        """Return the pieces of each column, from the top."""
        return [[line[column] for line in self.pieces if column in line] for column in range(len(self.edges) + 1)]

    @cached_property
    def widths(self) -> list[float]:
        """Return how long the longest piece within each column is."""
        own = [[p for p in column if self.column_of(p.words[-1]) == k] for k, column in enumerate(self.columns)]
        return [max((piece.end - piece.start for piece in column), default=0.0) for column in own]

    @property
    def places(self) -> tuple[float, ...]:
        """Return where the columns after the first begin."""
        return tuple(min(piece.start for piece in column) for column in self.columns[1:] if column)

    @property
    def known(self) -> tuple[float, ...]:
        """Return where labels end and answers begin: its rows have no labels."""
        return ()

    @property
    def left(self) -> float:
        """Return where the first column begins."""
        return min(line.start for line in self.lines)

    @cached_property
    def pitch(self) -> float:
        """Return the step between lines of one cell: the smallest of the table."""
        steps = [
            below.base - above.base
            for column in self.columns
            for above, below in pairwise(column)
            if below.base - above.base > LEAST_PITCH * below.size
        ]
        size = self.lines[-1].size
        return min([*steps, MOST_PITCH * size]) if steps else self.typography.pitch(size)

    def split_line(self, line: PrintedLine) -> Pieces:
        """Return the pieces of one line by column; what runs on over an edge without a gap is one piece."""
        cuts = [0, *(gap.at for gap in line.gaps if parts_columns(gap)), len(line.words)]
        spans: dict[int, list[tuple[int, int]]] = {}
        for span in pairwise(cuts):
            spans.setdefault(self.column_of(line.words[span[0]]), []).append(span)
        return {column: line.take(*column_spans) for column, column_spans in spans.items()}

    def column_of(self, word: Word) -> int:
        """Return the column that a word is in."""
        return sum(edge <= (word.start + word.end) / 2 for edge in self.edges)


def lay_table(table: TableLines) -> WordGrid:
    """Lay a grid over a table and put each word into its cell."""
    rows = find_rows(table)
    _, tops, _, bottoms = zip(*(line.box for line in table.lines), strict=True)
    box = (table.left - MARGIN, min(tops) - MARGIN, table.right + MARGIN, max(bottoms) + MARGIN)
    xs = [box[0], *table.edges, box[2]]
    ys = [box[1], *((_foot(above) + _head(below)) / 2 for above, below in pairwise(rows)), box[3]]
    cells: list[GridCell] = []
    words: list[tuple[Word, ...]] = []
    for row, (top, bottom) in enumerate(pairwise(ys)):
        for column, end, cell_words in _iterate_cells(table, rows[row]):
            cells.append(GridCell((xs[column], top, xs[end], max(bottom, top + 0.1)), row, column, 1, end - column))
            words.append(cell_words)
    return WordGrid(Grid(box, tuple(cells), ruled=False), tuple(words), reach_of_cells(cells, words))


def _iterate_cells(table: TableLines, row: Sequence[_Cell]) -> Iterator[tuple[int, int, tuple[Word, ...]]]:
    """Yield the cells of a row: first column, column after the last, and words; text over free columns takes them."""
    words_by_column: dict[int, list[Word]] = {}
    for cell in row:
        words_by_column.setdefault(cell.column, []).extend(word for line in cell.lines for word in line.words)
    if words_by_column.keys() == {0} and _is_heading(table, words_by_column[0]):
        yield 0, len(table.edges) + 1, tuple(words_by_column[0])
        return
    column = 0
    while column <= len(table.edges):
        words = words_by_column.get(column, [])
        last = max((table.column_of(word) for word in words), default=column)
        end = next((k for k in range(column + 1, last + 1) if k in words_by_column), last + 1)
        yield column, end, tuple(words)
        column = end


def _is_heading(table: TableLines, words: Sequence[Word]) -> bool:
    """Return whether a row with nothing but these words is a heading over all columns: bold, as labels are not.

    In a table of figures the other cells of such a row are empty.
    """
    labels = [piece.bold for piece in table.columns[0]]
    values = [is_figure(piece.text) for column in table.columns[1:] for piece in column]
    return all(word.bold for word in words) and not all(labels) and sum(values) * 2 < len(values)


def reach_of_cells(cells: Sequence[GridCell], words: Sequence[Sequence[Word]]) -> tuple[float, ...]:
    """Return how far lines may reach: the longest line in cells of the same sides, and at least to the padding."""
    ends: dict[tuple[float, float], float] = {}
    for cell, cell_words in zip(cells, words, strict=True):
        sides = cell.box[0], cell.box[2]
        ends[sides] = max([ends.get(sides, sides[1] + MARGIN - PADDING), *(word.end for word in cell_words)])
    return tuple(ends[cell.box[0], cell.box[2]] for cell in cells)


def _head(row: Sequence[_Cell]) -> float:
    return min(cell.top for cell in row)


def _foot(row: Sequence[_Cell]) -> float:
    return max(cell.bottom for cell in row)


def find_rows(table: TableLines) -> list[list[_Cell]]:
    """Return the cells of each row, from the top: as gaps part them, else as the text does, or as drawn lines do."""
    lines, columns, widths = table.pieces, table.columns, table.widths
    step = ROW_GAP * table.pitch
    rows = list(_group_by_height(_gap_cells(columns, step)))
    if not _are_parted_by_gaps(rows, lines, widths):
        rows = [row for group in rows for row in _split_by_text(_lines_of(group, lines), widths)]
    drawn = _drawn_heights(table)
    if len(drawn) > 1 and len(drawn) + 1 >= DRAWN_SHARE * len(rows):
        bands: dict[int, list[Pieces]] = {}
        for line in lines:
            middle = min(piece.base - piece.size / 3 for piece in line.values())
            bands.setdefault(sum(at <= middle for at in drawn), []).append(line)
        rows = [_cells_of(bands[number]) for number in sorted(bands)]
    return rows


def _lines_of(row: Sequence[_Cell], lines: Sequence[Pieces]) -> list[Pieces]:
    """Return the lines of a row."""
    own = {id(piece) for cell in row for piece in cell.lines}
    return [line for line in lines if any(id(piece) in own for piece in line.values())]


def _are_parted_by_gaps(rows: Sequence[Sequence[_Cell]], lines: Sequence[Pieces], widths: Sequence[float]) -> bool:
    """Return whether gaps part the rows of a table: few close lines show that they begin one."""
    groups = [_lines_of(row, lines) for row in rows]
    begun = sum(_count_begun(group, widths) for group in groups)
    # The lines of one cell are close to each other: a column with two cells in a row is one with two rows.
    doubled = sum(len(row) for row in rows if len({cell.column for cell in row}) < len(row))
    return begun <= BEGUN_SHARE * (len(lines) - len(rows)) and doubled * 2 <= sum(map(len, rows))


def has_room(above: PrintedLine, below: PrintedLine, width: float) -> bool:
    """Return whether the first word of a line had room on the line above it, in a column of this width."""
    first = below.words[0]
    room = width - (above.end - above.start)
    return room > first.end - first.start + BLANK_WIDTH * first.size + 0.3


def _count_begun(group: Sequence[Pieces], widths: Sequence[float]) -> int:
    """Return how many of close lines show that they begin a row: by room above their label, or by all columns."""
    columns = {column for line in group for column in line}
    full = sum(line.keys() == columns for line in group) if len(columns) >= LEAST_FULL else 0
    if len(columns) > 1 and len(group) >= LEAST_EQUAL and all(line.keys() == columns for line in group):
        return len(group) - 1
    label = min(columns)
    labels = [(above[label], below[label]) for above, below in pairwise(group) if label in above and label in below]
    room = sum(has_room(above, below, widths[label]) or is_item(ColumnPiece(below.words)) for above, below in labels)
    figures = sum(_count_figures(above, below) >= LEAST_FIGURES for above, below in pairwise(group))
    return max(full - 1, room, figures)


def _gap_cells(columns: Sequence[Sequence[PrintedLine]], step: float) -> Iterator[_Cell]:
    """Yield the runs of close lines of each column."""
    for number, column in enumerate(columns):
        run: list[PrintedLine] = []
        for line in column:
            if run and line.base - run[-1].base > step:
                yield _Cell(number, tuple(run))
                run = []
            run.append(line)
        if run:
            yield _Cell(number, tuple(run))


def _split_by_text(lines: Sequence[Pieces], widths: Sequence[float]) -> Iterator[list[_Cell]]:
    """Yield the rows of close lines: those that begin rows, and those that continue them."""
    is_bottom = _is_aligned_at_bottom(lines, widths)
    run: list[Pieces] = []
    for line in lines:
        if run and _begins_row(run, line, widths, is_bottom):
            yield _cells_of(run)
            run = []
        run.append(line)
    yield _cells_of(run)


def _is_aligned_at_bottom(lines: Sequence[Pieces], widths: Sequence[float]) -> bool:
    """Return whether the cells of a row end on one line: text continues onto lines with more columns, never fewer."""
    gains = [(above, below) for above, below in pairwise(lines) if above.keys() < below.keys()]
    losses = [(above, below) for above, below in pairwise(lines) if below.keys() < above.keys()]
    return (
        len(gains) >= LEAST_SHOWN
        and not any(_shows_room(above, below, widths) for above, below in gains)
        and any(_shows_room(above, below, widths) for above, below in losses)
    )


def _begins_row(run: Sequence[Pieces], line: Pieces, widths: Sequence[float], is_bottom: bool) -> bool:
    """Return whether a line begins a row below the lines of another one."""
    above = run[-1]
    if is_bottom:
        is_ended = len(above) > len(line) or (len(above) == len(line) > 1)
        return is_ended or not above.keys() <= line.keys() or _shows_room(above, line, widths)
    if 0 not in line:
        return len(line) >= LEAST_FULL and line.keys() >= run[0].keys() - {0} and _shows_room(above, line, widths)
    is_new = 0 not in above or is_item(ColumnPiece(line[0].words)) or _count_figures(above, line) > 0
    if is_new or line.keys() >= run[0].keys():
        return True
    weights = {piece.bold for piece in above.values()}, {piece.bold for piece in line.values()}
    return weights in (({True}, {False}), ({False}, {True})) or _shows_room({0: above[0]}, {0: line[0]}, widths)


def _count_figures(above: Pieces, below: Pieces) -> int:
    """Return how many columns have a figure below another one: wrapped text has none."""
    return sum(is_figure(below[column].text) and is_figure(above[column].text) for column in below if column in above)


def _shows_room(above: Pieces, below: Pieces, widths: Sequence[float]) -> bool:
    """Return whether a text that begins on a line had room on the line above it."""
    return any(
        has_room(above[column], piece, widths[column]) and not piece.text[0].islower()
        for column, piece in below.items()
        if column in above
    )


def _cells_of(lines: Sequence[Pieces]) -> list[_Cell]:
    columns = sorted({column for line in lines for column in line})
    return [_Cell(column, tuple(line[column] for line in lines if column in line)) for column in columns]


def _group_by_height(cells: Iterable[_Cell]) -> Iterator[list[_Cell]]:
    """Yield the cells that are side by side."""
    row: list[_Cell] = []
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.column)):
        if row and cell.top >= _foot(row):
            yield row
            row = []
        row.append(cell)
    if row:
        yield row


def _drawn_heights(table: TableLines) -> list[float]:
    """Return the heights of what is drawn over most of the table's width between its lines."""
    left, right = min(line.start for line in table.lines), max(line.end for line in table.lines)
    top, bottom = table.lines[0].base, table.lines[-1].base
    heights = sorted({line.at for line in table.bounds.lines if top < line.at < bottom})
    return [at for at in heights if is_covered([line for line in table.bounds.lines if line.at == at], left, right)]
