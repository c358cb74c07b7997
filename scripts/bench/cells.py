"""Whether our reader gives the same text for every ruled cell as pdfplumber, over the PDFs of a folder.

Cells are paired by their place on the page, so that both may order and part tables as they like. Texts are compared
without blanks first: line ends and doubled blanks are each library's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.model import Block, Box, Cell, Document, Table
from pipeline.model.issues import ReadError
from pipeline.readers.reading import read_document
from pipeline.runtime.limits import Limits, Ocr
from scripts.bench.tables import Settings, Value
from scripts.bench.tables import Table as Shown

TITLE = "Texts of ruled cells beside pdfplumber's"
SAME, BLANKS, BACKWARDS, SYMBOL, ORDER, MORE, LESS, OTHER = (
    "same text",
    "same, blanks or line ends differ",
    "turned text, backwards in pdfplumber's",
    "a mark of a symbol font, its character code in pdfplumber's",
    "same letters, another order",
    "ours holds pdfplumber's and more",
    "pdfplumber's holds ours and more",
    "other text",
)
PARTED, EMPTY, TEXT, REPEATED, MISSING = (
    "parted by pdfplumber, the text in our larger cell",
    "no cell of ours, and empty",
    "no cell of ours, its text stands on the page",
    "a heading repeated from the page before, left out by us",
    "its text is missing",
)
KINDS = (SAME, BLANKS, BACKWARDS, SYMBOL, ORDER, MORE, LESS, PARTED, EMPTY, TEXT, REPEATED, OTHER, MISSING)
PAIRED = (SAME, BLANKS, BACKWARDS, SYMBOL, ORDER, MORE, LESS, OTHER)
_NEAR = 3.0
"""PDF points by which the edges of one cell may differ."""
_NOTE = (
    "Every cell that pdfplumber's `find_tables` gives, paired with ours by its box. pdfplumber takes underlines, "
    "frames and charts for tables too, which are text for us; our reader drops invisible characters and soft hyphens. "
    "Among the missing are texts that pdfplumber gives doubled (letters drawn twice) or backwards (turned headings, "
    "scripts from right to left) where no cell of ours stands."
)


@dataclass(frozen=True, slots=True)
class _OurCells:
    """Our cells by page, and all our text of each page, without blanks."""

    cells: dict[int, list[tuple[Box, str]]]
    text: dict[int, str]


def measure(settings: Settings) -> Shown:
    """Return the table: how many cells are of each kind."""
    paths = sorted(settings.raw.rglob("*.pdf"))
    counts: Counter[str] = Counter()
    read_count = tables = stopped_count = 0
    for path in paths[:2] if settings.quick else paths:
        try:
            document = read_document(path.parent, describe_file(path), Limits(ocr=Ocr("never")))
        except ReadError:
            continue
        try:
            kinds = list(_compare_cells(path, _sort_by_page(document)))
        except Exception:  # a damaged file that stops pdfplumber
            stopped_count += 1
            continue
        read_count, tables = read_count + 1, tables + sum(kind is None for kind in kinds)
        counts.update(kind for kind in kinds if kind)
    total = max(counts.total(), 1)
    rows: list[tuple[Value, ...]] = [(kind, counts[kind], f"{counts[kind] / total:.2%}") for kind in KINDS]
    rows.append(("all cells of pdfplumber", counts.total(), "100%"))
    summary = f"{read_count} PDFs of the folder `{settings.raw.name}`, {tables:,} tables of pdfplumber, "
    summary += f"which stopped at {stopped_count} more." if stopped_count else "which read all of them."
    paired_count = sum(counts[kind] for kind in PAIRED)
    share = counts[SAME] / max(paired_count, 1)
    summary += f" Of {paired_count:,} cells that both give in one place, {share:.1%} hold the same text."
    return Shown(("cells", "number", "share"), tuple(rows), (f"{summary} {_NOTE}",))


def _sort_by_page(document: Document) -> _OurCells:
    cells: dict[int, list[tuple[Box, str]]] = {}
    for cell in _iterate_cells(document.blocks):
        for anchor in cell.anchors:
            if anchor.page is not None and anchor.box is not None:
                cells.setdefault(anchor.page, []).append((anchor.box, _text_on_page(cell.blocks, anchor.page)))
    blocks = (*document.blocks, *document.notes, *document.furniture)
    return _OurCells(cells, {page.number: _strip_blanks(_text_on_page(blocks, page.number)) for page in document.pages})


def _iterate_cells(blocks: tuple[Block, ...]) -> Iterator[Cell]:
    for block in blocks:
        if isinstance(block, Table):
            for cell in (cell for row in block.rows for cell in row.cells):
                yield cell
                yield from _iterate_cells(cell.blocks)


def _text_on_page(blocks: tuple[Block, ...], page: int) -> str:
    """Return the text of blocks that is on a page, with list markers."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            parts += [_text_on_page(cell.blocks, page) for row in block.rows for cell in row.cells]
        else:
            lines = [line.text for line in block.lines if line.anchor.page == page]
            parts += [f"{block.marker or ''} {lines[0]}", *lines[1:]] if lines else []
    return "\n".join(filter(None, parts))


