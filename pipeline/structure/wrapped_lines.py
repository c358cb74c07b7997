"""Lines of a printed cell: paragraphs taken back that only a page end or a narrow column made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Line
from pipeline.structure.label_roles import fields_with_role

PRINTED = 30
"""Characters: a cell with shorter lines may be a list of names, one a line."""


def join_wrapped(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a printed cell, sentences joined; files without pages keep theirs."""
    if not lines or lines[0].anchor.box is None:
        return tuple(lines)
    if max(len(line.text) for line in lines) >= PRINTED:
        return tuple(_join_sentences(lines))
    texts = [line.text for line in lines]
    pairs = zip(lines, ["", *texts], strict=False)
    return tuple(replace(line, glue="space") if _ends_dangling(above) else line for line, above in pairs)


def _join_sentences(lines: Sequence[Line]) -> Iterator[Line]:
    last = ""
    for line in lines:
        yield replace(line, glue="space") if line.glue == "paragraph" and _goes_on(last, line.text) else line
        last = line.text


def _goes_on(above: str, text: str) -> bool:
    """Return whether a line continues a sentence: in lower case after no stop, or after a word that needs another."""
    if not above or above[-1] in ".!?:;":
        return False
    marker = text[1:2] in (")", ".")
    return (text[:1].islower() and not marker) or _ends_dangling(above)


def _ends_dangling(text: str) -> bool:
    return text != "" and text.rsplit(None, 1)[-1] in fields_with_role("dangling")
