"""`ogp review build`: build the review site."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.options import CommandError, LocationType, fetch_folder
from pipeline.cli.progress import show_progress, verbose_option


@click.command(
    epilog="""\b
Examples:
  ogp review build
  ogp review build extracted --raw raw --out site
  ogp review build extracted --no-raw      (without pictures of pages)

Open index.html in a browser: no server and no network is needed. Existing pictures are
kept, so that a second build is quick."""
)
@click.argument("extracted", type=LocationType(), required=False)
@click.option("--from", "named_folder", type=LocationType(), default=None, help="The same as EXTRACTED.")
@click.option(
    "--raw",
    type=click.Path(path_type=Path),
    default=None,
    help="Raw folder, for page pictures and full texts.  [default: raw, if it exists]",
)
@click.option("--no-raw", is_flag=True, help="Show only the tables, no sources.")
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder for the site.  [default: EXTRACTED/review]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@verbose_option
def build(
    extracted: Path | str | None,
    named_folder: Path | str | None,
    raw: Path | None,
    no_raw: bool,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write a site that answers questions on EXTRACTED and shows every value next to its position in the source.

    It has pages for countries, plans, commitments and reforms, a search, charts and tables to download, and records
    corrections for the next run.
    """
    from pipeline import review

    extracted = extracted or named_folder or Path("extracted")
    if not isinstance(extracted, Path):
        if out is None:
            raise click.UsageError(f"The site of {extracted} is built on disk: give its folder with --out.")
        extracted = fetch_folder(extracted)
    if raw is not None and not raw.is_dir():
        raise CommandError(f"There is no raw folder {raw}: give another one with --raw, or use --no-raw.")
    sources = None if no_raw else raw or next((path for path in (Path("raw"),) if path.is_dir()), None)
    try:
        with show_progress(hidden=quiet or as_json, verbose=verbose, unit="sources") as step:
            site = review.build_site(
                extracted, out or extracted / "review", sources, lambda done, total: step(done, total, "")
            )
    except review.ReviewError as error:
        raise CommandError(str(error)) from error
    if as_json:
        click.echo(json.dumps({"index": str(site.index), "documents": site.documents, "pictures": site.pictures}))
    elif not quiet:
        click.echo(f"{site.documents} documents, {site.pictures} pages pictured. Open {site.index} in a browser.")
