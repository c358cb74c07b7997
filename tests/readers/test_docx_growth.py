"""Large Word tables with merged cells are read in time that grows with their size, not with its square."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from pipeline.catalog import describe_file
from pipeline.model import Table
from pipeline.readers.reading import read_document
from tests.growth import grows_less_than

pytestmark = pytest.mark.slow

COLUMNS = 6


def merged_table(path: Path, rows: int) -> Path:
    """Write a table whose rows have every two cells merged, by spans as Word writes them."""
    made: Any = Document()
    for number, row in enumerate(made.add_table(rows, COLUMNS)._tbl.tr_lst):
        for place in range(COLUMNS - 2, -1, -2):
            kept, gone = row.tc_lst[place], row.tc_lst[place + 1]
            kept.p_lst[0].add_r().text = f"r{number}c{place}"
            kept.get_or_add_tcPr().get_or_add_gridSpan().val = 2
            row.remove(gone)
    made.save(path)
    return path


def test_a_large_table_of_merged_cells_grows_linearly(tmp_path: Path) -> None:
    files = {rows: merged_table(tmp_path / f"{rows}.docx", rows) for rows in (60, 480)}

    def read(rows: int) -> None:
        found = read_document(tmp_path, describe_file(files[rows]))
        (table,) = (block for block in found.blocks if isinstance(block, Table))
        assert sum(len(row.cells) for row in table.rows) == rows * COLUMNS / 2
        assert {cell.column_span for row in table.rows for cell in row.cells} == {2}

    assert grows_less_than(20, read, 60, 480)  # the square would be 64
