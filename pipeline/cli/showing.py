"""Print rows: as a table if it fits, else one record after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from pipeline.cli.answering import abbreviate, make_console, strip_control_characters

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
