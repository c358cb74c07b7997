"""The body of a rating table: each row's commitment and its ratings, marks bound to their column by geometry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon.vocabularies import fold_wording
from pipeline.model import Cell, Line, RawValue, Table, TableRow
from pipeline.model.issues import Issue
from pipeline.parsers.irm.grid_cells import find_column, is_shaded, is_sign, read_ratings
from pipeline.parsers.irm.labels import find_label_with_phases, read_labelled_rating
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.rating_heads import Head, find_head, find_head_of_words
from pipeline.parsers.irm.ratings import Rating, is_prose, make_issue, read_answer
from pipeline.parsers.irm.words import find_phases, load_words, match_level
from pipeline.structure.grids import covers
from pipeline.structure.lines import filled_cells, join_lines, lines_of, make_value, split_paragraphs, text_of
from pipeline.structure.rows import join_rows_that

TWO_COMPLETIONS = ("midterm", "end_of_term")
"""Phases of the two levels of completion of a row, from the top, as the IRM lays out all end-of-term reports."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A row of a rating table. `spanning`: it is one cell over all columns, the heading of the rows below it or prose.

    `prose` are the texts behind a level in its cell, by the field that the level's indicator feeds.
    """

    naming: Naming
    ratings: tuple[Rating, ...]
    summary: RawValue | None = None
    issues: tuple[Issue, ...] = ()
    spanning: bool = False
    page: int | None = None
    prose: Mapping[str, RawValue] = field(default_factory=dict)


def read_rating_rows(table: Table) -> tuple[Rated, ...] | None:
    """Return the rows of a rating table; None where the table is none."""
    rows = _join_broken_rows(table)
    return _read_rows(rows, find_head(rows) or find_head_of_words(rows))


def _read_rows(rows: Sequence[TableRow], top: Head | None) -> tuple[Rated, ...] | None:
    if top is None:
        return None
    printed = {fold_wording(text_of(cell)) for row in rows[: top.last + 1] for cell in filled_cells(row)}
    body = [row for row in rows[top.last + 1 :] if not _repeats_head(printed, row)]
    end = next((index for index, row in enumerate(body) if _is_head(row)), len(body))
    halves = [index > 0 and _is_half(top, row) for index, row in enumerate(body[:end])]
    if not top.stacked and _has_two_completions(top, [row for row, half in zip(body, halves, strict=False) if half]):
        top = replace(top, stacked=TWO_COMPLETIONS)
    above = [read_naming(lines_of(row.cells[0]), "column") for row in rows[: top.last] if len(row.cells) == 1]
    found = [Rated(naming, (), spanning=True) for naming in above if naming.named and naming.numbers]
    place = 0
    for index, row in enumerate(body[:end]):
        place = place + 1 if halves[index] else 0
        is_halved = place > 0 or (index + 1 < end and halves[index + 1])
        found.append(_read_row(top, row, place if is_halved or not top.stacked else None))
    rest = _read_rows(body[end:], find_head(body[end:]))
    return (*found, *(_report_unread(body[end:]) if rest is None else rest))


def _is_head(row: TableRow) -> bool:
    """Return whether a row opens a second band of columns: it names an indicator and holds no mark and no level."""
    filled = filled_cells(row)
    named = [known for cell in filled if (known := find_label_with_phases(text_of(cell)))]
    return any(known[0].indicator for known in named) and not any(map(is_sign, filled))


def _report_unread(rows: Sequence[TableRow]) -> tuple[Rated, ...]:
    """Return a row that only says that the rest of a table was not read, if it holds marks."""
    signs = [cell for row in rows for cell in row.cells if is_sign(cell)]
    if not signs:
        return ()
    message = f"A table with {len(signs)} marks has a second head that says not what is marked; it was not read."
    page = next((anchor.page for anchor in signs[0].anchors), None)
    return (Rated(Naming(), (), issues=(make_issue("grid-not-read", message),), page=page),)


def _join_broken_rows(table: Table) -> tuple[TableRow, ...]:
    """Join rows that a page end or, without rulings, a wrapped name breaks."""

    def is_rest(above: TableRow, below: TableRow) -> bool:
        return (below.after_break and _continues(above, below)) or (not table.ruled and _is_wrapped(above, below))

    return join_rows_that(is_rest, table.rows)


def _continues(above: TableRow, below: TableRow) -> bool:
    """Return whether a row on a new page names nothing and holds no mark and no level of its own."""
    filled = filled_cells(below)
    if len(above.cells) != len(below.cells) or not filled or any(is_sign(cell) or _is_word(cell) for cell in filled):
        return False
    name = text_of(below.cells[0])
    return not name or (not read_naming(lines_of(below.cells[0]), "column").numbers and name[0].islower())


def _is_wrapped(above: TableRow, below: TableRow) -> bool:
    """Return whether a row of a table without rulings is the rest of a name that is wrapped over two lines."""
    is_name_alone = filled_cells(below) == below.cells[:1]
    is_rated = len(filled_cells(above)) > 1
    if not (is_name_alone and is_rated and read_naming(lines_of(above.cells[0]), "column").numbers):
        return False
    lines = lines_of(below.cells[0])
    return not read_naming(lines, "column").numbers and not all(line.bold for line in lines)


def _is_word(cell: Cell) -> bool:
    return any(match_level(name, text_of(cell)) for name in ("completion", "potential_impact", "verifiable"))


def _repeats_head(printed: set[str], row: TableRow) -> bool:
    """Return whether a row holds nothing but texts of the head, as at the top of a new page."""
    texts = [fold_wording(text_of(cell)) for cell in filled_cells(row)]
    return len(texts) > 1 and all(text in printed for text in texts) and not any(map(is_sign, row.cells))


def _find_name_cells(top: Head, row: TableRow) -> list[Cell]:
    """Return the cells that tell which commitment a row is on: those left of the ratings, the summary's apart."""
    summaries = [cell for name, cell in top.named if name == "summary"]
    left = [
        cell for cell in row.cells if _is_before_ratings(top, cell) or (cell.left < top.left and cell is row.cells[0])
    ]
    if left:
        return [cell for cell in left if not any(covers(other, cell) for other in summaries)]
    # The ratings may be before the names.
    named = [cell for name, cell in top.named if name != "summary"]
    return [cell for cell in row.cells if any(covers(other, cell) for other in named)]


