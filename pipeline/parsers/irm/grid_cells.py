"""The cells of a rating grid: a mark, a level in words or a fill, bound to its column by geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Cell, RawValue
from pipeline.parsers.irm.rating_heads import Column
from pipeline.parsers.irm.ratings import Problem, Rating, read_answer, read_rating
from pipeline.parsers.irm.words import is_not_assessed, match_word
from pipeline.structure.grids import covers, find_heading, is_empty, is_tick
from pipeline.structure.lines import lines_of, text_of


def is_sign(cell: Cell) -> bool:
    """Return whether a cell is marked: by a tick, by its check box or by a drawing."""
    return is_tick(text_of(cell)) or bool(cell.marked)


def read_ratings(
    columns: Sequence[Column], cells: Sequence[Cell], phase: str | None
) -> tuple[tuple[Rating, ...], tuple[Problem, ...]]:
    """Return the ratings of a row's cells under their columns, and what could not be determined."""
    found: list[tuple[Column, Rating]] = []
    problems: list[Problem] = []
    for cell in cells:
        read = _read_cell(columns, cell, phase)
        if isinstance(read, Problem):
            problems.append(read)
        elif read is not None:
            found.append(read)
    found += _read_shaded(columns, cells, phase, found)
    clear, doubtful = _keep_one_per_group(found)
    return clear, (*problems, *doubtful)


def _read_cell(columns: Sequence[Column], cell: Cell, phase: str | None) -> tuple[Column, Rating] | Problem | None:
    text = text_of(cell)
    if cell.marked is False or (is_empty(text) and not cell.marked) or match_word("phases", text):
        return None
    column = find_column(columns, cell) or _find_merged_column(columns, cell)
    if column is None:
        message = f"The mark '{text[:60]}' stands between two columns; no rating is taken from it."
        return Problem("mark-unclear", message) if is_sign(cell) else None
    if column.indicator is None:
        return None
    in_words = column if column.level is None or is_sign(cell) else _use_spelled_level(columns, column, text)
    if in_words.level is None:
        found = _read_word(in_words, cell, phase)
    elif is_sign(cell):
        found = read_sign(in_words, cell, phase)
    else:
        where = f"'{text[:60]}' under '{text_of(column.cell)}'"
        found = Problem("mark-unclear", f"{where} is no known mark; no rating is taken from it.")
    if isinstance(found, Rating):
        return in_words, found
    return None if is_not_assessed(text) else found


def _use_spelled_level(columns: Sequence[Column], column: Column, text: str) -> Column:
    """Return a column of words where a cell spells its own level, or a value that no column has (`Unclear`)."""
    rated = read_rating(str(column.indicator), text)
    levels = {other.level for other in columns if other.group == column.group}
    return replace(column, level=None) if rated and (rated[0] not in levels or rated[0] == column.level) else column


def _find_merged_column(columns: Sequence[Column], cell: Cell) -> Column | None:
    """Return a column of words for a cell that is merged over levels ('Unclear'): of one group, or the one it fits."""
    if is_sign(cell):
        return None
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


def _read_word(column: Column, cell: Cell, phase: str | None) -> Rating | Problem:
    indicator = str(column.indicator)
    if indicator == "starred" and is_tick(text_of(cell)):
        return read_sign(replace(column, level="yes"), cell, phase)
    answer = read_answer(indicator, lines_of(cell), "column")
    if answer is None:
        message = f"'{text_of(cell)[:80]}' is no known value of {indicator}. Add it to the vocabulary."
        return Problem("unknown-rating", message)
    return _make_rating(column, answer.printed, answer.code, phase)


def _make_rating(column: Column, printed: RawValue, coded: str, phase: str | None) -> Rating:
    of = column.phase or (phase if column.indicator == "completion" else None)
    return Rating(str(column.indicator), printed, coded, of, column.part)


def _read_shaded(
    columns: Sequence[Column], cells: Sequence[Cell], phase: str | None, found: Sequence[tuple[Column, Rating]]
) -> Iterator[tuple[Column, Rating]]:
    """Yield the rating of the one shaded cell of a group that has no mark."""
    if not any(is_shaded(cell) for cell in cells):
        return
    marked = {column.group for column, _ in found}
    pairs = [(column, cell) for cell in cells if (column := find_column(columns, cell))]
    for group in sorted({c.group for c in columns if c.level and c.indicator} - marked):
        under = [pair for pair in pairs if pair[0].group == group]
        shaded = [pair for pair in under if is_shaded(pair[1])]
        several = shaded[0][0].indicator == "relevance" and len(shaded) < len(under) if shaded else False
        if not (len(shaded) == 1 or several) or len(under) < 2 or len({cell.fill for cell in cells}) < 2:
            continue
        yield from ((column, read_sign(column, cell, phase)) for column, cell in shaded)


def is_shaded(cell: Cell) -> bool:
    """Return whether a cell is filled and holds nothing else."""
    return bool(cell.fill) and not text_of(cell) and cell.marked is None


def _keep_one_per_group(found: Sequence[tuple[Column, Rating]]) -> tuple[tuple[Rating, ...], tuple[Problem, ...]]:
    """Keep the ratings of groups with one mark; several levels of one indicator are a problem, several values not."""
    clear: list[Rating] = []
    problems: list[Problem] = []
    ambiguous: set[tuple[int, str | None, str | None]] = set()
    for column, rating in found:
        key = (column.group, rating.phase, rating.part)
        same = [r for c, r in found if (c.group, r.phase, r.part) == key]
        if rating.indicator == "relevance" or len({r.code for r in same}) == 1:
            clear.append(rating)
        elif key not in ambiguous:
            ambiguous.add(key)
            names = ", ".join(r.code for r in same)
            problems.append(
                Problem(
                    "rating-ambiguous", f"Several levels of {rating.indicator} are marked ({names}); none is taken."
                )
            )
    return tuple(clear), tuple(problems)
