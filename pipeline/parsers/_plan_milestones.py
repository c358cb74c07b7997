"""Milestones of an action plan: rows of tables, lists in cells, and lines that open with their date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layout.lines import cut, join, lines_of, paragraphs, text_of
from pipeline.layout.milestones import Milestone, milestones_in
from pipeline.lexicon import split_label
from pipeline.model import Cell, Line, RawValue, TableRow
from pipeline.parsers._plan_lines import wrapped
from pipeline.parsers._plan_rows import DATES, TEXT, Columns, overlap

BODIES = ("responsible", "lead_institution", "implementing_institutions", "actors")
"""Columns that tell who carries a milestone out, the likeliest first."""

_NUMBER = r"[A-Z]{0,2}[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}"
_NAMED = r"(?:milestones?|hitos?|marcos?|jalons?|activit(?:y|ies|é|és)|actividad(?:es)?|atividades?|actions?|acci[oó]n)"
_MARK = re.compile(
    rf"\s*(?:(?:{_NAMED}\s{{0,3}}(?:n[o°º]?\.? ?)?({_NUMBER})\s?[.):–—-]?)|({_NUMBER})[.)](?!\d)|({_NUMBER})\s?[:–—-]\s"
    r"|([0-9]{1,3}(?:\.[0-9]{1,3}){1,4})(?=\s)|\(?([a-z])[.)](?=\s))\s*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*([0-9]{1,2})\s+(?=[^\W\d_])")
_ONLY_NUMBER = re.compile(rf"\s*(?:{_NAMED}\s{{0,3}})?({_NUMBER}|[a-z])\s?[.):]?\s*", re.IGNORECASE)
_DATE = r"(?:0?[1-9]|1[0-2])\s?[/:]\s?(?:20)?[0-9]{2}(?![0-9/])"
_LEADING = re.compile(rf"({_DATE})(?:\s?(?:y|and|et|e|,|&|-|–|al?|/)?\s?({_DATE}))?\s?([:.–—-])?\s+(?=\S)")
_BULLET = re.compile(r"\s*(?:[•●▪◦➢✓\ue000-\uf8ff]|[-–*o](?=\s))\s*")


@dataclass(slots=True)
class Rows:
    """The rows of a milestone table as they are read; cells merged over several rows are held for the next ones."""

    columns: Columns
    found: list[dict[str, tuple[Line, ...]]] = field(default_factory=list)
    held: dict[str, tuple[Cell, int]] = field(default_factory=dict)


def add_row(rows: Rows, row: TableRow) -> None:
    """Read one row of a milestone table; a row without text and number adds to the one above."""
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
    bullet = _BULLET.match(lines[0].text) if lines else None
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
    return milestones_in(lines)


def _several(listed: Sequence[Milestone], fields: Mapping[str, tuple[Line, ...]]) -> Iterator[dict[str, RawValue]]:
    """Yield the milestones of one cell; the other cells' lines are theirs where there is one each, or one for all."""
    columns = {name: paragraphs(lines) for name, lines in fields.items() if name in (*DATES, *BODIES) and lines}
    for index, row in enumerate(listed):
        own = {
            name: parts[index] if len(parts) == len(listed) else parts[0]
            for name, parts in columns.items()
            if len(parts) in (1, len(listed))
        }
        found = {"text": RawValue(join(row.text), "list", row.text)}
        if row.number:
            found["number"] = RawValue(row.number, "list", row.mark)
        yield found | _answers(own)


def leading(lines: Sequence[Line]) -> list[dict[str, RawValue]]:
    """Read milestones that open with month and year ('06/16: ...'); nothing where the lines are no such list."""
    starts = [i for i, line in enumerate(lines) if _opens(lines, i, line)]
    if not starts or starts[0] != 0:
        return []
    ends = [*starts[1:], len(lines)]
    return [_dated(lines[a:b]) for a, b in zip(starts, ends, strict=True)]


def _opens(lines: Sequence[Line], index: int, line: Line) -> bool:
    """Say whether a line opens a milestone: a date, and behind it a sign or before it the end of a sentence."""
    match = _LEADING.match(line.text)
    above = lines[index - 1].text if index else "."
    return bool(match and (match[3] or line.glue == "paragraph") and (line.glue == "paragraph" or above[-1] in ".;:)"))


def _dated(lines: Sequence[Line]) -> dict[str, RawValue]:
    match = _LEADING.match(lines[0].text)
    assert match is not None
    rest = cut(lines[0], match.end())
    text = [replace(rest, glue="paragraph")] if rest else []
    text += [replace(line, glue="space") if line.glue == "paragraph" else line for line in lines[1:]]
    # Two deadlines of one milestone: it ends with the later one.
    return {"text": RawValue(join(text), "list", tuple(text)), "end_date": _month(match[2] or match[1], lines[:1])}


def _month(text: str, lines: Sequence[Line]) -> RawValue:
    """Return a date of month and year with the year in full: no such list counts days."""
    month, year = re.split(r"\s?[/:]\s?", text)
    return RawValue(f"{month}/{year if len(year) == 4 else '20' + year}", "list", tuple(lines))
