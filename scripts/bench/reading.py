"""Reading one long PDF form: our reader and our whole pipeline compared with other tools, in turns.

Every tool has its turn in every round, so that what else the machine does falls on all alike; a ratio is taken within
a round.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

from scripts.bench import documents
from scripts.bench.benchmarks import Settings
from scripts.bench.clock import TimeSpent, compute_speedup, median_time, take_turns
from scripts.bench.tables import Table, Value
from scripts.bench.tools import TOOLS

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
