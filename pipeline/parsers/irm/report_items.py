"""A report as one sequence of items: labels with their answers, headings, paragraphs, rating grids.

Every way to print a label gives the same item: a heading of its own, 'Label: answer' in a paragraph, several of them in
one line, a cell next to its answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.lexicon.vocabularies import fold_wording
from pipeline.model import Block, Line, Table, TableRow, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.irm.form_tables import FormRow, is_form_table, read_form_rows
from pipeline.parsers.irm.labels import Label, find_template_label, find_text_label, guess_field, guess_indicator
from pipeline.parsers.irm.naming import read_naming
from pipeline.parsers.irm.process import read_process
from pipeline.parsers.irm.rating_rows import Rated, read_rating_rows
from pipeline.parsers.irm.ratings import Rating, make_issue, read_rating
from pipeline.parsers.irm.run_in_labels import (
    BULLETS,
    find_label_without_sign,
    find_run_in_labels,
    find_whole_label,
)
from pipeline.parsers.irm.totals import Total, read_totals
from pipeline.structure.grids import is_tick
from pipeline.structure.lines import filled_cells, lines_of, split_paragraphs, text_of
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.outline import BODY, OutlineItem
from pipeline.structure.rows import merge_continued_rows
from pipeline.structure.stream import cut_lines, make_stream
from pipeline.structure.surfaces.texts import is_term

BOLD, PLAIN = 7, 8
"""Ranks behind the six heading levels: a paragraph set in bold, and any other."""

LONGEST_HEADING = 240

HEAD_ROWS = 2
"""Rows of a table in which the names of its groups of columns stand."""

SHORTEST_SENTENCE = 60
"""Characters: a heading that a full stop ends is shorter ('1.2. Open data.')."""


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the report.

    `label` is what the item asks for and `lines` its answer; without a label `lines` are text. `rank` is the heading
    level (1 to 6), `BOLD` or `PLAIN`. `is_cell_start` marks the first item of a cell of a table that is no form.
    """

    lines: tuple[Line, ...]
    text: str
    rank: int = PLAIN
    label: Label | None = None
    head: str = ""
    is_list_item: bool = False
    is_cell_start: bool = False
    grid: tuple[Rated, ...] | None = None
    ratings: tuple[Rating, ...] = ()
    totals: tuple[Total, ...] = ()
    issue: Issue | None = None
    page: int | None = None


def read_items(parts: Sequence[OutlineItem]) -> list[Item]:
    """Return the items of a report, whose outline is known, in reading order."""
    items: list[Item] = []
    is_behind_form = False
    for part in parts:
        block = part.block
        if isinstance(block, Table):
            items += _read_table(block)
            is_behind_form = not block.ruled and is_form_table(block)
        else:
            lost = _read_lost_row(block) if is_behind_form else None
            items += [lost] if lost else _read_text(block, _find_rank(part, block))
            is_behind_form = is_behind_form and block.kind != "heading"
    return _label_repeated_headings(items, [part.block for part in parts])


def _find_rank(part: OutlineItem, block: TextBlock) -> int:
    """Return the rank of a text: that of a heading of the outline, that of a line set apart, or `PLAIN`."""
    if block.kind == "heading" and part.rank != BODY and len(part.text) <= LONGEST_HEADING:
        # Text that is larger than that of the tables around it is not yet a heading.
        is_sentence = len(part.text) >= SHORTEST_SENTENCE and part.text.endswith(".") and not _is_bold(block)
        return PLAIN if is_sentence else min(part.rank, BOLD - 1)
    return _find_weight(block)


def _find_weight(block: TextBlock) -> int:
    """Return the rank of a text that is no heading: that of one in bold or capitals or of a term, or `PLAIN`."""
    text = make_stream(block.lines).text
    is_set_apart = _is_bold(block) or is_term(block) or (text.isupper() and len(text.split()) > 1)
    return BOLD if is_set_apart and len(text) <= LONGEST_HEADING else PLAIN


def _is_bold(block: TextBlock) -> bool:
    return all(line.bold for line in block.lines)


def _label_repeated_headings(items: Sequence[Item], blocks: Sequence[Block]) -> list[Item]:
    """Return the items, headings in unknown words as labels where the report repeats them, as headings or over a grid.

    A commitment's chapter asks what the head of its grid asks, and so does every other chapter.
    """
    heads = (
        cell for block in blocks if isinstance(block, Table) for row in block.rows[:HEAD_ROWS] for cell in row.cells
    )
    # A number opens the name of a commitment, whose title may have the words of an indicator.
    headings = [
        item
        for item in items
        if item.label is None and item.lines and item.rank < PLAIN and not split_number(item.text)[0]
    ]
    texts = [*(item.text for item in headings), *map(text_of, heads)]
    repeated = {key for key, count in Counter(map(fold_wording, texts)).items() if count > 1}
    guessed = {
        id(item): label
        for item in headings
        if fold_wording(item.text) in repeated and (label := guess_indicator(item.text)) is not None
    }
    return [
        replace(item, label=guessed[id(item)], head=item.text, lines=(), text="") if id(item) in guessed else item
        for item in items
    ]


def _read_lost_row(block: TextBlock) -> Item | None:
    """Return the label and answer that a form without rules has as one paragraph below it: its last row, cut off."""
    joined = make_stream(block.lines)
    start, label = find_label_without_sign(joined.text) or (0, None)
    return Item(cut_lines(joined, start, len(joined.text)), joined.text[start:], PLAIN, label) if label else None


def _read_text(block: TextBlock, rank: int | None = None, is_cell_start: bool = False) -> Iterator[Item]:
    if not block.lines:
        return
    lines = _split_label_lines(lines_of(block))
    for index, group in enumerate(split_paragraphs(lines)):
        own = _find_weight(replace(block, lines=group)) if rank is None else rank
        yield from _read_paragraph(group, own, block.kind == "list_item", is_cell_start and index == 0)


