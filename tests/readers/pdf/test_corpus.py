"""Acceptance: real reports, read as pdfplumber reads them, with every box around its text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pdfplumber
import pytest

from pipeline.model import Block, Cell, Document, Line, Table
from pipeline.readers.cleaning import decode_private_use
from tests.readers.pdf.drawing import read

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
REPORTS = sorted(path for folder in ("mongolia", "usa", "colombia") for path in (CORPUS / folder).glob("*.pdf"))
PAGES = 8

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not REPORTS, reason="needs ../shared/corpus")]
each_report = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)


def bare(text: str) -> str:
    """Keep what both readers give: no blanks, no hyphens that a line end may have set, no private-use codes."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", unicodedata.normalize("NFKC", decode_private_use(text)))


@cache
def document(path: Path) -> Document:
    return read(path)


def lines(blocks: tuple[Block, ...]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Table):
            for cell in all_cells(block):
                yield from lines(cell.blocks)
        else:
            yield from block.lines


def all_cells(table: Table) -> Iterator[Cell]:
    for row in table.rows:
        yield from row.cells


def said(cell: Cell) -> str:
    """Return a cell's text; list markers count."""
    parts = []
    for block in cell.blocks:
        if isinstance(block, Table):
            parts += [said(inner) for inner in all_cells(block)]
        else:
            parts += [block.marker or "", *(line.text for line in block.lines)]
    return bare("".join(parts))


@each_report
def test_cells_are_among_those_of_pdfplumber(path: Path) -> None:
    ours = [
        (cell.anchors[0].page, said(cell))
        for block in document(path).blocks
        if isinstance(block, Table) and block.ruled
        for cell in all_cells(block)
    ]
    with pdfplumber.open(path) as plumbed:
        for page in plumbed.pages[:PAGES]:
            theirs = {bare(cell or "") for found in page.extract_tables() for row in found for cell in row}
            strange = [text for number, text in ours if number == page.page_number and text and text not in theirs]
            assert strange == []


@each_report
def test_every_box_holds_its_text(path: Path) -> None:
    found = document(path)
    by_page: dict[int, list[Line]] = {}
    for line in lines((*found.blocks, *found.notes)):
        by_page.setdefault(line.anchor.page or 0, []).append(line)
    with pdfplumber.open(path) as plumbed:
        for page in plumbed.pages[:PAGES]:
            words = page.dedupe_chars().extract_words(use_text_flow=True)
            for line in by_page.get(page.page_number, ()):
                box = line.anchor.box
                assert box
                inside = "".join(
                    word["text"]
                    for word in words
                    if box.x0 - 1 <= (word["x0"] + word["x1"]) / 2 <= box.x1 + 1
                    and box.top - 1 <= (word["top"] + word["bottom"]) / 2 <= box.bottom + 1
                )
                letters = iter(bare(inside))
                assert all(letter in letters for letter in bare(line.text)), line


@each_report
def test_two_readings_are_the_same(path: Path) -> None:
    assert read(path) == document(path)