def _compare_cells(path: Path, ours: _OurCells) -> Iterator[str | None]:
    """Yield the kind of each cell of pdfplumber, and None for each of its tables."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.find_tables():
                yield None
                for row, texts in zip(table.rows, table.extract(), strict=True):
                    for box, text in zip(row.cells, texts, strict=True):
                        if box is not None:
                            yield _find_kind(Box(*box), text or "", page.page_number, ours)
            page.close()


def _find_kind(box: Box, theirs: str, page: int, ours: _OurCells) -> str:
    """Return the kind of a cell: how its text differs from our cell's, or where our reader has the text."""
    bare, cells = _strip_blanks(theirs), ours.cells.get(page, ())
    if same := [text for known, text in cells if _is_near(known, box)]:
        return min((compare_texts(text, theirs) for text in same), key=KINDS.index)
    if any(_is_within(box, known) and bare in _strip_blanks(text) for known, text in cells):
        return PARTED if bare else EMPTY
    if bare in ours.text.get(page, ""):
        return TEXT if bare else EMPTY
    before = (text for number in range(1, page) for _, text in ours.cells.get(number, ()))
    return REPEATED if any(_strip_blanks(text) == bare for text in before) else MISSING


def compare_texts(ours: str, theirs: str) -> str:
    """Return how two texts of one cell differ.

    >>> compare_texts("a b", "a b"), compare_texts("a b", "ab"), compare_texts("None", "enoN") == BACKWARDS
    ('same text', 'same, blanks or line ends differ', True)
    """
    if ours.split() == theirs.split():
        return SAME
    our_text, their_text = _strip_blanks(ours), _strip_blanks(theirs)
    if our_text == their_text:
        return BLANKS
    if sorted(our_text) == sorted(their_text):
        return BACKWARDS if our_text in (their_text[::-1], _reverse_lines(theirs)) else ORDER
    if len(our_text) == len(their_text) == 1 and not our_text.isascii():
        return SYMBOL
    return MORE if their_text in our_text else LESS if our_text in their_text else OTHER


def _reverse_lines(text: str) -> str:
    """Return lines each read backwards, in their order."""
    return "".join(_strip_blanks(line)[::-1] for line in text.splitlines())


def _is_within(inner: Box, outer: Box) -> bool:
    return (
        outer.x0 - _NEAR <= inner.x0
        and outer.top - _NEAR <= inner.top
        and inner.x1 <= outer.x1 + _NEAR
        and inner.bottom <= outer.bottom + _NEAR
    )


def _is_near(first: Box, second: Box) -> bool:
    return _is_within(first, second) and _is_within(second, first)


def _strip_blanks(text: str) -> str:
    return "".join(text.split())
