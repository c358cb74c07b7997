"""Status reports of one commitment (FORMATS.md F): a milestone table with percentages, planned and actual dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.lexicon import split_label
from pipeline.model import Claim, Document, Line, Parsed, RawRecord, RawValue, Table, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms import planned_dates, status_lines
from pipeline.parsers.forms.answers import answer
from pipeline.parsers.forms.form_milestones import REPORT_COLUMNS
from pipeline.parsers.forms.form_milestones import records as milestones
from pipeline.parsers.forms.headed_columns import under
from pipeline.parsers.forms.template_forms import Form, forms
from pipeline.structure.contacts import contact
from pipeline.structure.form_fields import form_fields
from pipeline.structure.lines import code_value, cut, lines_of, lines_within, text_of, value
from pipeline.structure.numbers import split_number
from pipeline.structure.stream import piece, stream
from pipeline.structure.titles import title_of

NAME = "status_report_table"
VERSION = "1"
TITLE = "Status report of one commitment with percentages by milestone"

FIELDS = form_fields(NAME)
"""Field that a label asks for -> raw field of the commitment."""

ASKED = frozenset({*FIELDS, *REPORT_COLUMNS, "milestones", "commitment", "contact_name", "date_prepared", "heading"})
QUESTIONS = {"problem_statement", "expected_results", "relevance"}
LONGEST_PERCENT = 16
PERCENT = re.compile(r"\s*\d{1,3}(?:[.,]\d+)?\s?%\s*")


def identify(document: Document) -> Claim | None:
    """Claim a report whose milestone tables tell their completion in percentages, under a named commitment."""
    if not any(map(_ends_percentage, lines_within(document.blocks))):  # forms take long to tell apart
        return None
    found = _forms(document)
    shares = [share for form in found for share in _shares(form)]
    if len(found) == 0 or not shares or sum(map(bool, shares)) * 2 < len(shares):
        return None
    return Claim(NAME, f"{sum(map(bool, shares))} milestones with percentages of completion")


def _ends_percentage(line: Line) -> bool:
    """Say whether a line may be the last one of a cell that holds a percentage and nothing else."""
    return len(line.text) <= LONGEST_PERCENT and line.text.rstrip().endswith("%")


def _shares(form: Form) -> Iterator[bool]:
    """Yield for each milestone whether its completion is a percentage."""
    for table in form.tables:
        for row in table.rows:
            cell = under(table.head.get("completion"), row)
            if cell is not None and text_of(cell):
                yield PERCENT.fullmatch(text_of(cell)) is not None


def _forms(document: Document) -> tuple[Form, ...]:
    """Return the forms with a title and a milestone table that has a column of completion."""
    if any(isinstance(block, Table) for block in document.blocks):
        found = [form for form in forms(document.blocks, ASKED) if not QUESTIONS & set(form.answers)]
    else:
        read = status_lines.read(document.blocks, ASKED)
        found = [read] if read else []
    return tuple(form for form in found if form.title and any("completion" in table.head for table in form.tables))


def parse(document: Document) -> Parsed:
    """Read the commitment, its bodies, and each milestone with percentage, dates and what was done."""
    records: list[RawRecord] = []
    issues: list[Issue] = []
    found = _forms(document)
    for index, form in enumerate(found, 1):
        place = f"c{index}"
        fields = dict(_title(form)) | _answers(form) | _said(document, {"ogp_challenge": "theme", "theme": "theme"})
        records.append(RawRecord("commitments", place, fields))
        for record in milestones(form.tables, place, REPORT_COLUMNS):
            dated, odd = _planned(record)
            records += [dated, *_progress(dated)]
            issues += odd
    facts = title_of(document) | _said(document, {"date_prepared": "date_prepared"})
    prepared = next((form.answers["date_prepared"] for form in found if form.answers.get("date_prepared")), None)
    if prepared:
        facts["date_prepared"] = value([line for cell in prepared for line in lines_of(cell)], "label")
    return Parsed("self_assessment", "government", tuple(records), facts, tuple(issues))


def _title(form: Form) -> Iterator[tuple[str, RawValue]]:
    whole = stream(form.title)
    number, rest = split_number(whole.text.replace("\n", " "))
    if number is not None:
        yield "number", RawValue(number, "label", form.title[:1])
    if rest:
        yield "title", RawValue(rest, "label", piece(whole, len(whole.text) - len(rest), len(whole.text)))


def _answers(form: Form) -> dict[str, RawValue]:
    fields: dict[str, RawValue] = {}
    for name, cells in form.answers.items():
        lines = answer([line for cell in cells for line in lines_of(cell)])
        if lines and name in FIELDS:
            fields[FIELDS[name]] = value(lines, "label")
        elif lines and name == "contact_name":
            fields |= contact(lines)
    return fields


def _said(document: Document, wanted: Mapping[str, str]) -> dict[str, RawValue]:
    """Return what lines outside the tables say behind a run-in label: 'Tema: Dados abertos'."""
    found: dict[str, RawValue] = {}
    for block in document.blocks:
        lines = lines_of(block) if isinstance(block, TextBlock) else ()
        for line in lines:
            told = split_label(line.text, fields=wanted)
            rest = cut(line, len(line.text) - len(told[1])) if told and told[1] else None
            if told and rest:
                found.setdefault(wanted[told[0].field], RawValue(rest.text, "label", (rest,)))
    return found


def _progress(record: RawRecord) -> Iterator[RawRecord]:
    """Yield the progress of a milestone that is told as a percentage."""
    told = record.fields.get("status") or record.fields.get("status_raw")
    if told is None or not PERCENT.fullmatch(told.text):
        return
    fields = {"indicator": code_value("progress"), "value": told, "assessor": code_value("government")}
    yield RawRecord("assessments", f"{record.place}.a1", fields, commitment=record.commitment, milestone=record.place)


def _planned(record: RawRecord) -> tuple[RawRecord, tuple[Issue, ...]]:
    """Return the milestone with its planned dates, and an issue for each actual one that differs from it."""
    fields = dict(record.fields)
    issues: list[Issue] = []
    for name in ("start_date", "end_date"):
        told = record.fields.get(name)
        dates = planned_dates.told(told.lines) if told else {}
        if not dates:
            continue
        kept = dates.get("planned") or dates["actual"]
        fields[name] = value((kept,), "column")
        actual = dates.get("actual")
        if actual and actual.text.casefold() != kept.text.casefold():
            text = (
                f"The {name.replace('_', ' ')} was planned for {kept.text} and came {actual.text}; the plan's is given."
            )
            issues.append(Issue("parse", "info", "actual-date-differs", text, actual.anchor.page, record.place))
    return replace(record, fields=fields), tuple(issues)
