"""Tables that stand upright: a label at the left, its answer or a row of marked levels at the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Cell, Table, TableRow, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.irm.labels import Label, find_label, guess_indicator
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.rating_heads import Column
from pipeline.parsers.irm.rating_rows import Rated, find_column, read_ratings, read_under
from pipeline.parsers.irm.ratings import SCALES, Rating, find_phases, is_level_of, match_level, read_rating
from pipeline.parsers.irm.sections import BOLD, Item, read_text
from pipeline.structure.grids import covers, find_heading, is_tick
from pipeline.structure.lines import filled_cells, lines_of, make_stream, text_of
from pipeline.structure.rows import join_rows, join_rows_that

FEWEST_LABELS = 2
"""Rows with a label at the left that make a table a form: one alone may be the head of another table."""

FEWEST_LEVELS = 3
"""Levels in a row that make it a scale: an answer may name two."""

MOST_WORDS = 4
"""Words of the longest level of a scale in a form ('No evidence available yet')."""

LETTER_WIDTH = 0.55
"""Mean width of a letter as a share of the font's size (0.5 in narrow fonts, 0.6 in wide ones)."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The commitment as a whole or a milestone, named in front of labels that begin at `left`."""

    naming: Naming
    left: float


def is_form_table(table: Table) -> bool:
    """Return whether a table asks at the left and answers at the right."""
    rows = [row for row in table.rows if filled_cells(row)]
    if len(table.rows) < FEWEST_LABELS or not rows:
        return False
    asked = sum(1 for row in _join_wrapped_labels(table) if _find_labels(row))
    is_by_phase = bool(_find_phase_heads(rows[0])) and asked == len(rows) - 1
    return is_by_phase or asked >= max(FEWEST_LABELS, len(rows) / 3)


def _find_phase_heads(row: TableRow) -> list[tuple[Cell, str]]:
    """Return the phases that a head names side by side: each row below it has an answer for either."""
    found = find_phases(row.cells)
    return found if len(found) > 1 and len(found) >= len(filled_cells(row)) - 1 else []


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


def _join_wrapped_labels(table: Table) -> Sequence[TableRow]:
    """Return the rows of a form; without rules a wrapped label may be two rows, or two cells, that are one label."""

    def is_rest(above: TableRow, below: TableRow) -> bool:
        if len(above.cells) != len(below.cells) or text_of(below.cells[-1]):
            return False
        # Only what makes labels that the rows alone do not make is one label.
        is_part = not _find_labels(below) or len(filled_cells(below)) == 1
        return is_part and len(_find_labels(join_rows(above, below))) > len(_find_labels(above))

    return table.rows if table.ruled else join_rows_that(is_rest, table.rows)


def read_form(table: Table) -> Iterator[Item]:
    """Yield the labels of a form with their answers or ratings; a row without a label continues the label above it."""
    asked: Label | None = None
    scale: Sequence[Column] = ()
    phases: Sequence[tuple[Cell, str]] = ()
    over: Sequence[tuple[Cell, Label]] = ()
    rows, parts = _split_parts(_join_wrapped_labels(table))
    if parts:
        yield Item((), "", grid=parts, page=parts[0].page)
    for row in rows:
        if answered := _find_answers_below(over, row):
            over = ()
            yield from (item for label, cell in answered for item in _read_answer(label, [cell]))
            continue
        if by_phase := _find_phase_heads(row):
            phases = by_phase
            continue
        over = _find_labels_over(row)
        labels = _find_labels(row)
        rest = [cell for cell in row.cells if all(cell is not other for other, _ in labels)]
        own = labels[-1][1] if labels else None
        if own is not None:
            asked = own
            if scale and own.kind != "none" and own.indicator != scale[0].indicator:
                scale = ()
        if own is not None and own.indicator and phases:
            columns = [Column(heading, own.indicator, 0, phase) for heading, phase in phases]
            if rated := _read_marks(columns, rest, None):
                yield from rated
                continue
        if found := _find_scale(asked, rest):
            scale = found
            continue
        under = [cell for cell in rest if any(covers(column.cell, cell) for column in scale)]
        if _has_marks(under):
            if own is None or own.indicator == scale[0].indicator:
                phase = asked.phase if asked and asked.indicator == scale[0].indicator else None
                yield from _read_marks(scale, [_place_by_mark(cell, scale) for cell in under], phase)
            continue
        yield from _read_answer(own, [cell for cell in rest if not is_tick(text_of(cell))])


def _split_parts(rows: Sequence[TableRow]) -> tuple[list[TableRow], tuple[Rated, ...]]:
    """Return the rows of a form that are on the whole commitment, and the ratings of parts that the others name."""
    rest: list[TableRow] = []
    rated: list[Rated] = []
    part: _Part | None = None
    for row in rows:
        labels = _find_labels(row)
        part = _find_part(row, labels, part)
        if part is None:
            rest.append(row)
        else:
            rated += _rate_part(part, row, *labels[0])
    return rest, tuple(rated)


