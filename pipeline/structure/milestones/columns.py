"""The columns of a milestone table: by its heading row, or by what its cells hold where it has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile

from pipeline.lexicon import match_label
from pipeline.lexicon.text_folding import fold_to_letters, fold_to_words
from pipeline.model import Cell, Table, TableRow
from pipeline.schema.data import load_data
from pipeline.structure.commitments.completion import is_level, repeats_levels
from pipeline.structure.dates import is_date
from pipeline.structure.grids import measure_overlap
from pipeline.structure.lines import text_of
from pipeline.structure.milestones.numbering import is_milestone_number

Columns = Mapping[str, Cell]
"""Heading cells by the lexicon's field that they ask for."""

TEXTS = ("milestones", "text", "description")
"""Fields of the column that tells the milestone, the likeliest first."""

DATES = ("start_date", "end_date", "timeline")

OWNER = "commitment"
"""Field of the column that says by its number which commitment a milestone belongs to."""

LONGEST_HEADING = 160
"""Characters: a heading with its guidance and limits in brackets has up to so many; a longer cell is an answer."""

FEWEST_LEVELS = 2
"""Names of completion levels that make columns of marks: one alone is an answer."""

REACH = 6
"""Rows from the top among which the heading row is looked for: a title or legend may be above it."""

_BETWEEN_DATES = re.compile(r"\s{0,9}[-–—/]\s{0,9}")
_NUMBER_SIGN = re.compile(r"#|№|(?:nr|n[.°ºo]{0,2})\.?", re.IGNORECASE)


@cache
def raw_fields() -> Mapping[str, str]:
    """Return the raw field of a milestone for each of the lexicon's fields that may head a column."""
    fields: dict[str, str] = load_data("milestones")["columns"]
    return fields


@cache
def column_fields() -> frozenset[str]:
    """Return the lexicon's fields that may head a column of a milestone table, published or not."""
    return frozenset({*raw_fields(), *load_data("milestones")["other_columns"]})


@cache
def _short_heads() -> Mapping[str, str]:
    """Return words that head a column of a milestone table and are no labels elsewhere: 'From', 'Until', 'Who'."""
    return {fold_to_letters(word): field for field, words in load_data("milestones")["heads"].items() for word in words}


def column_field(text: str) -> str | None:
    """Return the field that a heading of a milestone table asks for.

    >>> column_field("Start date:"), column_field("No."), column_field("Substantial"), column_field("End of May 2024")
    ('start_date', 'number', None, None)
    >>> column_field("From – to"), column_field("Start/End date")
    ('timeline', 'timeline')
    >>> column_field("Responsible party milestone"), column_field("Activity status")
    ('responsible', 'status')
    >>> column_field("Milestone that can be checked"), column_field("Milestones have not been begun.")
    ('milestones', None)
    """
    if _NUMBER_SIGN.fullmatch(text.strip()):
        return "number"
    if not text or len(text) > LONGEST_HEADING or is_level(text) or is_date(text):
        return None
    match = match_label(text, fields=column_fields())
    if match is not None:
        return match.field
    return _short_heads().get(fold_to_letters(text)) or _period_field(text) or _named_field(text)


def _named_field(text: str) -> str | None:
    """Return `milestones` for a heading that opens with the name of milestones: 'Milestone that can be checked'.

    A sentence is an answer: 'Milestones have not been begun.'
    """
    words = fold_to_words(text).split()
    is_heading = len(words) > 1 and "\n" not in text.strip() and not text.rstrip().endswith(".")
    return "milestones" if is_heading and words[0] in milestone_names() else None


@cache
def milestone_names() -> frozenset[str]:
    """Return what milestones are called, as folded words."""
    return frozenset(fold_to_words(name) for names in load_data("milestones")["names"].values() for name in names)


def _period_field(text: str) -> str | None:
    """Return the field of a heading that names the beginning and the end: 'From – to'."""
    first, sign, last = (part.strip() for part in _BETWEEN_DATES.sub(" – ", text).partition(" – "))
    return "timeline" if sign and (date_field(first), date_field(last)) == ("start_date", "end_date") else None


