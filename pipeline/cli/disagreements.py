"""`ogp disagreements`: where government, IRM and civil society judge the same thing differently."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import (
    commitment_name,
    console,
    echo_json,
    fail,
    from_option,
    json_option,
    label,
    printable,
    read_tables,
)

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.analysis.disagreements import Disagreement, Judgement
    from pipeline.analysis.rows import Tables

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

The exit code is 0 also where nobody disagrees, 1 for an unknown country or commitment, 2 when the
folder can't be read."""
)
@click.option("--country", default=None, help="Country code or name.")
@click.option("--commitment", default=None, help="Commitment ID.")
@from_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print as CSV; cells that look like formulas are quoted.")
def disagreements(country: str | None, commitment: str | None, folder: Path, as_json: bool, as_csv: bool) -> None:
    """List where the government, the IRM and civil society disagree on how far a commitment or milestone is.

    Completion levels and traffic lights are put on one scale of four grades. Listed is what can't both be right: a
    green light (substantial or complete) agrees with both levels, and a later level above an earlier one is progress.
    """
    from pipeline.analysis.disagreements import disagreements as answer
    from pipeline.analysis.stories import stories

    tables = read_tables(folder)
    chosen = [commitment_name(commitment, tables)] if commitment else names_of(tables, country)
    found = answer(stories(chosen, tables))
    if as_json:
        echo_json(found)
    elif as_csv:
        click.echo(as_text(found, _paths(tables)), nl=False)
    elif found:
        console().print(_table(found))
        click.echo(f"{len(found)} disagreements over {len({one.commitment for one in found})} commitments.")
    else:
        click.echo(f"No disagreement among {len(chosen)} commitments: no two sides judge the same thing differently.")


def names_of(tables: Tables, country: str | None) -> list[str]:
    """Return the commitments of a country, by code or name, or all; exit code 1 where the country is not there."""
    rows = [*tables["registry"], *tables["commitments"]]
    code = _code(tables, country) if country else None
    names = {row["commitment_id"] or row["commitment_key"] for row in rows if code in (None, row["country_code"])}
    return sorted(names)


def _code(tables: Tables, country: str) -> str:
    wanted = country.strip().casefold()
    rows = [*tables["registry"], *tables["commitments"], *tables["documents"]]
    codes = {row["country_code"] for row in rows if row["country_code"]}
    named = {row["country"].casefold(): row["country_code"] for row in tables["documents"] if row["country"]}
    found = next((code for code in codes if code.casefold() == wanted), named.get(wanted))
    if found is None:
        known = ", ".join(sorted(codes)) or "no country"
        fail(f"no table knows the country {country!r}. The folder has {known}.")
    return str(found)


def _paths(tables: Tables) -> dict[str, str]:
    return {row["document_id"]: row["source_path"] for row in tables["documents"]}


def as_text(found: Iterable[Disagreement], paths: dict[str, str]) -> str:
    """Return the disagreements as CSV, safe to open in a spreadsheet."""
    from pipeline.files.csv_cells import safe

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for one in found:
        sources = "; ".join(paths.get(d, d) for d in dict.fromkeys((*one.first.documents, *one.second.documents)))
        cells: Sequence[object] = (
            one.commitment,
            one.plan_id,
            one.title,
            one.milestone,
            one.milestone_text,
            one.part,
            one.first.side,
            ", ".join(one.first.values),
            one.first.phase,
            one.second.side,
            one.second.who,
            ", ".join(one.second.values),
            one.second.phase,
            str(one.second.conditional).lower(),
            one.gap,
            one.moment,
            sources,
        )
        # A number that begins with a minus is no formula.
        writer.writerow([cell if isinstance(cell, int) else safe("" if cell is None else str(cell)) for cell in cells])
    return text.getvalue()


def _table(found: Sequence[Disagreement]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("commitment", no_wrap=True)
    table.add_column("of", max_width=46)
    table.add_column("one says", max_width=30)
    table.add_column("another says", max_width=40)
    table.add_column("grades\napart", justify="right", no_wrap=True)
    table.add_column("time", no_wrap=True)
    for one in found:
        gap = "" if one.gap is None else f"{one.gap:+d}"
        cells = (one.commitment, _subject(one), _judgement(one.first), _judgement(one.second), gap, one.moment)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def _subject(one: Disagreement) -> str:
    text = (one.milestone_text if one.milestone or one.milestone_text else one.title) or ""
    kind = f"milestone {one.milestone or ''}: " if one.milestone or one.milestone_text else ""
    part = f"part {one.part}: " if one.part else ""
    return f"{kind}{part}{text if len(text) <= 80 else text[:79] + '…'}"


def _judgement(said: Judgement) -> str:
    side = "IRM" if said.side == "irm" else label(said.side)
    who = f" ({said.who})" if said.who else ""
    basis = f", by {said.basis}" if said.basis.startswith("its") else ""
    phase = f", {label(said.phase)}" if said.phase else ""
    condition = ", on a condition" if said.conditional else ""
    return f"{side}{who}: {' / '.join(map(label, said.values))}{phase}{basis}{condition}"
