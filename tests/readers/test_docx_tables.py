"""DOCX: one cell per printed cell, with spans, extents, colors and check boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Table
from pipeline.readers.docx import read_docx
from pipeline.structure.lines import text_of
from tests.growth import grows_less_than
from tests.readers.docx_file import SOURCE, cells, p, r, read_body, table, tbl, tc, write_docx

RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


def shd(fill: str, pattern: str = "clear", color: str = "auto") -> str:
    return f'<w:shd w:val="{pattern}" w:color="{color}" w:fill="{fill}"/>'


def test_spans_and_extents_come_from_the_grid(tmp_path: Path) -> None:
    body = tbl(
        tc("Level", RESTART) + tc("Not started", span(2)) + tc("Limited"),
        tc("gone", CONTINUE) + tc("a") + tc("b") + tc("c"),
        tc("Next") + tc("wide", span(3)),
        grid=(1000, 500, 700, 800),
    )
    found = [
        (c.row, c.column, c.row_span, c.column_span, c.left, c.right, text_of(c))
        for c in cells(table(read_body(tmp_path, body)))
    ]
    assert found == [
        (0, 0, 2, 1, 0, 50, "Level"),
        (0, 1, 1, 2, 50, 110, "Not started"),
        (0, 3, 1, 1, 110, 150, "Limited"),
        (1, 1, 1, 1, 50, 75, "a"),
        (1, 2, 1, 1, 75, 110, "b"),
        (1, 3, 1, 1, 110, 150, "c"),
        (2, 0, 1, 1, 0, 50, "Next"),
        (2, 1, 1, 3, 50, 150, "wide"),
    ]


def test_rows_may_begin_behind_the_first_column(tmp_path: Path) -> None:
    row = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + tc("x")
    found = cells(table(read_body(tmp_path, tbl(tc("a") + tc("b") + tc("c"), row, grid=(100, 100, 100)))))
    assert (found[-1].column, found[-1].left, found[-1].right) == (2, 10, 15)


def test_without_a_grid_columns_are_counted(tmp_path: Path) -> None:
    found = cells(table(read_body(tmp_path, tbl(tc("a", span(2)) + tc("b"), tc("c") + tc("d") + tc("e")))))
    assert [(c.left, c.right) for c in found] == [(0, 2), (2, 3), (0, 1), (1, 2), (2, 3)]


def test_old_horizontal_merges(tmp_path: Path) -> None:
    row = tc("wide", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("b")
    found = cells(table(read_body(tmp_path, tbl(row, grid=(10, 20, 30)))))
    assert [(text_of(c), c.column_span, c.right) for c in found] == [("wide", 2, 1.5), ("b", 1, 3)]


def test_a_continued_cell_without_a_first_one_is_a_cell(tmp_path: Path) -> None:
    found = cells(table(read_body(tmp_path, tbl(tc("lost", CONTINUE) + tc("b"), grid=(10, 10)))))
    assert [text_of(c) for c in found] == ["lost", "b"]


@pytest.mark.parametrize(
    ("properties", "content", "expected"),
    [
        (shd("92D050"), "", "92D050"),
        (shd("ffc000"), "text", "FFC000"),
        (shd("auto"), "", None),
        (shd("FFFFFF"), "", None),
        (shd("auto", "nil"), "", None),
        (shd("auto", "solid", "FF0000"), "", "FF0000"),
        (shd("FFFFFF", "pct50", "000000"), "", "808080"),
        ("", p(r("Green", '<w:highlight w:val="green"/>')), "00FF00"),
        ("", p("Amber", properties=shd("FFC000")), "FFC000"),
        ("", p(r("one", shd("FF0000")), "two"), None),
    ],
)
def test_fill(tmp_path: Path, properties: str, content: str, expected: str | None) -> None:
    found = cells(table(read_body(tmp_path, p("Report") + tbl(tc(content, properties) + tc("x")))))
    assert found[0].fill == expected


def test_fill_of_the_table_style(tmp_path: Path) -> None:
    styles = f'<w:style w:type="table" w:styleId="T"><w:tcPr>{shd("FFFF00")}</w:tcPr></w:style>'
    body = tbl(tc("a") + tc("b", shd("FFFFFF"))).replace("<w:tblPr/>", '<w:tblPr><w:tblStyle w:val="T"/></w:tblPr>')
    assert [c.fill for c in cells(table(read_body(tmp_path, body, styles=styles)))] == ["FFFF00", None]


@pytest.mark.parametrize(
    ("content", "expected"), [("☒", True), ("☐", False), ("\uf0fe", True), ("☒ Yes", None), ("x", None)]
)
def test_marked(tmp_path: Path, content: str, expected: bool | None) -> None:
    assert cells(table(read_body(tmp_path, tbl(tc(content) + tc("x")))))[0].marked is expected


def test_nested_tables_are_blocks_of_their_cell(tmp_path: Path) -> None:
    body = tbl(tc("Completion level") + tc(tbl(tc("Limited") + tc("x"), grid=(5, 5)) + p("")), grid=(10, 10))
    inner = cells(table(read_body(tmp_path, body)))[1].blocks[0]
    assert isinstance(inner, Table)
    assert [text_of(c) for c in cells(inner)] == ["Limited", "x"]
    assert cells(inner)[1].anchors[0].path == "/w:body/w:tbl[1]/w:tr[1]/w:tc[2]/w:tbl[1]/w:tr[1]/w:tc[2]"


def test_rows_and_cells_in_content_controls(tmp_path: Path) -> None:
    row = "<w:sdt><w:sdtContent><w:tr>" + tc("in a row") + "</w:tr></w:sdtContent></w:sdt>"
    cell = "<w:sdt><w:sdtContent>" + tc("in a cell") + "</w:sdtContent></w:sdt>"
    block = tc("<w:sdt><w:sdtContent>" + p("in a block") + "</w:sdtContent></w:sdt>")
    body = tbl(cell + block).replace("</w:tbl>", row + "</w:tbl>")
    assert [text_of(c) for c in cells(table(read_body(tmp_path, body)))] == ["in a cell", "in a block", "in a row"]


def test_deleted_rows_are_not_read(tmp_path: Path) -> None:
    body = tbl("<w:trPr><w:del/></w:trPr>" + tc("gone"), tc("kept") + tc("x"))
    assert [text_of(c) for c in cells(table(read_body(tmp_path, body)))] == ["kept", "x"]


@pytest.mark.slow
def test_long_merged_tables_take_time_by_their_length(tmp_path: Path) -> None:
    def read(count: int) -> None:
        rows = [
            tc(f"r{i}", RESTART if i == 0 else CONTINUE) + "".join(tc(f"{i}.{j}") for j in range(5))
            for i in range(count)
        ]
        path = write_docx(tmp_path / f"long-{count}.docx", tbl(*rows, grid=(10,) * 6))
        assert table(read_docx(path, SOURCE)).rows[0].cells[0].row_span == count

    assert grows_less_than(8 * 3, read, 250, 2000)
