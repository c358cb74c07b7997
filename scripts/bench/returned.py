"""What each tool returns, word for word, for a label with its value and for a completion mark of one form."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from scripts.bench import _documents, _peers
from scripts.bench._settings import Settings
from scripts.bench._table import Table, Value
from scripts.bench._tools import TOOLS, Rows
from scripts.bench.reading import OURS
from scripts.specimens import completion_labels as labels

TITLE = "What each tool returns for a label with its value, and for a completion mark"
_LABEL = "Name of responsible person from implementing agency"
_LONGEST, _FEW = 160, 8
_NOTE = (
    "A row of cells is parted by ¦, rows and lines by ⏎; an empty cell is ∅. The printed form has the label on two "
    "lines with the name beside it, and four headings with one mark below."
)


def measured(settings: Settings) -> Table:
    """Return the table: a row for each tool that is there."""
    rows: list[tuple[Value, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forms.pdf"
        path.write_bytes(_documents.form_pdf(2))
        for name, tool in TOOLS.items():
            try:
                rows.append((name, *(_ours(path) if name == OURS else excerpts(tool(path)))))
            except (ImportError, FileNotFoundError):
                rows.append((name, "not installed", None))
        for name in _peers.KNOWN:
            rows.append((name, *_of_peer(name, settings, path)))
    return Table(("tool", "label and value", "completion mark"), tuple(rows), (_NOTE,))


def _ours(path: Path) -> tuple[str, str]:
    """Return the fields that our tables have of the first form."""
    found = extract_document(path.parent, describe_file(path)).extraction
    first = {row.table: row.values for row in reversed(found.rows)}
    contact, commitment = first["contacts"]["name_raw"], first["commitments"]["completion"]
    return f"contacts.name_raw = {contact}", f"commitments.completion = {commitment}"


def _of_peer(name: str, settings: Settings, path: Path) -> tuple[Value, Value]:
    try:
        if name in settings.peers:
            _peers.install(name)
        with _peers.running(name) as peer:
            return excerpts(peer.read(path).rows)
    except _peers.PeerError as error:
        return str(error), None


def excerpts(rows: Rows) -> tuple[str, str]:
    """Return the rows around the label and those of the grid of levels, of what a tool gave.

    >>> excerpts([["Name of responsible person", "Ingrid"], ["Completion level", "Limited"], ["", "x"]])
    ('Name of responsible person ¦ Ingrid', 'Completion level ¦ Limited ⏎ ∅ ¦ x')
    """
    return _from(rows, _LABEL[:16], 3 if rows and max(map(len, rows)) == 1 else 1), _from(rows, labels.COMPLETION, _FEW)


def _from(rows: Rows, begin: str, most: int) -> str:
    found = next((at for at, row in enumerate(rows) if any(cell.startswith(begin) for cell in row)), None)
    if found is None:
        return "not there"
    shown = []
    for row in rows[found : found + most]:
        if any(cell.startswith(labels.RESULTS[0][:12]) for cell in row):
            break
        shown.append(" ¦ ".join(" ".join(cell.split()) or "∅" for cell in row))
    text = " ⏎ ".join(shown)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
