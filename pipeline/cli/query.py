"""`ogp query`: query the tables in SQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import check_tables, exit_with_error, from_option
from pipeline.cli.errors import CommandError
from pipeline.cli.old_names import CommandWithOldNames, print_notice

if TYPE_CHECKING:
    import pyarrow as pa

DEFAULT_SHOWN_ROWS = 50
"""Rows printed by default: about one screen."""


@click.command(
    cls=CommandWithOldNames,
    old_names={"--rows": "--limit"},
    epilog="""\b
Examples:
  ogp query "SELECT plan_id, completion, count(*) AS n FROM commitments GROUP BY ALL ORDER BY ALL"
  ogp query "DESCRIBE commitments"
  ogp query "SELECT * FROM milestones" --out milestones.csv
  ogp query "SELECT title FROM commitments" --format json | jq '.[0].title'
  ogp query --file question.sql --from extracted --format parquet --out answer.parquet

Each table is a view with its name (`ogp tables` lists them, `ogp dictionary` describes their columns). The SQL is
DuckDB's. A query can read only these tables, no other files or addresses.""",
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
    help="[default: by the suffix of --out, else table]",
)
@click.option("--json", "as_json", is_flag=True, hidden=True)
@click.option("--out", "-o", type=click.Path(path_type=Path), default=None, help="Write to a file instead.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=DEFAULT_SHOWN_ROWS,
    show_default=True,
    help="Rows to print as a table.",
)
def query(
    sql: str | None, file: Path | None, folder: Path, form: str | None, as_json: bool, out: Path | None, limit: int
) -> None:
    """Query the tables of a dataset folder in SQL (DuckDB) and print or write the answer.

    One SELECT, which may begin with WITH, FROM, DESCRIBE or SUMMARIZE.
    """
    from pipeline.query import QueryError, ask
    from pipeline.query.formats import format_from_suffix

    if as_json:
        print_notice("query --json", "use --format json")
    question = _read_question(sql, file)
    output_format = "json" if as_json else form or (format_from_suffix(out) if out else None) or "table"
    if output_format == "parquet" and out is None:
        raise click.UsageError("Parquet is binary: give a file with --out answer.parquet.")
    check_tables(folder)
    try:
        answer = ask(folder, question)
    except QueryError as error:
        exit_with_error(str(error))
    if out is not None:
        _write_answer(answer, output_format, out)
    else:
        _print_answer(answer, output_format, limit)


def _read_question(sql: str | None, file: Path | None) -> str:
    if (sql is None) == (file is None):
        raise click.UsageError('Give the SQL, or a file with it: ogp query "SELECT * FROM documents".')
    if sql is not None:
        return sql
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return Path(str(file)).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} can't be read as text: {error}.") from error


def _write_answer(answer: pa.Table, output_format: str, out: Path) -> None:
    from pipeline.query import formats
    from pipeline.query.writing import write_atomically

    try:
        with write_atomically(out) as temporary:
            if output_format == "parquet":
                formats.write_parquet(answer, temporary)
            else:
                with temporary.open("w", encoding="utf-8", newline="") as stream:
                    if output_format == "csv":
                        formats.write_csv(answer.column_names, formats.iterate_rows(answer), stream)
                    elif output_format == "json":
                        formats.write_json(formats.iterate_rows(answer), stream)
                    else:
                        stream.writelines(f"{line}\n" for line in _plain_lines(answer))
    except OSError as error:
        exit_with_error(f"{out} can't be written: {error.strerror}.")
    click.echo(f"{answer.num_rows} rows in {out}.", err=True)


def _print_answer(answer: pa.Table, output_format: str, limit: int) -> None:
    from pipeline.query import formats

    if output_format == "csv":
        formats.write_csv(answer.column_names, formats.iterate_rows(answer), sys.stdout)
    elif output_format == "json":
        formats.write_json(formats.iterate_rows(answer), sys.stdout)
    else:
        from pipeline.cli.showing import print_rows

        print_rows(answer.column_names, list(formats.iterate_rows(answer.slice(0, limit))))
        if answer.num_rows > limit:
            note = f"… and {answer.num_rows - limit} more: --limit {answer.num_rows}, or --out answer.csv"
            click.echo(note, err=True)


def _plain_lines(answer: pa.Table) -> list[str]:
    from pipeline.cli.showing import format_plain_lines
    from pipeline.query.formats import iterate_rows

    return format_plain_lines(answer.column_names, list(iterate_rows(answer)))
