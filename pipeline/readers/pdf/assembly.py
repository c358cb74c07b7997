"""Put the pages together: furniture and notes off, tables and paragraphs over page ends joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.model import Anchor, Block, Document, Line, Page, SourceDocument, Table, TextBlock
from pipeline.readers.cleaning import clean
from pipeline.readers.pdf.borderless.detect import PreviousPage
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_lines
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.columns import usual_columns
from pipeline.readers.pdf.layout.headers_footers import PageLines, find_furniture
from pipeline.readers.pdf.layout.notes import NoteLines, bare_label, find_notes, marks_in, note_blocks
from pipeline.readers.pdf.layout.page_break_joins import Element, join_elements, single_cell
from pipeline.readers.pdf.layout.paragraphs import Area, heading_level, to_line
from pipeline.readers.pdf.layout.reading_order import PageLayout, elements_of, lay_out
from pipeline.readers.pdf.layout.typography import Facts, find_facts
from pipeline.readers.pdf.opening import Reading
from pipeline.readers.pdf.page import PageContent
from pipeline.readers.pdf.scans.deskew import restore_anchors

_DONE = PageLayout(0, 0.0, (), ())
"""What stands in for a page whose elements are made."""
LEAST_INDENTED = 6
MOST_INDENT = 60.0


def _page_lines(content: PageContent) -> PageLines:
    by_owner: dict[int, list[Word]] = {}
    for word in content.words:
        by_owner.setdefault(word.owner, []).append(word)
    lines = {owner: tuple(make_lines(content.number, words)) for owner, words in sorted(by_owner.items())}
    inside = tuple(line for owner, found in lines.items() if owner >= 0 for line in found)
    return PageLines(content.number, content.frame.height, lines.get(-1, ()), inside, lines)


def _words_by_page(lines: Sequence[PrintedLine]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for line in lines:
        found.setdefault(line.page, set()).update(word.first for word in line.words)
    return {page: frozenset(words) for page, words in found.items()}


def _facts(layouts: Sequence[PageLayout], outline: Mapping[str, int]) -> Facts:
    columns = [list(column.lines) for layout in layouts for column in layout.columns]
    grids = [grid for layout in layouts for group in layout.grids for grid in group]
    cells = [list(lines) for grid in grids for lines in grid.lines]
    # What stands in tables without rules is set as the body is.
    body = [*columns, *(lines for grid in grids if not grid.grid.ruled for lines in grid.lines)]
    return find_facts([*columns, *cells], (line for run in body for line in run), outline)


def _full_lines(layout: PageLayout) -> list[PrintedLine]:
    return [line for column in layout.columns if not column.narrow for line in column.lines if line.angle == 0]


def _indented(lines: Sequence[PrintedLine], right: float) -> dict[int, float]:
    """Return the right limits of lists and the like set in from both sides, by where their lines start."""
    ends: dict[int, list[float]] = {}
    for line in lines:
        ends.setdefault(round(line.start), []).append(line.end)
    reach = {start: max(found) for start, found in ends.items() if len(found) >= LEAST_INDENTED}
    return {start: end for start, end in reach.items() if 0 < right - end < MOST_INDENT}


def _areas(layouts: Sequence[PageLayout]) -> list[Area]:
    """Return each page's text area: its own widest lines, but no narrower than the document's usual page."""
    lines = [_full_lines(layout) for layout in layouts]
    sides = [(min(line.start for line in found), max(line.end for line in found)) for found in lines if found]
    if not sides:
        return [Area(0.0, 0.0)] * len(layouts)
    left, right = median(side[0] for side in sides), median(side[1] for side in sides)
    indented = _indented([line for found in lines for line in found], right)
    return [
        Area(min([left, *(line.start for line in found)]), max([right, *(line.end for line in found)]), indented)
        for found in lines
    ]


def _unframed(element: Element, facts: Facts) -> list[Block]:
    """Return the text of a table of one cell as text: a frame is no table."""
    cell = single_cell(element.block) if isinstance(element.block, Table) else None
    return [_as_heading(block, facts) for block in cell.blocks] if cell else [element.block]


def _as_heading(block: Block, facts: Facts) -> Block:
    if isinstance(block, Table) or block.kind != "paragraph":
        return block
    level = heading_level(block.lines, facts)
    return replace(block, kind="heading", level=level) if level else block


def _foot(layouts: Sequence[PageLayout]) -> float:
    ends = [line.box[3] for layout in layouts for column in layout.columns for line in column.lines]
    ends += [group[-1].grid.box[3] for layout in layouts for group in layout.grids]
    return max(ends, default=0.0)


def _furniture_blocks(lines: Sequence[PrintedLine]) -> tuple[TextBlock, ...]:
    return tuple(TextBlock("paragraph", (made,)) for line in lines if (made := to_line(line, "paragraph")))


def _stamps(pages: Sequence[PageContent]) -> Iterator[TextBlock]:
    """Yield the watermarks of pages as furniture, each text once."""
    seen: dict[str, int] = {}
    for page in pages:
        for text in page.stamps:
            seen.setdefault(clean(text), page.number)
    return (TextBlock("paragraph", (Line(text, Anchor(page)),)) for text, page in seen.items() if text)


@dataclass(frozen=True, slots=True)
class _Apart:
    """The pages' plain lines, what of them is no running text (furniture, notes), and by page the words it takes."""

    facts: Facts
    pages: tuple[PageLines, ...]
    furniture: tuple[PrintedLine, ...]
    notes: tuple[TextBlock, ...]
    words: dict[int, frozenset[int]]


