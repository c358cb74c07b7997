"""Tables that stand upright: a label at the left, its answer or a row of marked levels at the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Block, Cell, Line, RawValue, Table, TableRow, TextBlock
from pipeline.parsers.irm.rating_heads import covers
from pipeline.parsers.irm.rating_values import printed_or_code, read_rating
from pipeline.parsers.irm.ratings import Rating
from pipeline.parsers.irm.words import SCALES, Label, find_label, guess_indicator, is_level_of, match_level, match_word
from pipeline.structure.grids import find_heading, is_tick
from pipeline.structure.lines import filled_cells, lines_of, text_of
from pipeline.structure.rows import join_blocks, join_rows

FEWEST_LABELS = 2
"""Rows with a label at the left that make a table a form: one alone may be the head of another table."""

MOST_WORDS = 4
"""Words of the longest level of a scale in a form ('No evidence available yet')."""

LETTER_WIDTH = 0.55
"""Mean width of a letter as a share of the font's size (0.5 in narrow fonts, 0.6 in wide ones)."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form: its label, the answer's blocks, or the ratings that its marks represent."""

    label: Label | None
    head: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    ratings: tuple[Rating, ...] = ()


def is_form_table(table: Table) -> bool:
    """Return whether a table asks at the left and answers at the right."""
    if len(table.rows) < FEWEST_LABELS:
        return False
    asked = [labels for row in join_wrapped_labels(table) if (labels := _find_labels(row))]
    rows = [row for row in table.rows if any(text_of(cell) for cell in row.cells)]
    if _find_phases(rows[0]) and len(asked) == len(rows) - 1:
        return True
    if len(asked) < max(FEWEST_LABELS, len(rows) / 3):
        return False
    first = next((row for row in rows if _find_labels(row)), None)
    # A head of a grid has nothing but labels and levels; a form's row has an answer next to its label.
    return first is not None and not _is_grid_head(table, first)


def _find_phases(row: TableRow) -> list[tuple[Cell, str]]:
    """Return the phases that a head names side by side: each row below it has an answer for either."""
    found = [(cell, phase) for cell in row.cells if (phase := match_word("phases", text_of(cell)))]
    return found if len(found) > 1 and len(found) >= len(filled_cells(row)) - 1 else []


def _is_grid_head(table: Table, row: TableRow) -> bool:
    filled = filled_cells(row)
    labels = [cell for cell in filled if _find_asked_label(cell)]
    return len(labels) > 1 and len(labels) >= len(filled) - 1 and row is table.rows[0] and len(labels) > 2


def _find_asked_label(cell: Cell) -> Label | None:
    known = find_label(text_of(cell))
    return known if known and known.kind in ("rating", "field", "none") else None


def _guess_label(cell: Cell, after: Sequence[Cell]) -> Label | None:
    """Return the indicator that a label in unknown words asks for, where a level of it answers."""
    guess = guess_indicator(text_of(cell)) if after else None
    return guess if guess and read_rating(guess.name, text_of(after[0])) else None


def _find_labels(row: TableRow) -> list[tuple[Cell, Label]]:
    """Return the labels that open a row: its first filled cell, and the one next to it.

    Next to an answer to the row above ('1 March 2014' below 'Start date') the row's own label stands second.
    """
    filled = filled_cells(row)
    found = [
        (cell, known)
        for at, cell in enumerate(filled[:2])
        if (known := _find_asked_label(cell) or _guess_label(cell, filled[at + 1 :]))
    ]
    is_second_alone = len(found) == 1 and found[0][0] is not filled[0]
    return [] if is_second_alone and len(filled) < 3 else found


def join_wrapped_labels(table: Table) -> list[TableRow]:
    """Return the rows of a form; without rules a wrapped label may be two rows, or two cells, that are one label."""
    if table.ruled:
        return list(table.rows)
    rows: list[TableRow] = []
    for row in table.rows:
        above = rows[-1] if rows else None
        joined = join_rows(above, row) if above and len(above.cells) == len(row.cells) else None
        # Only what makes labels that the rows alone do not make is one label.
        if (
            joined
            and above
            and (not _find_labels(row) or len(filled_cells(row)) == 1)
            and not text_of(row.cells[-1])
            and len(_find_labels(joined)) > len(_find_labels(above))
        ):
            rows[-1] = joined
        else:
            rows.append(_join_label_cells(row))
    return rows


def _join_label_cells(row: TableRow) -> TableRow:
    """Return a row whose first two cells are the halves of one label with one cell for them."""
    if len(row.cells) < 3 or _find_labels(row) or not find_label(f"{text_of(row.cells[0])} {text_of(row.cells[1])}"):
        return row
    first, second, *rest = row.cells
    whole = replace(first, right=second.right, blocks=join_blocks(first.blocks, second.blocks))
    return replace(row, cells=(whole, *rest))


def read_form_rows(table: Table) -> Iterator[FormRow]:
    """Yield the rows of a form; a row without a label continues the label above it."""
    asked: Label | None = None
    levels: tuple[str, list[Cell]] | None = None
    phases: list[tuple[Cell, str]] = []
    for row in join_wrapped_labels(table):
        if by_phase := _find_phases(row):
            phases = by_phase
            continue
        labels = _find_labels(row)
        own = labels[-1][1] if labels else None
        if own is not None:
            asked = own
            if levels is not None and own.kind != "none" and own.indicator != levels[0]:
                levels = None
        head = text_of(labels[-1][0]) if labels else ""
        rest = [cell for cell in row.cells if all(cell is not other for other, _ in labels)]
        if own is not None and own.indicator and (ratings := _read_by_phase(own.indicator, rest, phases)):
            yield FormRow(None, head, (), (), ratings)
            continue
        scale = _find_scale(own or asked, rest)
        if scale is not None:
            levels = scale
            ratings = _read_marked_levels(own or asked, scale)
            if ratings:
                yield FormRow(None, head, (), (), ratings)
            continue
        under = [cell for cell in rest if levels and any(covers(above, cell) for above in levels[1])]
        if levels is not None and _has_marks(under):
            if own is None or own.indicator == levels[0]:
                yield FormRow(None, head, (), (), _read_marks(levels, under, own or asked))
            continue
        rest = [cell for cell in rest if not is_tick(text_of(cell))]
        blocks = tuple(block for cell in rest for block in cell.blocks)
        lines = tuple(line for cell in rest for line in lines_of(cell))
        if own is not None or blocks:
            yield FormRow(own, head, blocks, lines)


def _read_by_phase(indicator: str, cells: Sequence[Cell], phases: Sequence[tuple[Cell, str]]) -> tuple[Rating, ...]:
    """Return the ratings of an indicator under the phases of a head."""
    found: list[Rating] = []
    for heading, phase in phases:
        cell = next((cell for cell in cells if covers(heading, cell) and text_of(cell)), None)
        rated = read_rating(indicator, text_of(cell)) if cell else None
        if cell and rated:
            printed = printed_or_code(indicator, text_of(cell)[: rated[1]], rated[0])
            found.append(Rating(indicator, RawValue(printed, "column", lines_of(cell)), rated[0], phase))
    return tuple(found)


def _find_scale(asked: Label | None, cells: Sequence[Cell]) -> tuple[str, list[Cell]] | None:
    """Return the indicator and the cells of a row that prints the levels of one scale."""
    names = [asked.indicator] if asked and asked.indicator else list(SCALES)
    for name in names:
        found = [cell for cell in cells if name and text_of(cell) and is_level_of(name, text_of(cell))]
        if name and len(found) > 2:
            return name, found
        if name and name != "relevance" and (found := _split_levels(name, cells)):
            return name, found
    return None


def _split_levels(name: str, cells: Sequence[Cell]) -> list[Cell]:
    """Return a cell for each level of a scale that a table without rules has in one cell or two.

    The levels' columns are as far apart as the first level's beginning and the last one's, whose width its letters
    give. A column begins a quarter of that before its level: marks are flush left or centered.
    """
    lines = [line for cell in cells for line in lines_of(cell)]
    levels = _parse_levels(name, " ".join(line.text for line in lines).split())
    boxes = [line.anchor.box for line in lines if line.anchor.box]
    if len(levels) < 3 or not boxes:
        return []
    left, right = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
    pitch = (right - len(levels[-1]) * (lines[-1].size or 0) * LETTER_WIDTH - left) / (len(levels) - 1)
    places = [left + (index - 0.25) * pitch for index in range(len(levels) + 1)]
    return [
        Cell(0, 0, place, end, (TextBlock("paragraph", (replace(lines[0], text=text),)),), ())
        for text, place, end in zip(levels, places, places[1:], strict=False)
    ]


def _parse_levels(name: str, words: Sequence[str]) -> list[str]:
    """Return the levels that words are, one after the other; nothing where they say anything else."""
    levels: list[str] = []
    at = 0
    while at < len(words):
        ends = range(min(len(words), at + MOST_WORDS), at, -1)
        end = next((end for end in ends if is_level_of(name, " ".join(words[at:end]))), None)
        if end is None:
            return []
        levels.append(" ".join(words[at:end]))
        at = end
    return levels


def _has_marks(cells: Sequence[Cell]) -> bool:
    return any(is_tick(text_of(cell)) or cell.marked for cell in cells) and not any(
        len(text_of(cell)) > 3 for cell in cells
    )


def _read_marks(levels: tuple[str, list[Cell]], cells: Sequence[Cell], asked: Label | None) -> tuple[Rating, ...]:
    name, heads = levels
    found: list[Rating] = []
    for cell in cells:
        if not (is_tick(text_of(cell)) or cell.marked):
            continue
        box = next((line.anchor.box for line in lines_of(cell)), None)
        # Levels whose columns were lost have no cells of their own: the mark's own place counts.
        place = replace(cell, left=box.x0, right=box.x1) if box and not heads[0].anchors else cell
        heading = find_heading(place, heads) or next((head for head in heads if covers(head, place)), None)
        if heading is not None:
            found.append(_make_rating(name, heading, cell, asked))
    return tuple(found)


def _read_marked_levels(asked: Label | None, scale: tuple[str, list[Cell]]) -> tuple[Rating, ...]:
    """Return the ratings of levels that are marked in their own cell: ticked, or the only one that is shaded."""
    name, cells = scale
    ticked = [cell for cell in cells if cell.marked]
    shaded = [cell for cell in cells if cell.fill]
    if not ticked and len(shaded) == 1 and len(cells) > 2:
        ticked = shaded
    return tuple(_make_rating(name, cell, cell, asked) for cell in ticked)


def _make_rating(name: str, heading: Cell, cell: Cell, asked: Label | None) -> Rating:
    text = text_of(heading)
    coded = match_level(name, text)
    phase = asked.phase if asked and asked.indicator == name else None
    return Rating(name, RawValue(str(coded), "mark", lines_of(cell), cell.anchors), str(coded), phase)
