"""`ogp fetch`: download the documents that a manifest lists."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import fail, printable
from pipeline.cli.progress import shown, verbose_option

if TYPE_CHECKING:
    from pipeline.fetch import Outcome, Rules, Wanted


@click.command(
    epilog="""\b
Examples:
  ogp fetch
  ogp fetch my-reports/manifest.csv --rate 5 --max-size 50
  ogp fetch --country norlandia --page member-page.html
  ogp fetch --dry-run --json

The manifest is a CSV file with the column url, and path and sha256 if you like (raw/manifest.csv is one). Files come to
lie beside it. Hosts other than those of its addresses are never asked, also not by redirect. What is there and
unchanged is not fetched again, what broke off is continued. With --country the manifest is made, or added to,
from a member's page that you saved; then look at it, and run ogp fetch. Exit code 1: a file failed."""
)
@click.argument("manifest", type=click.Path(path_type=Path), default=Path("raw/manifest.csv"))
@click.option("--country", default=None, help="Make the manifest for this member, from --page.")
@click.option("--page", type=click.Path(path_type=Path), default=None, help="The member's page, saved as HTML.")
@click.option("--url", default=None, help="The page's own address, where the file does not say it.")
@click.option(
    "--host", "hosts", multiple=True, help="Allow only these hosts.  [default: those that the manifest names]"
)
@click.option("--rate", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option("--retries", type=click.IntRange(0, 10), default=4, show_default=True, help="Times to ask again.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds of silence.")
@click.option("--time-limit", type=click.FloatRange(min=1), default=600.0, show_default=True, help="Seconds per file.")
@click.option("--max-size", type=click.IntRange(min=1), default=256, show_default=True, help="MB per file.")
@click.option("--allow-private", is_flag=True, help="Allow hosts of the local network.")
@click.option("--dry-run", is_flag=True, help="List what would be asked for.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each file as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
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
    """Download what MANIFEST lists, politely, or make it from a member's page."""
    from pipeline.fetch import FetchError, Rules, wanted
    from pipeline.fetch.rules import MEGABYTE, host_of

    try:
        if (country is None) != (page is None):
            raise click.UsageError("--country and --page go together: save the member's page, and name both.")
        if country is not None and page is not None:
            _make(manifest, country, page, url, quiet)
            return
        files = wanted(manifest)
        allowed = frozenset(host.casefold() for host in hosts) or frozenset(host_of(one.url) for one in files)
    except (FetchError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    rules = Rules(allowed, allow_private, max_size * MEGABYTE, rate, timeout, time_limit, retries)
    if dry_run:
        _list(files, as_json)
    else:
        _run(manifest.parent, files, rules, as_json, quiet, verbose)


def _make(manifest: Path, country: str, page: Path, url: str | None, quiet: bool) -> None:
    from pipeline.fetch import listed, write_manifest

    prefix, files = listed(page, country, url)
    new = write_manifest(manifest, prefix, files)
    if not quiet:
        click.echo(f"{len(files)} addresses on the page, {new} of them new in {manifest}.")
        click.echo(f"Look at it, then run: ogp fetch {manifest}")


def _list(files: tuple[Wanted, ...], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([asdict(one) for one in files], ensure_ascii=False, indent=1))
    else:
        for one in files:
            click.echo(printable(f"{one.path}  <-  {one.url}"))


def _run(folder: Path, files: tuple[Wanted, ...], rules: Rules, as_json: bool, quiet: bool, verbose: bool) -> None:
    from pipeline.fetch import fetch as download

    count = 0
    with shown(hidden=quiet or as_json, verbose=verbose, unit="files") as step:

        def told(outcome: Outcome) -> None:
            nonlocal count
            count += 1
            step(count, len(files), f"{outcome.status}: {outcome.path}")

        try:
            found = download(folder, files, rules, told)
        except OSError as error:
            fail(f"{folder} can't be written: {error.strerror}.")
    if as_json:
        click.echo(json.dumps([asdict(outcome) for outcome in found], ensure_ascii=False, indent=1))
    elif not quiet:
        _closing(found)
    for outcome in found:
        if outcome.status in {"failed", "kept"} and not as_json:
            click.echo(printable(f"{outcome.status}: {outcome.path}: {outcome.reason}"), err=True)
    sys.exit(1 if any(outcome.status == "failed" for outcome in found) else 0)


def _closing(found: list[Outcome]) -> None:
    counts = {name: sum(o.status == name for o in found) for name in ("fetched", "unchanged", "kept", "failed")}
    size = sum(outcome.bytes for outcome in found) / 1e6
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items() if number) + f"; {size:.1f} MB.")
