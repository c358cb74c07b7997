"""The IRM's key recommendations, where a report lists them under their own heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Block, Cell, Line, RawRecord, RawValue, Table, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms.commitment_numbers import read_number_word
from pipeline.parsers.forms.ratings import find_mentions
from pipeline.parsers.irm.words import match_word
from pipeline.structure.grids import find_heading
from pipeline.structure.lines import lines_of, make_code_value, make_value, open_paragraph, text_of
from pipeline.structure.rows import merge_continued_rows
from pipeline.structure.stream import cut_lines, make_stream

MOST = 12
"""Recommendations: longer lists are no key recommendations."""

_CAPTION = re.compile(
    r"(?:(?:table|tabla|tableau|tabela)\s*)?(?:[IVX]{1,4}|\d{1,2}(?:\.\d{1,2})?)\s*[.:|–-]?\s+",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[•·▪●–-])\s*")


def is_heading(text: str) -> bool:
    """Return whether a text is the heading over the key recommendations.

    >>> is_heading("Table 3. Five Key IRM Recommendations"), is_heading("The IRM recommends to publish data.")
    (True, False)
    """
    plain = _CAPTION.sub("", text, count=1)
    return match_word("recommendations", plain) is not None


def read_recommendations(blocks: Sequence[Block]) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return a record for each key recommendation, and an issue where the heading states another number of them."""
    found: list[tuple[Line, ...]] = []
    stated: tuple[int, int | None] | None = None
    for index, block in enumerate(blocks):
        heading = _find_heading(block)
        if heading is None:
            continue
        items = list(_iterate_items(block, blocks[index + 1 :]))
        if 1 < len(items) <= MOST and len(items) > len(found):
            found, stated = items, _find_stated_count(heading)
    rows = tuple(_build_record(index, lines) for index, lines in enumerate(found, 1))
    answered = [pair for block in blocks if isinstance(block, Table) for pair in _find_answered(block)]
    rows += tuple(_build_earlier(index, *pair) for index, pair in enumerate(answered, len(rows) + 1))
    if stated and found and stated[0] != len(found):
        text = f"The heading speaks of {stated[0]} recommendations, {len(found)} were read."
        return rows, (Issue("parse", "warning", "total-mismatch", text, stated[1]),)
    return rows, ()


def _find_heading(block: Block) -> tuple[Line, ...] | None:
    """Return the heading's lines: a text block, or the first cell of a table."""
    if isinstance(block, TextBlock):
        return block.lines if is_heading(text_of(block)) else None
    first = next((cell for row in block.rows for cell in row.cells if text_of(cell)), None)
    return lines_of(first) if first and is_heading(text_of(first)) else None


def _find_stated_count(heading: Sequence[Line]) -> tuple[int, int | None] | None:
    numbers = [
        n for line in heading for word in _CAPTION.sub("", line.text).split() if (n := read_number_word(word.lower()))
    ]
    return (numbers[0], heading[0].anchor.page) if numbers else None


def _iterate_items(block: Block, after: Sequence[Block]) -> Iterator[tuple[Line, ...]]:
    if isinstance(block, Table):
        yield from _iterate_cells(block)
        return
    if after and isinstance(after[0], Table):
        yield from _iterate_cells(after[0])
        return
    for following in after:
        if not isinstance(following, TextBlock) or not _is_item(following):
            return
        yield tuple(following.lines)


def _is_item(block: TextBlock) -> bool:
    return block.kind == "list_item" or _MARKER.match(text_of(block)) is not None


def _iterate_cells(table: Table) -> Iterator[tuple[Line, ...]]:
    """Yield the recommendations of a table: a row each; a number in a cell of its own is no part of it."""
    for row in table.rows:
        filled = [cell for cell in row.cells if text_of(cell) and not is_heading(text_of(cell))]
        worded = [cell for cell in filled if any(char.isalpha() for char in text_of(cell))]
        if worded:
            yield tuple(line for cell in worded for block in cell.blocks for line in _own(block))


def _own(block: Block) -> tuple[Line, ...]:
    return lines_of(block) if isinstance(block, Table) else block.lines


def _build_record(index: int, lines: Sequence[Line]) -> RawRecord:
    joined = make_stream(lines)
    marker = _MARKER.match(joined.text)
    text = cut_lines(joined, marker.end(), len(joined.text)) if marker else tuple(lines)
    fields = {"text": make_value(text, "list"), "issuer": make_code_value("irm")}
    named = [number for mention in find_mentions(joined.text) for number in mention.numbers]
    if named:
        fields["commitments"] = RawValue(" ".join(dict.fromkeys(named)), "list", text)
    return RawRecord("recommendations", f"r{index}", fields)


def _find_answered(table: Table) -> Iterator[tuple[Cell, list[tuple[Cell, Cell]]]]:
    """Yield the recommendations of an earlier report with the headings and cells that tell the response."""
    head = table.rows[0].cells if table.rows else ()
    advice = next((cell for cell in head if match_word("responses", text_of(cell)) == "recommendation"), None)
    # A question over a column of recommendations asks what became of them.
    answers = [
        cell
        for cell in head
        if match_word("responses", text_of(cell)) == "response" or text_of(cell).rstrip().endswith("?")
    ]
    if advice is None or not answers:
        return
    for row in merge_continued_rows(table)[1:]:
        under = {id(heading): cell for cell in row.cells if text_of(cell) and (heading := find_heading(cell, head))}
        text = under.get(id(advice))
        given = [(heading, under[id(heading)]) for heading in answers if id(heading) in under]
        if text is not None and given:
            yield text, given


def _build_earlier(index: int, advice: Cell, answers: Sequence[tuple[Cell, Cell]]) -> RawRecord:
    """Return an earlier recommendation; each of several responses follows the heading of its column."""
    lines = [
        line
        for heading, cell in answers
        for part in ((heading, cell) if len(answers) > 1 else (cell,))
        for line in open_paragraph(lines_of(part))
    ]
    fields = _build_record(index, lines_of(advice)).fields
    response = {"response": make_value(lines, "column"), "is_earlier": make_code_value("yes")}
    return RawRecord("recommendations", f"r{index}", {**fields, **response})
