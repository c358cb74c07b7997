"""Milestones out of the blocks of an answer: tables that a page end parts joined, lists read item by item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise, takewhile

from pipeline.lexicon import split_label
from pipeline.model import Block, Line, RawRecord, RawValue, Table, TextBlock
from pipeline.structure.commitments.legends import NO_LEGEND, Legend
from pipeline.structure.dates import find_date_chains, find_trailing_dates, is_date, last_day_words, names_last_day
from pipeline.structure.lines import cut_line, cut_lines, join_lines, lines_of, make_stream, make_value, text_of
from pipeline.structure.milestones import (
    RawMilestone,
    find_milestone_head,
    join_tables,
    read_milestone_lines,
    read_milestone_table,
)
from pipeline.structure.milestones import milestone_records as numbered_records
from pipeline.structure.milestones.lists import read_announced
from pipeline.structure.narrative.bodies import Body, ends_with_dates, split_body
from pipeline.structure.rows import join_rows

FEWEST_ITEMS = 2
"""List items that make a list of milestones next to prose."""

_NEAR = re.compile(r"(?:end|late|early|mid)(?:\sof)?\s", re.IGNORECASE)
_YEAR_LINE = re.compile(r"^(?:19|20)\d\d:?$")


def build_milestone_records(blocks: Sequence[Block], place: str, legend: Legend = NO_LEGEND) -> Iterator[RawRecord]:
    """Yield the raw records of the milestones that an answer holds; `legend` says what its marks mean."""
    yield from numbered_records(read_milestones_of_blocks(blocks, legend), place)


def build_announced_records(blocks: Sequence[Block], place: str) -> Iterator[RawRecord]:
    """Yield the raw records of milestones that running text lists behind words for them."""
    texts = (read_announced(lines_of(block)) for block in blocks if isinstance(block, TextBlock))
    yield from numbered_records(next(filter(None, texts), []), place)


def read_milestones_of_blocks(blocks: Sequence[Block], legend: Legend = NO_LEGEND) -> list[RawMilestone]:
    """Return the milestones that an answer holds: those of its tables, else of its lists and lines."""
    parts = joined_tables(blocks)
    tables = join_tables([read_milestone_table(block) for block in parts if isinstance(block, Table)])
    found = tables or _of_texts([block for block in parts if isinstance(block, TextBlock)], legend)
    return [_explain_status(row, legend) for row in found]


def split_dated_steps(blocks: Sequence[Block]) -> Body | None:
    """Return an answer parted before its list if each item of that has a day of its own, None for any other answer.

    Such a list is the commitment's milestones, whatever the label above it says: 'What are we going to do?'.
    """
    items = [block for block in blocks if isinstance(block, TextBlock) and block.kind == "list_item"]
    body = Body((), tuple(items)) if len(items) == len(blocks) else split_body(blocks)
    rows = read_milestones_of_blocks(body.steps)
    return body if len(rows) >= FEWEST_ITEMS and all(row.end_date or row.timeline for row in rows) else None


def _explain_status(row: RawMilestone, legend: Legend) -> RawMilestone:
    """Return a milestone whose status is a mark of the legend with what the mark means."""
    marked = legend.split_mark(row.status_raw.text) if row.status_raw else None
    if marked is None or row.status_raw is None or marked[1] < len(row.status_raw.text):
        return row
    return replace(row, status=replace(row.status_raw, text=marked[0], method="mark"), status_raw=None)


def splits_into_milestones(blocks: Sequence[Block]) -> bool:
    """Return whether an answer about time is a list of dated steps rather than a period."""
    items = sum(isinstance(block, TextBlock) and block.kind == "list_item" for block in blocks)
    return items >= FEWEST_ITEMS or any(isinstance(block, Table) for block in blocks)


def joined_tables(blocks: Sequence[Block]) -> list[Block]:
    """Join tables of one answer that a page end parts: same number of columns, the second without a head."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if isinstance(block, Table) and isinstance(above, Table) and _is_list_continuation(above, block):
            rows = block.rows
            if rows[0].cells and not text_of(rows[0].cells[0]):
                last = join_rows(above.rows[-1], rows[0])
                found[-1] = replace(above, rows=(*above.rows[:-1], last, *rows[1:]))
            else:
                found[-1] = replace(above, rows=(*above.rows, *rows))
        else:
            found.append(block)
    return found


