"""The milestone tables of a traffic-light report: rows bound to fields by the headings, whatever their order.

Numbers of milestones that the text states are checked against what was read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import match_label
from pipeline.model import Block, Cell, RawValue, Table, TableRow, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms.commitment_numbers import number_span, read_number_word
from pipeline.parsers.forms.ratings import Sentence
from pipeline.schema.data import load_data
from pipeline.structure.commitments import legends
from pipeline.structure.commitments.legends import STANDARD, find_color_word, load_traffic_light_words
from pipeline.structure.grids import find_cell_under
from pipeline.structure.lines import cut_lines, lines_of, make_stream, text_of
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.rows import merge_continued_rows

REACH = 6
"""Rows from the top among which the heading row is looked for: a title or legend may be above it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The heading row's index and its cells by the field that they ask for; unknown headings are kept apart."""

    row: int
    headings: Mapping[str, Cell]
    unknown: tuple[Cell, ...] = ()


def find_columns(rows: Sequence[TableRow], fields: Collection[str]) -> Columns | None:
    """Return the columns of a table by the row that holds the most headings of the fields; None below two."""
    found = [_find_headings(index, row, fields) for index, row in enumerate(rows[:REACH])]
    best = max(found, key=lambda columns: len(columns.headings), default=None)
    return best if best and len(best.headings) > 1 else None


def _find_headings(index: int, row: TableRow, fields: Collection[str]) -> Columns:
    headings: dict[str, Cell] = {}
    unknown: list[Cell] = []
    for cell in row.cells:
        text = text_of(cell)
        match = match_label(text, fields=fields) if text else None
        if match and match.field not in headings:
            headings[match.field] = cell
        elif text:
            unknown.append(cell)
    return Columns(index, headings, tuple(unknown))


TEXTS = ("milestones", "text", "commitment", "brief_description")
"""Headings that the column of milestones may have, the likeliest first."""
ANSWERS = ("evidence", "reasons", "next_steps", "responsible", "start_date", "end_date", "timeline")
"""Headings whose cells are values of a milestone under their own name."""
SUPPORT = ("evidence", "reasons", "results", "next_steps", "additional_information")
NAMED_OTHERWISE = ("completion", "results")
"""Fields that the heading of a column of lights may name: 'Progress', 'Level of completion'."""
LEAST_LIGHTS, MOST_ARE_LIGHTS = 2, 0.6
"""Colored cells of a column, and their share, from which the column holds statuses: merged cells have none."""
FIELDS = frozenset({*TEXTS, *ANSWERS, *SUPPORT, "number", "title", "status", "completion"})


@dataclass(frozen=True, slots=True)
class MilestoneColumns:
    """A milestone table's columns: the status, the text, and the number (None: in front of the text)."""

    columns: Columns
    text: Cell
    status: Cell


@dataclass(frozen=True, slots=True)
class CommitmentHeading:
    """A row across the table, or a heading above it: a commitment's (or several's) number and title, or a theme."""

    numbers: tuple[RawValue, ...]
    title: RawValue | None


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """One row of the table: its cells by field; the number and text as values."""

    number: RawValue | None
    text: RawValue | None
    status: Cell | None
    cells: dict[str, Cell]


_SEPARATOR = re.compile(r"\s{0,20}[.):–—-]{0,20}\s{0,20}")

Entry = CommitmentHeading | MilestoneRow | TableRow
"""What a row is; a row that is neither heading nor milestone is given back as it is."""


def match_columns(table: Table) -> MilestoneColumns | None:
    """Return the columns of a milestone table; None for other tables."""
    found = find_columns(table.rows, FIELDS)
    if found is None:
        return None
    found = found if "status" in found.headings else _find_status_column(table, found)
    if "status" not in found.headings or not set(SUPPORT) & set(found.headings):
        return None
    text = next((found.headings[name] for name in TEXTS if name in found.headings), None)
    return MilestoneColumns(found, text, found.headings["status"]) if text else None


def _find_status_column(table: Table, found: Columns) -> Columns:
    """Return the columns with the one whose cells are colours as the status, whatever its heading says."""
    candidates = [*found.unknown, *(cell for name, cell in found.headings.items() if name in NAMED_OTHERWISE)]
    below = [row for row in table.rows[found.row + 1 :] if len(row.cells) > 2]
    for heading in candidates:
        cells = [cell for row in below if (cell := find_cell_under(heading, row))]
        told = [cell for cell in cells if _is_light(cell)]
        if len(told) >= LEAST_LIGHTS and len(told) >= MOST_ARE_LIGHTS * len(cells):
            headings = {name: cell for name, cell in found.headings.items() if cell is not heading}
            rest = tuple(cell for cell in found.unknown if cell is not heading)
            return Columns(found.row, {**headings, "status": heading}, rest)
    return found


