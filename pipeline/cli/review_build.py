"""`ogp review build`: the review site, for people who look at what was read."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.places import Place, on_disk
from pipeline.cli.progress import shown, verbose_option


@click.command(
    epilog="""\b
Examples:
  ogp review build
  ogp review build extracted --raw raw --out site
  ogp review build extracted --no-raw      (without pictures of pages)

Open the index.html in a browser: no server and no network is needed. Pictures that are there already
are kept, so that a second build is quick."""
)
@click.argument("extracted", type=Place(), default=Path("extracted"))
@click.option(
    "--raw",
    type=click.Path(path_type=Path),
    default=None,
    help="Raw folder, for pictures of pages and whole texts.  [default: raw, where there is one]",
)
@click.option("--no-raw", is_flag=True, help="Show no sources: the tables alone.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder for the site.  [default: EXTRACTED/review]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@verbose_option
def build(
    extracted: Path | str, raw: Path | None, no_raw: bool, out: Path | None, as_json: bool, quiet: bool, verbose: bool
) -> None:
    """Write a site that shows every value of EXTRACTED beside its place in the source.

    It also shows commitments through documents and plans, and takes corrections, which the next run applies.
    """
    from pipeline import review

    if not isinstance(extracted, Path):
        if out is None:
            raise click.UsageError(f"The site of {extracted} is built on disk: name its folder with --out.")
        extracted = on_disk(extracted)
    if raw is not None and not raw.is_dir():
        raise click.UsageError(f"There is no raw folder {raw}: name it with --raw, or give --no-raw.")
    sources = None if no_raw else raw or next((path for path in (Path("raw"),) if path.is_dir()), None)
    try:
        with shown(hidden=quiet or as_json, verbose=verbose, unit="sources") as step:
            site = review.build(
                extracted, out or extracted / "review", sources, lambda done, total: step(done, total, "")
            )
    except review.ReviewError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps({"index": str(site.index), "documents": site.documents, "pictures": site.pictures}))
    elif not quiet:
        click.echo(f"{site.documents} documents, {site.pictures} pages pictured. Open {site.index} in a browser.")
