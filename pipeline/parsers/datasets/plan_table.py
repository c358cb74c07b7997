"""A plan or tracker as a data file: columns for commitments, their milestones and the milestones' indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon import LabelMatch, match_label
from pipeline.model import Claim, Document, Parsed, RawRecord, RawValue
from pipeline.parsers.datasets.rows import cell_value, column_names
from pipeline.structure.numbers import split_number

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
    "expected_results": "expected_results",
    "relevance": "relevance",
    "actors": "actors",
}
"""Column -> raw field of the commitment."""

REPORTED = ("results", "next_steps", "additional_information")
"""Columns of what was done: the commitment's where each of its rows repeats one text, else its milestones'."""

MILESTONE = {
    "start_date": "start_date",
    "timeline": "timeline",
    "status": "status",
    "completion": "status",
    "responsible": "responsible",
    "lead_institution": "responsible",
    "evidence": "evidence",
    "results": "evidence",
    "additional_information": "evidence",
    "next_steps": "next_steps",
}
"""Column -> raw field of the milestone."""

LEAD = "lead_institution"

LEVELS = ("completion", "status")
"""Columns of a level: the commitment's where only its first row has one, else its milestones'."""

_SIGN = r"(?:no\.?|nr\.?|n\.?[°º]\.?|#)"
_NUMBER = re.compile(
    rf"(?:(?<![\s_])[\s_]+)?(?:number|(?<![^\W\d_])(?:{_SIGN}|id)|num[eé]ro|n[uú]mero)\s*$|^{_SIGN}[\s_]+(?=\S)",
    re.IGNORECASE,
)
"""'Milestone number', 'No.', 'Nº marco'; 'Number of visits' counts, and 'Fecha de término' ends in letters alone."""
_WORD = re.compile(r"[^\W\d_]{4}")
"""No part of a number such as 'N1.2' or 'CO3'."""
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
    numbered, themes = _separate_themes(document.records, columns)
    groups = list(_group_rows(numbered, columns, "commitment"))
    reported = {name: columns.pop(name) for name in REPORTED if _is_repeated(groups, columns.get(name, ""))}
    level = next((columns.pop(name) for name in LEVELS if _is_level_of_commitment(groups, columns, name)), None)
    own = {name: column for name, column in columns.items() if name != LEAD or not _is_per_commitment(groups, column)}
    theme: RawValue | None = None
    for index, group in enumerate(groups, start=1):
        place = f"c{index}"
        fields = dict(_commitment_fields(group, columns))
        # The cell of a theme reaches down over its commitments.
        theme = fields.get("theme", theme)
        fields |= {"theme": theme} if theme is not None else {}
        fields |= {name: value for name, column in reported.items() if (value := _first_text(group, column))}
        if level and (value := _first_text(group, level)):
            fields["completion"] = value
        if (heading := next((value for row, value in reversed(themes) if row < group.rows[0][0]), None)) is not None:
            fields.setdefault("theme", heading)
        records.append(RawRecord("commitments", place, fields))
        milestones = [
            part for part in _group_rows(group.rows, columns, "milestones") if _first_text(part, columns["milestones"])
        ]
        for number, part in enumerate(milestones, start=1):
            records.append(RawRecord("milestones", f"{place}.m{number}", dict(_milestone_fields(part, own)), place))
    return Parsed("status_report", "government", tuple(records))


def _match_columns(document: Document) -> dict[str, str]:
    """Return what the columns hold: field -> column, `number of <field>` for a column of numbers."""
    columns_by_field: dict[str, str] = {}
    unnamed = ""
    for column in column_names(document.records):
        numbers = _NUMBER.search(column)
        name = (column[: numbers.start()] + column[numbers.end() :] if numbers else column).strip()
        # 'Counterpart / other actors' are two names of one column.
        names = (one.replace("_", " ").strip() for one in (name, *name.split(" / ")))
        match = next((found for one in names if (found := match_label(one)) and found.method != "fuzzy"), None)
        if match is not None and (numbers or _holds_text(document.records, column, match)):
            columns_by_field.setdefault((NUMBERED if numbers else "") + match.field, column)
            if unnamed and match.field == "commitment" and _numbers_titles(document.records, unnamed, column):
                columns_by_field.setdefault(NUMBERED + match.field, unnamed)
        unnamed = column if numbers and not name else ""
    return columns_by_field


def _holds_text(rows: Sequence[Row], column: str, match: LabelMatch) -> bool:
    """Return whether a column for evidence holds more than figures, such as a share of completion."""
    return MILESTONE.get(match.field) != "evidence" or any(_WORD.search(row.get(column, "")) for row in rows)


def _numbers_titles(rows: Sequence[Row], column: str, titles: str) -> bool:
    """Return whether a column of numbers counts the commitments, not the rows."""
    numbers_by_title: dict[str, str] = {}
    for row in rows:
        number, title = row.get(column, "").strip(), row.get(titles, "").strip()
        if number and (title or not _WORD.search(number)) and numbers_by_title.setdefault(title, number) != number:
            return False
    return "" not in numbers_by_title


def _separate_themes(
    rows: Sequence[Row], columns: Mapping[str, str]
) -> tuple[list[tuple[int, Row]], list[tuple[int, RawValue]]]:
    """Return the rows of commitments, and the headings over them: words alone in a row, in the column of numbers.

    A row with words for a number and no title is a total, which is in neither.
    """
    of_commitments: list[tuple[int, Row]] = []
    themes: list[tuple[int, RawValue]] = []
    numbers = columns.get(NUMBERED + "commitment", "")
    seen: set[str] = set()
    for index, row in enumerate(rows, start=1):
        words = row.get(numbers, "")
        if row[columns["commitment"]].strip() or words in seen or not _WORD.search(words):
            seen.add(words)
            of_commitments.append((index, row))
        elif sum(bool(cell.strip()) for cell in row.values()) == 1:
            themes.append((index, cell_value(words, index, numbers)))
    return of_commitments, themes


def _is_per_commitment(groups: Sequence[_Group], column: str) -> bool:
    """Return whether a column is filled in the first row of each commitment only, as where cells are merged."""
    later = [row for group in groups for _, row in group.rows[1:]]
    return bool(column and later) and not any(row[column].strip() for row in later)


def _is_repeated(groups: Sequence[_Group], column: str) -> bool:
    """Return whether all rows of a commitment repeat one text in a column, and commitments have several rows."""
    texts = [[row[column].strip() for _, row in group.rows] for group in groups if column]
    return any(len(held) > 1 and held[0] for held in texts) and all(len(set(held)) == 1 for held in texts)


def _is_level_of_commitment(groups: Sequence[_Group], columns: Mapping[str, str], name: str) -> bool:
    """Return whether a column of levels is the commitment's: its rows repeat it next to the milestones' own levels."""
    column = columns.get(name, "")
    others = [columns[other] for other in LEVELS if other != name and other in columns]
    is_apart = any(not _is_repeated(groups, other) for other in others)
    return _is_per_commitment(groups, column) or (is_apart and _is_repeated(groups, column))


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
        if name not in columns or not (value := _first_text(group, columns[name])):
            continue
        number, title = split_number(value.text) if raw == "title" else (None, "")
        if number and title and NUMBERED + "commitment" not in columns:
            yield "number", replace(value, text=number)
            value = replace(value, text=title)
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
