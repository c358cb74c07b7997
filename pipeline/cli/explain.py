"""`ogp explain`: a value with its page, box and source text, and the page as a picture."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import strip_control_characters
from pipeline.cli.options import CommandError, with_limits

if TYPE_CHECKING:
    from pipeline.analysis.explain import ValueExplanation
    from pipeline.model import Provenance
    from pipeline.runtime.limits import Limits

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
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@with_limits
def explain(file: Path, commitment: str, field: str | None, png: Path | None, as_json: bool, limits: Limits) -> None:
    """Show where in FILE a value of a commitment was read, and write the page as PNG with the box drawn."""
    from pipeline.analysis import explain as explaining
    from pipeline.cli.parse import extract_one, run_in_sandbox

    _, extraction = extract_one(file, limits)
    rows = explaining.find_commitments(extraction, commitment)
    if not rows:
        _exit_without_commitment(
            extraction.rows, commitment, [i.message for i in extraction.issues if i.severity == "error"]
        )
    values = [e for row in rows for e in explaining.explain_values(extraction, row, field)]
    if not values:
        raise CommandError(f"Nothing was read for the field '{field}'. See `ogp dictionary` for the columns.")
    target = png or Path(f"explain-{file.stem}-{commitment}{'-' + field if field else ''}.png".replace("/", "_"))
    pictures = run_in_sandbox(explaining.draw_boxes, (file, values, target), limits)
    if as_json:
        click.echo(json.dumps(_build_data(values, pictures), ensure_ascii=False, indent=2, default=str))
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


def _build_data(values: list[ValueExplanation], pictures: tuple[Path, ...]) -> dict[str, object]:
    from dataclasses import asdict

    return {"values": [asdict(value) for value in values], "pictures": [str(p) for p in pictures]}
