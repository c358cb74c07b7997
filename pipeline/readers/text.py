"""Read plain text and Markdown: paragraphs, bullets and the tables that a word processor's export lays out by tabs.

Every printed line is a `Line` whose anchor is `line[n]` (counted from 1) with its character span in the decoded text.
In a text with wrapped lines the lines between two blank ones make one block, the second and following ones with glue
`space`; in a text with a paragraph a line each line is a block. Lines underlined by a rule of characters are a heading;
other rules are no text. `readers.text_tables` describes the tables.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.files.decoding import decode_text
from pipeline.model import Anchor, Block, Document, Glue, Line, SourceDocument, TextBlock
from pipeline.model.issues import Issue, ReadError
from pipeline.readers.chrome import separate_chrome
from pipeline.readers.cleaning import clean_text
from pipeline.readers.markdown import is_markdown, read_markdown
from pipeline.readers.text_lines import TextFileLine, find_broken_words, find_running_lines, split_lines
from pipeline.readers.text_tables import TableRegion, build_table, find_table_regions

_WRAP_WIDTH = 120
"""Characters of a line; a text whose lines are nearly all shorter has line breaks within paragraphs."""

_RULE = re.compile(r"([=_~*#-])\1{3,}|(?:[=_~*#-] ){3,}[=_~*#-]")
"""A rule drawn by one character."""

_RULE_LEVELS = {"=": 1}
"""The level of what a rule underlines, as in Markdown; any other character gives the level below."""

_LENGTHS = 0.8, 1.25
"""Length of a rule in lengths of the line above: one drawn by hand misses it by some characters, a divider is wider."""

_BULLET = re.compile(r"([•●▪◦‣○■□➢➤–—*·-]|\uf0b7|\uf0a7|\uf0d8)[ \t\u00a0]+(?=\S)")


def read_text(path: Path, source: SourceDocument) -> Document:
    """Read a plain text file of any encoding; raise `ReadError` where it holds no text."""
    decoded = decode_text(path.read_bytes())
    printed = split_lines(decoded.text)
    running = find_running_lines(printed)
    lines = [line for line in printed if line.number not in running]
    blocks = tuple(read_markdown(lines) if is_markdown(lines) else _iterate_blocks(lines))
    if not blocks:
        raise ReadError("no-text", "The file holds no text. Check that it was saved completely.")
    blocks, furniture = separate_chrome(blocks)
    return Document(
        source=source,
        blocks=blocks,
        furniture=(*furniture, *(_make_block([line]) for line in printed if line.number in running)),
        properties={"encoding": decoded.encoding},
        issues=report_undecodable(decoded.lost, decoded.encoding),
    )


def report_undecodable(lost: int, encoding: str) -> tuple[Issue, ...]:
    """Return an issue about characters lost in decoding; none where all could be read."""
    if not lost:
        return ()
    message = f"{lost} characters could not be read as {encoding} and are shown as �. Save the file as UTF-8 again."
    return (Issue("read", "warning", "undecodable-characters", message),)


def _iterate_blocks(lines: Sequence[TextFileLine]) -> Iterator[Block]:
    is_wrapped = _is_wrapped(lines)
    broken = find_broken_words(lines) if is_wrapped else frozenset()
    position = 0
    for region in find_table_regions([line.raw for line in lines]):
        yield from _iterate_paragraphs(lines[position : region.start], is_wrapped, broken)
        yield _build_table(lines, region)
        position = region.end
    yield from _iterate_paragraphs(lines[position:], is_wrapped, broken)


def _build_table(lines: Sequence[TextFileLine], region: TableRegion) -> Block:
    return build_table(region, lambda start, end: tuple(_iterate_paragraphs(lines[start:end], is_wrapped=False)))


def _is_wrapped(lines: Sequence[TextFileLine]) -> bool:
    widths = sorted(len(line.raw.rstrip()) for line in lines if not line.blank)
    return bool(widths) and widths[len(widths) * 98 // 100] <= _WRAP_WIDTH


def _iterate_paragraphs(
    lines: Sequence[TextFileLine], is_wrapped: bool, broken: Collection[int] = ()
) -> Iterator[TextBlock]:
    """Yield the blocks of lines without tables; `broken` are the lines that continue with a broken word."""
    run: list[TextFileLine] = []
    for line in lines:
        is_rule = bool(_RULE.fullmatch(line.raw.strip()))
        if run and is_rule and _is_underlined(run, line):
            level = _RULE_LEVELS.get(line.raw.strip()[0], 2)
            yield replace(_make_block(run, broken), kind="heading", level=level, marker=None)
            run = []
        if run and (line.blank or is_rule or not is_wrapped or _BULLET.match(clean_text(line.raw))):
            yield _make_block(run, broken)
            run = []
        if not line.blank and not is_rule:
            run.append(line)
    if run:
        yield _make_block(run, broken)


def _is_underlined(run: Sequence[TextFileLine], rule: TextFileLine) -> bool:
    """Return whether a rule is as long as the lines above it, which are no item of a list."""
    longest = max(len(line.raw.strip()) for line in run)
    shortest, furthest = (share * longest for share in _LENGTHS)
    return shortest <= len(rule.raw.strip()) <= furthest and not _BULLET.match(clean_text(run[0].raw))


def _make_block(run: Sequence[TextFileLine], broken: Collection[int] = ()) -> TextBlock:
    marker = _BULLET.match(run[0].raw.lstrip())
    skipped = len(run[0].raw) - len(run[0].raw.lstrip()) + marker.end() if marker else 0
    lines = tuple(
        _make_line(line, skipped, "paragraph")
        if line is run[0]
        else _make_line(line, 0, "unhyphen" if line.number in broken else "space")
        for line in run
    )
    return TextBlock("list_item" if marker else "paragraph", lines, marker=marker.group(1) if marker else None)


def _make_line(line: TextFileLine, skipped: int, glue: Glue) -> Line:
    remaining = line.raw[skipped:]
    start = line.offset + skipped + len(remaining) - len(remaining.lstrip())
    anchor = Anchor(path=f"line[{line.number}]", start=start, end=line.offset + len(line.raw.rstrip()))
    return Line(clean_text(remaining), anchor, glue)
