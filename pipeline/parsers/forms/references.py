"""Footnotes and endnotes: label, text, first address and date of access."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import itemgetter

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Document, Line, RawRecord, RawValue, TextBlock
from pipeline.schema.data import load_data
from pipeline.structure.lines import cut_line, cut_lines, lines_of, make_stream, make_value
from pipeline.structure.outline.footnotes import NOTE_NUMBER, mark_footnotes

_LABEL = re.compile(r"\[(\d{1,3})\]\s*")
_URL = re.compile(r"https?://[^\s<>\"”]+")
_BROKEN_END = ("/", "-", "_", "=", "?", "&", "%", "#", ".")


@dataclass(frozen=True, slots=True)
class Note:
    """A note's printed label and its lines, the label cut off."""

    label: str
    lines: tuple[Line, ...]


def read_references(document: Document) -> tuple[RawRecord, ...]:
    """Return a record for each note of the document.

    Those are real notes, and paragraphs that open with '[1]', '[2]', ..., else small print that a number opens.
    """
    notes = [Note(block.marker or "", block.lines) for block in document.notes if block.lines]
    printed = [*_iterate_bracketed_lines(document)] or [*_iterate_small_lines(document)]
    for label, parts in groupby(printed, key=itemgetter(0)):
        if lines := tuple(line for _, line in parts if line):
            notes.append(Note(label, lines))
    return tuple(_build_record(f"n{index}", note) for index, note in enumerate(notes, 1))


def is_note(block: TextBlock) -> bool:
    """Return whether a block opens with a printed note label."""
    return bool(block.lines) and _LABEL.match(block.lines[0].text) is not None


def _iterate_bracketed_lines(document: Document) -> Iterator[tuple[str, Line | None]]:
    """Yield the lines of notes among the blocks, each with its note's label; the labels count up from the first one."""
    number, block_of = 0, -1
    texts = [block for block in document.blocks if isinstance(block, TextBlock) and block.kind != "heading"]
    for index, line in ((index, line) for index, block in enumerate(texts) for line in lines_of(block)):
        found = _LABEL.match(line.text)
        if found and int(found[1]) == (number + 1 if number else int(found[1])):
            number, block_of = int(found[1]), index
            yield f"[{number}]", cut_line(line, found.end())
        elif number and (index == block_of or line.glue != "paragraph"):
            # A note that continues after a page end is in a block of its own.
            block_of = index
            yield f"[{number}]", line


def _iterate_small_lines(document: Document) -> Iterator[tuple[str, Line | None]]:
    """Yield the lines of notes in small print below a section: their numbers go up, within a block by one."""
    last, is_open = 0, False
    for block, role in mark_footnotes(document.blocks):
        lines = block.lines if isinstance(block, TextBlock) and role in ("note", "rest") else ()
        for index, line in enumerate(lines):
            found = NOTE_NUMBER.match(line.text)
            is_first = role == "note" and index == 0
            if found and (int(found[1]) > last if is_first else int(found[1]) == last + 1):
                last, is_open = int(found[1]), True
                yield str(last), cut_line(line, found.end())
            elif is_first:
                is_open = False  # a number that goes down belongs to something else
            elif is_open:
                yield str(last), line


def _build_record(place: str, note: Note) -> RawRecord:
    lines = join_broken_addresses(note.lines)
    fields = {"text": make_value(lines, "list")}
    if note.label:
        fields["label"] = RawValue(note.label, "list", note.lines[:1])
    whole = make_stream(lines)
    if found := _URL.search(whole.text):
        address = _strip_punctuation(found[0])
        fields["url"] = RawValue(address, "list", cut_lines(whole, found.start(), found.start() + len(address)))
    if dated := _accessed_pattern().search(whole.text):
        start, end = dated.span("date")
        fields["accessed"] = RawValue(dated["date"].strip(), "list", cut_lines(whole, start, end))
    return RawRecord("references", place, fields)


@cache
def _accessed_pattern() -> re.Pattern[str]:
    """Return the pattern of the words for access with the date behind them: 'accessed on 5 May 2024'."""
    words, links = (join_alternatives(load_data("prose/references")[name]) for name in ("accessed", "links"))
    date = r"(?P<date>[^()\[\],;]{3,30}(?:,\s*\d{4})?)"
    return re.compile(rf"\b(?:{words})\b(?:\s+(?:{links}))?:?\s+{date}", re.IGNORECASE)


def _strip_punctuation(address: str) -> str:
    """Cut the punctuation of the sentence off an address; a bracket that the address opened stays.

    >>> _strip_punctuation("https://a.org/b)."), _strip_punctuation("https://a.org/b(c).")
    ('https://a.org/b', 'https://a.org/b(c)')
    """
    while address.endswith((".", ",", ";", ":", "'", "’", ")", "]")):
        if address.endswith(")") and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def join_broken_addresses(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Join addresses that a line end breaks without blank or lost hyphen.

    >>> from pipeline.model import Anchor
    >>> broken = Line("See https://a.org/open-", Anchor()), Line("data/2023.", Anchor(), glue="unhyphen")
    >>> [line.glue for line in join_broken_addresses(broken)]
    ['paragraph', 'none']
    """
    kept: list[Line] = []
    for line in lines:
        broken = kept and line.glue != "paragraph" and _breaks_address(kept, line)
        kept.append(replace(line, glue="none") if broken else line)
    return tuple(kept)


def _breaks_address(before: Sequence[Line], line: Line) -> bool:
    tail, head = before[-1].text.split()[-1], line.text.split()[0]
    if not (_URL.match(tail) or (before[-1].glue == "none" and len(before[-1].text.split()) == 1)):
        return False
    return tail.endswith(_BROKEN_END) or ("/" in head and not _URL.match(head))
