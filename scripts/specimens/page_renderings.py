"""The blocks of a web page as HTML and as the plain text that a person copies from a browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from itertools import groupby

from scripts.specimens.html_page import labelled, linked, listing, note, noted, tag
from scripts.specimens.page_blocks import Block

TOGETHER = ("item", "listed")
STAR = "Starred commitment"
DROPPED = ("At-a-Glance", "Institutions", "Description")
"""Headings that some text layers lost, and with them the line of the status."""


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


def translated(blocks: list[Block], wordings: Mapping[str, str]) -> list[Block]:
    """Return the blocks with the site's labels, headings and marks in another language.

    >>> translated([Block("field", "Yes", "Verifiable:")], {"Yes": "Sí", "Verifiable:": "Verificable:"})[0].text
    'Sí'
    """
    return [
        replace(block, text=_translated(block, wordings), label=wordings.get(block.label, block.label))
        for block in blocks
    ]


def _translated(block: Block, wordings: Mapping[str, str]) -> str:
    text = wordings.get(block.text, block.text)
    return text.replace(STAR, wordings.get(STAR, STAR), 1) if block.kind == "listed" else text


def bare(blocks: list[Block]) -> list[Block]:
    """Return the blocks without the headings that some text layers lost.

    >>> [block.text for block in bare([Block("heading", "Overview"), Block("heading", "Institutions")])]
    ['Overview']
    """
    return [block for block in blocks if block.text not in DROPPED and block.label != "Status:"]


def without_glance(blocks: list[Block]) -> list[Block]:
    """Return the blocks of a page that has no overview but the review's.

    >>> [block.text for block in without_glance([Block("heading", "Overview"), Block("heading", "IRM Review")])]
    ['IRM Review']
    """
    texts = [block.text for block in blocks]
    return blocks[: texts.index("Overview")] + blocks[texts.index("IRM Review") :]


def as_compact_text(blocks: list[Block]) -> bytes:
    """Return the blocks as text without blank lines: empty completion and the list's titles are dropped, and the
    heading after the policy areas is glued to them.

    >>> blocks = [Block("heading", "Policy Areas"), Block("text", "Justice"), Block("heading", "IRM Review")]
    >>> as_compact_text(blocks).decode()
    'Policy Areas\\nJusticeIRM Review\\n'
    """
    lines: list[str] = []
    for number, block in enumerate(blocks):
        if block.kind == "listed":
            lines.append(block.label)
        elif number > 1 and block.kind == "heading" and blocks[number - 2].text == "Policy Areas":
            lines[-1] += block.text
        elif block.kind != "field" or block.text or block.label != "Completion:":
            lines += _lines([block])
    return ("\n".join(lines) + "\n").encode()
