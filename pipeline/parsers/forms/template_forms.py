"""Forms of a commitment template, in tables or under labels in running text: which answer stands under which label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon import LabelMatch, match_label, match_start, split_label
from pipeline.model import Block, Cell, Line, Table, TableRow, TextBlock
from pipeline.parsers.forms.form_milestones import MilestoneTable, head_of, is_milestone_row
from pipeline.parsers.forms.headed_columns import under
from pipeline.structure.completion import is_level
from pipeline.structure.forms import Entry, Matcher, entry_of, goes_on
from pipeline.structure.lines import cut, lines_of, text_of
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.rows import whole

OPENERS = ("timeline", "lead_institution", "problem_statement")
"""Fields near the beginning of the template: one that comes a second time begins a new form."""

MAIN = frozenset({*OPENERS, "description", "expected_results", "relevance", "results", "next_steps"})
MOST_BARE = 3
"""Labels of main fields that may follow each other without an answer: more of them stand apart from their answers."""

LONGEST_TITLE = 300
LONGEST_LABEL = 220
LOOK_AHEAD = 2
"""Blocks behind a heading among which the form's first label must stand."""


@dataclass(slots=True)
class Form:
    """The answers of one commitment: field -> cells in reading order; a label without answer has none.

    `title` are the lines that name the commitment, `theme` the heading of the section, `unmapped` the rows without a
    known label; `apart` says that the labels stand without their answers, so that no answer is certain, `loose` that
    labels stand in running text.
    """

    title: tuple[Line, ...] = ()
    theme: TextBlock | None = None
    answers: dict[str, list[Cell]] = field(default_factory=dict)
    tables: list[MilestoneTable] = field(default_factory=list)
    unmapped: list[Cell] = field(default_factory=list)
    apart: bool = False
    loose: bool = False

    @property
    def fresh(self) -> bool:
        """Say whether nothing but the title is known yet."""
        return not self.answers and not self.tables


@dataclass(slots=True)
class _Walk:
    """Where the walk over a document stands."""

    fields: frozenset[str]
    forms: list[Form] = field(default_factory=list)
    form: Form | None = None
    current: str | None = None
    rows: MilestoneTable | None = None
    before: TextBlock | None = None
    theme: TextBlock | None = None
    level: int = 0
    bare: int = 0


def forms(blocks: Sequence[Block], fields: frozenset[str]) -> tuple[Form, ...]:
    """Return the forms of a document in reading order; `fields` are those that its labels may ask for."""
    walk = _Walk(fields)
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            _table(walk, block)
            walk.before = None
        else:
            _text(walk, block, blocks[index + 1 : index + 1 + LOOK_AHEAD])
            walk.before = block
    return tuple(form for form in walk.forms if not form.fresh)


def label_of(block: TextBlock, fields: frozenset[str]) -> LabelMatch | None:
    """Return the label that a text block consists of, guidance behind it allowed; likeness is not enough."""
    text = text_of(block)
    if len(text) > LONGEST_LABEL or is_level(text) or match_start(text, fields=fields) is None:
        return None
    found = match_label(text, fields=fields)
    return found if found and found.method != "fuzzy" else None


def _open(walk: _Walk, title: tuple[Line, ...]) -> Form:
    walk.form = Form(title, walk.theme)
    walk.forms.append(walk.form)
    walk.current = walk.rows = None
    return walk.form


# Running text.


def _text(walk: _Walk, block: TextBlock, following: Sequence[Block]) -> None:
    if _names_commitment(walk, block, following):
        _open(walk, lines_of(block))
        walk.level = block.level if block.kind == "heading" else 0
        return
    found = label_of(block, walk.fields)
    if walk.rows is not None and walk.rows.takes_heading(text_of(block)):
        return
    if found and (walk.form or found.field == "commitment"):
        _label(walk, found.field, (), tabled=False)
    elif walk.form and (run_in := _run_in(walk, block)):
        _label(walk, *run_in, tabled=False)
    elif block.kind == "heading":
        _heading(walk, block)
    elif walk.form and walk.current == "commitment":
        _titled(walk, walk.form, (block,))
    elif walk.form and walk.rows is not None:
        walk.rows.lines.extend(lines_of(block))
    elif walk.form and walk.current:
        walk.form.answers[walk.current].append(as_cell((block,)))
        walk.bare = 0


def _names_commitment(walk: _Walk, block: TextBlock, following: Sequence[Block]) -> bool:
    """Say whether a block is a commitment's title: its number or a heading, and the form's labels right behind it."""
    text = text_of(block)
    if len(text) > LONGEST_TITLE or block.kind == "list_item" or not following:
        return False
    if not (is_named(text) or (split_number(text)[0] and block.kind == "heading")):
        return False
    return label_of(block, walk.fields) is None and any(_has_label(walk, after) for after in following)


def _has_label(walk: _Walk, block: Block) -> bool:
    if isinstance(block, TextBlock):
        found = label_of(block, walk.fields)
        return found is not None and found.field in OPENERS
    rows = (entry_of(row.cells, _matcher(walk)) for row in block.rows[:LOOK_AHEAD])
    return any(entry.field in walk.fields and entry.field != "commitment" for entry in rows)


def _run_in(walk: _Walk, block: TextBlock) -> tuple[str, tuple[Cell, ...]] | None:
    """Return field and answer of 'Lead implementing agency: Ministry of Justice', where nothing answers it yet."""
    assert walk.form is not None
    lines = lines_of(block)
    found = split_label(lines[0].text, fields=walk.fields) if lines else None
    if found is None or found[0].field in walk.form.answers:
        return None
    match, rest = found
    first = cut(lines[0], len(lines[0].text) - len(rest)) if rest else None
    kept = (*([first] if first else []), *lines[1:])
    return match.field, (as_cell((TextBlock("paragraph", kept),)),) if kept else ()


