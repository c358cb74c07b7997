"""Read plain text: paragraphs, bullets and the tables that a word processor's text export lays out by tabs.

Every printed line is a `Line` whose anchor is `line[n]` (counted from 1) with its character span in the decoded text.
In a text with wrapped lines the lines between two blank ones make one block, the second and following ones with glue
`space`; in a text with a paragraph a line each line is a block. `readers.text_tables` tells of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.files.decoding import decode
from pipeline.model import Anchor, Block, Document, Glue, Line, SourceDocument, TextBlock
from pipeline.model.issues import Issue, ReadError
from pipeline.readers.chrome import parted
from pipeline.readers.cleaning import clean
from pipeline.readers.text_tables import Region, build, regions

_WRAP = 120
"""Characters: a text whose lines are nearly all shorter was wrapped by whoever wrote it."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

_BULLET = re.compile(r"([•●▪◦‣○■□➢➤–—*·-]|\uf0b7|\uf0a7|\uf0d8)[ \t\u00a0]+(?=\S)")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A physical line: its number from 1, its offset in the file's text, and its characters without the line end."""

    number: int
    offset: int
    raw: str

    @property
    def blank(self) -> bool:
        """Say whether nothing is printed on the line."""
        return not clean(self.raw)


def read_text(path: Path, source: SourceDocument) -> Document:
    """Read a plain text file of any encoding; raise `ReadError` where it holds no text."""
    decoded = decode(path.read_bytes())
    lines = printed_lines(decoded.text)
    blocks = tuple(_blocks(lines))
    if not blocks:
        raise ReadError("no-text", "The file holds no text. Check that it was saved completely.")
    blocks, furniture = parted(blocks)
    return Document(
        source=source,
        blocks=blocks,
        furniture=furniture,
        properties={"encoding": decoded.encoding},
        issues=undecodable(decoded.lost, decoded.encoding),
    )


def undecodable(lost: int, encoding: str) -> tuple[Issue, ...]:
    """Return the issue that tells of characters lost in decoding; none where all could be read."""
    if not lost:
        return ()
    message = f"{lost} characters could not be read as {encoding} and are shown as �. Save the file as UTF-8 again."
    return (Issue("read", "warning", "undecodable-characters", message),)


def printed_lines(text: str) -> list[PrintedLine]:
    r"""Return the physical lines of a text with their offsets, as an editor counts them.

    >>> [(line.number, line.offset, line.raw) for line in printed_lines("one\r\ntwo")]
    [(1, 0, 'one'), (2, 5, 'two')]
    """
    lines: list[PrintedLine] = []
    offset = 0
    for number, raw in enumerate(_LINE.findall(text), start=1):
        lines.append(PrintedLine(number, offset, raw.rstrip("\r\n")))
        offset += len(raw)
    return lines


def _blocks(lines: Sequence[PrintedLine]) -> Iterator[Block]:
    wrapped = _is_wrapped(lines)
    position = 0
    for region in regions([line.raw for line in lines]):
        yield from _paragraphs(lines[position : region.start], wrapped)
        yield _table(lines, region)
        position = region.end
    yield from _paragraphs(lines[position:], wrapped)


def _table(lines: Sequence[PrintedLine], region: Region) -> Block:
    return build(region, lambda start, end: tuple(_paragraphs(lines[start:end], wrapped=False)))


def _is_wrapped(lines: Sequence[PrintedLine]) -> bool:
    widths = sorted(len(line.raw.rstrip()) for line in lines if not line.blank)
    return bool(widths) and widths[len(widths) * 98 // 100] <= _WRAP


def _paragraphs(lines: Sequence[PrintedLine], wrapped: bool) -> Iterator[TextBlock]:
    """Yield the blocks of lines without tables."""
    run: list[PrintedLine] = []
    for line in lines:
        if run and (line.blank or not wrapped or _BULLET.match(clean(line.raw))):
            yield _block(run)
            run = []
        if not line.blank:
            run.append(line)
    if run:
        yield _block(run)


def _block(run: Sequence[PrintedLine]) -> TextBlock:
    marker = _BULLET.match(run[0].raw.lstrip())
    skipped = len(run[0].raw) - len(run[0].raw.lstrip()) + marker.end() if marker else 0
    lines = tuple(_line(line, skipped if line is run[0] else 0, line is run[0]) for line in run)
    return TextBlock("list_item" if marker else "paragraph", lines, marker=marker.group(1) if marker else None)


def _line(line: PrintedLine, skipped: int, first: bool) -> Line:
    rest = line.raw[skipped:]
    start = line.offset + skipped + len(rest) - len(rest.lstrip())
    anchor = Anchor(path=f"line[{line.number}]", start=start, end=line.offset + len(line.raw.rstrip()))
    glue: Glue = "paragraph" if first else "space"
    return Line(clean(rest), anchor, glue)
