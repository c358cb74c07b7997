"""HTML tables: spans, colors, check boxes, nested tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Table
from pipeline.structure.lines import lines_of, text_of
from tests.growth import grows_less_than
from tests.readers.reading import page, read_bytes, shown


def tables(folder: Path, body: str) -> list[Table]:
    return [block for block in read_bytes(folder, page(f"<p>x</p>{body}")).blocks if isinstance(block, Table)]


def test_spans(tmp_path: Path) -> None:
    body = (
        "<table><thead><tr><th rowspan=2>Level<th colspan=2>Mark</tr><tr><th>a<th>b</tr></thead>"
        "<tbody><tr><td>1<td>2<td rowspan=0>3</tr><tr><td colspan=2>4</tr></tbody></table>"
    )
    cells = [cell for row in tables(tmp_path, body)[0].rows for cell in row.cells]
    assert [(text_of(c), c.row, c.left, c.right, c.row_span) for c in cells] == [
        ("Level", 0, 0, 1, 2),
        ("Mark", 0, 1, 3, 1),
        ("a", 1, 1, 2, 1),
        ("b", 1, 2, 3, 1),
        ("1", 2, 0, 1, 1),
        ("2", 2, 1, 2, 1),
        ("3", 2, 2, 3, 2),
        ("4", 3, 0, 2, 1),
    ]
    assert cells[4].anchors[0].path == "/html/body/table[1]/tbody[1]/tr[1]/td[1]"


@pytest.mark.parametrize(
    ("cell", "fill"),
    [
        ("<td bgcolor='#92D050'>", "92D050"),
        ("<td style='background-color: rgb(255, 192, 0)'>", "FFC000"),
        ("<td style='border: 1px; background:red none'>", "FF0000"),
        ("<td style='background:#fff'>", None),
        ("<td style='background: transparent'>", None),
        ("<td><div style='background:#0f0'>Green</div>", "00FF00"),
        ("<td><span style='background:#0f0'>part</span> of it", None),
        ("<td>", None),
    ],
)
def test_fill(tmp_path: Path, cell: str, fill: str | None) -> None:
    assert tables(tmp_path, f"<table><tr>{cell}</td><td>x</table>")[0].rows[0].cells[0].fill == fill


def test_the_row_colors_its_cells(tmp_path: Path) -> None:
    row = tables(tmp_path, "<table><tr bgcolor=yellow><td>a<td style='background:#fff'>b</table>")[0].rows[0]
    assert [cell.fill for cell in row.cells] == ["FFFF00", None]


def test_classes_color_cells_and_set_type_bold(tmp_path: Path) -> None:
    head = "<style>/* export */ td.c1, .c2{background-color:#92D050} .c3{font-weight:700} p .c4{background:red}</style>"
    cells = "<td class='x c1'>a<td><p class=c2>b</p><td class=c4>c<td><p><span class=c3>d</span></p>"
    found = read_bytes(tmp_path, page(f"<table><tr>{cells}</table>", head)).blocks[0]
    assert isinstance(found, Table)
    assert [cell.fill for cell in found.rows[0].cells] == ["92D050", "92D050", None, None]
    assert lines_of(found.rows[0].cells[3])[0].bold


def test_check_boxes_and_nested_tables(tmp_path: Path) -> None:
    body = "<table><tr><td><input type=checkbox checked><td><table><tr><td>inner</table></table>"
    first, second = tables(tmp_path, body)[0].rows[0].cells
    assert first.marked is True
    assert isinstance(second.blocks[0], Table)


def test_tables_for_layout_are_no_tables(tmp_path: Path) -> None:
    body = page("<table role=presentation><tr><td><p>one</p><td>two</table>")
    assert [text for _, _, text in shown(read_bytes(tmp_path, body))] == ["one", "two"]


def test_tables_with_spacers_around_frames_are_no_tables(tmp_path: Path) -> None:
    frames = "".join(
        f"<tr><td></td><td><table><tr><td>{text}</td></tr></table></td></tr><tr><td colspan=2><img src=s.gif></td></tr>"
        for text in ("<b>Lead agency</b>", "Ministry of Water")
    )
    document = read_bytes(tmp_path, page(f"<table><tr><td width=5></td><td><b>Title</b></td></tr>{frames}</table>"))
    assert [text for _, _, text in shown(document)] == ["Title", "Lead agency", "Ministry of Water"]


def test_captions_stand_before(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, page("<table><caption>Table 1</caption><tr><td>a</table>"))
    assert shown(document)[0][2] == "Table 1"
    assert isinstance(document.blocks[1], Table)


def test_wild_spans_are_bounded(tmp_path: Path) -> None:
    def read(count: int) -> None:
        body = "<table>" + "<tr><td colspan=99999 rowspan=99999>x" * count + "</table>"
        assert len(tables(tmp_path, body)[0].rows) == count

    assert grows_less_than(8 * 6, read, 50, 400)
