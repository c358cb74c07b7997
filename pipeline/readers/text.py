"""Read plain text and Markdown: paragraphs, bullets and the tables that a word processor's export lays out by tabs.

Every printed line is a `Line` whose anchor is `line[n]` (counted from 1) with its character span in the decoded text.
In a text with wrapped lines the lines between two blank ones make one block, the second and following ones with glue
`space`; in a text with a paragraph a line each line is a block. Lines underlined by a rule of characters are a heading;
other rules are no text. Tables are laid out by tabs, as described below, or by blanks (`readers.text_columns`). A text
with form feeds is laid out as the pages of a PDF are (`readers.text_pages`).

Find the tables in plain text that a word processor's text export lays out by tabs.

Such an export writes every cell as a line that starts with a tab, a blank line after each row, and the further
paragraphs of a cell as lines of their own:

    <tab>Commitment            <tab>1                    <tab>2
    <tab>Evidence              <tab>First evidence       ...
    (blank line)               Second paragraph of it
                               (blank line)

What is certain is taken: a stretch is a table only if at least two of its rows have the same number of two or more
cells and most rows agree. A row ends at a blank line before a line that starts with a tab; the table ends at a blank
line before other text, once its row has all its cells. A row that a blank line within a cell broke in two is joined
again where the two halves have just the cells of a row. Colors and column widths are not in the text: cells have unit
widths.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.files.decoding import decode_text
from pipeline.model import Anchor, Block, Cell, Document, Glue, Line, SourceDocument, Table, TableRow, TextBlock
from pipeline.model.issues import Issue, ReadError
from pipeline.readers.cleaning import clean_text, separate_chrome
from pipeline.readers.markdown import is_markdown, read_markdown
from pipeline.readers.text_columns import ColumnRow, ColumnTable, find_column_tables, list_places
from pipeline.readers.text_lines import (
    TextFileLine,
    drop_running_lines,
    find_broken_words,
    find_running_lines,
    split_lines,
)
from pipeline.readers.text_pages import has_pages, read_text_pages

_AGREEING_SHARE = 0.8
"""Share of the rows of two or more cells that must have the same number of cells."""


RowSpans = Sequence[tuple[int, int]]
"""A row: for each cell the index of its first line and that after its last."""


@dataclass(frozen=True, slots=True)
class TableRegion:
    """A table's lines: from index `start` to before `end`; `rows` holds where each cell's lines begin and end."""

    start: int
    end: int
    rows: tuple[RowSpans, ...]
    columns: int


def find_table_regions(lines: Sequence[str]) -> Iterator[TableRegion]:
    r"""Yield the tables in lines of text.

    >>> lines = ["Text", "\tCountry", "\tArcadia", "", "\tPeriod", "\t2021", "", "Rest"]
    >>> [region.columns for region in find_table_regions(lines)]
    [2]
    """
    position = 0
    while position < len(lines):
        if not lines[position].startswith("\t"):
            position += 1
            continue
        rows, position = _collect_rows(lines, position)
        region = _make_region(rows)
        if region:
            yield region


def _collect_rows(lines: Sequence[str], start: int) -> tuple[list[list[tuple[int, int]]], int]:
    """Collect rows of cells from a line that starts with a tab; return them and the index after the last."""
    rows: list[list[tuple[int, int]]] = []
    expected = 2
    for position in range(start, len(lines)):
        # A line of a tab alone is an empty cell, not a blank line.
        after_blank = position == start or not lines[position - 1].strip(" \r\n\u00a0")
        if lines[position].startswith("\t"):
            if after_blank:
                expected = max(expected, len(rows[-1]) if rows else 0)
                rows.append([])
            rows[-1].append((position, position + 1))
        elif lines[position].strip():
            if after_blank and (len(rows[-1]) == 1 or len(rows[-1]) >= expected):
                return rows, position
            rows[-1][-1] = (rows[-1][-1][0], position + 1)
    return rows, len(lines)


def _make_region(rows: Sequence[RowSpans]) -> TableRegion | None:
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return None
    columns = max(counts, key=lambda count: (counts[count], count))
    joined = tuple(_join_broken_rows(rows, columns))
    agreeing = sum(1 for row in joined if len(row) == columns)
    if agreeing < 2 or agreeing < _AGREEING_SHARE * sum(1 for row in joined if len(row) > 1):
        return None
    return TableRegion(rows[0][0][0], rows[-1][-1][1], joined, max(map(len, joined)))


def _join_broken_rows(rows: Sequence[RowSpans], columns: int) -> Iterator[RowSpans]:
    """Join neighboring rows that a blank line within a cell broke in two."""
    position = 0
    while position < len(rows):
        row = tuple(rows[position])
        position += 1
        if 1 < len(row) < columns and position < len(rows) and len(row) + len(rows[position]) == columns:
            row = (*row, *rows[position])
            position += 1
        yield row


def build_table(region: TableRegion, read_blocks: Callable[[int, int], tuple[Block, ...]]) -> Table:
    """Make the table of a region; `read_blocks` gives the blocks of the lines from one index to before another."""
    rows = tuple(_make_row(index, row, region.columns, read_blocks) for index, row in enumerate(region.rows))
    return Table(rows, (Anchor(path=f"line[{region.start + 1}]"),), ruled=False)


def _make_row(
    index: int, spans: RowSpans, columns: int, read_blocks: Callable[[int, int], tuple[Block, ...]]
) -> TableRow:
    cells = []
    for column, (start, end) in enumerate(spans):
        is_last = column == len(spans) - 1
        right = columns if is_last else column + 1
        cells.append(
            Cell(
                row=index,
                column=column,
                left=float(column),
                right=float(right),
                blocks=read_blocks(start, end),
                anchors=(Anchor(path=f"line[{start + 1}]"),),
                column_span=right - column,
            )
        )
    return TableRow(tuple(cells))


_WRAP_WIDTH = 120
"""Characters of a line; a text whose lines are nearly all shorter has line breaks within paragraphs."""

_RULE = re.compile(r"([=_~*#-])\1{3,}|(?:[=_~*#-] ){3,}[=_~*#-]")
"""A rule drawn by one character."""

_RULE_LEVELS = {"=": 1}
"""The level of what a rule underlines, as in Markdown; any other character gives the level below."""

_LENGTHS = 0.8, 1.25
"""Length of a rule in lengths of the line above: one drawn by hand misses it by some characters, a divider is wider."""

_BULLET = re.compile(r"([•●▪◦‣○■□➢➤–—*·-]|\uf0b7|\uf0a7|\uf0d8)[ \t\u00a0]+(?=\S)")


def read_text(path: Path, source: SourceDocument) -> Document:
    """Read a plain text file of any encoding; raise `ReadError` where it holds no text."""
    decoded = decode_text(path.read_bytes())
    printed = split_lines(decoded.text)
    running = find_running_lines(printed)
    if has_pages(printed) and not is_markdown(printed):
        read = read_text_pages(printed, running, source)
    else:
        lines = drop_running_lines(printed, running)
        read = Document(source, tuple(read_markdown(lines) if is_markdown(lines) else _iterate_blocks(lines)))
    if not read.blocks:
        raise ReadError("no-text", "The file holds no text. Check that it was saved completely.")
    blocks, chrome = separate_chrome(read.blocks)
    heads_and_feet = (_make_block([line]) for line in printed if line.number in running)
    return replace(
        read,
        blocks=blocks,
        furniture=(*chrome, *read.furniture, *heads_and_feet),
        properties={"encoding": decoded.encoding},
        issues=report_undecodable(decoded.lost, decoded.encoding),
    )


def report_undecodable(lost: int, encoding: str) -> tuple[Issue, ...]:
    """Return an issue about characters lost in decoding; none where all could be read."""
    if not lost:
        return ()
    message = f"{lost} characters could not be read as {encoding} and are shown as �. Save the file as UTF-8 again."
    return (Issue("read", "warning", "undecodable-characters", message),)


def _iterate_blocks(lines: Sequence[TextFileLine]) -> Iterator[Block]:
    is_wrapped = _is_wrapped(lines)
    broken = find_broken_words(lines) if is_wrapped else frozenset()
    position = 0
    for region in find_table_regions([line.raw for line in lines]):
        yield from _iterate_columns(lines[position : region.start], is_wrapped, broken)
        yield _build_table(lines, region)
        position = region.end
    yield from _iterate_columns(lines[position:], is_wrapped, broken)


def _iterate_columns(lines: Sequence[TextFileLine], is_wrapped: bool, broken: Collection[int]) -> Iterator[Block]:
    """Yield the tables whose columns blanks keep, and the paragraphs between them."""
    position = 0
    for table in find_column_tables(lines):
        yield from _iterate_paragraphs(lines[position : table.start], is_wrapped, broken)
        yield _build_column_table(table, broken)
        position = table.end
    yield from _iterate_paragraphs(lines[position:], is_wrapped, broken)


def _build_column_table(table: ColumnTable, broken: Collection[int]) -> Table:
    places = list_places(table)
    rows = tuple(_make_column_row(index, row, places, table, broken) for index, row in enumerate(table.rows))
    return Table(rows, (rows[0].cells[0].anchors[0],), ruled=False)


def _make_column_row(
    index: int, row: ColumnRow, places: Sequence[int], table: ColumnTable, broken: Collection[int]
) -> TableRow:
    begun = row.begin_cells()
    columns = [max(at for at, place in enumerate(places) if place <= begin + 1 or at == 0) for begin in begun]
    cells = []
    for column, after, begin in zip(columns, [*columns[1:], len(places)], begun, strict=True):
        lines = row.cells.get(begin, [])
        cells.append(
            Cell(
                row=index,
                column=column,
                left=float(places[column]),
                right=float(places[after] if after < len(places) else table.width),
                blocks=tuple(_iterate_paragraphs(lines, is_wrapped=True, broken=broken)),
                anchors=(Anchor(path=f"line[{lines[0].number if lines else row.number}]"),),
                column_span=after - column,
            )
        )
    return TableRow(tuple(cells), after_break=row.after_break)


def _build_table(lines: Sequence[TextFileLine], region: TableRegion) -> Block:
    return build_table(region, lambda start, end: tuple(_iterate_paragraphs(lines[start:end], is_wrapped=False)))


def _is_wrapped(lines: Sequence[TextFileLine]) -> bool:
    widths = sorted(len(line.raw.rstrip()) for line in lines if not line.blank)
    return bool(widths) and widths[len(widths) * 98 // 100] <= _WRAP_WIDTH


def _iterate_paragraphs(
    lines: Sequence[TextFileLine], is_wrapped: bool, broken: Collection[int] = ()
) -> Iterator[TextBlock]:
    """Yield the blocks of lines without tables; `broken` are the lines that continue with a broken word."""
    run: list[TextFileLine] = []
    for line in lines:
        is_rule = bool(_RULE.fullmatch(line.raw.strip()))
        if run and is_rule and _is_underlined(run, line):
            level = _RULE_LEVELS.get(line.raw.strip()[0], 2)
            yield replace(_make_block(run, broken), kind="heading", level=level, marker=None)
            run = []
        if run and (line.blank or is_rule or not is_wrapped or _BULLET.match(clean_text(line.raw))):
            yield _make_block(run, broken)
            run = []
        if not line.blank and not is_rule:
            run.append(line)
    if run:
        yield _make_block(run, broken)


def _is_underlined(run: Sequence[TextFileLine], rule: TextFileLine) -> bool:
    """Return whether a rule is as long as the lines above it, which are no item of a list."""
    longest = max(len(line.raw.strip()) for line in run)
    shortest, furthest = (share * longest for share in _LENGTHS)
    return shortest <= len(rule.raw.strip()) <= furthest and not _BULLET.match(clean_text(run[0].raw))


def _make_block(run: Sequence[TextFileLine], broken: Collection[int] = ()) -> TextBlock:
    marker = _BULLET.match(run[0].raw.lstrip())
    skipped = len(run[0].raw) - len(run[0].raw.lstrip()) + marker.end() if marker else 0
    lines = tuple(
        _make_line(line, skipped, "paragraph")
        if line is run[0]
        else _make_line(line, 0, "unhyphen" if line.number in broken else "space")
        for line in run
    )
    return TextBlock("list_item" if marker else "paragraph", lines, marker=marker.group(1) if marker else None)


def _make_line(line: TextFileLine, skipped: int, glue: Glue) -> Line:
    remaining = line.raw[skipped:]
    start = line.offset + skipped + len(remaining) - len(remaining.lstrip())
    anchor = Anchor(path=f"line[{line.number}]", start=start, end=line.offset + len(line.raw.rstrip()))
    return Line(clean_text(remaining), anchor, glue)
