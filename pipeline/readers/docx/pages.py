"""Find the pages of a body, take out what its text repeats on them, and join what a page end divides.

Converted files have their headers, footers and page numbers typed into the body, and a page's end inside paragraphs
and tables. A word processor's own files have these only where an author breaks the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from pipeline.model import Block, Box, Table, TextBlock
from pipeline.readers.docx.package import Element, W, find_child, is_on, read_value
from pipeline.readers.layout_tables import unwrap_frame
from pipeline.readers.markers import BULLETS
from pipeline.readers.pdf.chars.typography import Typography, measure_sizes, promote_heading
from pipeline.readers.pdf.layout.page_break_joins import Element as PageElement
from pipeline.readers.pdf.layout.page_break_joins import is_text_continued, join_elements, join_text
from pipeline.readers.text_lines import TextFileLine, find_running_lines
from pipeline.structure.lines import lines_of, open_paragraph, own_lines

LEAST_LINE = 60
"""Characters of a line that fills a page's width, at least: shorter paragraphs are entries of a list."""
_FEWEST_WORDS = 4
"""Words of a line that is a table's row; a row of fewer cells may be data."""
_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
_RENDERED = W + "lastRenderedPageBreak"
_TEXTS = frozenset([W + "t", W + "tab", W + "drawing"])
_SAME_PAGE = frozenset(["continuous", "nextColumn"])
"""How a section begins that does not begin on a page of its own."""


def number_pages(body: Element) -> dict[str, int]:
    """Return the page on which each element of the body begins, by its path, as far as the file knows its pages.

    A word processor stores where its last page ends were; else pages end where an author or a program put breaks.
    """
    is_rendered = next(body.iter(_RENDERED), None) is not None
    starts = [_starts_page(section) for section in body.iter(W + "sectPr")]
    counts: Counter[str] = Counter()
    pages: dict[str, int] = {}
    page, section = 1, 0
    for element in body:
        if not isinstance(element.tag, str):
            continue
        name = element.tag.removeprefix(W)
        counts[name] += 1
        before, after = _count_breaks(element, is_rendered)
        page += before
        pages[f"/w:body/w:{name}[{counts[name]}]"] = page
        page += after
        for _ in element.iterchildren(W + "pPr") if next(element.iter(W + "sectPr"), None) is not None else ():
            section += 1
            page += not is_rendered and starts[min(section, len(starts) - 1)]
    return pages


def _starts_page(section: Element) -> bool:
    return read_value(find_child(section, "type")) not in _SAME_PAGE


def _count_breaks(element: Element, is_rendered: bool) -> tuple[int, int]:
    """Return how many pages end in front of the first text of an element, and behind it."""
    counts = [0, 0]
    has_text = 0
    for part in element.iter():
        if part.tag in _TEXTS:
            has_text = 1
        elif part.tag == _RENDERED or (not is_rendered and part.tag == W + "br" and read_value(part, "type") == "page"):
            counts[has_text] += 1
    opens = is_on(find_child(element, "pPr", "pageBreakBefore")) and not is_rendered
    return counts[0] + bool(opens), counts[1]


def join_pages(blocks: Sequence[Block], pages: Mapping[str, int]) -> tuple[list[Block], list[TextBlock]]:
    """Return the blocks of a body without what pages repeat, joined over page ends, and what was taken out.

    In a text without headings of its own, type that stands out makes them; the text of a frame is text like any other.
    """
    places = [_page_of(block, pages) for block in blocks]
    running = _find_running(blocks, places)
    elements = [
        PageElement(page, _NOWHERE, _read_spaced_line(rest))
        for block, page in zip(blocks, places, strict=True)
        if (rest := _drop_lines(block, running)) is not None
    ]
    typography = measure_sizes(line for block in blocks for line in own_lines(block))
    is_styled = any(isinstance(block, TextBlock) and block.kind == "heading" for block in blocks)
    joined = (inner for element in join_elements(elements, typography) for inner in unwrap_frame(element.block))
    parts = joined if is_styled else (part for block in joined for part in _find_headings(block, typography))
    body = list(_join_lines(parts, typography))
    return body, [
        TextBlock("paragraph", (line,)) for block in blocks for line in own_lines(block) if id(line) in running
    ]


