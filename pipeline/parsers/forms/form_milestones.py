"""Milestone tables inside a commitment's form: columns by their headings, or lines where the file lost the table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon import match_label
from pipeline.lexicon.vocabularies import code
from pipeline.model import Cell, Line, RawRecord, RawValue, TableRow
from pipeline.parsers.forms.headed_columns import under
from pipeline.structure.completion import is_level
from pipeline.structure.dates import chains
from pipeline.structure.grids import heading_of, is_tick
from pipeline.structure.lines import lines_of, text_of, value
from pipeline.structure.rows import whole
from pipeline.structure.stream import piece, stream

TEXTS = ("milestones", "text", "description")
COLUMNS = {
    "start_date": "start_date",
    "end_date": "end_date",
    "timeline": "timeline",
    "completion": "status",
    "status": "status",
    "results": "evidence",
    "evidence": "evidence",
    "reasons": "reasons",
    "next_steps": "next_steps",
    "responsible": "responsible",
    "lead_institution": "responsible",
}
"""Heading's field -> raw field of the milestone."""

REPORT_COLUMNS = {**COLUMNS, "additional_information": "evidence", "indicators": "evidence"}
"""The same of a status report, whose remarks and links prove what was done."""

FIELDS = frozenset({*TEXTS, *REPORT_COLUMNS, "number", "new_or_ongoing", "expected_outputs"})

