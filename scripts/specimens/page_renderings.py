"""The blocks of a web page as HTML and as the plain text that a person copies from a browser."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from scripts.specimens.html_page import labelled, linked, listing, note, noted, tag
from scripts.specimens.page_blocks import Block

TOGETHER = ("item", "listed")


def as_html(blocks: list[Block]) -> list[str]:
    """Return the blocks as HTML elements; neighbouring list items share a list.

    >>> as_html([Block("field", "Active", "Status:"), Block("item", "One"), Block("item", "Two")])[1]
    '<ol>\\n<li>One</li>\\n<li>Two</li>\\n</ol>'
    """
    return [part for kind, group in groupby(blocks, key=_group) for part in _html(kind, list(group))]


def _group(block: Block) -> str:
    return block.kind if block.kind in TOGETHER else "single"


def _html(kind: str, blocks: list[Block]) -> Iterator[str]:
    if kind == "item":
        yield listing([linked(block.text) for block in blocks])
    elif kind == "listed":
        yield listing([f"{escape(block.text)}<br><span>{escape(block.label)}</span>" for block in blocks])
    else:
        yield from (_element(block) for block in blocks)


def _element(block: Block) -> str:
    match block.kind:
        case "heading":
            return tag(f"h{block.level}", block.text)
        case "field":
            return labelled(block.label, block.text)
        case "note":
            return note(block.label, block.text)
        case "label":
            return f"<p><strong>{escape(block.text)}</strong></p>"
        case "table":
            return _table(block.rows)
        case _:
            return noted(block.text)


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = ["<tr>" + "".join(tag("td" if i else "th", cell) for cell in row) + "</tr>" for i, row in enumerate(rows)]
    return "\n".join(["<table>", *lines, "</table>"])


def as_text(blocks: list[Block]) -> bytes:
    """Return the blocks as UTF-8 text with a blank line between them.

    >>> as_text([Block("heading", "Overview"), Block("field", "", "Status:")]).decode()
    'Skip Navigation\\nOverview\\n\\nStatus:\\n'
    """
    return ("Skip Navigation\n" + "\n\n".join(_lines(blocks)) + "\n").encode()


def _lines(blocks: list[Block]) -> Iterator[str]:
    for number, block in enumerate(blocks, start=1):
        match block.kind:
            case "field":
                yield f"{block.label} {block.text}".strip()
            case "note":
                yield f"[{block.label}] {block.text}"
            case "table":
                yield "\n".join("\t".join(row) for row in block.rows)
            case "listed":
                yield f"  {number}. {block.text}\n\n    {block.label}"
            case _:
                yield block.text
