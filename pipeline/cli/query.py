"""`ogp query`: answer a question in SQL, as a table if it fits, else one record after the other."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import (
    abbreviate,
    check_tables,
    exit_with_error,
    from_option,
    make_console,
    strip_control_characters,
)
from pipeline.cli.options import CommandError, CommandWithOldNames, print_notice

if TYPE_CHECKING:
    import pyarrow as pa

Rows = Sequence[Mapping[str, object]]

MIN_COLUMN_WIDTH = 14
"""Average characters per column below which a table is printed as records: narrower columns break words."""

MAX_CELL_LENGTH = 400
"""Characters of a value printed in a table; longer texts would push other rows off the screen."""


def print_rows(columns: Sequence[str], rows: Rows) -> None:
    """Print rows as a table as wide as the terminal, or as records if it has too many columns."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        click.echo(f"No rows. Columns: {', '.join(map(strip_control_characters, columns))}")
        return
    out = make_console()
    if len(columns) * MIN_COLUMN_WIDTH > out.width:
        for line in format_records(columns, rows):
            click.echo(line)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        is_numeric = all(isinstance(row[column], int | float | None) for row in rows)
        table.add_column(
            Text(strip_control_characters(column)), justify="right" if is_numeric else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(abbreviate(_format_value(row[column]), MAX_CELL_LENGTH)) for column in columns))
    out.print(table)


def format_records(columns: Sequence[str], rows: Rows) -> list[str]:
    """Return the lines of records without nulls.

    >>> format_records(["id", "title", "end"], [{"id": "QN0001", "title": "Open data", "end": None}])
    ['— 1', 'id     QN0001', 'title  Open data']
    """
    width = max(map(len, columns), default=0)
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        values = [(column, row[column]) for column in columns if row[column] is not None]
        lines += [
            f"— {number}",
            *(f"{strip_control_characters(name):{width}}  {_format_value(value)}" for name, value in values),
        ]
    return lines


def format_plain_lines(columns: Sequence[str], rows: Rows) -> list[str]:
    r"""Return rows as tab-separated lines for a file.

    >>> format_plain_lines(["id", "n"], [{"id": "QN0001", "n": None}])
    ['id\tn', 'QN0001\t']
    """
    return [
        "\t".join(map(strip_control_characters, columns)),
        *("\t".join(_format_value(row[c]) for c in columns) for row in rows),
    ]


def _format_value(value: object) -> str:
    from pipeline.query.formats import format_cell

    return strip_control_characters(format_cell(value))


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
    from pipeline.query.formats import write_atomically

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
        print_rows(answer.column_names, list(formats.iterate_rows(answer.slice(0, limit))))
        if answer.num_rows > limit:
            note = f"… and {answer.num_rows - limit} more: --limit {answer.num_rows}, or --out answer.csv"
            click.echo(note, err=True)


def _plain_lines(answer: pa.Table) -> list[str]:
    from pipeline.query.formats import iterate_rows

    return format_plain_lines(answer.column_names, list(iterate_rows(answer)))
