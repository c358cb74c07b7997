"""The outline of a document: how prominent each block is, and the tree of sections that follows from it.

A heading is given by the document itself: by its level where the file has levels (DOCX styles, HTML h1 to h6), by size
and weight next to the body text in a PDF or a DOCX without styles. Ranks count from 1, the most prominent; 0 is body
text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from pipeline.lexicon.text_folding import ends_question, fold_to_words, split_enumerator
from pipeline.model import Block, Document, Line, Table, TextBlock
from pipeline.structure.dates import is_date
from pipeline.structure.lines import join_lines, lines_of
from pipeline.structure.numbers import is_named, is_number, split_number
from pipeline.structure.outline.block_parts import LONGEST_LARGE_LINE, split_bold_line, split_typed_items
from pipeline.structure.outline.footnotes import body_size, font_size, without_footnotes
from pipeline.structure.outline.section_kinds import is_aside

BODY = 0
"""Rank of body text."""

BOLD_RANK = 7
"""Rank of a bold line where the format has six heading levels."""

LONGEST_HEADING = 40
"""Words: a longer block is prose even in heading type; the longest title in the labelled documents has 31."""

LEAST_LARGER = 0.7
"""Points by which heading type is larger than the body at least: less is rounding (11.6 next to 11)."""

FEWEST_ENTRIES = 2
"""Rows of a table of contents, at least one more."""

INDENT = 6.0
"""Points; entries of contents that begin within this distance are of one level."""

LINE_STEP = 1.35
"""Times the size of type from one line of a heading to the next at most: two headings stand further apart."""

_ENDS_IN_PAGE = re.compile(r"(?:\D{0,60}\s)?(\d{1,3})")
_PAGE_NUMBER = re.compile(
    r"[.…_](?:(?<=\.)\.{3,}|(?<=…)…+|(?<=_)_{3,}|(?<=\.) (?:\. ){3,})\s*(?:\d{1,3}|[ivx]{1,5})?\s*$"
)


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A block in its place: `rank` in the outline, `style` that blocks of one role share, page and height on it."""

    block: Block
    text: str
    rank: int = BODY
    style: tuple[object, ...] = ()
    page: int | None = None
    top: float | None = None
    bottom: float | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The block's own lines, list marker included."""
        return lines_of(self.block)


@dataclass(slots=True)
class OutlineSection:
    """A heading with what is below it: its own items, then the sections under it."""

    heading: OutlineItem | None
    items: list[OutlineItem] = field(default_factory=list)
    sections: list[OutlineSection] = field(default_factory=list)


OPENING_QUOTES, CLOSING_QUOTES = '«“„"”', '»”“"'
FEWEST_QUOTED = 5
"""Words of a pull quote: a name in quotation marks has fewer, as titles of portals and campaigns."""


def outline_items(document: Document) -> tuple[OutlineItem, ...]:
    """Return the blocks of a document with their ranks, tables of contents and blocks without a line left out."""
    sized = bool(document.pages) or any(map(_is_set_as_heading, document.blocks))
    filled = _join_dashes(block for block in document.blocks if isinstance(block, Table) or block.lines)
    parts = [part for block in filled for item in split_typed_items(block) for part in split_bold_line(item)]
    blocks = list(_join_numbers(_join_headings(parts)))
    ranks = _Ranks.of(blocks, sized)
    items = [item for item in map(ranks.item, without_footnotes(blocks)) if not _is_pull_quote(item)]
    return tuple(lift_by_contents(list(without_contents(items)), contents_entries(items)))


def _is_set_as_heading(block: Block) -> bool:
    """Return whether a block is a heading by its type, in a file whose headings have no levels."""
    return isinstance(block, TextBlock) and block.kind == "heading" and not block.level


def _is_pull_quote(item: OutlineItem) -> bool:
    """Return whether a heading is a sentence in quotation marks, set large between the paragraphs that it is from."""
    is_quoted = item.text[:1] in OPENING_QUOTES and item.text.rstrip(" .")[-1:] in CLOSING_QUOTES
    return is_quoted and item.rank != BODY and len(item.text.split()) >= FEWEST_QUOTED


def _join_dashes(blocks: Iterable[Block]) -> Iterator[Block]:
    """Put a line that opens with a dash back to the text above it, whose open bracket or date it is.

    '(May 2022', '– June 2022)'; 'Journeys in 200 towns', '– April 2025'.
    """
    dashes = ("–", "—", "-")

    def join(above: TextBlock, block: TextBlock) -> TextBlock | None:
        text = join_lines(above.lines) if block.marker in dashes else ""
        is_due = above.marker not in dashes and above.kind != "heading" and is_date(join_lines(block.lines))
        if not text or (text.count("(") <= text.count(")") and not is_due):
            return None
        first = replace(block.lines[0], text=f"{block.marker} {block.lines[0].text}", glue="space")
        return replace(above, lines=(*above.lines, first, *block.lines[1:]))

    return _join_neighbors(blocks, join)