LONGEST_HEADING = 160
NUMBERED = re.compile(
    r"\s*(?:(?:milestones?|activit(?:y|ies)|hitos?|actividad(?:es)?|marcos?|atividades?|jalons?|activités?|этап|мероприятие)"
    r"\s{1,3}(?:(?:no|nº|n°|nro)\.?\s?)?)?(?P<number>[A-Z]?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)(?:\s?[.):–—-]+\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
"""'1.1 Text', '2) Text', 'Milestone 3: Text', 'Hito No. 4. Text'."""

VOCABULARY = "milestone_status"


@dataclass(slots=True)
class MilestoneTable:
    """A milestone table: its headings by field with the rows below, or its lines where there are no cells."""

    head: Mapping[str, Cell] = field(default_factory=dict)
    rows: list[TableRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def takes_heading(self, text: str) -> bool:
        """Say whether a line before the first milestone is a heading of a table that the file lost."""
        if self.head or self.lines or len(text) > LONGEST_HEADING or is_level(text):
            return False
        return match_label(text, fields=FIELDS) is not None


def head_of(row: TableRow) -> Mapping[str, Cell] | None:
    """Return the headings of a milestone table by field, None for another row."""
    found: dict[str, Cell] = {}
    filled = [cell for cell in row.cells if text_of(cell)]
    for cell in filled:
        text = text_of(cell)
        match = match_label(text, fields=FIELDS) if len(text) <= LONGEST_HEADING and not is_level(text) else None
        if match:
            found.setdefault(match.field, cell)
    if not set(found) & set(TEXTS) and {"start_date", "end_date"} <= set(found) and filled[0] not in found.values():
        # Whatever the first column is called: what begins and ends is a milestone.
        found["milestones"] = filled[0]
    told = any(name in found for name in TEXTS[:2])
    return found if told and len(found) >= 2 and len(found) * 2 > len(filled) and set(found) & set(COLUMNS) else None


def is_milestone_row(row: TableRow, table: MilestoneTable) -> bool:
    """Say whether a row below the headings is a milestone's: its cells stand under them, its first is no label.

    A row with a date under a heading of dates is one, whatever its text.
    """
    if not table.head:
        return False
    filled = [cell for cell in row.cells if text_of(cell)]
    if not filled:
        return True
    dated = [under(table.head.get(name), row) for name in ("start_date", "end_date", "timeline")]
    if len(filled) > 1 and any(cell is not None and chains(text_of(cell)) for cell in dated):
        return True
    headings = {id(under(heading, row)) for heading in table.head.values()} - {id(None)}
    if len(headings) < min(3, len(table.head)):
        return False
    return match_label(text_of(filled[0])) is None


def records(tables: Sequence[MilestoneTable], place: str, columns: Mapping[str, str] = COLUMNS) -> Iterator[RawRecord]:
    """Yield the raw records of a commitment's milestones; place `c1` gives `c1.m1`, `c1.m2`."""
    found = [fields for table in tables for fields in _milestones(table, columns)]
    for index, fields in enumerate(found, 1):
        yield RawRecord("milestones", f"{place}.m{index}", fields, commitment=place)


def _milestones(table: MilestoneTable, columns: Mapping[str, str]) -> Iterator[dict[str, RawValue]]:
    levels: tuple[Cell, ...] = ()
    for row in _whole(table):
        named = tuple(cell for cell in row.cells if is_level(text_of(cell)))
        if len(named) > 1 and len(named) == sum(1 for cell in row.cells if text_of(cell)):
            levels = named
            continue
        fields = _of_row(row, table.head, columns) | _marked(row, levels)
        if "text" in fields:
            yield fields
    yield from (_of_lines(lines) for lines in _by_number(table.lines))


def _whole(table: MilestoneTable) -> Iterator[TableRow]:
    """Yield the rows, those that a page end breaks joined: a rest has no number and goes on in mid-sentence."""
    yield from whole(table.rows, lambda above, row: _goes_on(row, table.head))


def _goes_on(row: TableRow, head: Mapping[str, Cell]) -> bool:
    text = next((text_of(cell) for name in TEXTS if (cell := under(head.get(name), row))), "")
    filled = [cell for cell in row.cells if text_of(cell)]
    return not text or text[:1].islower() or (len(filled) == 1 and not NUMBERED.match(text))


def _of_row(row: TableRow, head: Mapping[str, Cell], columns: Mapping[str, str]) -> dict[str, RawValue]:
    fields: dict[str, RawValue] = {}
    column = next(name for name in (*TEXTS, *head) if name in head)
    text = under(head[column], row)
    number = under(head.get("number"), row)
    if text is not None and text_of(text):
        fields |= numbered(lines_of(text))
    if number is not None and number is not text and text_of(number):
        fields["number"] = RawValue(text_of(number).rstrip(".)"), "column", lines_of(number))
    answers: dict[str, list[Line]] = {}
    for name, raw in columns.items():
        cell = under(head.get(name), row)
        if cell is not None and cell is not text and text_of(cell):
            answers.setdefault(raw, []).extend(lines_of(cell))
    told = {raw: value(lines, "column") for raw, lines in answers.items() if raw != "status"}
    return fields | told | (status(answers["status"]) if "status" in answers else {})


def _marked(row: TableRow, levels: Sequence[Cell]) -> dict[str, RawValue]:
    """Return the status of a row that ticks one of the levels."""
    ticked = [cell for cell in row.cells if cell.marked or is_tick(text_of(cell))] if levels else []
    heading = heading_of(ticked[0], levels) if len(ticked) == 1 else None
    if heading is None:
        return {}
    return {"status": RawValue(text_of(heading), "mark", lines_of(ticked[0]), ticked[0].anchors)}


def numbered(lines: Sequence[Line]) -> dict[str, RawValue]:
    """Return the number and the text of a milestone.

    >>> from pipeline.model import Anchor
    >>> {name: v.text for name, v in numbered([Line("Milestone 2: Publish the data", Anchor())]).items()}
    {'text': 'Publish the data', 'number': '2'}
    """
    whole = stream(lines)
    match = NUMBERED.match(whole.text)
    if match is None or is_quantity(whole.text, match):
        return {"text": value(lines, "column")}
    kept = piece(whole, match.end(), len(whole.text))
    return {"text": value(kept, "column"), "number": RawValue(match["number"], "column", tuple(lines[:1]))}


def is_quantity(text: str, match: re.Match[str]) -> bool:
    """Say whether the figure that opens a text counts something ('20 schools'): no word, dot or bracket is with it."""
    bare = match.start("number") == len(text) - len(text.lstrip()) and match["number"].isdigit()
    return bare and not text[match.end("number") : match.end()].strip()


def status(lines: Sequence[Line]) -> dict[str, RawValue]:
    """Return a status that the vocabulary knows, else its words alone: they are no level."""
    told = value(lines, "column")
    if code(VOCABULARY, told.text):
        return {"status": told}
    return {"status_raw": told}


def _by_number(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each milestone where a file lost the table: a number opens one, headings are left out."""
    held: list[Line] = []
    for line in lines:
        if NUMBERED.match(line.text) and not _is_date(line.text):
            if held:
                yield held
            held = [line]
        elif held:
            held.append(line)
    if held:
        yield held


def _is_date(text: str) -> bool:
    found = chains(text)
    return bool(found) and found[0].at == 0


def _of_lines(lines: Sequence[Line]) -> dict[str, RawValue]:
    """Read a milestone whose cells became lines: its text up to the first date, the dates in order, a level's word."""
    ends = [i for i, line in enumerate(lines[1:], 1) if _is_date(line.text) or is_level(line.text)]
    first = ends[0] if ends else len(lines)
    fields = numbered(lines[:first])
    dates = [line for line in lines[first:] if _is_date(line.text)]
    levels = [line for line in lines[first:] if is_level(line.text)]
    if len(dates) == 2:
        fields |= {"start_date": value(dates[:1], "list"), "end_date": value(dates[1:], "list")}
    elif len(dates) == 1 and len(chains(dates[0].text)[0].dates) == 2:
        fields["timeline"] = value(dates, "list")
    if len(levels) == 1:
        fields["status"] = value(levels, "list")
    return fields
