"""What a user might pick instead, each installed on demand into an environment of its own (`--with`), in turns.

A tool that can't be had is a row that says why. Each runs as a process of its own that is loaded before the clock runs.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench import _documents, _judged, _peers
from scripts.bench._clock import Spent, middle, spent, times_faster
from scripts.bench._settings import Settings
from scripts.bench._table import Table, Value
from scripts.bench._tools import TOOLS, Rows
from scripts.bench.reading import BASE, OURS

TITLE = "What a user might pick instead, in turns"
PAGES, ROUNDS = 20, 3
_OWN = (OURS, "ogp: read", BASE)
_COLUMNS = ("tool", "gives", "pages/s", f"times {BASE}", "from-to", "by the wall", "label and value", "mark and column")


@dataclass(slots=True)
class _Contest:
    """What the rounds gave so far: rows, times, and why a tool is out."""

    rows: dict[str, Rows] = field(default_factory=dict)
    times: dict[str, list[Spent]] = field(default_factory=dict)
    out: dict[str, str] = field(default_factory=dict)


def measured(settings: Settings) -> Table:
    """Return the table."""
    import pypdfium2

    forms, rounds = (3, 1) if settings.quick else (_documents.forms_on(PAGES), settings.rounds or ROUNDS)
    facts, contest = _documents.facts(forms), _Contest()
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "forms.pdf", Path(folder) / "one.pdf"
        path.write_bytes(_documents.form_pdf(forms))
        small.write_bytes(_documents.form_pdf(1))
        pages = len(pypdfium2.PdfDocument(path))
        _held(contest, settings, path, small, rounds)
    rows = [_row(name, pages, contest, facts) for name in contest.times]
    rows += [(name, "not measured: see below", *[None] * (len(_COLUMNS) - 2)) for name in contest.out]
    reasons = [f"{name}: {why}." for name, why in contest.out.items()]
    licences = [f"{name}: {_facts(name)}." for name in contest.times if name in _peers.KNOWN]
    return Table(_COLUMNS, tuple(rows), (_told(pages, forms, rounds), *licences, *reasons))


def _told(pages: int, forms: int, rounds: int) -> str:
    return (
        f"{pages} pages, {forms} forms, {rounds} rounds in turns; CPU seconds of each tool's process and its children. "
        "Each tool is installed on demand with pip into a throwaway environment: `make bench-peers`."
    )


def _facts(name: str) -> str:
    licence, size = _peers.KNOWN[name]["licence"], _peers.megabytes(name)
    return f"{_peers.version(name)}, {licence}, {size:,} MB installed"


def _held(contest: _Contest, settings: Settings, path: Path, small: Path, rounds: int) -> None:
    with ExitStack() as stack:
        for name in _OWN:
            TOOLS[name](small)
            contest.times[name] = []
        entered: dict[str, _peers.Peer] = {}
        for name in _peers.KNOWN:
            try:
                if name in settings.peers:
                    _peers.install(name)
                entered[name] = stack.enter_context(_peers.running(name))
                entered[name].read(small)
                contest.times[name] = []
            except _peers.PeerError as error:
                contest.out[name] = str(error)
        for _ in range(rounds):
            for name in list(contest.times):
                _turn(contest, name, entered.get(name), path)


def _turn(contest: _Contest, name: str, peer: _peers.Peer | None, path: Path) -> None:
    if peer is None:
        contest.times[name].append(spent(lambda: contest.rows.update({name: TOOLS[name](path)})))
        return
    try:
        answer = peer.read(path)
    except _peers.PeerError as error:
        contest.out[name] = str(error)
        del contest.times[name]
        return
    contest.rows[name] = answer.rows
    contest.times[name].append(answer.spent)


def _row(name: str, pages: int, contest: _Contest, facts: dict[str, object]) -> tuple[Value, ...]:
    ratio, span, wall = times_faster(contest.times[BASE], contest.times[name])
    speed = round(pages / middle(contest.times[name]).cpu, 1)
    gives = _peers.KNOWN[name]["gives"] if name in _peers.KNOWN else _GIVES[name]
    shares = _judged.shares(contest.rows[name], facts, name == OURS)
    return (name, gives, speed, round(ratio, 2), span, round(wall, 2), *shares)


_GIVES = {OURS: "records in Parquet", "ogp: read": "text and tables", BASE: "tables"}