def _join_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Put the second line of a heading back to the first: of its type and right below it, nearer than two headings.

    What is below several titles is no part of any of them: it is a label.
    """
    below: dict[str, set[str]] = {}
    for first, second in pairwise(blocks):
        if isinstance(first, TextBlock) and isinstance(second, TextBlock) and second.kind == "heading":
            below.setdefault(join_lines(second.lines), set()).add(join_lines(first.lines))

    def join(above: TextBlock, block: TextBlock) -> TextBlock | None:
        is_second = _is_second_line(above, block) and len(below[join_lines(block.lines)]) <= 1
        if not is_second and not _is_name_above(above, block):
            return None
        return replace(above, lines=(*above.lines, replace(block.lines[0], glue="space"), *block.lines[1:]))

    return _join_neighbors(blocks, join)


def _is_name_above(above: TextBlock, block: TextBlock) -> bool:
    """Return whether a heading is 'Commitment 1' alone, above its title in a heading of the same level."""
    name, title = join_lines(above.lines), join_lines(block.lines)
    if not above.kind == block.kind == "heading" or above.level != block.level or above.lines[0].size:
        return False
    return is_named(name) and not split_number(name)[1] and not is_named(title)


def _join_numbers(blocks: Iterable[Block]) -> Iterator[Block]:
    """Put the number above a heading in front of it, in the heading's type: '1' in large figures over a card's title.

    Else it would end the answer above it. A page number is smaller than a heading, or on another page.
    """

    def join(above: TextBlock, block: TextBlock) -> TextBlock | None:
        if block.kind != "heading" or len(above.lines) > 1 or not is_number(join_lines(above.lines)):
            return None
        number, first = above.lines[0], block.lines[0]
        upper, lower = number.anchor.box, first.anchor.box
        is_shown = (number.bold or not first.bold) and (number.size or 0.0) >= (first.size or 0.0) > 0
        if not is_shown or upper is None or lower is None or number.anchor.page != first.anchor.page:
            return None
        if not 0 <= lower.top - upper.top <= LINE_STEP * (number.size or 0.0) or abs(lower.x0 - upper.x0) > INDENT:
            return None
        opening = replace(number, size=first.size, bold=first.bold)
        return replace(block, lines=(opening, replace(first, glue="space"), *block.lines[1:]))

    return _join_neighbors(blocks, join)


def _join_neighbors(
    blocks: Iterable[Block], join: Callable[[TextBlock, TextBlock], TextBlock | None]
) -> Iterator[Block]:
    """Yield the blocks, texts that `join` makes one as one; it returns None for two that stay apart."""
    last: Block | None = None
    for block in blocks:
        both = join(last, block) if isinstance(last, TextBlock) and isinstance(block, TextBlock) else None
        if both is None and last is not None:
            yield last
        last = both or block
    if last is not None:
        yield last


def _is_second_line(above: TextBlock, below: TextBlock) -> bool:
    """Return whether a heading continues the one above it."""
    if above.kind != "heading" or below.kind != "heading" or split_enumerator(below.lines[0].text)[0]:
        return False
    if join_lines(above.lines).endswith((".", ":", "?")) or ":" in below.lines[0].text:
        return False
    first, second = above.lines[-1], below.lines[0]
    upper, lower = first.anchor.box, second.anchor.box
    is_same_type = (first.size, first.bold) == (second.size, second.bold) and first.anchor.page == second.anchor.page
    if upper is None or lower is None or not first.size or not is_same_type:
        return False
    return 0 < lower.top - upper.top <= LINE_STEP * first.size and abs(lower.x0 - upper.x0) < INDENT


def outline_tree(items: Sequence[OutlineItem]) -> OutlineSection:
    """Nest items below their headings."""
    root = OutlineSection(None)
    path = [root]
    for item in items:
        if item.rank == BODY:
            path[-1].items.append(item)
            continue
        while len(path) > 1 and _rank_of(path[-1]) >= item.rank:
            path.pop()
        section = OutlineSection(item)
        path[-1].sections.append(section)
        path.append(section)
    return root


def _rank_of(section: OutlineSection) -> int:
    return section.heading.rank if section.heading else BODY


@dataclass(frozen=True, slots=True)
class _Ranks:
    """What type makes a heading in this document: body size, and the styles of headings from the most prominent."""

    sized: bool
    body: float
    order: tuple[tuple[float, bool], ...]

    @staticmethod
    def of(blocks: Sequence[Block], sized: bool) -> _Ranks:
        """Measure the body size and rank the styles of the blocks that stand out."""
        body = body_size(blocks)
        plain = _Ranks(sized, body, ())
        styles = {plain.style(block) for block in blocks if isinstance(block, TextBlock) and plain.stands_out(block)}
        return replace(plain, order=tuple(sorted(styles, key=lambda style: (-style[0], not style[1]))))

    def style(self, block: TextBlock) -> tuple[float, bool]:
        """Return size and weight of a block: those of its first line."""
        return font_size(block.lines[0]), all(line.bold for line in block.lines)

    def stands_out(self, block: TextBlock) -> bool:
        """Return whether a block is set like a heading: marked as one, larger than the body, or bold throughout."""
        text = join_lines(block.lines)
        word_count = len(text.split())
        if block.kind in ("list_item", "note") or word_count > LONGEST_HEADING or not any(map(str.isalpha, text)):
            return False
        if block.kind == "heading":
            return True
        if word_count > LONGEST_LARGE_LINE:
            return False
        larger = self.sized and all(font_size(line) >= self.body + LEAST_LARGER for line in block.lines)
        # 'Lead: Ministry' in which more letters are bold than not is a label with its answer.
        bold = all(line.bold and not line.bold_start for line in block.lines)
        return (larger or bold) and (not text.endswith((",", ";")) or ends_question(text))

    def item(self, block: Block) -> OutlineItem:
        """Return a block with its rank."""
        if isinstance(block, Table):
            page = block.anchors[0].page if block.anchors else None
            return OutlineItem(block, "", BODY, ("table",), page)
        rank = self._rank(block) if self.stands_out(block) else BODY
        first, last = block.lines[0].anchor, block.lines[-1].anchor
        size, bold = self.style(block)
        kind = "heading" if rank else block.kind
        style = (kind, size, bold, rank) if rank and self.sized else (kind, size, rank)
        top = first.box.top if first.box else None
        return OutlineItem(
            block, join_lines(block.lines), rank, style, first.page, top, last.box.bottom if last.box else None
        )

    def _rank(self, block: TextBlock) -> int:
        if self.sized:
            return 1 + self.order.index(self.style(block))
        return block.level if block.kind == "heading" and block.level else BOLD_RANK


# Tables of contents.


def contents_entries(items: Sequence[OutlineItem]) -> dict[str, float]:
    """Return the entries of tables of contents, folded, with where each begins on its page (points, 0 for unknown)."""
    entries: dict[str, float] = {}
    for item in items:
        if is_contents(item.block):
            cells = [cell for row in item.block.rows for cell in row.cells[:1]] if isinstance(item.block, Table) else []
            for line in [line for cell in cells for line in lines_of(cell)] or item.lines:
                key = fold_to_words(_PAGE_NUMBER.sub("", line.text))
                entries.setdefault(key, line.anchor.box.x0 if line.anchor.box else 0.0)
    return entries


def lift_by_contents(items: Sequence[OutlineItem], entries: Mapping[str, float]) -> Iterator[OutlineItem]:
    """Yield items, the themes that smaller type puts under front matter raised to its rank, as the contents list them.

    Front matter ends where the contents have the next entry that is set in no further.
    """
    aside: tuple[int, float] | None = None
    lifted: int | None = None
    for item in items:
        place = entries.get(fold_to_words(item.text)) if item.rank != BODY else None
        if item.rank != BODY and (aside is None or item.rank <= aside[0]):
            aside = (item.rank, place) if place is not None and is_aside(item.text) else None
            lifted = None
        elif aside and place is not None and place <= aside[1] + INDENT and lifted in (None, item.rank):
            lifted = item.rank
            yield replace(item, rank=aside[0])
            continue
        yield item


def without_contents(items: Sequence[OutlineItem]) -> Iterator[OutlineItem]:
    """Yield the items that are no entries of a table of contents."""
    listed = _find_listed_headings(items)
    for index, item in enumerate(items):
        if index not in listed and not is_contents(item.block):
            yield item


def _find_listed_headings(items: Sequence[OutlineItem]) -> set[int]:
    """Return the lines below each other that repeat headings of the document, chapters too: contents without pages."""
    headings = {fold_to_words(item.text) for item in items if item.rank != BODY and item.text}
    found: set[int] = set()
    of_headings = groupby(
        enumerate(items), lambda pair: pair[1].rank == BODY and fold_to_words(pair[1].text) in headings
    )
    for is_listed, run in of_headings:
        listed = list(run)
        if is_listed and len(listed) > FEWEST_ENTRIES and any(is_aside(item.text) for _, item in listed):
            found |= {index for index, _ in listed}
    return found


def is_contents(block: Block) -> bool:
    """Return whether a block is of a table of contents: its lines end with leaders or page numbers.

    >>> from pipeline.model import Anchor
    >>> is_contents(TextBlock("paragraph", (Line("Introduction ........... 3", Anchor()),)))
    True
    """
    if isinstance(block, TextBlock):
        leading = sum(bool(_PAGE_NUMBER.search(line.text)) for line in block.lines)
        return leading * 2 >= len(block.lines) and leading > 0
    rows = [[join_lines(lines_of(cell)) for cell in row.cells if lines_of(cell)] for row in block.rows]
    filled = [row for row in rows if row]
    numbered = [row for row in filled if len(row) == 2 and _ENDS_IN_PAGE.fullmatch(row[1])]
    pages = [int(_ENDS_IN_PAGE.fullmatch(row[1])[1]) for row in numbered]  # type: ignore[index]
    rising = pages == sorted(pages) and len(set(pages)) > 1
    return len(filled) > FEWEST_ENTRIES and len(numbered) >= 0.6 * len(filled) and rising
