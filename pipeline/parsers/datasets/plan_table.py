"""A plan or tracker as a data file: columns for commitments, their milestones and the milestones' indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon import match_label
from pipeline.model import Claim, Document, Parsed, RawRecord, RawValue
from pipeline.parsers.datasets.rows import cell_value, column_names

NAME = "plan_table"
VERSION = "1"
TITLE = "A plan or tracker as a table: commitments, milestones, indicators"

NUMBERED = "number of "
"""Opens the name of a column that numbers things of the kind that follows."""

COMMITMENT = {
    "lead_institution": "lead_institution",
    "support_institutions": "support_institutions",
    "theme": "theme",
    "description": "description",
    "brief_description": "brief_description",
    "problem_statement": "problem_statement",
    "main_objective": "main_objective",
}
"""Column -> raw field of the commitment."""

MILESTONE = {
    "start_date": "start_date",
    "status": "status",
    "completion": "status",
    "responsible": "responsible",
    "lead_institution": "responsible",
    "evidence": "evidence",
    "results": "evidence",
    "next_steps": "next_steps",
}
"""Column -> raw field of the milestone."""

_NUMBER = re.compile(r"(?:(?<![\s_])[\s_]+)?(?:number|no\.?|nr\.?|n°|nº|#|id|num[eé]ro|n[uú]mero)\s*$", re.IGNORECASE)
_SORTABLE = re.compile(r"\d{4}(?:-\d{2}){0,2}")

Row = Mapping[str, str]


@dataclass(slots=True)
class _Group:
    """Rows of one commitment or milestone, in order."""

    rows: list[tuple[int, Row]] = field(default_factory=list)


def identify(document: Document) -> Claim | None:
    """Claim a table that names commitments and their milestones."""
    columns = _match_columns(document)
    if not {"commitment", "milestones"} <= columns.keys() or "commitment_id" in column_names(document.records):
        return None
    return Claim(NAME, f"columns {columns['commitment']}, {columns['milestones']} in {len(document.records)} records")


def parse(document: Document) -> Parsed:
    """Read the commitments in the order of the table, each with its milestones."""
    columns = _match_columns(document)
    records: list[RawRecord] = []
    numbered = list(enumerate(document.records, start=1))
    for index, group in enumerate(_group_rows(numbered, columns, "commitment"), start=1):
        place = f"c{index}"
        records.append(RawRecord("commitments", place, dict(_commitment_fields(group, columns))))
        milestones = [
            part for part in _group_rows(group.rows, columns, "milestones") if _first_text(part, columns["milestones"])
        ]
        for number, part in enumerate(milestones, start=1):
            records.append(RawRecord("milestones", f"{place}.m{number}", dict(_milestone_fields(part, columns)), place))
    return Parsed("status_report", "government", tuple(records))


def _match_columns(document: Document) -> dict[str, str]:
    """Return what the columns hold: field -> column, `number of <field>` for a column of numbers."""
    columns_by_field: dict[str, str] = {}
    for column in column_names(document.records):
        numbers = _NUMBER.search(column)
        name = column[: numbers.start()] if numbers else column
        match = match_label(name.replace("_", " "))
        if match is not None and match.method != "fuzzy":
            columns_by_field.setdefault((NUMBERED if numbers else "") + match.field, column)
    return columns_by_field


def _group_rows(rows: Sequence[tuple[int, Row]], columns: Mapping[str, str], name: str) -> Iterator[_Group]:
    """Yield the rows of each commitment or milestone; an empty cell repeats the one above."""
    groups: dict[str, _Group] = {}
    last = ""
    for index, row in rows:
        keys = [row.get(columns[key], "").strip() for key in (NUMBERED + name, name) if key in columns]
        last = next((key for key in keys if key), last)
        groups.setdefault(last, _Group()).rows.append((index, row))
    yield from (group for key, group in groups.items() if key)


def _commitment_fields(group: _Group, columns: Mapping[str, str]) -> Iterator[tuple[str, RawValue]]:
    for name, raw in {NUMBERED + "commitment": "number", "commitment": "title", **COMMITMENT}.items():
        if name in columns and (value := _first_text(group, columns[name])):
            yield raw, value


def _milestone_fields(group: _Group, columns: Mapping[str, str]) -> Iterator[tuple[str, RawValue]]:
    for name, raw in {NUMBERED + "milestones": "number", "milestones": "text", **MILESTONE}.items():
        if name in columns and (value := _first_text(group, columns[name])):
            yield raw, value
    if "indicators" in columns and (values := _column_texts(group, columns["indicators"])):
        yield (
            "indicator",
            RawValue("\n".join(v.text for v in values), "column", tuple(x for v in values for x in v.lines)),
        )
    if "end_date" in columns and (values := _column_texts(group, columns["end_date"])):
        yield "end_date", _latest_date(values)


def _latest_date(dates: Sequence[RawValue]) -> RawValue:
    """Return the latest of several deadlines, where they are written so that they can be sorted."""
    sortable = all(_SORTABLE.fullmatch(date.text) for date in dates)
    return max(dates, key=lambda date: date.text) if sortable else dates[-1]


def _first_text(group: _Group, column: str) -> RawValue | None:
    return next(iter(_column_texts(group, column)), None)


def _column_texts(group: _Group, column: str) -> list[RawValue]:
    values_by_text: dict[str, RawValue] = {}
    for index, row in group.rows:
        value = cell_value(row.get(column, ""), index, column)
        if value.text.strip():
            values_by_text.setdefault(value.text, value)
    return list(values_by_text.values())
