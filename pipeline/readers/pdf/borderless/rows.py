"""The grid of a table without rules: its columns part at edges, its rows are those that the least speaks against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    parts_columns,
)
from pipeline.readers.pdf.borderless.level_lines import LevelLines, is_covered
from pipeline.readers.pdf.borderless.row_search import RowLines, divide_rows, weigh_writing
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import Grid, GridCell, WordGrid

MARGIN = 2.0
"""Points between the text and the edges of the grid around it."""
LEAST_DRAWN = 2
"""Drawn lines within a table that part its rows: a single one may be that below its headings."""
MOST_PITCH = 1.45
"""Step between the lines of one text, in sizes: more is a gap."""
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
    def cells(self) -> list[dict[int, ColumnPiece]]:
        """Return the words of each line by column."""
        return [{column: ColumnPiece(piece.words) for column, piece in line.items()} for line in self.pieces]

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
    def limits(self) -> list[float]:
        """Return how far the lines of each column reach."""
        starts = [min((piece.start for piece in column), default=0.0) for column in self.columns]
        return [start + width for start, width in zip(starts, self.widths, strict=True)]

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
        return min([*steps, MOST_PITCH * size, self.typography.pitch(size)])

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


def is_written_in_rows(table: TableLines) -> bool:
    """Return whether the file writes the cells of a table one by one, and its rows one after the other."""
    return any(weigh_writing(table.cells))


def find_rows(table: TableLines) -> list[list[_Cell]]:
    """Return the cells of each row, from the top: as the least speaks against, or as drawn lines part all of them."""
    lines = table.pieces
    bases = [min(piece.base for piece in line.values()) for line in lines]
    drawn = _drawn_heights(table)
    middles = [min(piece.base - piece.size / 3 for piece in line.values()) for line in lines]
    rules = [False, *(any(above < at <= below for at in drawn) for above, below in pairwise(middles))]
    gaps = [False, *(below - above > ROW_GAP * table.pitch for above, below in pairwise(bases))]
    starts = divide_rows(RowLines(table.cells, table.limits, gaps, rules, lambda _: table.pitch)).starts
    if sum(rules) >= max(len(starts) - 1, LEAST_DRAWN):
        starts = [0, *(index for index, is_ruled in enumerate(rules) if is_ruled)]
    return [_cells_of(lines[start:end]) for start, end in pairwise([*starts, len(lines)])]


def has_room(above: PrintedLine, below: PrintedLine, width: float) -> bool:
    """Return whether the first word of a line had room on the line above it, in a column of this width."""
    first = below.words[0]
    room = width - (above.end - above.start)
    return room > first.end - first.start + BLANK_WIDTH * first.size + 0.3


def _cells_of(lines: Sequence[Pieces]) -> list[_Cell]:
    columns = sorted({column for line in lines for column in line})
    return [_Cell(column, tuple(line[column] for line in lines if column in line)) for column in columns]


def _drawn_heights(table: TableLines) -> list[float]:
    """Return the heights of what is drawn over most of the table's width between its lines."""
    left, right = min(line.start for line in table.lines), max(line.end for line in table.lines)
    top, bottom = table.lines[0].base, table.lines[-1].base
    heights = sorted({line.at for line in table.bounds.lines if top < line.at < bottom})
    return [at for at in heights if is_covered([line for line in table.bounds.lines if line.at == at], left, right)]
