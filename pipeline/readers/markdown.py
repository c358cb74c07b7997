"""Read Markdown: headings, lists, tables and bold labels of a text whose markup shows its structure.

The markup is parsed by markdown-it. Places are those of plain text: `line[n]` with a character span of the file's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Anchor, Block, Cell, Glue, Line, Table, TableRow, TextBlock
from pipeline.readers.cleaning import clean_text
from pipeline.readers.text_lines import TextFileLine

if TYPE_CHECKING:
    from markdown_it.token import Token

LEAST_HEADINGS = 2
"""Headings with `#` from which a text is Markdown: one may be a number sign at the start of a line."""

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_TABLE_RULE = re.compile(r"\s{0,3}\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*$")
_LIST_DEPTH = {"bullet_list_open": 1, "ordered_list_open": 1, "bullet_list_close": -1, "ordered_list_close": -1}
_HIDDEN = {"s_open": 1, "s_close": -1}
_BOLD = {"strong_open": 1, "strong_close": -1}


def is_markdown(lines: Sequence[TextFileLine]) -> bool:
    """Return whether a text is Markdown: it has headings with `#`, or a table with a rule of dashes.

    >>> from pipeline.readers.text_lines import split_lines
    >>> is_markdown(split_lines("# Plan\\n## Goal\\nText")), is_markdown(split_lines("# 1 of the plan"))
    (True, False)
    """
    headings = sum(bool(_HEADING.match(line.raw)) for line in lines)
    return headings >= LEAST_HEADINGS or any("|" in line.raw and _TABLE_RULE.match(line.raw) for line in lines)


def read_markdown(lines: Sequence[TextFileLine]) -> Iterator[Block]:
    """Yield the blocks of a Markdown text."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse("\n".join(line.raw for line in lines))
    yield from _Reader(lines, tokens).read_blocks()


@dataclass(slots=True)
class _Reader:
    """The position in the tokens of a text, and the lists that are open there."""

    lines: Sequence[TextFileLine]
    tokens: Sequence[Token]
    at: int = 0
    depth: int = 0
    marker: str | None = None
    used: dict[int, int] = field(default_factory=dict)

    def read_blocks(self) -> Iterator[Block]:
        level = 0
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            self.depth += _LIST_DEPTH.get(token.type, 0)
            if token.type == "heading_open":
                level = int(token.tag[1])
            elif token.type == "list_item_open":
                self.marker = f"{token.info}{token.markup}"
            elif token.type == "table_open":
                yield self._read_table()
            elif token.type == "inline":
                yield from self._make_block(self._read_lines(token), level)
                level = 0
            elif token.type in {"code_block", "fence", "html_block"}:
                yield from self._make_block(self._copy_lines(token), 0)

    def _make_block(self, lines: tuple[Line, ...], level: int) -> Iterator[TextBlock]:
        if not lines:
            return
        if level:
            yield TextBlock("heading", lines, level)
        elif self.marker and self.depth:
            yield TextBlock("list_item", lines, self.depth - 1, self.marker)
        else:
            yield TextBlock("paragraph", lines)
        self.marker = None

    def _read_lines(self, token: Token) -> tuple[Line, ...]:
        """Return the lines of running text without its markup."""
        first = token.map[0] if token.map else 0
        lines: list[Line] = []
        glue: Glue = "paragraph"
        number, bold, hidden = first, 0, 0
        pieces: list[tuple[str, bool]] = []
        for child in [*(token.children or ()), None]:
            if child is None or child.type in {"softbreak", "hardbreak"}:
                lines += self._make_line(pieces, number, glue)
                pieces, number = [], number + 1
                glue = "paragraph" if child is not None and child.type == "hardbreak" else "space"
                continue
            bold += _BOLD.get(child.type, 0)
            hidden += _HIDDEN.get(child.type, 0)
            if child.content and not hidden and child.type != "html_inline":
                pieces.append((child.content, bold > 0))
        return tuple(lines)

    def _make_line(self, pieces: Sequence[tuple[str, bool]], number: int, glue: Glue) -> Iterator[Line]:
        text = clean_text("".join(piece for piece, _ in pieces))
        if not text:
            return
        bold_pieces = [bold for piece, bold in pieces if piece.strip()]
        opening = clean_text("".join(piece for piece, bold in pieces[: _count_bold(pieces)]))
        bold = all(bold_pieces)
        start = 0 if bold else len(opening)
        yield Line(text, self._place(number, pieces), glue, bold, bold_start=start)

    def _place(self, number: int, pieces: Sequence[tuple[str, bool]]) -> Anchor:
        """Return the place of text in a line: from its first piece to its last, behind what was read of the line."""
        line = self.lines[min(number, len(self.lines) - 1)]
        start = found = self.used.get(number, 0)
        for index, (piece, _) in enumerate(piece for piece in pieces if piece[0].strip()):
            at = line.raw.find(piece.strip(), found)
            if at < 0:
                continue
            start, found = at if index == 0 else start, at + len(piece.strip())
        self.used[number] = found
        return Anchor(path=f"line[{line.number}]", start=line.offset + start, end=line.offset + found)

    def _copy_lines(self, token: Token) -> tuple[Line, ...]:
        """Return the lines of a block that is printed as it is."""
        first, end = token.map or (0, 0)
        shown = [(number, clean_text(self.lines[number].raw)) for number in range(first, min(end, len(self.lines)))]
        return tuple(
            Line(text, self._place(number, [(self.lines[number].raw, False)]))
            for number, text in shown
            if text and not text.startswith(("```", "~~~", "<!--"))
        )

    def _read_table(self) -> Table:
        """Read a table up to its end."""
        rows: list[TableRow] = []
        cells: list[Cell] = []
        first = self.tokens[self.at - 1].map
        while self.tokens[self.at].type != "table_close":
            token = self.tokens[self.at]
            self.at += 1
            if token.type == "inline":
                lines = self._read_lines(token)
                blocks = (TextBlock("paragraph", lines),) if lines else ()
                anchor = lines[0].anchor if lines else Anchor(path=f"line[{(token.map or [0])[0] + 1}]")
                column = len(cells)
                cells.append(Cell(len(rows), column, float(column), float(column + 1), blocks, (anchor,)))
            elif token.type == "tr_close":
                rows.append(TableRow(tuple(cells)))
                cells = []
        return Table(tuple(rows), (Anchor(path=f"line[{(first or [0])[0] + 1}]"),))


def _count_bold(pieces: Sequence[tuple[str, bool]]) -> int:
    """Return how many pieces of a line come before the first that is not bold."""
    return next((index for index, (piece, bold) in enumerate(pieces) if piece.strip() and not bold), len(pieces))
