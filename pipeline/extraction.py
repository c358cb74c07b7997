"""Extract one document: read, identify, parse and normalize it, reusing cached results.

This module is the only place that knows the order of these steps. A failure becomes an issue, never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.cache import DiskCache
from pipeline.catalog import hash_file
from pipeline.identify import identify
from pipeline.identify.fingerprints import compute_fingerprint
from pipeline.identify.languages import list_languages
from pipeline.lexicon.scope import narrow_languages
from pipeline.model import Claim, Document, Extraction, Parsed, SourceDocument
from pipeline.model.issues import SIGNS, Issue, ReadError, Stage
from pipeline.model.records import Identity
from pipeline.normalize import describe_identified, describe_unread, normalize
from pipeline.parsers import registry, unrecognised_template
from pipeline.parsers.template_parser import TemplateParser
from pipeline.readers.reading import read_document
from pipeline.readers.sheets import lay_out_records
from pipeline.runtime.limits import Limits
from pipeline.schema.codes import format_code

TRANSIENT_CODES = frozenset(
    {"time-limit", "memory-limit", "worker-died", "file-changed", "parser-not-loaded", "reader-crashed"}
)
"""Codes of failures that another run may not meet: they are never cached, and a run that meets one is not complete."""

NO_PARSER = "no-parser"
"""Code of the issue that no parser claims a document."""

ADVICE = "Please report it with the file; the other documents are not affected."


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """What one document gives.

    `cache_hits` says of each cache layer that was asked whether it had an entry; `cache_entries` are the layers and
    keys under which the cache now holds what another run needs. `seconds` and `peak_memory` (MB) are what the processes
    took that worked on it: zero until they are measured.
    """

    extraction: Extraction
    cache_hits: Mapping[str, bool] = field(default_factory=dict)
    cache_entries: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    peak_memory: int = 0


def extract_document(
    raw: Path,
    source: SourceDocument,
    limits: Limits | None = None,
    cache: DiskCache | None = None,
    pages: Sequence[bytes] | None = None,
) -> DocumentResult:
    """Return what one file of the raw folder gives; a file that fails in any way gives the issue that says why.

    Without a `cache` everything is computed and nothing is stored. `pages` are all pages of a PDF as
    `readers.reading.read_pages` gave them. Raises `MemoryError` alone: a partial result is none.
    """
    limits = limits or Limits()
    cached = cache.load_document(source, limits) if cache else None
    document = cached or _read_document(raw, source, limits, cache, pages)
    if isinstance(document, Extraction):
        return DocumentResult(document, {"read": False})
    # The cache holds a document without what the manifest says of it.
    document = replace(document, source=source, language=source.language or document.language)
    if not cache:
        return DocumentResult(parse_document(document))
    if recalled := cache.load_result(source, limits):
        return DocumentResult(recalled, {"read": cached is not None, "results": True})
    extraction = parse_document(document)
    entries = () if is_transient(extraction) else (cache.save_result(source, limits, extraction),)
    return DocumentResult(extraction, {"read": cached is not None, "results": False}, entries)


def recall_document(source: SourceDocument, limits: Limits, cache: DiskCache) -> DocumentResult | None:
    """Return what a document gave in an earlier run without opening it; None where any step has to run."""
    if issue := cache.load_failure(source, limits):
        return DocumentResult(_unreadable(source, issue), {"failures": True})
    extraction = cache.load_result(source, limits)
    return DocumentResult(extraction, {"results": True}) if extraction else None


def load_document(raw: Path, source: SourceDocument, cache: DiskCache, limits: Limits | None = None) -> Document:
    """Return a document as a run reads it, cached or not; raise `ReadError` where it can't be read."""
    limits = limits or Limits()
    return cache.load_document(source, limits) or read_document(raw, source, limits)


def is_transient(extraction: Extraction) -> bool:
    """Return whether another run may give something else for the same document."""
    is_failed = extraction.document["status"] == "failed"
    return is_failed or any(issue.code in TRANSIENT_CODES for issue in extraction.issues)


