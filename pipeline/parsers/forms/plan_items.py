"""An action plan as a list of items, text blocks and table rows, and the places where its commitments begin."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.lexicon import match_label, split_label
from pipeline.model import Block, Line, Table, TableRow, TextBlock
from pipeline.parsers.forms.plan_rows import fields as labels
from pipeline.parsers.forms.plan_rows import headings, joined_rows, label, only_cell
from pipeline.structure.forms import entry_of
from pipeline.structure.lines import cut, join, lines_of, text_of
from pipeline.structure.numbers import is_named, split_number

LONGEST_TITLE = 400
"""Characters: a longer block is no heading."""

LONGEST_LABEL = 240
"""Characters: a longer text may open with a label, but is none as a whole."""

FEWEST_FIELDS = 3
"""Distinct fields of a plan's template that make what follows a heading a commitment."""


THEMES = frozenset({None, "ogp_challenge", "theme", "policy_areas"})
"""What a theme's heading may be labelled as: 'OGP challenge: improving public services'."""


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row, and which table of the document it stands in."""

    cells: TableRow
    table: int


Item = TextBlock | Row


@dataclass(frozen=True, slots=True)
class Opener:
    """Where a commitment begins: the item, its number and title as lines, and what stands behind them in the item."""

    index: int
    kind: Hashable
    number: str | None
    title: tuple[Line, ...]
    rest: tuple[Line, ...] = ()
    last: int = -1
    """The last item that the title takes up."""


def items_of(blocks: Sequence[Block]) -> tuple[Item, ...]:
    """Return the text blocks and table rows of a document in reading order, rows broken by a page end joined."""
    found: list[Item] = []
    for index, block in enumerate(_rejoined(blocks)):
        if isinstance(block, TextBlock):
            found.append(block)
        else:
            found += [Row(row, index) for row in joined_rows(block)]
    return tuple(found)


def _rejoined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, a table at the top of a page put to the one that ends the page before, unless it opens anew."""
    held: Table | None = None
    for block in blocks:
        if isinstance(block, Table) and held is not None and _carries_on(held, block):
            first = replace(block.rows[0], after_break=True)
            held = replace(held, rows=(*held.rows, first, *block.rows[1:]), anchors=(*held.anchors, *block.anchors))
            continue
        if held is not None:
            yield held
        held = block if isinstance(block, Table) else None
        if held is None:
            yield block
    if held is not None:
        yield held


def _carries_on(above: Table, below: Table) -> bool:
    pages = [table.anchors[end].page for table, end in ((above, -1), (below, 0)) if table.anchors]
    if len(pages) < 2 or pages[0] is None or pages[1] != pages[0] + 1 or not below.rows:
        return False
    first = below.rows[0]
    cell = only_cell(first)
    opens = headings(first) or (cell is not None and is_named(text_of(cell)))
    return not opens and entry_of(first.cells, label).field != "commitment"


def openers(items: Sequence[Item]) -> tuple[tuple[Opener, int], ...]:
    """Return the openers of the commitments, each with the index behind its last item.

    Candidates are of several kinds ('Commitment 3: ...', a row 'Number and name', numbered headings ...); the kind
    whose sections hold the most forms is taken, and of it those openers that are followed by a form.
    """
    fields = [field_of(item) for item in items]
    kinds: dict[Hashable, list[Opener]] = {}
    for index in range(len(items)):
        for opener in _candidates(items, index, fields):
            kinds.setdefault(opener.kind, []).append(opener)
    asked = [fields_of(item) for item in items]
    cuts = [_sections(found, asked) for found in kinds.values()]
    best = max(cuts, key=len, default=[])
    return tuple(best)


def _sections(found: Sequence[Opener], fields: Sequence[frozenset[str]]) -> list[tuple[Opener, int]]:
    apart = [opener for i, opener in enumerate(found) if not i or opener.index > found[i - 1].last]
    ends = [*(opener.index for opener in apart[1:]), len(fields)][: len(apart)]
    return [(opener, end) for opener, end in zip(apart, ends, strict=True) if _is_form(fields[opener.index + 1 : end])]


def _is_form(fields: Sequence[frozenset[str]]) -> bool:
    return len(labels("fields") & frozenset().union(*fields)) >= FEWEST_FIELDS


