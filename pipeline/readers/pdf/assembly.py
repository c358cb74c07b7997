"""Put the pages together: furniture and notes off, tables and paragraphs over page ends joined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium

from pipeline.issues import Issue, ReadError
from pipeline.model import Block, Document, Page, SourceDocument, Table, TextBlock
from pipeline.readers.pdf.facts import Facts, find_facts
from pipeline.readers.pdf.furniture import PageLines, find_furniture
from pipeline.readers.pdf.joins import Element, join_elements, single_cell
from pipeline.readers.pdf.layout import PageLayout, elements_of, lay_out
from pipeline.readers.pdf.opening import outline_of, properties_of
from pipeline.readers.pdf.page import PageContent, read_page
from pipeline.readers.pdf.paragraphs import Area, to_line
from pipeline.readers.pdf.printed import PrintedLine, make_lines
from pipeline.readers.pdf.words import Word


def _read_pages(document: pdfium.PdfDocument) -> tuple[list[PageContent], list[Issue]]:
    pages: list[PageContent] = []
    issues: list[Issue] = []
    for number in range(1, len(document) + 1):
        try:
            pages.append(read_page(document, number))
        except pdfium.PdfiumError:
            message = f"Page {number} is damaged and was left out; compare it with the original."
            issues.append(Issue("read", "warning", "page-unreadable", message, page=number))
    return pages, issues


def _page_lines(content: PageContent) -> PageLines:
    by_owner: dict[int, list[Word]] = {}
    for word in content.words:
        by_owner.setdefault(word.owner, []).append(word)
    outside = tuple(make_lines(content.number, by_owner.pop(-1, ())))
    inside = tuple(line for owner in sorted(by_owner) for line in make_lines(content.number, by_owner[owner]))
    return PageLines(content.number, content.frame.height, outside, inside)


def _words_by_page(lines: Sequence[PrintedLine]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for line in lines:
        found.setdefault(line.page, set()).update(word.first for word in line.words)
    return {page: frozenset(words) for page, words in found.items()}


def _facts(layouts: Sequence[PageLayout], document: pdfium.PdfDocument) -> Facts:
    columns = [list(run) for layout in layouts for run in layout.columns]
    cells = [list(lines) for layout in layouts for group in layout.grids for grid in group for lines in grid.lines]
    return find_facts([*columns, *cells], (line for run in columns for line in run), outline_of(document))


def _areas(layouts: Sequence[PageLayout]) -> list[Area]:
    """Return each page's text area: its own widest lines, but no wider than the document's usual page."""
    sides = [
        (
            min(line.start for run in layout.columns for line in run),
            max(line.end for run in layout.columns for line in run),
        )
        if any(layout.columns)
        else None
        for layout in layouts
    ]
    known = [side for side in sides if side]
    if not known:
        return [Area(0.0, 0.0)] * len(layouts)
    left, right = median(side[0] for side in known), median(side[1] for side in known)
    return [Area(min(left, side[0]), max(right, side[1])) if side else Area(left, right) for side in sides]


def _unframed(element: Element) -> list[Block]:
    """Return the text of a table of one cell as text: a frame is no table."""
    cell = single_cell(element.block) if isinstance(element.block, Table) else None
    return list(cell.blocks) if cell else [element.block]


def _foot(layouts: Sequence[PageLayout]) -> float:
    ends = [line.box[3] for layout in layouts for run in layout.columns for line in run]
    ends += [group[-1].grid.box[3] for layout in layouts for group in layout.grids]
    return max(ends, default=0.0)


def _furniture_blocks(lines: Sequence[PrintedLine]) -> tuple[TextBlock, ...]:
    return tuple(TextBlock("paragraph", (made,)) for line in lines if (made := to_line(line, "paragraph")))


def assemble(document: pdfium.PdfDocument, path: Path, source: SourceDocument) -> Document:
    """Read all pages of an open document into one `Document`."""
    contents, issues = _read_pages(document)
    if not any(content.words for content in contents):
        raise ReadError(
            "pdf-no-text", "The PDF holds pictures of pages without text; run it through OCR (ocrmypdf) and try again."
        )
    lines = [_page_lines(content) for content in contents]
    rough = find_facts(
        [list(page.outside) for page in lines] + [list(page.inside) for page in lines],
        (line for page in lines for line in page.outside),
        {},
    )
    furniture = find_furniture(lines, rough.size)
    gone = _words_by_page(furniture)
    layouts = [lay_out(content, gone.get(content.number, frozenset())) for content in contents]
    facts = _facts(layouts, document)
    foot = _foot(layouts)
    elements = [
        element
        for layout, area in zip(layouts, _areas(layouts), strict=True)
        for element in elements_of(layout, facts, area, foot)
    ]
    blocks = [block for element in join_elements(elements, facts) for block in _unframed(element)]
    return Document(
        source=source,
        blocks=tuple(blocks),
        furniture=_furniture_blocks(furniture),
        pages=tuple(_page(content) for content in contents),
        properties=properties_of(document),
        issues=tuple(issues),
    )


def _page(content: PageContent) -> Page:
    frame = content.frame
    return Page(content.number, round(frame.width, 2), round(frame.height, 2), frame.rotation, content.quality)