def _read_document(
    raw: Path, source: SourceDocument, limits: Limits, cache: DiskCache | None, pages: Sequence[bytes] | None
) -> Document | Extraction:
    """Read one file and store it; return an extraction with the issue that says why where it can't be read."""
    # What the manifest says of the language is no part of the cached document.
    result = read_or_fail(raw, replace(source, language=None) if cache else source, limits, pages)
    if _has_changed(raw, source):
        return changed_file(source)
    if isinstance(result, Document):
        if cache:
            cache.save_document(source, limits, result)
        return result
    codes = {issue.code for issue in result.issues}
    if cache and len(result.issues) == 1 and not codes & TRANSIENT_CODES:
        cache.save_failure(source, limits, result.issues[0])
    return replace(result, document={**result.document, "language": source.language})


def read_or_fail(
    raw: Path, source: SourceDocument, limits: Limits | None = None, pages: Sequence[bytes] | None = None
) -> Document | Extraction:
    """Read one file; return an extraction with the issue that says why where it can't be read."""
    try:
        return read_document(raw, source, limits, pages)
    except ReadError as error:
        return describe_unread(source, "failed", Issue("read", "error", error.code, error.message))
    except MemoryError:
        raise
    except Exception as error:
        return describe_unread(source, "failed", _crash_issue("read", "reader-crashed", "reading", error))


def _has_changed(raw: Path, source: SourceDocument) -> bool:
    """Return whether the file is gone or has other bytes than when the run listed it."""
    try:
        return hash_file(raw / source.path)[0] != source.sha256
    except OSError:
        return True


def changed_file(source: SourceDocument) -> Extraction:
    """Return what a document gives whose file is gone, or has other bytes than when the run listed it."""
    message = "The file changed during the run. Run it again."
    return describe_unread(source, "failed", Issue("read", "error", "file-changed", message))


def _unreadable(source: SourceDocument, issue: Issue) -> Extraction:
    extraction = describe_unread(source, "failed", issue)
    return replace(extraction, document={**extraction.document, "language": source.language})


def parse_document(document: Document) -> Extraction:
    """Identify, parse and normalize a document; without a parser its labels are read where they show a form."""
    with narrow_languages(list_languages(document)):
        extraction = _parse_identified(document, identify_document(document))
    return replace(extraction, fingerprint=compute_fingerprint(document))


def _parse_identified(document: Document, identity: Identity) -> Extraction:
    document = replace(document, report_type=identity.report_type)
    parser, issues = choose_parser(document, identity)
    # Templates are read of blocks, data files of records.
    reads_records = parser is not None and not isinstance(parser, TemplateParser)
    if not reads_records and (laid_out := lay_out_records(document)):
        whole, front = laid_out
        front_identity = identify_document(front)
        if front_identity.report_type is not None:
            return _parse_identified(whole, front_identity)
    issues = (*identity.issues, *issues)
    if parser is not None:
        return _parse_with(parser, document, issues, identity)
    is_broken = any(issue.severity == "error" or issue.code == "identify-crashed" for issue in issues)
    return describe_unread(document, "failed", *issues) if is_broken else _parse_by_labels(document, issues, identity)


def identify_document(document: Document) -> Identity:
    """Return what a document's front says of it; an issue alone where that fails in an unforeseen way."""
    try:
        return identify(document)
    except MemoryError:
        raise
    except Exception as error:
        crash = _crash_issue("identify", "identify-crashed", "looking at the front", error)
        return Identity(issues=(replace(crash, severity="warning"),))


def choose_parser(
    document: Document, identity: Identity | None = None
) -> tuple[registry.Parser | None, tuple[Issue, ...]]:
    """Return the one parser that claims the document; none or several are an issue.

    The parsers of its kind are asked, and templates only if no other parser claims it: they read the structure of the
    whole document. A report format in the manifest settles it.
    """
    wanted = document.source.report_format
    if wanted:
        parser = next((parser for parser in registry.all_parsers() if wanted == parser.NAME), None)
        return (parser, ()) if parser else (None, (_unknown_format(wanted),))
    identity = identity or identify_document(document)
    candidates = registry.parsers_for(identity)
    templates = [parser for parser in candidates if isinstance(parser, TemplateParser)]
    claims, issues = registry.collect_claims(document, [parser for parser in candidates if parser not in templates])
    if not claims and _may_have_forms(document, identity):
        claims, more = registry.collect_claims(document, templates)
        issues += more
    by_title = [claim for claim in claims if claim[1].is_by_title]
    for claiming in (claims, by_title):
        if len(claiming) == 1:
            return claiming[0][0], issues
    if claims:
        return None, (*issues, _ambiguous([claim for _, claim in claims]))
    return None, (*issues, _unidentified_issue(document, identity))


