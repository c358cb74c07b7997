"""What is gathered of one commitment of an action plan: the parts of its fields, its milestones, what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon import is_prompt
from pipeline.model import Cell, Line, Method, RawValue
from pipeline.model.issues import Issue, Severity
from pipeline.parsers.forms import plan_values as values
from pipeline.parsers.forms.plan_lists import itemised, leading
from pipeline.parsers.forms.plan_rows import fields
from pipeline.schema.data import reference
from pipeline.structure.lines import join
from pipeline.structure.milestones import read_milestone_lines
from pipeline.structure.segments import Section


@dataclass(slots=True)
class Reading:
    """What is gathered of one commitment while its items are walked."""

    place: str
    parts: dict[str, list[Line]] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    contacts: list[Line] = field(default_factory=list)
    values: RawValue | None = None
    milestones: list[dict[str, RawValue]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    last: str | None = None
    grid: list[Sequence[Cell]] = field(default_factory=list)
    """Headings of OGP's values whose marks have not come yet: a page end may part them."""
    unpublished: set[str] = field(default_factory=set)


def give_sections(reading: Reading, sections: Iterable[Section]) -> None:
    """Add the sections of a text to the fields of a commitment."""
    for section in sections:
        if section.field == "milestones":
            give_list(reading, section.value, section.columns)
        elif section.field and section.value:
            give(reading, section.field, section.value)


def give_list(reading: Reading, lines: Sequence[Line], columns: Sequence[str] = ()) -> None:
    """Read milestones that stand as a list or running text."""
    if not lines or is_prompt(join(lines)):
        return
    if rows := leading(lines) or (() if columns else itemised(lines)):
        reading.milestones += rows
        return
    reading.milestones += [row.fields() for row in read_milestone_lines(lines, columns)]


def give(reading: Reading, name: str, lines: Sequence[Line]) -> None:
    """Put the answer to a label where it belongs."""
    if name in ("relevance", "ogp_values"):
        found = values.from_text(lines)
        if found is not None:
            give_ticks(reading, found, lines)
            return
        name = "relevance"
    if name == "contacts":
        reading.contacts += lines
        return
    if name == "milestones":
        give_list(reading, lines)
        return
    target = reference("action_plan")["renamed"].get(name, name)
    if target in fields("read"):
        add(reading, target, lines, "label")
    elif name != "commitment":
        reading.unpublished.add(name)


def add(reading: Reading, name: str, lines: Sequence[Line], method: Method) -> None:
    """Add lines to a field, but for the guidance of the blank form."""
    kept = () if is_prompt(join(lines)) else tuple(lines)
    if not kept:
        return
    held = reading.parts.setdefault(name, [])
    held += [replace(kept[0], glue="paragraph") if held else kept[0], *kept[1:]]
    reading.methods.setdefault(name, method)


def give_ticks(reading: Reading, found: values.Ticks, lines: Sequence[Line]) -> None:
    """Add the OGP values that are ticked, with the issue that their reading gave."""
    if found.problem:
        tell(reading, *found.problem, lines)
    reading.values = reading.values or found.value


def tell(reading: Reading, code: str, text: str, lines: Sequence[Line], severity: Severity = "warning") -> None:
    """Add an issue about some lines."""
    page = next((line.anchor.page for line in lines if line.anchor.page), None)
    reading.issues.append(Issue("parse", severity, code, text, page, reading.place))
