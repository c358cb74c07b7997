"""The head of a rating table: which column, by its place on the page, represents which level of which indicator.

A group's name ('Completion') covers the levels below it ('Not started' ... 'Complete') by horizontal overlap. A group
without levels holds words; for completion, phases ('Midterm', 'End of term') may part it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Cell, TableRow
from pipeline.parsers.irm.labels import Label, find_label_with_phases, guess_indicator
from pipeline.parsers.irm.naming import read_naming
from pipeline.parsers.irm.ratings import (
    SCALES,
    SHORTEST_SIMILAR,
    find_phases,
    is_level_of,
    load_words,
    match_level,
    match_word,
    read_rating,
)
from pipeline.structure.grids import covers, is_tick
from pipeline.structure.lines import filled_cells, lines_of, split_paragraphs, text_of

REACH = 7
"""Rows from the top among which the head stands: a caption may be above it."""

FEWEST_NAMED = 2
"""Rows that name a commitment in a table without a head: one may be a sentence."""

WORD_SCALES = ("completion", "did_it_open_government", "potential_impact", "potential_for_results")
"""Scales that a column of words without a heading may have; a column that fits several is not read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading's place, what it rates, and the level that a mark in it represents (None: it holds words).

    `group` counts the groups of the head; a mark belongs to one group.
    """

    cell: Cell
    indicator: str | None
    group: int
    phase: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table: index of its last row, its rating columns, their left edge, other named columns.

    `stacked` are the phases that the head names one above the other: they order the half rows of the body.
    """

    last: int
    columns: tuple[Column, ...]
    left: float
    named: tuple[tuple[str, Cell], ...] = ()
    stacked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of columns: the row and cell of its name, its columns, and the phases that stand behind its name."""

    row: int
    cell: Cell
    columns: tuple[Column, ...]
    phases: tuple[str, ...] = ()

    @property
    def has_levels(self) -> bool:
        """Whether the columns represent levels; else they hold words."""
        return self.columns[0].level is not None


def find_head(rows: Sequence[TableRow]) -> Head | None:
    """Return the head of a rating table; None where the table has none."""
    top = list(_iterate_head_rows(rows))
    groups = _find_groups(top)
    groups = [*groups, *_find_unnamed_groups(top, groups)]
    if not groups:
        return None
    columns = [replace(column, group=number) for number, group in enumerate(groups) for column in group.columns]
    phases = _find_stacked_phases(groups, top)
    last = max(
        *(find_row_index(top, column.cell) for column in columns),
        *(group.row for group in groups),
        *(row for row, _ in phases),
    )
    rated = {id(column.cell) for column in columns}
    named = [
        (name, cell)
        for row in top[: last + 1]
        for cell in row.cells
        if id(cell) not in rated and (name := match_word("columns", text_of(cell)))
    ]
    if not any(column.indicator for column in columns) and not any(name == "commitment" for name, _ in named):
        return None
    left = min(cell.left for cell in (*(column.cell for column in columns), *(group.cell for group in groups)))
    return Head(last, tuple(columns), left, tuple(named), tuple(phase for _, phase in phases))


def find_head_of_words(rows: Sequence[TableRow]) -> Head | None:
    """Return the head of a table that has none: rows name a commitment, and one column holds words of one scale."""
    named = [row for row in rows if len(row.cells) > 1 and _names_commitment(row)]
    if len(named) < FEWEST_NAMED or len(named) < len(rows) - 1:
        return None
    places = range(1, min(len(row.cells) for row in named))
    found = [
        (named[0].cells[place], name)
        for place in places
        for name in WORD_SCALES
        if all(read_rating(name, text_of(row.cells[place])) for row in named)
    ]
    if len(found) != 1:
        return None
    cell, indicator = found[0]
    return Head(find_row_index(rows, cell) - 1, (Column(cell, indicator, 0),), cell.left)


def _names_commitment(row: TableRow) -> bool:
    naming = read_naming(lines_of(row.cells[0]), "column")
    return bool(naming.numbers and naming.marked)


def _iterate_head_rows(rows: Sequence[TableRow]) -> Iterator[TableRow]:
    for index, row in enumerate(rows[:REACH]):
        if any(is_tick(text_of(cell)) or cell.marked for cell in row.cells):
            return
        if index and _rates_commitment(row):
            return
        yield row


def _rates_commitment(row: TableRow) -> bool:
    """Return whether a row names a commitment and gives levels in words: it is no row of headings."""
    levels = [cell for cell in row.cells[1:] if any(read_rating(name, text_of(cell)) for name in WORD_SCALES)]
    return bool(levels) and bool(row.cells) and _names_commitment(row)


def find_row_index(rows: Sequence[TableRow], cell: Cell) -> int:
    """Return the index of the row that a cell begins in."""
    return next(index for index, row in enumerate(rows) if any(cell is other for other in row.cells))


def _find_groups(top: Sequence[TableRow]) -> list[_Group]:
    """Return the groups of the first row that names some; a row 'label | value' is no head."""
    for index, row in enumerate(top):
        filled = filled_cells(row)
        found = [group for cell in filled if (group := _find_group(index, row, cell, top[index + 1 : index + 4]))]
        is_numbered = bool(found) and bool(read_naming(lines_of(filled[0]), "column").numbers)
        if found and not is_numbered and _is_head(found, filled, top[index + 1 :]):
            return found
    return []


def _find_group(index: int, row: TableRow, cell: Cell, below: Sequence[TableRow]) -> _Group | None:
    """Return the group that a cell names; a name in unknown words is one where its levels are below it."""
    known = find_label_with_phases(text_of(cell))
    label, phases = known or (guess_indicator(text_of(cell)), ())
    if label is None:
        return None
    # A file that lost merged cells has empty ones behind the name: it stands over them as well.
    after = min((other.left for other in filled_cells(row) if other.left >= cell.right), default=None)
    empty = [other.right for other in row.cells if cell.right <= other.left < (after or other.right)]
    span = replace(cell, right=max(empty, default=cell.right))
    group = _Group(index, cell, tuple(_find_columns(label, cell, span, below)), phases)
    return group if known or group.has_levels else None


def _is_head(found: Sequence[_Group], filled: Sequence[Cell], below: Sequence[TableRow]) -> bool:
    """Return whether a row with labels is a head: they have levels below, or are several over rows without labels."""
    if found[0].cell is not filled[0] or found[0].has_levels:
        return True
    after = next((cell for row in below for cell in filled_cells(row)), None)
    return 1 < len(found) == len(filled) and after is not None and find_label_with_phases(text_of(after)) is None


def _find_unnamed_groups(top: Sequence[TableRow], known: Sequence[_Group]) -> Iterator[_Group]:
    """Yield a group for each run of levels whose indicator no cell names, or none that can be read.

    A scale is known by its levels: three of them, all different, or both of a scale of two.
    """
    rated = {group.columns[0].indicator for group in known if group.has_levels}
    taken = {id(column.cell) for group in known for column in group.columns}
    for index, row in enumerate(top):
        cells = filled_cells(row)
        at = 0
        while at < len(cells):
            names = [name for name in (*SCALES, "verifiable") if name not in rated and id(cells[at]) not in taken]
            runs = {name: _find_run(name, cells[at:]) for name in names}
            longest = max(map(len, runs.values()), default=0)
            fitting = [name for name, run in runs.items() if len(run) == longest]
            if len(fitting) == 1 and longest >= min(3, len(load_words()["scales"][fitting[0]])):
                run = runs[fitting[0]]
                rated.add(fitting[0])
                whole = Cell(0, 0, run[0].left, run[-1].right, (), run[0].anchors)
                label = Label("rating", fitting[0])
                yield _Group(index - 1, whole, tuple(_find_columns(label, whole, whole, top[index : index + 3])))
            at += max(longest if len(fitting) == 1 else 0, 1)


def _find_run(indicator: str, cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells from the first on that are levels of an indicator, all different."""
    run: list[Cell] = []
    codes: set[str | None] = set()
    for cell in cells:
        # 'Yes' and 'No' alone may answer any question.
        is_bare = indicator == "verifiable" and len(text_of(cell)) < SHORTEST_SIMILAR
        if is_bare or not is_level_of(indicator, text_of(cell)) or match_level(indicator, text_of(cell)) in codes:
            break
        run.append(cell)
        codes.add(match_level(indicator, text_of(cell)))
    return run


