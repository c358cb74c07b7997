"""Blocks rewritten before the outline: headings and labels of texts without styles, cards side by side, calendars.

A heading is a short line between sentences, known by its length, capitals and numbers. A label has a line of its own in
a text pasted from a form, which has no blank lines between a label, its answer and the next label: it is a label of the
lexicon from its first to its last word, and comes again in form after form; so are the lines over which one is wrapped.

Cards are forms in the cells or columns of a table that is a page's layout: they ask for the same, with the same short
texts in all. They are read one by one.

Calendars of milestones become tables with dates: a row for each milestone, a column for each period. The marked or
shaded cells of a row say from when until when: 'X' under 'Q2' to 'Q4' of '2024' is 'Q2 2024' to 'Q4 2024'.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard

from pipeline.lexicon import match_exact_label, match_label
from pipeline.model import Anchor, Block, Cell, Line, Table, TableRow, TextBlock
from pipeline.structure.dates import is_date
from pipeline.structure.grids import is_tick, measure_overlap
from pipeline.structure.lines import cut_block, filled_cells, join_lines, lines_of, open_paragraph, text_of
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.surfaces.piece import label_key
from pipeline.structure.surfaces.texts import LONGEST_QUESTION, PROSE_END

FEWEST_SHARED = 3
"""Labels that all cards have: cells of the visible plans that are no cards share one word or date, and never three."""

LONGEST_LABEL = 8
"""Words of a label in a card."""

MOST_CARDS = 4
"""Cards side by side: a page has no room for more with their labels in columns."""


def unfold_cards(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks, tables of cards as what their cards hold, one card after the other."""
    return tuple(part for block in blocks for part in (_unfold(block) if isinstance(block, Table) else (block,)))


def _unfold(table: Table) -> Iterator[Block]:
    cells = [cell for row in table.rows for cell in filled_cells(row)]
    if _are_cards(map(_labels, cells)):
        for cell in cells:
            yield from unfold_cards(cell.blocks)
        return
    cards = next(filter(None, (_cut_columns(table, count) for count in range(MOST_CARDS, 1, -1))), [table])
    for card in cards:
        alone = card is not table and all(len(row.cells) == 1 for row in card.rows)
        yield from (block for row in card.rows for block in row.cells[0].blocks) if alone else (card,)


def _are_cards(labels: Iterable[frozenset[str]]) -> bool:
    """Return whether several cards share labels; of most tables the first cells show that they don't."""
    shared: frozenset[str] = frozenset()
    count = 0
    for count, own in enumerate(labels, 1):
        shared = own if count == 1 else shared & own
        if len(shared) < FEWEST_SHARED:
            return False
    return count > 1


def _labels(cell: Cell) -> frozenset[str]:
    """Return the short texts of a cell, and the words before its colons, folded."""
    texts = (join_lines(block.lines).partition(":")[0] for block in cell.blocks if isinstance(block, TextBlock))
    return frozenset(filter(None, (label_key(text) for text in texts if len(text.split()) <= LONGEST_LABEL)))