def date_field(text: str) -> str | None:
    """Return the field of dates that a heading asks for, None for other headings.

    >>> date_field("Fin"), date_field("Objective")
    ('end_date', None)
    """
    match = match_label(text, fields=DATES)
    field = match.field if match else _short_heads().get(fold_to_letters(text))
    return field if field in DATES else None


def find_milestone_head(
    row: TableRow, below: Sequence[TableRow] = (), in_form: bool = False, asked: bool = False
) -> dict[str, Cell]:
    """Return the heading cells of a milestone table's heading row by field; empty where the row is none.

    `below` are the rows under it: they show what a column without a heading holds. In a form the table can't be one of
    commitments, so there a column of dates, whatever its heading, makes the first unknown one that of milestones. In a
    table that a label `asked` for, any other known column does.
    """
    in_form = in_form or asked
    headings: dict[str, Cell] = {}
    levels = find_level_heads(row)
    filled = [cell for cell in row.cells if text_of(cell) and cell not in levels]
    printed = [column_field(text_of(cell)) for cell in filled]
    if not (levels or in_form or any(printed)):
        return {}
    for cell, named_field in zip(filled, printed, strict=True):
        field = _read_column_field(cell, named_field, below, in_form, "number" in headings)
        # 'Milestone no.': the texts are in the next column, whatever it is called.
        in_form = in_form or (named_field == "milestones" and field == "number")
        if field:
            headings.setdefault(field, cell)
    if levels and not set(headings) & set(TEXTS[:2]):
        corner = row.cells[row.cells.index(levels[0]) - 1]
        is_open = not text_of(corner) and any(_holds_words(cells_under(other, corner)) for other in below[:1])
        return {**headings, "milestones": corner} if is_open else {}
    if levels or len(filled) < 2:
        return headings if levels else {}
    named = set(headings) & set(TEXTS[:2])
    keys = [headings[name] for name in (OWNER, "number") if name in headings]
    first = next((one for one in filled if one not in keys), filled[0]) if in_form else filled[0]
    if asked and not named and not _describes(first, headings):
        headings = {"milestones": first, **{field: cell for field, cell in headings.items() if cell is not first}}
        named = {"milestones"}
    if len(headings) < 2 or len(headings) * 2 < len(filled):
        return {}
    dates = set(headings) & set(DATES)
    if not named and (len(dates) > 1 or "timeline" in dates or (dates and in_form)) and first not in headings.values():
        # Whatever the first column is called: what begins and ends is a milestone.
        headings["milestones"] = first
        named = {"milestones"}
    others = {raw_fields().get(field) for field in headings} - {"text", None}
    return headings if named and others else {}


def _read_column_field(
    heading: Cell, named: str | None, below: Sequence[TableRow], in_form: bool, has_number: bool
) -> str | None:
    """Return the field of a column by what its heading is `named` and what the cells hold."""
    # The first cells of most columns show that they hold other things: no list of all is made before.
    holds_numbers = named in ("milestones", None) or match_label(text_of(heading), fields=(OWNER,)) is not None
    if holds_numbers and _all_match(_texts_under(heading, below), is_milestone_number):
        return _read_numbers_field(heading, named, below, has_number)
    if named is not None:
        return named
    if in_form and _all_match(_texts_under(heading, below), is_date):
        return "timeline"
    return "status" if repeats_levels(filter(None, _texts_under(heading, below))) else None


def _read_numbers_field(heading: Cell, named: str | None, below: Sequence[TableRow], has_number: bool) -> str | None:
    """Return the field of a column of numbers: the milestone's own, or its commitment's, which several share."""
    if named == "milestones":
        return "number"
    texts = [text for text in _texts_under(heading, below) if text]
    if len(set(texts)) < len(texts) and match_label(text_of(heading), fields=(OWNER,)) is not None:
        return OWNER
    # A word that no list knows: 'Pos.'
    is_worded = any(map(str.isalpha, text_of(heading)))
    return named or ("number" if is_worded and not has_number else None)


def _describes(heading: Cell, headings: Columns) -> bool:
    """Return whether a column tells when, by whom or how far a milestone is done, or its number."""
    fields = (field for field, cell in headings.items() if cell is heading)
    return any(raw_fields().get(field) not in ("text", "indicator", None) for field in fields)


