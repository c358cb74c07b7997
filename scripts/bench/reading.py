"""Reading one long PDF form: our reader and our whole pipeline compared with other tools, in turns.

Every tool has its turn in every round, so that what else the machine does falls on all alike; a ratio is taken within
a round.

What others would use to read a PDF: each gives rows of cells (or lines of text, as rows of one cell).
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.linkage import link
from pipeline.model import Block, TextBlock
from pipeline.readers.reading import read_document
from pipeline.tables import collect_tables, publish_tables
from scripts.bench import documents
from scripts.bench.tables import Settings, Table, TimeSpent, Value, compute_speedup, median_time, take_turns

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
    if not isinstance(block, TextBlock):
        for row in block.rows:
            yield [_join_text(cell.blocks) for cell in row.cells]
            yield from (inner for cell in row.cells for part in cell.blocks for inner in _iterate_rows(part))


def _join_text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(line.text for block in blocks if isinstance(block, TextBlock) for line in block.lines)


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


TITLE = "Reading a PDF of forms, in turns with other tools"
BASE = "pdfplumber extract_tables"
PAGES, ROUNDS = 200, 3


def measure(settings: Settings) -> Table:
    """Return the table."""
    import pypdfium2

    forms, rounds = (4, 1) if settings.quick else (documents.count_forms(PAGES), settings.rounds or ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "forms.pdf", Path(folder) / "one.pdf"
        path.write_bytes(documents.draw_form_pdf(forms))
        small.write_bytes(documents.draw_form_pdf(1))
        pages = len(pypdfium2.PdfDocument(path))
        installed = []
        for name, tool in TOOLS.items():  # what is loaded at first use is no part of reading
            with suppress(ImportError, FileNotFoundError):
                tool(small)
                installed.append(name)
        times = take_turns({name: partial(TOOLS[name], path) for name in installed}, rounds)
    rows = tuple(_make_row(name, pages, times) for name in times)
    missing = (f"{name} is not installed here." for name in TOOLS if name not in times)
    columns = ("tool", "pages/s", f"times {BASE}", "from-to", "by the wall")
    return Table(columns, rows, (_describe(pages, forms, rounds), *missing))


def _describe(pages: int, forms: int, rounds: int) -> str:
    return (
        f"{pages} pages, {forms} forms, {rounds} rounds in turns. Pages a second of CPU time, medians; how many times "
        f"{BASE} within a round: median and range by CPU time, median by the clock on the wall. Reading is "
        "characters, words, lines, ruled cells, fills and boxes; the whole pipeline parses, normalizes, links and "
        "writes Parquet as well."
    )


def _make_row(name: str, pages: int, times: dict[str, list[TimeSpent]]) -> tuple[Value, ...]:
    ratio, span, wall = compute_speedup(times[BASE], times[name])
    return (name, round(pages / median_time(times[name]).cpu, 1), round(ratio, 2), span, round(wall, 2))
