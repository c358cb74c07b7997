"""Status reports that lost their tables: labels and cells as lines, put back under their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.model import Block, Cell, TableRow, TextBlock
from pipeline.parsers.forms.form_milestones import FIELDS, NUMBERED, MilestoneTable, is_quantity
from pipeline.parsers.forms.planned_dates import opens
from pipeline.parsers.forms.template_forms import Form, as_cell, label_of
from pipeline.structure.dates import chains
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.numbers import is_named

PERCENT = re.compile(r"\s*\d{1,3}(?:[.,]\d+)?\s?%\s*")
SHORT = 60
"""Characters: names of bodies are shorter than what is told of the work."""

EVIDENCE = ("results", "additional_information", "evidence")
LINKS = re.compile(r"https?://|www\.")


@dataclass(slots=True)
class _Group:
    """Labels that follow each other, and the blocks behind them up to the next label."""

    labels: list[str]
    values: list[TextBlock] = field(default_factory=list)


def read(blocks: Sequence[Block], fields: frozenset[str]) -> Form | None:
    """Return the form of a status report in lines; None where its milestones' headings are not there."""
    groups = tuple(_groups(blocks, fields))
    if not any(_heads_milestones(group) for group in groups):
        return None
    form = Form()
    for group in groups:
        if _heads_milestones(group):
            form.tables.append(_milestones(group))
        else:
            _answers(form, group)
    return form


def _groups(blocks: Sequence[Block], fields: frozenset[str]) -> Iterator[_Group]:
    held: _Group | None = None
    for block in blocks:
        if not isinstance(block, TextBlock):
            continue
        found = label_of(block, fields)
        if found is None:
            if held is not None:
                held.values.append(block)
            continue
        if held is None or held.values:
            if held is not None:
                yield held
            held = _Group([])
        held.labels.append(found.field)
    if held is not None:
        yield held


def _heads_milestones(group: _Group) -> bool:
    return {"milestones", "completion"} <= set(group.labels) and len(set(group.labels) & FIELDS) >= 3


def _answers(form: Form, group: _Group) -> None:
    """Give the values to the labels: a date and a commitment tell themselves, the rest answers the last other label."""
    for block in group.values:
        text = text_of(block)
        if "commitment" in group.labels and not form.title and is_named(text):
            form.title = lines_of(block)
        elif "date_prepared" in group.labels and "date_prepared" not in form.answers and _is_date(text):
            form.answers["date_prepared"] = [as_cell((block,))]
        else:
            name = next((n for n in reversed(group.labels) if n not in ("commitment", "date_prepared")), None)
            if name:
                form.answers.setdefault(name, []).append(as_cell((block,)))


def _is_date(text: str) -> bool:
    found = chains(text)
    return len(found) == 1 and found[0].at == 0 and found[0].end >= len(text.rstrip(" ."))


def _milestones(group: _Group) -> MilestoneTable:
    first = min(i for i, name in enumerate(group.labels) if name == "milestones")
    columns = [name for name in group.labels[first:] if name in FIELDS]
    head = {name: Cell(0, i, float(i), float(i + 1), (), ()) for i, name in enumerate(columns)}
    rows = [_row(blocks, columns, head) for blocks in _rows(group.values)]
    return MilestoneTable(head, rows)


def _rows(blocks: Sequence[TextBlock]) -> Iterator[list[TextBlock]]:
    """Yield the blocks of each milestone: a numbered line that a percentage follows opens it."""
    starts = [i for i, block in enumerate(blocks) if _opens(block, blocks[i + 1 : i + 4])]
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        yield list(blocks[start:end])


def _opens(block: TextBlock, following: Sequence[TextBlock]) -> bool:
    text = text_of(block)
    match = NUMBERED.match(text)
    return match is not None and not is_quantity(text, match) and any(PERCENT.fullmatch(text_of(b)) for b in following)


def _row(blocks: Sequence[TextBlock], columns: Sequence[str], head: dict[str, Cell]) -> TableRow:
    cells: dict[str, list[TextBlock]] = {}
    for block in blocks:
        cells.setdefault(_column(block, columns, cells), []).append(block)
    made = [_placed(head[name], tuple(found)) for name, found in cells.items() if name in head]
    return TableRow(tuple(sorted(made, key=lambda cell: cell.left)))


def _column(block: TextBlock, columns: Sequence[str], cells: dict[str, list[TextBlock]]) -> str:
    """Return the column of a block by what it is and what came before: cells keep the order of the headings."""
    text = text_of(block)
    if "completion" not in cells:
        return "completion" if PERCENT.fullmatch(text) else "milestones"
    told = {"responsible", *EVIDENCE, "indicators"} & set(cells)
    if not told and len(text) < SHORT and (chains(text) or opens(text)):
        return _date_column(columns, cells)
    evidence = next((name for name in EVIDENCE if name in columns), "")
    if "responsible" in columns and not set(cells) & {*EVIDENCE, "indicators"} and _is_name(text):
        return "responsible"
    return "indicators" if "indicators" in columns and LINKS.match(text) else evidence


def _date_column(columns: Sequence[str], cells: dict[str, list[TextBlock]]) -> str:
    """Return the column of a date: planned and actual ones of the start come before those of the end."""
    named = [name for name in ("start_date", "end_date") if name in columns]
    if len(named) < 2 or not cells.get("start_date"):
        return named[0] if named else "timeline"
    # 'Planned: May 2021' and 'Actual: June 2021' are one cell; a bare date is one of its own.
    marked = sum(text_of(block).count(":") for block in cells["start_date"])
    return "start_date" if marked == 1 and "end_date" not in cells else "end_date"


def _is_name(text: str) -> bool:
    return len(text) < SHORT and not text.rstrip().endswith(".") and not LINKS.search(text)


def _placed(heading: Cell, blocks: tuple[TextBlock, ...]) -> Cell:
    made = as_cell(blocks)
    return Cell(0, heading.column, heading.left, heading.right, blocks, made.anchors)
