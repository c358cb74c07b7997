"""Reading one long PDF form: our reader and our whole pipeline beside what others would use, in turns.

Every tool has its turn in every round, so that what else the machine does falls on all alike; a ratio is taken within
a round.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

from scripts.bench import _documents
from scripts.bench._clock import Spent, middle, times_faster, turns
from scripts.bench._settings import Settings
from scripts.bench._table import Table, Value
from scripts.bench._tools import TOOLS

TITLE = "Reading a PDF of forms, in turns with other tools"
BASE = "pdfplumber extract_tables"
PAGES, ROUNDS = 200, 3


def measured(settings: Settings) -> Table:
    """Return the table."""
    import pypdfium2

    forms, rounds = (4, 1) if settings.quick else (_documents.forms_on(PAGES), settings.rounds or ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "forms.pdf", Path(folder) / "one.pdf"
        path.write_bytes(_documents.form_pdf(forms))
        small.write_bytes(_documents.form_pdf(1))
        pages = len(pypdfium2.PdfDocument(path))
        there = []
        for name, tool in TOOLS.items():  # what is loaded at first use is no part of reading
            with suppress(ImportError, FileNotFoundError):
                tool(small)
                there.append(name)
        times = turns({name: partial(TOOLS[name], path) for name in there}, rounds)
    rows = tuple(_row(name, pages, times) for name in times)
    missing = (f"{name} is not installed here." for name in TOOLS if name not in times)
    columns = ("tool", "pages/s", f"times {BASE}", "from-to", "by the wall")
    return Table(columns, rows, (_told(pages, forms, rounds), *missing))


def _told(pages: int, forms: int, rounds: int) -> str:
    return (
        f"{pages} pages, {forms} forms, {rounds} rounds in turns. Pages a second of CPU time, medians; how many times "
        f"{BASE} within a round: median and range by CPU time, median by the clock on the wall. Reading is "
        "characters, words, lines, ruled cells, fills and boxes; the whole pipeline parses, normalizes, links and "
        "writes Parquet as well."
    )


def _row(name: str, pages: int, times: dict[str, list[Spent]]) -> tuple[Value, ...]:
    ratio, span, wall = times_faster(times[BASE], times[name])
    return (name, round(pages / middle(times[name]).cpu, 1), round(ratio, 2), span, round(wall, 2))
