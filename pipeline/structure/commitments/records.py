"""The raw records of a commitment that the structure engine found: its fields, milestones, ratings, other fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby

from pipeline.lexicon.vocabularies import find_code
from pipeline.model import OTHER_FIELD, Block, Cell, Method, RawRecord, RawValue, Table, TextBlock
from pipeline.model.issues import Issue
from pipeline.schema.data import load_data
from pipeline.structure.commitments.answers import (
    Ticks,
    answer_lines,
    is_value,
    named_bodies,
    read_boxes_in_text,
    read_responsible,
    read_ticked_grid,
    split_contact,
)
from pipeline.structure.commitments.collection import MILESTONES, Commitment, LabelledItem, answer_blocks
from pipeline.structure.commitments.completion import (
    LEVELS,
    Completion,
    Level,
    read_completion,
    stated_level,
    states_level,
)
from pipeline.structure.commitments.legends import LONGEST_LEVEL, NO_LEGEND, Legend
from pipeline.structure.commitments.names import iterate_heading_fields, take_name
from pipeline.structure.dates import is_date
from pipeline.structure.grids import innermost_cells
from pipeline.structure.lines import join_lines, lines_of, make_code_value, make_value, text_of
from pipeline.structure.milestones.columns import is_milestone_table
from pipeline.structure.milestones.listed import (
    build_announced_records,
    build_milestone_records,
    split_dated_steps,
    splits_into_milestones,
)
from pipeline.structure.milestones.progress import is_percentage, read_progress, shared_body, shared_level
from pipeline.structure.narrative.bodies import (
    Body,
    names_steps,
    promises_steps,
    split_announced_steps,
    split_body,
)

STANDS_IN: dict[str, tuple[str, ...]] = {
    "ogp_challenge": ("relevance",),
    "indicators": ("expected_results",),
    "expected_outputs": ("expected_results",),
    "responsible": ("lead_institution",),
    "ogp_values": ("relevance",),
    "text": ("description", "brief_description"),
    "difficulties": ("problem_statement",),
    "status": ("results",),
    "potential_impact": ("expected_results",),
}
"""Field without a column of its own -> the column that its answer takes where the template asks for no such thing."""

OF_REPORTS = frozenset({"results", "completion", "status"})
"""Fields that reports ask for: what was difficult is said of carrying the commitment out there, and in a plan it is the
problem that the commitment addresses."""

OF_CONTACT = frozenset({"contacts", "contact_position", "contact_email", "contact_phone"})
"""Fields of an official; where none is asked for, the answer with the name may hold them."""

BODIES = ("lead_institution", "responsible")
"""Fields whose answer may be a sentence that says who leads and who supports."""

PROMISES = ("description", "commitment")
"""Fields whose answer tells what will be done, in steps where a template has no label for milestones."""

VALUES = ("ogp_values", "relevance")
"""Fields whose answer may be a list of OGP's values with marks."""


@dataclass(frozen=True, slots=True)
class Template:
    """What the labels of a whole document ask for: a field that is asked for takes no answer of another label.

    `legend` is what the document says of its marks and percentages.
    """

    fields: frozenset[str]
    legend: Legend = NO_LEGEND

    def column(self, asked: str | None) -> str | None:
        """Return the raw field that an answer is read as, None for one that no column holds."""
        if asked == "difficulties" and self.fields & OF_REPORTS:
            return None
        if asked in STANDS_IN:
            columns = STANDS_IN[asked]
            return next((name for name in columns if not self.fields & set(columns)), None)
        return _column_names().get(asked or "")


@cache
def _column_names() -> dict[str, str]:
    listed = load_data("forms")
    return {**{name: name for name in listed["same"]}, **listed["renamed"]}


def build_template(commitments: Sequence[Commitment], legend: Legend = NO_LEGEND) -> Template:
    """Return what the labels of the commitments ask for."""
    return Template(frozenset(e.label.field for c in commitments for e in c.entries if e.label.field), legend)


