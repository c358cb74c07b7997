"""The IRM's key recommendations, where a report lists them under their own heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Block, Cell, Line, RawRecord, RawValue, Table, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms.commitment_numbers import read_number_word
from pipeline.parsers.forms.ratings import list_named
from pipeline.parsers.irm.ratings import load_words, make_issue, match_word
from pipeline.structure.grids import find_heading
from pipeline.structure.lines import (
    cut_lines,
    filled_cells,
    lines_of,
    make_code_value,
    make_stream,
    make_value,
    open_paragraph,
    text_of,
)
from pipeline.structure.rows import merge_continued_rows

MOST = 12
"""Recommendations: longer lists are no key recommendations."""

_MARKER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[•·▪●–-])\s*")


@cache
def _caption() -> re.Pattern[str]:
    """Return the pattern of a number in front of a heading: 'Table 3.', 'V.', '5.2'."""
    table = join_alternatives(load_words()["tables"])
    return re.compile(rf"(?:(?:{table})\s*)?(?:[IVX]{{1,4}}|\d{{1,2}}(?:\.\d{{1,2}})?)\s*[.:|–-]?\s+", re.IGNORECASE)


def is_heading(text: str) -> bool:
    """Return whether a text is the heading over the key recommendations.

    >>> is_heading("Table 3. Five Key IRM Recommendations"), is_heading("The IRM recommends to publish data.")
    (True, False)
    """
    plain = _caption().sub("", text, count=1)
    return match_word("recommendations", plain) is not None


def read_recommendations(blocks: Sequence[Block]) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return a record for each key recommendation, and an issue where the heading states another number of them."""
    found: Sequence[Sequence[Line]] = ()
    heading: Sequence[Line] = ()
    for index, block in enumerate(blocks):
        lines = _find_heading(block)
        items = list(_iterate_items(block, blocks[index + 1 :])) if lines else []
        if 1 < len(items) <= MOST and len(items) > len(found):
            found, heading = items, lines
    rows = [_build_record(index, lines) for index, lines in enumerate(found, 1)]
    answered = [pair for block in blocks if isinstance(block, Table) for pair in _find_answered(block)]
    rows += [_build_earlier(index, *pair) for index, pair in enumerate(answered, len(rows) + 1)]
    stated = _find_stated_count(heading)
    if stated is None or stated == len(found):
        return tuple(rows), ()
    text = f"The heading speaks of {stated} recommendations, {len(found)} were read."
    return tuple(rows), (make_issue("total-mismatch", text, heading[0].anchor.page),)


def _find_heading(block: Block) -> tuple[Line, ...]:
    """Return the heading's lines: a text block, or the first cell of a table; nothing for any other block."""
    filled = [block] if isinstance(block, TextBlock) else [cell for row in block.rows for cell in filled_cells(row)]
    return lines_of(filled[0]) if filled and is_heading(text_of(filled[0])) else ()


def _find_stated_count(heading: Sequence[Line]) -> int | None:
    words = [word for line in heading for word in _caption().sub("", line.text).split()]
    return next((number for word in words if (number := read_number_word(word)) is not None), None)


def _iterate_items(block: Block, after: Sequence[Block]) -> Iterator[Sequence[Line]]:
    """Yield the recommendations of a table, a row each, or of the list below the heading."""
    tables = [part for part in (block, *after[:1]) if isinstance(part, Table)]
    if not tables:
        yield from (each.lines for each in takewhile(_is_item, after) if isinstance(each, TextBlock))
    for row in tables[0].rows if tables else ():
        # A number in a cell of its own is no part of it.
        worded = [cell for cell in filled_cells(row) if any(char.isalpha() for char in text_of(cell))]
        texts = [part for cell in worded if not is_heading(text_of(cell)) for part in cell.blocks]
        if lines := [line for part in texts if isinstance(part, TextBlock) for line in part.lines]:
            yield lines


def _is_item(block: Block) -> bool:
    return isinstance(block, TextBlock) and (block.kind == "list_item" or _MARKER.match(text_of(block)) is not None)


def _build_record(index: int, lines: Sequence[Line]) -> RawRecord:
    joined = make_stream(lines)
    marker = _MARKER.match(joined.text)
    text = cut_lines(joined, marker.end(), len(joined.text)) if marker else tuple(lines)
    return make_recommendation(index, make_value(text, "list"), list_named(joined.text))


def make_recommendation(index: int, text: RawValue, numbers: Sequence[str]) -> RawRecord:
    """Return the record of a recommendation on the commitments that it names."""
    fields = {"text": text, "issuer": make_code_value("irm")}
    if numbers:
        fields["commitments"] = RawValue(" ".join(numbers), text.method, text.lines)
    return RawRecord("recommendations", f"r{index}", fields)


def _find_answered(table: Table) -> Iterator[tuple[Cell, list[tuple[Cell, Cell]]]]:
    """Yield the recommendations of an earlier report with the headings and cells that tell the response."""
    head = table.rows[0].cells if table.rows else ()
    asked = {id(cell): match_word("responses", text_of(cell)) for cell in head}
    # A question over a column of recommendations asks what became of them.
    answers = [cell for cell in head if asked[id(cell)] == "response" or text_of(cell).rstrip().endswith("?")]
    for row in merge_continued_rows(table)[1:] if answers else ():
        under = {id(heading): cell for cell in filled_cells(row) if (heading := find_heading(cell, head))}
        text = next((cell for key, cell in under.items() if asked[key] == "recommendation"), None)
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
