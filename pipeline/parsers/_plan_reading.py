"""What one commitment of an action plan tells: the parts of its fields, its milestones, and what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.issues import Issue, Severity
from pipeline.layout.forms import Entry, entry_of
from pipeline.layout.lines import join, lines_of, text_of, value
from pipeline.layout.milestones import milestones_in
from pipeline.layout.segments import Section, segment
from pipeline.layout.stream import row_lines
from pipeline.lexicon import is_prompt
from pipeline.model import Cell, Line, Method, RawValue, Table, TableRow, TextBlock
from pipeline.parsers import _plan_values as values
from pipeline.parsers._plan_items import Item, Row, field_of, is_heading_like
from pipeline.parsers._plan_lines import beside, mended, wrapped
from pipeline.parsers._plan_milestones import Rows, add_row, leading, milestones_of
from pipeline.parsers._plan_rows import ends, fields, headings, joined_rows, labels_over, only_cell, pairs, sub_headings
from pipeline.reference import reference

LOST = (
    "Labels stand beside their answers here, but the file does not say which belong together; nothing of it is read. "
    "Take the DOCX of the plan, or add the answers by hand."
)

PROSE = 200
"""Characters: text before the first label that is longer, and has a sentence, is the commitment's description."""


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


def read(place: str, items: Sequence[Item], opening: Sequence[Line], recurring: frozenset[str]) -> Reading:
    """Read the items of one commitment; `opening` are lines behind its title, `recurring` the plan's own headings."""
    reading = Reading(place)
    texts: list[Line] = list(opening)
    for run in _runs(items, recurring):
        if isinstance(run[0], Row):
            _text(reading, texts)
            texts = []
            _table(reading, [item.cells for item in run if isinstance(item, Row)])
        else:
            heading = run[0] if _is_foreign(run[0]) else None
            if heading is not None:
                _text(reading, texts)
                texts = []
            blocks = [item for item in run[1 if heading else 0 :] if isinstance(item, TextBlock)]
            texts += mended(lines_of(blocks), texts)
            if heading is not None:
                _foreign(reading, heading, texts)
                texts = []
    _text(reading, texts)
    return reading


def _is_foreign(item: Item) -> bool:
    return is_heading_like(item) and field_of(item) is None


def _runs(items: Sequence[Item], recurring: frozenset[str]) -> Iterator[list[Item]]:
    """Yield the rows of each table and the text between; an unknown heading opens a run of its own.

    An unknown heading behind the last label ends the commitment: what follows is the next theme or chapter.
    """
    labels = [i for i, item in enumerate(items) if field_of(item) is not None]
    until = next(
        (
            i
            for i, item in enumerate(items)
            if i > (labels[-1] if labels else -1) and _is_foreign(item) and _text_of(item) not in recurring
        ),
        len(items),
    )
    run: list[Item] = []
    for item in items[:until]:
        heads = isinstance(item, TextBlock) and item.kind == "heading" and _is_foreign(item)
        if run and (heads or _table_of(run[-1]) != _table_of(item)):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _text_of(item: Item) -> str:
    return text_of(item) if isinstance(item, TextBlock) else ""


def _table_of(item: Item) -> int:
    return item.table if isinstance(item, Row) else -1


def _foreign(reading: Reading, heading: Item, lines: Sequence[Line]) -> None:
    """Read the text under an unknown heading: from its first label on; what stands before it is told and left out."""
    sections = segment(lines).sections if lines else ()
    if any(beside(section.label, lines) for section in sections if section.field and not section.value):
        _issue(reading, "columns-lost", LOST, lines, "error")
        return
    dropped = [section for section in sections[:1] if section.field is None]
    if dropped:
        named = _text_of(heading)[:120]
        text = f"The heading '{named}' is not known; the text under it is not read. Add it to schemas/lexicon."
        _issue(reading, "unmapped-label", text, dropped[0].value)
    _sections(reading, sections[len(dropped) :])


