"""`ogp explain`: a value with its page, box and source text; `ogp explain-link`: why two records are linked, or not."""

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
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from pipeline.cli.answering import (
    commitment_name,
    exit_with_error,
    from_option,
    make_console,
    print_lines,
    read_tables,
)
from pipeline.model import Box, Extraction, Provenance, Row
from pipeline.schema.codes import format_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from pipeline.analysis.evidence import ExplainedLink, Feature
    from pipeline.analysis.rows import Tables
    from pipeline.analysis.unlinked import Unlinked


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


@click.command(
    "explain-link",
    epilog="""\b
Examples:
  ogp explain-link QN0001 QN0011
  ogp explain-link 3ccc393aa10dac93:c1 QN0011        (a row of a document and its ID)
  ogp explain-link QN0001 QN0011 --json

Two records without a link are compared again: the answer says what separates them and how the model scores them.

The exit code is 0 when a link was found, 1 when there is none, 2 when the folder can't be read.""",
)
@click.argument("one")
@click.argument("other")
@from_option
@json_option
def explain_link(one: str, other: str, folder: Path, as_json: bool) -> None:
    """Show why ONE and OTHER are linked, or why not: features, weights and score, or the sentence that states it.

    Each is a commitment ID or the key of a commitment's row. The order does not matter.
    """
    from pipeline.analysis.evidence import explain_links
    from pipeline.analysis.unlinked import EXTRA_COLUMNS

    tables = read_tables(folder, EXTRA_COLUMNS)
    ends = commitment_name(one, tables), commitment_name(other, tables)
    links = explain_links(*ends, tables)
    if not links:
        _exit_unlinked(*ends, tables, as_json)
    if as_json:
        echo_json(links)
        return
    for link in links:
        print_lines(_format_link(link))
        if link.features:
            make_console().print(build_feature_table(link.features))
        print_lines(_format_score(link))


def _exit_unlinked(first: str, second: str, tables: Tables, as_json: bool) -> NoReturn:
    from pipeline.analysis.unlinked import explain_missing_link

    comparison = explain_missing_link(first, second, tables)
    if as_json:
        echo_json([comparison])
        sys.exit(1)
    lines = [(0, f"{comparison.from_key} and {comparison.to_key} are not linked")]
    lines += [
        (1, f"{key}: “{text}”")
        for key, text in ((comparison.from_key, comparison.from_text), (comparison.to_key, comparison.to_text))
    ]
    print_lines([*lines, (1, comparison.reason)])
    if comparison.features:
        make_console().print(build_feature_table(comparison.features))
    if comparison.score is not None:
        print_lines(_format_score(comparison))
    exit_with_error(f"no link joins {first} and {second}. {_suggest_other_link(first, second, tables)}")


def _suggest_other_link(first: str, second: str, tables: Tables) -> str:
    from pipeline.analysis.evidence import find_path
    from pipeline.analysis.timeline import commitment_names, list_successions

    links = list_successions(tables["links"], commitment_names(tables["commitments"]))
    path_names = find_path(first, second, ((s.earlier, s.later) for s in links if s.link.get("status") == "accepted"))
    if path_names:
        return f"Both belong to one thread: {' – '.join(path_names)}."
    for name in (first, second):
        neighbors = sorted(
            {end for s in links for end in (s.earlier, s.later) if name in (s.earlier, s.later)} - {name}
        )
        if neighbors:
            return f"{name} is linked with {', '.join(neighbors)}."
    return "Neither is linked with a commitment of another plan."


def _format_link(link: ExplainedLink) -> Iterator[tuple[int, str]]:
    yield 0, f"{format_code(link.kind)}: {link.from_key} → {link.to_key} ({format_code(link.relation)})"
    yield 1, f"{link.from_key}: “{link.from_text}”"
    yield 1, f"{link.to_key}: “{link.to_text}”"
    page = f", page {link.page}" if link.page else ""
    place = f" ({link.document}{page})" if link.document else ""
    yield 1, f"{format_code(link.method)}: {link.evidence or 'no reason recorded'}{place}"


def _format_score(link: ExplainedLink | Unlinked) -> Iterator[tuple[int, str]]:
    score = "none: it is not matched" if link.score is None else f"{link.score:.4f}"
    yield 1, f"score {score}; status {link.status}"
    if link.features and link.accept is not None:
        parts = [f"accepted from {link.accept:g}"]
        parts += [f"shown to people from {link.review:g}"] if link.review is not None else []
        parts += [f"constant {link.constant:+g}"] if link.constant is not None else []
        yield 1, "; ".join(parts)
    if link.score is not None and 0 < link.score < 1 and any(feature.part is not None for feature in link.features):
        yield 1, f"log-odds of the score {math.log(link.score / (1 - link.score)):+.2f}"


def build_feature_table(features: Sequence[Feature]) -> Table:
    """Return the features as a table: value, weight, contribution to the score, and what each measures."""
    from rich.table import Table
    from rich.text import Text

    result = Table(box=None, header_style="bold", pad_edge=True)
    result.add_column("feature")
    for heading in ("value", "weight", "adds"):
        result.add_column(heading, justify="right")
    result.add_column("what it measures")
    for feature in features:
        numbers = (
            _format_number(feature.value, ".2f"),
            _format_number(feature.weight, ".2f"),
            _format_number(feature.part, "+.2f"),
        )
        result.add_row(
            *(Text(strip_control_characters(cell)) for cell in (feature.name, *numbers, feature.meaning or ""))
        )
    return result


def _format_number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)
