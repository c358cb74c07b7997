"""Labels on lines of their own within the paragraphs of a text file: 'Lead agency' above 'Ministry of Justice'.

A text pasted from a form has no blank lines between a label, its answer and the next label. A line that is a label of
the lexicon from its first to its last word, and comes again in form after form, is a label over its answer; so are the
lines over which one is wrapped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from pipeline.lexicon import match_label
from pipeline.model import Block, Line, Table, TextBlock
from pipeline.structure.lines import cut_block
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.surfaces.texts import LONGEST_QUESTION, PROSE_END

MOST_LINES = 3
"""Lines over which a label is wrapped: the longest question of OGP's templates fills no more."""

FEWEST_FORMS = 2
"""Places of a label in a text: one that stands there once may be words of a sentence."""

FEWEST_OF_LIKE = 3
"""The same for words that are only like a label of the lexicon."""

_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def split_label_lines(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks, with the labels that have lines of their own in a text file as paragraphs."""
    paragraphs = [block.lines for block in blocks if _is_text(block)]
    counts = Counter(key for lines in paragraphs for start in range(len(lines)) for key, _ in _labels_at(lines, start))
    known = {key for key, count in counts.items() if count >= (FEWEST_FORMS if _is_exact(key) else FEWEST_OF_LIKE)}
    found: list[Block] = []
    for block, after in zip(blocks, [*blocks, None][1:], strict=True):
        if _is_text(block):
            found += _split_block(block, known, isinstance(after, Table))
        else:
            found.append(block)
    return tuple(found)


def _is_text(block: Block) -> TypeGuard[TextBlock]:
    """Return whether a block is a paragraph of a text file, whose lines are all that it shows."""
    if not isinstance(block, TextBlock) or block.kind == "heading" or not block.lines:
        return False
    return (block.lines[0].anchor.path or "").startswith("line[")


def _labels_at(lines: Sequence[Line], start: int) -> Iterator[tuple[str, int]]:
    """Yield the labels that whole lines from one on are, the longest first, with the index of the line behind each."""
    if lines[start].text[:1].islower():
        return
    for end in range(min(len(lines), start + MOST_LINES), start, -1):
        text = " ".join(line.text for line in lines[start:end])
        if len(text.split()) > LONGEST_QUESTION or PROSE_END.search(text):
            continue
        match = match_label(text)
        if match is not None:
            yield _NUMBER.sub("#", text), end


def _is_exact(text: str) -> bool:
    match = match_label(text)
    return match is not None and match.method == "exact"


def _split_block(block: TextBlock, known: set[str], is_above_table: bool) -> Iterator[TextBlock]:
    """Yield the labels of a block and the lines between them; the marker belongs to its first line."""
    at = first = 0
    while at < len(block.lines):
        if _opens_title(block.lines, at, is_above_table):
            yield from cut_block(block, block.lines[first:at])
            first = at
        end = next((end for key, end in _labels_at(block.lines, at) if key in known), None)
        if end is None:
            at += 1
            continue
        yield from cut_block(block, block.lines[first:at])
        yield from cut_block(block, block.lines[at:end])
        at = first = end
    yield from cut_block(block, block.lines[first:])


def _opens_title(lines: Sequence[Line], at: int, is_above_table: bool) -> bool:
    """Return whether a line opens a commitment's title below other headings: by its name, or as the last above a form.

    The headings above it end in no stop.
    """
    text, above = lines[at].text, [line.text for line in lines[:at]]
    if not above or text[:1].islower() or len(above) > MOST_LINES or any(map(PROSE_END.search, above)):
        return False
    number, title = split_number(text)
    return (
        bool(number and title)
        and not title[0].islower()
        and (is_named(text) or (is_above_table and at == len(lines) - 1))
    )
