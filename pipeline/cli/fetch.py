"""`ogp fetch`: download the documents that a manifest lists."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import echo_json, exit_with_error, strip_control_characters
from pipeline.cli.options import CommandError
from pipeline.cli.progress import show_progress, verbose_option

if TYPE_CHECKING:
    from pipeline.fetch import FetchItem, FetchResult, Rules


@click.command(
    epilog="""\b
Examples:
  ogp fetch
  ogp fetch my-reports/manifest.csv --rate 5 --max-size 50
  ogp fetch --country norlandia --page member-page.html
  ogp fetch --dry-run --json

The manifest is a CSV file with the column url and optionally path and sha256 (such as raw/manifest.csv). Files are
written next to it. No other hosts than those of its addresses are contacted, even on redirects. What exists
unchanged is not downloaded again; interrupted downloads continue. With --country the manifest is created or extended
from a member's page that you saved; check it, then run ogp fetch. Exit code 1: a file failed."""
)
@click.argument("manifest", type=click.Path(path_type=Path), default=Path("raw/manifest.csv"))
@click.option("--country", default=None, help="Create the manifest for this member from --page.")
@click.option("--page", type=click.Path(path_type=Path), default=None, help="The member's page, saved as HTML.")
@click.option("--url", default=None, help="The address of the page, if the file does not have it.")
@click.option("--host", "hosts", multiple=True, help="Allow only these hosts.  [default: those in the manifest]")
@click.option("--rate", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option("--retries", type=click.IntRange(0, 10), default=4, show_default=True, help="Retries per file.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds of silence.")
@click.option("--time-limit", type=click.FloatRange(min=1), default=600.0, show_default=True, help="Seconds per file.")
@click.option("--max-size", type=click.IntRange(min=1), default=256, show_default=True, help="MB per file.")
@click.option("--allow-private", is_flag=True, help="Allow hosts of the local network.")
@click.option("--dry-run", is_flag=True, help="List what would be downloaded.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for each file as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@verbose_option
def fetch(
    manifest: Path,
    country: str | None,
    page: Path | None,
    url: str | None,
    hosts: tuple[str, ...],
    rate: float,
    retries: int,
    timeout: float,
    time_limit: float,
    max_size: int,
    allow_private: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Download the documents that MANIFEST lists, or create it from a member's page."""
    from pipeline.fetch import FetchError, Rules, read_items
    from pipeline.fetch.client import MEGABYTE, host_of

    try:
        if (country is None) != (page is None):
            raise click.UsageError("--country and --page go together: save the member's page, and name both.")
        if country is not None and page is not None:
            _make_manifest(manifest, country, page, url, quiet)
            return
        files = read_items(manifest)
        allowed = frozenset(host.casefold() for host in hosts) or frozenset(host_of(file.url) for file in files)
    except (FetchError, ValueError) as error:
        raise CommandError(str(error)) from error
    rules = Rules(allowed, allow_private, max_size * MEGABYTE, rate, timeout, time_limit, retries)
    if dry_run:
        _list_files(files, as_json)
    else:
        _download_files(manifest.parent, files, rules, as_json, quiet, verbose)


def _make_manifest(manifest: Path, country: str, page: Path, url: str | None, quiet: bool) -> None:
    from pipeline.fetch import list_member_files, write_manifest

    prefix, files = list_member_files(page, country, url)
    new = write_manifest(manifest, prefix, files)
    if not quiet:
        click.echo(f"{len(files)} addresses on the page, {new} of them new in {manifest}.")
        click.echo(f"Check it, then run: ogp fetch {manifest}")


def _list_files(files: tuple[FetchItem, ...], as_json: bool) -> None:
    if as_json:
        echo_json(files)
    else:
        for file in files:
            click.echo(strip_control_characters(f"{file.path}  <-  {file.url}"))


def _download_files(
    folder: Path, files: tuple[FetchItem, ...], rules: Rules, as_json: bool, quiet: bool, verbose: bool
) -> None:
    from pipeline.fetch import fetch_files as download

    count = 0
    with show_progress(hidden=quiet or as_json, verbose=verbose, unit="files") as step:

        def report(outcome: FetchResult) -> None:
            nonlocal count
            count += 1
            step(count, len(files), f"{outcome.status}: {outcome.path}")

        try:
            outcomes = download(folder, files, rules, report)
        except OSError as error:
            exit_with_error(f"{folder} can't be written: {error.strerror}.")
    if as_json:
        echo_json(outcomes)
    elif not quiet:
        _print_totals(outcomes)
    for outcome in outcomes:
        if outcome.status in {"failed", "kept"} and not as_json:
            click.echo(strip_control_characters(f"{outcome.status}: {outcome.path}: {outcome.reason}"), err=True)
    sys.exit(1 if any(outcome.status == "failed" for outcome in outcomes) else 0)


def _print_totals(outcomes: list[FetchResult]) -> None:
    counts = {name: sum(o.status == name for o in outcomes) for name in ("fetched", "unchanged", "kept", "failed")}
    size = sum(outcome.bytes for outcome in outcomes) / 1e6
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items() if number) + f"; {size:.1f} MB.")
