"""Why a cell holds what it holds: a value of one document with the places on the page that it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Box, Extraction, Provenance, Row


@dataclass(frozen=True, slots=True)
class Explanation:
    """One published value and its places. `record` says which row: its table, key and number."""

    table: str
    key: str
    field: str
    value: object
    places: tuple[Provenance, ...]


def records_of(extraction: Extraction, wanted: str) -> tuple[Row, ...]:
    """Return the commitments that a person may mean by a number, an ID or a key."""
    key = wanted.strip().rstrip(".").casefold()
    rows = [row for row in extraction.rows if row.table == "commitments"]
    exact = [r for r in rows if key in {str(r.values.get(n)).casefold() for n in ("number", "commitment_id")}]
    return tuple(exact or [r for r in rows if r.key.casefold() in {key} or r.key.partition(":")[2].casefold() == key])


def explanations(extraction: Extraction, commitment: Row, field: str | None) -> Iterator[Explanation]:
    """Yield the values of a commitment and of the rows that belong to it, those of one field where it is named."""
    for row in (commitment, *_belonging(extraction.rows, commitment.key)):
        for name in _fields(row, field):
            places = tuple(p for p in row.provenance if p.field == name)
            yield Explanation(row.table, row.key, name, row.values.get(name), places)


def _belonging(rows: Sequence[Row], key: str) -> Iterator[Row]:
    yield from (row for row in rows if row.values.get("commitment_key") == key and row.table != "commitments")


def _fields(row: Row, field: str | None) -> list[str]:
    placed = list(dict.fromkeys(p.field for p in row.provenance))
    if field is None:
        return placed
    if row.table == "commitments":
        return [field] if field in row.values else []
    # A rating stands in the row's value; a person asks for it by its indicator's name.
    if row.table == "assessments" and row.values.get("indicator") == field:
        return ["value"]
    return [name for name in placed if name == field and row.table == "milestones"]


def boxes_by_page(found: Sequence[Explanation]) -> Mapping[int, tuple[Box, ...]]:
    """Return page -> boxes of all the places, pages in order."""
    pages: dict[int, list[Box]] = {}
    for explanation in found:
        for place in explanation.places:
            if place.anchor.page is not None and place.anchor.box is not None:
                pages.setdefault(place.anchor.page, []).append(place.anchor.box)
    return {page: tuple(dict.fromkeys(pages[page])) for page in sorted(pages)}


def draw(path: Path, found: Sequence[Explanation], target: Path) -> tuple[Path, ...]:
    """Write each page with the values' boxes drawn as PNG and return the files; nothing where there are no pages.

    The first page goes to `target`, further ones beside it with their page number in the name.
    """
    from pipeline.readers.pdf.render import page_png

    written: list[Path] = []
    for page, boxes in boxes_by_page(found).items():
        file = target if not written else target.with_name(f"{target.stem}-p{page}{target.suffix}")
        file.write_bytes(page_png(path, page, boxes, 2.0))
        written.append(file)
    return tuple(written)