def _is_list_continuation(above: Table, below: Table) -> bool:
    same = bool(above.rows and below.rows) and len(above.rows[0].cells) == len(below.rows[0].cells)
    return same and not find_milestone_head(below.rows[0])


def _of_texts(blocks: Sequence[TextBlock], legend: Legend) -> list[RawMilestone]:
    if headed := _read_headings(blocks) or _read_bold_days(blocks):
        return headed
    items = list(iterate_list_items([_as_item(block, legend) for block in blocks]))
    if len(items) >= FEWEST_ITEMS or (items and len(items) == len(blocks)):
        found = [_read_list_item(*item, legend) for item in items]
        return _with_closing_days(_with_common_due(found, blocks))
    return read_milestone_lines(tuple(line for block in blocks for line in lines_of(block)))


def _as_item(block: TextBlock, legend: Legend) -> TextBlock:
    """Return a paragraph that ends like an item of a list, or opens with a mark, as the item that it is."""
    is_item = ends_with_dates(block) or legend.split_mark(text_of(block)) is not None
    return replace(block, kind="list_item") if block.kind == "paragraph" and is_item else block


def _with_common_due(found: list[RawMilestone], blocks: Sequence[TextBlock]) -> list[RawMilestone]:
    """Give milestones without dates the day by which the sentence above the list announces them all."""
    above = list(takewhile(lambda block: block.kind != "list_item", blocks))
    if not above or not join_lines(above[-1].lines).rstrip().endswith((":", "：")):
        return found
    due = _find_due_day(above[-1].lines)
    if due is None or any(one.end_date or one.start_date or one.timeline for one in found):
        return found
    return [replace(one, end_date=due) for one in found]


def _with_closing_days(rows: list[RawMilestone]) -> list[RawMilestone]:
    """Return milestones with the day apart that closes the text of each one: a column of dates that a tab sets off."""
    parted = [_split_closing_day(row) for row in rows]
    return [row for row in parted if row] if len(rows) >= FEWEST_ITEMS and None not in parted else rows


def _split_closing_day(row: RawMilestone) -> RawMilestone | None:
    """Return a milestone without the one date that closes its text; None for one with other dates or none."""
    whole = make_stream(row.text.lines)
    dates = None if row.start_date or row.end_date or row.timeline else find_trailing_dates(whole.text)
    text = cut_lines(whole, 0, dates.at) if dates and len(dates.dates) == 1 else ()
    if dates is None or not text:
        return None
    day = make_value(cut_lines(whole, *dates.dates[0]), "list")
    return replace(row, text=make_value(text, row.text.method), end_date=day)


def _read_headings(blocks: Sequence[TextBlock]) -> list[RawMilestone]:
    """Read milestones that are headings, each with its dates or more text below; nothing where there are not two."""
    starts = [i for i, block in enumerate(blocks) if block.kind == "heading"]
    if len(starts) < FEWEST_ITEMS or starts[0] != 0:
        return []
    rows: list[RawMilestone] = []
    for start, end in pairwise([*starts, len(blocks)]):
        below = blocks[start + 1 : end]
        dated = [block for block in below if is_date(join_lines(block.lines))]
        text = tuple(line for block in (blocks[start], *below) if block not in dated for line in block.lines)
        timeline = make_value(dated[0].lines, "list") if dated else None
        rows.append(RawMilestone(make_value(text, "list"), timeline=timeline))
    return rows


def _read_bold_days(blocks: Sequence[TextBlock]) -> list[RawMilestone]:
    """Read milestones each of which opens with its last day in bold, without a sign; nothing where one does not."""
    rows: list[RawMilestone] = []
    for block in blocks if len(blocks) >= FEWEST_ITEMS else ():
        first, *below = block.lines
        day, rest = first.text[: first.bold_start].strip(), cut_line(first, first.bold_start)
        if rest is None or not is_date(day):
            return []
        text, when = make_value((rest, *below), "list"), RawValue(day, "list", (first,))
        is_period = len(find_date_chains(day)[0].dates) > 1
        rows.append(RawMilestone(text, timeline=when) if is_period else RawMilestone(text, end_date=when))
    return rows


ListItem = tuple[str | None, tuple[Line, ...], Line | None]
"""Marker, lines, and the line with a bare year that the item is under."""


