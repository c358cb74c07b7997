"""Commitments as an IRM review lists them: 'N. Title: summary' entries, headings, and tables of marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import match_label, split_label
from pipeline.lexicon.vocabularies import code, fold
from pipeline.model import Block, Cell, Line, Method, RawValue, Table, TableRow, TextBlock
from pipeline.parsers.forms.commitment_numbers import NumberList, number_list
from pipeline.parsers.forms.headed_columns import Columns, columns, is_heading_again, under
from pipeline.parsers.forms.ratings import rules
from pipeline.structure.forms import entry_of
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.numbers import is_named
from pipeline.structure.rows import merged
from pipeline.structure.stream import Stream, piece, stream

INDICATORS: Mapping[str, tuple[str, str]] = {
    "verifiable": ("verifiable", "yes_no"),
    "relevant": ("relevance", "relevance"),
    "potential_for_results": ("potential_for_results", "potential_for_results"),
    "potential_impact": ("potential_impact", "potential_impact"),
    "specificity": ("specificity", "specificity"),
    "starred": ("starred", "starred"),
}
"""Label in a review -> indicator and its vocabulary."""

LONGEST_TITLE = 240
_OPENER = re.compile(r"\s*(?:[^\W\d_]+\s+)?")
_AFTER_NUMBER = re.compile(r"\s*(?:[.):]|[–—-])\s*")
_TITLE_END = re.compile(r"(?<!\s)\s*:\s|\s[–—]\s|\n")


@dataclass(frozen=True, slots=True)
class Listed:
    """A commitment, or several treated together, as an entry or heading names them."""

    numbers: tuple[str, ...]
    number: RawValue
    title: RawValue | None
    summary: RawValue | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A rating in a table or behind a label: the indicator and what is printed; `known` says that it has a code."""

    numbers: tuple[str, ...]
    indicator: str
    printed: RawValue
    known: bool


def is_promising_heading(text: str) -> bool:
    """Say whether a text is the heading over promising commitments.

    >>> is_promising_heading("Promising Commitments"), is_promising_heading("Promising commitments are verifiable.")
    (True, False)
    """
    return len(text) <= LONGEST_TITLE and fold(text) in _promising_headings()


@cache
def _promising_headings() -> frozenset[str]:
    return frozenset(fold(heading) for heading in rules()["promising_headings"])


def listed(lines: Sequence[Line], method: Method) -> Listed | None:
    r"""Read an entry 'N. Title: summary'; None where the text opens with no commitment number and a title.

    >>> from pipeline.model import Anchor
    >>> entry = listed((Line("8 and 9. Open data: This cluster plans", Anchor()),), "list")
    >>> entry.numbers, entry.title.text, entry.summary.text
    (('8', '9'), 'Open data', 'This cluster plans')
    """
    whole = stream(lines)
    numbers = number_span(whole.text)
    separator = _AFTER_NUMBER.match(whole.text, numbers.end) if numbers else None
    if numbers is None or separator is None:
        return None
    ended = _TITLE_END.search(whole.text, separator.end())
    end = ended.start() if ended else len(whole.text)
    title = _span(whole, separator.end(), end, method)
    if title is None or len(title.text) > LONGEST_TITLE or not title.text[0].isalpha() or title.text[0].islower():
        return None
    summary = _span(whole, ended.end(), len(whole.text), method) if ended else None
    return Listed(numbers.numbers, RawValue(numbers.numbers[0], method, tuple(lines[:1])), title, summary)


def number_span(text: str) -> NumberList | None:
    """Return the commitment numbers that a text opens with, behind the word for commitment or bare."""
    found = number_list(text, 0)
    if found is None and is_named(text):
        opener = _OPENER.match(text)
        found = number_list(text, opener.end()) if opener else None
    return found


def numbers_of(text: str) -> tuple[str, ...]:
    """Return the commitment numbers that a heading opens with.

    >>> numbers_of("Commitment 2 and 8: Access to information"), numbers_of("Commitments")
    (('2', '8'), ())
    """
    found = number_span(text)
    return found.numbers if found else ()


def _span(whole: Stream, start: int, end: int, method: Method) -> RawValue | None:
    text = whole.text[start:end].strip()
    return RawValue(text, method, piece(whole, start, end)) if text else None


def heading(block: TextBlock) -> Listed | None:
    """Read the heading of a commitment's own section: 'Commitment 4: Title', 'Commitments 8 and 9. Title'."""
    text = text_of(block)
    short = block.kind == "heading" or (len(text) <= LONGEST_TITLE and not text.endswith((".", ";", ",")))
    if not short or not is_named(text):
        return None
    found = listed(block.lines, "heading")
    if found:
        return found
    numbers = number_span(text)
    if numbers is None or text[numbers.end :].strip(" .:"):
        return None
    return Listed(numbers.numbers, RawValue(numbers.numbers[0], "heading", block.lines[:1]), None)


