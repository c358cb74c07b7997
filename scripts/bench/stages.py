"""Where the time goes: each stage alone, over a folder of documents, in one process without the cache.

The stages are called one after the other as a run calls them, so that their sum is what one worker spends; what a run
adds is its start and the passing of results between processes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pipeline import quality, review, tables
from pipeline.catalog import catalog_folder
from pipeline.extraction import choose_parser, identify_document, parse_document, read_or_fail
from pipeline.linkage import link
from pipeline.model import Document, Extraction, SourceDocument
from pipeline.model.records import Identity
from pipeline.normalize import normalize
from pipeline.parsers.registry import Parser, parsers_for
from pipeline.parsers.template_parser import TemplateParser
from pipeline.runtime.limits import Limits, Ocr
from pipeline.structure.structure_reading import get_reading
from scripts.bench import documents
from scripts.bench.tables import Settings, Table, TimeSpent, Value, measure_time

TITLE = "Where the time goes, stage by stage"
STAGES = (
    *("catalog", "read", "identify", "choose parser", "parse", "normalize", "link", "quality", "write"),
    *("review site",),
)
GENERATED = 100  # documents; fewer are dominated by the start of each stage
_NOTE = (
    "CPU seconds in one process, nothing kept from before. 'Read' opens files and gives characters, words, lines, "
    "cells and language; 'identify' looks at the front, and is to cost at most 5% of reading; 'choose parser' asks the "
    "parsers of the document's kind for their claims. The structure of a document whose kind is known is read once for "
    "claim and parser and counts as parsing, as does a document that no parser claims and that is read by its labels; "
    "'write' is Parquet and the data package; the review site is a command of its "
    "own. Pages read by OCR are left out."
)

_WITHOUT_OCR = Limits(ocr=Ocr("never"))

T = TypeVar("T")


@dataclass(slots=True)
class _Clock:
    """CPU seconds by stage."""

    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        found: list[T] = []
        took: TimeSpent = measure_time(lambda: found.append(work()))
        self.seconds[stage] += took.cpu
        return found[0]


def measure(settings: Settings) -> Table:
    """Return the table: a row for each stage, columns for the folder that was named and for generated documents."""
    with tempfile.TemporaryDirectory() as name:
        generated = Path(name) / "generated"
        documents.write_archive(generated, 10 if settings.quick else GENERATED)
        folders = [generated] if settings.quick else [settings.raw, generated]
        _run_stages(generated, Path(name) / "warm")  # what is loaded once is loaded now
        results = [_run_stages(folder, Path(name) / f"out{at}") for at, folder in enumerate(folders)]
    heads = [f"{count} documents" for _, count in results]
    columns = ("stage", *(column for head in heads for column in (f"{head}: CPU seconds", "share")))
    rows = [(stage, *_make_values([clock.seconds for clock, _ in results], stage)) for stage in STAGES]
    return Table(columns, tuple(rows), (_NOTE,))


def _make_values(stage_seconds: Sequence[dict[str, float]], stage: str) -> list[Value]:
    return [
        value
        for seconds in stage_seconds
        for value in (round(seconds[stage], 4), f"{seconds[stage] / sum(seconds.values()):.0%}")
    ]


def _run_stages(raw: Path, out: Path) -> tuple[_Clock, int]:
    """Run the stages over a folder; return their seconds and the number of documents."""
    clock = _Clock()
    catalog = clock("catalog", lambda: catalog_folder(raw))
    extractions = [_extract(clock, raw, source) for source in catalog.documents]
    linked = clock("link", lambda: link(extractions))
    checked = clock("quality", lambda: quality.check_tables(tables.collect_tables(linked.extractions, (), linked.rows)))
    clock("write", lambda: tables.publish_tables(out, checked))
    clock("review site", lambda: review.build_site(out, out.with_name(f"{out.name}-site"), raw))
    return clock, len(catalog.documents)


def _extract(clock: _Clock, raw: Path, source: SourceDocument) -> Extraction:
    document = clock("read", lambda: read_or_fail(raw, source, _WITHOUT_OCR))
    if isinstance(document, Extraction):
        return document
    identity = clock("identify", lambda: identify_document(document))
    if identity.report_type and any(isinstance(parser, TemplateParser) for parser in parsers_for(identity)):
        clock("parse", lambda: get_reading(document))
    parser, _ = clock("choose parser", lambda: choose_parser(document, identity))
    if parser is None:
        return clock("parse", lambda: parse_document(document))
    return _parse_by_parser(clock, document, parser, identity)


def _parse_by_parser(clock: _Clock, document: Document, parser: Parser, identity: Identity) -> Extraction:
    """Parse and normalize separately; if the parser fails, parse as a run does."""
    try:
        parsed = clock("parse", lambda: parser.parse(document))
    except Exception:
        return parse_document(document)
    return clock("normalize", lambda: normalize(document, parsed, parser.NAME, parser.VERSION, identity))
