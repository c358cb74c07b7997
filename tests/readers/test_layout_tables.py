"""Pages that tables lay out: menus beside the text, rows that are tables of their own, frames around answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Table
from pipeline.structure.lines import lines_of, text_of
from tests.readers.reading import page, read_bytes

LONG = "<p>" + "The council publishes its minutes. " * 8 + "</p>"
MENU = "<table><tr><td>Home</td></tr><tr><td>Plan of 2001-2003</td></tr><tr><td>Calendar</td></tr></table>"
ROWS = (("Agency", "Roads"), ("Start", "May"), ("End", "June"))


def rows_of(table: Table) -> list[tuple[str, ...]]:
    return [tuple(text_of(cell) for cell in row.cells) for row in table.rows]


@pytest.mark.parametrize(
    "layout",
    [
        f"<table><tr><td>{MENU}</td><td><h1>Portal</h1>{LONG}</td></tr></table>",
        f"<table><tr><td colspan=2>{MENU}</td></tr><tr><td>{MENU}</td><td><h1>Portal</h1>{LONG * 2}</td></tr></table>",
        f"<table><tr><td><table><tr><td>{MENU}</td><td><h2>Portal</h2>{LONG}</td></tr></table></td></tr></table>",
    ],
)
def test_menus_in_cells_beside_the_text_are_furniture(tmp_path: Path, layout: str) -> None:
    document = read_bytes(tmp_path, page(layout))
    lines = [line.text for line in lines_of(document.blocks)]
    assert lines[0] == "Portal"
    assert not any("2001" in line for line in lines)
    assert any("2001" in line.text for line in lines_of(document.furniture))


def test_text_in_several_cells_of_a_layout_stays(tmp_path: Path) -> None:
    layout = f"<table><tr><td>Banner</td><td></td></tr><tr><td><h2>Portal</h2>{LONG}</td><td>{LONG}</td></tr></table>"
    document = read_bytes(tmp_path, page(layout))
    assert [line.text[:11] for line in lines_of(document.blocks)] == ["Banner", "Portal", "The council", "The council"]
    assert not any(isinstance(block, Table) for block in document.blocks)


@pytest.mark.parametrize("frame", ["{}", "<table><tr><td>{}</td></tr></table>"])
def test_tables_of_one_row_below_each_other_are_one_table(tmp_path: Path, frame: str) -> None:
    row = "<tr><td><table><tr><td><b>{}</b></td><td>{}</td></tr></table></td></tr>"
    body = "".join(row.format(label, frame.format(value)) for label, value in ROWS)
    (table,) = read_bytes(tmp_path, page(f"<table>{body}</table>")).blocks
    assert isinstance(table, Table)
    assert rows_of(table) == list(ROWS)


def test_a_form_with_a_heading_in_a_cell_stays_a_table(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in ROWS)
    (table,) = read_bytes(tmp_path, page(f"<table><tr><td colspan=2><h2>Bridges</h2></td></tr>{rows}</table>")).blocks
    assert isinstance(table, Table)
    assert rows_of(table) == [("Bridges",), *ROWS]
