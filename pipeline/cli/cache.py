"""`ogp cache`: show and clear the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import echo_json, json_option

if TYPE_CHECKING:
    from pipeline.cache import Usage

_DAY = 86_400.0
"""Seconds in a day, the unit of `--older-than`."""
_LAYER_CONTENTS = {
    "catalogue": "hashes of files",
    "read": "documents as read",
    "failures": "why others can't be read",
    "results": "what documents gave",
    "outlines": "what runs compare of the documents of a folder",
    "groups": "tables of documents that are linked together",
}


@click.command(
    epilog="""\b
Examples:
  ogp cache
  ogp cache --clear
  ogp cache --older-than 30      (entries that no run used for thirty days)

The folder is $OGP_CACHE, else ogp-pipeline in your cache folder. It may be removed at any time:
the next run then takes longer, and gives the same."""
)
@click.option("--clear", is_flag=True, help="Remove all entries.")
@click.option("--older-than", type=click.FloatRange(min=0), metavar="DAYS", help="Remove entries not used for DAYS.")
@json_option
def cache(clear: bool, older_than: float | None, as_json: bool) -> None:
    """Show the layers of the cache: entries, size, and hit rates."""
    from pipeline.cache import cache_folder, measure_usage
    from pipeline.cache import clear_cache as remove

    removed_counts = None
    if clear or older_than is not None:
        removed_counts = remove(None if clear else (older_than or 0.0) * _DAY)
    if as_json:
        removed = None if removed_counts is None else {"entries": removed_counts[0], "bytes": removed_counts[1]}
        layers = [_usage_data(usage) for usage in measure_usage()]
        echo_json({"folder": str(cache_folder()), "removed": removed, "layers": layers})
        return
    if removed_counts is not None:
        click.echo(f"{removed_counts[0]:,} entries removed, {removed_counts[1] / 1e6:,.1f} MB.")
    click.echo(f"{cache_folder()}\n")
    click.echo(f"{'layer':<10} {'entries':>8} {'MB':>9}   last run    all runs      contents")
    for layer in measure_usage():
        last, total = _format_hit_rate(layer.last_run), _format_hit_rate(layer.all_runs)
        size = f"{layer.entries:>8,} {layer.size_bytes / 1e6:>9,.1f}"
        click.echo(f"{layer.layer:<10} {size} {last:>10}  {total:>10}   {_LAYER_CONTENTS[layer.layer]}")
    click.echo("\nPercentages are hit rates: the share of lookups that found an entry.")


def _usage_data(usage: Usage) -> dict[str, object]:
    return {
        "layer": usage.layer,
        "entries": usage.entries,
        "bytes": usage.size_bytes,
        "last_run": {"hits": usage.last_run[0], "misses": usage.last_run[1]},
        "all_runs": {"hits": usage.all_runs[0], "misses": usage.all_runs[1]},
    }


def _format_hit_rate(pair: tuple[int, int]) -> str:
    """Return the hit rate of a (hits, misses) pair.

    >>> _format_hit_rate((3, 1)), _format_hit_rate((0, 0))
    ('75%', '-')
    """
    return f"{pair[0] / sum(pair):.0%}" if sum(pair) else "-"
