"""Scans with known values: specimens as pictures of every look, read by each engine of OCR, scored by its sureness."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from pipeline import ocr
from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction
from pipeline.ocr import rapid, tesseract
from pipeline.runtime.limits import Limits, Ocr
from pipeline.schema import all_tables as declared
from pipeline.tables.collect import collect_tables
from scripts.evaluate.cells import KEYS, Cell, pair_cells
from scripts.evaluate.comparing import normalize_value
from scripts.evaluate.extracted import ExtractedDocument
from scripts.evaluate.fields import is_right
from scripts.specimens.scan import Look, make_scan
from scripts.specimens.specimen import load_specimens

WORDLESS = "none"

LOOKS = (
    Look(200, 0.7, 8.0, 0.0, 80),
    Look(150, 1.2, 14.0, 0.6, 45),
    Look(300, 0.3, 4.0, 0.0, 85),
    Look(200, -1.9, 12.0, 0.7, 60),
)
DOCUMENTS = (
    "norlandia-2018-2020-midterm-en-form.pdf",
    "norlandia-2021-2023-self-assessment.pdf",
    "norlandia-2014-2016-action-plan.pdf",
)
TEMPLATE = "norlandia-2014-2016-midterm-self-assessment.pdf"
SAMPLES: Mapping[str, Sequence[tuple[Look, str]]] = {
    tesseract.NAME: (*product(LOOKS, DOCUMENTS), (LOOKS[0], TEMPLATE)),
    rapid.NAME: ((LOOKS[0], DOCUMENTS[0]), (LOOKS[0], TEMPLATE)),
}
"""What each engine reads; RapidOCR takes 20 seconds a page."""


@dataclass(frozen=True, slots=True)
class ScanValue:
    """One value that was given for a scan of this look."""

    look: Look
    cell: Cell

    @property
    def sure(self) -> float | None:
        """How sure the engine was of its words; None for a value without words."""
        return None if self.cell.method == WORDLESS else float(self.cell.method)

    @property
    def right(self) -> bool:
        """Whether it is softly right."""
        return normalize_value(self.cell.gold) is not None and is_right(self.cell)


def read_scans(engine: str, samples: Iterable[tuple[Look, str]]) -> Iterator[ScanValue]:
    """Read scans of documents with an engine; yield the values that were given."""
    specimens = {specimen.name: specimen for specimen in load_specimens()}
    for look, name in samples:
        content = make_scan(specimens[name].content, look, color=True)
        gold = json.loads(json.dumps(specimens[name].expected))
        extracted = _extract_scan(content, name, engine, specimens[name].language)
        yield from (ScanValue(look, cell) for cell in pair_cells(name, gold, extracted) if _is_counted(cell))


def _is_counted(cell: Cell) -> bool:
    """Return whether a value was given that is on the scan; keys and what is derived from others do not."""
    read_by_engine = cell.method == WORDLESS or cell.method[:1].isdigit()
    return normalize_value(cell.got) is not None and read_by_engine and cell.field.split(".")[1] not in KEYS.values()


def _extract_scan(content: bytes, name: str, engine: str, language: str) -> ExtractedDocument:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        limits = Limits(seconds=3600, ocr=Ocr(engine, (language,), seconds=600))
        return _with_confidence(extract_document(Path(folder), describe_file(path), limits).extraction)


def _with_confidence(extraction: Extraction) -> ExtractedDocument:
    """Return the rows, with how sure the engine was in the place of the method."""
    tables = collect_tables([extraction])
    confidences: dict[tuple[str, str, str], str] = {}
    for row in extraction.rows:
        for place in row.provenance:
            if place.method == "ocr":
                key = (row.table, row.key, place.field)
                confidence = WORDLESS if place.sure is None else str(place.sure)
                confidences[key] = min(confidences.get(key, confidence), confidence)
    return ExtractedDocument(
        tables["documents"][0], {table.name: tables[table.name] for table in declared()}, confidences
    )


def list_engines_present() -> tuple[str, ...]:
    """Return the names of the engines that are installed."""
    return tuple(engine.name for engine in ocr.list_engines() if engine.is_present)
