"""One document's way: read, identify, parse, normalise. Failures become issues, never exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.model import Claim, Document, Extraction, Parsed, SourceDocument
from pipeline.model.issues import Issue, ReadError, Stage
from pipeline.normalize import normalize, unread
from pipeline.parsers import registry, unrecognised_template
from pipeline.readers.reading import cells_of, read_document
from pipeline.runtime.limits import Limits

__all__ = [
    "ADVICE",
    "cells_of",
    "choose",
    "decided",
    "extract_document",
    "parse_document",
    "read_document",
    "read_or_fail",
]

NO_PARSER = "no-parser"
"""Code of the issue that no parser claims a document."""

ADVICE = "Please report it with the file; the other documents are not affected."


def extract_document(
    raw: Path, source: SourceDocument, limits: Limits | None = None, parts: Sequence[bytes] | None = None
) -> Extraction:
    """Return what one file of the raw folder gives; a file that fails in any way gives its issue.

    `parts` are its pages as `reading.read_pages` gave them. Raises `MemoryError` alone: what a document gave until
    memory ran out is no result.
    """
    document = read_or_fail(raw, source, limits, parts)
    return document if isinstance(document, Extraction) else parse_document(document, *choose(document))


def read_or_fail(
    raw: Path, source: SourceDocument, limits: Limits | None = None, parts: Sequence[bytes] | None = None
) -> Document | Extraction:
    """Read one file; return an extraction with the issue that tells why where it can't be read."""
    try:
        return read_document(raw, source, limits, parts)
    except ReadError as error:
        return unread(source, "failed", Issue("read", "error", error.code, error.message))
    except MemoryError:
        raise
    except Exception as error:
        return unread(source, "failed", _crash("read", "reader-crashed", "reading", error))


def parse_document(document: Document, parser: registry.Parser | None, issues: tuple[Issue, ...]) -> Extraction:
    """Parse and normalise a document by the parser that was chosen; without one, read it by its labels if it may be."""
    if parser is not None:
        return _parsed(document, parser, issues)
    broken = any(issue.severity == "error" or issue.code == "identify-crashed" for issue in issues)
    return unread(document, "failed", *issues) if broken else _by_labels(document, issues)


def choose(document: Document) -> tuple[registry.Parser | None, tuple[Issue, ...]]:
    """Return the one parser that claims the document; none or several are an issue.

    A report format given in the manifest settles it.
    """
    return decided(document.source, *(((), ()) if document.source.report_format else registry.claims(document)))


def decided(
    source: SourceDocument, claims: Sequence[tuple[registry.Parser, Claim]], issues: tuple[Issue, ...]
) -> tuple[registry.Parser | None, tuple[Issue, ...]]:
    """Return the parser that a document goes to by the claims that were made, and what a person should know."""
    wanted = source.report_format
    if wanted:
        named = [parser for parser in registry.parsers() if wanted == parser.NAME]
        return (named[0], ()) if named else (None, (_unknown_format(wanted),))
    if len(claims) == 1:
        return claims[0][0], issues
    if claims:
        return None, (*issues, _ambiguous([f"{claim.parser} ({claim.evidence})" for _, claim in claims]))
    return None, (*issues, _unidentified())


def _by_labels(document: Document, issues: tuple[Issue, ...]) -> Extraction:
    """Read a document that no parser claims by its labels, where they show a form; else it stays unidentified."""
    try:
        claimed = unrecognised_template.identify(document) is not None
    except Exception as error:
        crash = _crash("identify", "identify-crashed", "looking for labels", error)
        return unread(document, "failed", *issues, crash)
    if not claimed:
        return unread(document, "unidentified", *issues)
    found = _parsed(document, unrecognised_template, tuple(issue for issue in issues if issue.code != NO_PARSER))
    if found.document["status"] == "failed":
        return unread(document, "unidentified", *issues)
    return replace(found, document={**found.document, "status": "partial"})


def _parsed(document: Document, parser: registry.Parser, issues: tuple[Issue, ...]) -> Extraction:
    try:
        parsed = parser.parse(document)
        result = normalize(document, parsed, parser.NAME, parser.VERSION)
    except MemoryError:
        raise
    except Exception as error:
        return unread(
            document, "failed", *issues, _crash("parse", "parser-crashed", f"parsing by {parser.NAME}", error)
        )
    if not result.rows:
        return _without_records(document, parsed, parser.NAME, result)
    return replace(result, issues=(*document.issues, *issues, *result.issues))


def _without_records(document: Document, parsed: Parsed, name: str, result: Extraction) -> Extraction:
    message = (
        f"The parser {name} recognised this document as {parsed.report_type} but found no record in it. "
        "Look at it with `ogp parse`; it may be a cover page, an empty form or a variant not yet known."
    )
    issue = Issue("parse", "error", "no-records", message)
    row = {**result.document, "status": "failed"}
    return replace(result, document=row, issues=(*document.issues, *result.issues, issue))


def _unidentified() -> Issue:
    message = (
        "No parser recognised this document. If it is an OGP report, add a parser for its format (CONTRIBUTING.md)."
    )
    return Issue("identify", "info", NO_PARSER, message)


def _ambiguous(claims: list[str]) -> Issue:
    message = f"Several parsers claim this document: {'; '.join(claims)}. Name one in manifest.csv, column format."
    return Issue("identify", "error", "ambiguous-format", message)


def _unknown_format(name: str) -> Issue:
    message = f"manifest.csv names the format '{name}', which no parser has. See `ogp parsers` for the names."
    return Issue("identify", "error", "unknown-format", message)


def _crash(stage: Stage, code: str, doing: str, error: Exception) -> Issue:
    message = f"{doing.capitalize()} stopped with an unforeseen error ({type(error).__name__}: {error}). {ADVICE}"
    return Issue(stage, "error", code, message)