def _text(reading: Reading, lines: Sequence[Line]) -> None:
    if not lines:
        return
    sections = list(segment(lines).sections)
    if any(beside(section.label, lines) for section in sections if section.field and not section.value):
        _issue(reading, "columns-lost", LOST, lines, "error")
        return
    if sections and sections[0].field is None:
        first = sections.pop(0)
        text = join(first.value)
        if not reading.parts and len(text) >= PROSE and ". " in text.replace("\n", " "):
            _add(reading, "description", first.value, "prose")
        elif len(text) >= PROSE:
            _issue(
                reading, "text-without-label", f"Text without a label is not read: '{text[:100]}'.", first.value, "info"
            )
    _sections(reading, sections)


def _sections(reading: Reading, sections: Iterable[Section]) -> None:
    for section in sections:
        if section.field == "milestones":
            _listed(reading, section.value, section.columns)
        elif section.field and section.value:
            _give(reading, section.field, section.value)


def _listed(reading: Reading, lines: Sequence[Line], columns: Sequence[str] = ()) -> None:
    """Read milestones that stand as a list or running text."""
    if not lines:
        return
    if dated := leading(lines):
        reading.milestones += dated
        return
    for row in milestones_in(lines, columns):
        parts = {"text": row.text, "start_date": row.start, "end_date": row.end, "responsible": row.responsible}
        found = {name: value(told, "list") for name, told in parts.items() if told}
        if row.number:
            found["number"] = RawValue(row.number, "list", row.mark)
        reading.milestones.append(found)


def _give(reading: Reading, name: str, lines: Sequence[Line]) -> None:
    """Put the answer to a label where it belongs."""
    if name in ("relevance", "ogp_values"):
        found = values.from_text(lines)
        if found is not None:
            _ticked(reading, found, lines)
            return
        name = "relevance"
    if name == "contacts":
        reading.contacts += lines
        return
    if name == "milestones":
        _listed(reading, lines)
        return
    target = reference("action_plan")["renamed"].get(name, name)
    if target in fields("read"):
        _add(reading, target, lines, "label")
    else:
        reading.unpublished.add(name)


def _add(reading: Reading, name: str, lines: Sequence[Line], method: Method) -> None:
    kept = () if is_prompt(join(lines)) else tuple(lines)
    if not kept:
        return
    held = reading.parts.setdefault(name, [])
    held += [replace(kept[0], glue="paragraph") if held else kept[0], *kept[1:]]
    reading.methods.setdefault(name, method)


def _ticked(reading: Reading, found: values.Ticks, lines: Sequence[Line]) -> None:
    if found.problem:
        _issue(reading, *found.problem, lines)
    reading.values = reading.values or found.value


@dataclass(slots=True)
class _Walk:
    """Where the walk over a table's rows stands: in a milestone table, in a grid of values, in rows without heads."""

    rows: Rows | None = None
    grid: list[Sequence[Cell]] = field(default_factory=list)
    loose: list[TableRow] = field(default_factory=list)


def _table(reading: Reading, rows: Sequence[TableRow]) -> None:
    """Read a table: rows of labels and answers, and the milestones below a heading row."""
    _forget(reading)
    walk = _Walk(grid=reading.grid)
    answered: TableRow | None = None
    for row, following in zip(rows, (*rows[1:], None), strict=True):
        if row is answered or _in_milestones(reading, walk, row) or _in_grid(reading, walk, row):
            continue
        if following is not None and (over := labels_over(row, following)):
            _below(reading, over, following)
            answered = following
        elif reading.last == "milestones" and entry_of(row.cells).field is None:
            walk.loose.append(row)
        else:
            _loose(reading, walk)
            _row(reading, row)
    _closed(reading, walk)
    _ticks(reading, walk)
    _loose(reading, walk)


def _forget(reading: Reading) -> None:
    """Let no row without a label add to the field above."""
    reading.last = None