def _cut_columns(table: Table, count: int) -> list[Table]:
    """Return a table cut into so many cards of as many columns each; nothing where its columns are no cards."""
    width, rest = divmod(max((c.column + c.column_span for row in table.rows for c in row.cells), default=0), count)
    cells = [cell for row in table.rows for cell in row.cells]
    if rest or not width or any(c.column // width != (c.column + c.column_span - 1) // width for c in cells):
        return []
    places = range(0, count * width, width)
    if not _are_cards(_first_labels(table, at, width) for at in places):
        return []
    return [
        replace(
            table, rows=tuple(replace(row, cells=part) for row in table.rows if (part := _part(row.cells, at, width)))
        )
        for at in places
    ]


def _first_labels(table: Table, at: int, width: int) -> frozenset[str]:
    """Return the labels that open the rows of a card; in one column a label is the first of several texts of a cell."""
    firsts = (next((c for c in row.cells if at <= c.column < at + width), None) for row in table.rows)
    heads = (cell for cell in firsts if cell is not None and (width > 1 or len(cell.blocks) > 1))
    return frozenset(key for cell in heads for key in _labels(replace(cell, blocks=cell.blocks[:1])))


def _part(cells: Sequence[Cell], at: int, width: int) -> tuple[Cell, ...]:
    return tuple(replace(cell, column=cell.column - at) for cell in cells if at <= cell.column < at + width)


FULL_LINE = 0.9
"""Share of the lines that are at most as long as a full one; the rest are tables and addresses."""

WIDEST = 0.85
"""Share of a full line that a heading fills at most: lines of sentences end about there in proportional type."""

MOST_WORDS = 15
"""Words of a heading; longer lines are sentences."""

OFTEN = 3
"""Times that a running head stands in the text; a heading stands there once, and in the contents."""

CAPITALS, PLAIN, NUMBERED = 1, 2, 3
"""Levels: parts of a document are in capitals, their sections are not, and what they list has numbers."""

_SENTENCE_ENDS = (".", "!", "?", ":", ";", "”", '"', "»", "。", "…")
_INNER_END = re.compile(r"(?<=[^\W\d_]{4})[.!?;]\s+\S")


def mark_typed_headings(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a text without styles, its headings as blocks of their own.

    A heading is a line that begins with a capital or a number, has no full stop and ends before the margin, between the
    end of a sentence and the beginning of another.
    """
    texts = [line.text for line in lines_of(blocks)]
    if not texts:
        return tuple(blocks)
    full = sorted(map(len, texts))[int(len(texts) * FULL_LINE) - 1]
    often = {text for text, count in Counter(texts).items() if count >= OFTEN or text.isdigit()}
    running = {text for text in often if not text.endswith(_SENTENCE_ENDS)}
    found: list[Block] = []
    for block, after in zip(blocks, [*blocks, None][1:], strict=True):
        if isinstance(block, TextBlock) and block.kind != "heading":
            below = after.lines[0].text if isinstance(after, TextBlock) else ""
            found += _split_at_headings(block, below, full, running)
        else:
            found.append(block)
    return tuple(found)


def _split_at_headings(block: TextBlock, below: str, full: int, running: set[str]) -> Iterator[TextBlock]:
    """Yield a block's headings and the lines between them; `below` is the line after the block."""
    texts = [*(line.text for line in block.lines), below]
    run: list[Line] = []
    above = "" if block.kind == "paragraph" else "item"
    for index, line in enumerate(block.lines):
        after = next((text for text in texts[index + 1 :] if text not in running), "")
        if line.text not in running and _is_heading(above, line.text, after, full):
            yield from cut_block(block, run)
            level = CAPITALS if line.text.isupper() else NUMBERED if split_number(line.text)[0] else PLAIN
            yield TextBlock("heading", open_paragraph([line]), level)
            run, above = [], ""
            continue
        run.append(line)
        above = above if line.text in running else line.text
    yield from cut_block(block, run)


def _is_heading(above: str, text: str, below: str, full: int) -> bool:
    """Return whether a line is a heading by its words and the lines around it; `above` is empty below a blank line.

    A line that has room for the next word ends where its writer wanted it to.
    """
    title = split_number(text)[1] or text
    has_room = bool(below) and len(text) <= min(WIDEST * full, full - len(below.split(maxsplit=1)[0]) - 1)
    is_titled = title[:1].isupper() and len(title) > 3 and len(text.split()) <= MOST_WORDS
    is_sentence = text.endswith((*_SENTENCE_ENDS, ",")) or _INNER_END.search(title)
    is_between = (not above or above.endswith(_SENTENCE_ENDS)) and not below[:1].islower()
    return has_room and is_titled and not is_sentence and is_between


MOST_LINES = 3
"""Lines over which a label is wrapped: the longest question of OGP's templates fills no more."""

FEWEST_FORMS = 2
"""Places of a label in a text: one that stands there once may be words of a sentence."""

FEWEST_OF_LIKE = 3
"""The same for words that are only like a label of the lexicon."""

_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def split_label_lines(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks, with the labels that have lines of their own in a text file as paragraphs."""
    paragraphs = [block.lines for block in blocks if _is_text(block)]
    counts = Counter(key for lines in paragraphs for start in range(len(lines)) for key, _ in _labels_at(lines, start))
    known = {
        key for key, count in counts.items() if count >= (FEWEST_FORMS if match_exact_label(key) else FEWEST_OF_LIKE)
    }
    found: list[Block] = []
    for block, after in zip(blocks, [*blocks, None][1:], strict=True):
        if _is_text(block):
            found += _split_at_labels(block, known, isinstance(after, Table))
        else:
            found.append(block)
    return tuple(found)


def _is_text(block: Block) -> TypeGuard[TextBlock]:
    """Return whether a block is a paragraph of a text file, whose lines are all that it shows."""
    if not isinstance(block, TextBlock) or block.kind == "heading" or not block.lines:
        return False
    return (block.lines[0].anchor.path or "").startswith("line[")


def _labels_at(lines: Sequence[Line], start: int) -> Iterator[tuple[str, int]]:
    """Yield the labels that whole lines from one on are, the longest first, with the index of the line behind each."""
    if lines[start].text[:1].islower():
        return
    for end in range(min(len(lines), start + MOST_LINES), start, -1):
        text = " ".join(line.text for line in lines[start:end])
        if len(text.split()) > LONGEST_QUESTION or PROSE_END.search(text):
            continue
        match = match_label(text)
        if match is not None:
            yield _NUMBER.sub("#", text), end


def _split_at_labels(block: TextBlock, known: set[str], is_above_table: bool) -> Iterator[TextBlock]:
    """Yield the labels of a block and the lines between them; the marker belongs to its first line."""
    at = first = 0
    while at < len(block.lines):
        if _opens_title(block.lines, at, is_above_table):
            yield from cut_block(block, block.lines[first:at])
            first = at
        end = next((end for key, end in _labels_at(block.lines, at) if key in known), None)
        if end is None:
            at += 1
            continue
        yield from cut_block(block, block.lines[first:at])
        yield from cut_block(block, block.lines[at:end])
        at = first = end
    yield from cut_block(block, block.lines[first:])


def _opens_title(lines: Sequence[Line], at: int, is_above_table: bool) -> bool:
    """Return whether a line opens a commitment's title below other headings: by its name, or as the last above a form.

    The headings above it end in no stop.
    """
    text, above = lines[at].text, [line.text for line in lines[:at]]
    if not above or text[:1].islower() or len(above) > MOST_LINES or any(map(PROSE_END.search, above)):
        return False
    number, title = split_number(text)
    return (
        bool(number and title)
        and not title[0].islower()
        and (is_named(text) or (is_above_table and at == len(lines) - 1))
    )


LEAST_PERIODS = 3
"""Columns of periods that are a calendar: two dates over marks may be two rounds of one rating."""
MOST_HEAD_ROWS = 3
"""Rows of headings: years over halves over quarters."""
LEAST_MARKED = 0.8
"""Share of the rows with a mark: rows without any are headings of groups."""
YEAR = 4
"""Figures of a year."""
_SHORT_YEAR = re.compile(r"(?P<period>\w{0,20}[^\W\d_]\w{0,20}\.?)(?:\s{0,9}[/’'-]\s{0,9}|\s{1,9}[’']?)(?P<year>\d{2})")
START, END = "Start date", "End date"
"""Headings of the columns of dates; the lexicon looks up English labels in documents of all languages."""

Periods = Mapping[int, str]
"""What each column of a calendar stands for, by its place in the table."""


def rewrite_calendars(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks whose tables that are calendars of milestones have columns of dates instead."""
    return tuple(_rewrite(block) if isinstance(block, Table) else block for block in blocks)


def _rewrite(table: Table) -> Table:
    for count in range(1, min(MOST_HEAD_ROWS, len(table.rows) - 1) + 1):
        heads, rows = table.rows[:count], table.rows[count:]
        periods = _read_periods(heads)
        if len(periods) >= LEAST_PERIODS:
            return _with_dates(table, heads, rows, periods) or table
    return table


def _read_periods(heads: Sequence[TableRow]) -> Periods:
    """Return the periods of the columns below heading rows, each with the larger periods above it: 'Q1 2024'."""
    periods: dict[int, str] = {}
    texts = _write_years([text_of(cell).strip() for cell in heads[-1].cells])
    for cell, own in zip(heads[-1].cells, texts, strict=True):
        above = [text_of(head).strip() for row in heads[:-1] for head in row.cells if _is_over(head, cell)]
        text = " ".join(filter(None, [own, *reversed(above)]))
        # A figure alone may be a quarter, a month or a week.
        is_named = any(map(str.isalpha, own)) or len(own) == YEAR
        if is_named and cell.column_span == 1 and any(map(str.isdigit, text)) and is_date(text):
            periods[cell.column] = text
    return periods


def _write_years(texts: Sequence[str]) -> list[str]:
    """Write years of two figures in four where they return and rise over the periods of a row: 'Q1 24' to 'Q4 25'."""
    matches = [_SHORT_YEAR.fullmatch(text) for text in texts]
    years = [int(match["year"]) for match in matches if match]
    are_years = len(years) >= LEAST_PERIODS and len(set(years)) < len(years) and max(years) - min(years) < len(years)
    if not are_years or years != sorted(years):
        return list(texts)
    return [
        f"{match['period']} 20{match['year']}" if match else text for match, text in zip(matches, texts, strict=True)
    ]


def _is_over(head: Cell, cell: Cell) -> bool:
    return measure_overlap(head, cell) > 0.5 * (cell.right - cell.left)


def _with_dates(table: Table, heads: Sequence[TableRow], rows: Sequence[TableRow], periods: Periods) -> Table | None:
    """Return a calendar as a table of texts and dates; None where its cells hold anything but marks."""
    cells = [cell for row in rows for cell in row.cells if cell.column in periods]
    if not all(is_tick(text_of(cell)) for cell in cells if text_of(cell).strip()):
        return None
    ground = _ground_color(cells)
    marked = [[cell for cell in row.cells if cell.column in periods and _is_marked(cell, ground)] for row in rows]
    if sum(map(bool, marked)) < LEAST_MARKED * len(rows):
        return None
    columns = {cell.column: cell for cell in heads[-1].cells}
    first, last = columns[min(periods)], columns[max(periods)]
    middle = (first.left + last.right) / 2
    start, end = replace(first, right=middle), replace(last, left=middle, column=first.column + 1)
    top = [cell for row in heads for cell in row.cells if text_of(cell) and cell.right <= first.left + 1]
    head_row = TableRow((*top, _write(start, START, first.anchors), _write(end, END, last.anchors)))
    written = [
        replace(row, cells=_date_row(row, [columns[cell.column] for cell in marks], periods, start, end))
        for row, marks in zip(rows, marked, strict=True)
    ]
    return replace(table, rows=(head_row, *written))


def _date_row(row: TableRow, marks: Sequence[Cell], periods: Periods, start: Cell, end: Cell) -> tuple[Cell, ...]:
    """Return the cells of a row with its first and last period instead of its marks."""
    others = [cell for cell in row.cells if cell.column not in periods]
    if not marks:
        return tuple(others)
    dates = [
        replace(_write(place, periods[head.column], head.anchors), row=row.cells[0].row)
        for place, head in ((start, marks[0]), (end, marks[-1]))
    ]
    return tuple(sorted((*others, *dates), key=lambda cell: cell.left))


def _write(place: Cell, text: str, anchors: tuple[Anchor, ...]) -> Cell:
    line = Line(text, anchors[0])
    return replace(place, blocks=(TextBlock("paragraph", (line,)),), anchors=anchors, fill=None, marked=None)


def _ground_color(cells: Sequence[Cell]) -> str | None:
    """Return the color of most of the cells without text: that of the paper, or of a table that is tinted all over."""
    fills = Counter(cell.fill for cell in cells if not text_of(cell).strip())
    return max(fills, key=lambda fill: (fills[fill], fill is None)) if fills else None


def _is_marked(cell: Cell, ground: str | None) -> bool:
    text = text_of(cell).strip()
    return bool(text) or cell.marked is True or (cell.fill is not None and cell.fill != ground)
