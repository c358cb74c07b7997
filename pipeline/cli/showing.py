"""Rows for a person: a table where it fits, else each record with a line for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from pipeline.cli.answering import console, cut, printable

Rows = Sequence[Mapping[str, object]]

NARROWEST = 14
"""Characters that a column of a table should have."""

LONGEST = 400
"""Characters of a value that are shown in a table."""


def print_rows(columns: Sequence[str], rows: Rows) -> None:
    """Print rows as a table as wide as the terminal; more columns than fit are printed record by record."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        click.echo(f"No rows. Columns: {', '.join(map(printable, columns))}")
        return
    out = console()
    if len(columns) * NARROWEST > out.width:
        for line in records(columns, rows):
            click.echo(line)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        numbers = all(isinstance(row[column], int | float | None) for row in rows)
        table.add_column(Text(printable(column)), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cut(_text(row[column]), LONGEST)) for column in columns))
    out.print(table)


def records(columns: Sequence[str], rows: Rows) -> list[str]:
    """Return the lines of records, nulls left out.

    >>> records(["id", "title", "end"], [{"id": "QN0001", "title": "Open data", "end": None}])
    ['— 1', 'id     QN0001', 'title  Open data']
    """
    wide = max(map(len, columns), default=0)
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        told = [(column, row[column]) for column in columns if row[column] is not None]
        lines += [f"— {number}", *(f"{printable(name):{wide}}  {_text(value)}" for name, value in told)]
    return lines


def plain_lines(columns: Sequence[str], rows: Rows) -> list[str]:
    """Return a table's lines with values parted by tabs, for a file.

    >>> plain_lines(["id", "n"], [{"id": "QN0001", "n": None}])
    ['id\\tn', 'QN0001\\t']
    """
    return ["\t".join(map(printable, columns)), *("\t".join(_text(row[c]) for c in columns) for row in rows)]


def _text(value: object) -> str:
    from pipeline.query.formats import format_cell

    return printable(format_cell(value))
