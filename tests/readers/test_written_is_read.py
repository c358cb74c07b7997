"""What is written is what is read: tables with merged cells and paragraphs, in every format that can hold them."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalog import describe_file
from pipeline.model import Document, Table, TextBlock
from pipeline.readers import read_file
from pipeline.structure.lines import text_of

pytestmark = pytest.mark.slow

WORDS = st.text("abcdefghijklmnopqrstuvwxyzéñäк", min_size=2, max_size=8)
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)

Spans = tuple[int, int, int, int]
"""Row, column, rows, columns of a cell."""


@dataclass(frozen=True)
class Grid:
    """A table of rows and columns whose cells hold texts that differ; one cell may be merged of several."""

    rows: int
    columns: int
    texts: dict[Spans, str]


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    rows, columns = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    # Neither as wide nor as high as the table: each row and column keeps a cell of its own.
    height, width = draw(st.integers(1, rows - 1)), draw(st.integers(1, columns - 1))
    top, left = draw(st.integers(0, rows - height)), draw(st.integers(0, columns - width))
    merged = {(r, c) for r in range(top, top + height) for c in range(left, left + width)}
    places = [(r, c, 1, 1) for r in range(rows) for c in range(columns) if (r, c) not in merged]
    places.append((top, left, height, width))
    return Grid(rows, columns, {place: f"{draw(PHRASES)} {n}" for n, place in enumerate(sorted(places))})


def written_docx(grid: Grid, before: list[str], path: Path) -> None:
    document = docx.Document()
    for text in before:
        document.add_paragraph(text)
    table = document.add_table(grid.rows, grid.columns)
    for (row, column, height, width), text in grid.texts.items():
        table.cell(row, column).merge(table.cell(row + height - 1, column + width - 1)).text = text
    document.save(str(path))


def written_html(grid: Grid, before: list[str], path: Path) -> None:
    rows = []
    for row in range(grid.rows):
        cells = [
            f"<td rowspan={place[2]} colspan={place[3]}>{html.escape(text)}</td>"
            for place, text in sorted(grid.texts.items())
            if place[0] == row
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    body = "".join(f"<p>{html.escape(text)}</p>" for text in before) + f"<table>{''.join(rows)}</table>"
    path.write_text(f"<!DOCTYPE html><html><body><main>{body}</main></body></html>", encoding="utf-8")


def written_pdf(grid: Grid, before: list[str], path: Path) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, TableStyle
    from reportlab.platypus import Table as Drawn

    cells = [[""] * grid.columns for _ in range(grid.rows)]
    spans = []
    for (row, column, height, width), text in grid.texts.items():
        cells[row][column] = latin(text)
        spans.append(("SPAN", (column, row), (column + width - 1, row + height - 1)))
    style = getSampleStyleSheet()["Normal"]
    drawn = Drawn(cells, colWidths=[460 / grid.columns] * grid.columns, rowHeights=30)
    drawn.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.7, "black"), ("FONTSIZE", (0, 0), (-1, -1), 7), *spans]))
    story = [part for text in before for part in (Paragraph(latin(text), style), Spacer(1, 30))]
    SimpleDocTemplate(str(path)).build([*story, drawn])


def latin(text: str) -> str:
    """Return a text in the letters of the fonts that every PDF may use."""
    return text.replace("к", "k")


WRITERS: dict[str, Callable[[Grid, list[str], Path], None]] = {
    "report.docx": written_docx,
    "report.html": written_html,
    "report.pdf": written_pdf,
}


def read_back(name: str, write: Callable[[Path], object]) -> Document:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return read_file(path, describe_file(path))


@pytest.mark.parametrize("name", WRITERS)
@given(grid=grids(), before=st.lists(PHRASES, min_size=1, max_size=3, unique=True))
@settings(max_examples=25)
def test_tables_with_merged_cells_and_paragraphs(name: str, grid: Grid, before: list[str]) -> None:
    texts = [f"{text} stands before {number}." for number, text in enumerate(before)]
    document = read_back(name, lambda path: WRITERS[name](grid, texts, path))
    shown = latin if name.endswith(".pdf") else str
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    cells = [cell for row in table.rows for cell in row.cells]
    found = {(c.row, c.column, c.row_span, c.column_span): text_of(c) for c in cells}
    assert found == {place: shown(text) for place, text in grid.texts.items()}
    assert [text_of(b) for b in document.blocks if isinstance(b, TextBlock)] == [shown(text) for text in texts]


CELLS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")) | st.sampled_from('",;\n|\t'), max_size=20
)


@given(
    st.lists(WORDS, min_size=2, max_size=5, unique=True),
    st.integers(3, 6),
    st.sampled_from([",", ";", "\t"]),
    st.data(),
)
@settings(max_examples=60)
def test_records_of_data_files(header: list[str], count: int, delimiter: str, data: st.DataObject) -> None:
    rows = [[f"r{n}", *(data.draw(CELLS) for _ in header[1:])] for n in range(count)]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    document = read_back("data.csv", lambda path: path.write_text(stream.getvalue(), encoding="utf-8", newline=""))
    squeezed = ["".join(cell.split()) for row in rows for cell in row]
    assert ["".join(cell.split()) for record in document.records for cell in record.values()] == squeezed
    assert [list(record) for record in document.records] == [header] * count