def iterate_list_items(blocks: Sequence[TextBlock]) -> Iterator[ListItem]:
    """Yield the items of a list with their markers, what hangs on an item put to it."""
    current: tuple[str | None, list[Line]] | None = None
    year: Line | None = None
    depth = min((block.level for block in blocks if block.kind == "list_item"), default=0)
    for block in blocks:
        if block.kind == "list_item" and block.level <= depth:
            if current:
                yield current[0], tuple(current[1]), year
            current = (block.marker, list(block.lines))
        elif _YEAR_LINE.match(join_lines(block.lines)):
            if current:
                yield current[0], tuple(current[1]), year
            current, year = None, block.lines[0]
        elif current and (block.kind == "list_item" or not _ends_sentence(current[1])):
            goes_on = block.kind != "list_item"
            first = replace(block.lines[0], glue="space" if goes_on else "paragraph")
            current[1].extend((first, *block.lines[1:]))
        elif current:
            yield current[0], tuple(current[1]), year
            current = None
    if current:
        yield current[0], tuple(current[1]), year


def _ends_sentence(lines: Sequence[Line]) -> bool:
    return lines[-1].text.rstrip().endswith((".", ";", ":", "!", "?", ")"))


def _read_list_item(marker: str | None, lines: tuple[Line, ...], year: Line | None, legend: Legend) -> RawMilestone:
    """Read one item of a list, its status from the mark that opens it."""
    marked = legend.split_mark(lines[0].text)
    rest = cut_line(lines[0], marked[1]) if marked else None
    if marked and (rest or len(lines) > 1):
        status = RawValue(marked[0], "mark", lines[:1])
        return replace(_read_item(marker, (*([rest] if rest else []), *lines[1:]), year), status=status)
    meaning = legend.marks.get(marker or "")
    one = _read_item(None if meaning else marker, lines, year)
    return replace(one, status=RawValue(meaning, "mark", lines[:1])) if meaning else one


def _read_item(marker: str | None, lines: tuple[Line, ...], year: Line | None) -> RawMilestone:
    """Read one item; a day by which it is due stays in its text, too, but behind a dash or a label."""
    found = read_milestone_lines(lines)
    number = _read_number(marker, lines)
    text = make_value(lines, "list")
    if len(found) != 1:
        one = RawMilestone(text)
    elif found[0].end_date and not found[0].start_date and not _is_parted(text.text, found[0].text.text):
        one = replace(found[0], text=text)
    else:
        one = found[0]
    if one.end_date is None and one.start_date is None and one.timeline is None:
        one = replace(
            one, end_date=_find_due_day(lines) or (RawValue(year.text.rstrip(":"), "list", (year,)) if year else None)
        )
    return replace(one, number=one.number or number)


def _is_parted(whole: str, text: str) -> bool:
    """Return whether a dash, a label or a stop parts what follows a milestone's text from it.

    A colon parts what is before the text from it.
    """
    if whole.endswith(text) and whole.removesuffix(text).rstrip().endswith((":", "：", "–", "—", "-")):
        return True
    rest = whole[len(text) :].lstrip(" (") if whole.startswith(text) else ""
    if text.endswith((".", "!")) and _opens_with_day().match(rest):
        return True
    return rest[:1] in ("–", "—", "-") or (":" in rest and split_label(rest) is not None)


@cache
def _opens_with_day() -> re.Pattern[str]:
    return re.compile(rf"{last_day_words()}\s", re.IGNORECASE)


def _read_number(marker: str | None, lines: Sequence[Line]) -> RawValue | None:
    bare = "".join(char for char in marker if char.isalnum() or char == ".").strip(".") if marker else ""
    return RawValue(bare, "list", tuple(lines[:1])) if any(map(str.isascii, bare)) and bare else None


def _find_due_day(lines: Sequence[Line]) -> RawValue | None:
    """Return the last day that 'by' names anywhere in an item: 'by March 2014', 'by April, followed by ... May'.

    What follows a semicolon describes parts of it: 'by August 2014; this includes pilots by March 2014'.
    """
    text = make_stream(lines)
    clause = text.text.find(";") if ";" in text.text else len(text.text)
    found = [
        chain for chain in find_date_chains(text.text) if names_last_day(text.text[: _day_of(text.text, chain.at)])
    ]
    first = [chain for chain in found if chain.at < clause]
    for chain in reversed(first or found):
        start, end = chain.dates[-1]
        if piece_of := cut_lines(text, start, end):
            return RawValue(text.text[start:end], "list", piece_of)
    return None


def _day_of(text: str, at: int) -> int:
    """Return where the month of a date begins that opens with words for its part: 'end of October 2013'."""
    near = _NEAR.match(text, at)
    return near.end() if near else at
