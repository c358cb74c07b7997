"""`ogp query`: ask the tables in SQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import check_tables, fail, from_option

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 50
"""Rows that are shown to a person where no other number is given."""


@click.command(
    epilog="""\b
Examples:
  ogp query "SELECT plan_id, completion, count(*) AS n FROM commitments GROUP BY ALL ORDER BY ALL"
  ogp query "DESCRIBE commitments"
  ogp query "SELECT * FROM milestones" --out milestones.csv
  ogp query "SELECT title FROM commitments" --format json | jq '.[0].title'
  ogp query --file question.sql --from extracted --format parquet --out answer.parquet

The tables are views by their names (`ogp tables` lists them, `ogp dictionary` tells their columns). The SQL is
DuckDB's. A query reads these tables and nothing else: no other file, no address."""
)
@click.argument("sql", required=False)
@click.option(
    "--file", "file", type=click.Path(path_type=Path), default=None, help="Read the SQL from a file; - is stdin."
)
@from_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default=None,
    help="[default: by the ending of --out, else table]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write to a file instead.")
@click.option("--rows", type=click.IntRange(min=1), default=SHOWN, show_default=True, help="Rows to show as a table.")
def query(
    sql: str | None, file: Path | None, folder: Path, form: str | None, as_json: bool, out: Path | None, rows: int
) -> None:
    """Ask the tables of an extracted folder in SQL (DuckDB), and print or write the answer.

    One SELECT, which may begin with WITH, FROM, DESCRIBE or SUMMARIZE.
    """
    from pipeline.query import QueryError, ask
    from pipeline.query.formats import format_from_suffix

    question = _question(sql, file)
    chosen = "json" if as_json else form or (format_from_suffix(out) if out else None) or "table"
    if chosen == "parquet" and out is None:
        raise click.UsageError("Parquet is no text: name a file with --out answer.parquet.")
    check_tables(folder)
    try:
        answer = ask(folder, question)
    except QueryError as error:
        fail(str(error))
    if out is not None:
        _write(answer, chosen, out)
    else:
        _print(answer, chosen, rows)


def _question(sql: str | None, file: Path | None) -> str:
    if (sql is None) == (file is None):
        raise click.UsageError('Give the SQL, or a file with it: ogp query "SELECT * FROM documents".')
    if sql is not None:
        return sql
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return Path(str(file)).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} can't be read as text: {error}.") from error


def _write(answer: pa.Table, form: str, out: Path) -> None:
    from pipeline.query import formats
    from pipeline.query.writing import write_atomically

    try:
        with write_atomically(out) as part:
            if form == "parquet":
                formats.write_parquet(answer, part)
            else:
                with part.open("w", encoding="utf-8", newline="") as stream:
                    if form == "csv":
                        formats.write_csv(answer.column_names, formats.iterate_rows(answer), stream)
                    elif form == "json":
                        formats.write_json(formats.iterate_rows(answer), stream)
                    else:
                        stream.writelines(f"{line}\n" for line in _plain(answer))
    except OSError as error:
        fail(f"{out} can't be written: {error.strerror}.")
    click.echo(f"{answer.num_rows} rows in {out}.", err=True)


def _print(answer: pa.Table, form: str, rows: int) -> None:
    from pipeline.query import formats

    if form == "csv":
        formats.write_csv(answer.column_names, formats.iterate_rows(answer), sys.stdout)
    elif form == "json":
        formats.write_json(formats.iterate_rows(answer), sys.stdout)
    else:
        from pipeline.cli.showing import print_rows

        print_rows(answer.column_names, answer.slice(0, rows).to_pylist())
        if answer.num_rows > rows:
            more = f"… and {answer.num_rows - rows} more: --rows {answer.num_rows}, or --out answer.csv"
            click.echo(more, err=True)


def _plain(answer: pa.Table) -> list[str]:
    from pipeline.cli.showing import plain_lines

    return plain_lines(answer.column_names, answer.to_pylist())
