"""The raw records of a commitment that the structure engine found: its fields, milestones, ratings, other fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.lexicon import is_prompt
from pipeline.lexicon.vocabularies import code
from pipeline.model import Block, Cell, Line, Method, RawRecord, RawValue, Table, TextBlock
from pipeline.model.issues import Issue
from pipeline.structure.bodies import body_of, joined_over_pages
from pipeline.structure.commitments import Commitment, Entry
from pipeline.structure.completion import Completion, completion
from pipeline.structure.contacts import contact
from pipeline.structure.form_fields import form_fields
from pipeline.structure.grids import is_tick
from pipeline.structure.labelling import Label
from pipeline.structure.lines import code_value, join, lines_of, text_of, value
from pipeline.structure.milestone_lists import announced_records, milestone_records, splits_into_milestones
from pipeline.structure.milestones.columns import is_date
from pipeline.structure.numbers import split_number
from pipeline.structure.run_ins import title_and_text

OTHER = "other:"
"""Opens the raw field of a label that no column holds; the printed label follows."""

SHORT_PROMPT = 25
"""Characters: guidance as short as this is an answer as well ('Access to information')."""

LONGEST_TITLE = 60
"""Words of an answer to 'Commitment' that may be a title; a longer one is the commitment's text."""

STANDS_IN: dict[str, tuple[str, ...]] = {
    "ogp_challenge": ("relevance",),
    "indicators": ("expected_results",),
    "expected_outputs": ("expected_results",),
    "responsible": ("lead_institution",),
    "ogp_values": ("relevance",),
    "text": ("description", "brief_description"),
}
"""Field without a column of its own -> the column that its answer takes where the template asks for no such thing."""


@dataclass(frozen=True, slots=True)
class Template:
    """What the labels of a whole document ask for: a field that is asked for takes no answer of another label."""

    fields: frozenset[str]

    def column(self, label: Label) -> str | None:
        """Return the raw field that a label's answer is read as, None for one that no column holds."""
        field = label.field
        if field is None:
            return None
        if field in STANDS_IN:
            return next((name for name in STANDS_IN[field] if not self.fields & set(STANDS_IN[field])), None)
        return _columns().get(field)


@cache
def _columns() -> dict[str, str]:
    return form_fields("declared")


def template_of(commitments: Sequence[Commitment]) -> Template:
    """Return what the labels of the commitments ask for."""
    return Template(frozenset(e.label.field for c in commitments for e in c.entries if e.label.field))


def records_of(
    commitment: Commitment, template: Template, place: str, assessor: str | None = None
) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return the raw records of a commitment and what could not be told.

    Without a known `assessor` the level is the commitment's own and nobody's rating.
    """
    parts: dict[str, list[Block]] = {}
    methods: dict[str, Method] = {}
    fields: dict[str, RawValue] = dict(_headed(commitment))
    plan: list[Block] = []
    lost = False
    level: Completion | None = None
    for entry in commitment.entries:
        name = entry.label.field
        if name == "milestones":
            plan += answer_blocks(entry)
        elif name == "contacts":
            fields |= {k: v for k, v in contact(answer_lines(answer_blocks(entry))).items() if k not in fields}
        elif name in ("completion", "status") and (found := _level(entry)):
            level = found if level is None or not level.levels else level
        elif name in ("ogp_values", "relevance") and _has_ticks(entry):
            lost = True
        elif name in ("commitment", "title", "number"):
            _take_name(fields, parts, entry, template)
        elif name == "description" and entry.label.method == "repetition" and "milestones" not in template.fields:
            body = body_of(entry.blocks)
            parts.setdefault("description", []).extend(body.text)
            plan += body.steps
        elif name == "timeline" and splits_into_milestones(answer_blocks(entry)):
            plan += answer_blocks(entry)
            parts.setdefault("timeline", []).extend(beside_list(answer_blocks(entry)))
        else:
            _file(parts, entry, template)
        methods.setdefault(name or "", "column" if entry.piece.surface == "column" else "label")
    _file_opening(commitment, parts, fields, template)
    for name, blocks in parts.items():
        if lines := answer_lines(blocks):
            fields[name] = value(lines, methods.get(name, "label"))
    if level and level.common:
        fields["completion"] = level.common
    ratings = _ratings(level, place, assessor) if level and assessor else ()
    told = [block for name in ("description", "brief_description") for block in parts.get(name, ())]
    milestones = milestone_records(plan, place) if plan else announced_records(told, place)
    records = (RawRecord("commitments", place, fields), *milestones, *ratings)
    return records, tuple(_problems(commitment, level, lost, place))


def _file(parts: dict[str, list[Block]], entry: Entry, template: Template) -> None:
    """File an answer under its column, or under its printed label where no column holds it."""
    column = template.column(entry.label)
    blocks = answer_blocks(entry)
    parts.setdefault(column or OTHER + entry.name.rstrip(" :："), []).extend(blocks)


def _headed(commitment: Commitment) -> Iterator[tuple[str, RawValue]]:
    """Yield number, title and theme from the headings."""
    if commitment.number is not None:
        yield "number", RawValue(commitment.number, "heading", commitment.number_lines)
    text = commitment.title_text.replace("**", "").strip()
    if text:
        number, rest = split_number(text)
        shown = rest if number is not None and number == commitment.number else text
        yield "title", RawValue(shown, "heading", commitment.title)
    if commitment.theme is not None:
        yield "theme", RawValue(commitment.theme.text, "heading", commitment.theme.lines)


def _take_name(fields: dict[str, RawValue], parts: dict[str, list[Block]], entry: Entry, template: Template) -> None:
    """Take the answer to a label that asks for number, title or both; below a title it is what the commitment says."""
    blocks = answer_blocks(entry)
    lines = answer_lines(blocks)
    method: Method = "column" if entry.piece.surface == "column" else "label"
    if not lines:
        return
    if entry.label.field == "number":
        fields.setdefault("number", RawValue(join(lines), method, lines))
        return
    has_text = template.fields & {"description", "brief_description"}
    if "title" in fields and not has_text and entry.label.field == "commitment":
        parts.setdefault("description", []).extend(blocks)
        return
    titled = title_and_text(lines)
    if titled is not None and not has_text:
        head, rest = titled
        parts.setdefault("description", []).append(TextBlock("paragraph", rest))
        lines = head
    text = join(lines).replace("\n", " ")
    if len(text.split()) > LONGEST_TITLE and not has_text:
        parts.setdefault("description", []).extend(blocks)
        return
    number, rest_text = split_number(text)
    if number is not None:
        fields.setdefault("number", RawValue(number, method, lines[:1]))
    if any(map(str.isalpha, rest_text)):
        fields.setdefault("title", RawValue(rest_text if number else text, method, lines))


def _file_opening(
    commitment: Commitment, parts: dict[str, list[Block]], fields: dict[str, RawValue], template: Template
) -> None:
    """File the text between title and first label: what the commitment says, in short where a label asks for more."""
    periods = [block for block in commitment.opening if isinstance(block, TextBlock) and is_date(join(block.lines))]
    if periods and not template.fields & {"timeline", "start_date", "end_date"}:
        parts["timeline"] = [periods[0]]
    opening = _promise([block for block in commitment.opening if block not in periods])
    if not opening:
        return
    if "description" not in template.fields:
        parts["description"] = [*opening, *parts.get("description", ())]
    elif "brief_description" not in template.fields:
        parts["brief_description"] = list(opening)


def _promise(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return an opening from its first bold paragraph on: the promise itself, what stands above is of the theme."""
    for index, block in enumerate(blocks):
        if isinstance(block, TextBlock) and block.lines and all(line.bold for line in block.lines):
            return blocks[index:]
    return blocks


