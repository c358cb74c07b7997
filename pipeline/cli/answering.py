"""What commands with answers share: reading a dataset folder, common options, JSON, numbered sources."""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.cli.options import CommandError, LocationType, with_local_folder

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.analysis.rows import Tables

from_option = with_local_folder(
    click.option(
        "--from",
        "folder",
        type=LocationType(),
        default=Path("extracted"),
        show_default=True,
        help="Folder with the tables, or s3://bucket/prefix.",
    )
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


def read_tables(folder: Path, extra_columns: Mapping[str, Sequence[str]] | None = None) -> Tables:
    """Read the tables for analysis with `extra_columns` by table; a usage error if the folder lacks one."""
    from pipeline import schema
    from pipeline.analysis.rows import TABLE_COLUMNS

    if not folder.is_dir():
        raise CommandError(f"There is no folder {folder}. Run `ogp extract RAW --out {folder}` first.")
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, columns in TABLE_COLUMNS.items():
        files = schema.table_files(folder, name)
        if not files:
            raise CommandError(f"{folder / name}.parquet is missing. Run `ogp extract RAW --out {folder}` first.")
        try:
            tables[name] = schema.read_table(name, files, [*columns, *(extra_columns or {}).get(name, ())]).to_pylist()
        except OSError as error:
            advice = f"Run `ogp extract RAW --out {folder}` again."
            raise CommandError(f"{files[0]} can't be read as this version's table ({error}). {advice}") from error
    return tables


def check_tables(folder: Path) -> None:
    """Raise a usage error if the folder has no tables."""
    from pipeline.query.views import table_paths

    if not table_paths(folder):
        raise CommandError(f"{folder} holds no tables. Run `ogp extract RAW --out {folder}` first.")


def commitment_name(text: str, tables: Tables) -> str:
    """Return the ID or key that the user means; exit with code 1 if no table has it."""
    name = text.strip()
    known_ids = {row["commitment_id"] for row in (*tables["registry"], *tables["commitments"])}
    if name.upper() in known_ids:
        return name.upper()
    if not any(row["commitment_key"] == name for row in tables["commitments"]):
        exit_with_error(
            f"no table has the commitment {name!r}. {suggest_ids(name.upper(), {k for k in known_ids if k})}"
        )
    return name


def suggest_ids(name: str, known_ids: set[str]) -> str:
    """Return what to try in place of a commitment ID that no table has."""
    prefix = name.rstrip("0123456789")
    same_prefix = sorted(identifier for identifier in known_ids if identifier.rstrip("0123456789") == prefix)
    search = "`ogp find WORDS` finds a commitment by its words."
    if same_prefix:
        return f"Known for {prefix}: {same_prefix[0]} to {same_prefix[-1]} ({len(same_prefix)} IDs). {search}"
    if close := get_close_matches(name, sorted(known_ids), 2, 0.7):
        return f"Did you mean {' or '.join(close)}? {search}"
    prefixes = sorted({identifier.rstrip("0123456789") for identifier in known_ids})
    if not prefixes:
        return "The folder holds no commitment IDs: extract a registry or a dataset together with the reports."
    listed = ", ".join(prefixes[:12]) + (", …" if len(prefixes) > 12 else "")
    return f"An ID looks like {min(known_ids)}; the folder has IDs of {listed}. {search}"


def exit_with_error(message: str) -> NoReturn:
    """Print an error and exit with code 1."""
    click.echo(f"Error: {message}", err=True)
    sys.exit(1)


def echo_json(value: object) -> None:
    """Print plain data, and dataclasses in it, as JSON."""

    def encode(part: object) -> object:
        return asdict(part) if is_dataclass(part) and not isinstance(part, type) else str(part)

    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=encode))


def format_csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV that is safe to open in a spreadsheet."""
    from pipeline.files.csv_dialect import escape_formula

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        # A negative number is not a formula.
        writer.writerow(
            [
                cell if isinstance(cell, int | float) else escape_formula("" if cell is None else str(cell))
                for cell in row
            ]
        )
    return text.getvalue()


def make_console() -> Console:
    """Return a console as wide as the terminal, or wide enough for tables where output is redirected."""
    from rich.console import Console

    default = Console(highlight=False)
    return default if default.is_terminal else Console(highlight=False, width=max(default.width, 140))


def print_lines(lines: Iterable[tuple[int, str]]) -> None:
    """Print indented lines: wrapped on a terminal, else one per line."""
    out = make_console()
    if not out.is_terminal:
        for depth, line in lines:
            click.echo(f"{'  ' * depth}{strip_control_characters(line)}")
        return
    from rich.padding import Padding
    from rich.text import Text

    for depth, line in lines:
        out.print(Padding(Text(strip_control_characters(line), style="" if depth else "bold"), (0, 0, 0, 2 * depth)))


def strip_control_characters(text: str) -> str:
    r"""Return a text without control characters, so that a document can't control the reader's terminal.

    >>> strip_control_characters("Open\x1b[31m data"), strip_control_characters("two\nlines")
    ('Open[31m data', 'two lines')
    """
    printed = (char if unicodedata.category(char) != "Cc" else " " if char in "\n\t" else "" for char in text)
    return "".join(printed)


def abbreviate(text: str, max_length: int | None) -> str:
    r"""Return a text on one line, shortened to `max_length` characters.

    >>> abbreviate("one\ntwo three", 9), abbreviate("one\ntwo", None)
    ('one / tw…', 'one / two')
    """
    line = " / ".join(part.strip() for part in text.splitlines())
    return line if max_length is None or len(line) <= max_length else line[: max_length - 1].rstrip() + "…"


class Footnotes:
    """Numbers documents in the order in which an answer cites them."""

    def __init__(self, paths: dict[str, str]) -> None:
        self._paths = paths
        self._numbers: dict[str, int] = {}

    def mark(self, documents: Iterable[str]) -> str:
        """Return the numbers of documents, such as [1, 3]."""
        numbers = [self._numbers.setdefault(d, len(self._numbers) + 1) for d in documents if d in self._paths]
        return f"[{', '.join(map(str, sorted(numbers)))}]" if numbers else ""

    def lines(self) -> list[str]:
        """Return a line for each document that was cited."""
        return [f"[{number}] {self._paths[document]}" for document, number in self._numbers.items()]
