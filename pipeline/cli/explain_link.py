"""`ogp explain-link`: why two records are linked, or why not."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.cli.answering import (
    commitment_name,
    console,
    echo_json,
    fail,
    from_option,
    json_option,
    label,
    print_lines,
    printable,
    read_tables,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from pipeline.analysis.evidence import Explained, Feature
    from pipeline.analysis.rows import Tables
    from pipeline.analysis.unlinked import Unlinked


@click.command(
    "explain-link",
    epilog="""\b
Examples:
  ogp explain-link QN0001 QN0011
  ogp explain-link 3ccc393aa10dac93:c1 QN0011        (a row of a document and its ID)
  ogp explain-link QN0001 QN0011 --json

Two records without a link are compared again: the answer says what keeps them apart, and how the model judges them.

The exit code is 0 when a link was found, 1 when there is none, 2 when the folder can't be read.""",
)
@click.argument("one")
@click.argument("other")
@from_option
@json_option
def explain_link(one: str, other: str, folder: Path, as_json: bool) -> None:
    """Show why ONE and OTHER are linked, or why not: features, weights and score, or the sentence that states it.

    Each is a commitment ID, or the key of a commitment's row. The order does not matter.
    """
    from pipeline.analysis.evidence import explained
    from pipeline.analysis.unlinked import MORE

    tables = read_tables(folder, MORE)
    ends = commitment_name(one, tables), commitment_name(other, tables)
    found = explained(*ends, tables)
    if not found:
        _not_linked(*ends, tables, as_json)
    if as_json:
        echo_json(found)
        return
    for link in found:
        print_lines(_lines(link))
        if link.features:
            console().print(table(link.features))
        print_lines(_score(link))


def _not_linked(one: str, other: str, tables: Tables, as_json: bool) -> NoReturn:
    from pipeline.analysis.unlinked import unlinked

    found = unlinked(one, other, tables)
    if as_json:
        echo_json([found])
        sys.exit(1)
    lines = [(0, f"{found.from_key} and {found.to_key} are not linked")]
    lines += [
        (1, f"{key}: “{text}”") for key, text in ((found.from_key, found.from_text), (found.to_key, found.to_text))
    ]
    print_lines([*lines, (1, found.reason)])
    if found.features:
        console().print(table(found.features))
    if found.score is not None:
        print_lines(_score(found))
    fail(f"no link joins {one} and {other}. {_instead(one, other, tables)}")


def _instead(one: str, other: str, tables: Tables) -> str:
    from pipeline.analysis.evidence import path
    from pipeline.analysis.lineage import names, successions

    links = successions(tables["links"], names(tables["commitments"]))
    way = path(one, other, ((s.earlier, s.later) for s in links if s.link.get("status") == "accepted"))
    if way:
        return f"Both are of one thread: {' – '.join(way)}."
    for name in (one, other):
        ends = sorted({end for s in links for end in (s.earlier, s.later) if name in (s.earlier, s.later)} - {name})
        if ends:
            return f"{name} is linked with {', '.join(ends)}."
    return "Neither is linked with a commitment of another plan."


def _lines(link: Explained) -> Iterator[tuple[int, str]]:
    yield 0, f"{label(link.kind)}: {link.from_key} → {link.to_key} ({label(link.relation)})"
    yield 1, f"{link.from_key}: “{link.from_text}”"
    yield 1, f"{link.to_key}: “{link.to_text}”"
    page = f", page {link.page}" if link.page else ""
    place = f" ({link.document}{page})" if link.document else ""
    yield 1, f"{label(link.method)}: {link.evidence or 'no reason kept'}{place}"


def _score(link: Explained | Unlinked) -> Iterator[tuple[int, str]]:
    score = "none: it is not matched" if link.score is None else f"{link.score:.4f}"
    yield 1, f"score {score}; status {link.status}"
    if link.features and link.accept is not None:
        parts = [f"accepted from {link.accept:g}"]
        parts += [f"shown to people from {link.review:g}"] if link.review is not None else []
        parts += [f"constant {link.constant:+g}"] if link.constant is not None else []
        yield 1, "; ".join(parts)
    if link.score is not None and 0 < link.score < 1 and any(feature.part is not None for feature in link.features):
        yield 1, f"log-odds of the score {math.log(link.score / (1 - link.score)):+.2f}"


def table(features: Sequence[Feature]) -> Table:
    """Return the features as a table: value, weight, what both add to the score, and what the feature measures."""
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, header_style="bold", pad_edge=True)
    made.add_column("feature")
    for heading in ("value", "weight", "adds"):
        made.add_column(heading, justify="right")
    made.add_column("what it measures")
    for feature in features:
        numbers = (_number(feature.value, ".2f"), _number(feature.weight, ".2f"), _number(feature.part, "+.2f"))
        made.add_row(*(Text(printable(cell)) for cell in (feature.name, *numbers, feature.meaning or "")))
    return made


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)
