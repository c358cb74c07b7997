"""One document's way with what is kept of it: read anew, asked anew, parsed anew only where something changed.

Four things decide: the document's bytes with its reader; each parser, for its claim; the parser that it goes to, with
normalisation, for what it gives; and what the manifest says of it. A result is kept under all that it depends on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pipeline import cache as kept
from pipeline.catalog import digest
from pipeline.extraction import decided, extract_document, parse_document, read_document, read_or_fail
from pipeline.files.media import PDF
from pipeline.model import Claim, Document, Extraction, SourceDocument
from pipeline.model.issues import Issue
from pipeline.normalize import unread
from pipeline.ocr import identity
from pipeline.parsers import registry, unrecognised_template
from pipeline.readers import READERS
from pipeline.runtime.limits import Limits

Claims = Mapping[str, tuple[str, Claim | None]]
"""Parser's name -> the digest of its code, and its claim."""


PASSING_FAILURES = frozenset({"reader-crashed", "file-changed"})
"""Codes of failures to read that may not come again: they are kept by no run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a document gave; `found` says of each layer that was asked whether it had what was wanted.

    `entries` are the layers and keys under which the cache has what another run needs to recall it.
    """

    extraction: Extraction
    found: Mapping[str, bool] = field(default_factory=dict)
    entries: tuple[tuple[str, str], ...] = ()


def extract(
    raw: Path, limits: Limits, use: bool, source: SourceDocument, parts: Sequence[bytes] | None = None
) -> Outcome:
    """Return what one file gives, from what is kept as far as that holds (never where `use` is false); keep the rest.

    `parts` are its pages, where they were read before. Raises `MemoryError` alone.
    """
    if not use:
        if not (raw / source.path).exists():
            return Outcome(changed(source))
        return Outcome(extract_document(raw, source, limits, parts))
    key = _read_key(source, limits)
    document, was_kept = _document(raw, source, limits, key, parts)
    if isinstance(document, Extraction):
        return Outcome(document, {"read": False})
    parser, issues, known = _choice(document, key)
    place = _parse_key(key, source, parser, issues)
    extraction = kept.load("parse", place)
    found = {"read": was_kept, "claims": known, "parse": isinstance(extraction, Extraction)}
    if not isinstance(extraction, Extraction):
        extraction = parse_document(document, parser, issues)
        if extraction.document["status"] != "failed":
            kept.save("parse", place, extraction)
    return Outcome(extraction, found, (("claims", _claims_key(key, source)), ("parse", place)))


def whole(raw: Path, source: SourceDocument, limits: Limits | None = None) -> Document:
    """Return a document as a run reads it: what is kept of it where that holds, else read anew (and not kept).

    Raises `ReadError` where it can't be read.
    """
    limits = limits or Limits()
    document = kept.load("read", _read_key(source, limits))
    return document if isinstance(document, Document) else read_document(raw, source, limits)


def recalled(source: SourceDocument, limits: Limits) -> Outcome | None:
    """Return what a document gave before, without a look at it; None where anything has to be done anew."""
    key = _read_key(source, limits)
    if failed := _failed_before(source, key):
        return failed
    claims = {} if source.report_format else _known_claims(_claims_key(key, source))
    if not source.report_format and len(claims) < len(registry.parsers()):
        return None
    parser, issues = decided(source, _claimed(claims), ())
    extraction = kept.load("parse", _parse_key(key, source, parser, issues))
    return Outcome(extraction, {"claims": True, "parse": True}) if isinstance(extraction, Extraction) else None


def is_read(source: SourceDocument, limits: Limits) -> bool:
    """Say whether a document as read seems to be kept, without a look at it."""
    return kept.exists("read", _read_key(source, limits))


def is_known(source: SourceDocument, limits: Limits) -> bool:
    """Say whether a document as read, or why it can't be, seems to be kept, without a look at it."""
    key = _read_key(source, limits)
    return kept.exists("read", key) or kept.exists("failures", key)


def _document(
    raw: Path, source: SourceDocument, limits: Limits, key: str, parts: Sequence[bytes] | None
) -> tuple[Document | Extraction, bool]:
    document = kept.load("read", key)
    was_kept = isinstance(document, Document)
    if not isinstance(document, Document):
        # What the manifest says of the language is no part of what is kept.
        made = _unless_changed(raw, source, read_or_fail(raw, replace(source, language=None), limits, parts))
        if isinstance(made, Extraction):
            _note_failure(made, key)
            return replace(made, document={**made.document, "language": source.language}), False
        kept.save("read", key, made)
        document = made
    return replace(document, source=source, language=source.language or document.language), was_kept