def _set_apart(contents: Sequence[PageContent]) -> _Apart:
    """Find furniture and notes on the pages' plain lines."""
    pages = [_page_lines(content) for content in contents]
    outside = [list(page.outside) for page in pages]
    rough = find_facts([*outside, *(list(page.inside) for page in pages)], (x for run in outside for x in run), {})
    furniture = find_furniture(pages, rough.size)
    taken = {id(line) for line in furniture}
    notes: list[NoteLines] = []
    for page, content in zip(pages, contents, strict=True):
        body = [line for line in page.outside if id(line) not in taken]
        floor = max((cell.box[3] for cell in content.cells), default=0.0)
        goes_on = bool(notes and notes[-1].lines)
        notes.append(find_notes(body, content.drawing.strokes, floor, rough, goes_on, content.frame.width))
    blocks = note_blocks(notes, rough)
    labels = frozenset(bare_label(block.marker) for block in blocks if block.marker)
    words = _words_by_page([*furniture, *(line for page in notes for line in page.lines)])
    for page in pages:
        marks = marks_in((*page.outside, *page.inside), labels)
        words[page.number] = words.get(page.number, frozenset()) | marks
    running = [[word for line in run if id(line) not in taken for word in line.words] for run in outside]
    columns = usual_columns([found for found in running if found])
    return _Apart(replace(rough, columns=columns), tuple(pages), tuple(furniture), blocks, words)


def _layouts(contents: Sequence[PageContent], apart: _Apart) -> Iterator[PageLayout]:
    above = PreviousPage()
    for content, lines in zip(contents, apart.pages, strict=True):
        layout = lay_out(content, lines.by_owner, apart.words.get(content.number, frozenset()), apart.facts, above)
        above = layout.above
        yield layout


def assemble(reading: Reading, source: SourceDocument) -> Document:
    """Make a `Document` of the pages read.

    Whoever keeps nothing of the reading has its words, 100 MB of a long document, given back page by page.
    """
    shown = tuple(map(_page, reading.pages))
    scans = {content.number: content.turn for content in reading.pages if content.turn}
    facts = replace(reading, pages=())
    apart = _set_apart(reading.pages)
    layouts = list(_layouts(reading.pages, apart))
    notes, furniture = apart.notes, (*_furniture_blocks(apart.furniture), *_stamps(reading.pages))
    del reading, apart
    document = Document(
        source=source,
        blocks=_blocks(layouts, facts.outline),
        notes=notes,
        furniture=furniture,
        pages=shown,
        properties=facts.properties,
        issues=facts.issues,
    )
    return restore_anchors(document, scans)


def _blocks(layouts: list[PageLayout], outline: Mapping[str, int]) -> tuple[Block, ...]:
    """Return the blocks in reading order, tables and paragraphs joined over page ends; the list is emptied."""
    facts, foot, areas = _facts(layouts, outline), _foot(layouts), _areas(layouts)
    elements: list[Element] = []
    for index, area in enumerate(areas):
        elements += elements_of(layouts[index], facts, area, foot)
        layouts[index] = _DONE
    layouts.clear()
    return tuple(block for element in join_elements(elements, facts) for block in _unframed(element, facts))


def _page(content: PageContent) -> Page:
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
