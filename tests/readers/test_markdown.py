"""Markdown gives the same structure as any other format, with the places of plain text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.model import Document, Table, TextBlock
from pipeline.structure.lines import text_of
from tests.readers.reading import read_bytes

Reader = Callable[[str], Document]

PLAN = """# Plan of Norland 2018-2020

## Commitment 1. Open **contracts**

**Lead agency:** Office of Procurement  \n**Other actors:** CoST
**Period:** 2018 to 2020

What ~~nobody~~ everybody [asked](https://example.org) for
in two lines.

| No. | Milestone | End |
|---|---|---|
| 1.1 | Publish the **first** contracts | March 2019 |
| 1.2 | | August 2020 |

1. First step
   - a part of it
2. Second step

---
"""


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return lambda text: read_bytes(tmp_path, text)


def texts_of(document: Document) -> list[TextBlock]:
    return [block for block in document.blocks if isinstance(block, TextBlock)]


def test_headings_paragraphs_and_lists_lose_their_markup(read: Reader) -> None:
    found = [(block.kind, block.level, block.marker, text_of(block)) for block in texts_of(read(PLAN))]
    assert found[:2] == [
        ("heading", 1, None, "Plan of Norland 2018-2020"),
        ("heading", 2, None, "Commitment 1. Open contracts"),
    ]
    assert ("paragraph", 0, None, "What everybody asked for in two lines.") in found
    assert found[-3:] == [
        ("list_item", 0, "1.", "1. First step"),
        ("list_item", 1, "-", "- a part of it"),
        ("list_item", 0, "2.", "2. Second step"),
    ]


def test_bold_openings_are_told_and_a_hard_break_ends_a_line(read: Reader) -> None:
    labels = next(block for block in texts_of(read(PLAN)) if block.lines[0].bold_start)
    assert [(line.text[: line.bold_start], line.glue) for line in labels.lines] == [
        ("Lead agency:", "paragraph"),
        ("Other actors:", "paragraph"),
        ("Period:", "space"),
    ]


def test_tables_have_their_cells(read: Reader) -> None:
    (table,) = [block for block in read(PLAN).blocks if isinstance(block, Table)]
    assert [[text_of(cell) for cell in row.cells] for row in table.rows] == [
        ["No.", "Milestone", "End"],
        ["1.1", "Publish the first contracts", "March 2019"],
        ["1.2", "", "August 2020"],
    ]


def test_places_are_those_of_the_file(read: Reader) -> None:
    document = read(PLAN)
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    for line in (
        next(block for block in document.blocks if isinstance(block, TextBlock)).lines[0],
        table.rows[1].cells[2].blocks[0].lines[0],  # type: ignore[union-attr]
    ):
        assert PLAN[line.anchor.start : line.anchor.end] == line.text
    assert table.rows[1].cells[0].anchors[0].path == "line[14]"


def test_a_text_without_markup_stays_plain(read: Reader) -> None:
    assert [text_of(block) for block in texts_of(read("# 1 of the plan\n\nIt costs **nothing**."))] == [
        "# 1 of the plan",
        "It costs **nothing**.",
    ]
