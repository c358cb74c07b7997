"""`ogp cache`: what is kept between runs, and how to be rid of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.cache import Usage

_DAY = 86_400.0
_MEANING = {
    "catalogue": "hashes of files",
    "read": "documents as read",
    "failures": "why others can't be read",
    "results": "what documents gave",
}


@click.command(
    epilog="""\b
Examples:
  ogp cache
  ogp cache --clear
  ogp cache --older-than 30      (what no run used for thirty days)

The folder is $OGP_CACHE, else ogp-pipeline in your cache folder. It may be removed at any time:
the next run then takes longer, and gives the same."""
)
@click.option("--clear", is_flag=True, help="Remove all that is kept.")
@click.option("--older-than", type=click.FloatRange(min=0), metavar="DAYS", help="Remove what was not used for DAYS.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def cache(clear: bool, older_than: float | None, as_json: bool) -> None:
    """Show what is kept between runs: entries, size, and how often they were of use."""
    from pipeline.cache import cache_folder, measure_usage
    from pipeline.cache import clear_cache as remove

    gone = None
    if clear or older_than is not None:
        gone = remove(None if clear else (older_than or 0.0) * _DAY)
    if as_json:
        removed = None if gone is None else {"entries": gone[0], "bytes": gone[1]}
        click.echo(
            json.dumps(
                {"folder": str(cache_folder()), "removed": removed, "layers": [_data(u) for u in measure_usage()]}
            )
        )
        return
    if gone is not None:
        click.echo(f"{gone[0]:,} entries removed, {gone[1] / 1e6:,.1f} MB.")
    click.echo(f"{cache_folder()}\n")
    click.echo(f"{'layer':<10} {'entries':>8} {'MB':>9}   last run    all runs   what is kept")
    for found in measure_usage():
        click.echo(
            f"{found.layer:<10} {found.entries:>8,} {found.size_bytes / 1e6:>9,.1f} {_rate(found.last_run):>10}  "
            f"{_rate(found.all_runs):>10}   {_MEANING[found.layer]}"
        )
    click.echo("\nThe shares tell how often what was looked for was there.")


def _data(found: Usage) -> dict[str, object]:
    return {
        "layer": found.layer,
        "entries": found.entries,
        "bytes": found.size_bytes,
        "last_run": {"hits": found.last_run[0], "misses": found.last_run[1]},
        "all_runs": {"hits": found.all_runs[0], "misses": found.all_runs[1]},
    }


def _rate(pair: tuple[int, int]) -> str:
    """Return hits of a pair (hits, misses) as a share of both.

    >>> _rate((3, 1)), _rate((0, 0))
    ('75%', '-')
    """
    return f"{pair[0] / sum(pair):.0%}" if sum(pair) else "-"
