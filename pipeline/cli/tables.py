"""`ogp tables`, `ogp show`, `ogp dictionary`, `ogp validate`: the contents of a dataset folder."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from pipeline.cli.answering import (
    check_tables,
    echo_json,
    exit_with_error,
    from_option,
    json_option,
    strip_control_characters,
    suggest_ids,
)
from pipeline.cli.options import CommandError, LocationType, fetch_folder
from pipeline.model.issues import SEVERITIES, SIGNS

Rows = list[dict[str, Any]]

SHOWN_TABLES = ("commitments", "milestones", "assessments", "comments", "institutions", "contacts", "registry", "links")
"""Tables with rows about one commitment, in the order in which they are shown."""


def folder_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take the folder as an argument or, as in the other commands, with --from."""

    @click.argument("folder", type=LocationType(), required=False)
    @click.option("--from", "named_folder", type=LocationType(), default=None, help="The same as FOLDER.")
    @functools.wraps(command)
    def with_folder(folder: Path | str | None, named_folder: Path | str | None, **options: Any) -> None:
        command(folder=fetch_folder(folder or named_folder or Path("extracted")), **options)

    return with_folder


def read_rows(folder: Path, table: str) -> Rows:
    """Return the rows of a table; a usage error if the folder or the table is missing."""
    from pipeline import schema

    files = schema.table_files(folder, table)
    if not files:
        raise CommandError(f"{folder / table}.parquet is missing. Run `ogp extract RAW --out {folder}` first.")
    return schema.read_rows(table, files)


@click.command(
    epilog="""\b
Examples:
  ogp tables
  ogp tables extracted --issues
  ogp tables extracted --issues --json | jq '.[].code' | sort | uniq -c"""
)
@folder_argument
@click.option("--issues", is_flag=True, help="List the issues by kind instead; with --json each of them.")
@json_option
def tables(folder: Path, issues: bool, as_json: bool) -> None:
    """List the tables of FOLDER with row counts and descriptions, or the issues."""
    from pipeline import schema

    if issues:
        rows = read_rows(folder, "issues")
        lines: Iterator[str] = describe_issues(rows)
    else:
        declared = schema.all_tables()
        check_tables(folder)  # a folder of an earlier version lacks some
        counts = {t.name: len(read_rows(folder, t.name)) for t in declared if schema.table_files(folder, t.name)}
        rows = [
            {"table": t.name, "rows": counts[t.name], "meaning": t.description} for t in declared if t.name in counts
        ]
        lines = (f"{r['table']:18}{r['rows']:>8}  {str(r['meaning']).splitlines()[0]}" for r in rows)
    _print_rows(rows, lines, as_json)


MOST_SHOWN = 3
"""Issues of one kind that are shown with their place; --json lists all."""


def describe_issues(rows: Rows) -> Iterator[str]:
    """Yield the issues by kind, errors first and the most frequent kind first: a count, then some with their place."""
    kinds: dict[tuple[str, str], Rows] = {}
    for row in rows:
        kinds.setdefault((row["severity"], row["code"]), []).append(row)
    for (severity, code), found in sorted(
        kinds.items(), key=lambda item: (SEVERITIES.index(item[0][0]), -len(item[1]))
    ):
        documents = len({row["source_path"] for row in found})
        where = f" in {documents} document{'' if documents == 1 else 's'}" if found[0]["source_path"] else ""
        yield f"{severity:8}{code}: {len(found)}{where}"
        shown: dict[str, list[str]] = {}
        for row in found:
            page = f" p. {row['page']}" if row["page"] else ""
            message = row["message"].partition(SIGNS)[0]
            message = message.replace(row["source_path"], "FILE") if row["source_path"] else message
            shown.setdefault(message, []).append(f"{row['source_path'] or ''}{page}")
        for message, places in [*shown.items()][:MOST_SHOWN]:
            named = ", ".join(dict.fromkeys(filter(None, places[:MOST_SHOWN])))
            more = f" and {len(places) - MOST_SHOWN} more" if len(places) > MOST_SHOWN else ""
            yield f"          {message}{f' ({named}{more})' if named else ''}"
        if len(shown) > MOST_SHOWN:
            yield f"          … and {len(shown) - MOST_SHOWN} more; --json lists all"


def _print_rows(rows: object, lines: Iterator[str], as_json: bool) -> None:
    if as_json:
        echo_json(rows)
        return
    for line in lines:
        click.echo(strip_control_characters(line))


@click.command(
    epilog="""\b
Examples:
  ogp show QN0003
  ogp show QN0003 --from extracted --json"""
)
@click.argument("commitment_id")
@from_option
@json_option
def show(commitment_id: str, folder: Path, as_json: bool) -> None:
    """Show everything that the tables contain about COMMITMENT_ID, document by document."""
    rows_by_table = collect_rows(folder, commitment_id.strip().upper())
    if not any(rows_by_table.values()):
        known = {row["commitment_id"] for table in ("registry", "commitments") for row in read_rows(folder, table)}
        advice = suggest_ids(commitment_id.strip().upper(), known - {None})
        exit_with_error(f"{commitment_id} is not in {folder}. {advice}")
    _print_rows(rows_by_table, _format_rows(rows_by_table), as_json)


def collect_rows(folder: Path, commitment_id: str) -> dict[str, Rows]:
    """Return the rows of each table about one commitment ID."""
    commitments = [r for r in read_rows(folder, "commitments") if r["commitment_id"] == commitment_id]
    keys = {r["commitment_key"] for r in commitments}
    paths = {r["document_id"]: r["source_path"] for r in read_rows(folder, "documents")}
    rows_by_table: dict[str, Rows] = {
        "commitments": [{"source_path": paths.get(r["document_id"]), **r} for r in commitments]
    }
    for name in SHOWN_TABLES[1:]:
        rows_by_table[name] = [row for row in read_rows(folder, name) if _is_about(row, keys, commitment_id)]
    return rows_by_table


def _is_about(row: Mapping[str, Any], keys: set[Any], commitment_id: str) -> bool:
    identifiers = {row.get(name) for name in ("commitment_id", "from_key", "to_key")}
    return row.get("commitment_key") in keys or commitment_id in identifiers


def _format_rows(rows_by_table: Mapping[str, Rows]) -> Iterator[str]:
    for name, rows in rows_by_table.items():
        for row in rows:
            yield f"{name}"
            yield from (f"  {k}: {v}" for k, v in row.items() if v not in (None, []) and not k.endswith("_key"))


@click.command(epilog="Example:  ogp dictionary --out docs/data-dictionary.md")
@click.option("--out", "-o", type=click.Path(path_type=Path), default=None, help="Write to a file instead.")
def dictionary(out: Path | None) -> None:
    """Print the data dictionary: every table and column, generated from the schemas (Markdown)."""
    from pipeline.tables import dictionary_markdown

    text = dictionary_markdown()
    if out is None:
        click.echo(text)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")


@click.command(epilog="Example:  ogp validate extracted")
@folder_argument
@json_option
def validate(folder: Path, as_json: bool) -> None:
    """Check FOLDER against the schemas: columns, keys, references, code lists, provenance.

    The exit code is 1 when an error is found.
    """
    from pipeline.quality import validate_folder as check

    problems = check(folder)
    _print_rows(problems, (f"{i.severity}: {i.code}: {i.message}" for i in problems), as_json)
    if not problems and not as_json:
        click.echo("Valid: columns, keys, references, codes and provenance agree with the schemas.")
    sys.exit(1 if any(i.severity == "error" for i in problems) else 0)
