"""The body of a rating table: each row's commitment and its ratings, marks bound to their column by geometry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon.vocabularies import fold_wording
from pipeline.model import Cell, Line, RawValue, Table, TableRow
from pipeline.parsers.irm.grid_cells import find_column, is_shaded, is_sign, read_ratings
from pipeline.parsers.irm.labels import find_label_with_phases
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.rating_heads import Head, find_head, find_head_of_words
from pipeline.parsers.irm.ratings import Problem, Rating, is_prose, read_answer
from pipeline.parsers.irm.run_in_labels import read_labelled_rating
from pipeline.parsers.irm.words import load_words, match_level, match_ogp_value, match_word
from pipeline.structure.grids import covers
from pipeline.structure.lines import filled_cells, join_lines, lines_of, make_value, split_paragraphs, text_of
from pipeline.structure.rows import join_rows

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
    problems: tuple[Problem, ...] = ()
    spanning: bool = False
    value: str | None = None
    page: int | None = None
    prose: Mapping[str, RawValue] = field(default_factory=dict)


def read_rating_rows(table: Table) -> tuple[Rated, ...] | None:
    """Return the rows of a rating table; None where the table is none."""
    rows = _join_broken_rows(table)
    return _read_rows(rows, find_head(rows) or find_head_of_words(rows))


def _read_rows(rows: Sequence[TableRow], top: Head | None) -> tuple[Rated, ...] | None:
    if top is None:
        return None
    printed = {fold_wording(text_of(cell)) for row in rows[: top.last + 1] for cell in row.cells if text_of(cell)}
    body = [row for row in rows[top.last + 1 :] if not _repeats_head(top, row) and not _is_printed_again(printed, row)]
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
    return (Rated(Naming(), (), problems=(Problem("grid-not-read", message),), page=page),)


def _join_broken_rows(table: Table) -> tuple[TableRow, ...]:
    """Join rows that a page end breaks: the new page's row names nothing and holds no mark of its own."""
    rows: list[TableRow] = []
    for row in table.rows:
        if rows and (
            (row.after_break and _continues(rows[-1], row)) or (not table.ruled and _is_wrapped(rows[-1], row))
        ):
            rows[-1] = join_rows(rows[-1], row)
        else:
            rows.append(row)
    return tuple(rows)


def _continues(above: TableRow, below: TableRow) -> bool:
    filled = [cell for cell in below.cells if text_of(cell)]
    if len(above.cells) != len(below.cells) or not filled:
        return False
    if any(is_sign(cell) or _is_word(cell) for cell in filled):
        return False
    first = read_naming(lines_of(below.cells[0]), "column")
    return not text_of(below.cells[0]) or (not first.numbers and text_of(below.cells[0])[0].islower())


def _is_wrapped(above: TableRow, below: TableRow) -> bool:
    """Return whether a row of a table without rulings is the rest of a name that is wrapped over two lines."""
    filled = [cell for cell in below.cells if text_of(cell)]
    if len(filled) != 1 or not above.cells or filled[0] is not below.cells[0] or not text_of(above.cells[0]):
        return False
    lines = lines_of(filled[0])
    named = read_naming(lines_of(above.cells[0]), "column")
    rated = any(text_of(cell) for cell in above.cells[1:])
    return rated and bool(named.numbers) and not read_naming(lines, "column").numbers and not all(x.bold for x in lines)


def _is_word(cell: Cell) -> bool:
    return any(match_level(name, text_of(cell)) for name in ("completion", "potential_impact", "verifiable"))


def _repeats_head(top: Head, row: TableRow) -> bool:
    """Return whether a row repeats headings, as at the top of a new page."""
    known = {text_of(column.cell) for column in top.columns if column.level or column.indicator}
    again = [cell for cell in row.cells if text_of(cell) in known and text_of(cell)]
    return len(again) > 1 and not any(is_sign(cell) for cell in row.cells) and _are_under_their_columns(top, again)


def _is_printed_again(printed: set[str], row: TableRow) -> bool:
    """Return whether a row holds nothing but texts of the head: lines may be wrapped otherwise on the new page."""
    filled = [fold_wording(text_of(cell)) for cell in row.cells if text_of(cell)]
    return len(filled) > 1 and all(text in printed for text in filled) and not any(map(is_sign, row.cells))


def _are_under_their_columns(top: Head, cells: Sequence[Cell]) -> bool:
    return all(any(text_of(c.cell) == text_of(cell) and covers(c.cell, cell) for c in top.columns) for cell in cells)


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
    phase = next((found for cell in (*names, *rest) if (found := match_word("phases", text_of(cell)))), None)
    stacked = top.stacked[half] if half is not None and half < len(top.stacked) else None
    ratings, problems = read_ratings(top.columns, rest, phase or stacked)
    if top.stacked and not (phase or stacked):
        ratings, problems = _drop_unclear_phases(ratings, problems)
    about = match_ogp_value(naming.title.text) if naming.title and not naming.numbers else None
    prose, labelled = _read_prose(top, rest)
    return Rated(naming, (*ratings, *labelled), _find_summary(top, row), problems, value=about, page=page, prose=prose)


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


def _drop_unclear_phases(
    ratings: Sequence[Rating], problems: Sequence[Problem]
) -> tuple[tuple[Rating, ...], tuple[Problem, ...]]:
    """Leave out levels of completion of which the table doesn't tell whether they are the midterm's or the end's."""
    clear = tuple(rating for rating in ratings if rating.indicator != "completion" or rating.phase)
    if len(clear) == len(ratings):
        return tuple(ratings), tuple(problems)
    message = "The table has one level of completion under the headings of two phases; it is left out."
    return clear, (*problems, Problem("phase-unclear", message))


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
