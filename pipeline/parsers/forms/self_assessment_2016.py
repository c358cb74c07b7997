"""Self-assessments on the template of 2016 to 2019 (FORMATS.md D): questions, completion, results, milestones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Cell, Claim, Document, Line, Parsed, RawRecord, RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.forms.answers import answer, reached
from pipeline.parsers.forms.form_milestones import records as milestones
from pipeline.parsers.forms.template_forms import Form, forms
from pipeline.structure.completion import Completion, Level, completion
from pipeline.structure.contacts import contact
from pipeline.structure.form_fields import form_fields
from pipeline.structure.fuller_reading import fuller_reading
from pipeline.structure.grids import innermost, is_empty
from pipeline.structure.lines import code_value, lines_of, text_of, value
from pipeline.structure.numbers import split_number
from pipeline.structure.stream import piece, stream
from pipeline.structure.titles import phase_of, report_type_of, title_of

NAME = "self_assessment_2016_2019"
VERSION = "1"
TITLE = "Self-assessment with the questions of the 2016-2019 template"

FIELDS = form_fields(NAME)
"""Field that a label asks for -> raw field of the commitment."""

ASKED = frozenset({*FIELDS, "commitment", "completion", "contacts", "milestones"})
QUESTIONS = {"problem_statement", "description", "expected_results", "relevance"}
REPORTED = {"results", "next_steps"}
OTHER_TEMPLATE = {"main_objective", "ambition"}
"""Fields of the template of 2014 to 2016, which asks for completion too."""

LEAST_SHARE = 0.75
"""Share of the questions of a document's forms that each form in running text has to ask."""

LEAST_FIELDS = 4
"""A form with fewer answers is a passage that looks like one."""


def identify(document: Document) -> Claim | None:
    """Claim a report whose forms ask the questions of the action plan template and for completion and results."""
    found = _forms(document)
    typical = [form for form in found if _is_typical(form) and _is_sound(form, found)]
    if not typical or len(typical) * 2 < len(found):
        return None
    return Claim(NAME, f"{len(typical)} forms with the template's questions, completion level and results")


def _is_typical(form: Form) -> bool:
    asked = set(form.answers)
    return (
        len(QUESTIONS & asked) >= 2 and "completion" in asked and bool(REPORTED & asked) and not asked >= OTHER_TEMPLATE
    )


def _is_sound(form: Form, forms_: Sequence[Form]) -> bool:
    """Say whether a form's answers stand by their labels.

    In running text the forms of a document ask the same: labels that are missing from some were torn from their
    answers by the layout.
    """
    core = QUESTIONS | REPORTED | {"completion"}
    asked = {name for other in forms_ for name in other.answers if name in core}
    return not form.apart and (not form.loose or len(asked & set(form.answers)) >= LEAST_SHARE * len(asked))


def _forms(document: Document) -> tuple[Form, ...]:
    found = forms(document.blocks, ASKED)
    return tuple(form for form in found if len(form.answers) >= LEAST_FIELDS)


def parse(document: Document) -> Parsed:
    """Read every form: its fields, the official named, its completion and its milestones."""
    kind = report_type_of(document)
    records: list[RawRecord] = []
    issues: list[Issue] = []
    every = _forms(document)
    found = [form for form in every if _is_sound(form, every)]
    themes = {id(form.theme) for form in found}
    for index, form in enumerate(found, 1):
        place = f"c{index}"
        level = _completion(form)
        fields = dict(_title(form)) | _answers(form)
        if form.theme is not None and len(themes) > 1:
            fields["theme"] = value(form.theme.lines, "heading")
        if level.common:
            fields["completion"] = level.common
        records.append(RawRecord("commitments", place, fields))
        records += [*_assessments(level.levels, place, kind), *milestones(form.tables, place)]
        issues += _issues(form, level, place)
    issues += [_apart(form) for form in every if form not in found]
    own = Parsed(kind, "government", tuple(records), title_of(document), tuple(issues))
    return fuller_reading(document, own, "government")


def _title(form: Form) -> Iterator[tuple[str, RawValue]]:
    whole = stream(form.title)
    number, rest = split_number(whole.text.replace("\n", " "))
    if number is not None:
        yield "number", RawValue(number, "heading", form.title[:1])
    if rest:
        lines = piece(whole, len(whole.text) - len(rest), len(whole.text))
        yield "title", RawValue(rest, "heading", lines)


def _answers(form: Form) -> dict[str, RawValue]:
    read: dict[str, list[Line]] = {}
    fields: dict[str, RawValue] = {}
    for name, cells in form.answers.items():
        lines = answer([line for cell in cells for line in lines_of(cell)])
        if name in FIELDS and lines:
            read.setdefault(FIELDS[name], []).extend(lines)
        elif name == "contacts" and lines:
            fields |= contact(lines) if _is_person(form) else reached(lines)
    return {name: value(lines, "label") for name, lines in read.items()} | fields


def _is_person(form: Form) -> bool:
    """Say whether the one cell of contacts has to name the official: no other does."""
    return not form.answers.get("contact_name")


def _completion(form: Form) -> Completion:
    cells = [cell for answered in form.answers.get("completion", ()) for cell in innermost(answered)]
    filled = [cell for cell in cells if not is_empty(text_of(cell))]
    return completion(cells) if filled or any(cell.marked or cell.fill for cell in cells) else Completion()


def _assessments(levels: Sequence[Level], place: str, kind: str) -> Iterator[RawRecord]:
    for index, level in enumerate(levels, 1):
        fields = {"indicator": code_value("completion"), "value": level.value, "assessor": code_value("government")}
        if phase := phase_of(kind):
            fields["phase"] = code_value(phase)
        if level.part:
            fields["part"] = RawValue(level.part, level.value.method, level.value.lines, level.value.anchors)
        yield RawRecord("assessments", f"{place}.a{index}", fields, commitment=place)


def _issues(form: Form, level: Completion, place: str) -> Iterator[Issue]:
    if level.problem:
        yield _issue(*level.problem, form.answers["completion"], place)
    elif "completion" not in form.answers:
        yield _issue("completion-missing", "The form has no completion level.", [], place)
    for cell in form.unmapped:
        text = f"A row of the form has a label that is not known: '{text_of(cell)[:120]}'. Add it to schemas/lexicon."
        yield _issue("unmapped-label", text, [cell], place)


def _apart(form: Form) -> Issue:
    named = " ".join(line.text for line in form.title)[:80]
    text = f"In the form '{named}' labels and answers stand apart, so no answer is certain. Take another format of it."
    return _issue("answers-apart", text, [cell for cells in form.answers.values() for cell in cells], None)


def _issue(code: str, text: str, cells: Sequence[Cell], place: str | None) -> Issue:
    page = next((anchor.page for cell in cells for anchor in cell.anchors if anchor.page), None)
    return Issue("parse", "warning", code, text, page, place)
