"""Answers in a form: the guidance of the blank form taken off, an official's particulars in one cell separated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipeline.lexicon import is_prompt, list_prompts, split_label
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.model import Block, Line, RawValue, Table
from pipeline.structure.lines import cut_line, join_lines, lines_of, open_paragraph, split_paragraphs
from pipeline.structure.text_labels.places import is_dangling

_PHONE = re.compile(r"[+(]?\d[\d ()/.–-]{5,}")
_LABELLED = frozenset({"contact_name", "contact_position", "contact_email", "contact_phone"})
_PARTS = re.compile(r"(?:(?<!\s)\s+)?[;|]\s*|,\s+")


def answer_lines(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """Return an answer's lines without the template's guidance in front of it and without bullets."""
    return strip_guidance([line for block in blocks for line in _block_lines(block)])


def _block_lines(block: Block) -> Iterator[Line]:
    if isinstance(block, Table):
        yield from lines_of(block)
        return
    lines = lines_of(block) if block.marker and any(map(str.isalnum, block.marker)) else block.lines
    yield from open_paragraph(lines)


def split_contact(lines: Sequence[Line]) -> dict[str, RawValue]:
    """Tell name, position, e-mail and telephone of an official apart that are in one cell.

    >>> from pipeline.model import Anchor
    >>> told = split_contact([Line("A. Example, Head of Unit, a@example.org, +1 555 0100", Anchor())])
    >>> [(name, v.text) for name, v in told.items()]
    [('contact_name', 'A. Example'), ('contact_position', 'Head of Unit'), ('contact_email', 'a@example.org'),
     ('contact_phone', '+1 555 0100')]
    """
    found: dict[str, list[Line]] = {}
    for piece in _split_pieces(lines):
        name, line = _classify_piece(piece, found)
        found.setdefault(name, []).append(line)
    return {name: RawValue(", ".join(line.text for line in kept), "label", tuple(kept)) for name, kept in found.items()}


def _classify_piece(piece: Line, found: dict[str, list[Line]]) -> tuple[str, Line]:
    labelled = split_label(piece.text, fields=_LABELLED)
    if labelled and labelled[1]:
        rest = cut_line(piece, len(piece.text) - len(labelled[1]))
        return labelled[0].field, rest or piece
    if "@" in piece.text:
        return "contact_email", piece
    if _PHONE.fullmatch(piece.text) or (_PHONE.search(piece.text) and "contact_name" in found):
        return "contact_phone", piece
    return ("contact_name" if "contact_name" not in found else "contact_position"), piece


def _split_pieces(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the parts of a contact: its lines, wrapped ones joined, or the parts of its only line."""
    whole: list[Line] = []
    for line in lines:
        if whole and _is_wrapped(whole[-1], line):
            whole[-1] = replace(whole[-1], text=f"{whole[-1].text} {line.text}")
        else:
            whole.append(line)
    if len(whole) > 1:
        yield from whole
        return
    for line in whole:
        at = 0
        for match in [*_PARTS.finditer(line.text), None]:
            part = cut_line(line, at, match.start() if match else None)
            if part:
                yield part
            at = match.end() if match else at


def _is_wrapped(above: Line, line: Line) -> bool:
    """Return whether a line continues the one above: that ends with a word or comma that needs more."""
    last = above.text.split()[-1].casefold()
    if "@" in line.text or "@" in above.text:
        return False
    return line.glue != "paragraph" and (last.endswith(",") or is_dangling(last) or line.text[:1].islower())


GUIDING = 40
"""Characters: shorter texts are in prompts by chance ('access to information')."""

LONGEST_GUIDANCE = 600


def strip_guidance(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return an answer's lines without the guidance before it; bullets and 'Tip:' mark guidance in the blank form.

    >>> from pipeline.model import Anchor
    >>> told = ["- Describe what the commitment entails, its expected results and overall objective.", "Open data."]
    >>> [line.text for line in strip_guidance([Line(text, Anchor()) for text in told])]
    ['Open data.']
    """
    rest = list(lines)
    while rest:
        count = _count_prompt_lines(rest) or _count_reworded_lines(rest)
        if not count:
            break
        rest = rest[count:]
    return tuple(rest)


def _count_prompt_lines(lines: Sequence[Line]) -> int:
    """Return how many lines at the beginning are a prompt, letter by letter."""
    folded, count = "", 0
    for index, line in enumerate(lines, 1):
        folded += fold_to_letters(line.text)
        if folded in _prompt_keys():
            count = index
        if not any(prompt.startswith(folded) for prompt in _prompt_keys()):
            break
    return count


@cache
def _prompt_keys() -> frozenset[str]:
    return frozenset(fold_to_letters(prompt) for prompt in list_prompts()) - {""}


def _count_reworded_lines(lines: Sequence[Line]) -> int:
    """Return how many lines the first paragraph has if it is guidance that a country reworded.

    One that opens with a prompt's words and continues is an answer: 'Link to other programs: the digital strategy'.
    """
    first = split_paragraphs(lines)[0]
    text = join_lines(first)
    folded = fold_to_letters(text)
    if not GUIDING < len(text) < LONGEST_GUIDANCE or any(folded.startswith(prompt) for prompt in _prompt_keys()):
        return 0
    return len(first) if is_prompt(text) else 0
