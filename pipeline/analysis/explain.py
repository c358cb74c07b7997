"""Why a cell has its value: the page positions from which it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Box, Extraction, Provenance, Row


@dataclass(frozen=True, slots=True)
class ValueExplanation:
    """One published value and its positions. `table` and `key` identify the row."""

    table: str
    key: str
    field: str
    value: object
    places: tuple[Provenance, ...]


def find_commitments(extraction: Extraction, identifier: str) -> tuple[Row, ...]:
    """Return the commitments that the user may mean by a number, an ID or a key."""
    key = identifier.strip().rstrip(".").casefold()
    rows = [row for row in extraction.rows if row.table == "commitments"]
    exact = [r for r in rows if key in {str(r.values.get(n)).casefold() for n in ("number", "commitment_id")}]
    return tuple(exact or [r for r in rows if r.key.casefold() in {key} or r.key.partition(":")[2].casefold() == key])


def explain_values(extraction: Extraction, commitment: Row, field: str | None) -> Iterator[ValueExplanation]:
    """Yield the values of a commitment and of its records, or those of one field."""
    for row in (commitment, *_related_rows(extraction.rows, commitment.key)):
        for name in _select_fields(row, field):
            places = tuple(p for p in row.provenance if p.field == name)
            yield ValueExplanation(row.table, row.key, name, row.values.get(name), places)


def _related_rows(rows: Sequence[Row], key: str) -> Iterator[Row]:
    yield from (row for row in rows if row.values.get("commitment_key") == key and row.table != "commitments")


def _select_fields(row: Row, field: str | None) -> list[str]:
    with_provenance = list(dict.fromkeys(p.field for p in row.provenance))
    if field is None:
        return with_provenance
    if row.table == "commitments":
        return [field] if field in row.values else []
    # A rating is in the column value; users ask for it by the name of its indicator.
    if row.table == "assessments" and row.values.get("indicator") == field:
        return ["value"]
    return [name for name in with_provenance if name == field and row.table == "milestones"]


def boxes_by_page(explanations: Sequence[ValueExplanation]) -> Mapping[int, tuple[Box, ...]]:
    """Return the boxes of all positions by page, pages in order."""
    pages: dict[int, list[Box]] = {}
    for explanation in explanations:
        for place in explanation.places:
            if place.anchor.page is not None and place.anchor.box is not None:
                pages.setdefault(place.anchor.page, []).append(place.anchor.box)
    return {page: tuple(dict.fromkeys(pages[page])) for page in sorted(pages)}


def draw_boxes(path: Path, explanations: Sequence[ValueExplanation], target: Path) -> tuple[Path, ...]:
    """Write each page as PNG with the boxes of the values drawn; return the files, none if there are no pages.

    The first page goes to `target`, others next to it with the page number in the name.
    """
    from pipeline.readers.pdf.render import draw_boxes

    files: list[Path] = []
    for page, boxes in boxes_by_page(explanations).items():
        file = target if not files else target.with_name(f"{target.stem}-p{page}{target.suffix}")
        file.write_bytes(draw_boxes(path, page, boxes, 2.0))
        files.append(file)
    return tuple(files)