def _is_light(cell: Cell) -> bool:
    text = text_of(cell)
    return find_color_word(text) in STANDARD if text else legends.name_color(cell.fill) in STANDARD


def iterate_rows(table: Table, layout: MilestoneColumns) -> Iterator[Entry]:
    """Yield what the rows below the headings are, rows that a page end breaks joined."""
    whole = merge_continued_rows(table, lambda above, below: _is_continued(above, below, layout))
    for row in whole[layout.columns.row + 1 :]:
        if not any(text_of(cell) for cell in row.cells):
            continue
        spanning = _find_spanning_cell(row, layout)
        if spanning:
            yield read_heading(spanning.blocks)
            continue
        if named := _find_commitment_cell(row, layout):
            yield read_heading(named.blocks)
        yield _read_milestone(row, layout)


def _find_commitment_cell(row: TableRow, layout: MilestoneColumns) -> Cell | None:
    """Return the filled cell of a row under a heading for commitments, where milestones have a column of their own."""
    column = layout.columns.headings.get("commitment")
    cell = find_cell_under(column, row) if column is not None and column != layout.text else None
    return cell if cell and text_of(cell) and cell is not find_cell_under(layout.text, row) else None


def _is_continued(above: TableRow, below: TableRow, layout: MilestoneColumns) -> bool:
    across = _find_spanning_cell(above, layout), _find_spanning_cell(below, layout)
    if across[1]:
        # A title that continues across the table opens in lower case or names no commitment.
        return across[0] is not None and not is_named(text_of(across[1])) and is_named(text_of(across[0]))
    if across[0]:
        return False
    text = find_cell_under(layout.text, below)
    said = text_of(text) if text else ""
    if _find_number_cell(above, layout):
        return _find_number_cell(below, layout) is None
    return not said or (said[:1].islower() and split_number(said)[0] is None)


def _find_spanning_cell(row: TableRow, layout: MilestoneColumns) -> Cell | None:
    """Return the cell of a row that stretches over the table's text and status columns."""
    filled = [cell for cell in row.cells if text_of(cell)]
    if len(filled) != 1:
        return None
    cell = filled[0]
    reach = (layout.text, layout.status)
    return cell if all(cell.left < c.right and cell.right > c.left for c in reach) else None


def read_heading(blocks: Sequence[Block]) -> CommitmentHeading:
    """Read 'Commitment 4: Title' or '4. Title'; a text without number is a title alone."""
    lines = lines_of(blocks)
    whole = make_stream(lines)
    found = number_span(whole.text)
    separator = _SEPARATOR.match(whole.text, found.end) if found else None
    if found is None or separator is None or not (separator[0].strip() or is_named(whole.text)):
        return CommitmentHeading((), RawValue(whole.text, "heading", lines))
    title = whole.text[separator.end() :].strip()
    numbers = tuple(RawValue(number, "heading", lines[:1]) for number in found.numbers)
    titled = RawValue(title, "heading", cut_lines(whole, separator.end(), len(whole.text))) if title else None
    return CommitmentHeading(numbers, titled)


def read_section_heading(block: Block) -> CommitmentHeading | None:
    """Return a heading above a table that names a commitment with its number."""
    if not isinstance(block, TextBlock) or block.kind == "list_item" or not is_named(text_of(block)):
        return None
    short = block.kind == "heading" or len(text_of(block)) < 300
    return read_heading((block,)) if short else None


def _find_number_cell(row: TableRow, layout: MilestoneColumns) -> Cell | None:
    named = find_cell_under(layout.columns.headings.get("number"), row)
    left = [cell for cell in row.cells if cell.right <= layout.text.left + 1 and cell is not named]
    for cell in (named, *left):
        text = text_of(cell) if cell else ""
        if cell and text and split_number(f"{text.rstrip('.)')}. x")[1] == "x":
            return cell
    return None


def _read_milestone(row: TableRow, layout: MilestoneColumns) -> MilestoneRow | TableRow:
    numbered = _find_number_cell(row, layout)
    text_cell = find_cell_under(layout.text, row)
    number = RawValue(text_of(numbered).rstrip(".)"), "column", lines_of(numbered)) if numbered else None
    text = _cell_value(text_cell) if text_cell else None
    if number is None and text is not None:
        number, text = _split_number(text)
    if number is None and text is None:
        return row
    cells = {name: cell for name in ANSWERS if (cell := find_cell_under(layout.columns.headings.get(name), row))}
    return MilestoneRow(number, text, find_cell_under(layout.status, row), cells)


def _cell_value(cell: Cell) -> RawValue | None:
    lines = lines_of(cell)
    return RawValue(make_stream(lines).text, "column", lines) if lines else None


