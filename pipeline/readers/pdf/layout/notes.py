"""Footnotes: small type at the foot of a page, opened by a label that is raised or under a short rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.model import Glue, Line, TextBlock
from pipeline.readers.markers import is_note_mark
from pipeline.readers.pdf.chars.drawing import Stroke
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.paragraphs import Area, find_glue, make_text_line, room_after

NOTE_SIZE = 0.93
"""Share of the body's size below which type at a page's foot may be a note: 10 points under a body of 11."""
MARK_SIZE = 0.85
"""A mark is smaller than this share of its line's size."""
MARK_GAP = 0.35
"""Font sizes between a word and its mark."""
LEAST_RAISE = 0.15
"""Share of the line's size by which the baseline of a raised label is above the line's."""
_LABEL = re.compile(r"\[?(?:\d{1,3}|[ivxl]{1,7}|[a-z]|[*†‡§¶]{1,3})[\].)]?", re.IGNORECASE)
_PLAIN_LABEL = re.compile(r"\[?\d{1,3}[\].)]?|[ivxl]{1,7}[.)]|[a-z][.)]|[*†‡§¶]{1,3}", re.IGNORECASE)
"""A label that is not raised: a number, a symbol, or a letter with a mark behind it."""
_BRACKETED = re.compile(r"\[\d{1,3}\]")
_LEADING = re.compile(r"(\[\d{1,3}\]|\d{1,3}(?=[^\W\d_])|[*†‡§]{1,3}(?=\w))")
_NUMBER = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class NoteLines:
    """A page's lines of notes, from the top; `opening` are the indices of lines that begin with a label."""

    lines: tuple[PrintedLine, ...]
    opening: frozenset[int]


def is_raised(word: Word, line: PrintedLine) -> bool:
    """Return whether a word is set small and above the line: a note's mark or an exponent."""
    return word.size < MARK_SIZE * line.size and line.base - word.base > LEAST_RAISE * line.size


def _is_label(word: Word, line: PrintedLine) -> bool:
    return bool((_LABEL if is_raised(word, line) else _PLAIN_LABEL).fullmatch(word.text))


def _opens_note(line: PrintedLine, is_ruled: bool) -> bool:
    first = line.words[0]
    if _BRACKETED.fullmatch(first.text):
        return len(line.words) > 1
    if not is_ruled and not is_raised(first, line):
        return False
    return len(line.words) > 1 and (_is_label(first, line) or bool(is_ruled and _LEADING.match(first.text)))


def _has_rule_above(strokes: Sequence[Stroke], line: PrintedLine, width: float) -> bool:
    """Return whether a short rule of the text's left side is right above the line; the borders of cells join up."""
    return any(
        stroke.level
        and 0 <= line.box[1] - stroke.at < 2.2 * line.size
        and 36 < stroke.end - stroke.start < 0.5 * width
        and abs(stroke.start - line.start) < 3 * line.size
        and not any(abs(other.at - stroke.at) < 1 and abs(other.start - stroke.end) < 1 for other in strokes)
        for stroke in strokes
    )


def find_notes(
    lines: Sequence[PrintedLine],
    strokes: Sequence[Stroke],
    floor: float,
    typography: Typography,
    notes_continue: bool,
    width: float,
) -> NoteLines:
    """Find the notes among a page's lines outside of tables; none may be above `floor`.

    `notes_continue` says that the page before ended in notes: lines without a label may then open this page's.
    """
    upright = sorted((line for line in lines if line.angle == 0), key=lambda line: line.base)
    start = len(upright)
    while start and upright[start - 1].size <= NOTE_SIZE * typography.size and upright[start - 1].box[1] >= floor:
        start -= 1
    small = upright[start:]
    first_ruled = next((k for k, line in enumerate(small) if _has_rule_above(strokes, line, width)), len(small))
    opening = [k for k, line in enumerate(small) if _opens_note(line, k >= first_ruled)]
    if not opening:
        return NoteLines((), frozenset())
    first = first_ruled if first_ruled < opening[0] and notes_continue else opening[0]
    return NoteLines(tuple(small[first:]), frozenset(k - first for k in opening))


def _split_label(line: PrintedLine) -> tuple[str, int, str]:
    """Return a note's label, how many words it takes, and what of the first word is left."""
    first = line.words[0].text
    if len(line.words) > 1 and _is_label(line.words[0], line):
        return first, 1, ""
    label_match = _LEADING.match(first)
    return (label_match.group(0), 0, first[label_match.end() :]) if label_match else ("", 0, "")


def _make_opening_block(line: PrintedLine) -> TextBlock | None:
    label, skip, _ = _split_label(line)
    note_line = make_text_line(line, "paragraph", skip)
    if note_line is None:
        return None
    if label and not skip:
        note_line = replace(note_line, text=note_line.text[len(label) :].lstrip())
    return TextBlock("note", (note_line,), marker=label or None)


def make_note_blocks(pages: Sequence[NoteLines], typography: Typography) -> tuple[TextBlock, ...]:
    """Make a block of each note; lines without a label continue with the note before, over a page end too."""
    blocks: list[TextBlock] = []
    for page in pages:
        if not page.lines:
            continue
        area = Area(min(line.start for line in page.lines), max(line.end for line in page.lines))
        above: PrintedLine | None = None
        for index, line in enumerate(page.lines):
            opening_block = _make_opening_block(line) if index in page.opening or not blocks else None
            if opening_block:
                blocks.append(opening_block)
            else:
                glue: Glue = find_glue(above, line, typography, room_after(above, area)) if above else "space"
                blocks[-1] = _add_line(blocks[-1], make_text_line(line, glue))
            above = line
    return tuple(blocks)


def _add_line(block: TextBlock, line: Line | None) -> TextBlock:
    return replace(block, lines=(*block.lines, line)) if line else block


def strip_label(label: str) -> str:
    """Strip a label of brackets and punctuation.

    >>> strip_label("[12]"), strip_label("iv)")
    ('12', 'iv')
    """
    return _NUMBER.sub("", label) or label


def find_note_marks(lines: Iterable[PrintedLine], labels: frozenset[str]) -> frozenset[int]:
    """Return the words (by place) that are raised marks of notes: no part of the text.

    They are `labels` of the notes that were found, or figures right after a word as the marks of notes are.
    """
    return frozenset(
        word.first
        for line in lines
        if min(line.sizes) < MARK_SIZE * line.size
        for before, marks in _iterate_raised(line)
        for word in marks
        if _is_known_label(word, labels) or (before and _follows_word(line, before, marks))
    )


def _iterate_raised(line: PrintedLine) -> Iterator[tuple[Word | None, list[Word]]]:
    """Yield the runs of raised words of a line, such as "4, 5", each with the word before it."""
    before: Word | None = None
    for raised, run in groupby(line.words, key=lambda word: is_raised(word, line)):
        words = list(run)
        if raised:
            yield before, words
        before = words[-1]


def _is_known_label(word: Word, labels: frozenset[str]) -> bool:
    return all(part in labels for part in re.split(r"[,\s]+", strip_label(word.text)))


def _follows_word(line: PrintedLine, before: Word, marks: Sequence[Word]) -> bool:
    is_touching = marks[0].start - before.end < MARK_GAP * line.size
    return is_touching and is_note_mark(before.text, " ".join(word.text for word in marks))
