"""Milestones of an action plan: rows of tables, lists in cells, and lines that open with their date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon import split_label
from pipeline.model import Cell, Line, RawValue, TableRow
from pipeline.parsers.forms.plan_lines import wrapped
from pipeline.parsers.forms.plan_rows import DATES, TEXT, Columns, overlap
from pipeline.structure.dates import trailing_dates
from pipeline.structure.lines import cut, join, lines_of, paragraphs, text_of
from pipeline.structure.milestones import Milestone, read_milestone_lines

BODIES = ("responsible", "lead_institution", "implementing_institutions", "actors")
"""Columns that tell who carries a milestone out, the likeliest first."""

PUBLISHED = frozenset({*TEXT, *DATES, *BODIES, "number"})
"""Columns that milestones are published with."""

_NUMBER = r"[A-Z]{0,2}[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}"
_NAMED = r"(?:milestones?|hitos?|marcos?|jalons?|activit(?:y|ies|é|és)|actividad(?:es)?|atividades?|actions?|acci[oó]n)"
_MARK = re.compile(
    rf"\s{{0,9}}(?:(?:{_NAMED}\s{{0,3}}(?:n[o°º]?\.? ?)?({_NUMBER})\s?[.):–—-]?)|({_NUMBER})[.)](?!\d)"
    rf"|({_NUMBER})\s?[:–—-]\s"
    r"|([0-9]{1,3}(?:\.[0-9]{1,3}){1,4})(?=\s)|\(?([a-z])[.)](?=\s))\s*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*([0-9]{1,2})\s+(?=[^\W\d_])")
_ONLY_NUMBER = re.compile(rf"\s*(?:{_NAMED}\s{{0,3}})?({_NUMBER}|[a-z])\s?[.):]?\s*", re.IGNORECASE)


BULLET = re.compile(r"(?:(?<!\s)\s+)?(?:[•●▪◦➢✓\ue000-\uf8ff]|[-–*o](?=\s))\s*")


@dataclass(slots=True)
class Rows:
    """The rows of a milestone table as they are read; cells merged over several rows are held for the next ones."""

    columns: Columns
    found: list[dict[str, tuple[Line, ...]]] = field(default_factory=list)
    held: dict[str, tuple[Cell, int]] = field(default_factory=dict)
    until: int = 0


def add_row(rows: Rows, row: TableRow) -> None:
    """Read one row of a milestone table; a row without text and number adds to the one above."""
    if covered(rows, row):
        return  # who else takes part, beside a milestone whose own cell reaches over several rows
    told = {name: _under(row, rows.columns[name]) for name in rows.columns}
    main = next(name for name in TEXT if name in rows.columns)
    numbers, texts = _parted(told.get("number", []), told[main])
    fields: dict[str, tuple[Line, ...]] = {"text": _unmarked(texts)}
    if numbers:
        fields["number"] = numbers
    for name in (*DATES, *BODIES):
        fields[name] = _lines(told.get(name, [])) or _held(rows, name, row)
        _hold(rows, name, told.get(name, []))
    if not fields["text"] and not numbers:
        _append(rows, fields)
    elif fields["text"]:
        rows.found.append(fields)
        rows.until = max((cell.row + cell.row_span for cell in told[main] if text_of(cell)), default=0)


def covered(rows: Rows, row: TableRow) -> bool:
    """Say whether the cell of the milestone above reaches down over this row."""
    heading = rows.columns[next(name for name in TEXT if name in rows.columns)]
    return bool(row.cells) and row.cells[0].row < rows.until and not _under(row, heading)


def _under(row: TableRow, heading: Cell) -> list[Cell]:
    """Return the cells whose better half stands under a heading."""
    return [cell for cell in row.cells if overlap(cell, heading) > 0.5 * min(_width(cell), _width(heading))]


def _width(cell: Cell) -> float:
    return max(cell.right - cell.left, 0.01)


def _lines(cells: Iterable[Cell]) -> tuple[Line, ...]:
    """Return the lines of cells without the column's label, which some forms print in every row."""
    lines = wrapped(lines_of([block for cell in cells for block in cell.blocks]))
    found = split_label(lines[0].text, fields=[*DATES, *BODIES]) if lines else None
    if found is None:
        return lines
    rest = cut(lines[0], len(lines[0].text) - len(found[1])) if found[1] else None
    return (*([rest] if rest else []), *lines[1:])


def _parted(numbers: Sequence[Cell], texts: Sequence[Cell]) -> tuple[tuple[Line, ...], list[Cell]]:
    """Part the cells that hold a number alone from those that hold the milestone's text."""
    own = [cell for cell in (*numbers, *texts) if text_of(cell)]
    marks = [cell for cell in own if _ONLY_NUMBER.fullmatch(text_of(cell))]
    rest = [cell for cell in own if cell not in marks]
    return (lines_of(marks[0]) if marks and rest else ()), [cell for cell in rest if cell not in numbers] or rest


def _unmarked(cells: Iterable[Cell]) -> tuple[Line, ...]:
    lines = list(wrapped(lines_of([block for cell in cells for block in cell.blocks])))
    bullet = BULLET.match(lines[0].text) if lines else None
    if bullet and (rest := cut(lines[0], bullet.end())):
        lines[0] = rest
    return tuple(lines)


def _hold(rows: Rows, name: str, cells: Sequence[Cell]) -> None:
    for cell in cells:
        if cell.row_span > 1:
            rows.held[name] = (cell, cell.row + cell.row_span)


