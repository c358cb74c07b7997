"""`ogp parse` and `ogp parsers`: one document, and the formats that can be read.

Read one file from the command line as a run would read it: in a sandboxed process, within limits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.cli.answering import abbreviate, echo_json, json_option, strip_control_characters
from pipeline.cli.options import CommandError, with_limits
from pipeline.model import Extraction, Row, SourceDocument
from pipeline.model.issues import ReadError
from pipeline.runtime.limits import Limits

R = TypeVar("R")


def describe_document(path: Path) -> SourceDocument:
    """Return a file's catalog entry; a usage error if the file does not exist or can't be opened."""
    from pipeline.catalog import CatalogError, describe_file

    if not path.is_file():
        raise CommandError(f"There is no file {path}. Name one document; for a folder use `ogp extract`.")
    try:
        return describe_file(path)
    except CatalogError as error:
        raise CommandError(str(error)) from error


def extract_one(path: Path, limits: Limits) -> tuple[SourceDocument, Extraction]:
    """Return a file's catalog entry and its extraction; a usage error if the file does not exist."""
    from pipeline.execution.dispatch import extract_alone

    source = describe_document(path)
    return source, extract_alone(path.parent, source, limits)


def run_in_sandbox(work: Callable[..., R], arguments: tuple[Any, ...], limits: Limits) -> R:
    """Call a function in a sandboxed process; an error message if that process is lost.

    Raises `ReadError` as the function does.
    """
    from pipeline.execution import worker_pool

    ((_, outcome),) = worker_pool.run_tasks(partial(_call_function, work), [arguments], 1, limits)
    if isinstance(outcome, worker_pool.LostTask):
        raise click.ClickException(f"{outcome.cause}, twice.")
    if isinstance(outcome, _PickledReadError):
        raise ReadError(outcome.code, outcome.message)
    return outcome


@dataclass(frozen=True, slots=True)
class _PickledReadError:
    """A `ReadError` in a form that can be sent between processes."""

    code: str
    message: str


def _call_function(work: Callable[..., R], arguments: tuple[Any, ...]) -> R | _PickledReadError:
    try:
        return work(*arguments)
    except ReadError as error:
        return _PickledReadError(error.code, error.message)


MAX_VALUE_LENGTH = 100
"""Characters of a value that are printed without --full, so that a record fits on one screen."""


@click.command(
    epilog="""\b
Examples:
  ogp parse report.pdf
  ogp parse report.docx --json | jq '.commitments[0].title'"""
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print rows, provenance and issues as JSON.")
@click.option("--full", is_flag=True, help="Print long values in full.")
@with_limits
def parse(file: Path, as_json: bool, full: bool, limits: Limits) -> None:
    """Parse FILE and print the result, without writing anything.

    The exit code is 1 when the document failed, 0 otherwise.
    """

    from pipeline.quality.summary import name_command

    source, extraction = extract_one(file, limits)
    if as_json:
        echo_json(extraction_data(extraction))
    else:
        for line in format_extraction(extraction, full=full):
            click.echo(strip_control_characters(name_command(line, source.path, str(file))))
    sys.exit(1 if extraction.document["status"] == "failed" else 0)


def extraction_data(extraction: Extraction) -> dict[str, object]:
    """Return an extraction as plain data: the document, the rows of each table with provenance, the issues."""
    data: dict[str, object] = {"document": dict(extraction.document)}
    tables: dict[str, list[object]] = {}
    for row in extraction.rows:
        tables.setdefault(row.table, []).append({"key": row.key, **row.values, "provenance": row.provenance})
    return data | dict(sorted(tables.items())) | {"issues": extraction.issues}


def format_extraction(extraction: Extraction, *, full: bool = False) -> Iterator[str]:
    """Yield readable lines: document, commitments with their records, other records, issues."""
    from pipeline.quality.summary import describe_document

    counts = [sum(row.table == name for row in extraction.rows) for name in ("commitments", "milestones")]
    yield describe_document(extraction.document, *counts)
    yield from _format_values("document", extraction.document, full)
    commitments = [row for row in extraction.rows if row.table == "commitments"]
    for commitment in commitments:
        yield ""
        yield from _format_values(_commitment_heading(commitment), commitment.values, full)
        for row in extraction.rows:
            if row is not commitment and row.values.get("commitment_key") == commitment.key:
                yield f"    {row.table}: {_format_row(row.values, full)}"
    keys = {row.key for row in commitments}
    rest = [
        row
        for row in extraction.rows
        if row.table not in ("commitments", "documents") and row.values.get("commitment_key") not in keys
    ]
    if rest:
        yield ""
        yield from (f"{row.table}: {_format_row(row.values, full)}" for row in rest)
    for issue in extraction.issues:
        page = f" (page {issue.page})" if issue.page else ""
        yield f"{issue.severity}: {issue.code}{page}: {issue.message}"


def _commitment_heading(row: Row) -> str:
    return f"commitment {row.values.get('number') or '(no number)'}: {row.values.get('title') or '(no title)'}"


def _format_values(heading: str, values: Mapping[str, object], full: bool) -> Iterator[str]:
    yield heading
    for name, value in values.items():
        if value not in (None, "", [], ()):
            yield f"  {name}: {_format_value(value, full)}"


def _format_row(values: Mapping[str, object], full: bool) -> str:
    skipped = {"commitment_key", "milestone_key", "document_id"}
    pairs = ((k, v) for k, v in values.items() if k not in skipped and v not in (None, "", [], ()))
    return ", ".join(f"{name}={_format_value(value, full)}" for name, value in pairs)


def _format_value(value: object, full: bool) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return abbreviate(text, None if full else MAX_VALUE_LENGTH)


@click.command(epilog="Example:  ogp parsers --json")
@json_option
def parsers(as_json: bool) -> None:
    """List the report formats that can be read, one parser each."""
    from pipeline.parsers.registry import discover_parsers

    available, issues = discover_parsers()
    if as_json:
        rows = [{"name": p.NAME, "version": p.VERSION, "title": p.TITLE} for p in available]
        echo_json(rows)
    else:
        for parser in available:
            click.echo(f"{parser.NAME:28} {parser.VERSION:>4}  {parser.TITLE}")
    for issue in issues:
        click.echo(f"{issue.severity}: {issue.message}", err=True)