def fields_of(item: Item) -> frozenset[str]:
    """Return the fields whose labels open an item, or one of its lines with a colon behind."""
    found = {field_of(item)}
    if isinstance(item, TextBlock):
        lines = [line.text for line in item.lines[1:] if ":" in line.text[:LONGEST_LABEL]]
        found |= {known[0].field for text in lines if (known := split_label(text))}
    return frozenset(field for field in found if field)


def field_of(item: Item) -> str | None:
    """Return the field whose label an item opens with; a milestone table's heading row asks for milestones."""
    if isinstance(item, Row):
        if headings(item.cells):
            return "milestones"
        first = next((text_of(cell) for cell in item.cells.cells if text_of(cell)), "")
        return entry_of(item.cells.cells, label).field or _run_in(first)
    return _run_in(text_of(item))


def _run_in(text: str) -> str | None:
    """Return the field of a text that is a label, or opens with one and a colon, question mark or line end."""
    known = label(text) if len(text) <= LONGEST_LABEL else None
    if known and known.method != "fuzzy":
        return known.field
    found = split_label(text)
    return found[0].field if found else known.field if known else None


def is_heading_like(item: Item) -> bool:
    """Say whether an item is a heading, or a short bold paragraph that looks like one."""
    if not isinstance(item, TextBlock) or not item.lines:
        return False
    text = join(item.lines)
    bold = item.kind == "paragraph" and all(line.bold for line in item.lines) and len(text) <= 120
    return item.kind == "heading" or (bold and not text.endswith((".", ";", ",")))


def _candidates(items: Sequence[Item], index: int, fields: Sequence[str | None]) -> Iterator[Opener]:
    item = items[index]
    if isinstance(item, Row):
        yield from _row_candidates(items, index, item)
        return
    text = text_of(item).replace("\n", " ")
    if fields[index] == "commitment" and (found := _labelled_text(items, index, item)):
        yield found
    title, rest = _head(item)
    text = join(title).replace("\n", " ")
    if not title or len(text) > LONGEST_TITLE:
        return
    number, bare = split_number(text)
    if number and is_named(text):
        yield from _named(items, index, (title, rest), text)
    elif is_heading_like(item) and fields[index] is None:
        if number:
            yield Opener(index, ("numbered", number.count(".")), number, _from(title, bare), rest, index)
        elif any(following in labels("fields") for following in fields[index + 1 : index + 2]):
            yield Opener(index, "headed", None, title, rest, index)


