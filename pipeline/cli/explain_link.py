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
    echo_json,
    exit_with_error,
    from_option,
    json_option,
    make_console,
    print_lines,
    read_tables,
    strip_control_characters,
)
from pipeline.schema.codes import format_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from pipeline.analysis.evidence import ExplainedLink, Feature
    from pipeline.analysis.rows import Tables
    from pipeline.analysis.unlinked import Unlinked


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
