"""Lines of texts without styles that are headings, or labels over their answers.

A heading is a short line between sentences, known by its length, capitals and numbers. A label has a line of its own in
a text pasted from a form, which has no blank lines between a label, its answer and the next label: it is a label of the
lexicon from its first to its last word, and comes again in form after form; so are the lines over which one is wrapped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from pipeline.lexicon import match_exact_label, match_label
from pipeline.model import Block, Line, Table, TextBlock
from pipeline.structure.lines import cut_block, lines_of, open_paragraph
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.surfaces.texts import LONGEST_QUESTION, PROSE_END

FULL_LINE = 0.9
"""Share of the lines that are at most as long as a full one; the rest are tables and addresses."""

WIDEST = 0.85
"""Share of a full line that a heading fills at most: lines of sentences end about there in proportional type."""

MOST_WORDS = 15
"""Words of a heading; longer lines are sentences."""

OFTEN = 3
"""Times that a running head stands in the text; a heading stands there once, and in the contents."""

CAPITALS, PLAIN, NUMBERED = 1, 2, 3
"""Levels: parts of a document are in capitals, their sections are not, and what they list has numbers."""

_SENTENCE_ENDS = (".", "!", "?", ":", ";", "”", '"', "»", "。", "…")
_INNER_END = re.compile(r"(?<=[^\W\d_]{4})[.!?;]\s+\S")


def mark_typed_headings(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a text without styles, its headings as blocks of their own.

    A heading is a line that begins with a capital or a number, has no full stop and ends before the margin, between the
    end of a sentence and the beginning of another.
    """
    texts = [line.text for line in lines_of(blocks)]
    if not texts:
        return tuple(blocks)
    full = sorted(map(len, texts))[int(len(texts) * FULL_LINE) - 1]
    often = {text for text, count in Counter(texts).items() if count >= OFTEN or text.isdigit()}
    running = {text for text in often if not text.endswith(_SENTENCE_ENDS)}
    found: list[Block] = []
    for block, after in zip(blocks, [*blocks, None][1:], strict=True):
        if isinstance(block, TextBlock) and block.kind != "heading":
            below = after.lines[0].text if isinstance(after, TextBlock) else ""
            found += _split_at_headings(block, below, full, running)
        else:
            found.append(block)
    return tuple(found)


def _split_at_headings(block: TextBlock, below: str, full: int, running: set[str]) -> Iterator[TextBlock]:
    """Yield a block's headings and the lines between them; `below` is the line after the block."""
    texts = [*(line.text for line in block.lines), below]
    run: list[Line] = []
    above = "" if block.kind == "paragraph" else "item"
    for index, line in enumerate(block.lines):
        after = next((text for text in texts[index + 1 :] if text not in running), "")
        if line.text not in running and _is_heading(above, line.text, after, full):
            yield from cut_block(block, run)
            level = CAPITALS if line.text.isupper() else NUMBERED if split_number(line.text)[0] else PLAIN
            yield TextBlock("heading", open_paragraph([line]), level)
            run, above = [], ""
            continue
        run.append(line)
        above = above if line.text in running else line.text
    yield from cut_block(block, run)


def _is_heading(above: str, text: str, below: str, full: int) -> bool:
    """Return whether a line is a heading by its words and the lines around it; `above` is empty below a blank line.

    A line that has room for the next word ends where its writer wanted it to.
    """
    title = split_number(text)[1] or text
    has_room = bool(below) and len(text) <= min(WIDEST * full, full - len(below.split(maxsplit=1)[0]) - 1)
    is_titled = title[:1].isupper() and len(title) > 3 and len(text.split()) <= MOST_WORDS
    is_sentence = text.endswith((*_SENTENCE_ENDS, ",")) or _INNER_END.search(title)
    is_between = (not above or above.endswith(_SENTENCE_ENDS)) and not below[:1].islower()
    return has_room and is_titled and not is_sentence and is_between


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
    known = {
        key for key, count in counts.items() if count >= (FEWEST_FORMS if match_exact_label(key) else FEWEST_OF_LIKE)
    }
    found: list[Block] = []
    for block, after in zip(blocks, [*blocks, None][1:], strict=True):
        if _is_text(block):
            found += _split_at_labels(block, known, isinstance(after, Table))
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


def _split_at_labels(block: TextBlock, known: set[str], is_above_table: bool) -> Iterator[TextBlock]:
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
