"""One file from the command line, read as a run would read it."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.model import Extraction, SourceDocument


def extract_one(path: Path) -> tuple[SourceDocument, Extraction]:
    """Return a file's catalogue entry and what it gives; a usage error where there is no such file."""
    from pipeline.catalog import CatalogueError, describe
    from pipeline.document import extract_document

    if not path.is_file():
        raise click.UsageError(f"There is no file {path}. Name one document; for a folder use `ogp extract`.")
    try:
        source = describe(path)
    except CatalogueError as error:
        raise click.UsageError(str(error)) from error
    return source, extract_document(path.parent, source)