def _heading(walk: _Walk, block: TextBlock) -> None:
    """Take a heading that is no label: one as high as the commitment's own ends the form."""
    walk.theme = block
    if walk.form and block.level <= walk.level:
        walk.form = None
    walk.current = walk.rows = None


def _label(walk: _Walk, name: str, cells: Sequence[Cell], tabled: bool = True) -> None:
    """Take a label with its answer; one of the first fields that comes again begins a new form."""
    form = walk.form
    if name == "commitment":
        if form is None or not form.fresh:
            form = _open(walk, ())
        form.title = lines_of([block for cell in cells for block in cell.blocks]) or form.title
        walk.current = None if form.title else "commitment"
        if not form.title:
            form.answers.setdefault("commitment", [])
        return
    if form is None or (name in OPENERS and name in form.answers):
        form = _open(walk, lines_of(walk.before) if walk.before else ())
    walk.rows = None
    if name == "milestones":
        walk.rows = MilestoneTable()
        walk.rows.lines.extend(line for cell in cells for line in lines_of(cell))
        form.tables.append(walk.rows)
    walk.current = name
    form.answers.setdefault(name, []).extend(cells)
    form.loose = form.loose or not tabled
    walk.bare = 0 if cells else walk.bare + (name in MAIN)
    form.apart = form.apart or walk.bare > MOST_BARE


# Tables.


def _table(walk: _Walk, table: Table) -> None:
    rows = [row for row in _whole(table, walk) if any(text_of(c) or c.marked or c.fill for c in row.cells)]
    index = 0
    while index < len(rows):
        below = _labels_over(walk, rows[index : index + 2])
        if below:
            # The commitment opens the form that the others belong to.
            for name, cell in sorted(below.items(), key=lambda found: found[0] != "commitment"):
                _label(walk, name, (cell,))
        else:
            _row(walk, rows[index], first=index == 0)
        index += 2 if below else 1


def _labels_over(walk: _Walk, rows: Sequence[TableRow]) -> dict[str, Cell]:
    """Return the answers below a row that consists of labels alone: 'Date | Commitment | Prepared by' over values."""
    if len(rows) < 2 or head_of(rows[0]) is not None:
        return {}
    match = _matcher(walk)
    filled = [cell for cell in rows[0].cells if text_of(cell)]
    named = {found.field: cell for cell in filled if (found := match(text_of(cell)))}
    below = {name: cell for name, label in named.items() if (cell := under(label, rows[1])) and text_of(cell)}
    apart = len({id(cell) for cell in below.values()}) == len(below)
    if len(named) < 2 or len(named) < len(filled) or len(below) < 2 or not apart:
        return {}
    return {} if any(match(text_of(cell)) for cell in below.values()) else below


def _whole(table: Table, walk: _Walk) -> Iterator[TableRow]:
    """Yield the rows of a form, those that a page end breaks joined."""
    yield from whole(table.rows, lambda above, row: goes_on(above, row, _matcher(walk)))


def _row(walk: _Walk, row: TableRow, first: bool) -> None:
    head = head_of(row)
    if head is not None and (walk.form or walk.before):
        form = walk.form or _open(walk, lines_of(walk.before) if walk.before else ())
        walk.rows = MilestoneTable(head)
        form.tables.append(walk.rows)
        walk.current = None
        return
    if walk.rows is not None and is_milestone_row(row, walk.rows):
        walk.rows.rows.append(row)
        return
    entry = entry_of(row.cells, _matcher(walk))
    if entry.field is not None:
        _label(walk, entry.field, entry.values)
    elif _is_title(entry, first):
        _open(walk, lines_of([block for cell in entry.values for block in cell.blocks]))
    elif walk.form is not None:
        _unlabelled(walk, walk.form, entry)


def _is_title(entry: Entry, first: bool) -> bool:
    """Say whether a row across the table names a commitment: by its word, or by its number at the table's head."""
    filled = [cell for cell in entry.values if text_of(cell)]
    if len(filled) != 1 or len(text_of(filled[0])) > LONGEST_TITLE or len(entry.values) > 1:
        return False
    return is_named(entry.text) or (first and split_number(entry.text)[0] is not None)


def _unlabelled(walk: _Walk, form: Form, entry: Entry) -> None:
    if walk.current == "commitment":
        _titled(walk, form, [block for cell in entry.values for block in cell.blocks])
    elif walk.current and _belongs(walk.current, entry):
        form.answers[walk.current].extend(entry.values)
    else:
        form.unmapped.extend(cell for cell in entry.values if text_of(cell))


def _titled(walk: _Walk, form: Form, blocks: Sequence[Block]) -> None:
    form.title = lines_of(blocks)
    form.answers.pop("commitment", None)
    walk.current = None


def _belongs(current: str, entry: Entry) -> bool:
    """Say whether a row without a label goes on with the answer above: it spans the form or leaves the label free."""
    return current == "completion" or len(entry.values) == 1 or not text_of(entry.values[0])


def _matcher(walk: _Walk) -> Matcher:
    def match(text: str) -> LabelMatch | None:
        return None if is_level(text) else match_label(text, fields=walk.fields)

    return match


def as_cell(blocks: tuple[TextBlock, ...]) -> Cell:
    """Return text blocks as a cell without place on the page, as tables' answers are."""
    anchors = tuple(line.anchor for block in blocks for line in block.lines[:1])
    return Cell(0, 0, 0.0, 0.0, blocks, anchors)