def build_records(
    commitment: Commitment, template: Template, place: str, assessor: str | None = None
) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return the raw records of a commitment and what could not be determined.

    Without a known `assessor` the level is the commitment's own and no one's rating.
    """
    reading = _Answers(template, dict(iterate_heading_fields(commitment)))
    for entry in commitment.entries:
        reading.take(entry)
    parts, fields, level = reading.parts, reading.fields, reading.level
    steps = _file_opening(commitment, parts, fields, template)
    reading.plan = reading.plan or list(steps)
    for name, blocks in parts.items():
        if lines := answer_lines(blocks):
            fields[name] = make_value(lines, reading.methods.get(name, "label"))
    if level and level.common:
        fields["completion"] = level.common
    ratings = _build_ratings(level, place, assessor) if level and assessor else ()
    told = [block for name in ("description", "brief_description") for block in parts.get(name, ())]
    listed = (
        build_milestone_records(reading.plan, place, template.legend)
        if reading.plan
        else build_announced_records(told, place)
    )
    milestones, odd = read_progress(tuple(listed), assessor)
    if "completion" not in fields and (shared := shared_level(milestones)):
        fields["completion"] = shared
    if not template.fields & {*BODIES, "implementing_institutions"}:
        for name, named in named_bodies(told).items():
            fields.setdefault(name, named)
    if "lead_institution" not in template.fields and (body := shared_body(milestones)):
        fields.setdefault("lead_institution", body)
    records = (RawRecord("commitments", place, fields), *ratings, *milestones)
    return records, (*_build_issues(commitment, level, reading.problems, place), *odd)


@dataclass(slots=True)
class _Answers:
    """The answers of one commitment as they are filed: blocks by column, milestones, level, problems."""

    template: Template
    fields: dict[str, RawValue]
    parts: dict[str, list[Block]] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    plan: list[Block] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    level: Completion | None = None

    def take(self, entry: LabelledItem) -> None:
        """File one answer."""
        name = entry.label.field or ""
        if not (
            self._is_plan(name, entry)
            or self._is_mark(name, entry)
            or self._is_name(name, entry)
            or self._is_sentence_of_bodies(name, entry)
        ):
            _file_answer(self.parts, entry, self.template)
        self.methods.setdefault(name, "column" if entry.piece.surface == "column" else "label")

    def _is_plan(self, name: str, entry: LabelledItem) -> bool:
        """Take milestones, and texts that list steps; say whether the answer is of that kind."""
        if name == "milestones" or (name in LEVELS and any(map(_is_milestone_table, entry.blocks))):
            self.plan += answer_blocks(entry)
        elif name in ("", *PROMISES) and (body := self._split_steps(entry)):
            self.plan += body.steps
            if body.text and name in PROMISES:
                self.parts.setdefault("description", []).extend(body.text)
            elif body.text:
                _file_answer(self.parts, replace(entry, blocks=list(body.text)), self.template)
        elif name == "timeline" and splits_into_milestones(answer_blocks(entry)):
            self.plan += answer_blocks(entry)
            self.parts.setdefault("timeline", []).extend(paragraphs_around_list(answer_blocks(entry)))
        else:
            return False
        return True

    def _is_sentence_of_bodies(self, name: str, entry: LabelledItem) -> bool:
        """Take the bodies that a sentence names; say whether the answer is one."""
        asked = self.template.fields
        if name not in BODIES or (name == "responsible" and "lead_institution" in asked):
            return False
        found = read_responsible(answer_lines(answer_blocks(entry)))
        if found is None:
            return False
        self.parts.setdefault("lead_institution", []).append(TextBlock("paragraph", found.lead))
        if found.support:
            self.parts.setdefault("support_institutions", []).append(TextBlock("paragraph", found.support))
        if found.rest:
            self.parts.setdefault(OTHER_FIELD + entry.name.rstrip(" :："), []).append(
                TextBlock("paragraph", found.rest)
            )
        return True

    def _split_steps(self, entry: LabelledItem) -> Body | None:
        """Return a text parted from the steps that it lists where no label asks for these, None for any other text."""
        field, blocks = entry.label.field, answer_blocks(entry)
        if "milestones" in self.template.fields or (field == "commitment" and "title" not in self.fields):
            return None
        if field == "description" and entry.label.method == "repetition":
            return split_body(entry.blocks)
        body = split_announced_steps(blocks) if field in PROMISES else None
        return body if body and body.steps and promises_steps(body.text) else split_dated_steps(blocks)

    def _is_mark(self, name: str, entry: LabelledItem) -> bool:
        """Take a level or ticked values; say whether the answer is of that kind."""
        if (found := _read_share(entry, self.template.legend)) or (name in LEVELS and (found := _read_level(entry))):
            self.level = found if self.level is None or not self.level.levels else self.level
        elif name in LEVELS and _is_word(entry):
            # What no vocabulary knows is kept as printed.
            self.fields.setdefault("completion", make_value(answer_lines(entry.blocks), "label"))
        elif name in VALUES and (ticks := _read_ticks(entry)) is not None:
            if ticks.value is not None:
                self.fields["ogp_values"] = ticks.value
            self.problems += [ticks.problem] if ticks.problem else []
        else:
            return False
        return True

    def _is_name(self, name: str, entry: LabelledItem) -> bool:
        """Take number, title and official, leave out facts of the document; say whether the answer is of that kind."""
        if name == "contacts" or (name == "contact_name" and not self.template.fields & OF_CONTACT):
            read = split_contact(answer_lines(answer_blocks(entry)))
            self.fields |= {key: printed for key, printed in read.items() if key not in self.fields}
        elif name in ("commitment", "title", "number"):
            take_name(self.fields, self.parts, entry, self.template.fields)
        else:
            return name == "date_prepared"
        return True


def _file_answer(parts: dict[str, list[Block]], entry: LabelledItem, template: Template) -> None:
    """File an answer under its column, or under its printed label where no column holds it."""
    is_mark = entry.label.field == "potential_impact" and _is_word(entry)
    column = None if is_mark else template.column(entry.label.field)
    blocks = answer_blocks(entry)
    parts.setdefault(column or OTHER_FIELD + entry.name.rstrip(" :："), []).extend(blocks)


def _file_opening(
    commitment: Commitment, parts: dict[str, list[Block]], fields: dict[str, RawValue], template: Template
) -> Sequence[Block]:
    """File the text between title and first label: what the commitment says, in short where a label asks for more.

    Return the steps that it lists where no label asks for them.
    """
    periods = [
        block for block in commitment.opening if isinstance(block, TextBlock) and is_date(join_lines(block.lines))
    ]
    if periods and not template.fields & {"timeline", "start_date", "end_date"}:
        parts["timeline"] = [periods[0]]
    levels = [block for block in commitment.opening if states_level(text_of(block))]
    if levels and "completion" not in template.fields:
        fields["completion"] = stated_level(lines_of(levels[0]))
    apart = (*periods, *levels, *(block for block in commitment.opening if is_percentage(text_of(block))))
    opening = _cut_to_promise([block for block in commitment.opening if block not in apart])
    steps: Sequence[Block] = ()
    has_own = any(entry.label.field == MILESTONES for entry in commitment.entries)
    if "milestones" not in template.fields or (not has_own and any(map(names_steps, opening))):
        body = split_announced_steps(opening)
        opening, steps = body.text, body.steps
    if not opening:
        return ()
    if "description" not in template.fields:
        parts["description"] = [*opening, *parts.get("description", ())]
    elif "brief_description" not in template.fields:
        parts["brief_description"] = list(opening)
    return steps


def _cut_to_promise(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return an opening from its first bold paragraph on: the promise itself, what is above is of the theme."""
    for index, block in enumerate(blocks):
        if isinstance(block, TextBlock) and block.lines and all(line.bold for line in block.lines):
            return blocks[index:]
    return blocks


