"""Reading one long PDF form: our reader and our whole pipeline beside what others would use, in turns.

Times are CPU seconds of the process and its children, medians over rounds in which every tool has its turn, so that
what else the machine does falls on all alike. What each tool returns is looked at too: whether a label stands with its
value, and whether a completion mark can be told from its column.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from statistics import median

from scripts.bench import _documents, _judged
from scripts.bench._table import Table, Value
from scripts.bench._tools import TOOLS, Tool

TITLE = "Reading a PDF of forms, in turns with other tools"
BASE = "pdfplumber extract_tables"


def measured(quick: bool) -> Table:
    """Return the table."""
    import pypdfium2

    forms, rounds = (20, 1) if quick else (60, 3)
    facts = _documents.facts(forms)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forms.pdf"
        path.write_bytes(_documents.form_pdf(forms))
        pages = len(pypdfium2.PdfDocument(path))
        times: dict[str, list[float]] = {name: [] for name in TOOLS}
        returned: dict[str, tuple[str, str]] = {}
        missing: list[str] = []
        small = Path(folder) / "one.pdf"
        small.write_bytes(_documents.form_pdf(1))
        for tool in TOOLS.values():  # what is loaded at first use is no part of reading
            with suppress(ImportError, FileNotFoundError):
                tool(small)
        for _ in range(rounds):
            for name, tool in TOOLS.items():
                if name not in missing:
                    _turn(name, tool, path, facts, times, returned, missing)
    base = median(times[BASE])
    rows = tuple(_row(name, median(taken), pages, base, returned[name]) for name, taken in times.items() if taken)
    notes = (
        f"{pages} pages, {forms} forms, {rounds} rounds. 'Label and value' and 'mark' are the shares of forms in which "
        "the lead agency stands in one row with its label, and the mark under its heading.",
        *(f"{name} is not installed here." for name in missing),
    )
    return Table(("tool", "pages/s", f"times {BASE}", "label and value", "mark and column"), rows, notes)


def _turn(
    name: str,
    tool: Tool,
    path: Path,
    facts: dict[str, object],
    times: dict[str, list[float]],
    returned: dict[str, tuple[str, str]],
    missing: list[str],
) -> None:
    started = _cpu()
    try:
        rows = tool(path)
    except (ImportError, FileNotFoundError):
        missing.append(name)
        return
    times[name].append(_cpu() - started)
    returned[name] = _judged.shares(rows, facts, whole=name == "ogp: whole pipeline")


def _row(name: str, seconds: float, pages: int, base: float, returned: tuple[str, str]) -> tuple[Value, ...]:
    return (name, round(pages / seconds, 1), round(base / seconds, 2), *returned)


def _cpu() -> float:
    found = os.times()
    return found.user + found.system + found.children_user + found.children_system
