"""Assemble the pages: remove headers, footers and notes; join tables and paragraphs that a page end divides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from statistics import median

from pipeline.model import Anchor, Block, Cell, Document, Line, Page, SourceDocument, Table, TextBlock
from pipeline.readers.cleaning import clean_text
from pipeline.readers.layout_tables import unwrap_frame
from pipeline.readers.pdf.borderless import PreviousPage
from pipeline.readers.pdf.chars.geometry import PageTurn, box_as_shown
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_lines
from pipeline.readers.pdf.chars.typography import Typography, find_typography, measure_type, promote_heading
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.columns import find_flowing_columns, find_usual_columns
from pipeline.readers.pdf.layout.headers_footers import PageLines, find_headers_footers
from pipeline.readers.pdf.layout.notes import NoteLines, find_note_marks, find_notes, make_note_blocks, strip_label
from pipeline.readers.pdf.layout.page_break_joins import Element, join_elements
from pipeline.readers.pdf.layout.paragraphs import Area, make_text_line
from pipeline.readers.pdf.layout.reading_order import PageLayout, lay_out_page, make_elements
from pipeline.readers.pdf.opening import PdfReading
from pipeline.readers.pdf.page import PageContent

_EMPTY_LAYOUT = PageLayout(0, 0.0, (), ())
"""Replaces the layout of a page whose elements are made, so that its memory is free."""
LEAST_INDENTED_LINES = 6
"""Lines that start at one place before their right end counts as a limit: fewer may all be short by chance."""
MOST_INDENT = 60.0
"""Points; a list is set in from the right by less, and lines that end earlier are short rather than limited."""


def _make_page_lines(content: PageContent) -> PageLines:
    by_owner: dict[int, list[Word]] = {}
    for word in content.words:
        by_owner.setdefault(word.owner, []).append(word)
    lines = {owner: tuple(make_lines(content.number, words)) for owner, words in sorted(by_owner.items())}
    inside = tuple(line for owner, owned in lines.items() if owner >= 0 for line in owned)
    return PageLines(content.number, content.frame.height, lines.get(-1, ()), inside, lines)


def _taken_words(lines: Sequence[PrintedLine]) -> dict[int, frozenset[int]]:
    words_by_page: dict[int, set[int]] = {}
    for line in lines:
        words_by_page.setdefault(line.page, set()).update(word.first for word in line.words)
    return {page: frozenset(words) for page, words in words_by_page.items()}


def _find_body_typography(layouts: Sequence[PageLayout], outline: Mapping[str, int]) -> Typography:
    columns = [list(column.lines) for layout in layouts for column in layout.columns]
    grids = [grid for layout in layouts for group in layout.grids for grid in group]
    cells = [list(lines) for grid in grids for lines in grid.lines]
    # Tables without rules are set in the type of the body.
    body = [*columns, *(lines for grid in grids if not grid.grid.ruled for lines in grid.lines)]
    return find_typography([*columns, *cells], (line for run in body for line in run), outline)


def _full_width_lines(layout: PageLayout) -> list[PrintedLine]:
    return [line for column in layout.columns if not column.narrow for line in column.lines if line.angle == 0]


def _indented_limits(lines: Sequence[PrintedLine], right: float) -> dict[int, float]:
    """Return the right limits of text that is set in from both sides, such as lists, by where its lines start."""
    ends: dict[int, list[float]] = {}
    for line in lines:
        ends.setdefault(round(line.start), []).append(line.end)
    longest = {start: max(line_ends) for start, line_ends in ends.items() if len(line_ends) >= LEAST_INDENTED_LINES}
    return {start: end for start, end in longest.items() if 0 < right - end < MOST_INDENT}


def _text_areas(layouts: Sequence[PageLayout]) -> list[Area]:
    """Return each page's text area: its own widest lines, but no narrower than the document's usual page."""
    lines = [_full_width_lines(layout) for layout in layouts]
    sides = [
        (min(line.start for line in page_lines), max(line.end for line in page_lines))
        for page_lines in lines
        if page_lines
    ]
    if not sides:
        return [Area(0.0, 0.0)] * len(layouts)
    left, right = median(side[0] for side in sides), median(side[1] for side in sides)
    indented = _indented_limits([line for page_lines in lines for line in page_lines], right)
    return [
        Area(
            min([left, *(line.start for line in page_lines)]),
            max([right, *(line.end for line in page_lines)]),
            indented,
        )
        for page_lines in lines
    ]


def _body_feet(layouts: Sequence[PageLayout]) -> dict[int, float]:
    """Return where the body ends on pages of each height: those on their side end higher."""
    feet: dict[int, float] = defaultdict(float)
    for layout in layouts:
        ends = [line.box[3] for column in layout.columns for line in column.lines]
        ends += [group[-1].grid.box[3] for group in layout.grids]
        feet[round(layout.height)] = max([feet[round(layout.height)], *ends])
    return feet


def _make_furniture_blocks(lines: Sequence[PrintedLine]) -> tuple[TextBlock, ...]:
    return tuple(
        TextBlock("paragraph", (line_read,)) for line in lines if (line_read := make_text_line(line, "paragraph"))
    )


def _stamp_blocks(pages: Sequence[PageContent]) -> Iterator[TextBlock]:
    """Yield the watermarks of pages as blocks, each text once."""
    seen: dict[str, int] = {}
    for page in pages:
        for text in page.stamps:
            seen.setdefault(clean_text(text), page.number)
    return (TextBlock("paragraph", (Line(text, Anchor(page)),)) for text, page in seen.items() if text)


@dataclass(frozen=True, slots=True)
class _SetApart:
    """The lines of all pages, those that are no running text (headers, footers, notes), and their words by page."""

    typography: Typography
    pages: tuple[PageLines, ...]
    furniture: tuple[PrintedLine, ...]
    notes: tuple[TextBlock, ...]
    words: dict[int, frozenset[int]]


def _set_apart(contents: Sequence[PageContent]) -> _SetApart:
    """Find headers, footers and notes among the lines of all pages."""
    pages = [_make_page_lines(content) for content in contents]
    outside = [list(page.outside) for page in pages]
    runs = [*outside, *(list(page.inside) for page in pages)]
    first_typography = measure_type(runs, chain.from_iterable(outside))
    furniture = find_headers_footers(pages, first_typography.size)
    taken = {id(line) for line in furniture}
    notes: list[NoteLines] = []
    for page, content in zip(pages, contents, strict=True):
        body = [line for line in page.outside if id(line) not in taken]
        floor = max((cell.box[3] for cell in content.cells), default=0.0)
        notes_continue = bool(notes and notes[-1].lines)
        notes.append(
            find_notes(body, content.drawing.strokes, floor, first_typography, notes_continue, content.frame.width)
        )
    has_notes = any(page.lines for page in notes)
    blocks = make_note_blocks(notes, find_typography(runs, chain.from_iterable(outside), {})) if has_notes else ()
    labels = frozenset(strip_label(block.marker) for block in blocks if block.marker)
    words = _taken_words([*furniture, *(line for page in notes for line in page.lines)])
    for page in pages:
        marks = find_note_marks((*page.outside, *page.inside), labels)
        words[page.number] = words.get(page.number, frozenset()) | marks
    running = [[word for line in run if id(line) not in taken for word in line.words] for run in outside]
    columns = find_usual_columns([words for words in running if words])
    flows = find_flowing_columns([words for words in running if words], columns)
    return _SetApart(
        replace(first_typography, columns=columns, flows=flows), tuple(pages), tuple(furniture), blocks, words
    )


def _lay_out_pages(contents: Sequence[PageContent], apart: _SetApart) -> Iterator[PageLayout]:
    above = PreviousPage()
    for content, lines in zip(contents, apart.pages, strict=True):
        layout = lay_out_page(
            content, lines.by_owner, apart.words.get(content.number, frozenset()), apart.typography, above
        )
        above = layout.above
        yield layout


def assemble_document(reading: PdfReading, source: SourceDocument) -> Document:
    """Build the `Document` of the pages read.

    Memory of the words, 100 MB of a long document, is freed page by page if the caller holds no reference to `reading`.
    """
    pages = tuple(map(_make_page, reading.pages))
    scans = {content.number: content.turn for content in reading.pages if content.turn}
    file_facts = replace(reading, pages=())
    apart = _set_apart(reading.pages)
    layouts = list(_lay_out_pages(reading.pages, apart))
    notes, furniture = apart.notes, (*_make_furniture_blocks(apart.furniture), *_stamp_blocks(reading.pages))
    del reading, apart
    document = Document(
        source=source,
        blocks=_make_blocks(layouts, file_facts.outline),
        notes=notes,
        furniture=furniture,
        pages=pages,
        properties=file_facts.properties,
        issues=file_facts.issues,
    )
    return restore_anchors(document, scans)


def _make_blocks(layouts: list[PageLayout], outline: Mapping[str, int]) -> tuple[Block, ...]:
    """Return the blocks in reading order, tables and paragraphs joined over page ends; the list is emptied."""
    typography, feet, areas = _find_body_typography(layouts, outline), _body_feet(layouts), _text_areas(layouts)
    elements: list[Element] = []
    for index, area in enumerate(areas):
        elements += make_elements(layouts[index], typography, area, feet[round(layouts[index].height)])
        layouts[index] = _EMPTY_LAYOUT
    layouts.clear()
    joined = (element.block for element in join_elements(elements, typography))
    # Paragraphs outside of frames were told from headings as they were made.
    return tuple(
        block if block is outer else promote_heading(block, typography)
        for outer in joined
        for block in unwrap_frame(outer)
    )


def _make_page(content: PageContent) -> Page:
    frame = content.turn.frame if content.turn else content.frame
    return Page(
        content.number,
        round(frame.width, 2),
        round(frame.height, 2),
        frame.rotation,
        content.quality,
        content.engine,
        content.recognised,
    )


MoveAnchor = Callable[[Anchor], Anchor]


def restore_anchors(document: Document, scans: Mapping[int, PageTurn]) -> Document:
    """Return the document with the places on its scanned pages as they are shown."""
    turns = {number: turn for number, turn in scans.items() if turn.skew or turn.quarters}
    if not turns:
        return document

    def move(anchor: Anchor) -> Anchor:
        turn = turns.get(anchor.page or 0)
        return replace(anchor, box=box_as_shown(anchor.box, turn)) if turn and anchor.box else anchor

    return move_anchors(document, move)


def move_anchors(document: Document, move: MoveAnchor) -> Document:
    """Return the document with all its places moved."""
    return replace(
        document,
        blocks=tuple(_move_block(block, move) for block in document.blocks),
        notes=tuple(_move_text(block, move) for block in document.notes),
        furniture=tuple(_move_text(block, move) for block in document.furniture),
    )


def _move_block(block: Block, move: MoveAnchor) -> Block:
    if isinstance(block, TextBlock):
        return _move_text(block, move)
    rows = tuple(replace(row, cells=tuple(_move_cell(cell, move) for cell in row.cells)) for row in block.rows)
    return Table(rows, tuple(map(move, block.anchors)), block.ruled)


def _move_text(block: TextBlock, move: MoveAnchor) -> TextBlock:
    return replace(block, lines=tuple(_move_line(line, move) for line in block.lines))


def _move_line(line: Line, move: MoveAnchor) -> Line:
    return replace(line, anchor=move(line.anchor))


def _move_cell(cell: Cell, move: MoveAnchor) -> Cell:
    blocks = tuple(_move_block(block, move) for block in cell.blocks)
    return replace(cell, blocks=blocks, anchors=tuple(map(move, cell.anchors)))