def _has_two_completions(top: Head, lower: Sequence[TableRow]) -> bool:
    """Return whether the lower halves of rows rate completion alone, as only end-of-term reports do."""
    signs = [cell for row in lower for cell in row.cells if is_sign(cell)]
    columns = [column for cell in signs if (column := find_column(top.columns, cell))]
    return bool(columns) and all(column.indicator == "completion" and not column.phase for column in columns)


def _is_half(top: Head, row: TableRow) -> bool:
    """Return whether a row is the lower half of the one above: it has marks but no cell of its own for the name."""
    return not any(_is_before_ratings(top, cell) for cell in row.cells) and any(
        is_sign(c) or is_shaded(c) for c in row.cells
    )


def _is_before_ratings(top: Head, cell: Cell) -> bool:
    """Return whether a cell stands left of the ratings, in points or grid units."""
    return (cell.left + cell.right) / 2 < top.left


def _read_row(top: Head, row: TableRow, half: int | None) -> Rated:
    names = list(row.cells) if len(row.cells) == 1 else _find_name_cells(top, row)
    naming = read_naming(_join_names(names), "column")
    filled = filled_cells(row)
    page = next((anchor.page for cell in row.cells for anchor in cell.anchors), None)
    if len(row.cells) == 1 or (len(filled) == 1 and filled[0] in names and not _is_before_ratings(top, filled[0])):
        return Rated(naming, (), make_value(_join_names(names), "column"), spanning=True, page=page)
    rest = [cell for cell in row.cells if cell not in names]
    phase = next((phase for _, phase in find_phases((*names, *rest))), None)
    stacked = top.stacked[half] if half is not None and half < len(top.stacked) else None
    ratings, issues = read_ratings(top.columns, rest, phase or stacked)
    if top.stacked and not (phase or stacked) and any(r.indicator == "completion" and not r.phase for r in ratings):
        message = "The table has one level of completion under the headings of two phases; it is left out."
        issues = (*issues, make_issue("phase-unclear", message))
        ratings = tuple(rating for rating in ratings if rating.indicator != "completion" or rating.phase)
    prose, labelled = _read_prose(top, rest)
    return Rated(naming, (*ratings, *labelled), _find_summary(top, row), issues, page=page, prose=prose)


def _read_prose(top: Head, cells: Sequence[Cell]) -> tuple[dict[str, RawValue], list[Rating]]:
    """Return the texts behind levels ('Limited: the portal is not open yet'), and ratings with labels within them."""
    texts: dict[str, RawValue] = {}
    ratings: list[Rating] = []
    for cell in cells:
        # Most cells hold a mark: only a text is worth the search for its column.
        column = find_column(top.columns, cell) if is_prose(text_of(cell)) else None
        feeds: str | None = load_words()["prose_of"].get(column.indicator) if column and column.level is None else None
        answer = read_answer(str(column.indicator), lines_of(cell)) if column and feeds else None
        if feeds is None or answer is None or not is_prose(join_lines(answer.rest)):
            continue
        groups = split_paragraphs(answer.rest)
        labelled = [read_labelled_rating(group) for group in groups]
        ratings += filter(None, labelled)
        said = [line for group, rating in zip(groups, labelled, strict=True) if rating is None for line in group]
        if said:
            texts[feeds] = make_value(said, "column")
    return texts, ratings


def _join_names(cells: Sequence[Cell]) -> list[Line]:
    """Return the lines of a number's and a title's cell as one text."""
    lines: list[Line] = []
    for cell in cells:
        own = lines_of(cell)
        lines += [replace(own[0], glue="space"), *own[1:]] if lines and own else own
    return lines


def _find_summary(top: Head, row: TableRow) -> RawValue | None:
    for name, heading in top.named:
        under = [cell for cell in row.cells if covers(heading, cell) and text_of(cell)] if name == "summary" else []
        if under:
            return make_value(lines_of(under[0]), "column")
    return None
