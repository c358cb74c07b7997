"""At-a-glance tables: the report's own counts, checked against what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicon.vocabularies import find_meaning
from pipeline.model import Cell, Line, Table
from pipeline.model.issues import Issue
from pipeline.parsers.irm.ledger import Ledger, settle_ratings
from pipeline.parsers.irm.ratings import FILE, Rating, find_phases
from pipeline.structure.grids import covers
from pipeline.structure.lines import filled_cells, join_lines, lines_of, split_paragraphs, text_of

FEWEST = 2
"""Counts that make a table one of totals."""

MAY_LACK = frozenset(
    {"starred", "relevance", "did_it_open_government", "early_results", "promising", "proposed_by", "carried_forward"}
)
"""Indicators that a report need not rate for every commitment."""

_COUNT = re.compile(r"\s*(\d{1,3})(?:\s*/\s*\d{1,3})?\s*(?:\(\s*\d{1,3}(?:[.,]\d{1,2})?\s*%?\s*\))?\.?\s*")


@dataclass(frozen=True, slots=True)
class Total:
    """A count that the report prints: what is counted, its level, the phase that it represents, and where."""

    what: str
    value: str | None
    number: int
    phase: str | None
    line: Line


def parse_count(text: str) -> int | None:
    """Return a count: a number, perhaps with its share.

    >>> parse_count("7 (12.5%)"), parse_count("N/A"), parse_count("2018-2020")
    (7, None, None)
    """
    found = _COUNT.fullmatch(text)
    return int(found[1]) if found else None


def read_totals(table: Table) -> tuple[Total, ...]:
    """Return the counts of a table of totals; nothing for any other."""
    found: list[Total] = []
    phases: list[tuple[Cell, str]] = []
    for row in table.rows:
        phases = find_phases(row.cells) or phases
        filled = filled_cells(row)
        kind = (find_meaning(FILE, "glance", text_of(filled[0])) if len(filled) > 1 else None) or {}
        if len(filled) == 1:
            found += _read_text(lines_of(filled[0]))
        for cell in filled[1:] if kind.get("total") else ():
            number = parse_count(text_of(cell))
            if number is not None:
                under = [phase for other, phase in phases if covers(other, cell) or covers(cell, other)]
                # A cell merged under several phases says the same of both.
                phase = under[0] if len(under) == 1 else None
                found.append(Total(kind["total"], kind.get("value"), number, phase, lines_of(cell)[0]))
    return tuple(found) if len(found) >= FEWEST else ()


def _read_text(lines: Sequence[Line]) -> Iterator[Total]:
    """Yield the counts of paragraphs in one cell: 'Number of commitments: 9'."""
    for group in split_paragraphs(lines):
        head, _, rest = join_lines(group).partition(":")
        kind, number = find_meaning(FILE, "glance", head), parse_count(rest)
        # A bare level ('Major: 3') is a count only within a table of them.
        if kind and kind["total"] and number is not None and len(head.split()) > 2:
            yield Total(kind["total"], kind.get("value"), number, None, group[0])


def check_totals(totals_of_report: Sequence[Total], ledger: Ledger) -> Iterator[Issue]:
    """Yield an issue for each count that differs from what was read, and for ratings that may have been lost."""
    settled = settle_ratings(ledger)
    for total in dict.fromkeys(totals_of_report):
        counted = _count_as(total, ledger, settled)
        if counted is not None and counted != total.number:
            what = f"{total.what} {total.value}".strip() if total.value else total.what
            at = f" ({total.phase})" if total.phase else ""
            text = f"The report's own table counts {total.number} for '{what}'{at}, {counted} were read."
            yield Issue("parse", "warning", "total-mismatch", text, total.line.anchor.page)
    yield from _find_gaps(ledger, settled)


def _count_as(total: Total, ledger: Ledger, settled: Sequence[Sequence[Rating]]) -> int | None:
    """Return how many commitments were read that a total counts; None where none has that rating at all."""
    if total.what == "commitments":
        return len(ledger.entries)
    indicator = "completion" if total.what == "high_completion" else total.what
    if indicator != "completion" and total.phase not in (None, ledger.phase):
        return None
    phase = total.phase or (ledger.phase if indicator == "completion" else None)
    return count_rated(settled, indicator, _list_codes(total), phase)


def count_rated(
    settled: Sequence[Sequence[Rating]], indicator: str, wanted: set[str], phase: str | None = None
) -> int | None:
    """Return how many commitments have one of the codes of an indicator; None where none has the indicator at all."""
    rated = [
        {r.code for r in own if r.indicator == indicator and r.part is None and r.phase in (phase or r.phase,)}
        for own in settled
    ]
    if not any(rated) and indicator != "starred":
        return None
    return sum(1 for codes in rated if codes & wanted)


def _find_gaps(ledger: Ledger, settled: Sequence[Sequence[Rating]]) -> Iterator[Issue]:
    """Yield an issue for each indicator that most commitments are rated for and some are not."""
    rated = [{rating.indicator for rating in own} for own in settled]
    for indicator in sorted(set().union(*rated) - MAY_LACK):
        lacking = [entry for entry, own in zip(ledger.entries, rated, strict=True) if indicator not in own]
        if lacking and len(lacking) * 2 < len(rated):
            names = ", ".join(entry.number or entry.place for entry in lacking)
            text = f"{indicator} was read for {len(rated) - len(lacking)} of {len(rated)} commitments, not for {names}."
            yield Issue("parse", "info", "rating-missing", text)


def _list_codes(total: Total) -> set[str]:
    """Return the codes of a rating that a total counts."""
    if total.what == "high_completion":
        return {"substantial", "complete"}
    if total.what == "relevance":
        # Technology alone makes no commitment relevant.
        return {"yes", "access_to_information", "civic_participation", "public_accountability"}
    return {total.value or ""}
