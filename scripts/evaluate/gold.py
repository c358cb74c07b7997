"""Where gold is: the project's own expectations, and a labelled corpus next to the checkout where there is one.

Documents to tables in memory: as a run does it, or by the label engine alone.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.catalog import catalog_folder
from pipeline.extraction import extract_document
from pipeline.linkage import link
from pipeline.model import Extraction
from pipeline.normalize import normalize
from pipeline.parsers import unrecognised_template
from pipeline.readers.reading import read_document
from pipeline.schema import all_tables as declared
from pipeline.tables.parts import collect_tables

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """One document's rows by table, and how each value was read: (table, key, field) -> method."""

    document: Row
    rows: Mapping[str, Sequence[Row]]
    methods: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


def extract_folder(raw: Path) -> dict[str, ExtractedDocument]:
    """Return what a run gives for each document of a folder, by its file's name."""
    catalog = catalog_folder(raw)
    return _split_by_document(
        link([extract_document(raw, source).extraction for source in catalog.documents]).extractions
    )


def extract_by_labels(raw: Path) -> dict[str, ExtractedDocument]:
    """Return what the label engine returns for each document with forms, even if another parser claims it."""
    return _split_by_document(list(_iterate_label_extractions(raw)))


def _iterate_label_extractions(raw: Path) -> Iterator[Extraction]:
    for source in catalog_folder(raw).documents:
        document = read_document(raw, source)
        if unrecognised_template.identify(document):
            parsed = unrecognised_template.parse(document)
            yield normalize(document, parsed, unrecognised_template.NAME, unrecognised_template.VERSION)


def _split_by_document(extractions: Sequence[Extraction]) -> dict[str, ExtractedDocument]:
    """Return the collected tables document by document."""
    return {Path(str(e.document["source_path"])).name: _collect_document(e) for e in extractions}


def _collect_document(extraction: Extraction) -> ExtractedDocument:
    tables = collect_tables([extraction])
    methods = {
        (str(row["record_table"]), str(row["record_key"]), str(row["field"])): str(row["method"])
        for row in tables["provenance"]
    }
    rows = {table.name: tables[table.name] for table in declared()}
    return ExtractedDocument(tables["documents"][0], rows, methods)


ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("OGP_SHARED") or ROOT.parent / "shared")
SECTIONS = SHARED / "gold" / "sections.json"
DATASET = SHARED / "corpus" / "registry" / "ogp-commitments-2024.csv"


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A label of an annotated template text: its country, gold field, wording, and whether a value follows it."""

    country: str
    language: str
    field: str
    text: str
    has_value: bool


def has_corpus() -> bool:
    """Return whether the labelled corpus lies next to the checkout."""
    return SECTIONS.is_file() and DATASET.is_file()


def load_sections() -> dict[str, Any]:
    """Return the annotated template texts by commitment ID."""
    loaded: dict[str, Any] = json.loads(SECTIONS.read_text(encoding="utf-8"))
    return loaded


@cache
def load_template_texts() -> dict[str, tuple[str, str, str]]:
    """Return the country, the pasted template text and the title of each commitment of the dataset."""
    csv.field_size_limit(2**30)
    with DATASET.open(encoding="utf-8", newline="") as file:
        return {
            row["Commitment Unique Identifier"]: (row["Country/Locality"], row["Full Text"], row["Commitment Title"])
            for row in csv.DictReader(file)
        }


def iterate_printed_labels() -> Iterator[PrintedLabel]:
    """Yield every label of the annotated texts."""
    texts = load_template_texts()
    for name, annotated in load_sections().items():
        country, raw, _ = texts[name]
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        for part in annotated["sections"]:
            if part["label"]:
                wording = text[slice(*part["label"])]
                yield PrintedLabel(country, annotated["language"], part["field"], wording, bool(part["value"]))