def entries(blocks: Sequence[Block]) -> tuple[Listed, ...]:
    """Return the entries under headings of promising commitments, in tables and as paragraphs."""
    found: list[Listed] = []
    open_list = False
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            found.extend(_promising_cells(block, index > 0 and _mentions_promising(blocks[index - 1])))
            open_list = False
        elif is_promising_heading(text_of(block)):
            open_list = True
        elif open_list:
            entry = listed(lines_of(block), "list")
            open_list = entry is not None
            found.extend([entry] if entry else [])
    return tuple(found)


def _mentions_promising(block: Block) -> bool:
    text = fold(text_of(block)) if isinstance(block, TextBlock) and len(text_of(block)) < LONGEST_TITLE else ""
    return any(heading in text for heading in _promising_headings())


def _promising_cells(table: Table, announced: bool) -> Iterator[Listed]:
    rows = merged(table, _goes_on)
    cells = [cell for row in rows for cell in row.cells if text_of(cell)]
    if not cells or not (announced or is_promising_heading(text_of(cells[0]))):
        return
    for cell in cells:
        entry = listed(lines_of(cell), "column")
        if entry:
            yield entry


def _goes_on(above: TableRow, below: TableRow) -> bool:
    return len(above.cells) == len(below.cells) and listed(lines_of(below.cells[0]), "column") is None


def table_marks(table: Table) -> Iterator[tuple[Listed, tuple[Mark, ...]]]:
    """Yield each commitment of a table of marks (a column for the commitment, others for indicators) with its marks."""
    rows = merged(table)
    found = columns(rows, {*INDICATORS, "commitment", "number", "title"})
    if not found or not set(found.headings) & set(INDICATORS):
        return
    for row in rows[found.row + 1 :]:
        who = None if is_heading_again(found, row) else _commitment(found, row)
        if who:
            yield who, tuple(_marks(found, row, who.numbers))


def _commitment(found: Columns, row: TableRow) -> Listed | None:
    named = under(found.headings.get("commitment"), row) or (row.cells[0] if row.cells else None)
    counted = under(found.headings.get("number"), row)
    if counted is None and named is not None:
        entry = listed(lines_of(named), "column")
        numbers = number_span(text_of(named))
        if entry or numbers is None or text_of(named)[numbers.end :].strip(" ."):
            return entry
        return Listed(numbers.numbers, RawValue(numbers.numbers[0], "column", lines_of(named)), None)
    numbers = number_list(text_of(counted)) if counted else None
    if numbers is None or counted is None:
        return None
    title = under(found.headings.get("title") or found.headings.get("commitment"), row)
    number = RawValue(numbers.numbers[0], "column", lines_of(counted))
    return Listed(numbers.numbers, number, _cell_value(title) if title is not counted else None)


def _cell_value(cell: Cell | None) -> RawValue | None:
    lines = lines_of(cell) if cell else ()
    return RawValue(stream(lines).text, "column", lines) if lines else None


def _marks(found: Columns, row: TableRow, numbers: tuple[str, ...]) -> Iterator[Mark]:
    for field, (indicator, vocabulary) in INDICATORS.items():
        printed = _cell_value(under(found.headings.get(field), row))
        if printed and field in found.headings:
            yield Mark(numbers, indicator, printed, code(vocabulary, printed.text) is not None)


def label_mark(block: Block, numbers: tuple[str, ...]) -> Iterator[Mark]:
    """Yield the ratings that stand behind labels in a block: 'Potential for results: Substantial'."""
    if isinstance(block, Table):
        for row in block.rows:
            yield from _row_mark(row, numbers)
        return
    whole = stream(block.lines)
    for start, end in _paragraphs(whole.text):
        found = split_label(whole.text[start:end], fields=INDICATORS)
        if found and len(found[1]) <= 40:
            indicator, vocabulary = INDICATORS[found[0].field]
            printed = RawValue(found[1], "label", piece(whole, end - len(found[1]), end))
            yield Mark(numbers, indicator, printed, code(vocabulary, found[1]) is not None)


def _row_mark(row: TableRow, numbers: tuple[str, ...]) -> Iterator[Mark]:
    entry = entry_of(row.cells, lambda text: match_label(text, fields=INDICATORS))
    if entry.field and len(entry.values) == 1 and entry.text and len(entry.text) <= 40:
        indicator, vocabulary = INDICATORS[entry.field]
        printed = RawValue(entry.text, "label", lines_of(entry.values[0]))
        yield Mark(numbers, indicator, printed, code(vocabulary, entry.text) is not None)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text):
        yield match.span()
