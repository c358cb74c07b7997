"""The summary that a run prints at its end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.cli.answering import strip_control_characters
from pipeline.run.manifest import Summary


def print_summary(summary: Summary) -> None:
    """Print a row per parser, what failed, and where to look."""
    console = Console()
    console.print(_build_table(summary))
    _print_lines(console, "", summary.documents)
    _print_lines(console, "Not read:", summary.unread)
    total = sum(summary.rows.values())
    memory = f", {summary.memory:,} MB peak memory per process" if summary.memory else ""
    place = escape(str(summary.out))
    console.print(f"{total} rows in {len(summary.rows)} tables in {place}, {summary.seconds:.1f} s{memory}.")
    if summary.is_unchanged:
        console.print("Nothing changed since the last run, so its tables were left in place.")
    if summary.links.get("review"):
        where = summary.out / "links_review.csv" if isinstance(summary.out, Path) else "links_review.csv"
        console.print(f"{summary.links['review']} links are in doubt: {escape(str(where))}")
    if summary.links.get("decided"):
        console.print(f"{summary.links['decided']} links follow decisions in overrides.csv.")
    if summary.failed:
        console.print(f"[red]{len(summary.failed)} failed:[/red]")
        for path in summary.failed[:10]:
            console.print(f"  {escape(strip_control_characters(path))}", highlight=False)
        if len(summary.failed) > 10:
            console.print(f"  … and {len(summary.failed) - 10} more")
        console.print(f"The reasons are in the table issues: ogp tables {escape(str(summary.out))} --issues")


def _print_lines(console: Console, heading: str, lines: Sequence[str]) -> None:
    if lines and heading:
        console.print(heading)
    for line in lines:
        console.print(f"  {escape(strip_control_characters(line))}", highlight=False, soft_wrap=True)


def _build_table(summary: Summary) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("parser", no_wrap=True)
    for heading in (
        "docu-\nments",
        "commit-\nments",
        "mile-\nstones",
        "fields\nfilled",
        "errors",
        "warn-\nings",
        "infos",
    ):
        table.add_column(heading, justify="right", vertical="bottom")
    for row in summary.parsers:
        share = "" if row.fields_filled is None else f"{row.fields_filled:.0%}"
        counts = (row.documents, row.commitments, row.milestones, share, row.errors, row.warnings, row.infos)
        table.add_row(row.parser, *map(str, counts))
    return table
