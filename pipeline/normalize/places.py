"""Places: where a raw value is, one provenance entry a page (a PDF) or an element (other formats)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Anchor, Box, Line, Method, Page, Provenance, RawValue, Recognised, Row
from pipeline.structure.lines import unite_boxes


def build_provenance(
    column: str, value: RawValue, text_raw: str | None = None, method: Method | None = None
) -> list[Provenance]:
    """Return the places of a value published in `column`; `text_raw` is used where no line was read (a colour).

    >>> line = Line("Open data", Anchor(page=2, box=Box(1, 2, 3, 4)))
    >>> build_provenance("title", RawValue("Open data", "label", (line,)))[0].text_raw
    'Open data'
    """
    how = method or value.method
    groups = _group_by_place(value.lines)
    if not any(line.anchor.box or line.anchor.path for line in value.lines) and value.anchors:
        raw = text_raw if text_raw is not None else "\n".join(line.text for line in value.lines)
        return [Provenance(column, anchor, raw, how) for anchor in value.anchors]
    if not groups:
        return [Provenance(column, Anchor(), text_raw if text_raw is not None else value.text, how)]
    return [
        Provenance(column, merge_anchors([line.anchor for line in lines]), "\n".join(line.text for line in lines), how)
        for lines in groups
    ]


SCANNED = frozenset({"read-by-ocr", "ocr-layer"})
"""Qualities of a page whose text was read from its picture, by us or by whoever made the file."""


def raise_ocr_issues(row: Row, pages: Mapping[int, Page]) -> Row:
    """Return a row whose values on these pages say that they were read from a picture, and how sure the engine was.

    >>> row = Row("commitments", "d:c1", {}, (Provenance("title", Anchor(3, Box(0, 0, 9, 9)), "Open data", "label"),))
    >>> page = Page(3, 99, 99, engine="tesseract", recognised=(Recognised(4, 5, 4, 0.9), Recognised(4, 50, 4, 0.1)))
    >>> place = raise_ocr_issues(row, {3: page}).provenance[0]
    >>> place.method, place.engine, place.sure
    ('ocr', 'tesseract', 0.9)
    """
    if not any(place.anchor.page in pages for place in row.provenance):
        return row
    places = (
        _with_ocr_method(place, scan) if (scan := pages.get(place.anchor.page or 0)) else place
        for place in row.provenance
    )
    return replace(row, provenance=tuple(places))


def _with_ocr_method(place: Provenance, page: Page) -> Provenance:
    if place.method in {"derived", "override"}:
        return place
    return replace(
        place, method="ocr", engine=page.engine or None, sure=_ocr_confidence(place.anchor.box, page.recognised)
    )


def _ocr_confidence(box: Box | None, words: Sequence[Recognised]) -> float | None:
    """Return how sure an engine is of the words in a box, by their letters; None where it saw none there."""
    inside = [
        word
        for word in words
        if box and box.x0 <= word.x <= box.x1 and box.top <= word.y <= box.bottom and word.letters
    ]
    letters = sum(word.letters for word in inside)
    return round(sum(word.sure * word.letters for word in inside) / letters, 3) if letters else None


def first_page(value: RawValue) -> int | None:
    """Return the first page that a value is on.

    >>> first_page(RawValue("x", "mark", anchors=(Anchor(page=3),)))
    3
    """
    anchors = (*(line.anchor for line in value.lines), *value.anchors)
    return next((anchor.page for anchor in anchors if anchor.page is not None), None)


def is_placed(value: RawValue) -> bool:
    """Return whether a value has any place in the source.

    >>> is_placed(RawValue("government", "derived"))
    False
    """
    return bool(value.lines or value.anchors)


def merge_anchors(anchors: Sequence[Anchor]) -> Anchor:
    """Return one anchor that covers anchors of one page or one element.

    >>> merge_anchors([Anchor(page=1, box=Box(1, 2, 3, 4)), Anchor(page=1, box=Box(0, 3, 2, 9))]).box
    Box(x0=0, top=2, x1=3, bottom=9)
    """
    if len(anchors) == 1:
        return anchors[0]
    boxes = [anchor.box for anchor in anchors if anchor.box]
    starts = [anchor.start for anchor in anchors if anchor.start is not None]
    ends = [anchor.end for anchor in anchors if anchor.end is not None]
    return Anchor(
        page=anchors[0].page,
        box=unite_boxes(boxes) if boxes else None,
        path=anchors[0].path,
        start=min(starts) if starts else None,
        end=max(ends) if ends else None,
    )


def _group_by_place(lines: Iterable[Line]) -> list[list[Line]]:
    """Group lines by page, where there are no pages by element, in order."""
    groups: dict[tuple[int | None, str | None], list[Line]] = {}
    for line in lines:
        where = (line.anchor.page, None if line.anchor.page is not None else line.anchor.path)
        groups.setdefault(where, []).append(line)
    return list(groups.values())