def paragraphs_around_list(blocks: Sequence[Block]) -> list[Block]:
    """Return the paragraphs next to a list that say more than what the list is."""
    return [
        block
        for block in blocks
        if isinstance(block, TextBlock)
        and block.kind != "list_item"
        and not join_lines(block.lines).rstrip().endswith(":")
    ]


def _read_share(entry: LabelledItem, legend: Legend) -> Completion | None:
    """Return the level of an answer that is a percentage, by the document's own scale."""
    level = legend.find_level(text_of(entry.blocks))
    return Completion((Level(RawValue(level, "mark", lines_of(entry.blocks))),)) if level else None


def _read_level(entry: LabelledItem) -> Completion | None:
    """Return the completion level that an answer gives, None where it gives none that is known."""
    cells = entry.cells or _as_cells(entry.blocks)
    found = read_completion(cells)
    if not found.levels and not found.problem:
        return None
    if found.problem:
        return found if entry.label.field == "completion" else None
    return found if find_code("completion", found.levels[0].value.text) else None


def _is_word(entry: LabelledItem) -> bool:
    """Return whether an answer is a word or two in a cell or line of its own, as the name of a level is."""
    text = text_of(entry.blocks)
    return 0 < len(text.split()) <= LONGEST_LEVEL and "\n" not in text and any(map(str.isalpha, text))


def _is_milestone_table(block: Block) -> bool:
    return isinstance(block, Table) and is_milestone_table(block)


def _as_cells(blocks: Sequence[Block]) -> tuple[Cell, ...]:
    lines = lines_of(blocks)
    return (Cell(0, 0, 0.0, 0.0, tuple(blocks), (lines[0].anchor,)),) if lines else ()


def _build_ratings(level: Completion, place: str, assessor: str) -> Iterator[RawRecord]:
    for index, one in enumerate(level.levels, 1):
        fields = {"indicator": make_code_value("completion"), "value": one.value, "assessor": make_code_value(assessor)}
        if one.part:
            fields["part"] = RawValue(one.part, one.value.method, one.value.lines, one.value.anchors)
        yield RawRecord("assessments", f"{place}.a{index}", fields, commitment=place)


def _read_ticks(entry: LabelledItem) -> Ticks | None:
    """Return the values that an answer ticks, None for one that is no list of values with marks."""
    rows = [tuple(row) for _, row in groupby(entry.cells, key=lambda cell: cell.row)]
    inner = [cell for cell in entry.cells for cell in innermost_cells(cell)]
    if sum(is_value(text_of(cell)) for cell in inner) > 1:
        return read_ticked_grid(rows)
    return read_boxes_in_text(lines_of(entry.blocks))


def _build_issues(
    commitment: Commitment, level: Completion | None, marks: Sequence[tuple[str, str]], place: str
) -> Iterator[Issue]:
    page = commitment.page
    for code_name, message in (*marks, *([level.problem] if level and level.problem else ())):
        yield Issue("parse", "warning", code_name, message, page, place)
    if commitment.stray:
        message = (
            "Texts between the answers of this commitment are under no label and left out: "
            f"{commitment.stray}. Look at the page."
        )
        yield Issue("parse", "info", "text-without-label", message, page, place)
