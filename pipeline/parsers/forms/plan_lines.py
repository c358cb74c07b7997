"""Lines of an action plan's answers, with paragraphs taken back that only a page end or a narrow cell made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.lexicon import match_label
from pipeline.model import Line
from pipeline.structure.label_roles import roles

LONGEST_LABEL = 120
"""Characters before the colon of a label that opens a line."""

_NAMED = re.compile(
    r"(?:milestone|activity|hito|actividad|marco|jalon|activité|atividade) [0-9.]{1,8}\s?[:.–-]\s", re.IGNORECASE
)

SAME_HEIGHT = 4.0
"""Points between the tops of two lines of one row."""

PRINTED = 30
"""Characters: a cell with shorter lines may be a list of names, one a line."""


def mended(lines: Sequence[Line], before: Sequence[Line] = ()) -> Iterator[Line]:
    """Yield the lines, a line that goes on with the sentence of the one above it joined to that.

    >>> from pipeline.model import Anchor
    >>> [line.glue for line in mended([Line("Ministry of", Anchor()), Line("Finance", Anchor())])]
    ['paragraph', 'space']
    """
    last = before[-1].text if before else ""
    for line in lines:
        yield replace(line, glue="space") if line.glue == "paragraph" and _goes_on(last, line.text) else line
        last = line.text


def _goes_on(above: str, text: str) -> bool:
    """Say whether a line goes on with a sentence: in lower case behind no stop, or behind a word that needs another."""
    if not above or above[-1] in ".!?:;":
        return False
    marker = text[1:2] in (")", ".")
    return (text[:1].islower() and not marker) or above.rsplit(None, 1)[-1] in roles("dangling")


def parted(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, one that opens with a label and a colon, or a milestone's name and number, as a paragraph.

    >>> from pipeline.model import Anchor
    >>> wrapped_form = [Line("Lead agency: X", Anchor()), Line("Objective: Y", Anchor(), glue="space")]
    >>> [line.glue for line in parted(wrapped_form)]
    ['paragraph', 'paragraph']
    """
    for line in lines:
        opens = line.glue == "space" and (_NAMED.match(line.text) or _is_labelled(line.text))
        yield replace(line, glue="paragraph") if opens else line


def _is_labelled(text: str) -> bool:
    head, colon, _ = text[:LONGEST_LABEL].partition(":")
    known = match_label(head) if colon else None
    return known is not None and known.method == "exact"


def wrapped(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a printed cell mended; those of files without pages are paragraphs of their own."""
    if not lines or lines[0].anchor.box is None:
        return tuple(lines)
    if max(len(line.text) for line in lines) >= PRINTED:
        return tuple(mended(lines))
    texts = [line.text for line in lines]
    pairs = zip(lines, ["", *texts], strict=False)
    return tuple(replace(line, glue="space") if _dangles(above) else line for line, above in pairs)


def _dangles(text: str) -> bool:
    return text != "" and text.rsplit(None, 1)[-1] in roles("dangling")


def beside(label: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Say whether a line stands at the right of a label, at its height: a form whose columns the file lost."""
    boxes = [(line.anchor.page, line.anchor.box) for line in label if line.anchor.box]
    return any(
        line.anchor.page == page and line.anchor.box.x0 > box.x1 and abs(line.anchor.box.top - box.top) < SAME_HEIGHT
        for line in lines
        if line.anchor.box
        for page, box in boxes
    )