def _split_number(text: RawValue) -> tuple[RawValue | None, RawValue | None]:
    number, rest = split_number(text.text)
    if number is None or not rest:
        return None, text
    whole = make_stream(text.lines)
    lines = cut_lines(whole, len(whole.text) - len(rest), len(whole.text))
    return RawValue(number, "column", text.lines[:1]), RawValue(rest, "column", lines)


STATUSES = ("green", "amber", "red")


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A number that a sentence states: of commitments, of milestones, or of milestones with one colour."""

    what: str
    number: int


@cache
def _count_pattern() -> re.Pattern[str]:
    totals = load_traffic_light_words()["totals"]
    numbers = "|".join(re.escape(word) for word in load_data("prose/numbers")["words"])
    nouns = "|".join((*totals["milestone"], *totals["commitment"]))
    return re.compile(
        rf"(?<![\w.])(?P<number>\d{{1,3}}|{numbers})\s+(?:of\s+(?:the\s+)?)?(?P<noun>{nouns})(?!\w)", re.I
    )


@cache
def _status_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    totals = load_traffic_light_words()["totals"]
    return tuple(
        (status, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, totals[status]))})(?!\w)", re.I))
        for status in STATUSES
    )


def find_stated_totals(text: str) -> tuple[StatedTotal, ...]:
    """Return the numbers of commitments and milestones that a sentence states.

    >>> text = "We completed 9 milestones and two milestones showed limited progress."
    >>> [(c.what, c.number) for c in find_stated_totals(text)]
    [('green', 9), ('amber', 2)]
    >>> [(c.what, c.number) for c in find_stated_totals("In 9 commitments with 53 milestones, 25 were ambitious.")]
    [('commitments', 9), ('milestones', 53)]
    """
    found = list(_count_pattern().finditer(text))
    told: list[StatedTotal] = []
    for index, match in enumerate(found):
        number = read_number_word(match["number"])
        opened = found[index - 1].end() if index else 0
        closed = found[index + 1].start() if index + 1 < len(found) else len(text)
        what = _find_counted(text, match, found[index - 1] if index else None, opened, closed)
        if number is not None and what:
            told.append(StatedTotal(what, number))
    return tuple(told)


def _find_counted(
    text: str, match: re.Match[str], before: re.Match[str] | None, opened: int, closed: int
) -> str | None:
    totals = load_traffic_light_words()["totals"]
    if match["noun"].lower() in totals["commitment"]:
        # '2 commitments' may be some of them: only 'N commitments with M milestones' counts them all.
        following = _count_pattern().search(text, match.end())
        paired = following and following["noun"].lower() in totals["milestone"] and following.start() - match.end() < 12
        return "commitments" if paired else None
    if before and before["noun"].lower() in totals["commitment"] and match.start() - before.end() < 12:
        return "milestones"
    return _find_status(text[match.end() : closed], first=True) or _find_status(
        text[opened : match.start()], first=False
    )


def _find_status(text: str, first: bool) -> str | None:
    """Return the colour of the first, or last, wording of a status in a text."""
    found = [(m.start(), status) for status, pattern in _status_patterns() for m in pattern.finditer(text)]
    if not found:
        return None
    return (min(found) if first else max(found))[1]


def iterate_mismatches(
    sentence: Sentence, statuses: Mapping[str, Sequence[str | None]], commitments: Sequence[str]
) -> Iterator[Issue]:
    """Yield an issue for each total of a sentence that the milestones read contradict.

    `statuses` maps each commitment's number to the colours of its milestones; `commitments` are the numbers that the
    sentence speaks of, none for all of them.
    """
    meant = {number: statuses[number] for number in commitments if number in statuses} or statuses
    colours = Counter(colour for found in meant.values() for colour in found)
    for claim in find_stated_totals(sentence.text):
        found = _count_read(claim, meant, colours)
        if found is not None and found != claim.number:
            yield _mismatch_issue(claim, found, sentence, commitments)


def _count_read(
    claim: StatedTotal, meant: Mapping[str, Sequence[str | None]], colours: Counter[str | None]
) -> int | None:
    if claim.what == "commitments":
        return len(meant)
    if claim.what == "milestones":
        return sum(len(found) for found in meant.values())
    # Where colours are lost or unread their numbers can't be checked.
    return None if colours[None] else colours[claim.what]


def _mismatch_issue(claim: StatedTotal, found: int, sentence: Sentence, commitments: Sequence[str]) -> Issue:
    what = claim.what if claim.what in ("commitments", "milestones") else f"{claim.what} milestones"
    where = f" of commitment {' and '.join(commitments)}" if commitments else ""
    text = f"The report speaks of {claim.number} {what}{where}, {found} were read: '{sentence.text[:300]}'"
    return Issue("parse", "warning", "total-mismatch", text, sentence.page)
