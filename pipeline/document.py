"""One document's way: read, identify, parse, normalise. Failures become issues, never exceptions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline import plugins, unrecognised
from pipeline.issues import Issue, ReadError, Stage
from pipeline.limits import Limits, check_cells, check_size
from pipeline.model import Block, Document, Extraction, Parsed, SourceDocument, TextBlock
from pipeline.normalize import normalize, unread
from pipeline.readers import read

NO_PARSER = "no-parser"
"""Code of the issue that no parser claims a document."""

ADVICE = "Please report it with the file; the other documents are not affected."


def extract_document(raw: Path, source: SourceDocument, limits: Limits | None = None) -> Extraction:
    """Return what one file of the raw folder gives; a file that fails in any way gives its issue.

    Raises `MemoryError` alone: what a document gave until memory ran out is no result.
    """
    try:
        document = read_document(raw, source, limits)
    except ReadError as error:
        return unread(source, "failed", Issue("read", "error", error.code, error.message))
    except MemoryError:
        raise
    except Exception as error:
        return unread(source, "failed", _crash("read", "reader-crashed", "reading", error))
    parser, issues = choose(document)
    if parser is None:
        status = (
            "failed" if any(i.severity == "error" or i.code == "identify-crashed" for i in issues) else "unidentified"
        )
        return _by_labels(document, issues) if status == "unidentified" else unread(document, status, *issues)
    return _parsed(document, parser, issues)


def read_document(raw: Path, source: SourceDocument, limits: Limits | None = None) -> Document:
    """Read one file and fill in its language; raise `ReadError` where it can't be read or exceeds a limit."""
    from pipeline import language
    from pipeline.layout.lines import text_of

    limits = limits or Limits()
    check_size(source.size_bytes, limits)
    document = read(raw / source.path, source, limits)
    check_cells(cells_of(document), limits)
    found = source.language or language.detect_language(text_of(document.blocks)[:20_000]) or document.language
    return replace(document, language=found)


def cells_of(document: Document) -> int:
    """Count the cells of a document's tables, tables within tables too, and of its records."""
    return sum(map(_cells, document.blocks)) + sum(map(len, document.records))


def _cells(block: Block) -> int:
    if isinstance(block, TextBlock):
        return 0
    return sum(1 + sum(map(_cells, cell.blocks)) for row in block.rows for cell in row.cells)


def choose(document: Document) -> tuple[plugins.Parser | None, tuple[Issue, ...]]:
    """Return the one parser that claims the document; none or several are an issue.

    A report format given in the manifest settles it.
    """
    wanted = document.source.report_format
    if wanted:
        named = [parser for parser in plugins.parsers() if wanted == parser.NAME]
        return (named[0], ()) if named else (None, (_unknown_format(wanted),))
    claims, issues = plugins.claims(document)
    if len(claims) == 1:
        return claims[0][0], issues
    if claims:
        return None, (*issues, _ambiguous([f"{claim.parser} ({claim.evidence})" for _, claim in claims]))
    return None, (*issues, _unidentified())


def _by_labels(document: Document, issues: tuple[Issue, ...]) -> Extraction:
    """Read a document that no parser claims by its labels, where they show a form; else it stays unidentified."""
    try:
        claimed = unrecognised.identify(document) is not None
    except Exception as error:
        crash = _crash("identify", "identify-crashed", "looking for labels", error)
        return unread(document, "failed", *issues, crash)
    if not claimed:
        return unread(document, "unidentified", *issues)
    found = _parsed(document, unrecognised, tuple(issue for issue in issues if issue.code != NO_PARSER))
    if found.document["status"] == "failed":
        return unread(document, "unidentified", *issues)
    return replace(found, document={**found.document, "status": "partial"})


def _parsed(document: Document, parser: plugins.Parser, issues: tuple[Issue, ...]) -> Extraction:
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
