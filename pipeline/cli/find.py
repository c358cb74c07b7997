"""`ogp find`: commitments by words in their titles, problems, results and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.answering import (
    abbreviate,
    check_tables,
    echo_json,
    exit_with_error,
    from_option,
    json_option,
    print_lines,
)
from pipeline.schema.codes import format_code

if TYPE_CHECKING:
    from pipeline.analysis.find import FoundCommitment

MAX_TEXT_LENGTH = 140
"""Characters of a text around the word that was found: one or two lines of a terminal."""


@click.command(
    epilog="""\b
Examples:
  ogp find water
  ogp find beneficial owners --country QN
  ogp find "access to information" --json | jq '.[].name'

The exit code is 0 when something is found, 1 when not, 2 when the folder can't be read."""
)
@click.argument("words", nargs=-1, required=True)
@click.option("--country", default=None, help="Only this country code.")
@click.option("--limit", type=click.IntRange(min=1), default=30, show_default=True, help="Commitments to print.")
@from_option
@json_option
def find(words: tuple[str, ...], country: str | None, limit: int, folder: Path, as_json: bool) -> None:
    """Find the commitments in which all WORDS occur, in titles, problems, results, milestones or evidence."""
    from pipeline.analysis.find import find_commitments, suggest_words

    tables = _read_searched_tables(folder)
    matches = find_commitments(words, tables, country.strip().upper() if country else None)
    if as_json:
        echo_json(matches)
    if not matches:
        close = suggest_words(words, tables)
        hint = f" Did you mean {' or '.join(close[:3])}?" if close else " Try fewer words, or a part of one."
        exit_with_error(f"no commitment has {' '.join(words)!r}.{hint}")
    if as_json:
        return
    print_lines(_format_matches(matches[:limit], words))
    if len(matches) > limit:
        click.echo(f"… and {len(matches) - limit} more: --limit {len(matches)}", err=True)
    else:
        first = next((match.name for match in matches if ":" not in match.name), None)
        more = f" Everything about one: ogp timeline {first}" if first else ""
        click.echo(f"{len(matches)} found.{more}", err=True)


def _read_searched_tables(folder: Path) -> dict[str, Any]:
    from pipeline import schema
    from pipeline.analysis.find import SEARCHED_COLUMNS

    check_tables(folder)
    names = ("documents", "plan_commitments", *SEARCHED_COLUMNS)
    return {
        name: schema.read_rows(name, files) if (files := schema.table_files(folder, name)) else () for name in names
    }


def _format_matches(matches: list[FoundCommitment], words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for match in matches:
        plan = f" ({match.plan_id})" if match.plan_id else ""
        yield 0, f"{match.name}{plan}  {abbreviate(match.title or 'no title', MAX_TEXT_LENGTH)}"
        levels = (("government", match.completion_government), ("IRM", match.completion_irm))
        if ratings := ", ".join(f"{who}: {format_code(level)}" for who, level in levels if level):
            yield 1, ratings
        if match.text:
            yield 1, f"{format_code(match.field)}: {_excerpt(match.text, words)}  [{match.source_path}]"


def _excerpt(text: str, words: tuple[str, ...]) -> str:
    """Return the part of a text around the first word.

    >>> len(_excerpt("x " * 200 + "water" + " y" * 200, ("water",))) < 160
    True
    """
    found = [at for word in words if (at := text.lower().find(word.lower())) >= 0]
    start = max(0, min(found, default=0) - MAX_TEXT_LENGTH // 3)
    return ("…" if start else "") + abbreviate(text[start:], MAX_TEXT_LENGTH)
