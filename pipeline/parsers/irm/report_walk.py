"""The walk through an IRM report: sections of commitments, rating tables, labels, totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Block, Line, Table, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.irm.commitment_headings import Opening, opening
from pipeline.parsers.irm.commitment_ledger import Register, take_prose
from pipeline.parsers.irm.labelled_ratings import Item, items_of, read
from pipeline.parsers.irm.rating_rows import rated_rows
from pipeline.parsers.irm.recommendations import is_heading as is_advice
from pipeline.parsers.irm.row_commitments import Context, take_rows
from pipeline.parsers.irm.stacked_grids import stacked
from pipeline.parsers.irm.totals import Total, totals
from pipeline.parsers.irm.words import find, label
from pipeline.structure.grids import is_tick
from pipeline.structure.lines import lines_of, paragraphs, text_of

LONGEST_HEADING = 240
_CHAPTER = re.compile(r"(?:[IVXLC]{1,5}\s*[.:|)]|annex|anexo|annexe|appendix|references|referencias)", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:\.{3}|…|\s\s|\t)\s{0,20}\d{1,3}\s{0,20}$")


@dataclass(slots=True)
class Reading:
    """What the walk gathers; `section` is the commitment whose section is read, `items` its paragraphs so far."""

    register: Register
    named_style: bool
    issues: list[Issue] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    section: Opening | None = None
    level: int = 0
    items: list[Item] = field(default_factory=list)


def walk(blocks: Sequence[Block], phase: str | None) -> Reading:
    """Read all blocks of a report whose own ratings are of a phase."""
    named = sum(1 for block in blocks if isinstance(block, TextBlock) and _section(block, True))
    reading = Reading(Register(phase), named > 1)
    for block in blocks:
        if isinstance(block, Table):
            _table(reading, block)
        else:
            _text(reading, block)
    _flush(reading)
    return reading


def _text(reading: Reading, block: TextBlock) -> None:
    found = _section(block, reading.named_style)
    if found and not _is_part(reading, found):
        _flush(reading)
        reading.section, reading.level = found, block.level if block.kind == "heading" else 0
        if block.kind == "heading" and found.named:
            reading.register.name(found)
        reading.items += [Item(rest, False) for rest in paragraphs(lines_of(block))[1:]]
        return
    if _ends_section(reading, block):
        _flush(reading)
        reading.section = None
    reading.totals += totals(block)
    heading = block.kind == "heading" or (_is_bold(block) and len(text_of(block)) <= LONGEST_HEADING)
    reading.items += items_of(lines_of(block), heading)


def _section(block: TextBlock, named_style: bool) -> Opening | None:
    """Return the commitment whose section a block opens; a bare number counts only where headings don't name them."""
    lines = lines_of(block)
    groups = paragraphs(lines)
    first: tuple[Line, ...] = groups[0] if groups else ()
    text = " ".join(line.text for line in first)
    if not text or len(text) > LONGEST_HEADING or text.endswith((".", ";", ",")) or _PAGE_NUMBER.search(text):
        return None
    found = opening(first, "heading")
    if not (found.title or found.named) or found.overall or (found.title and label(found.title.text)):
        return None
    set_apart = block.kind == "heading" or _is_bold(block)
    if found.named and found.numbers:
        return found if found.title or set_apart else None
    if found.star and set_apart:
        return found
    return found if not named_style and found.marked and set_apart and not found.milestone else None


def _is_bold(block: TextBlock) -> bool:
    return bool(block.lines) and all(line.bold for line in block.lines)


def _is_part(reading: Reading, found: Opening) -> bool:
    """Say whether a numbered heading stands within the section: '1.1' within '1', once that one is rated."""
    current = reading.section.numbers[0] if reading.section and reading.section.numbers else None
    if not current or not found.numbers or not found.numbers[0].startswith(f"{current}."):
        return False
    known = reading.register.find(current, None)
    return bool(known and known.ratings) or bool(read(reading.items).ratings)


def _ends_section(reading: Reading, block: TextBlock) -> bool:
    """Say whether a heading ends a commitment's section: a chapter, or one set larger than the section's own."""
    text = text_of(block)
    if block.kind != "heading" or reading.section is None:
        return False
    if find("sections", text) or label(text) or find("phases", text):
        return False
    return block.level < reading.level or _CHAPTER.match(text) is not None or is_advice(text)


def _flush(reading: Reading) -> None:
    """Read the labels of the section that ends, and give them to its commitment."""
    told = read(reading.items)
    reading.items = []
    if not (told.ratings or told.prose or told.problems):
        return
    section = reading.section
    if section is None:
        reading.issues += [
            _homeless(rating.indicator, rating.value.text, rating.value.lines) for rating in told.ratings
        ]
        return
    known = reading.register.find(section.numbers[0] if section.numbers else None, None) if section.numbers else None
    if not told.ratings and known is None:
        return
    entries = reading.register.name(section)
    for entry in entries:
        entry.ratings += told.ratings
        take_prose(entry, told.prose)
    for problem, page in told.problems:
        reading.issues.append(Issue("parse", "warning", problem.code, problem.message, page, entries[0].place))


def _homeless(indicator: str, text: str, lines: Sequence[Line]) -> Issue:
    page = lines[0].anchor.page if lines else None
    message = f"'{indicator}: {text[:60]}' stands under no commitment's heading and is left out."
    return Issue("parse", "info", "rating-without-commitment", message, page)


def _table(reading: Reading, table: Table) -> None:
    rows = rated_rows(table)
    if rows is not None:
        _flush(reading)
        context = Context(reading.register, reading.section, reading.issues)
        take_rows(rows, context)
        return
    counted = totals(table)
    if counted:
        reading.totals += counted
        return
    told = stacked(table)
    if told is not None and reading.section:
        for entry in reading.register.name(reading.section):
            entry.ratings += told[0]
        reading.issues += [Issue("parse", "warning", p.code, p.message, page) for p, page in told[1]]
        table = replace(table, rows=told[2])
    _cells(reading, table)


def _cells(reading: Reading, table: Table) -> None:
    """Read a table as paragraphs, cell by cell; a cell that names a commitment opens its section within the table."""
    signs = [cell for row in table.rows for cell in row.cells if is_tick(text_of(cell)) and text_of(cell) not in "*+"]
    if len(signs) > 1:
        message = f"A table with {len(signs)} marks has no headings that say what is marked; it was not read."
        page = signs[0].anchors[0].page if signs[0].anchors else None
        reading.issues.append(Issue("parse", "warning", "grid-not-read", message, page))
    outer, level = reading.section, reading.level
    opened = False
    for block in _paragraph_blocks(table):
        found = _section(block, True)
        if found and found.named:
            _flush(reading)
            reading.section, opened = found, True
            reading.items += [Item(rest) for rest in paragraphs(lines_of(block))[1:]]
        else:
            reading.items += items_of(lines_of(block))
    if opened:
        _flush(reading)
        reading.section, reading.level = outer, level


def _paragraph_blocks(table: Table) -> Iterator[TextBlock]:
    for row in table.rows:
        for cell in row.cells:
            for block in cell.blocks:
                yield from _paragraph_blocks(block) if isinstance(block, Table) else (block,)
