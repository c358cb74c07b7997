"""Self-assessments on the 'Commitment Completion Template' of 2014 to 2016 (FORMATS.md C and C2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.lexicon import is_prompt
from pipeline.model import Cell, Claim, Document, Line, Parsed, RawRecord, RawValue, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms.completion_forms import Form, forms, number_and_title
from pipeline.structure.completion import Level, completion
from pipeline.structure.form_fields import form_fields
from pipeline.structure.forms import Entry
from pipeline.structure.fuller_reading import fuller_reading
from pipeline.structure.lines import code_value, lines_of, text_of, value
from pipeline.structure.titles import phase_of, report_type_of, title_of

NAME = "completion_template"
VERSION = "1"
TITLE = "Self-assessment on the Commitment Completion Template (2014-2016)"

FIELDS = form_fields(NAME)
"""Field that a label asks for -> raw field of the commitment."""

OVERWRITTEN = (
    "The sub-label of the government's actors was overwritten by an answer; the row was read by its place before the "
    "row of the other actors."
)

TYPICAL = {"completion", "results", "next_steps", "end_date", "relevance", "ambition", "main_objective"}

OWN = {"ambition", "main_objective"}
"""Fields that the template after it no longer asks for."""


def identify(document: Document) -> Claim | None:
    """Claim a report with forms that ask for completion and results, and with the template's own fields."""
    found = forms(document.blocks)
    asked = [{row.field for row in form.rows} for form in found]
    typical = [fields for fields in asked if len(TYPICAL & fields) >= 5 and OWN & fields]
    if len(typical) * 2 < len(found) or not typical:
        return None
    return Claim(NAME, f"{len(typical)} forms with completion level, results and next steps")


def parse(document: Document) -> Parsed:
    """Read every form: its fields, the officials named, and the completion marks."""
    records: list[RawRecord] = []
    issues: list[Issue] = []
    kind = report_type_of(document)
    for index, form in enumerate(forms(document.blocks), 1):
        place = f"c{index}"
        commitment, assessed, odd = _commitment(form, place, kind)
        records += [commitment, *assessed]
        issues += odd
    own = Parsed(kind, "government", tuple(records), title_of(document), tuple(issues))
    return fuller_reading(document, own, "government")


def _commitment(form: Form, place: str, kind: str) -> tuple[RawRecord, tuple[RawRecord, ...], tuple[Issue, ...]]:
    fields = dict(_title(form))
    issues: list[Issue] = []
    grids: list[Entry] = []
    last: str | None = None
    rest = list(form.rows)
    while rest:
        entry = rest.pop(0)
        if entry.field == "completion":
            grids += [entry, *takewhile(lambda e: e.field is None, rest)]
            del rest[: len(grids) - 1]
        elif _overwritten(entry, rest):
            last = "actors_government"
            _add(fields, last, entry.values[-1:])
            issues.append(_issue("label-overwritten", OVERWRITTEN, [entry], place))
        elif entry.field in FIELDS:
            last = FIELDS[entry.field]
            _add(fields, last, entry.values)
        elif entry.field is None and last and _belongs(entry):
            _add(fields, last, entry.values)
        elif entry.text or entry.labels:
            issues.append(_unmapped(entry, place))
    found = completion(cell for entry in grids for cell in entry.values)
    if found.common:
        fields["completion"] = found.common
    if found.problem:
        issues.append(_issue(*found.problem, grids, place))
    elif not grids:
        issues.append(_issue("completion-missing", "The form has no completion level.", form.rows, place))
    return RawRecord("commitments", place, fields), tuple(_assessments(found.levels, place, kind)), tuple(issues)


def _title(form: Form) -> Iterator[tuple[str, RawValue]]:
    if form.theme is not None:
        yield "theme", value(form.theme.lines, "heading")
    number, title = number_and_title(form)
    if form.title is None:
        return
    blocks = [form.title] if isinstance(form.title, TextBlock) else [b for c in form.title.values for b in c.blocks]
    lines = lines_of(blocks)
    if number is not None:
        yield "number", RawValue(number, "heading", lines[:1])
    if title:
        yield "title", RawValue(title, "heading", lines)


def _overwritten(entry: Entry, rest: Sequence[Entry]) -> bool:
    """Say whether somebody wrote an answer over the sub-label 'Government': the row of the other sub-label follows."""
    filled = [cell for cell in entry.values if text_of(cell)]
    return entry.field == "actors" and len(filled) > 1 and bool(rest) and rest[0].field == "actors_non_government"


def _belongs(entry: Entry) -> bool:
    """Say whether a row without a label goes on with the field above: it spans the form, or its label cell is empty."""
    return len(entry.values) == 1 or not any(text_of(cell) for cell in entry.values[:1])


def _add(fields: dict[str, RawValue], name: str, cells: Iterable[Cell]) -> None:
    lines = tuple(_answer(lines_of([block for cell in cells for block in cell.blocks])))
    if not lines:
        return
    before = fields[name].lines if name in fields else ()
    fields[name] = value((*before, *lines), "label")


def _answer(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines that are no guidance: the template's prompts stand between the answers in some forms."""
    whole = " ".join(line.text for line in lines)
    if is_prompt(whole):
        return
    yield from lines


def _assessments(levels: Sequence[Level], place: str, kind: str) -> Iterator[RawRecord]:
    for index, level in enumerate(levels, 1):
        fields = {
            "indicator": code_value("completion"),
            "value": level.value,
            "assessor": code_value("government"),
        }
        if phase := phase_of(kind):
            fields["phase"] = code_value(phase)
        if level.part:
            fields["part"] = replace(level.value, text=level.part)
        yield RawRecord("assessments", f"{place}.a{index}", fields, commitment=place)


def _unmapped(entry: Entry, place: str) -> Issue:
    label = (entry.label_text or entry.text)[:120]
    text = f"A row of the form has a label that is not known: '{label}'. Add it to schemas/lexicon."
    return _issue("unmapped-label", text, [entry], place)


def _issue(code: str, text: str, rows: Sequence[Entry], place: str) -> Issue:
    cells = [cell for row in rows for cell in (*row.labels, *row.values)]
    page = next((anchor.page for cell in cells for anchor in cell.anchors if anchor.page), None)
    return Issue("parse", "warning", code, text, page, place)
