"""`ogp tables`, `ogp show`, `ogp dictionary`, `ogp validate`: what an extracted folder holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from pipeline.cli.answering import from_option, json_option, printable
from pipeline.cli.places import Place, fetched

Rows = list[dict[str, Any]]

SHOWN = ("commitments", "milestones", "assessments", "comments", "institutions", "contacts", "registry", "links")
"""Tables that say something of one commitment, in the order in which they are shown."""

folder_argument = fetched(click.argument("folder", type=Place(), default=Path("extracted")))


def read_rows(folder: Path, table: str) -> Rows:
    """Return a table's rows; a usage error where the folder or the table is missing."""
    from pipeline import schema

    files = schema.table_files(folder, table)
    if not files:
        raise click.UsageError(f"{folder / table}.parquet is missing. Run `ogp extract RAW --out {folder}` first.")
    return schema.read_rows(table, files)


@click.command(
    epilog="""\b
Examples:
  ogp tables
  ogp tables extracted --issues
  ogp tables extracted --issues --json | jq '.[].code' | sort | uniq -c"""
)
@folder_argument
@click.option("--issues", is_flag=True, help="List the issues instead: what a person should know.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def tables(folder: Path, issues: bool, as_json: bool) -> None:
    """List the tables of FOLDER with their rows and meaning, or the issues."""
    from pipeline import schema

    if issues:
        rows = read_rows(folder, "issues")
        lines: Iterator[str] = map(_issue_line, rows)
    else:
        found = schema.tables()
        rows = [{"table": t.name, "rows": len(read_rows(folder, t.name)), "meaning": t.description} for t in found]
        lines = (f"{r['table']:18}{r['rows']:>8}  {str(r['meaning']).splitlines()[0]}" for r in rows)
    _print(rows, lines, as_json)


def _issue_line(row: Mapping[str, Any]) -> str:
    page = f" p. {row['page']}" if row["page"] else ""
    return f"{row['severity']:8}{row['source_path'] or ''}{page}: {row['code']}: {row['message']}"


def _print(rows: object, lines: Iterator[str], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines:
        click.echo(printable(line))


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
    """Show all that the tables know of COMMITMENT_ID, document by document."""
    found = about(folder, commitment_id.strip().upper())
    if not any(found.values()):
        click.echo(f"Error: {commitment_id} is not in {folder}. `ogp tables {folder}` lists what is there.", err=True)
        sys.exit(1)
    _print(found, _shown(found), as_json)


def about(folder: Path, commitment_id: str) -> dict[str, Rows]:
    """Return table -> rows that belong to one commitment ID."""
    commitments = [r for r in read_rows(folder, "commitments") if r["commitment_id"] == commitment_id]
    keys = {r["commitment_key"] for r in commitments}
    paths = {r["document_id"]: r["source_path"] for r in read_rows(folder, "documents")}
    found: dict[str, Rows] = {"commitments": [{"source_path": paths.get(r["document_id"]), **r} for r in commitments]}
    for name in SHOWN[1:]:
        found[name] = [row for row in read_rows(folder, name) if _belongs(row, keys, commitment_id)]
    return found


def _belongs(row: Mapping[str, Any], keys: set[Any], commitment_id: str) -> bool:
    named = {row.get(name) for name in ("commitment_id", "from_key", "to_key")}
    return row.get("commitment_key") in keys or commitment_id in named


def _shown(found: Mapping[str, Rows]) -> Iterator[str]:
    for name, rows in found.items():
        for row in rows:
            yield f"{name}"
            yield from (f"  {k}: {v}" for k, v in row.items() if v not in (None, []) and not k.endswith("_key"))


@click.command(epilog="Example:  ogp dictionary --out docs/data-dictionary.md")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write to a file instead.")
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
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def validate(folder: Path, as_json: bool) -> None:
    """Check FOLDER against the schemas: columns, keys, references, code lists, provenance.

    The exit code is 1 when an error is found.
    """
    from dataclasses import asdict

    from pipeline.quality import validate_folder as check

    found = check(folder)
    _print([asdict(i) for i in found], (f"{i.severity}: {i.code}: {i.message}" for i in found), as_json)
    if not found and not as_json:
        click.echo("Valid: columns, keys, references, codes and provenance agree with the schemas.")
    sys.exit(1 if any(i.severity == "error" for i in found) else 0)
