"""What the documents of a run give: an outline of each in memory, everything else in the cache until it is needed.

Outlines are stored from run to run, so that a run over a folder in which one document changed opens few entries of the
cache.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import cache
from pipeline.cache import DiskCache
from pipeline.catalog.objects import Spool
from pipeline.execution.dispatch import extract_documents
from pipeline.extraction import DocumentResult, recall_document
from pipeline.identify.relations import Relation, add_relations, find_relations
from pipeline.linkage import GROUPED_COLUMNS
from pipeline.model import Extraction, SourceDocument
from pipeline.overrides.corrections import Correction, apply_corrections
from pipeline.runtime.limits import Options, Progress


@dataclass(frozen=True, slots=True)
class Outline:
    """A document in short.

    `extraction` has of its rows only those that decide with which documents it is linked, and no provenance. `digest`
    names everything that the document gives.
    """

    extraction: Extraction
    digest: str
    row_count: int
    issue_count: int


@dataclass(frozen=True, slots=True)
class _StoredOutlines:
    """Outlines by digest, and by digest of each document that was compared the one that it repeats, and how."""

    outlines: Mapping[str, Outline] = field(default_factory=dict)
    relations: Mapping[str, tuple[str, str] | None] = field(default_factory=dict)


class ExtractedDocuments:
    """The documents of a run, by their position in the catalog."""

    def __init__(
        self,
        raw: Path,
        sources: Sequence[SourceDocument],
        options: Options,
        corrections: Iterable[Correction] = (),
        spool: Spool | None = None,
    ) -> None:
        self.results: list[DocumentResult] = []
        self.outlines: list[Outline] = []
        self._raw, self._sources, self._options, self._spool = raw, sources, options, spool
        self._cache = DiskCache()
        self._packed: dict[int, bytes] = {}
        self._corrections: dict[str, list[Correction]] = {}
        for correction in corrections:
            self._corrections.setdefault(correction.document_id, []).append(correction)
        self._related: list[Extraction] = []
        self.load_shared = functools.cache(self.load)

    def extract(self, progress: Progress | None, location: str) -> None:
        """Extract all documents, and find those that repeat others; `location` names the folder in the cache."""
        stored = self._load_outlines(location)
        outlines = self._find_known(stored)
        results = {
            index: DocumentResult(outline.extraction, {layer: True}) for index, (outline, layer) in outlines.items()
        }
        found = {index: outline for index, (outline, _) in outlines.items()}
        for index, result in extract_documents(
            self._raw, self._sources, self._options, progress, self._spool, outlines.keys()
        ):
            found[index] = self._outline(index, result.extraction)
            results[index] = replace(result, extraction=found[index].extraction)
        self.outlines = [found[index] for index in range(len(self._sources))]
        self.results = [results[index] for index in range(len(self._sources))]
        relations = self._find_relations(stored)
        self._related = add_relations([outline.extraction for outline in self.outlines], relations)
        self._save_outlines(location, stored, relations)

    @property
    def related(self) -> Sequence[Extraction]:
        """The outlined extractions with the documents that they repeat."""
        return self._related

    def load(self, index: int) -> Extraction:
        """Return everything that a document gives, with corrections and the document that it repeats."""
        extraction = self._correct(self._load_result(index))
        return replace(extraction, document={**extraction.document, **self.relation(index)}, fingerprint=None)

    def relation(self, index: int) -> dict[str, object]:
        """Return the columns that say which document another repeats, and how; empty where it repeats none."""
        document = self._related[index].document
        return {name: document[name] for name in ("related_document_id", "relation") if name in document}

    def unused_corrections(self) -> Sequence[Correction]:
        """Return the corrections of documents that are not in the run."""
        known = {str(outline.extraction.document["document_id"]) for outline in self.outlines}
        return [one for key, found in self._corrections.items() if key not in known for one in found]

    def _load_result(self, index: int) -> Extraction:
        if packed := self._packed.get(index):
            extraction: Extraction = pickle.loads(zlib.decompress(packed))  # noqa: S301
            return extraction
        source = self._sources[index]
        if result := recall_document(source, self._options.limits, self._cache):
            return result.extraction
        # The entry was damaged or removed since the run began.
        ((_, result),) = extract_documents(self._raw, [source], self._options, spool=self._spool)
        return result.extraction

    def _correct(self, extraction: Extraction) -> Extraction:
        corrections = self._corrections.get(str(extraction.document["document_id"]), ())
        return apply_corrections([extraction], corrections)[0][0] if corrections else extraction

    def _outline(self, index: int, extraction: Extraction) -> Outline:
        source = self._sources[index]
        if self._options.use_cache and self._cache.find_outcome(source, self._options.limits):
            digest = self._digest_source(source)
        else:
            self._packed[index] = zlib.compress(pickle.dumps(extraction, protocol=5), 1)
            content = (replace(extraction, fingerprint=None), extraction.fingerprint and extraction.fingerprint.sketch)
            digest = _digest("content", content, self._corrections.get(source.document_id))
        outlined = outline_extraction(self._correct(extraction))
        return Outline(outlined, digest, len(extraction.rows), len(extraction.issues))

    def _digest_source(self, source: SourceDocument) -> str:
        outcome = self._cache.digest_outcome(source, self._options.limits)
        return _digest(outcome, self._corrections.get(source.document_id))

    def _find_known(self, stored: _StoredOutlines) -> dict[int, tuple[Outline, str]]:
        """Return the outlines of documents whose results are in the cache, each with the layer of the result."""
        found: dict[int, tuple[Outline, str]] = {}
        for index, source in enumerate(self._sources if stored.outlines else ()):
            layer = self._cache.find_outcome(source, self._options.limits)
            if layer and (outline := stored.outlines.get(self._digest_source(source))):
                found[index] = outline, layer
        return found

    def _find_relations(self, stored: _StoredOutlines) -> dict[int, Relation]:
        places = {outline.digest: index for index, outline in enumerate(self.outlines)}
        unchanged = {places[digest] for digest in stored.relations if digest in places}
        known: dict[int, Relation | None] = {}
        for digest, relation in stored.relations.items():
            if digest in places and (relation is None or relation[0] in places):
                known[places[digest]] = (places[relation[0]], relation[1]) if relation else None
        return find_relations([outline.extraction for outline in self.outlines], known, unchanged)

    def _load_outlines(self, location: str) -> _StoredOutlines:
        entry = cache.load_entry("outlines", _outlines_key(location)) if self._options.use_cache else None
        return entry if isinstance(entry, _StoredOutlines) else _StoredOutlines()

    def _save_outlines(self, location: str, stored: _StoredOutlines, relations: Mapping[int, Relation]) -> None:
        digests = [outline.digest for outline in self.outlines]
        found = {index: (digests[main], name) for index, (main, name) in relations.items()}
        made = _StoredOutlines(
            {outline.digest: outline for outline in self.outlines},
            {digest: found.get(index) for index, digest in enumerate(digests)},
        )
        if self._options.use_cache and made.outlines.keys() != stored.outlines.keys():
            cache.save_entry("outlines", _outlines_key(location), made)


def outline_extraction(extraction: Extraction) -> Extraction:
    """Return what a run keeps in memory of what a document gives."""
    rows = tuple(
        replace(
            row, values={name: row.values.get(name) for name in GROUPED_COLUMNS[row.table]}, provenance=(), sources=()
        )
        for row in extraction.rows
        if row.table in GROUPED_COLUMNS
    )
    return replace(extraction, rows=rows, issues=())


def _outlines_key(location: str) -> str:
    return _digest("outlines", location, cache.code_digest())


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