def find_numbered_head(row: TableRow, below: Sequence[TableRow]) -> dict[str, Cell]:
    """Return the heading cells of a row over numbers, where no list knows the heading of the texts behind them."""
    filled = [cell for cell in row.cells if text_of(cell)]
    if len(filled) <= 2 or column_field(text_of(filled[0])) != "number" or column_field(text_of(filled[1])):
        return {}
    numbers = [text_of(cell) for other in below for cell in cells_under(other, filled[0])]
    headings = {"number": filled[0], "milestones": filled[1]}
    for cell in filled[2:]:
        if field := column_field(text_of(cell)):
            headings.setdefault(field, cell)
    return headings if _all_match(numbers, is_milestone_number) and len(headings) > 2 else {}


def find_level_heads(row: TableRow) -> tuple[Cell, ...]:
    """Return the heading cells that name completion levels, whose columns hold marks; empty where fewer than two do."""
    levels = tuple(cell for cell in row.cells if is_level(text_of(cell)))
    return levels if len(levels) >= FEWEST_LEVELS else ()


def _texts_under(heading: Cell, below: Sequence[TableRow]) -> Iterator[str]:
    """Yield the texts of a column, up to a row with a label and its answer alone."""
    rows = takewhile(lambda row: len(row.cells) > 2, below)
    return (text_of(cell) for row in rows for cell in cells_under(row, heading))


def _holds_words(cells: Sequence[Cell]) -> bool:
    return any(len(text_of(cell).split()) > 1 for cell in cells)


def is_milestone_table(table: Table) -> bool:
    """Return whether one of a table's first rows heads the columns of milestones, or all its columns are dated."""
    if find_line_of_time(table.rows):
        return True
    return any(find_milestone_head(row, table.rows[at + 1 :]) for at, row in enumerate(table.rows[:REACH]))


def find_line_of_time(rows: Sequence[TableRow]) -> TableRow | None:
    """Return the first or last row of a table, if it holds dates alone, one over or under each text of the others."""
    dated = [row for row in rows if len(row.cells) > 1 and all(is_date(text_of(cell)) for cell in row.cells)]
    is_line = len(dated) == 1 and len(rows) > 1 and (dated[0] is rows[0] or dated[0] is rows[-1])
    return dated[0] if is_line else None


def find_columns(rows: Sequence[TableRow]) -> Columns:
    """Return the columns of milestone rows without headings by what their cells hold; empty where unclear.

    One column of single dates could be of beginnings or ends, so it is a timeline.
    """
    first = max(rows, key=lambda row: len(row.cells)).cells if rows else ()
    if len(first) < 2:
        return {}
    texts = [[text_of(cell) for row in rows for cell in cells_under(row, head)] for head in first]
    dated = [head for head, held in zip(first, texts, strict=True) if _all_match(held, is_date)]
    graded = [head for head, held in zip(first, texts, strict=True) if _all_match(held, is_level)]
    worded = [
        head
        for head, held in zip(first, texts, strict=True)
        if not _all_match(held, is_date, is_milestone_number, is_level)
    ]
    if not worded:
        return {}
    columns = {"milestones": worded[0]}
    if _all_match(texts[0], is_milestone_number) and first[0] is not worded[0]:
        columns["number"] = first[0]
    if len(dated) == 2:
        columns |= {"start_date": dated[0], "end_date": dated[1]}
    elif len(dated) == 1:
        columns["timeline"] = dated[0]
    if len(graded) == 1:
        columns["status"] = graded[0]
    return columns if len(columns) > 1 else {}


def cells_under(row: TableRow, heading: Cell) -> list[Cell]:
    """Return the cells whose better half is under a heading, by horizontal overlap."""
    return [
        cell
        for cell in row.cells
        if measure_overlap(cell, heading) > 0.5 * min(_cell_width(cell), _cell_width(heading))
    ]


def _all_match(texts: Iterable[str], *rules: Callable[[str], bool]) -> bool:
    filled = False
    for text in filter(None, texts):
        if not any(rule(text) for rule in rules):
            return False
        filled = True
    return filled


def _cell_width(cell: Cell) -> float:
    return max(cell.right - cell.left, 0.01)
