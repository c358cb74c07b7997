"""The cells of a rating grid: a mark, a level in words or a fill, bound to its column by geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Cell, RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.irm.rating_heads import Column
from pipeline.parsers.irm.ratings import Rating, make_issue, read_answer, read_rating
from pipeline.parsers.irm.words import is_not_assessed, match_level, match_word
from pipeline.structure.grids import covers, find_heading, is_cross, is_empty, is_tick
from pipeline.structure.lines import lines_of, text_of


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
