"""`ogp disagreements`: where government, IRM and civil society rate the same thing differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import (
    abbreviate,
    commitment_name,
    echo_json,
    exit_with_error,
    format_csv,
    from_option,
    json_option,
    make_console,
    read_tables,
    strip_control_characters,
)
from pipeline.schema.codes import format_code

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.analysis.disagreements import Disagreement, Judgement
    from pipeline.analysis.rows import Tables

SHORT = 80
"""Characters of a text in a table."""

CSV_COLUMNS = (
    "commitment",
    "plan_id",
    "title",
    "milestone",
    "milestone_text",
    "part",
    "first_side",
    "first_values",
    "first_phase",
    "second_side",
    "second_who",
    "second_values",
    "second_phase",
    "conditional",
    "gap",
    "moment",
    "sources",
)


@click.command(
    epilog="""\b
Examples:
  ogp disagreements
  ogp disagreements --country QN
  ogp disagreements --commitment QN0021 --json
  ogp disagreements --country Norlandia --csv > disagreements.csv

The exit code is 0 even without disagreements, 1 for an unknown country or commitment, 2 when the
folder can't be read."""
)
@click.option("--country", default=None, help="Country code or name.")
@click.option("--commitment", default=None, help="Commitment ID.")
@from_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print as CSV; cells that look like formulas are quoted.")
def disagreements(country: str | None, commitment: str | None, folder: Path, as_json: bool, as_csv: bool) -> None:
    """List where the government, the IRM and civil society disagree on the progress of a commitment or milestone.

    Completion levels and traffic lights share one scale of four grades. Only ratings that can't both be right are
    listed: green (substantial or complete) agrees with both levels, and a later level above an earlier one is progress.
    """
    from pipeline.analysis.disagreements import find_disagreements as answer
    from pipeline.analysis.stories import collect_stories

    tables = read_tables(folder)
    names = [commitment_name(commitment, tables)] if commitment else list_commitments(tables, country)
    differences = answer(collect_stories(names, tables))
    if as_json:
        echo_json(differences)
    elif as_csv:
        paths = {row["document_id"]: row["source_path"] for row in tables["documents"]}
        click.echo(format_csv(CSV_COLUMNS, (_csv_cells(one, paths) for one in differences)), nl=False)
    elif differences:
        make_console().print(_build_table(differences))
        click.echo(f"{len(differences)} disagreements over {len({one.commitment for one in differences})} commitments.")
    else:
        click.echo(f"No disagreement among {len(names)} commitments.")


def list_commitments(tables: Tables, country: str | None) -> list[str]:
    """Return the commitments of a country, by code or name, or all; exit with code 1 for an unknown country."""
    rows = [*tables["registry"], *tables["commitments"]]
    code = _find_country_code(tables, country) if country else None
    names = {row["commitment_id"] or row["commitment_key"] for row in rows if code in (None, row["country_code"])}
    return sorted(names)


def _find_country_code(tables: Tables, country: str) -> str:
    wanted = country.strip().casefold()
    rows = [*tables["registry"], *tables["commitments"], *tables["documents"]]
    codes = {row["country_code"] for row in rows if row["country_code"]}
    codes_by_name = {row["country"].casefold(): row["country_code"] for row in tables["documents"] if row["country"]}
    code = next((code for code in codes if code.casefold() == wanted), codes_by_name.get(wanted))
    if code is None:
        known = ", ".join(sorted(codes)) or "no country"
        exit_with_error(f"no table has the country {country!r}. The folder has {known}.")
    return str(code)


def _csv_cells(disagreement: Disagreement, paths: dict[str, str]) -> tuple[object, ...]:
    documents = dict.fromkeys((*disagreement.first.documents, *disagreement.second.documents))
    return (
        disagreement.commitment,
        disagreement.plan_id,
        disagreement.title,
        disagreement.milestone,
        disagreement.milestone_text,
        disagreement.part,
        disagreement.first.side,
        ", ".join(disagreement.first.values),
        disagreement.first.phase,
        disagreement.second.side,
        disagreement.second.who,
        ", ".join(disagreement.second.values),
        disagreement.second.phase,
        str(disagreement.second.conditional).lower(),
        disagreement.gap,
        disagreement.moment,
        "; ".join(paths.get(d, d) for d in documents),
    )


def _build_table(found: Sequence[Disagreement]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("commitment", no_wrap=True)
    table.add_column("of", max_width=46)
    table.add_column("one says", max_width=30)
    table.add_column("another says", max_width=40)
    table.add_column("grades\napart", justify="right", no_wrap=True)
    table.add_column("time", no_wrap=True)
    looks = Counter(_describe_row(disagreement, is_short=True) for disagreement in found)
    for disagreement in found:
        cells = _describe_row(disagreement, is_short=True)
        # Rows that look alike are printed in full: what tells them apart is at the end of a text, or what was said.
        cells = cells if looks[cells] == 1 else _describe_row(disagreement, is_short=False)
        table.add_row(*(Text(strip_control_characters(cell)) for cell in cells))
    return table


def _describe_row(disagreement: Disagreement, *, is_short: bool) -> tuple[str, ...]:
    words = disagreement.second.words
    return (
        disagreement.commitment,
        _describe_subject(disagreement, SHORT if is_short else None),
        _describe_judgement(disagreement.first),
        _describe_judgement(disagreement.second) + ("" if is_short or not words else f": {abbreviate(words, SHORT)}"),
        "" if disagreement.gap is None else f"{disagreement.gap:+d}",
        disagreement.moment,
    )


def _describe_subject(disagreement: Disagreement, longest: int | None) -> str:
    is_milestone = bool(disagreement.milestone or disagreement.milestone_text)
    text = (disagreement.milestone_text if is_milestone else disagreement.title) or ""
    kind = f"milestone {disagreement.milestone or ''}: " if is_milestone else ""
    part = f"part {disagreement.part}: " if disagreement.part else ""
    # A key without ID names no commitment to a reader.
    if kind and ":" in disagreement.commitment and disagreement.title:
        part = f"{abbreviate(disagreement.title, SHORT // 2)}, {part}"
    return f"{part}{kind}{abbreviate(text, longest)}"


def _describe_judgement(judgement: Judgement) -> str:
    side = "IRM" if judgement.side == "irm" else format_code(judgement.side)
    author = f" ({judgement.who})" if judgement.who else ""
    basis = f", by {judgement.basis}" if judgement.basis.startswith("its") else ""
    phase = f", {format_code(judgement.phase)}" if judgement.phase else ""
    condition = ", on a condition" if judgement.conditional else ""
    return f"{side}{author}: {' / '.join(map(format_code, judgement.values))}{phase}{basis}{condition}"
