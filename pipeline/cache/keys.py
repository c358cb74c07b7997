"""Cache keys: what a cached document or result depends on, as one digest.

A key is made of the document's bytes, the options that matter and the digest of the folders that the stage depends on.
So a changed parser parses every document again and reads none, and no entry is ever stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from pipeline.cache.digests import plugin_digest, source_digest
from pipeline.files.media import PDF
from pipeline.model import SourceDocument
from pipeline.ocr import describe_engine
from pipeline.runtime.limits import Limits, Ocr

READING = (
    *("files", "model", "ocr", "readers", "runtime", "schema/data.py"),
    *("lexicon/language.py", "lexicon/text_folding.py", "structure/lines.py"),
)
"""Folders and modules of the package whose code decides how a document is read."""

READING_SCHEMAS = ("chrome", "languages", "legibility", "letters", "ocr", "scans", "symbols")
"""Schema files that reading uses; `tests/cache/test_layers.py` compares both lists with what is loaded in fact."""

EXTRACTING = (*READING, "extraction.py", "identify", "lexicon", "normalize", "parsers", "schema", "structure")
"""Folders whose code decides what a document gives; all schema files count."""


def document_key(source: SourceDocument, limits: Limits, describe: Callable[[Ocr], str] = describe_engine) -> str:
    """Return the key of a document as read: its bytes, the limits on its content, OCR, and the code that reads."""
    # A document that exceeds time or memory fails, and that failure is not cached: these limits are no part of the key.
    caps = (limits.size, limits.pages, limits.cells, describe(limits.ocr) if source.media_type == PDF else "")
    return _schema_digest("read", source.sha256, source.media_type, caps, source_digest(READING, READING_SCHEMAS))


def result_key(source: SourceDocument, limits: Limits, describe: Callable[[Ocr], str] = describe_engine) -> str:
    """Return the key of what a document gives: the document as read, what the manifest says of it, and all code."""
    return _schema_digest(
        "results", document_key(source, limits, describe), source, source_digest(EXTRACTING), plugin_digest()
    )


def take_digests() -> None:
    """Compute the digests of the code as it is now.

    A process stores what it makes under the digest of the code that it has loaded, even if a file is edited later.
    """
    source_digest(READING, READING_SCHEMAS)
    source_digest(EXTRACTING)
    plugin_digest()


def _schema_digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()
