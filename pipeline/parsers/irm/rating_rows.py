"""The body of a rating table: each row's commitment and its ratings.

A cell is a mark, a level in words or a fill; geometry binds it to its column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon.vocabularies import fold_wording
from pipeline.model import Cell, Line, RawValue, Table, TableRow
from pipeline.model.issues import Issue
from pipeline.parsers.irm.labels import find_label_with_phases, read_labelled_rating
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.rating_heads import Column, Head, find_head, find_head_of_words
from pipeline.parsers.irm.ratings import (
    Rating,
    find_phases,
    is_not_assessed,
    is_prose,
    load_words,
    make_issue,
    match_level,
    match_word,
    read_answer,
    read_rating,
)
from pipeline.structure.grids import covers, find_heading, is_cross, is_empty, is_tick
from pipeline.structure.lines import filled_cells, join_lines, lines_of, make_value, split_paragraphs, text_of
from pipeline.structure.rows import join_rows_that


def is_sign(cell: Cell) -> bool:
    """Return whether a cell is marked: by a tick, by its check box or by a drawing."""
    return is_tick(text_of(cell)) or bool(cell.marked)


def is_shaded(cell: Cell) -> bool:
    """Return whether a cell is filled and holds nothing else."""
    return bool(cell.fill) and not text_of(cell) and cell.marked is None


def read_ratings(
    columns: Sequence[Column], cells: Sequence[Cell], phase: str | None
) -> tuple[tuple[Rating, ...], tuple[Issue, ...]]:
    """Return the ratings of a row's cells under their columns, and what could not be determined.

    Several levels of one indicator are an issue, several of OGP's values are not.
    """
    found: dict[tuple[int, str | None], list[Rating]] = {}
    issues: list[Issue] = []
    for cell in cells:
        read = _read_cell(columns, cell, phase)
        if isinstance(read, Issue):
            issues.append(read)
        elif read is not None:
            found.setdefault((read[0], read[1].phase), []).append(read[1])
    for group, rating in list(_read_shaded(columns, cells, phase, {group for group, _ in found})):
        found.setdefault((group, rating.phase), []).append(rating)
    clear: list[Rating] = []
    for given in found.values():
        codes = [rating.code for rating in given]
        if given[0].indicator == "relevance" or len(set(codes)) == 1:
            clear += given
        else:
            message = f"Several levels of {given[0].indicator} are marked ({', '.join(codes)}); none is taken."
            issues.append(make_issue("rating-ambiguous", message))
    return tuple(clear), tuple(issues)


def _read_cell(columns: Sequence[Column], cell: Cell, phase: str | None) -> tuple[int, Rating] | Issue | None:
    """Return the rating of a cell with the group of its column."""
    text = text_of(cell)
    if cell.marked is False or (is_empty(text) and not cell.marked) or match_word("phases", text):
        return None
    column = find_column(columns, cell)
    if not is_sign(cell):
        column = _use_spelled_level(columns, column, text) if column else _find_merged_column(columns, cell)
    elif column is None:
        message = f"The mark '{text[:60]}' stands between two columns; no rating is taken from it."
        return make_issue("mark-unclear", message)
    if column is None or column.indicator is None:
        return None
    read = read_under(column, cell, phase)
    return (column.group, read) if isinstance(read, Rating) else read


def read_under(column: Column, cell: Cell, phase: str | None) -> Rating | Issue | None:
    """Return the rating of a cell that is known to answer a column, or what is unclear in it."""
    text, indicator = text_of(cell), str(column.indicator)
    # A tick in a column that asks a question says yes; whether a cross does, its table alone does not tell.
    asks = column.level is None and match_level(indicator, "yes") == "yes" and not is_cross(text)
    level = "yes" if asks else column.level
    if level is not None and is_sign(cell):
        return read_sign(replace(column, level=level), cell, phase)
    answer = read_answer(indicator, lines_of(cell), "column") if column.level is None else None
    if answer is not None:
        return _make_rating(column, answer.printed, answer.code, phase)
    if is_not_assessed(text):
        return None
    if column.level is None:
        message = f"'{text[:80]}' is no known value of {indicator}. Add it to the vocabulary."
        return make_issue("unknown-rating", message)
    message = f"'{text[:60]}' under '{text_of(column.cell)}' is no known mark; no rating is taken from it."
    return make_issue("mark-unclear", message)


def _use_spelled_level(columns: Sequence[Column], column: Column, text: str) -> Column:
    """Return a column of words where a cell spells its own level, or a value that no column has (`Unclear`)."""
    if column.level is None:
        return column
    rated = read_rating(str(column.indicator), text)
    levels = {other.level for other in columns if other.group == column.group} - {column.level}
    return replace(column, level=None) if rated and rated[0] not in levels else column


def _find_merged_column(columns: Sequence[Column], cell: Cell) -> Column | None:
    """Return a column of words for a cell that is merged over levels ('Unclear'): of one group, or the one it fits."""
    under = [column for column in columns if covers(cell, column.cell)]
    groups = {column.group: column for column in under}
    if len(groups) > 1:
        groups = {n: c for n, c in groups.items() if c.indicator and read_rating(c.indicator, text_of(cell))}
    return replace(next(iter(groups.values())), level=None) if len(under) > 1 and len(groups) == 1 else None


def find_column(columns: Sequence[Column], cell: Cell) -> Column | None:
    """Return the column that a cell is under; None where none covers it clearly."""
    heading = find_heading(cell, [column.cell for column in columns])
    return next((column for column in columns if column.cell is heading), None)


def read_sign(column: Column, cell: Cell, phase: str | None) -> Rating:
    """Return the rating that a mark in a cell, or its fill alone, gives as the level of its column."""
    level = str(column.level)
    return _make_rating(column, RawValue(level, "mark", lines_of(cell), cell.anchors), level, phase)


def _make_rating(column: Column, printed: RawValue, coded: str, phase: str | None) -> Rating:
    of = column.phase or (phase if column.indicator == "completion" else None)
    return Rating(str(column.indicator), printed, coded, of)


def _read_shaded(
    columns: Sequence[Column], cells: Sequence[Cell], phase: str | None, marked: set[int]
) -> Iterator[tuple[int, Rating]]:
    """Yield the rating of the one shaded cell of each group that has no mark."""
    if not any(map(is_shaded, cells)) or len({cell.fill for cell in cells}) < 2:
        return
    pairs = [(column, cell) for cell in cells if (column := find_column(columns, cell)) and column.level]
    for group in sorted({column.group for column, _ in pairs} - marked):
        under = [pair for pair in pairs if pair[0].group == group]
        shaded = [pair for pair in under if is_shaded(pair[1])]
        if shaded and len(shaded) < len(under) and (len(shaded) == 1 or shaded[0][0].indicator == "relevance"):
            yield from ((group, read_sign(column, cell, phase)) for column, cell in shaded)


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
