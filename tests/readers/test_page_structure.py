"""What stands in a page's structure: closed panels, tables that only lay out the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Table
from pipeline.structure.lines import text_of
from tests.readers.docx_file import p, read_body
from tests.readers.reading import page, read_bytes

LONG = "The ministry publishes the contracts of all roads that it builds, with prices and dates, on its portal. "


@pytest.mark.parametrize(
    "panel",
    [
        '<button aria-controls="p1">Portal</button><div id="p1" style="display:none"><p>Closed</p></div>',
        '<a href="#p1">Portal</a><div id="p1" hidden><p>Closed</p></div>',
        '<h3>Portal</h3><div class="accordion-body" style="display:none"><p>Closed</p></div>',
        '<div hidden="until-found"><p>Closed</p></div>',
        '<section role="tabpanel" hidden><p>Closed</p></section>',
        f'<h3>Portal</h3><div style="display:none"><p>Closed {LONG}</p></div>',
        "<details><summary>Portal</summary><p>Closed</p></details>",
    ],
)
def test_closed_panels_are_content(tmp_path: Path, panel: str) -> None:
    document = read_bytes(tmp_path, page(f"<h1>Report</h1><p>{LONG}</p>{panel}"))
    assert any("Closed" in text_of(block) for block in document.blocks)


@pytest.mark.parametrize(
    "hidden",
    [
        '<div class="cookie-banner" style="display:none"><p>Closed</p></div>',
        '<button aria-controls="m">Menu</button><ul id="m" style="display:none"><li><a href="/a">Closed</a></li></ul>',
        '<span style="display:none">Closed</span>',
        '<div role="dialog" hidden><p>Closed</p></div>',
        '<button aria-controls="n">Menu</button><nav id="n" hidden><p>Closed</p></nav>',
    ],
)
def test_menus_dialogs_and_labels_for_screen_readers_are_not(tmp_path: Path, hidden: str) -> None:
    document = read_bytes(tmp_path, page(f"<h1>Report</h1><p>{LONG}</p>{hidden}"))
    assert not any("Closed" in text_of(block) for block in document.blocks)


ROWS = (("Agency", "Roads"), ("Start", "May"), ("End", "June"))
FORM = "<table>" + "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in ROWS) + "</table>"


@pytest.mark.parametrize(
    "layout",
    [
        f"<table><tr><td>{FORM}</td></tr><tr><td>{FORM}</td></tr></table>",
        f"<table><tr><td><h2>Portal</h2>{FORM}</td><td>{FORM}</td></tr></table>",
        f"<table role='presentation'><tr><td>{FORM}</td></tr><tr><td>{FORM}</td></tr></table>",
        f"<table><tr><td><table><tr><td>{FORM}</td></tr></table></td></tr><tr><td>{FORM}</td></tr></table>",
    ],
)
def test_tables_that_lay_out_a_page_are_taken_apart(tmp_path: Path, layout: str) -> None:
    found = [block for block in read_bytes(tmp_path, page(layout)).blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in found] == [3, 3]


def test_a_grid_of_marks_within_a_form_stays_in_its_cell(tmp_path: Path) -> None:
    grid = "<table><tr><td>Limited</td><td>Completed</td></tr><tr><td></td><td>x</td></tr></table>"
    body = f"<table><tr><td>Level</td><td>{grid}</td></tr><tr><td>Agency</td><td>Roads</td></tr></table>"
    (table,) = read_bytes(tmp_path, page(body)).blocks
    assert isinstance(table, Table)
    assert len(table.rows) == 2


def test_a_word_table_that_lays_out_the_page_is_taken_apart(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>"
    rows = "".join(
        f"<w:tr>{cell.format(p(a))}{cell.format(p(b))}</w:tr>" for a, b in (("A", "1"), ("B", "2"), ("C", "3"))
    )
    inner = f"<w:tbl>{rows}</w:tbl>{p('')}"
    body = f"<w:tbl><w:tr>{cell.format(inner)}</w:tr><w:tr>{cell.format(inner)}</w:tr></w:tbl>"
    found = [block for block in read_body(tmp_path, body).blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in found] == [3, 3]