def _held(rows: Rows, name: str, row: TableRow) -> tuple[Line, ...]:
    """Return the lines of a cell that reaches down into this row."""
    if name not in rows.held or not row.cells:
        return ()
    cell, until = rows.held[name]
    return _lines([cell]) if cell.row < row.cells[0].row < until else ()


def _append(rows: Rows, fields: Mapping[str, tuple[Line, ...]]) -> None:
    if rows.found:
        for name in (*DATES, *BODIES):
            if fields.get(name) and not rows.found[-1].get(name):
                rows.found[-1][name] = fields[name]


def milestones_of(rows: Rows) -> Iterator[dict[str, RawValue]]:
    """Yield the raw fields of the rows; a cell that lists several numbered milestones gives one record for each."""
    counted = _counted([join(fields["text"]) for fields in rows.found])
    for index, fields in enumerate(rows.found):
        listed = _listed(fields["text"]) if "number" not in fields else ()
        if len(listed) > 1:
            yield from _several(listed, fields)
            continue
        yield _one(fields, str(index + 1) if counted else None)


def _counted(texts: Sequence[str]) -> bool:
    """Say whether the rows count 1, 2, 3 ... in front of their text without a stop behind the number."""
    found = [match[1] if (match := _BARE.match(text)) else "" for text in texts]
    return len(texts) > 1 and found == [str(index) for index in range(1, len(texts) + 1)]


def _one(fields: Mapping[str, tuple[Line, ...]], counted: str | None) -> dict[str, RawValue]:
    lines = fields["text"]
    found: dict[str, RawValue] = {}
    if "number" in fields:
        match = _ONLY_NUMBER.fullmatch(join(fields["number"]))
        found["number"] = RawValue(match[1] if match else join(fields["number"]), "column", fields["number"])
    else:
        number, end = number_of(lines[0].text)
        if counted and number is None and (bare := _BARE.match(lines[0].text)):
            number, end = counted, bare.end()
        rest = cut(lines[0], end)
        if number and (rest or len(lines) > 1):
            found["number"] = RawValue(number, "column", lines[:1])
            lines = (*([rest] if rest else []), *lines[1:])
    found["text"] = RawValue(join(lines), "column", lines)
    return found | _answers(fields)


def _answers(fields: Mapping[str, tuple[Line, ...]]) -> dict[str, RawValue]:
    found = {name: RawValue(join(fields[name]), "column", fields[name]) for name in DATES if fields.get(name)}
    body = next((fields[name] for name in BODIES if fields.get(name)), ())
    if body:
        found["responsible"] = RawValue(join(body), "column", body)
    return found


def number_of(text: str) -> tuple[str | None, int]:
    """Return the number in front of a milestone and where its text begins; (None, 0) where there is none.

    >>> number_of("1.2 Draft the law"), number_of("Milestone 3: Publish"), number_of("12 audits are published")
    (('1.2', 4), ('3', 13), (None, 0))
    """
    match = _MARK.match(text)
    return (next(group for group in match.groups() if group), match.end()) if match else (None, 0)


def _listed(lines: Sequence[Line]) -> tuple[Milestone, ...]:
    """Return the numbered milestones that one cell lists; nothing where it tells one."""
    opened = [paragraph for paragraph in paragraphs(lines) if number_of(paragraph[0].text)[0]]
    if len(opened) < 2 or not number_of(lines[0].text)[0]:
        return ()
    numbers = [str(number_of(paragraph[0].text)[0]) for paragraph in opened]
    if any(number.isalpha() for number in numbers):
        return ()  # lettered parts of one milestone
    return tuple(read_milestone_lines(lines))


def _several(listed: Sequence[Milestone], fields: Mapping[str, tuple[Line, ...]]) -> Iterator[dict[str, RawValue]]:
    """Yield the milestones of one cell; the other cells' lines are theirs where there is one each, or one for all."""
    columns = {name: paragraphs(lines) for name, lines in fields.items() if name in (*DATES, *BODIES) and lines}
    for index, row in enumerate(listed):
        own = {
            name: parts[index] if len(parts) == len(listed) else parts[0]
            for name, parts in columns.items()
            if len(parts) in (1, len(listed))
        }
        found = {name: part for name, part in row.fields().items() if name in ("text", "number")}
        yield found | _answers(own)


def guessed(rows: Sequence[TableRow]) -> Columns:
    """Return the columns of milestone rows that have no headings, told by what their cells hold; empty where unclear.

    One column of single dates could be of beginnings or ends, so it is left out.
    """
    first = max(rows, key=lambda row: len(row.cells)).cells
    if len(first) < 2:
        return {}
    held = [[text_of(cell) for row in rows for cell in _under(row, head)] for head in first]
    dated = [head for head, texts in zip(first, held, strict=True) if _all(texts, _is_date)]
    worded = [head for head, texts in zip(first, held, strict=True) if not _all(texts, _is_date, _is_number)]
    if not worded:
        return {}
    columns = {"milestones": worded[0]}
    if _all(held[0], _is_number) and first[0] is not worded[0]:
        columns["number"] = first[0]
    if len(dated) == 2:
        columns |= {"start_date": dated[0], "end_date": dated[1]}
    elif len(dated) == 1:
        columns["timeline"] = dated[0]
    return columns


def _all(texts: Sequence[str], *rules: Callable[[str], bool]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(any(rule(text) for rule in rules) for text in filled)


def _is_number(text: str) -> bool:
    return _ONLY_NUMBER.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    dates = trailing_dates(text)
    return dates is not None and not text[: dates.at].strip(" (")
