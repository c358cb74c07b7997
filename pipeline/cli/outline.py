"""`ogp outline`: the headings of a document as a tree, with the commitments that its structure shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import strip_control_characters
from pipeline.cli.options import with_limits

if TYPE_CHECKING:
    from pipeline.runtime.limits import Limits
    from pipeline.structure.outline import OutlineSection

LONGEST = 100
"""Characters of a heading that are shown."""


@click.command(
    epilog="""\b
Examples:
  ogp outline plan.pdf
  ogp outline plan.docx --json | jq '.sections[].title'"""
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@with_limits
def outline(file: Path, as_json: bool, limits: Limits) -> None:
    """Show the headings of FILE as a tree, and how many commitments its structure shows.

    Nothing is written. Use it where a document gives too many commitments or too few.
    """
    from pipeline.cli.suggest import _read_document
    from pipeline.identify.languages import list_languages
    from pipeline.lexicon.scope import narrow_languages
    from pipeline.model.issues import ReadError
    from pipeline.structure.outline import outline_items, outline_tree
    from pipeline.structure.structure_reading import read_structure

    try:
        document = _read_document(file, limits)
    except ReadError as error:
        raise click.ClickException(error.message) from error
    tree = outline_tree(outline_items(document))
    with narrow_languages(list_languages(document)):
        found = read_structure(document)
    labels = [{"label": label.name, "field": label.field} for label in found.labels]
    if as_json:
        data = {"file": file.name, "commitments": found.count, "labels": labels, "sections": _section_data(tree)}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for line in _outline_lines(tree):
        click.echo(strip_control_characters(line))
    click.echo(f"{found.count} commitments, {len(labels)} labels")


def _section_data(section: OutlineSection) -> list[dict[str, object]]:
    """Return the sections below one as plain data."""
    return [
        {
            "title": below.heading.text if below.heading else "",
            "level": below.heading.rank if below.heading else 0,
            "page": below.heading.page if below.heading else None,
            "blocks": len(below.items),
            "sections": _section_data(below),
        }
        for below in section.sections
    ]


def _outline_lines(section: OutlineSection, depth: int = 0) -> Iterator[str]:
    """Yield a line for each heading below a section, indented by its depth."""
    for below in section.sections:
        if below.heading is not None:
            page = f"  (page {below.heading.page})" if below.heading.page else ""
            title = " ".join(below.heading.text.split())
            yield f"{'  ' * depth}{title[:LONGEST]}{page}"
        yield from _outline_lines(below, depth + 1)
