"""Labels and their values in a document of an unknown form: wordings that recur, each with what stands behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon import Classified, classify_label
from pipeline.model import Block, Cell, Line, Table, TableRow
from pipeline.structure.label_events import Event, Where, events, letters
from pipeline.structure.lines import join, lines_of, text_of
from pipeline.structure.rows import merged
from pipeline.structure.stream import row_lines

MOST_WORDINGS = 400
"""Distinct recurring wordings that are looked at, the most frequent first: a form has far fewer."""

FEWEST_COLUMNS = 3
"""Columns with known headings that make a table one of records."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A printed label and its value: lines, and the cells and tables that hold them; `before` may be a title.

    `new_record` marks the first cell of a row of a table with headings; `columns` are the fields that the head of a
    table of milestones asks for, cell by cell.
    """

    label: str
    found: Classified
    where: Where
    lines: tuple[Line, ...]
    value: tuple[Line, ...] = ()
    cells: tuple[Cell, ...] = ()
    tables: tuple[Table, ...] = ()
    before: tuple[Line, ...] = ()
    new_record: bool = False
    columns: tuple[str | None, ...] = ()

    @property
    def key(self) -> str:
        """The label's letters, by which it recurs."""
        return letters(self.label)

    @property
    def text(self) -> str:
        """The value as text."""
        return join(self.value)


@dataclass(slots=True)
class _Reading:
    """The state of reading: the pairs so far, the one that is open, and the last text before it."""

    pairs: list[Pair] = field(default_factory=list)
    open: bool = False
    before: tuple[Line, ...] = ()


def pairs(
    blocks: Sequence[Block], singles: bool = False, declared: Mapping[str, Classified] | None = None
) -> tuple[Pair, ...]:
    """Return the labels of a document that recur, with their values, in reading order.

    With `singles` also those that stand once and whose wording is known: for a document that is known to be a form.
    `declared` are a template's labels by their letters (`letters`), which count wherever they stand, whatever the
    lexicon says.
    """
    found = list(events(blocks))
    known = recurring(found) | (_known_singles(found) if singles else {}) | dict(declared or {})
    reading = _Reading()
    for event in found:
        _take(reading, event, known, declared or {})
    return tuple(reading.pairs)


def recurring(found: Iterable[Event]) -> dict[str, Classified]:
    """Return the wordings that stand in label places at least twice, by their letters, classified."""
    counts = Counter(event.key for event in found if event.key)
    first = {event.key: event.label for event in reversed(list(found)) if event.key}
    common = [
        name for name, count in counts.most_common(MOST_WORDINGS) if count > 1 and sum(map(str.isalpha, name)) > 1
    ]
    return {name: classify_label(first[name]) for name in common}


def _known_singles(found: Iterable[Event]) -> dict[str, Classified]:
    """Return the wordings of the lexicon that stand once, in the place of a label."""
    places = {event.key: event.label for event in found if event.key and _stands_out(event)}
    classified = {name: classify_label(label) for name, label in places.items()}
    return {name: given for name, given in classified.items() if given.method in {"exact", "prefix"}}


def _stands_out(event: Event) -> bool:
    """Say whether a text looks like a label whatever it says: an answer stands alone on its line as well."""
    return event.where in {"row", "run_in", "heading"} or event.title or event.label.endswith((":", "?"))


def _is_label(event: Event, known: dict[str, Classified]) -> bool:
    found = known.get(event.key)
    return found is not None and (_stands_out(event) or (found.method != "meaning" and found.field is not None))


def _take(reading: _Reading, event: Event, known: dict[str, Classified], declared: Mapping[str, Classified]) -> None:
    if event.table is not None:
        _take_table(reading, event.table, declared)
    elif _is_label(event, known):
        found = known[event.key]
        reading.pairs.append(
            Pair(event.label, found, event.where, event.lines, event.value, event.cells, (), reading.before)
        )
        # Only text goes on behind its label: a row ends with its cells.
        reading.open, reading.before = event.where != "row", ()
    elif event.title or (event.label and event.where == "heading"):
        reading.open, reading.before = False, (*event.lines, *event.value)
    else:
        _append(reading, event)


def _append(reading: _Reading, event: Event) -> None:
    lines = (*event.lines, *event.value)
    if reading.open or (event.cells and reading.pairs and not event.label):
        last = reading.pairs[-1]
        reading.pairs[-1] = replace(last, value=(*last.value, *lines), cells=(*last.cells, *event.cells))
    else:
        reading.before = lines


def _take_table(reading: _Reading, table: Table, declared: Mapping[str, Classified]) -> None:
    records = tuple(_of_columns(table))
    if records:
        reading.pairs += records
        reading.open = False
    elif milestones := _milestones(table, declared):
        reading.pairs.append(milestones)
        reading.open = False
    elif reading.pairs and not reading.before:
        # A table behind an answer is none of it; one right below its label is the answer.
        last = reading.pairs[-1]
        lines = () if last.value else tuple(row_lines(table))
        reading.pairs[-1] = replace(last, tables=(*last.tables, table), value=(*last.value, *lines))


def _milestones(table: Table, declared: Mapping[str, Classified]) -> Pair | None:
    """Return a table of milestones, known by its head, as a pair of its first heading and its rows."""
    rows = merged(table)
    cells = rows[0].cells if rows else ()
    head = [(cell, declared.get(letters(text)) or classify_label(text)) for cell in cells if (text := text_of(cell))]
    named = next(((cell, found) for cell, found in head if found.field == "milestones"), None)
    if named is None or named[1].method == "meaning" or len(rows) < 2:
        return None
    asked = {id(cell): found.field for cell, found in head if found.method != "meaning"}
    columns = tuple(asked.get(id(cell)) for cell in cells)
    value = tuple(row_lines(replace(table, rows=rows[1:])))
    lines = lines_of(named[0])
    return Pair(text_of(named[0]), named[1], "column", lines, value, (), (table,), columns=columns)


def _of_columns(table: Table) -> Iterator[Pair]:
    """Yield the cells of a table whose head names fields, row by row; nothing for a table of milestones."""
    rows = merged(table)
    head = [(cell, classify_label(text_of(cell))) for cell in rows[0].cells if text_of(cell)] if rows else []
    sure = {found.field for _, found in head if found.field and found.method != "meaning"}
    if len(rows) < 3 or len(sure) < FEWEST_COLUMNS or "milestones" in sure or not _of_commitments(head):
        return
    for row in rows[1:]:
        for index, cell in enumerate(_under(head, row)):
            label, found = head[index]
            if cell is not None:
                value = lines_of(cell)
                yield Pair(text_of(label), found, "column", lines_of(label), value, (cell,), new_record=index == 0)


def _of_commitments(head: Sequence[tuple[Cell, Classified]]) -> bool:
    return any(found.field == "commitment" for _, found in head)


def _under(head: Sequence[tuple[Cell, Classified]], row: TableRow) -> Iterator[Cell | None]:
    """Yield the cell under each heading, by horizontal overlap."""
    for label, _ in head:
        under = [cell for cell in row.cells if min(cell.right, label.right) - max(cell.left, label.left) > 0]
        shared = [(min(cell.right, label.right) - max(cell.left, label.left), -i) for i, cell in enumerate(under)]
        yield under[-max(shared)[1]] if shared else None
