"""What the commands that answer questions share: reading an extracted folder, options, JSON, names of documents."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.cli.places import Place, fetched

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.analysis.rows import Tables

from_option = fetched(
    click.option(
        "--from",
        "folder",
        type=Place(),
        default=Path("extracted"),
        show_default=True,
        help="Extracted folder, or s3://bucket/prefix.",
    )
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


def read_tables(folder: Path, more: Mapping[str, Sequence[str]] | None = None) -> Tables:
    """Read what answers are made of, and `more` columns by table; a usage error where the folder does not hold it."""
    from pipeline import schema
    from pipeline.analysis.rows import TABLES

    if not folder.is_dir():
        raise click.UsageError(f"There is no folder {folder}. Run `ogp extract RAW --out {folder}` first.")
    found: dict[str, list[dict[str, Any]]] = {}
    for name, columns in TABLES.items():
        files = schema.table_files(folder, name)
        if not files:
            raise click.UsageError(f"{folder / name}.parquet is missing. Run `ogp extract RAW --out {folder}` first.")
        try:
            found[name] = schema.read_table(name, files, [*columns, *(more or {}).get(name, ())]).to_pylist()
        except OSError as error:
            advice = f"Run `ogp extract RAW --out {folder}` again."
            raise click.UsageError(f"{files[0]} can't be read as this version's table ({error}). {advice}") from error
    return found


def check_tables(folder: Path) -> None:
    """End with a usage error where the folder holds no tables."""
    from pipeline.query.views import table_paths

    if not table_paths(folder):
        raise click.UsageError(f"{folder} holds no tables. Run `ogp extract RAW --out {folder}` first.")


def commitment_name(text: str, tables: Tables) -> str:
    """Return the ID, or the key of a row, that a person means; end with exit code 1 where no table knows it."""
    name = text.strip()
    known = {row["commitment_id"] for row in (*tables["registry"], *tables["commitments"])}
    if name.upper() in known:
        return name.upper()
    if not any(row["commitment_key"] == name for row in tables["commitments"]):
        fail(f"no table knows the commitment {name!r}. {_advice(name.upper(), {k for k in known if k})}")
    return name


def _advice(name: str, known: set[str]) -> str:
    prefix = name.rstrip("0123456789")
    alike = sorted(found for found in known if found.rstrip("0123456789") == prefix)
    if alike:
        return f"Known for {prefix}: {alike[0]} to {alike[-1]} ({len(alike)} IDs)."
    prefixes = sorted({found.rstrip("0123456789") for found in known})
    if not prefixes:
        return "The folder holds no commitment IDs: extract a registry or a dataset together with the reports."
    shown = ", ".join(prefixes[:12]) + (", …" if len(prefixes) > 12 else "")
    return f"An ID looks like {min(known)}; the folder has IDs of {shown}."


def fail(message: str) -> NoReturn:
    """Print an error for a person and end with exit code 1."""
    click.echo(f"Error: {message}", err=True)
    sys.exit(1)


def echo_json(value: object) -> None:
    """Print a dataclass, or a list of them, as JSON."""
    click.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2, default=str))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def console() -> Console:
    """Return a console that wraps at the terminal's width, wide enough for a table where no terminal looks."""
    from rich.console import Console

    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, width=max(plain.width, 140))


def print_lines(lines: Iterable[tuple[int, str]]) -> None:
    """Print lines with their depth: wrapped under their beginning on a terminal, else one a line."""
    out = console()
    if not out.is_terminal:
        for depth, line in lines:
            click.echo(f"{'  ' * depth}{printable(line)}")
        return
    from rich.padding import Padding
    from rich.text import Text

    for depth, line in lines:
        out.print(Padding(Text(printable(line), style="" if depth else "bold"), (0, 0, 0, 2 * depth)))


def printable(text: str) -> str:
    r"""Return a text without control characters: a document's text must not steer a reader's terminal.

    >>> printable("Open\x1b[31m data"), printable("two\nlines")
    ('Open[31m data', 'two lines')
    """
    kept = (char if unicodedata.category(char) != "Cc" else " " if char in "\n\t" else "" for char in text)
    return "".join(kept)


def label(code: str | None) -> str:
    """Return a code as people read it.

    >>> label("complete_or_substantial"), label(None)
    ('complete or substantial', '')
    """
    return (code or "").replace("_", " ")


def cut(text: str, long: int | None) -> str:
    r"""Return a text on one line, cut where it is longer than `long` characters.

    >>> cut("one\ntwo three", 9), cut("one\ntwo", None)
    ('one / tw…', 'one / two')
    """
    line = " / ".join(part.strip() for part in text.splitlines())
    return line if long is None or len(line) <= long else line[: long - 1].rstrip() + "…"


class Footnotes:
    """Numbers for documents in the order in which an answer names them."""

    def __init__(self, paths: dict[str, str]) -> None:
        self._paths = paths
        self._numbers: dict[str, int] = {}

    def mark(self, documents: Iterable[str]) -> str:
        """Return the numbers of some documents, such as [1, 3]."""
        numbers = [self._numbers.setdefault(d, len(self._numbers) + 1) for d in documents if d in self._paths]
        return f"[{', '.join(map(str, sorted(numbers)))}]" if numbers else ""

    def lines(self) -> list[str]:
        """Return a line for each document that was named."""
        return [f"[{number}] {self._paths[document]}" for document, number in self._numbers.items()]
