"""Table rows of an action plan: heading rows of milestone tables, pairs of label and value, rows over page ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pipeline.lexicon import LabelMatch, match_label
from pipeline.model import Cell, Table, TableRow
from pipeline.parsers.forms.plan_values import is_values_row
from pipeline.schema.data import reference
from pipeline.structure.forms import entry_of, goes_on
from pipeline.structure.lines import text_of
from pipeline.structure.numbers import is_named
from pipeline.structure.rows import join_rows

TEXT = ("milestones", "text")
"""Headings of the column that tells the milestone, the likeliest first."""

DATES = ("start_date", "end_date", "timeline")

LONGEST_HEADING = 90
_NUMBER_SIGN = re.compile(r"#|№|n[.°ºo]{0,2}\.?", re.IGNORECASE)
_OPENS_NUMBERED = re.compile(r"\s*(?:[A-Z]{0,2}[0-9]{1,3}(?:\.[0-9]{1,2}){0,4}[.)]?|[a-z][.)])(?:\s|$)")

Columns = Mapping[str, Cell]


@cache
def fields(part: str) -> frozenset[str]:
    """Return the lexicon's fields that play a part in action plans (`schemas/action_plan.json`).

    >>> "milestones" in fields("columns"), "milestones" in fields("read")
    (True, False)
    """
    return frozenset(reference("action_plan")[part])


def label(text: str) -> LabelMatch | None:
    """Match a label; a number or a sign alone is none.

    >>> label("1") is None, label("Start date").field
    (True, 'start_date')
    """
    return match_label(text) if sum(map(str.isalpha, text)) > 1 else None


def headings(row: TableRow) -> dict[str, Cell]:
    """Return the heading cells of a milestone table's heading row by field; empty where the row is none."""
    found: dict[str, Cell] = {}
    unknown = 0
    filled = [cell for cell in row.cells if text_of(cell)]
    for cell in filled:
        match = _column(text_of(cell))
        if match and match not in found:
            found[match] = cell
        else:
            unknown += 1
    if len(found) < 2 or not set(TEXT) & found.keys() or unknown > len(found):
        return {}
    parted = found.keys() - set(TEXT)
    return found if parted & {*DATES, "expected_outputs", "indicators", "responsible", "number"} else {}


def _column(text: str) -> str | None:
    if _NUMBER_SIGN.fullmatch(text.strip()):
        return "number"
    if len(text) > LONGEST_HEADING:
        return None
    match = match_label(text, fields=fields("columns"))
    return match.field if match else None


def sub_headings(row: TableRow, columns: Columns) -> dict[str, Cell]:
    """Return the heading cells of a second heading row (Start | End below Timeline); empty where the row is none."""
    filled = [cell for cell in row.cells if text_of(cell)]
    named = {match: cell for cell in filled if (match := _column(text_of(cell)))}
    if not named or len(named) < len(filled) or not named.keys() <= {*DATES, *columns}:
        return {}
    return named


def ends(row: TableRow) -> bool:
    """Say whether a row ends the milestone table above it: it opens with a label of the form."""
    cell = only_cell(row)
    if cell is not None and is_named(text_of(cell)):
        return True
    match = match_label(next((text_of(c) for c in row.cells if text_of(c)), ""), fields=fields("behind_milestones"))
    return match is not None and match.method != "fuzzy"


def only_cell(row: TableRow) -> Cell | None:
    """Return the one cell of a row that holds text; None where several or none do."""
    filled = [cell for cell in row.cells if text_of(cell)]
    return filled[0] if len(filled) == 1 else None


def joined_rows(table: Table) -> tuple[TableRow, ...]:
    """Return a table's rows, those broken by a page end joined: milestones by their columns, others as form rows."""
    rows: list[TableRow] = []
    columns: Columns = {}
    for row in table.rows:
        if rows and row.after_break and _goes_on(rows[-1], row, columns):
            rows[-1] = join_rows(rows[-1], row)
            continue
        columns = headings(row) or ({} if ends(row) else columns)
        rows.append(row)
    return tuple(rows)


def _goes_on(above: TableRow, below: TableRow, columns: Columns) -> bool:
    if is_values_row(above.cells):
        return False  # the marks of OGP's values are a row of their own
    if not columns or headings(above):
        return goes_on(above, below, label)
    if ends(below) or headings(below):
        return False
    told, told_above = _text(below, columns), _text(above, columns)
    if not told:
        return any(text_of(cell) for cell in below.cells)
    if _OPENS_NUMBERED.match(told) or any(text_of(c) for c in _dated(below, columns)):
        return False
    dated = any(text_of(cell) for cell in _dated(above, columns))
    return told[0].islower() or (dated and not told_above.endswith((".", ";")))


def _text(row: TableRow, columns: Columns) -> str:
    heading = next(columns[name] for name in TEXT if name in columns)
    return " ".join(text_of(cell) for cell in row.cells if overlap(cell, heading) > 0)


def _dated(row: TableRow, columns: Columns) -> list[Cell]:
    return [cell for name in DATES if name in columns for cell in row.cells if overlap(cell, columns[name]) > 0]


def overlap(a: Cell, b: Cell) -> float:
    """Return how far two cells overlap horizontally, in points or grid units."""
    return min(a.right, b.right) - max(a.left, b.left)


def pairs(cells: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """Yield the groups of label and value cells of a form's row: 'Start date | 2018 | End date | 2020' are two."""
    group: list[Cell] = []
    for place, cell in enumerate(cells):
        answered = any(_known(c) for c in group) and not _known(group[-1]) if group else False
        if answered and place + 1 < len(cells) and _known(cell):
            yield tuple(group)
            group = []
        group.append(cell)
    if group:
        yield tuple(group)


def _known(cell: Cell) -> LabelMatch | None:
    match = label(text_of(cell))
    return match if match and match.method == "exact" else None


def labels_over(row: TableRow, below: TableRow) -> tuple[tuple[str, Cell], ...]:
    """Return the labels of a row that the row below answers, each with its field; empty where it is no such row.

    'Supporting stakeholders | Government | Civil society' answers in three cells, the first of which stays empty.
    """
    filled = [cell for cell in row.cells if text_of(cell)]
    found = [(match.field, cell) for cell in filled if (match := _known(cell))]
    if found and found[0][0] == "actors":
        found, filled = found[1:], filled[1:]
    if len(filled) < 2 or len(found) < len(filled):
        return ()
    answers = [cell for cell in below.cells if text_of(cell)]
    apart = not any(_known(cell) for cell in answers) and all(_stands_under(cell, filled) for cell in answers)
    return tuple(found) if apart and answers and entry_of(below.cells, label).field is None else ()


def _stands_under(cell: Cell, heads: Sequence[Cell]) -> bool:
    return any(overlap(cell, head) > 0.5 * min(cell.right - cell.left, head.right - head.left) for head in heads)
