"""Headings of a text without styles: short lines between sentences, by their length, capitals and numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.model import Block, Line, TextBlock
from pipeline.structure.lines import cut_block, lines_of, open_paragraph
from pipeline.structure.numbers import split_number

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
            found += _split_block(block, below, full, running)
        else:
            found.append(block)
    return tuple(found)


def _split_block(block: TextBlock, below: str, full: int, running: set[str]) -> Iterator[TextBlock]:
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
