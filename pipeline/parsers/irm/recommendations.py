"""The IRM's key recommendations, where a report lists them under their own heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Block, Line, RawRecord, RawValue, Table, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms.commitment_numbers import count
from pipeline.parsers.forms.ratings import mentions
from pipeline.parsers.irm.words import bare, words
from pipeline.structure.lines import code_value, lines_of, text_of, value
from pipeline.structure.stream import piece, stream

MOST = 12
"""Recommendations: longer lists are no key recommendations."""

_CAPTION = re.compile(r"(?:table|tabla|tableau|tabela)\s*\d{1,2}\s*[.:–-]?\s*", re.IGNORECASE)
_MARKER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[•·▪●–-])\s*")


def is_heading(text: str) -> bool:
    """Say whether a text is the heading over the key recommendations.

    >>> is_heading("Table 3. Five Key IRM Recommendations"), is_heading("The IRM recommends to publish data.")
    (True, False)
    """
    plain = _CAPTION.sub("", text, count=1)
    return len(plain) <= 90 and bare(plain.strip(" :")) in {bare(heading) for heading in words()["recommendations"]}


def recommendations(blocks: Sequence[Block]) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return a record for each key recommendation, and an issue where the heading states another number of them."""
    found: list[tuple[Line, ...]] = []
    stated: tuple[int, int | None] | None = None
    for index, block in enumerate(blocks):
        heading = _heading(block)
        if heading is None:
            continue
        items = list(_items(block, blocks[index + 1 :]))
        if 1 < len(items) <= MOST and len(items) > len(found):
            found, stated = items, _stated(heading)
    rows = tuple(_record(index, lines) for index, lines in enumerate(found, 1))
    if stated and found and stated[0] != len(found):
        text = f"The heading speaks of {stated[0]} recommendations, {len(found)} were read."
        return rows, (Issue("parse", "warning", "total-mismatch", text, stated[1]),)
    return rows, ()


def _heading(block: Block) -> tuple[Line, ...] | None:
    """Return the heading's lines: a text block, or the first cell of a table."""
    if isinstance(block, TextBlock):
        return block.lines if is_heading(text_of(block)) else None
    first = next((cell for row in block.rows for cell in row.cells if text_of(cell)), None)
    return lines_of(first) if first and is_heading(text_of(first)) else None


def _stated(heading: Sequence[Line]) -> tuple[int, int | None] | None:
    numbers = [n for line in heading for word in _CAPTION.sub("", line.text).split() if (n := count(word.lower()))]
    return (numbers[0], heading[0].anchor.page) if numbers else None


def _items(block: Block, after: Sequence[Block]) -> Iterator[tuple[Line, ...]]:
    if isinstance(block, Table):
        yield from _cells(block)
        return
    if after and isinstance(after[0], Table):
        yield from _cells(after[0])
        return
    for following in after:
        if not isinstance(following, TextBlock) or not _is_item(following):
            return
        yield tuple(following.lines)


def _is_item(block: TextBlock) -> bool:
    return block.kind == "list_item" or _MARKER.match(text_of(block)) is not None


def _cells(table: Table) -> Iterator[tuple[Line, ...]]:
    """Yield the recommendations of a table: a row each; a number in a cell of its own is no part of it."""
    for row in table.rows:
        filled = [cell for cell in row.cells if text_of(cell) and not is_heading(text_of(cell))]
        told = [cell for cell in filled if any(char.isalpha() for char in text_of(cell))]
        if told:
            yield tuple(line for cell in told for block in cell.blocks for line in _own(block))


def _own(block: Block) -> tuple[Line, ...]:
    return lines_of(block) if isinstance(block, Table) else block.lines


def _record(index: int, lines: Sequence[Line]) -> RawRecord:
    whole = stream(lines)
    marker = _MARKER.match(whole.text)
    told = piece(whole, marker.end(), len(whole.text)) if marker else tuple(lines)
    fields = {"text": value(told, "list"), "issuer": code_value("irm")}
    named = [number for mention in mentions(whole.text) for number in mention.numbers]
    if named:
        fields["commitments"] = RawValue(" ".join(dict.fromkeys(named)), "list", told)
    return RawRecord("recommendations", f"r{index}", fields)
