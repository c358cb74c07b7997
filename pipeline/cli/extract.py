"""`ogp extract`: read a folder of documents into tables, and print a summary of the run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.cli.answering import echo_json, strip_control_characters
from pipeline.cli.options import CommandError, CommandWithOldNames, LocationType, with_limits
from pipeline.cli.progress import show_progress, verbose_option
from pipeline.model.issues import SIGNS
from pipeline.run.manifest import Summary

if TYPE_CHECKING:
    from pipeline.quality.summary import UnreadDocument
    from pipeline.runtime.limits import Limits


def print_summary(summary: Summary, raw: Path | str) -> None:
    """Print a row per parser, what failed, and where to look."""
    console = Console()
    console.print(_build_table(summary))
    _print_lines(console, summary.documents)
    _print_lines(console, list(describe_unread(summary.unread, raw)), indent="")
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
    if summary.unread:
        console.print(f"All issues, by kind: ogp tables {place} --issues")


UNREAD_HEADINGS = {"failed": "Failed", "partial": "Read in part", "unidentified": "Not read"}
MOST_NAMED = 40
"""Documents that are named under one reason; a folder of other papers would hide the rest."""


def describe_unread(unread: Sequence[UnreadDocument], raw: Path | str = "") -> Iterator[str]:
    """Yield lines on documents of which something is missing: failures first, each reason once over its documents.

    The commands in them are for files of the folder `raw`, or for that one file.
    """
    from pipeline.quality.summary import name_command

    folder = raw.parent if isinstance(raw, Path) and raw.is_file() else raw
    for status, heading in UNREAD_HEADINGS.items():
        found = [one for one in unread if one.status == status]
        if found:
            yield f"{heading}: {len(found)} document{'' if len(found) == 1 else 's'}"
        reasons: dict[str, list[UnreadDocument]] = {}
        for one in found:
            reason = one.reason.partition(SIGNS)[0].replace(one.path, "FILE")
            reasons.setdefault(reason, []).append(one)
        for reason, alike in sorted(reasons.items(), key=lambda item: -len(item[1])):
            if len(alike) == 1:
                (one,) = alike
                said = name_command(one.reason, one.path, _join_path(folder, one.path)).partition(SIGNS)[0]
                yield f"  {_name_unread(one)}: {said}"
                continue
            yield f"  {name_command(reason, 'FILE', _join_path(folder, 'FILE'))}"
            yield from (f"    {_name_unread(one)}" for one in alike[:MOST_NAMED])
            if len(alike) > MOST_NAMED:
                yield f"    … and {len(alike) - MOST_NAMED} more"


def _join_path(folder: Path | str, path: str) -> str:
    return str(folder / path) if isinstance(folder, Path) else f"{folder.rstrip('/')}/{path}" if folder else path


def _name_unread(one: UnreadDocument) -> str:
    detail = one.kind if one.status == "partial" else one.reason.partition(SIGNS)[2].rstrip(".")
    return f"{one.path} ({detail})" if detail else one.path


def _print_lines(console: Console, lines: Sequence[str], indent: str = "  ") -> None:
    for line in lines:
        console.print(f"{indent}{escape(strip_control_characters(line))}", highlight=False, soft_wrap=True)


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


EPILOG = """\b
Examples:
  ogp extract                                     (reads raw, writes extracted)
  ogp extract plan.pdf -o one-plan                (one document)
  ogp extract raw --out extracted --workers 1 --no-cache
  ogp extract raw --out extracted --json > summary.json
  ogp extract raw --out extracted --verbose      (a line for each document)
  ogp extract raw --out extracted --partition-by country_code --partition-by record_table
  ogp extract raw --out extracted --engine dask --scheduler tcp://cluster:8786
  ogp extract s3://reports/raw --out s3://reports/extracted --endpoint http://127.0.0.1:9000

With --partition-by country_code the table commitments is written as commitments/country_code-QN/part-0.parquet
and so on; tables without the column remain one file. Columns: country_code, plan_id, language, publisher,
report_type, report_format (of documents), record_table (of provenance), indicator, severity.

Limits of one document are settings in ogp.toml, table [ogp]: memory-limit and max-size in MB, max-pages, max-cells.