def _in_milestones(reading: Reading, walk: _Walk, row: TableRow) -> bool:
    """Read a row as the heads of a milestone table or as a row below them; say whether it is either."""
    if head := headings(row):
        _closed(reading, walk)
        walk.rows = Rows(head)
        return True
    if walk.rows is None:
        return False
    if ends(row):
        _closed(reading, walk)
        return False
    below = sub_headings(row, walk.rows.columns) if not walk.rows.found else {}
    if below:
        kept = {name: cell for name, cell in walk.rows.columns.items() if name != "timeline"}
        walk.rows.columns = {**kept, **below}
    else:
        add_row(walk.rows, row)
    return True


def _closed(reading: Reading, walk: _Walk) -> None:
    if walk.rows is not None:
        reading.milestones += milestones_of(walk.rows)
        walk.rows = None
        _forget(reading)


def _in_grid(reading: Reading, walk: _Walk, row: TableRow) -> bool:
    """Say whether a row belongs to a grid of OGP's values; the grid is read when it ends."""
    if values.is_values_row(row.cells) or (walk.grid and entry_of(row.cells).field is None):
        walk.grid.append(row.cells)
        return True
    _ticks(reading, walk)
    return False


def _ticks(reading: Reading, walk: _Walk) -> None:
    reading.grid = []
    if walk.grid:
        lines = [line for row in walk.grid for cell in row for line in lines_of(cell)]
        found = values.ticked(walk.grid)
        if found == values.Ticks() and len(walk.grid) == 1:
            reading.grid = walk.grid
        _ticked(reading, found, lines)
        walk.grid = []


def _loose(reading: Reading, walk: _Walk) -> None:
    """Read milestone rows below a label without headings over their columns."""
    if walk.loose:
        _listed(reading, tuple(row_lines(Table(tuple(walk.loose), ()))))
        walk.loose = []


def _below(reading: Reading, heads: dict[str, Cell], row: TableRow) -> None:
    for name, heading in heads.items():
        cells = [c for c in row.cells if min(c.right, heading.right) > max(c.left, heading.left)]
        _give_cells(reading, name, cells[:1])


def _row(reading: Reading, row: TableRow) -> None:
    for group in pairs(row.cells):
        entry = entry_of(group)
        if entry.field is None:
            _unlabelled(reading, entry, row)
        else:
            reading.last = entry.field
            _give_cells(reading, entry.field, entry.values)


def _give_cells(reading: Reading, name: str, cells: Sequence[Cell]) -> None:
    nested = [block for cell in cells for block in cell.blocks if isinstance(block, Table)]
    if name == "milestones" and nested:
        for block in nested:
            _table(reading, joined_rows(block))
        return
    lines = wrapped(lines_of([block for cell in cells for block in cell.blocks]))
    if lines:
        _give(reading, name, lines)


def _unlabelled(reading: Reading, entry: Entry, row: TableRow) -> None:
    """Read a row without a label cell: a label with its answer in one cell, or more of the answer above."""
    cell = only_cell(row)
    lines = wrapped(lines_of([block for part in entry.values for block in part.blocks]))
    if not lines:
        return
    if cell is not None:
        sections = segment(lines).sections
        # An answer may open with words that are a label too: 'Civic participation: ...' behind the relevance.
        if sections and sections[0].field not in (None, reading.last):
            _sections(reading, sections)
            reading.last = sections[-1].field
            return
    if reading.last and (cell is not None or not text_of(entry.values[0])):
        _give(reading, reading.last, lines)
    elif cell is None:
        label = text_of(entry.values[0])[:120]
        text = f"A row of the form has a label that is not known: '{label}'. Add it to schemas/lexicon."
        _issue(reading, "unmapped-label", text, lines)


def _issue(reading: Reading, code: str, text: str, lines: Sequence[Line], severity: Severity = "warning") -> None:
    page = next((line.anchor.page for line in lines if line.anchor.page), None)
    reading.issues.append(Issue("parse", severity, code, text, page, reading.place))