def _find_part(row: TableRow, labels: Sequence[tuple[Cell, Label]], above: _Part | None) -> _Part | None:
    """Return the part of the commitment that a cell in front of a rating's label names, here or in a row above."""
    if len(labels) != 1 or labels[0][1].kind not in ("rating", "none"):
        return None
    first, asked = filled_cells(row)[0], labels[0][0]
    if first is asked:
        return above if above and above.left == asked.left else None
    naming = read_naming(lines_of(first), "column")
    is_part = naming.overall or naming.milestone or (naming.marked and naming.title)
    return _Part(naming, asked.left) if is_part else None


def _rate_part(part: _Part, row: TableRow, asked: Cell, label: Label) -> Iterator[Rated]:
    """Yield the rating of a part that a row has behind its label."""
    answer = next((cell for cell in filled_cells(row) if cell.left > asked.left), None)
    if label.indicator is None or answer is None:
        return
    read = read_under(Column(asked, label.indicator, 0, label.phase), answer, None)
    page = next((anchor.page for anchor in answer.anchors), None)
    ratings, issues = ((read,) if isinstance(read, Rating) else ()), ((read,) if isinstance(read, Issue) else ())
    yield Rated(part.naming, ratings, issues=issues, page=page)


def _read_marks(columns: Sequence[Column], cells: Sequence[Cell], phase: str | None) -> list[Item]:
    ratings, issues = read_ratings(columns, cells, phase)
    found = [Item((), "", ratings=ratings)] if ratings else []
    return [*(Item((), "", issue=issue) for issue in issues), *found]


def _read_answer(label: Label | None, cells: Sequence[Cell]) -> Iterator[Item]:
    """Yield the answer to a label, or what continues the answer above: a rating as a whole, else by paragraph."""
    lines = [line for cell in cells for line in lines_of(cell)]
    page = lines[0].anchor.page if lines else None
    text = make_stream(lines).text
    rating = read_rating(label.indicator, text) if label and label.indicator else None
    # Several values may be listed in several paragraphs.
    if rating and rating[1] == len(text):
        yield Item(tuple(lines), text, label=label, page=page)
        return
    blocks = [block for cell in cells for block in cell.blocks if isinstance(block, TextBlock)]
    items = [item for block in blocks for item in read_text(block)]
    if label is not None and items and items[0].label is None:
        items[0] = replace(items[0], label=label)
    elif label is not None:
        yield Item((), "", BOLD, label, page=page)
    yield from items


def _find_labels_over(row: TableRow) -> list[tuple[Cell, Label]]:
    """Return the labels of a row that holds nothing else, but for a name of their group: their answers are below."""
    filled = filled_cells(row)
    known = [(cell, label) for cell in filled if (label := _find_asked_label(cell))]
    return known if len(known) > 1 and all(map(_find_asked_label, filled[1:])) else []


def _find_answers_below(over: Sequence[tuple[Cell, Label]], row: TableRow) -> list[tuple[Label, Cell]]:
    """Return the cells of a row as answers to the labels above them; nothing where one is under none of them."""
    under = [(cell, find_heading(cell, [head for head, _ in over])) for cell in filled_cells(row)]
    if not over or _find_labels(row) or not all(heading for _, heading in under):
        return []
    labels = {id(head): label for head, label in over}
    return [(labels[id(head)], cell) for cell, head in under if head]


def _find_scale(asked: Label | None, cells: Sequence[Cell]) -> tuple[Column, ...]:
    """Return the columns of a row that prints the levels of one scale."""
    for name in [asked.indicator] if asked and asked.indicator else SCALES:
        found = [cell for cell in cells if name and is_level_of(name, text_of(cell))]
        if name and len(found) < FEWEST_LEVELS:
            found = _split_levels(name, cells) if name != "relevance" else []
        if name and found:
            return tuple(Column(cell, name, 0, None, match_level(name, text_of(cell))) for cell in found)
    return ()


def _split_levels(name: str, cells: Sequence[Cell]) -> list[Cell]:
    """Return a cell for each level of a scale that a table without rules has in one cell or two.

    The levels' columns are as far apart as the first level's beginning and the last one's, whose width its letters
    give. A column begins a quarter of that before its level: marks are flush left or centered.
    """
    lines = [line for cell in cells for line in lines_of(cell)]
    levels = _parse_levels(name, " ".join(line.text for line in lines).split())
    boxes = [line.anchor.box for line in lines if line.anchor.box]
    if len(levels) < FEWEST_LEVELS or not boxes:
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


def _place_by_mark(cell: Cell, scale: Sequence[Column]) -> Cell:
    """Return a cell that no level covers clearly, or whose levels lost their columns, at the middle of its mark."""
    is_lost = not scale[0].cell.anchors
    if not is_lost and find_column(scale, cell):
        return cell
    box = next((line.anchor.box for line in lines_of(cell)), None) if is_lost else None
    middle = (box.x0 + box.x1) / 2 if box else (cell.left + cell.right) / 2
    return replace(cell, left=middle - 0.1, right=middle + 0.1)