def _read_spaced_line(block: Block) -> Block:
    """Return the line of text that a program made a table of, for the wide blanks between its words; else the block.

    It has one row of one word a cell, and goes on with a small letter as no head of a table does.
    """
    if isinstance(block, TextBlock) or len(block.rows) > 1 or len(block.rows[0].cells) < _FEWEST_WORDS:
        return block
    cells = [lines_of(cell) for cell in block.rows[0].cells]
    if not all(len(lines) == 1 and " " not in lines[0].text for lines in cells) or not cells[0][0].text[0].islower():
        return block
    words = [replace(lines[0], glue="space") for lines in cells]
    return TextBlock("paragraph", open_paragraph(words))


def _find_headings(block: Block, typography: Typography) -> Iterator[Block]:
    """Yield the parts of a paragraph at the lines where its type changes, those whose type makes them headings as such.

    A program may make one paragraph of a heading and the text below it. Items of a list may open with a line in bold.
    """
    if isinstance(block, Table) or block.kind != "paragraph" or block.lines[0].text[0] in BULLETS:
        yield block
        return
    for _, group in groupby(block.lines, key=attrgetter("size", "bold")):
        part = replace(block, lines=open_paragraph(list(group)))
        found = promote_heading(part, typography)
        if found is part or isinstance(found, Table):
            yield part
        else:
            first, *rest = found.lines
            yield replace(found, level=0, lines=(first, *(replace(line, glue="space") for line in rest)))


def _join_lines(blocks: Iterable[Block], typography: Typography) -> Iterator[Block]:
    """Yield blocks, the lines of a heading or paragraph that a program made paragraphs of as one."""
    above: Block | None = None
    for block in blocks:
        if isinstance(above, TextBlock) and isinstance(block, TextBlock) and _is_next_line(above, block):
            above = join_text(above, block, typography)
            continue
        if above:
            yield above
        above = block
    if above:
        yield above


def _is_next_line(above: TextBlock, below: TextBlock) -> bool:
    """Return whether a block continues the one above it, in its type: a heading, or a text of a line at least."""
    last, first = above.lines[-1], below.lines[0]
    if (last.size, last.bold) != (first.size, first.bold) or not last.size:
        return False
    if above.kind == below.kind == "heading" and not (above.level or below.level):
        return first.text[0].islower() and not last.text.endswith((".", ":", ";"))
    return is_text_continued(above, below) and sum(len(line.text) for line in above.lines) >= LEAST_LINE


def _page_of(block: Block, pages: Mapping[str, int]) -> int:
    anchor = block.anchors[0] if isinstance(block, Table) else block.lines[0].anchor
    parts = (anchor.path or "").split("/")
    return pages.get("/".join(parts[:3]), 1)


def _find_running(blocks: Sequence[Block], places: Sequence[int]) -> set[int]:
    """Return the lines (by identity) that pages repeat at their head or foot, where pages have their numbers typed."""
    lines = [(line, page) for block, page in zip(blocks, places, strict=True) for line in own_lines(block)]
    printed = [TextFileLine(number, 0, line.text, page) for number, (line, page) in enumerate(lines)]
    return {id(lines[number][0]) for number in find_running_lines(printed)}


def _drop_lines(block: Block, running: set[int]) -> Block | None:
    """Return a block without some of its lines, None where nothing is left."""
    if isinstance(block, Table) or not any(id(line) in running for line in block.lines):
        return block
    rest = tuple(line for line in block.lines if id(line) not in running)
    return replace(block, lines=rest) if rest else None