The exit code is 0 when every document was read (documents of no known format are listed and do not
count as failures), 1 when at least one failed, 2 when the command could not run."""


OLD_NAMES = {"--part-pages": "--pages-per-task", "--partition": "--partition-by", "--verify": "--rehash"}


@click.command(cls=CommandWithOldNames, old_names=OLD_NAMES, epilog=EPILOG)
@click.argument("raw", type=LocationType(), default=Path("raw"))
@click.option(
    "--out",
    "-o",
    type=LocationType(),
    default=Path("extracted"),
    show_default=True,
    help="Folder for the tables, or s3://bucket/prefix.",
)
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Processes to use.  [default: one per core]")
@click.option(
    "--pages-per-task",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    help="Most pages per task when a long PDF is split over workers; 0: never split.",
)
@with_limits
@click.option("--no-contacts", is_flag=True, help="Leave officials named as contacts out of every table.")
@click.option("--no-cache", is_flag=True, help="Read every document again.")
@click.option("--rehash", is_flag=True, help="Hash every file again, even if its size and times are unchanged.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@click.option(
    "--partition-by",
    multiple=True,
    metavar="COLUMN",
    help="Divide tables with this column into a file per value; repeatable.",
)
@click.option("--engine", default="processes", show_default=True, help="Where to read: processes, or dask (a cluster).")
@click.option("--scheduler", default="", metavar="URL", help="The Dask scheduler, such as tcp://host:8786.")
@click.option(
    "--scheduler-wait",
    type=click.FloatRange(min=0.1),
    default=30,
    show_default=True,
    help="Seconds that the cluster may take to answer.",
)
@click.option("--endpoint", default="", metavar="URL", help="Where object stores answer.  [default: AWS_ENDPOINT_URL]")
@verbose_option
def extract(
    raw: Path | str,
    out: Path | str,
    workers: int | None,
    pages_per_task: int,
    limits: Limits,
    no_contacts: bool,
    no_cache: bool,
    rehash: bool,
    as_json: bool,
    quiet: bool,
    partition_by: tuple[str, ...],
    engine: str,
    scheduler: str,
    scheduler_wait: float,
    endpoint: str,
    verbose: bool,
) -> None:
    """Extract every document below RAW, a folder or one file (default: raw), into Parquet tables.

    Folders are searched recursively. A document that can't be read or exceeds a limit does not stop the others: it is
    listed with the reason.
    """
    summary = _run_extraction(
        raw,
        out,
        (quiet or as_json, verbose),
        (engine, scheduler, scheduler_wait),
        endpoint,
        workers=workers,
        use_cache=not no_cache,
        rehash=rehash,
        limits=limits,
        include_contacts=not no_contacts,
        pages_per_task=pages_per_task,
        partition_by=[name for text in partition_by for name in text.replace(",", " ").split()],
    )
    if as_json:
        echo_json(summary_data(summary))
    elif not quiet:
        print_summary(summary, raw)
    sys.exit(1 if summary.failed else 0)


def _run_extraction(
    raw: Path | str,
    out: Path | str,
    display: tuple[bool, bool],
    engine: tuple[str, str, float],
    endpoint: str,
    **options: Any,
) -> Summary:
    """Run the extraction; expected failures become usage errors. `display` is (hide progress, verbose)."""
    from pipeline.catalog import CatalogError
    from pipeline.run.extract_folder import extract_folder
    from pipeline.runtime.limits import EngineError, ExecutionEngine, OptionError
    from pipeline.runtime.signals import Stopped, stop_on_signals
    from pipeline.storage import Endpoint, StorageError
    from pipeline.tables import PublishError

    hidden, verbose = display
    try:
        with stop_on_signals(), show_progress(hidden=hidden, verbose=verbose, unit="documents") as progress:
            return extract_folder(
                raw, out, engine=ExecutionEngine(*engine), endpoint=Endpoint(endpoint), progress=progress, **options
            )
    except Stopped as stopped:
        click.echo(stopped.message, err=True)
        sys.exit(stopped.exit_code)
    except (CatalogError, EngineError, OptionError, PublishError, StorageError) as error:
        raise CommandError(str(error)) from error


def summary_data(summary: Summary) -> dict[str, object]:
    """Return the summary as plain data for `--json`."""
    return {
        "out": str(summary.out),
        "tables": summary.rows,
        "parsers": summary.parsers,
        "links": dict(summary.links),
        "failed": list(summary.failed),
        "unread": summary.unread,
        "seconds": round(summary.seconds, 3),
        "memory_mb": summary.memory,
        "unchanged": summary.is_unchanged,
    }