def answer_blocks(entry: Entry) -> list[Block]:
    """Return the blocks of an answer, those that a page end parts joined."""
    return joined_over_pages(entry.blocks)


def beside_list(blocks: Sequence[Block]) -> list[Block]:
    """Return the paragraphs beside a list that say more than what the list is."""
    return [
        block
        for block in blocks
        if isinstance(block, TextBlock) and block.kind != "list_item" and not join(block.lines).rstrip().endswith(":")
    ]


def answer_lines(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """Return an answer's lines without the template's guidance in front of it and without bullets."""
    lines = tuple(line for block in blocks for line in _block_lines(block))
    guidance = ""
    for index, line in enumerate(lines):
        text = line.text.strip("() ")
        goes_on = bool(guidance) and is_prompt(f"{guidance} {text}")
        if not goes_on and not (is_prompt(text) and (guidance or len(text) > SHORT_PROMPT)):
            return lines[index:]
        guidance = text
    return ()


def _block_lines(block: Block) -> Iterator[Line]:
    if isinstance(block, Table):
        yield from lines_of(block)
        return
    lines = lines_of(block) if block.marker and any(map(str.isalnum, block.marker)) else block.lines
    for index, line in enumerate(lines):
        yield replace(line, glue="paragraph") if index == 0 else line


def _level(entry: Entry) -> Completion | None:
    """Return the completion level that an answer gives, None where it gives none that is known."""
    cells = entry.cells or _as_cells(entry.blocks)
    found = completion(cells)
    if not found.levels and not found.problem:
        return None
    if found.problem:
        return found if entry.label.field == "completion" else None
    return found if code("completion", found.levels[0].value.text) else None


def _as_cells(blocks: Sequence[Block]) -> tuple[Cell, ...]:
    lines = lines_of(blocks)
    return (Cell(0, 0, 0.0, 0.0, tuple(blocks), (lines[0].anchor,)),) if lines else ()


def _ratings(level: Completion, place: str, assessor: str) -> Iterator[RawRecord]:
    for index, one in enumerate(level.levels, 1):
        fields = {"indicator": code_value("completion"), "value": one.value, "assessor": code_value(assessor)}
        if one.part:
            fields["part"] = RawValue(one.part, one.value.method, one.value.lines, one.value.anchors)
        yield RawRecord("assessments", f"{place}.a{index}", fields, commitment=place)


def _has_ticks(entry: Entry) -> bool:
    """Say whether the names of values stand in one text with the ticks that their columns held."""
    words = text_of(entry.blocks).split()
    return not entry.cells and any(is_tick(word) for word in words)


def _problems(commitment: Commitment, level: Completion | None, lost: bool, place: str) -> Iterator[Issue]:
    page = next((e.piece.page for e in commitment.entries if e.piece.page), None)
    if lost:
        message = "The ticks of OGP's values lost their columns; the values are left empty."
        yield Issue("parse", "warning", "ogp-values-column-lost", message, page, place)
    if level and level.problem:
        yield Issue("parse", "warning", *level.problem, page, place)
    if commitment.stray:
        message = (
            f"{commitment.stray} texts stand between the answers of this commitment and under no label; they are left "
            "out. Look at the page."
        )
        yield Issue("parse", "info", "text-without-label", message, page, place)
