"""Every parser stands on two specimens of different look or more; each specimen gives its rows of the registry."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from pipeline.catalog import catalogue
from pipeline.extraction import extract_document
from pipeline.model import Extraction
from pipeline.parsers import registry
from scripts.specimens.specimen import Specimen, all_specimens

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "raw", ROOT / "tests" / "fixtures" / "documents")
SPECIMENS = {specimen.name: specimen for specimen in all_specimens()}
LEAST = 2
LISTING = sorted(name for name, specimen in SPECIMENS.items() if "registry" in specimen.expected)

Look = tuple[str, str, str, str]
"""Kind of file, language, type of report (a template's generation) and the look that the specimen names."""


@cache
def extractions() -> Mapping[str, Extraction]:
    """Return what each specimen gives by itself, without the registry of the others."""
    found = [(folder, source) for folder in FOLDERS for source in catalogue(folder).documents]
    return {Path(source.path).name: extract_document(folder, source).extraction for folder, source in found}


def look_of(specimen: Specimen, extraction: Extraction) -> Look:
    return (
        specimen.name.rsplit(".", 1)[-1],
        specimen.language,
        str(extraction.document["report_type"]),
        specimen.look.strip(),
    )


def looks() -> Mapping[str, set[Look]]:
    """Return the looks that each parser reads."""
    found: dict[str, set[Look]] = defaultdict(set)
    for name, extraction in extractions().items():
        found[str(extraction.document["report_format"])].add(look_of(SPECIMENS[name], extraction))
    return found


@pytest.mark.parametrize("parser", [parser.NAME for parser in registry.parsers()])
def test_parser_has_specimens_of_two_looks(parser: str) -> None:
    found = looks().get(parser, set())
    assert len(found) >= LEAST, f"write one more specimen of another look for {parser} in scripts/specimens: {found}"


def test_every_specimen_is_read_whole() -> None:
    odd = {name: e.document["status"] for name, e in extractions().items() if e.document["status"] != "ok"}
    assert odd == {}


@pytest.mark.parametrize("name", LISTING)
def test_rows_of_the_registry(name: str) -> None:
    wanted = json.loads(json.dumps(SPECIMENS[name].expected["registry"]))
    rows = [row.values for row in extractions()[name].rows if row.table == "registry"]
    given = {row["commitment_id"]: row for row in rows}
    for facts in wanted:
        row = given[facts["commitment_id"]]
        assert {field: row.get(field) for field in facts} == facts
    if "registry_count" in SPECIMENS[name].expected:
        assert len(rows) == SPECIMENS[name].expected["registry_count"]
