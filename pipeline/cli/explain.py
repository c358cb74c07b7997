"""`ogp explain`: a value with its page, box and source text, and the page as a picture."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import echo_json, json_option, strip_control_characters
from pipeline.cli.options import CommandError, with_limits

if TYPE_CHECKING:
    from pipeline.model import Provenance
    from pipeline.runtime.limits import Limits


from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


NO_PAGES_NOTE = "This format has no pages, so there is no picture. The element path shows the position."


@click.command(
    epilog="""\b
Examples:
  ogp explain report.pdf --commitment 12 --field completion
  ogp explain report.pdf --commitment 3.3.1.2            (every value of the commitment)
  ogp explain report.docx --commitment 4 --field results --json"""
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--commitment", required=True, help="Its printed number, its ID, or its key within the document (c3).")
@click.option("--field", default=None, help="A column of commitments, milestones or an indicator.  [default: all]")
@click.option(
    "--png",
    type=click.Path(path_type=Path),
    default=None,
    help="Picture to write.  [default: explain-….png]",
)
@json_option
@with_limits
def explain(file: Path, commitment: str, field: str | None, png: Path | None, as_json: bool, limits: Limits) -> None:
    """Show where in FILE a value of a commitment was read, and write the page as PNG with the box drawn."""
    from pipeline.cli.parse import extract_one, run_in_sandbox

    _, extraction = extract_one(file, limits)
    rows = find_commitments(extraction, commitment)
    if not rows:
        _exit_without_commitment(
            extraction.rows, commitment, [i.message for i in extraction.issues if i.severity == "error"]
        )
    values = [e for row in rows for e in explain_values(extraction, row, field)]
    if not values:
        raise CommandError(f"Nothing was read for the field '{field}'. See `ogp dictionary` for the columns.")
    target = png or Path(f"explain-{file.stem}-{commitment}{'-' + field if field else ''}.png".replace("/", "_"))
    pictures = run_in_sandbox(draw_boxes, (file, values, target), limits)
    if as_json:
        echo_json({"values": values, "pictures": [str(picture) for picture in pictures]})
        return
    for line in _format_lines(values):
        click.echo(strip_control_characters(line))
    for picture in pictures:
        click.echo(f"Page written to {picture}")
    if not pictures:
        click.echo(NO_PAGES_NOTE)


def _exit_without_commitment(rows: object, wanted: str, errors: list[str]) -> None:
    numbers = [str(r.values.get("number") or r.key.partition(":")[2]) for r in rows if r.table == "commitments"]  # type: ignore[attr-defined]
    known = f"It has: {', '.join(numbers)}." if numbers else "No commitment was read from it."
    click.echo(f"Error: no commitment '{wanted}' in this document. {known} {' '.join(errors)}", err=True)
    sys.exit(1)


def _format_lines(values: list[ValueExplanation]) -> Iterator[str]:
    for explanation in values:
        yield f"{explanation.table} {explanation.key} {explanation.field} = {explanation.value!r}"
        if not explanation.places:
            yield "    no position: the value is empty or derived"
        for place in explanation.places:
            yield f"    {_format_position(place)}  [{place.method}]"
            yield from (f"      | {line}" for line in place.text_raw.splitlines())


def _format_position(place: Provenance) -> str:
    anchor = place.anchor
    if anchor.page is not None and anchor.box is not None:
        box = anchor.box
        return (
            f"page {anchor.page}, box {box.x0:.1f} {box.top:.1f} {box.x1:.1f} {box.bottom:.1f} (points from top left)"
        )
    span = f" [{anchor.start}:{anchor.end}]" if anchor.start is not None else ""
    return f"{anchor.path or 'the document'}{span}"
