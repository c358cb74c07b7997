"""Footnotes and endnotes: label, text, first address and date of access."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Document, Line, RawRecord, RawValue, Table, TextBlock
from pipeline.structure.footnotes import NOTE_NUMBER, mark_footnotes
from pipeline.structure.lines import cut_line, lines_of, make_value
from pipeline.structure.stream import cut_lines, make_stream

_LABEL = re.compile(r"\[(\d{1,3})\]\s*")
_URL = re.compile(r"https?://[^\s<>\"”]+")
_ACCESSED = re.compile(
    r"\b(?:accessed|retrieved|consulted|viewed|consultado|consultada|consulté|acessado|acesso|дата обращения)\b"
    r"(?:\s+(?:on|el|le|em|en))?:?\s+(?P<date>[^()\[\],;]{3,30}(?:,\s*\d{4})?)",
    re.IGNORECASE,
)
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
    printed = [*_iterate_printed_notes(document)] or [*_iterate_small_notes(document)]
    notes = [*_iterate_notes(document), *printed]
    return tuple(_build_record(f"n{index}", note) for index, note in enumerate(notes, 1))


def is_note(block: TextBlock) -> bool:
    """Return whether a block opens with a printed note label."""
    return bool(block.lines) and _LABEL.match(block.lines[0].text) is not None


def _iterate_notes(document: Document) -> Iterator[Note]:
    for block in document.notes:
        if block.lines:
            yield Note(block.marker or "", block.lines)


def _iterate_printed_notes(document: Document) -> Iterator[Note]:
    """Yield the notes among the blocks: lines that open with labels which count up from the first one."""
    label, block_of = "", -1
    held: list[Line] = []
    expected: int | None = None
    for index, line in _body_lines(document):
        found = _LABEL.match(line.text)
        opens = found is not None and (expected is None or int(found[1]) == expected)
        if opens and found is not None:
            if held:
                yield Note(label, tuple(held))
            label, expected, block_of = f"[{found[1]}]", int(found[1]) + 1, index
            rest = cut_line(line, found.end())
            held = [rest] if rest else []
        elif held and index == block_of:
            held.append(line)
        elif held and line.glue != "paragraph":
            # A note that continues after a page end is in a block of its own.
            held.append(line)
            block_of = index
    if held:
        yield Note(label, tuple(held))


def _iterate_small_notes(document: Document) -> Iterator[Note]:
    """Yield the notes in small print below a section: their numbers go up, within a block by one."""
    last, is_open = 0, False
    held: list[Line] = []
    for block, role in mark_footnotes(document.blocks):
        if role not in ("note", "rest") or isinstance(block, Table):
            continue
        for index, line in enumerate(block.lines):
            found = NOTE_NUMBER.match(line.text)
            number = int(found[1]) if found else 0
            if found and (number > last if role == "note" and index == 0 else number == last + 1):
                if held:
                    yield Note(str(last), tuple(held))
                last = number
                rest = cut_line(line, found.end())
                held, is_open = [rest] if rest else [], True
            elif role == "note" and index == 0:
                is_open = False  # a number that goes down belongs to something else
            elif is_open:
                held.append(line)
    if held:
        yield Note(str(last), tuple(held))


def _body_lines(document: Document) -> Iterator[tuple[int, Line]]:
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table) and block.kind != "heading":
            yield from ((index, line) for line in lines_of(block))


def _build_record(place: str, note: Note) -> RawRecord:
    lines = join_broken_addresses(note.lines)
    fields = {"text": make_value(lines, "list")}
    if note.label:
        fields["label"] = RawValue(note.label, "list", note.lines[:1])
    whole = make_stream(lines)
    if found := _URL.search(whole.text):
        address = _strip_punctuation(found[0])
        fields["url"] = RawValue(address, "list", cut_lines(whole, found.start(), found.start() + len(address)))
    if dated := _ACCESSED.search(whole.text):
        start, end = dated.span("date")
        fields["accessed"] = RawValue(dated["date"].strip(), "list", cut_lines(whole, start, end))
    return RawRecord("references", place, fields)


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
