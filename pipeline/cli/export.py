"""`ogp export`: the tables for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.answering import check_tables, echo_json, exit_with_error, from_option


@click.command(
    epilog="""\b
Examples:
  ogp export --to xlsx
  ogp export --to duckdb --from extracted --out reforms.duckdb
  ogp export --to csv --out for-colleagues
  ogp export --to ogp-dataset --out dataset

csv and ogp-dataset write a folder with datapackage.json, a Frictionless data package. ogp-dataset has OGP's own
columns and a row per commitment; what only OGP knows stays empty, and milestones, for which it has no
columns, go to milestones.csv. The workbook has the sheets about and columns, and one sheet for each
table; texts are never formulas in it. CSV files have texts exactly as in the document, so open CSV of documents that
you don't trust in a program that does not run formulas."""
)
@click.option(
    "--to",
    "kind",
    type=click.Choice(["csv", "duckdb", "xlsx", "excel", "ogp-dataset"]),
    required=True,
    help="What to write; excel and xlsx are the same.",
)
@from_option
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    default=None,
    help="File or folder to write.  [default: ogp-csv, ogp.duckdb, ogp.xlsx, ogp-dataset]",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
def export(kind: str, folder: Path, out: Path | None, as_json: bool, quiet: bool) -> None:
    """Write the tables of a dataset folder for other programs: CSV, DuckDB, Excel, or OGP's dataset layout."""
    from pipeline.export import KINDS, ExportError
    from pipeline.export import export as write

    check_tables(folder)
    try:
        result = write(folder, kind, out or Path(KINDS[kind]))
    except ExportError as error:
        exit_with_error(str(error))
    if as_json:
        echo_json(result)
    elif not quiet:
        total = sum(result.rows.values())
        tables = f"{len(result.rows)} tables" if len(result.rows) > 1 else "one table"
        click.echo(f"{total} rows in {tables}: {result.path}")
        for note in result.notes:
            click.echo(note)