def _note_failure(made: Extraction, key: str) -> None:
    """Keep why a document can't be read, where that lies in its bytes: it is named by them, by reader and limits."""
    if len(made.issues) == 1 and made.issues[0].code not in PASSING_FAILURES:
        kept.save("failures", key, made.issues[0])


def _failed_before(source: SourceDocument, key: str) -> Outcome | None:
    issue = kept.load("failures", key)
    return Outcome(_failed(source, issue), {"failures": True}) if isinstance(issue, Issue) else None


def _failed(source: SourceDocument, issue: Issue) -> Extraction:
    made = unread(source, "failed", issue)
    return replace(made, document={**made.document, "language": source.language})


def _unless_changed(raw: Path, source: SourceDocument, made: Document | Extraction) -> Document | Extraction:
    """Return what was read; a failure where the file is another by now than the one that was catalogued."""
    try:
        is_other = digest(raw / source.path)[0] != source.sha256
    except OSError:
        is_other = True
    return changed(source) if is_other else made


def changed(source: SourceDocument) -> Extraction:
    """Return what a document gives whose file is gone, or another than the one that was catalogued."""
    message = "The file changed while the run was going on. Run it again."
    return unread(source, "failed", Issue("read", "error", "file-changed", message))


def _choice(document: Document, key: str) -> tuple[registry.Parser | None, tuple[Issue, ...], bool]:
    """Return the parser of a document with issues, and whether all claims were known; new ones are kept."""
    source = document.source
    if source.report_format:
        return *decided(source, (), ()), True
    place = _claims_key(key, source)
    claims = dict(_known_claims(place))
    asked = [(parser, registry.asked(parser, document)) for parser in registry.parsers() if parser.NAME not in claims]
    issues = tuple(answer for _, answer in asked if isinstance(answer, Issue))
    claims |= {p.NAME: (_parser_digest(p), answer) for p, answer in asked if not isinstance(answer, Issue)}
    if asked:
        kept.save("claims", place, claims)
    return *decided(source, _claimed(claims), issues), not asked


def _known_claims(place: str) -> Claims:
    """Return the kept claims of parsers that are as they were."""
    found = kept.load("claims", place)
    now = {parser.NAME: _parser_digest(parser) for parser in registry.parsers()}
    return {name: told for name, told in found.items() if now.get(name) == told[0]} if isinstance(found, dict) else {}


def _claimed(claims: Claims) -> list[tuple[registry.Parser, Claim]]:
    told = ((parser, claims[parser.NAME][1]) for parser in registry.parsers() if parser.NAME in claims)
    return [(parser, claim) for parser, claim in told if claim]


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(repr, parts)).encode()).hexdigest()


def _read_key(source: SourceDocument, limits: Limits) -> str:
    # Time and memory fail a document, and failures are not kept; what it may hold decides whether it is read at all.
    caps = (limits.size, limits.pages, limits.cells, identity(limits.ocr) if source.media_type == PDF else "")
    return _digest("read", source.sha256, source.media_type, caps, _reader_digest(source.media_type))


def _claims_key(read_key: str, source: SourceDocument) -> str:
    return _digest("claims", read_key, source)


def _parse_key(read_key: str, source: SourceDocument, parser: registry.Parser | None, issues: tuple[Issue, ...]) -> str:
    by = _parser_digest(parser or unrecognised_template)
    return _digest("parse", read_key, source, parser.NAME if parser else "", by, _normalize_digest(), issues)


_READING = ("pipeline.readers.reading", "pipeline.readers", "pipeline.lexicon.language")
"""Modules of which no more than their own text matters: they import more than reading a document needs."""


def _reader(media_type: str) -> tuple[str, ...]:
    module = READERS.get(media_type, ("pipeline.readers", ""))[0]
    return (module, "pipeline.structure.lines", "pipeline.runtime.limits", "pipeline.model")


@cache
def _reader_digest(media_type: str) -> str:
    """Return a digest of the reader of a media type: its code, the layout that it uses, its libraries."""
    return kept.module_digest(*_reader(media_type), files=_READING)


def _parser_digest(parser: registry.Parser) -> str:
    return _module_digest(getattr(parser, "__name__", None) or type(parser).__module__)


@cache
def _module_digest(name: str) -> str:
    return kept.module_digest(name)


@cache
def _normalize_digest() -> str:
    return kept.module_digest("pipeline.normalize", files=("pipeline.extraction",))


def take_digests() -> None:
    """Take the digests of all code that reads and parses, as it is now.

    A process that goes on with the code that it has loaded by now must keep what it makes under that code's name, also
    where somebody has edited it meanwhile.
    """
    for media_type in READERS:
        _reader_digest(media_type)
    for parser in (*registry.parsers(), unrecognised_template):
        _parser_digest(parser)
    _normalize_digest()