def _may_have_forms(document: Document, identity: Identity) -> bool:
    """Return whether it is worth reading the structure of a document: its front or labels are those of one of OGP's."""
    if identity.report_type is not None:
        return True
    return not identity.is_refused and unrecognised_template.has_form_labels(document)


def _parse_by_labels(document: Document, issues: tuple[Issue, ...], identity: Identity) -> Extraction:
    """Read a document that no parser claims by its labels, where they show a form.

    Else it stays unidentified, or partial with its own row where its front names its kind.
    """
    try:
        is_form = _may_have_forms(document, identity) and unrecognised_template.identify(document) is not None
    except Exception as error:
        crash = _crash_issue("identify", "identify-crashed", "looking for labels", error)
        return describe_unread(document, "failed", *issues, crash)
    others = tuple(issue for issue in issues if issue.code != NO_PARSER)
    if is_form:
        result = _parse_with(unrecognised_template, document, others, identity)
        if result.document["status"] != "failed" and result.document["report_format"]:
            return replace(result, document={**result.document, "status": "partial"})
    if identity.report_type is None:
        return describe_unread(document, "unidentified", *issues)
    return describe_identified(document, identity, *others, _records_not_found(document, identity))


def _parse_with(
    parser: registry.Parser, document: Document, issues: tuple[Issue, ...], identity: Identity
) -> Extraction:
    try:
        parsed = parser.parse(document)
        result = normalize(document, parsed, parser.NAME, parser.VERSION, identity)
    except MemoryError:
        raise
    except Exception as error:
        crash = _crash_issue("parse", "parser-crashed", f"parsing by {parser.NAME}", error)
        result = describe_identified(document, identity, *issues, crash)
        return replace(result, document={**result.document, "status": "failed"})
    if result.rows:
        return replace(result, issues=(*document.issues, *issues, *result.issues))
    if identity.report_type is None:
        return _without_records(document, parsed, parser.NAME, result)
    return describe_identified(document, identity, *issues, *parsed.issues, _records_not_found(document, identity))


def _records_not_found(document: Document, identity: Identity) -> Issue:
    """Return the issue that a document's kind is known and none of its records was found."""
    kind = format_code(identity.report_type)
    names = [parser.NAME for parser in registry.parsers_for(identity)]
    if not names:
        message = f"This document is of the kind {kind}: no record is read from it."
        return Issue("parse", "info", "no-records-expected", message)
    message = (
        f"No commitment was found in this {kind}. Looked for: {', '.join(names)}, and forms with known labels. "
        f"`ogp suggest {document.source.path}` shows its labels and drafts a parser."
    )
    return Issue("parse", "warning", "records-not-found", message)


def _without_records(document: Document, parsed: Parsed, name: str, result: Extraction) -> Extraction:
    message = (
        f"The parser {name} recognised this document as {parsed.report_type} but found no record in it. "
        "Look at it with `ogp parse`; it may be a cover page, an empty form or a variant not yet known."
    )
    issue = Issue("parse", "error", "no-records", message)
    row = {**result.document, "status": "failed"}
    return replace(result, document=row, issues=(*document.issues, *result.issues, issue))


def _unidentified_issue(document: Document, identity: Identity) -> Issue:
    signs = f"{SIGNS}{identity.evidence}." if identity.evidence else ""
    message = (
        "No parser recognised this document, and its front is not that of an OGP document. "
        f"If it is one, name its format in manifest.csv, or run `ogp suggest {document.source.path}`.{signs}"
    )
    return Issue("identify", "info", NO_PARSER, message)


def _ambiguous(claims: Sequence[Claim]) -> Issue:
    names = "; ".join(f"{claim.parser} ({claim.evidence})" for claim in claims)
    message = f"Several parsers claim this document: {names}. Name one in manifest.csv, column format."
    return Issue("identify", "error", "ambiguous-format", message)


def _unknown_format(name: str) -> Issue:
    message = f"manifest.csv names the format '{name}', which no parser has. See `ogp parsers` for the names."
    return Issue("identify", "error", "unknown-format", message)


def _crash_issue(stage: Stage, code: str, activity: str, error: Exception) -> Issue:
    message = f"{activity.capitalize()} stopped with an unforeseen error ({type(error).__name__}: {error}). {ADVICE}"
    return Issue(stage, "error", code, message)
