"""`ogp explain`: a value, its page, its box and its source text, and the page as a picture."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import printable
from pipeline.cli.limit_options import with_limits

if TYPE_CHECKING:
    from pipeline.analysis.explain import Explanation
    from pipeline.model import Provenance
    from pipeline.runtime.limits import Limits

NO_PAGES = "This format has no pages, so there is no picture; the element path names the place."


@click.command(
    epilog="""\b
Examples:
  ogp explain report.pdf --commitment 12 --field completion
  ogp explain report.pdf --commitment 3.3.1.2            (every value of the commitment)
  ogp explain report.docx --commitment 4 --field results --json"""
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--commitment", required=True, help="Its number as printed, its ID, or its place in the document (c3).")
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
    """Show where in FILE a commitment's value was read, and write the page as PNG with the box drawn."""
    from pipeline.analysis import explain as explaining
    from pipeline.cli.one import confined, extract_one

    _, found = extract_one(file, limits)
    rows = explaining.records_of(found, commitment)
    if not rows:
        _no_commitment(found.rows, commitment, [i.message for i in found.issues if i.severity == "error"])
    values = [e for row in rows for e in explaining.explanations(found, row, field)]
    if not values:
        raise click.UsageError(f"Nothing was read for the field '{field}'. See `ogp dictionary` for the columns.")
    target = png or Path(f"explain-{file.stem}-{commitment}{'-' + field if field else ''}.png".replace("/", "_"))
    pictures = confined(explaining.draw, (file, values, target), limits)
    if as_json:
        click.echo(json.dumps(_as_data(values, pictures), ensure_ascii=False, indent=2, default=str))
        return
    for line in _readable(values):
        click.echo(printable(line))
    for picture in pictures:
        click.echo(f"Page written to {picture}")
    if not pictures:
        click.echo(NO_PAGES)


def _no_commitment(rows: object, wanted: str, errors: list[str]) -> None:
    known = [str(r.values.get("number") or r.key.partition(":")[2]) for r in rows if r.table == "commitments"]  # type: ignore[attr-defined]
    known_text = f"It has: {', '.join(known)}." if known else "No commitment was read from it."
    click.echo(f"Error: no commitment '{wanted}' in this document. {known_text} {' '.join(errors)}", err=True)
    sys.exit(1)


def _readable(values: list[Explanation]) -> Iterator[str]:
    for found in values:
        yield f"{found.table} {found.key} {found.field} = {found.value!r}"
        if not found.places:
            yield "    no place: the value is empty, or follows from others"
        for place in found.places:
            yield f"    {_where(place)}  [{place.method}]"
            yield from (f"      | {line}" for line in place.text_raw.splitlines())


def _where(place: Provenance) -> str:
    anchor = place.anchor
    if anchor.page is not None and anchor.box is not None:
        box = anchor.box
        return (
            f"page {anchor.page}, box {box.x0:.1f} {box.top:.1f} {box.x1:.1f} {box.bottom:.1f} (points from top left)"
        )
    span = f" [{anchor.start}:{anchor.end}]" if anchor.start is not None else ""
    return f"{anchor.path or 'the document'}{span}"


def _as_data(values: list[Explanation], pictures: tuple[Path, ...]) -> dict[str, object]:
    from dataclasses import asdict

    return {"values": [asdict(value) for value in values], "pictures": [str(p) for p in pictures]}