def _split_label_lines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines as a paragraph each where several of them are labels: plain text has no other sign of it."""
    if len(lines) < 2 or sum(1 for line in lines if _opens_with_label(line.text)) < 2:
        return lines
    return tuple(replace(line, glue="paragraph") for line in lines)


def _opens_with_label(text: str) -> bool:
    return find_whole_label(text) is not None or next(find_run_in_labels(text), None) is not None


def _read_paragraph(group: tuple[Line, ...], rank: int, is_list_item: bool, is_cell_start: bool) -> Iterator[Item]:
    """Yield a paragraph as one item, or as several where it holds several labels."""
    page = group[0].anchor.page
    joined = make_stream(group)
    # Only a heading as a whole is compared loosely: one line of it may have the words of another label.
    known = _match_heading(joined.text) if rank < PLAIN else find_whole_label(joined.text)
    if known is not None:
        yield Item((), "", rank, known, joined.text, is_list_item, is_cell_start, page=page)
        return
    found = list(find_run_in_labels(joined.text)) or list(_find_bold_label(group[0]))
    if not found:
        yield Item(joined.lines, joined.text, rank, None, "", is_list_item, is_cell_start, page=page)
        return
    ends = [*(start for start, _, _ in found[1:]), len(joined.text)]
    for (start, end, known), stop in zip(found, ends, strict=True):
        answer = cut_lines(joined, end, stop) if stop > end else ()
        text = joined.text[end:stop].strip()
        yield Item(answer, text, rank, known, joined.text[start:end], is_list_item, is_cell_start, page=page)


def _match_heading(text: str) -> Label | None:
    plain = text.strip(BULLETS)
    if is_named(plain):
        return find_whole_label(text)  # the words of a commitment's title are not compared loosely
    return find_whole_label(text) or find_text_label(plain) or guess_field(plain) or find_template_label(plain)


def _find_bold_label(line: Line) -> Iterator[tuple[int, int, Label]]:
    """Yield the label in bold that opens a line, which may have no sign: '**Looking ahead** The ministry ...'."""
    label = _match_heading(line.text[: line.bold_start].rstrip(" .|–—-")) if line.bold_start else None
    if label is not None:
        yield 0, line.bold_start, label


def _read_table(table: Table) -> Iterator[Item]:
    page = table.anchors[0].page if table.anchors else None
    counted = read_totals(table)
    if counted:
        yield Item((), "", totals=counted, page=page)
        return
    if is_form_table(table):
        for row in read_form_rows(table):
            yield from _read_form_row(row)
        return
    grid = read_rating_rows(table)
    if grid is not None:
        yield Item((), "", grid=grid, page=page)
        return
    yield from _read_loose_table(table)


def _read_form_row(row: FormRow) -> Iterator[Item]:
    page = next((line.anchor.page for line in row.lines), None)
    yield from (Item((), "", issue=replace(issue, page=page)) for issue in row.issues)
    if row.ratings or row.issues:
        yield Item((), "", ratings=row.ratings, page=page)
    elif row.label is not None and not row.blocks:
        yield Item((), "", BOLD, row.label, row.head, page=page)
    elif row.label is not None and _is_rating(row):
        yield Item(row.lines, make_stream(row.lines).text, label=row.label, head=row.head, page=page)
    elif row.label is not None:
        own = [item for block in row.blocks if isinstance(block, TextBlock) for item in _read_text(block)]
        first = own[0] if own else None
        if first is not None and first.label is None:
            yield replace(first, label=row.label, head=row.head)
            yield from own[1:]
        else:
            yield Item((), "", BOLD, row.label, row.head, page=page)
            yield from own
    else:
        yield from (item for block in row.blocks if isinstance(block, TextBlock) for item in _read_text(block))


def _is_rating(row: FormRow) -> bool:
    """Say whether all of a form row's answer is a rating: values may be listed in several paragraphs."""
    text = make_stream(row.lines).text
    rating = read_rating(row.label.indicator, text) if row.label and row.label.indicator else None
    return rating is not None and rating[1] == len(text)


def _read_loose_table(table: Table) -> Iterator[Item]:
    """Yield the cells of any other table, one after the other; marks that no heading explains are a problem."""
    signs = [cell for row in table.rows for cell in row.cells if is_tick(text_of(cell)) and text_of(cell) not in "*+"]
    if len(signs) > 1 and not read_process([table], None):
        page = signs[0].anchors[0].page if signs[0].anchors else None
        message = f"A table with {len(signs)} marks has no headings that say what is marked; it was not read."
        yield Item((), "", issue=make_issue("grid-not-read", message, page))
    for index, row in enumerate(merge_continued_rows(table, _continues)):
        filled = filled_cells(row)
        for cell in filled:
            is_head = (
                index == 0 and len(filled) == 1 and cell.fill is not None and len(text_of(cell)) <= LONGEST_HEADING
            )
            first = len(filled) > 1 or len(table.rows) > 1
            for block in cell.blocks:
                if isinstance(block, Table):
                    yield from _read_table(block)
                else:
                    yield from _read_text(block, BOLD if is_head else None, first)
                    first = False


def _continues(above: TableRow, below: TableRow) -> bool:
    """Return whether a row on a new page continues the row above in every cell: it names no commitment of its own."""
    filled = filled_cells(below)
    if len(above.cells) != len(below.cells) or not filled:
        return False
    naming = read_naming(lines_of(filled[0])[:1], "column")
    return filled[0] is not below.cells[0] or not (naming.numbers or naming.star)
