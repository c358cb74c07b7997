"""What others would use to read a PDF: each gives rows of cells (or lines of text, as rows of one cell)."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.linkage import link
from pipeline.model import Block, Table
from pipeline.readers.reading import read_document
from pipeline.tables import collect_tables, publish_tables

Rows = list[list[str]]
Tool = Callable[[Path], Rows]


def read_document_rows(path: Path) -> Rows:
    """Read characters, words, cells, fills, paragraphs and tables; return the tables' rows."""
    return [row for block in read_document(path.parent, describe_file(path)).blocks for row in _iterate_rows(block)]


def run_pipeline(path: Path) -> Rows:
    """Read, parse, normalize, link and write Parquet; return each commitment's agency and completion."""
    linked = link([extract_document(path.parent, describe_file(path)).extraction])
    tables = collect_tables(linked.extractions, (), linked.rows)
    with tempfile.TemporaryDirectory() as folder:
        publish_tables(Path(folder) / "out", tables)
    rows = sorted(tables["commitments"], key=lambda row: int(str(row["commitment_key"]).rpartition("c")[2] or 0))
    return [[str(row.get("lead_institution")), str(row.get("completion"))] for row in rows]


def _iterate_rows(block: Block) -> Iterator[list[str]]:
    if isinstance(block, Table):
        for row in block.rows:
            yield [_join_text(cell.blocks) for cell in row.cells]
            yield from (inner for cell in row.cells for part in cell.blocks for inner in _iterate_rows(part))


def _join_text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(line.text for block in blocks if not isinstance(block, Table) for line in block.lines)


def read_pdfplumber_tables(path: Path) -> Rows:
    """Give what `extract_tables` finds."""
    import pdfplumber

    rows: Rows = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            rows += [[cell or "" for cell in row] for table in page.extract_tables() for row in table]
            page.close()
    return rows


def read_pdfminer_text(path: Path) -> Rows:
    """Return the lines of `extract_text`."""
    from pdfminer.high_level import extract_text

    return _split_lines(extract_text(path))


def read_pypdfium2_text(path: Path) -> Rows:
    """Return the lines of the pages' text: the floor, for it is the engine's own."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return [row for page in document for row in _split_lines(page.get_textpage().get_text_range())]
    finally:
        document.close()


def read_pdftotext(path: Path) -> Rows:
    """Return the lines of poppler's `pdftotext -layout`; raise FileNotFoundError where there is none."""
    result = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return _split_lines(result.stdout.decode("utf-8", "replace"))


def _split_lines(text: str) -> Rows:
    return [[line] for line in text.splitlines() if line.strip()]


TOOLS: dict[str, Tool] = {
    "ogp: read": read_document_rows,
    "ogp: whole pipeline": run_pipeline,
    "pdfplumber extract_tables": read_pdfplumber_tables,
    "pdfminer.six text": read_pdfminer_text,
    "pypdfium2 text": read_pypdfium2_text,
    "pdftotext -layout": read_pdftotext,
}
"""Name -> function; the first two are ours."""
