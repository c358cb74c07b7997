"""A group of labels and values (`layout.form_groups`) as records: a commitment, its milestones, its ratings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.lexicon import is_prompt, match_label
from pipeline.model import Cell, Line, Method, RawRecord, RawValue, TextBlock
from pipeline.model.issues import Issue
from pipeline.structure.completion import Completion, completion
from pipeline.structure.contacts import contact
from pipeline.structure.form_fields import form_fields
from pipeline.structure.lines import code_value, join, text_of, value
from pipeline.structure.milestones import milestone_records, read_milestone_lines, read_rows
from pipeline.structure.milestones.columns import raw_fields
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.pairs import Pair

FIELDS = form_fields("declared")
"""Field that a label asks for -> raw field of the commitment."""

HANDLED = frozenset({"commitment", "number", "title", "contacts", "milestones", "completion"})
"""Fields that are more than a text."""

LEAST_MEANT = 0.4
"""Trust below which a label that was read by meaning alone gives no value."""

SHORT_PROMPT = 25
"""Characters: a shorter line in front of an answer may be a word of it."""

LONGEST_TITLE = 400
"""Characters: a longer text before a form is no title."""


def fields() -> frozenset[str]:
    """Return the fields that a label may ask for.

    >>> {"main_objective", "milestones"} <= fields()
    True
    """
    return HANDLED | frozenset(FIELDS)


def field_of(pair: Pair) -> str | None:
    """Return the field that a pair's value is read as, None where its label is not understood well enough."""
    found = pair.found
    if found.field is None or (found.method == "meaning" and found.trust < LEAST_MEANT):
        return None
    return found.field if found.field in fields() else None


def commitment(
    form: tuple[Pair, ...], place: str, assessor: str | None
) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Read one form: the commitment's record, its milestones and ratings, and what could not be told.

    Without a known `assessor` the level is the commitment's own and nobody's rating.
    """
    parts: dict[str, list[Line]] = {}
    for pair in form:
        field = field_of(pair)
        if field in FIELDS and (lines := tuple(_answer(pair.value))):
            parts.setdefault(FIELDS[field], []).extend(lines)
    method: Method = "column" if form[0].where == "column" else "label"
    fields = dict(_title(form)) | _contacts(form) | {name: value(lines, method) for name, lines in parts.items()}
    level = _completion(form)
    if level.common:
        fields["completion"] = level.common
    ratings = _ratings(level, place, assessor) if assessor else ()
    records = (RawRecord("commitments", place, fields), *_milestones(form, place), *ratings)
    return records, tuple(_problems(level, form, place))


def _contacts(form: Sequence[Pair]) -> dict[str, RawValue]:
    """Return the particulars of an official that one label asks for together."""
    return contact(tuple(line for pair in form if field_of(pair) == "contacts" for line in _answer(pair.value)))


def _title(form: tuple[Pair, ...]) -> Iterator[tuple[str, RawValue]]:
    """Yield number and title: the answers to labels that ask for them, else what stands before the form."""
    apart = [(pair.found.field, pair.value) for pair in form if pair.found.field in ("number", "title") and pair.value]
    if any(name == "title" for name, _ in apart):
        yield from ((str(name), value(lines, "label")) for name, lines in apart)
        return
    asked = next((pair for pair in form if pair.found.field == "commitment"), None)
    lines = tuple(asked.value[:3]) if asked and asked.value else _before(form)
    text = join(lines).replace("\n", " ")
    if not text or len(text) > LONGEST_TITLE:
        lines, text = (), ""
    number, title = split_number(text)
    if number is None and asked is not None and is_named(asked.label):
        number, lines = split_number(asked.label)[0], (*asked.lines, *lines)
    if number is not None:
        yield "number", RawValue(number, "heading", lines[:1])
    if title:
        yield "title", RawValue(title, "heading", lines)


def _before(form: tuple[Pair, ...]) -> tuple[Line, ...]:
    """Return the lines before a form: behind the template's own name ('Commitment form') where that opens it."""
    opened = form[0].found.field == "commitment" and not form[0].value
    places = (form[1:2] if opened else ()) + form[:1]
    return next((pair.before for pair in places if pair.before), ())


def _answer(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield an answer's lines without the template's guidance in front of it, which may be wrapped."""
    guidance = ""
    for index, line in enumerate(lines):
        text = line.text.strip("() ")
        goes_on = bool(guidance) and is_prompt(f"{guidance} {text}")
        # Short lines alone are left: the names of OGP's values stand in prompts too.
        if not goes_on and not (is_prompt(text) and (guidance or len(text) > SHORT_PROMPT)):
            yield from lines[index:]
            return
        guidance = text


def _milestones(form: Sequence[Pair], place: str) -> Iterator[RawRecord]:
    asked = [pair for pair in form if pair.found.field == "milestones" and field_of(pair)]
    by_columns = next((pair for pair in asked if _names_columns(pair)), None)
    if by_columns is not None:
        head, *rows = by_columns.tables[0].rows
        named = zip(head.cells, by_columns.columns, strict=True)
        bound = {field: cell for cell, field in named if field is not None and field in raw_fields()}
        yield from milestone_records(tuple(read_rows(rows, bound)), place)
        return
    lists = [read_milestone_lines(tuple(_answer(pair.value)), _columns(pair)) for pair in asked]
    yield from milestone_records(max(lists, key=len, default=[]), place)


def _names_columns(pair: Pair) -> bool:
    """Tell whether a label's head names the milestone and something of it, so that rows are read by columns."""
    known = {raw_fields().get(name) for name in pair.columns if name is not None} - {None}
    return "text" in known and len(known) > 1


def _columns(pair: Pair) -> tuple[str, ...]:
    """Return the fields that the head of a milestone table names."""
    head = [text_of(cell) for cell in pair.tables[0].rows[0].cells] if pair.tables else []
    return tuple(match.field for text in head if (match := match_label(text)))


def _completion(form: Sequence[Pair]) -> Completion:
    asked = [pair for pair in form if pair.found.field == "completion"]
    return completion(cell for pair in asked for cell in _cells(pair))


def _cells(pair: Pair) -> tuple[Cell, ...]:
    if pair.cells or not pair.value:
        return (*pair.cells, *(cell for table in pair.tables for row in table.rows for cell in row.cells))
    block = TextBlock("paragraph", pair.value)
    return (Cell(0, 0, 0.0, 0.0, (block,), (pair.value[0].anchor,)),)


def _ratings(level: Completion, place: str, assessor: str) -> Iterator[RawRecord]:
    for index, one in enumerate(level.levels, 1):
        fields = {
            "indicator": code_value("completion"),
            "value": one.value,
            "assessor": code_value(assessor),
        }
        if one.part:
            fields["part"] = RawValue(one.part, one.value.method, one.value.lines, one.value.anchors)
        yield RawRecord("assessments", f"{place}.a{index}", fields, commitment=place)


def _problems(level: Completion, form: Sequence[Pair], place: str) -> Iterator[Issue]:
    if level.problem:
        page = next((line.anchor.page for pair in form for line in pair.lines if line.anchor.page), None)
        yield Issue("parse", "warning", *level.problem, page, place)
