"""Each specimen that lists commitments gives its rows of the registry by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog import catalog_folder
from pipeline.extraction import extract_document
from pipeline.model import Extraction
from scripts.specimens.specimen import load_specimens

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "raw", ROOT / "tests" / "fixtures" / "documents")
LISTING = {s.name: dict(s.expected) for s in load_specimens() if "registry" in s.expected}


def extraction_of(name: str) -> Extraction:
    """Return what a specimen gives without the registry of the others."""
    found = ((folder, source) for folder in FOLDERS for source in catalog_folder(folder).documents)
    return next(
        extract_document(folder, source).extraction for folder, source in found if Path(source.path).name == name
    )


@pytest.mark.parametrize("name", LISTING)
def test_rows_of_the_registry(name: str) -> None:
    wanted: list[dict[str, Any]] = json.loads(json.dumps(LISTING[name]["registry"]))
    rows = [row.values for row in extraction_of(name).rows if row.table == "registry"]
    given = {row["commitment_id"]: row for row in rows}
    assert [{field: given[facts["commitment_id"]].get(field) for field in facts} for facts in wanted] == wanted
    if "registry_count" in LISTING[name]:
        assert len(rows) == LISTING[name]["registry_count"]
