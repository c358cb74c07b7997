"""`ogp suggest` and `ogp outline`: show the labels and headings of a document of unknown format."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import abbreviate, echo_json, json_option, strip_control_characters
from pipeline.cli.options import CommandError, with_limits

if TYPE_CHECKING:
    from pipeline.model import Document
    from pipeline.parsers.suggest import Suggestion
    from pipeline.runtime.limits import Limits
    from pipeline.structure.outline.tree import OutlineSection

LABEL_WIDTH = 44
"""Width of the label column: most labels fit, and the candidates still fit into 120 characters."""

ROOT = Path(__file__).parents[2]
"""The checkout that --write writes into."""


@click.command(
    epilog="""\b
Examples:
  ogp suggest report.pdf
  ogp suggest report.docx --json | jq '.labels[] | select(.field == null)'
  ogp suggest report.pdf --write quarterly_report

The last one, in a checkout of the project, writes schemas/templates/quarterly_report.json
and tests/fixtures/quarterly_report/. Continue with docs/add-a-parser.md."""
)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.option("--write", "name", metavar="NAME", help="Write a draft template NAME and a fixture with FILE.")
@click.option("--title", help="Title of the format in lists of parsers, with --write.")
@with_limits
def suggest(file: Path, as_json: bool, name: str | None, title: str | None, limits: Limits) -> None:
    """Show the labels that repeat in FILE, the best matching field for each, and the runner-up.

    Use it for a report whose format no parser knows. Nothing is written without --write.
    """
    from pipeline.identify.languages import list_languages
    from pipeline.lexicon.scope import narrow_languages
    from pipeline.parsers.suggest import suggest_labels as look

    document = _read_document(file, limits)
    with narrow_languages(list_languages(document)):
        suggestion = look(document)
    if as_json:
        data = {"file": file.name, "forms": suggestion.forms, "labels": [label.data() for label in suggestion.labels]}
        echo_json(data)
    else:
        click.echo("\n".join(format_suggestion(file.name, suggestion)))
    if name:
        for path in write_draft(file, name, title or name.replace("_", " ").capitalize(), suggestion):
            click.echo(f"written: {path}", err=as_json)


def _read_document(file: Path, limits: Limits) -> Document:
    """Read a document in a sandboxed process; an error message where it can't be read."""
    from pipeline.cli.parse import describe_document, run_in_sandbox
    from pipeline.model.issues import ReadError
    from pipeline.readers.reading import read_document

    try:
        return run_in_sandbox(read_document, (file.parent, describe_document(file), limits), limits)
    except ReadError as error:
        raise click.ClickException(error.message) from error


def format_suggestion(name: str, suggestion: Suggestion) -> Iterator[str]:
    """Yield the lines of the readable form."""
    if suggestion.forms:
        yield f"{name}: {suggestion.forms} forms, each opened by '{suggestion.labels[0].label}'"
    else:
        yield f"{name}: no repeating form was found"
    if not suggestion.labels:
        return
    yield f"{'label':{LABEL_WIDTH}} {'times':>5}  {'field':24} {'how':8} candidates"
    for label in suggestion.labels:
        ranked = ", ".join(f"{c.field} {c.score:.2f}" for c in label.candidates[:2])
        how = label.how if label.field else "-"
        printed = abbreviate(label.label, LABEL_WIDTH)
        yield f"{printed:{LABEL_WIDTH}} {label.count:5}  {label.field or '?':24} {how:8} {ranked}"
        yield from (f"    e.g. {sample}" for sample in label.samples)


def write_draft(file: Path, name: str, title: str, suggestion: Suggestion) -> Iterator[Path]:
    """Write the draft template and the fixture; a usage error if the name is invalid or taken."""
    from pipeline.parsers.suggest import draft_template

    module, case = ROOT / "schemas" / "templates" / f"{name}.json", ROOT / "tests" / "fixtures" / name / case_name(file)
    if not (ROOT / "tests" / "fixtures").is_dir():
        raise click.UsageError("--write works in a checkout of the project, which has the tests.")
    if not name.isidentifier() or name.startswith("_") or name != name.lower():
        raise CommandError(f"'{name}' can't be a parser's name: small letters, digits and _ only, a letter first.")
    if module.exists() or case.exists():
        raise CommandError(f"There is already {module if module.exists() else case}. Choose another name.")
    if not suggestion.forms:
        raise CommandError("No repeating form was found, so there is nothing to draft: `make new-parser NAME=...`.")
    module.write_text(draft_template(name, title.replace('"', "'"), suggestion), encoding="utf-8")
    yield module.relative_to(ROOT)
    case.mkdir(parents=True)
    shutil.copyfile(file, case / file.name)
    yield (case / file.name).relative_to(ROOT)


def case_name(file: Path) -> str:
    """Return a file name as a folder name: letters, digits and hyphens."""
    letters = "".join(char if char.isalnum() else "-" for char in file.stem.lower())
    return "-".join(filter(None, letters.split("-"))) + f"-{file.suffix.lower().removeprefix('.')}"


LONGEST = 100
"""Characters of a heading that are shown."""


@click.command(
    epilog="""\b
Examples:
  ogp outline plan.pdf
  ogp outline plan.docx --json | jq '.sections[].title'"""
)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@with_limits
def outline(file: Path, as_json: bool, limits: Limits) -> None:
    """Show the headings of FILE as a tree, and how many commitments its structure shows.

    Nothing is written. Use it where a document gives too many commitments or too few.
    """
    from pipeline.identify.languages import list_languages
    from pipeline.lexicon.scope import narrow_languages
    from pipeline.structure.outline.tree import outline_items, outline_tree
    from pipeline.structure.structure_reading import read_structure

    document = _read_document(file, limits)
    tree = outline_tree(outline_items(document))
    with narrow_languages(list_languages(document)):
        found = read_structure(document)
    labels = [{"label": label.name, "field": label.field} for label in found.labels]
    if as_json:
        data = {"file": file.name, "commitments": found.count, "labels": labels, "sections": _section_data(tree)}
        echo_json(data)
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