def _head(block: TextBlock) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part the lines of a title from those behind it that open with a label."""
    lines = lines_of(block)
    for place, line in enumerate(lines[1:], start=1):
        found = split_label(line.text)
        if found and found[0].field in labels("fields"):
            return lines[:place], (replace(lines[place], glue="paragraph"), *lines[place + 1 :])
    return lines, ()


def _named(
    items: Sequence[Item], index: int, parts: tuple[tuple[Line, ...], tuple[Line, ...]], text: str
) -> Iterator[Opener]:
    """Yield the opener 'Commitment 3: title'; the title may be the next block."""
    title, rest = parts
    number, bare = split_number(text)
    word = text.split(maxsplit=1)[0].casefold().rstrip("s")
    item = items[index]
    pointed = len(text) > len(bare) and text[: len(text) - len(bare)].rstrip()[-1:] in ".:)–—-"
    if not (is_heading_like(item) or isinstance(item, Row) or pointed or not bare):
        return
    if bare:
        yield Opener(index, ("named", word), number, _from(title, bare), rest, index)
        return
    following = items[index + 1] if index + 1 < len(items) else None
    if isinstance(following, TextBlock) and not rest and _run_in(text_of(following)) is None:
        yield Opener(index, ("named", word), number, lines_of(following), (), index + 1)
        return
    yield Opener(index, ("named", word), number, (), rest, index)


def _labelled_text(items: Sequence[Item], index: int, item: TextBlock) -> Opener | None:
    """Return the opener 'Number and name of the commitment: 3. Title', the answer in the block or in the next."""
    lines = lines_of(item)
    text = join(lines)
    found = split_label(text, fields=["commitment"])
    if found and found[1] and not is_named(text):
        return _answered(index, _from(lines, found[1]), index)
    following = items[index + 1] if index + 1 < len(items) else None
    named = match_label(text, fields=["commitment"])
    if named and named.method == "exact" and not is_named(text) and isinstance(following, TextBlock):
        return _answered(index, lines_of(following), index + 1)
    return None


def _row_candidates(items: Sequence[Item], index: int, row: Row) -> Iterator[Opener]:
    entry = entry_of(row.cells.cells, label)
    if entry.field == "commitment" and entry.match and entry.match.method != "fuzzy":
        lines = lines_of([block for cell in entry.values for block in cell.blocks])
        number = split_number(entry.label_text)[0] if is_named(entry.label_text) else None
        if lines:
            opener = _answered(index, lines, index, number)
            yield _with_next(opener, items, index)
            return
    cell = only_cell(row.cells)
    if cell is None:
        return
    lines = lines_of(cell)
    text = join(lines).replace("\n", " ")
    number, bare = split_number(text)
    if len(text) > LONGEST_TITLE or not lines:
        return
    if number and is_named(text):
        yield from _named(items, index, (lines, ()), text)
    elif found := split_label(text, fields=["commitment"]):
        if found[1]:
            yield _answered(index, _from(lines, found[1]), index)
    elif _run_in(text) is None and (index == 0 or not _same_table(items[index - 1], row)):
        kind = ("numbered", number.count(".")) if number else "headed"
        yield Opener(index, kind, number, _from(lines, bare) if number else lines, (), index)


def _same_table(above: Item, row: Row) -> bool:
    return isinstance(above, Row) and above.table == row.table


def _with_next(opener: Opener, items: Sequence[Item], index: int) -> Opener:
    """Add the title of the next row where number and name of a commitment are asked in two rows."""
    below = items[index + 1] if index + 1 < len(items) else None
    if not isinstance(below, Row) or not _same_table(items[index], below):
        return opener
    entry = entry_of(below.cells.cells, label)
    lines = lines_of([block for cell in entry.values for block in cell.blocks])
    if entry.field != "commitment" or not lines:
        return opener
    if opener.number and not opener.title:
        return replace(opener, title=lines, last=index + 1)
    asked = split_number(join(lines))
    if opener.number is None and not asked[1]:
        return replace(opener, number=asked[0], last=index + 1)
    return opener


def _answered(index: int, lines: tuple[Line, ...], last: int, number: str | None = None) -> Opener:
    text = join(lines).replace("\n", " ")
    if number is None:
        number, text = split_number(text)
        number, text = (text, "") if number is None and text.isdigit() else (number, text)
    return Opener(index, "labelled", number, _from(lines, text) if text else (), (), last)


def _from(lines: tuple[Line, ...], rest: str) -> tuple[Line, ...]:
    """Return the lines from where the rest of their joined text begins."""
    left = len(join(lines).replace("\n", " ")) - len(rest)
    found: list[Line] = []
    for place, line in enumerate(lines):
        width = len(line.text) + (1 if place + 1 < len(lines) else 0)
        kept = cut(line, min(max(0, left), len(line.text)))
        left -= width
        if kept is not None:
            found.append(kept)
    return tuple(found)


def themes(items: Sequence[Item], found: Sequence[tuple[Opener, int]]) -> tuple[TextBlock | None, ...]:
    """Return the theme of each commitment: the heading right before it or an earlier one, where headings change.

    One heading over all commitments is their chapter's and no theme; one that returns before each is the form's.
    """
    own = [_above(items, opener.index) for opener, _ in found]
    texts = [text_of(block) if block else None for block in own]
    if len({text for text in texts if text}) < 2 or any(a and a == b for a, b in pairwise(texts)):
        return tuple(None for _ in found)
    held: TextBlock | None = None
    kept: list[TextBlock | None] = []
    for block in own:
        held = block or held
        kept.append(held)
    return tuple(kept)


def _above(items: Sequence[Item], index: int) -> TextBlock | None:
    item = items[index - 1] if index else None
    if not isinstance(item, TextBlock) or not is_heading_like(item):
        return None
    text = text_of(item)
    return None if is_named(text) or _run_in(text) not in THEMES else item


def until(items: Sequence[Item], end: int) -> int:
    """Return the end of a commitment's items without the heading of the theme that the next one opens."""
    return end - 1 if end < len(items) and _above(items, end) is not None else end
