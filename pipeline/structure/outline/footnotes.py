"""Footnotes among the paragraphs of a page: small print that a number opens, and what follows it in small print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pipeline.model import Block, Line, TextBlock
from pipeline.structure.dates import is_date
from pipeline.structure.lines import join_lines

SMALL_PRINT = 0.87
"""Share of the body's size up to which type is that of notes: 8 or 9 points under a body of 10.5 or 11."""

NOTE_NUMBER = re.compile(r"\[?(\d{1,3})\]?(?:\s+(?=[^\s&a-zà-ÿ])|$)")
"""The number of a note; what names commitments goes on small: '8 and 9. Title'."""

REACH = 8000
"""Characters of the text in front of a note in which its number is looked for: two full pages."""

_WORD = re.compile(r"[^\W\d_]{4}")


def font_size(line: Line) -> float:
    """Return the size of a line's type in half points, 0 where it is not known."""
    return round((line.size or 0.0) * 2) / 2


def body_size(blocks: Iterable[Block]) -> float:
    """Return the size of type in which most of the text outside of tables is set, in points; 0 where none is known."""
    sizes = Counter[float]()
    for block in blocks:
        if isinstance(block, TextBlock) and block.kind not in ("note", "heading"):
            for line in block.lines:
                sizes[font_size(line)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def is_small_print(block: TextBlock, body: float) -> bool:
    """Return whether a block is set in the type of notes throughout."""
    return 0 < max(map(font_size, block.lines), default=0.0) <= SMALL_PRINT * body


def without_footnotes(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks that are no footnotes, and no scraps in small print that glyphs without a font leave.

    >>> from pipeline.model import Anchor, Line
    >>> printed = (("The law was passed in May.3", 10), ("3", 7), ("Interview, 12 May.", 8))
    >>> blocks = [TextBlock("paragraph", (Line(text, Anchor(), size=size),)) for text, size in printed]
    >>> [block.lines[0].text for block in without_footnotes(blocks)]
    ['The law was passed in May.3']
    """
    return (block for block, role in mark_footnotes(blocks) if role == "text")


def mark_footnotes(blocks: Sequence[Block]) -> Iterator[tuple[Block, Literal["text", "note", "rest", "scrap"]]]:
    """Yield each block with its role: `note` opens a footnote, `rest` continues it, `scrap` is other small print."""
    body = body_size(blocks)
    is_in_note = False
    for block in blocks:
        if not isinstance(block, TextBlock) or block.kind == "heading" or not block.lines:
            is_in_note = False
            yield block, "text"
            continue
        text = join_lines(block.lines)
        is_small = is_small_print(block, body)
        number = NOTE_NUMBER.match(text) if block.kind != "list_item" and not is_date(text) else None
        if number and is_small:
            is_in_note = True
            yield block, "note"
        elif is_small and (is_in_note or not (_WORD.search(text) or is_date(text))):
            yield block, "rest" if is_in_note else "scrap"
        else:
            is_in_note = False
            yield block, "text"


def find_unmarked_notes(texts: Sequence[tuple[str, bool]]) -> set[int]:
    """Return which texts are notes where no type tells it; a text comes with whether it is a plain paragraph.

    The text before refers to a note's number, or notes close the text and count up.

    >>> texts = ("The law was passed.7", "7 Interview, 12 May.", "9 of 12 towns follow.", "3 Gazette No. 5.")
    >>> find_unmarked_notes([(text, True) for text in texts])
    {1, 3}
    """
    found = [NOTE_NUMBER.match(text) if is_plain else None for text, is_plain in texts]
    numbers = [int(match[1]) if match else None for match in found]
    notes: set[int] = set()
    below = None
    for at, number in reversed(list(enumerate(numbers))):
        if number is None or below not in (None, number + 1):
            break
        notes.add(at)
        below = number
    read = ""
    for at, ((text, _), number) in enumerate(zip(texts, numbers, strict=True)):
        if number is not None and _refers_to(read, number):
            notes.add(at)
        elif at not in notes:
            read = f"{read} {text}"[-REACH:]
    return notes


def _refers_to(text: str, number: int) -> bool:
    """Return whether a text has a number as a reference: behind a word or its punctuation, or in brackets."""
    after = r"[^\W\d_.][.,;:”\"’'’)]?|[.,;:”\"’)]"
    return re.search(rf"(?:{after}){number}(?!\d)|\[{number}\]", text) is not None