def _find_columns(label: Label, name: Cell, span: Cell, below: Sequence[TableRow]) -> Iterator[Column]:
    """Yield the columns of a group: levels below it, else phases of completion below it, else its own, of words."""
    levels = _find_levels(span, label.name, below) if label.indicator else []
    phases = find_phases(cell for row in below for cell in row.cells if covers(span, cell))
    if levels:
        yield from (Column(cell, label.indicator, 0, label.phase, coded) for cell, coded in levels)
    elif label.indicator == "completion" and len({cell.left for cell, _ in phases}) > 1:
        yield from (Column(cell, label.indicator, 0, phase) for cell, phase in phases)
    else:
        yield Column(name, label.indicator, 0, label.phase)


def _find_levels(span: Cell, indicator: str, rows: Sequence[TableRow]) -> list[tuple[Cell, str]]:
    """Return the levels below a group, from the first row with two or more of them, and their codes.

    Upright headings run into each other in some files: the one that can't be read is the level that the scale lacks.
    """
    scale: Sequence[str] = load_words()["scales"].get(indicator, ())
    for row in rows:
        cells = [cell for cell in filled_cells(row) if covers(span, cell)]
        codes = [match_level(indicator, text_of(c)) if is_level_of(indicator, text_of(c)) else None for c in cells]
        if len(cells) - codes.count(None) > 1:
            is_lacking_one = None in codes and len(codes) == len(scale)
            if is_lacking_one and sum(a != b for a, b in zip(codes, scale, strict=True)) == 1:
                codes = list(scale)
            return [(cell, coded) for cell, coded in zip(cells, codes, strict=True) if coded]
    return []


def _find_stacked_phases(groups: Sequence[_Group], top: Sequence[TableRow]) -> list[tuple[int, str]]:
    """Return the phases that stand one above the other in the head, with their rows: in two cells or in one."""
    for group in groups:
        if group.columns[0].indicator != "completion":
            continue
        if len(group.phases) > 1:
            return [(group.row, phase) for phase in group.phases]
        found = [
            (index, phase, cell.left)
            for index, row in enumerate(top[group.row :], group.row)
            for cell in row.cells
            for phase in _find_phases(cell)
        ]
        if len({left for _, _, left in found}) == 1 and len({phase for _, phase, _ in found}) == len(found) > 1:
            return [(index, phase) for index, phase, _ in found]
    return []


def _find_phases(cell: Cell) -> list[str]:
    texts = [" ".join(line.text for line in group) for group in split_paragraphs(lines_of(cell))]
    found = [match_word("phases", part.strip()) for text in texts for part in text.split("/")]
    return [phase for phase in found if phase] if found and all(found) else []
